/* SPDX-License-Identifier: MIT */
/* template texts on disk, each with its revisions */
#include "store/template_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/template_store_impl.h"

#define SELECT_INFO                                                                                \
	"SELECT t.id, t.kind, t.locale, t.client_id, t.channel, t.removed_at_ms, r.revision,"      \
	" r.changed_at_ms, r.origin, length(CAST(r.source AS BLOB))"
#define SELECT_TEXT                                                                                \
	SELECT_INFO                                                                                \
	", r.source FROM template AS t"                                                            \
	" JOIN template_revision AS r ON r.template_id = t.id WHERE " TEMPLATE_IS_NAMED
#define TEXT_COLUMN 10

void
template_store_bind_name(struct db_statement *s, const struct profile *p,
                         const struct template_name *name)
{
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, template_kind_name(name->kind));
	db_bind_text(s, 3, name->locale);
	db_bind_text(s, 4, name->client_id);
	db_bind_text(s, 5, template_channel_word(name->channel));
}

/* False for a name that this program does not know, such as one of a later kind. */
static bool
read_info(const struct db_statement *s, struct template_info *out)
{
	const char *channel = db_column_text(s, 4);
	struct fault ignored = { 0 };

	memset(out, 0, sizeof(*out));
	out->id = db_column_int(s, 0);
	if (template_kind_parse(db_column_text(s, 1), &out->of.kind, &ignored) != ST_OK)
		return false;
	text_copy(out->of.locale, sizeof(out->of.locale), db_column_text(s, 2));
	text_copy(out->of.client_id, sizeof(out->of.client_id), db_column_text(s, 3));
	out->of.channel = channel[0] ? template_channel_of_type(channel) : TEMPLATE_BOTH;
	template_name_write(&out->of, out->name, sizeof(out->name));
	out->removed = db_column_int(s, 5) != 0;
	out->revision = db_column_int(s, 6);
	out->changed_at_ms = db_column_int(s, 7);
	text_copy(out->origin, sizeof(out->origin), db_column_text(s, 8));
	out->size_bytes = (size_t)db_column_int(s, 9);
	return true;
}

/* --- One text ------------------------------------------------------------------------------- */

static enum status
no_such_template(const struct profile *p, const struct template_name *name, struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];

	template_name_write(name, written, sizeof(written));
	fault_set(f, WORD_NOT_FOUND, "the profile %.40s has no template %s", p->name, written);
	return fault_hint(f, "otpdeck template list shows those there are");
}

static enum status
no_such_revision(const struct template_name *name, int64_t revision, struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];

	template_name_write(name, written, sizeof(written));
	fault_set(f, WORD_NOT_FOUND, "there is no revision %lld of the template %s",
	          (long long)revision, written);
	return fault_hint(f, "otpdeck template history %s lists them", written);
}

/* Takes the text that a bound select finds and releases it; ST_NOT_FOUND says nothing yet. */
static enum status
take_text(struct db_statement *s, struct template_info *info, struct text *out, struct fault *f)
{
	enum status st = db_step(s, f);

	if (st == ST_MORE && read_info(s, info)) {
		st = ST_OK;
		if (!text_append(out, db_column_text(s, TEXT_COLUMN)))
			st = fault_set(f, WORD_TEMPLATE_TOO_LARGE,
			               "the template %s is over %zu bytes", info->name,
			               out->ceiling_bytes);
	} else if (st == ST_MORE || st == ST_OK) {
		st = ST_NOT_FOUND;
	}
	db_release(s);
	return st;
}

enum status
template_store_load(struct db *db, const struct profile *p, const struct template_name *name,
                    struct template_info *info, struct text *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db, SELECT_TEXT " AND t.removed_at_ms = 0 AND " TEMPLATE_NEWEST_REVISION, &s, f);

	if (st != ST_OK)
		return st;
	template_store_bind_name(s, p, name);
	st = take_text(s, info, out, f);
	return st == ST_NOT_FOUND ? no_such_template(p, name, f) : st;
}

enum status
template_store_load_revision(struct db *db, const struct profile *p,
                             const struct template_name *name, int64_t revision,
                             struct template_info *info, struct text *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, SELECT_TEXT " AND r.revision = ?6", &s, f);

	if (st != ST_OK)
		return st;
	template_store_bind_name(s, p, name);
	db_bind_int(s, 6, revision);
	st = take_text(s, info, out, f);
	return st == ST_NOT_FOUND ? no_such_revision(name, revision, f) : st;
}

/* --- Several -------------------------------------------------------------------------------- */

/* Takes every row of a bound select and releases it. */
static enum status
take_infos(struct db_statement *s, struct template_info **out, size_t *count, struct fault *f)
{
	enum status st;

	*out = NULL;
	*count = 0;
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		*count += read_info(s, &(*out)[*count]);
	}
	db_release(s);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}

static int
compare_infos(const void *a, const void *b)
{
	return template_name_compare(&((const struct template_info *)a)->of,
	                             &((const struct template_info *)b)->of);
}

enum status
template_store_list(struct db *db, const struct profile *p, struct template_info **out,
                    size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db,
	                   SELECT_INFO " FROM template AS t JOIN template_revision AS r"
	                               " ON r.template_id = t.id AND " TEMPLATE_NEWEST_REVISION
	                               " WHERE t.profile_id = ? AND t.removed_at_ms = 0",
	                   &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	st = take_infos(s, out, count, f);
	if (*count > 1)
		qsort(*out, *count, sizeof(**out), compare_infos);
	return st;
}

enum status
template_store_names(struct db *db, const struct profile *p, struct template_name **out,
                     size_t *count, struct fault *f)
{
	struct template_info *infos = NULL;
	enum status st = template_store_list(db, p, &infos, count, f);

	*out = NULL;
	if (st != ST_OK)
		return st;
	*out = mem_alloc_array(*count + 1, sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = infos[i].of;
	mem_free(infos);
	return ST_OK;
}

enum status
template_store_history(struct db *db, const struct profile *p, const struct template_name *name,
                       struct template_info **out, size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            SELECT_INFO " FROM template AS t JOIN template_revision AS r"
	                                        " ON r.template_id = t.id WHERE " TEMPLATE_IS_NAMED
	                                        " ORDER BY r.revision DESC",
	                            &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	template_store_bind_name(s, p, name);
	st = take_infos(s, out, count, f);
	return st == ST_OK && *count == 0 ? no_such_template(p, name, f) : st;
}

enum status
template_store_find(struct db *db, const struct profile *p, const struct template_name *name,
                    struct template_info *info, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db,
	                   SELECT_INFO " FROM template AS t JOIN template_revision AS r"
	                               " ON r.template_id = t.id AND " TEMPLATE_NEWEST_REVISION
	                               " WHERE " TEMPLATE_IS_NAMED,
	                   &s, f);

	memset(info, 0, sizeof(*info));
	if (st != ST_OK)
		return st;
	template_store_bind_name(s, p, name);
	st = db_step(s, f);
	if (st == ST_MORE) {
		(void)read_info(s, info);
		st = ST_OK;
	}
	db_release(s);
	return st;
}
