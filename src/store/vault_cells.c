/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_cells_impl.h"

#include <string.h>

#include "store/db_impl.h"

/* A column of sealed values. Rows come one a question, by their key: between two questions the row
 * may be written. The profile is missing where it was removed and its messages were kept. */
struct column {
	const char *table;
	const char *kind; /* NULL: column 3 has it */
	bool text_key;
	const char *next;
	const char *write;
};

#define FROM_MESSAGE                                                                               \
	" FROM message r LEFT JOIN profile p ON p.id = r.profile_id"                               \
	" WHERE r.id > ?1 ORDER BY r.id LIMIT 1"

static const struct column columns[] = {
	{ "secret", NULL, false,
	  "SELECT r.id, r.uuid, p.uuid, r.name, r.generation, r.sealed FROM secret r"
	  " LEFT JOIN profile p ON p.id = r.profile_id WHERE r.id > ?1 ORDER BY r.id LIMIT 1",
	  "UPDATE secret SET sealed = ?1, generation = ?2 WHERE id = ?3" },
	{ "secret_past", NULL, true,
	  "SELECT r.uuid, r.uuid, p.uuid, r.name, r.generation, r.sealed FROM secret_past r"
	  " LEFT JOIN profile p ON p.id = r.profile_id WHERE r.uuid > ?1 ORDER BY r.uuid LIMIT 1",
	  "UPDATE secret_past SET sealed = ?1, generation = ?2 WHERE uuid = ?3" },
	{ "message", "to", false,
	  "SELECT r.id, r.message_id, p.uuid, '', -1, r.to_sealed" FROM_MESSAGE,
	  "UPDATE message SET to_sealed = ?1 WHERE id = ?3" },
	{ "message", "context", false,
	  "SELECT r.id, r.message_id, p.uuid, '', -1, r.context_sealed" FROM_MESSAGE,
	  "UPDATE message SET context_sealed = ?1 WHERE id = ?3" },
};

struct walk {
	struct db *db;
	const struct column *column;
	const struct vault_cells_visitor *visitor;
	int64_t key;
	char text_key[64];
};

static void
bind_key(const struct walk *w, struct db_statement *s, int position)
{
	if (w->column->text_key)
		db_bind_text(s, position, w->text_key);
	else
		db_bind_int(s, position, w->key);
}

enum status
vault_cell_write(const struct vault_cell *cell, const struct text *sealed, int64_t generation,
                 struct fault *f)
{
	const struct walk *w = cell->walk;
	struct db_statement *s;
	enum status st = db_prepare(w->db, w->column->write, &s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, text_string(sealed), sealed->size_bytes);
	if (w->column->kind == NULL)
		db_bind_int(s, 2, generation);
	bind_key(w, s, 3);
	return db_complete(s, f);
}

/* The visitor may write the row, so the statement that reads it must not be under way: what it
 * stands on is copied first. */
static enum status
visit_row(struct walk *w, struct db_statement *s, struct fault *f)
{
	size_t size_bytes = 0;
	const void *blob = db_column_blob(s, 5, &size_bytes);
	struct vault_cell cell = { .walk = w, .is_orphan = db_column_is_null(s, 2) };
	char name[64];
	enum status st;

	text_copy(cell.row_uuid, sizeof(cell.row_uuid), db_column_text(s, 1));
	text_copy(cell.profile_uuid, sizeof(cell.profile_uuid), db_column_text(s, 2));
	text_copy(name, sizeof(name), db_column_text(s, 3));
	cell.place = (struct vault_place){
		.table = w->column->table,
		.row_uuid = cell.row_uuid,
		.profile_uuid = cell.profile_uuid,
		.kind = w->column->kind != NULL ? w->column->kind : name,
		.generation =
			w->column->kind != NULL ? w->visitor->generation : db_column_int(s, 4),
	};
	if (w->column->text_key)
		text_copy(w->text_key, sizeof(w->text_key), db_column_text(s, 0));
	else
		w->key = db_column_int(s, 0);
	cell.number = w->key;
	text_init(&cell.sealed, size_bytes + 1);
	text_append_bytes(&cell.sealed, blob, size_bytes);
	db_release(s);
	st = cell.sealed.size_bytes > 0 ? w->visitor->visit(w->visitor->context, &cell, f) : ST_OK;
	text_finish(&cell.sealed);
	return st == ST_OK ? ST_MORE : st;
}

/* ST_MORE: there may be another row. */
static enum status
visit_next(struct walk *w, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(w->db, w->column->next, &s, f);

	if (st != ST_OK)
		return st;
	bind_key(w, s, 1);
	st = db_step(s, f);
	if (st == ST_MORE)
		return visit_row(w, s, f);
	db_release(s);
	return st;
}

enum status
vault_cells_visit(struct db *db, const struct vault_cells_visitor *visitor, struct fault *f)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct walk w = { .db = db, .column = &columns[i], .visitor = visitor };

		do {
			st = visit_next(&w, f);
			if (st == ST_MORE && visitor->cancelled &&
			    visitor->cancelled(visitor->context))
				st = fault_set(f, WORD_CANCELLED, "stopped; nothing was changed");
		} while (st == ST_MORE);
	}
	return st;
}
