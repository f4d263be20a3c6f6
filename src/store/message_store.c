/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "store/message_store_impl.h"

#define SEALED_NUMBER_BYTES_MAX ((size_t)128)
#define SEALED_CONTEXT_BYTES_MAX ((size_t)64 * 1024)

/* --- Sealed columns ------------------------------------------------------------------------- */

/* A row to be inserted, with the values that are sealed or hashed. */
struct insertion {
	const struct message *m;
	const struct message_private *p;
	const struct message_owner *owner;
	unsigned char to_hash[VAULT_HASH_BYTES];
	struct text to;
	struct text context;
};

/* The messageId names the row in the vault: no row ever gets the one of another. */
static struct vault_place
place_of(const struct vault *v, const struct profile *p, const struct message *m, const char *kind)
{
	return (struct vault_place){ "message", m->message_id, p->uuid, kind, vault_generation(v) };
}

static enum status
seal_columns(const struct vault *v, struct insertion *row, struct fault *f)
{
	const struct message_private *p = row->p;
	struct vault_place to = place_of(v, p->profile, row->m, "to");
	struct vault_place context = place_of(v, p->profile, row->m, "context");
	enum status st = vault_hash(v, "number", p->e164, strlen(p->e164), row->to_hash, f);

	if (st == ST_OK)
		st = vault_seal_bytes(v, &to, p->e164, strlen(p->e164), &row->to, f);
	if (st == ST_OK)
		st = vault_seal_bytes(v, &context, p->context_json, strlen(p->context_json),
		                      &row->context, f);
	return st;
}

/* Opens column 0 of the row that `s` stands on. */
static enum status
open_column(const struct db_statement *s, const struct vault *v, const struct vault_place *place,
            struct text *out, struct fault *f)
{
	size_t size_bytes = 0;
	const void *sealed = db_column_blob(s, 0, &size_bytes);

	if (size_bytes == 0)
		return fault_set(f, WORD_NOT_FOUND,
		                 "what the vault kept of the message went with a vault reset");
	return vault_open_bytes(v, place, sealed, size_bytes, out, f);
}

/* Runs `sql`, which asks for one sealed column of the row ?1, and appends what it holds. */
static enum status
open_sealed(struct db *db, const struct vault *v, const struct vault_place *place, const char *sql,
            int64_t id, struct text *out, struct fault *f)
{
	struct vault_place now = *place;
	struct db_statement *s = NULL;
	enum status st = vault_follow(db, v, f);

	now.generation = vault_generation(v);
	if (st == ST_OK)
		st = db_prepare(db, sql, &s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	st = db_step(s, f);
	if (st == ST_MORE)
		st = open_column(s, v, &now, out, f);
	else if (st == ST_OK)
		st = fault_set(f, WORD_NOT_FOUND, "there is no message %lld", (long long)id);
	db_release(s);
	if (st == ST_STORE && f->word == WORD_ROW_DAMAGED)
		fault_set(f, WORD_ROW_DAMAGED, "the %s of message %lld does not open",
		          strcmp(place->kind, "to") == 0 ? "number" : place->kind, (long long)id);
	return st;
}

enum status
message_store_number(struct db *db, const struct vault *v, const struct profile *p,
                     const struct message *m, char out[PHONE_E164_BYTES], struct fault *f)
{
	struct vault_place place = place_of(v, p, m, "to");
	struct text number;

	text_init(&number, PHONE_E164_BYTES - 1);
	enum status st = open_sealed(db, v, &place, "SELECT to_sealed FROM message WHERE id = ?",
	                             m->id, &number, f);
	if (st == ST_OK)
		text_copy(out, PHONE_E164_BYTES, text_string(&number));
	text_finish(&number);
	return st;
}

enum status
message_store_context(struct db *db, const struct vault *v, const struct profile *p,
                      const struct message *m, struct text *out, struct fault *f)
{
	struct vault_place place = place_of(v, p, m, "context");

	return open_sealed(db, v, &place, "SELECT context_sealed FROM message WHERE id = ?", m->id,
	                   out, f);
}

/* --- Inserting ------------------------------------------------------------------------------ */

static enum status
insert_row(struct db *db, const struct insertion *row, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"INSERT INTO message (to_hash, to_sealed, context_sealed, body_hash, preview,"
		" request, owner_pid, owner_start_ticks" MESSAGE_NAMES
		") VALUES (?, ?, ?, ?, ?, ?, ?, ?" MESSAGE_PLACES ")",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, row->to_hash, VAULT_HASH_BYTES);
	db_bind_blob(s, 2, row->to.bytes, row->to.size_bytes);
	db_bind_blob(s, 3, row->context.bytes, row->context.size_bytes);
	db_bind_blob(s, 4, row->p->body_hash, VAULT_HASH_BYTES);
	db_bind_text(s, 5, row->p->preview);
	db_bind_text(s, 6, row->p->request);
	db_bind_int(s, 7, row->owner ? row->owner->pid : 0);
	db_bind_int(s, 8, row->owner ? row->owner->start_ticks : 0);
	(void)message_store_bind_changing(s, message_store_bind_fixed(s, 9, row->m), row->m);
	return db_complete(s, f);
}

