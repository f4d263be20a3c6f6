/* SPDX-License-Identifier: MIT */
/* template texts on disk, each with its revisions */
#include "store/template_store.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/template_store_impl.h"

static enum status
no_longer_there(const struct template_name *name, struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];

	template_name_write(name, written, sizeof(written));
	return fault_set(f, WORD_NOT_FOUND, "there is no template %s", written);
}

/* --- Revisions ------------------------------------------------------------------------------ */

static enum status
add_template(struct db *db, const struct profile *p, const struct template_name *name,
             int64_t *template_id, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO template (profile_id, kind, locale, client_id,"
	                            " channel) VALUES (?1, ?2, ?3, ?4, ?5)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	template_store_bind_name(s, p, name);
	st = db_complete(s, f);
	*template_id = db_last_row(db);
	return st;
}

static enum status
set_removed(struct db *db, int64_t template_id, int64_t removed_at_ms, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db, "UPDATE template SET removed_at_ms = ? WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, removed_at_ms);
	db_bind_int(s, 2, template_id);
	return db_complete(s, f);
}

static enum status
add_revision(struct db *db, const struct template_save *save, struct template_info *info,
             struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO template_revision (template_id, revision, source,"
	                            " changed_at_ms, origin) VALUES (?, ?, ?, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	info->revision++;
	info->changed_at_ms = clock_now_ms();
	info->size_bytes = save->size_bytes;
	text_copy(info->origin, sizeof(info->origin), save->origin);
	db_bind_int(s, 1, info->id);
	db_bind_int(s, 2, info->revision);
	db_bind_text(s, 3, save->source);
	db_bind_int(s, 4, info->changed_at_ms);
	db_bind_text(s, 5, info->origin);
	return db_complete(s, f);
}

/* The second of two editors is told, with what the first one left. */
static enum status
check_expected(const struct template_info *now, const struct template_name *name, int64_t expected,
               struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];
	char time[CLOCK_TEXT_BYTES];
	int64_t newest = now->id != 0 && !now->removed ? now->revision : 0;

	if (expected == TEMPLATE_ANY_REVISION || expected == newest)
		return ST_OK;
	template_name_write(name, written, sizeof(written));
	if (newest == 0) {
		fault_set(f, WORD_ROW_MOVED, "%s was removed elsewhere meanwhile", written);
		return fault_hint(f, "save it again to bring it back");
	}
	clock_format_date_time(now->changed_at_ms, true, time);
	fault_set(f, WORD_ROW_MOVED, "%s was changed elsewhere meanwhile: revision %lld, %s UTC",
	          written, (long long)newest, time);
	return fault_hint(f, "compare yours with that revision, then save again");
}

enum status
template_store_save(struct db *db, const struct profile *p, const struct template_save *save,
                    struct template_info *info, struct fault *f)
{
	enum status st = template_store_find(db, p, &save->name, info, f);

	if (st == ST_OK)
		st = check_expected(info, &save->name, save->expected, f);
	if (st == ST_OK && info->id == 0)
		st = add_template(db, p, &save->name, &info->id, f);
	else if (st == ST_OK && info->removed)
		st = set_removed(db, info->id, 0, f);
	if (st != ST_OK)
		return st;
	info->removed = false;
	info->of = save->name;
	template_name_write(&info->of, info->name, sizeof(info->name));
	return add_revision(db, save, info, f);
}

enum status
template_store_remove(struct db *db, const struct profile *p, const struct template_name *name,
                      int64_t expected, struct fault *f)
{
	struct template_info now;
	enum status st = template_store_find(db, p, name, &now, f);

	if (st == ST_OK && (now.id == 0 || now.removed))
		return no_longer_there(name, f);
	if (st == ST_OK)
		st = check_expected(&now, name, expected, f);
	return st == ST_OK ? set_removed(db, now.id, clock_now_ms(), f) : st;
}

/* --- Whole profiles ------------------------------------------------------------------------- */

enum status
template_store_add_defaults(struct db *db, const struct profile *p, struct fault *f)
{
	enum status st = ST_OK;

	for (int i = 0; st == ST_OK && i < TEMPLATE_KIND_COUNT; i++) {
		struct template_save save = { .name.kind = (enum template_kind)i,
			                      .expected = TEMPLATE_ANY_REVISION,
			                      .origin = "default" };
		struct template_info info;

		if (!template_kind_is_sent(save.name.kind))
			continue;
		save.source = template_default_text(save.name.kind, TEMPLATE_BOTH);
		save.size_bytes = strlen(save.source);
		st = template_store_save(db, p, &save, &info, f);
	}
	return st;
}

static enum status
copy_templates(struct db *db, const struct profile *from, const struct profile *to, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db,
	                   "INSERT INTO template (profile_id, kind, locale, client_id, channel)"
	                   " SELECT ?, kind, locale, client_id, channel FROM template"
	                   " WHERE profile_id = ? AND removed_at_ms = 0",
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
	char origin[TEMPLATE_ORIGIN_BYTES];
	enum status st = copy_templates(db, from, to, f);

	if (st == ST_OK)
		st = db_prepare(
			db,
			"INSERT INTO template_revision"
			" (template_id, revision, source, changed_at_ms, origin)"
			" SELECT copy.id, 1, r.source, ?1, ?4 FROM template AS t"
			" JOIN template_revision AS r ON r.template_id = t.id"
			" AND " TEMPLATE_NEWEST_REVISION
			" JOIN template AS copy ON copy.profile_id = ?2 AND copy.kind = t.kind"
			" AND copy.locale = t.locale AND copy.client_id = t.client_id"
			" AND copy.channel = t.channel"
			" WHERE t.profile_id = ?3 AND t.removed_at_ms = 0",
			&s, f);
	if (st != ST_OK)
		return st;
	snprintf(origin, sizeof(origin), "copied %.39s", from->name);
	db_bind_int(s, 1, clock_now_ms());
	db_bind_int(s, 2, to->id);
	db_bind_int(s, 3, from->id);
	db_bind_text(s, 4, origin);
	return db_complete(s, f);
}
