/* SPDX-License-Identifier: MIT */
/* who did what: append-only rows in a chain of hashes */
#include "store/audit_store.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/db_impl.h"

#define COLUMNS                                                                                    \
	"SELECT audit.id, audit.at_ms, audit.profile_id, coalesce(profile.name, ''),"              \
	" audit.event, audit.detail FROM audit LEFT JOIN profile ON profile.id = audit.profile_id"

static const char older[] = COLUMNS " WHERE audit.id < ?1 ORDER BY audit.id DESC LIMIT ?2";
static const char newer[] = COLUMNS " WHERE audit.id > ?1 ORDER BY audit.id LIMIT ?2";

static void
read_entry(const struct db_statement *s, struct audit_entry *out)
{
	out->id = db_column_int(s, 0);
	out->at_ms = db_column_int(s, 1);
	out->profile_id = db_column_int(s, 2);
	text_copy(out->profile, sizeof(out->profile), db_column_text(s, 3));
	text_copy(out->event, sizeof(out->event), db_column_text(s, 4));
	text_copy(out->detail, sizeof(out->detail), db_column_text(s, 5));
}

static void
turn_round(struct audit_page *page)
{
	for (size_t i = 0; i < page->count / 2; i++) {
		struct audit_entry swapped = page->rows[i];
		page->rows[i] = page->rows[page->count - 1 - i];
		page->rows[page->count - 1 - i] = swapped;
	}
}

/* One row more than asked for tells whether there are further ones. */
static enum status
read_page(struct db_statement *s, size_t limit, struct audit_page *out, struct fault *f)
{
	struct audit_entry beyond;
	enum status st;

	while ((st = db_step(s, f)) == ST_MORE) {
		out->more = out->count == limit;
		read_entry(s, out->more ? &beyond : &out->rows[out->count++]);
		if (out->more)
			return ST_OK;
	}
	return st;
}

enum status
audit_store_page(struct db *db, const struct audit_ask *ask, struct audit_page *out,
                 struct fault *f)
{
	int64_t from = ask->from == 0 && !ask->newer ? INT64_MAX : ask->from;
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, ask->newer ? newer : older, &s, f);

	*out = (struct audit_page){ 0 };
	if (st != ST_OK)
		return st;
	out->rows = mem_alloc_array(ask->limit, sizeof(*out->rows));
	db_bind_int(s, 1, from);
	db_bind_int(s, 2, (int64_t)ask->limit + 1);
	st = read_page(s, ask->limit, out, f);
	db_release(s);
	if (st == ST_OK && ask->newer)
		turn_round(out);
	if (st != ST_OK)
		audit_page_finish(out);
	return st;
}

void
audit_page_finish(struct audit_page *page)
{
	mem_free(page->rows);
	*page = (struct audit_page){ 0 };
}