/* What the row takes from its profile, its number and the moment. */
static void
complete(struct message *m, const struct message_private *p)
{
	m->profile_id = p->profile->id;
	phone_mask(p->e164, m->to_masked);
	phone_last_four(p->e164, m->last_four);
	m->last_change_at_ms = m->created_at_ms;
	if (m->state == MESSAGE_SENDING) {
		m->tries = 1;
		m->first_try_at_ms = m->created_at_ms;
	}
}

/* The step of a message that went from one state to the one it is in. */
static struct message_step
step_to(const struct message *m, enum message_state from, int64_t at_ms)
{
	struct message_step step = { .at_ms = at_ms,
		                     .from = from,
		                     .to = m->state,
		                     .status_group = m->status.group_id,
		                     .status_id = m->status.id };

	text_copy(step.cause, sizeof(step.cause), m->cause);
	return step;
}

enum status
message_store_insert(struct db *db, const struct vault *v, struct message *m,
                     const struct message_private *p, const struct message_owner *owner,
                     struct fault *f)
{
	struct insertion row = { .m = m, .p = p, .owner = owner };
	enum status st;

	assert(m->state == MESSAGE_READY || (m->state == MESSAGE_SENDING && owner));
	complete(m, p);
	text_init(&row.to, SEALED_NUMBER_BYTES_MAX);
	text_init(&row.context, SEALED_CONTEXT_BYTES_MAX);
	st = vault_follow(db, v, f);
	if (st == ST_OK)
		st = seal_columns(v, &row, f);
	if (st == ST_OK)
		st = insert_row(db, &row, f);
	if (st == ST_OK) {
		struct message_step step = step_to(m, MESSAGE_READY, m->created_at_ms);

		m->id = db_last_row(db);
		st = message_store_append_step(db, m->id, &step, NULL, f);
	}
	text_finish(&row.to);
	text_finish(&row.context);
	return st;
}

/* --- Claiming ------------------------------------------------------------------------------- */

static enum status
row_moved(const struct message *m, enum message_state before, struct fault *f)
{
	return fault_set(f, WORD_ROW_MOVED, "message %lld is no longer %s", (long long)m->id,
	                 message_state_word(before));
}

static enum status
check_step(const struct message *m, enum message_state from, enum message_state to, struct fault *f)
{
	if (from == to || message_may_follow(from, to))
		return ST_OK;
	return fault_set(f, WORD_ROW_MOVED, "message %lld may not go from %s to %s",
	                 (long long)m->id, message_state_word(from), message_state_word(to));
}

