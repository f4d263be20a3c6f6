/* SPDX-License-Identifier: MIT */
/* template texts on disk, each with its revisions */
#include "store/template_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db_impl.h"

/* The plain template of a kind: for every locale, client and channel. */
#define IS_PLAIN "t.locale = '' AND t.client_id = '' AND t.channel = ''"
#define NEWEST_REVISION                                                                            \
	"r.revision = (SELECT max(revision) FROM template_revision WHERE template_id = t.id)"
#define TEMPLATE_SELECT                                                                            \
	"SELECT t.id, t.kind, t.locale, t.client_id, t.channel, r.revision, r.changed_at_ms,"      \
	" r.source FROM template AS t"                                                             \
	" JOIN template_revision AS r ON r.template_id = t.id AND " NEWEST_REVISION                \
	" WHERE t.profile_id = ? AND " IS_PLAIN

static void
read_info(const struct db_statement *s, struct template_info *out)
{
	struct fault ignored = { 0 };

	memset(out, 0, sizeof(*out));
	out->id = db_column_int(s, 0);
	if (template_kind_parse(db_column_text(s, 1), &out->of.kind, &ignored) != ST_OK)
		out->of.kind = TEMPLATE_KIND_COUNT;
	text_copy(out->of.locale, sizeof(out->of.locale), db_column_text(s, 2));
	text_copy(out->of.client_id, sizeof(out->of.client_id), db_column_text(s, 3));
	if (db_column_text(s, 4)[0])
		out->of.channel = template_channel_of_type(db_column_text(s, 4));
	template_name_write(&out->of, out->name, sizeof(out->name));
	out->revision = db_column_int(s, 5);
	out->changed_at_ms = db_column_int(s, 6);
}

/* --- Writing -------------------------------------------------------------------------------- */

static enum status
add_template(struct db *db, const struct profile *p, const char *kind, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db, "INSERT INTO template (profile_id, kind) VALUES (?, ?)", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, kind);
	return db_complete(s, f);
}

static enum status
add_first_revision(struct db *db, int64_t template_id, const char *source, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO template_revision (template_id, revision, source,"
	                            " changed_at_ms) VALUES (?, 1, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, template_id);
	db_bind_text(s, 2, source);
	db_bind_int(s, 3, clock_now_ms());
	return db_complete(s, f);
}

enum status
template_store_add_defaults(struct db *db, const struct profile *p, struct fault *f)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < TEMPLATE_KIND_COUNT; i++) {
		enum template_kind kind = (enum template_kind)i;

		if (!template_kind_is_sent(kind))
			continue;
		st = add_template(db, p, template_kind_name(kind), f);
		if (st == ST_OK)
			st = add_first_revision(db, db_last_row(db),
			                        template_default_text(kind, TEMPLATE_BOTH), f);
	}
	return st;
}

static enum status
copy_templates(struct db *db, const struct profile *from, const struct profile *to, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"INSERT INTO template (profile_id, kind, locale, client_id, channel)"
		" SELECT ?, kind, locale, client_id, channel FROM template WHERE profile_id = ?",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, to->id);
	db_bind_int(s, 2, from->id);
	return db_complete(s, f);
}

enum status
template_store_copy(struct db *db, const struct profile *from, const struct profile *to,
                    struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = copy_templates(db, from, to, f);

	if (st == ST_OK)
		st = db_prepare(
			db,
			"INSERT INTO template_revision"
			" (template_id, revision, source, changed_at_ms)"
			" SELECT copy.id, 1, r.source, ? FROM template AS t"
			" JOIN template_revision AS r ON r.template_id = t.id AND " NEWEST_REVISION
			" JOIN template AS copy ON copy.profile_id = ? AND copy.kind = t.kind"
			" AND copy.locale = t.locale AND copy.client_id = t.client_id"
			" AND copy.channel = t.channel WHERE t.profile_id = ?",
			&s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, clock_now_ms());
	db_bind_int(s, 2, to->id);
	db_bind_int(s, 3, from->id);
	return db_complete(s, f);
}

/* --- Reading -------------------------------------------------------------------------------- */

static enum status
no_such_template(const struct profile *p, const char *name, struct fault *f)
{
	fault_set(f, WORD_NOT_FOUND, "the profile %s has no template \"%s\"", p->name, name);
	return fault_hint(f, "there are %s and %s", template_kind_name(TEMPLATE_VERIFICATION),
	                  template_kind_name(TEMPLATE_ENROLLMENT));
}

static enum status
no_such_revision(const char *name, int64_t revision, struct fault *f)
{
	fault_set(f, WORD_NOT_FOUND, "revision %lld of the template \"%s\" is gone",
	          (long long)revision, name);
	return fault_hint(f, "name the template anew to take its newest text");
}

/* Takes the text that a bound select finds and releases it; ST_NOT_FOUND says nothing yet. */
static enum status
take_text(struct db_statement *s, const char *name, struct template_info *info, struct text *out,
          struct fault *f)
{
	enum status st = db_step(s, f);

	if (st == ST_MORE) {
		read_info(s, info);
		st = ST_OK;
		if (!text_append(out, db_column_text(s, 7)))
			st = fault_set(f, WORD_TEMPLATE_TOO_LARGE,
			               "the template \"%s\" is over %zu bytes", name,
			               out->ceiling_bytes);
	} else if (st == ST_OK) {
		st = ST_NOT_FOUND;
	}
	db_release(s);
	return st;
}

enum status
template_store_load(struct db *db, const struct profile *p, const char *name,
                    struct template_info *info, struct text *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, TEMPLATE_SELECT " AND t.kind = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, name);
	st = take_text(s, name, info, out, f);
	return st == ST_NOT_FOUND ? no_such_template(p, name, f) : st;
}

enum status
template_store_load_revision(struct db *db, const struct profile *p, const char *name,
                             int64_t revision, struct template_info *info, struct text *out,
                             struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db,
	                   "SELECT t.id, t.kind, t.locale, t.client_id, t.channel, r.revision,"
	                   " r.changed_at_ms, r.source"
	                   " FROM template AS t JOIN template_revision AS r"
	                   " ON r.template_id = t.id AND r.revision = ?"
	                   " WHERE t.profile_id = ? AND " IS_PLAIN " AND t.kind = ?",
	                   &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, revision);
	db_bind_int(s, 2, p->id);
	db_bind_text(s, 3, name);
	st = take_text(s, name, info, out, f);
	return st == ST_NOT_FOUND ? no_such_revision(name, revision, f) : st;
}

enum status
template_store_list(struct db *db, const struct profile *p, struct template_info **out,
                    size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, TEMPLATE_SELECT " ORDER BY t.kind", &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		read_info(s, &(*out)[(*count)++]);
	}
	db_release(s);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}
