/* SPDX-License-Identifier: MIT */
/* test contexts on disk, by profile and name */
#include "store/template_context_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db_impl.h"

void
template_context_list_free(struct template_context *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		template_context_finish(&list[i]);
	mem_free(list);
}

/* --- Reading -------------------------------------------------------------------------------- */

static enum status
read_expectations(struct template_context *c, const char *expect, struct fault *f)
{
	struct json *node = NULL;
	enum status st = json_parse(expect, strlen(expect), "the expectations", &node, f);

	if (st == ST_OK)
		st = template_expect_read_json(&c->expect, node, f);
	json_destroy(node);
	return st;
}

static enum status
read_row(const struct db_statement *s, struct template_context *c, struct fault *f)
{
	const char *event = db_column_text(s, 2);
	enum status st;

	template_context_init(c);
	c->id = db_column_int(s, 0);
	(void)text_copy(c->name, sizeof(c->name), db_column_text(s, 1));
	st = template_context_read(c, event, strlen(event), NULL, f);
	if (st == ST_OK)
		st = read_expectations(c, db_column_text(s, 3), f);
	if (st == ST_OK)
		return st;
	fault_set(f, WORD_ROW_DAMAGED, "the test context \"%.63s\" cannot be read", c->name);
	return fault_hint(f, "remove it and add it anew");
}

enum status
template_context_store_list(struct db *db, const struct profile *p, struct template_context **out,
                            size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT id, name, event, expect FROM template_context"
	                            " WHERE profile_id = ? ORDER BY id",
	                            &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		st = read_row(s, &(*out)[(*count)++], f);
		if (st != ST_OK)
			break;
	}
	db_release(s);
	if (st != ST_OK) {
		template_context_list_free(*out, *count);
		*out = NULL;
		*count = 0;
	}
	return st;
}

/* --- Writing -------------------------------------------------------------------------------- */

static enum status
find(struct db *db, const struct profile *p, const char *name, int64_t *id, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db, "SELECT id FROM template_context WHERE profile_id = ? AND name = ?", &s, f);

	*id = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, name);
	return db_take_int(s, id, f);
}

static enum status
check_room(struct db *db, const struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	int64_t count = 0;
	enum status st =
		db_prepare(db, "SELECT count(*) FROM template_context WHERE profile_id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	st = db_take_int(s, &count, f);
	if (st != ST_OK || count < TEMPLATE_CONTEXTS_MAX)
		return st;
	fault_set(f, WORD_NOT_KEPT, "a profile keeps %d test contexts", TEMPLATE_CONTEXTS_MAX);
	return fault_hint(f, "remove one first");
}

static enum status
insert(struct db *db, const struct profile *p, struct template_context *c, const char *expect,
       struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = check_room(db, p, f);

	if (st == ST_OK)
		st = db_prepare(db,
		                "INSERT INTO template_context"
		                " (profile_id, name, event, expect, changed_at_ms)"
		                " VALUES (?, ?, ?, ?, ?)",
		                &s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, c->name);
	db_bind_text(s, 3, text_string(&c->event));
	db_bind_text(s, 4, expect);
	db_bind_int(s, 5, clock_now_ms());
	st = db_complete(s, f);
	if (st == ST_OK)
		c->id = db_last_row(db);
	return st;
}

static enum status
update(struct db *db, const struct template_context *c, const char *expect, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "UPDATE template_context"
	                            " SET event = ?, expect = ?, changed_at_ms = ? WHERE id = ?",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, text_string(&c->event));
	db_bind_text(s, 2, expect);
	db_bind_int(s, 3, clock_now_ms());
	db_bind_int(s, 4, c->id);
	return db_complete(s, f);
}

enum status
template_context_store_save(struct db *db, const struct profile *p, struct template_context *c,
                            struct fault *f)
{
	struct json_writer w;
	struct text expect;
	int64_t id;
	enum status st = find(db, p, c->name, &id, f);

	if (st != ST_OK)
		return st;
	text_init(&expect, JSON_BYTES_MAX);
	json_write_begin(&w, &expect);
	template_expect_write_json(&c->expect, &w, NULL);
	c->id = id;
	st = id != 0 ? update(db, c, text_string(&expect), f)
	             : insert(db, p, c, text_string(&expect), f);
	text_finish(&expect);
	return st;
}

enum status
template_context_store_remove(struct db *db, const struct profile *p, const char *name,
                              struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db, "DELETE FROM template_context WHERE profile_id = ? AND name = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, name);
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0) {
		fault_set(f, WORD_NOT_FOUND, "the profile %s has no test context \"%.63s\"",
		          p->name, name);
		st = fault_hint(f, "otpdeck template context list shows those there are");
	}
	db_release(s);
	return st;
}

enum status
template_context_store_copy(struct db *db, const struct profile *from, const struct profile *to,
                            struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"INSERT INTO template_context (profile_id, name, event, expect, changed_at_ms)"
		" SELECT ?, name, event, expect, ? FROM template_context WHERE profile_id = ?"
		" ORDER BY id",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, to->id);
	db_bind_int(s, 2, clock_now_ms());
	db_bind_int(s, 3, from->id);
	return db_complete(s, f);
}