/* One statement decides who gets the row, however many ask at once. */
static enum status
claim_row(struct db *db, const struct message *m, const struct message_owner *owner, int64_t now_ms,
          struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"UPDATE message SET state = ?1, final = 0, failed = 0, tries = tries + 1,"
		" first_try_at_ms = iif(first_try_at_ms = 0, ?2, first_try_at_ms),"
		" last_change_at_ms = ?2, next_poll_at_ms = 0, polls = 0, absent_polls = 0,"
		" first_absent_at_ms = 0, cause = '', owner_pid = ?3, owner_start_ticks = ?4,"
		" key_uuid = ?7 WHERE id = ?5 AND state = ?6",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, message_state_word(MESSAGE_SENDING));
	db_bind_int(s, 2, now_ms);
	db_bind_int(s, 3, owner->pid);
	db_bind_int(s, 4, owner->start_ticks);
	db_bind_int(s, 5, m->id);
	db_bind_text(s, 6, message_state_word(m->state));
	db_bind_text(s, 7, m->key_uuid);
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0)
		st = row_moved(m, m->state, f);
	db_release(s);
	return st;
}

enum status
message_store_claim(struct db *db, struct message *m, const struct message_owner *owner,
                    struct fault *f)
{
	int64_t now_ms = clock_now_ms();
	struct message claimed;
	struct message_step step;
	enum status st = m->state == MESSAGE_SENDING
	                         ? fault_set(f, WORD_ROW_MOVED, "message %lld is being sent",
	                                     (long long)m->id)
	                         : check_step(m, m->state, MESSAGE_SENDING, f);

	if (st == ST_OK)
		st = claim_row(db, m, owner, now_ms, f);
	if (st == ST_OK)
		st = message_store_load(db, m->id, &claimed, f);
	if (st != ST_OK)
		return st;
	step = step_to(&claimed, m->state, now_ms);
	st = message_store_append_step(db, m->id, &step, NULL, f);
	if (st == ST_OK)
		*m = claimed;
	return st;
}

/* --- Updating ------------------------------------------------------------------------------- */

static enum status
write_changes(struct db *db, enum message_state before, const struct message *m, const char *answer,
              struct fault *f)
{
	struct db_statement *s = NULL;
	int position;
	enum status st =
		db_prepare(db,
	                   "UPDATE message SET answer = coalesce(?, answer)" MESSAGE_CHANGES
	                   " WHERE id = ? AND state = ?",
	                   &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, answer);
	position = message_store_bind_changing(s, 2, m);
	db_bind_int(s, position, m->id);
	db_bind_text(s, position + 1, message_state_word(before));
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0)
		st = row_moved(m, before, f);
	db_release(s);
	return st;
}

static bool
is_news(const struct message *stored, const struct message *m)
{
	return stored->state != m->state || stored->status.group_id != m->status.group_id ||
	       stored->status.id != m->status.id;
}

enum status
message_store_update(struct db *db, enum message_state before, const struct message *m,
                     const char *answer, struct fault *f)
{
	struct message stored = { 0 };
	struct message_step step = step_to(m, before, clock_now_ms());
	enum status st = check_step(m, before, m->state, f);

	if (st == ST_OK && before != MESSAGE_SENDING && m->state == MESSAGE_SENDING)
		st = fault_set(f, WORD_ROW_MOVED, "message %lld can be sent by a claim only",
		               (long long)m->id);
	if (st == ST_OK)
		st = message_store_load(db, m->id, &stored, f);
	if (st == ST_OK)
		st = write_changes(db, before, m, before == MESSAGE_SENDING ? answer : NULL, f);
	if (st == ST_OK && is_news(&stored, m))
		st = message_store_append_step(db, m->id, &step, answer, f);
	return st;
}

/* --- Waiting for news ----------------------------------------------------------------------- */

enum status
message_store_hasten(struct db *db, int64_t profile_id, int64_t now_ms, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "UPDATE message INDEXED BY message_due SET next_poll_at_ms = ?2"
	                            " WHERE profile_id = ?1 AND next_poll_at_ms > 0"
	                            " AND next_poll_at_ms > ?2",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, now_ms);
	return db_complete(s, f);
}
