/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault.h"

#include "base/mem.h"
#include "store/vault_cells_impl.h"

struct checking {
	const struct vault *v;
	struct vault_checked *out;
};

static void
note_damaged(struct vault_checked *out, const struct vault_cell *cell)
{
	struct vault_damaged *row;

	out->damaged_count++;
	if (out->damaged_count > VAULT_DAMAGED_MAX)
		return;
	row = &out->damaged[out->damaged_count - 1];
	text_copy(row->table, sizeof(row->table), cell->place.table);
	text_copy(row->kind, sizeof(row->kind), cell->place.kind);
	text_copy(row->row_uuid, sizeof(row->row_uuid), cell->row_uuid);
	row->number = cell->number;
}

static enum status
check_cell(void *context, const struct vault_cell *cell, struct fault *f)
{
	struct checking *c = context;
	struct text plain;
	enum status st;

	if (cell->is_orphan) {
		c->out->orphans++;
		return ST_OK;
	}
	text_init(&plain, VAULT_CELL_BYTES_MAX);
	st = vault_open_bytes(c->v, &cell->place, text_string(&cell->sealed),
	                      cell->sealed.size_bytes, &plain, f);
	text_finish(&plain);
	c->out->opened += st == ST_OK;
	if (st == ST_OK || f->word != WORD_ROW_DAMAGED)
		return st;
	note_damaged(c->out, cell);
	return ST_OK;
}

enum status
vault_check(struct db *db, const struct vault *v, struct vault_checked *out, struct fault *f)
{
	struct checking c = { .v = v, .out = out };
	enum status st = vault_follow(db, v, f);

	*out = (struct vault_checked){ 0 };
	const struct vault_cells_visitor visitor = {
		.generation = vault_generation(v),
		.visit = check_cell,
		.context = &c,
	};
	return st == ST_OK ? vault_cells_visit(db, &visitor, f) : st;
}
