/* SPDX-License-Identifier: MIT */
/* a store with a vault, two profiles and their templates, and messages for it */
#include "stock.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "store/profile_store.h"
#include "store/template_store.h"

/* --- The store ------------------------------------------------------------------------------ */

static enum status
add_profile(struct db *db, struct profile *p, struct fault *f)
{
	enum status st = profile_store_save(db, p, f);

	return st == ST_OK ? template_store_add_defaults(db, p, f) : st;
}

static enum status
be_born(struct db *db, void *context, struct fault *f)
{
	struct stock *r = context;
	char uuid[RANDOM_UUID_BYTES];
	enum status st = vault_create(db, r->key_dir, uuid, f);

	if (st == ST_OK)
		st = profile_make("sandbox", PROFILE_SANDBOX, &r->sandbox, f);
	if (st == ST_OK)
		st = add_profile(db, &r->sandbox, f);
	if (st == ST_OK)
		st = profile_make("staging", PROFILE_STAGING, &r->staging, f);
	return st == ST_OK ? add_profile(db, &r->staging, f) : st;
}

int
stock_open(void **state)
{
	struct stock *r = calloc(1, sizeof(*r));
	struct db_options options = { DB_WRITE, be_born, NULL, r };

	assert_non_null(r);
	(void)secret_system_init();
	db_system_init();
	clock_freeze(STOCK_NOW_MS, 1000);
	folder_create(&r->folder);
	snprintf(r->path, sizeof(r->path), "%s", folder_file(&r->folder, "otpdeck.db"));
	snprintf(r->key_dir, sizeof(r->key_dir), "%s", folder_file(&r->folder, "keys"));
	*state = r;
	stock_must(r, db_open(r->path, &options, &r->db, &r->f));
	stock_must(r, vault_open(r->db, r->key_dir, NULL, &r->vault, &r->f));
	return 0;
}

int
stock_close(void **state)
{
	struct stock *r = *state;

	vault_close(r->vault);
	db_close(r->db);
	clock_release();
	folder_destroy(&r->folder);
	free(r);
	return 0;
}

/* --- Judging -------------------------------------------------------------------------------- */

void
stock_must(const struct stock *r, enum status st)
{
	if (st != ST_OK)
		fail_msg("status %d, %s: %s", (int)st, fault_word_text(r->f.word), r->f.cause);
}

void
stock_must_fail(const struct stock *r, enum status st, enum fault_word word)
{
	if (st != fault_word_status(word) || r->f.word != word)
		fail_msg("status %d, %s: %s; expected %s", (int)st, fault_word_text(r->f.word),
		         r->f.cause, fault_word_text(word));
}

void
stock_begin(struct stock *r)
{
	stock_must(r, db_begin(r->db, &r->f));
}

void
stock_commit(struct stock *r)
{
	stock_must(r, db_commit(r->db, &r->f));
}

/* --- Past the store ------------------------------------------------------------------------- */

struct db *
stock_connect(const struct stock *r)
{
	struct db_options options = { DB_WRITE, NULL, NULL, NULL };
	struct db *db = NULL;
	struct fault f;

	return db_open(r->path, &options, &db, &f) == ST_OK ? db : NULL;
}

bool
stock_try(const struct stock *r, const char *sql)
{
	sqlite3 *raw = NULL;
	bool done;

	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	done = sqlite3_exec(raw, sql, NULL, NULL, NULL) == SQLITE_OK;
	sqlite3_close(raw);
	return done;
}

void
stock_tamper(const struct stock *r, const char *sql)
{
	if (!stock_try(r, sql))
		fail_msg("SQLite refuses: %s", sql);
}

int64_t
stock_ask(const struct stock *r, const char *sql)
{
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t number;

	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	if (sqlite3_prepare_v2(raw, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(raw));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(raw);
	return number;
}

/* --- Messages ------------------------------------------------------------------------------- */

void
stock_message_init(struct stock_message *out, const struct profile *p, const char *e164,
                   enum message_state state)
{
	memset(out, 0, sizeof(*out));
	message_init(&out->m);
	random_uuid(out->m.message_id);
	out->m.state = state;
	out->m.created_at_ms = clock_now_ms();
	out->m.api_version = 3;
	out->m.parts = 1;
	out->m.units = 40;
	snprintf(out->m.action, sizeof(out->m.action), "enrollment");
	snprintf(out->m.sender, sizeof(out->m.sender), "ServiceSMS");
	out->p = (struct message_private){ .profile = p,
		                           .e164 = e164,
		                           .context_json = "{\"ip\":\"192.0.2.7\"}",
		                           .preview = "Your code is ######",
		                           .request = "POST /sms/3/messages" };
	out->owner.pid = getpid();
	out->owner.start_ticks = process_start_ticks(getpid());
}

void
stock_message_insert(struct stock *r, struct stock_message *message)
{
	stock_begin(r);
	stock_must(r, message_store_insert(r->db, r->vault, &message->m, &message->p,
	                                   &message->owner, &r->f));
	stock_commit(r);
}

/* From which state this one is reached in one step. */
static enum message_state
state_before(enum message_state state)
{
	switch (state) {
	case MESSAGE_SENDING:
	case MESSAGE_CANCELLED: return MESSAGE_READY;
	case MESSAGE_LIKELY_NOT_SENT:
	case MESSAGE_UNRESOLVED: return MESSAGE_UNKNOWN;
	default: return MESSAGE_SENDING;
	}
}

static void
step_to(struct stock *r, struct stock_message *message, enum message_state state)
{
	enum message_state before = message->m.state;

	stock_begin(r);
	if (state == MESSAGE_SENDING) {
		stock_must(r, message_store_claim(r->db, &message->m, &message->owner, &r->f));
	} else {
		message->m.state = state;
		stock_must(r, message_store_update(r->db, before, &message->m, NULL, &r->f));
	}
	stock_commit(r);
}

void
stock_message_bring_to(struct stock *r, struct stock_message *message, enum message_state state)
{
	enum message_state path[4];
	size_t steps = 0;

	for (enum message_state at = state; at != message->m.state; at = state_before(at))
		path[steps++] = at;
	while (steps > 0)
		step_to(r, message, path[--steps]);
}

void
stock_message_make(struct stock *r, struct stock_message *out, enum message_state state)
{
	stock_message_init(out, &r->staging, STOCK_NUMBER, MESSAGE_READY);
	stock_message_insert(r, out);
	stock_message_bring_to(r, out, state);
}
