/* SPDX-License-Identifier: MIT */
/* messages on disk: claimed once, stepping by the table, never without history */
#include "store/message_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "stock.h"

static void
expect_ask(struct stock *r, const char *sql, int64_t expected)
{
	int64_t number = stock_ask(r, sql);

	if (number != expected)
		fail_msg("%s: %lld", sql, (long long)number);
}

static struct message
reload(struct stock *r, int64_t id)
{
	struct message m;

	stock_must(r, message_store_load(r->db, id, &m, &r->f));
	return m;
}

/* --- Rows ----------------------------------------------------------------------------------- */

static void
fill_every_field(struct message *m)
{
	snprintf(m->locale, sizeof(m->locale), "de-AT");
	snprintf(m->client_id, sizeof(m->client_id), "client-1");
	snprintf(m->template_name, sizeof(m->template_name), "verification");
	m->template_revision = 3;
	snprintf(m->country, sizeof(m->country), "US");
	m->encoding = PARTS_UCS2;
	m->type = MESSAGE_VOICE;
	m->parent_id = 77;
	m->http_status = 200;
	m->status = (struct message_status){ 3,       5,     "DELIVERED", "DELIVERED_TO_HANDSET",
		                             "given", "none" };
	m->error = (struct message_error){ 1, 27, "HANDSET", "EC_ABSENT", "absent", true };
	m->has_price = true;
	m->price_amount = 0.0125;
	snprintf(m->price_currency, sizeof(m->price_currency), "EUR");
	m->timings = (struct message_timings){ 1, 2, 3, 4, 5 };
	m->next_poll_at_ms = STOCK_NOW_MS + 1000;
	m->polls = 6;
	m->absent_polls = 2;
	m->first_absent_at_ms = STOCK_NOW_MS - 5;
	snprintf(m->cause, sizeof(m->cause), "because");
}

static void
a_row_comes_back_as_it_went_in(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message loaded;

	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	fill_every_field(&message.m);
	stock_message_insert(r, &message);
	assert_true(message.m.id > 0);
	loaded = reload(r, message.m.id);
	assert_memory_equal(&loaded, &message.m, sizeof(loaded));
	assert_string_equal(loaded.to_masked + strlen(loaded.to_masked) - 2, "23");
	assert_string_equal(loaded.last_four, "0123");
	assert_int_equal(loaded.tries, 1);
	assert_true(loaded.first_try_at_ms == STOCK_NOW_MS);
}

static void
what_has_no_value_stays_none(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message loaded;

	stock_message_make(r, &message, MESSAGE_READY);
	loaded = reload(r, message.m.id);
	assert_false(loaded.has_price);
	assert_int_equal(loaded.status.group_id, -1);
	assert_int_equal(loaded.error.id, -1);
	assert_int_equal(loaded.timings.connect_us, -1);
	assert_int_equal(loaded.tries, 0);
	expect_ask(r, "SELECT price_amount IS NULL AND price_currency IS NULL FROM message", 1);
}

static void
every_changing_field_is_written_by_an_update(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message changed, loaded;

	stock_message_make(r, &message, MESSAGE_SENDING);
	changed = message.m;
	fill_every_field(&changed);
	changed.state = MESSAGE_DELIVERED;
	changed.final = true;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_SENDING, &changed, "{}", &r->f));
	stock_commit(r);
	loaded = reload(r, message.m.id);
	/* What is set for good at the start is not among them. */
	changed.type = message.m.type;
	changed.encoding = message.m.encoding;
	changed.parent_id = message.m.parent_id;
	changed.template_revision = message.m.template_revision;
	memcpy(changed.locale, message.m.locale, sizeof(changed.locale));
	memcpy(changed.client_id, message.m.client_id, sizeof(changed.client_id));
	memcpy(changed.template_name, message.m.template_name, sizeof(changed.template_name));
	memcpy(changed.country, message.m.country, sizeof(changed.country));
	assert_memory_equal(&loaded, &changed, sizeof(loaded));
}

static void
a_row_that_is_not_there_is_not_found(void **state)
{
	struct stock *r = *state;
	struct message m;

	stock_must_fail(r, message_store_load(r->db, 4711, &m, &r->f), WORD_NOT_FOUND);
}

static void
a_state_that_does_not_exist_is_damage(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message m;

	stock_message_make(r, &message, MESSAGE_READY);
	stock_tamper(r, "UPDATE message SET state = 'gone'");
	stock_must_fail(r, message_store_load(r->db, message.m.id, &m, &r->f), WORD_ROW_DAMAGED);
}

static void
failed_and_final_follow_from_the_state(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	char sql[160];

	for (int at = 0; at < MESSAGE_STATE_COUNT; at++) {
		enum message_state reached = (enum message_state)at;

		stock_message_make(r, &message, reached);
		snprintf(sql, sizeof(sql), "SELECT failed * 2 + final FROM message WHERE id = %lld",
		         (long long)message.m.id);
		expect_ask(r, sql,
		           2 * message_state_is_failed(reached) + message_state_is_final(reached));
	}
}

static void
accepted_may_be_final_by_its_own_flag(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	assert_false(reload(r, message.m.id).final);
	message.m.final = true;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	stock_commit(r);
	assert_true(reload(r, message.m.id).final);
}

/* --- Numbers -------------------------------------------------------------------------------- */

static void
the_number_is_sealed_and_opens_in_its_place_only(void **state)
{
	struct stock *r = *state;
	struct stock_message message, other;
	char number[PHONE_E164_BYTES];

	stock_message_make(r, &message, MESSAGE_SENDING);
	stock_message_make(r, &other, MESSAGE_SENDING);
	stock_must(r,
	           message_store_number(r->db, r->vault, &r->staging, &message.m, number, &r->f));
	assert_string_equal(number, STOCK_NUMBER);
	stock_must_fail(
		r, message_store_number(r->db, r->vault, &r->sandbox, &message.m, number, &r->f),
		WORD_ROW_DAMAGED);
	stock_tamper(r, "UPDATE message SET to_sealed = context_sealed WHERE id = 1");
	stock_must_fail(
		r, message_store_number(r->db, r->vault, &r->staging, &message.m, number, &r->f),
		WORD_ROW_DAMAGED);
	stock_tamper(r, "UPDATE message SET to_sealed ="
	                " (SELECT to_sealed FROM message WHERE id = 2) WHERE id = 1");
	stock_must_fail(
		r, message_store_number(r->db, r->vault, &r->staging, &message.m, number, &r->f),
		WORD_ROW_DAMAGED);
}

static void
the_context_opens_as_it_was_sealed(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct text context;

	stock_message_make(r, &message, MESSAGE_READY);
	text_init(&context, 1024);
	stock_must(r, message_store_context(r->db, r->vault, &r->staging, &message.m, &context,
	                                    &r->f));
	assert_string_equal(text_string(&context), message.p.context_json);
	stock_tamper(r, "UPDATE message SET context_sealed = to_sealed");
	stock_must_fail(
		r, message_store_context(r->db, r->vault, &r->staging, &message.m, &context, &r->f),
		WORD_ROW_DAMAGED);
	assert_string_equal(r->f.cause, "the context of message 1 does not open");
	text_finish(&context);
}

static void
no_file_holds_the_number(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_DELIVERED);
	stock_message_make(r, &message, MESSAGE_UNKNOWN);
	assert_true(folder_find(&r->folder, "ServiceSMS", 10) > 0);
	assert_int_equal(folder_find(&r->folder, STOCK_NUMBER, strlen(STOCK_NUMBER)), 0);
	assert_int_equal(folder_find(&r->folder, "5550100123", 10), 0);
	assert_int_equal(folder_find(&r->folder, "192.0.2.7", 9), 0);
}

static void
a_locked_vault_takes_no_message(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct vault *locked = NULL;

	stock_must(r, vault_open(r->db, r->folder.path, NULL, &locked, &r->f));
	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	stock_begin(r);
	stock_must_fail(
		r,
		message_store_insert(r->db, locked, &message.m, &message.p, &message.owner, &r->f),
		WORD_LOCKED);
	db_cancel(r->db);
	vault_close(locked);
	expect_ask(r, "SELECT count(*) FROM message", 0);
}

/* --- Steps ---------------------------------------------------------------------------------- */

/* Tries a step on a fresh row in `from`, by claim where it leads to sending. */
static enum status
try_step(struct stock *r, enum message_state from, enum message_state to)
{
	struct stock_message message;
	enum status st;

	stock_message_make(r, &message, from);
	stock_begin(r);
	if (to == MESSAGE_SENDING) {
		st = message_store_claim(r->db, &message.m, &message.owner, &r->f);
	} else {
		message.m.state = to;
		st = message_store_update(r->db, from, &message.m, NULL, &r->f);
	}
	if (st == ST_OK)
		stock_commit(r);
	else
		db_cancel(r->db);
	if (reload(r, message.m.id).state != (st == ST_OK ? to : from))
		fail_msg("%s to %s left another state", message_state_word(from),
		         message_state_word(to));
	return st;
}

static void
only_steps_of_the_table_are_taken(void **state)
{
	struct stock *r = *state;

	for (int from = 0; from < MESSAGE_STATE_COUNT; from++) {
		for (int to = 0; to < MESSAGE_STATE_COUNT; to++) {
			enum status st =
				try_step(r, (enum message_state)from, (enum message_state)to);
			bool stays = from == to && to != MESSAGE_SENDING;
			bool may = message_may_follow((enum message_state)from,
			                              (enum message_state)to);

			if (stays || may)
				stock_must(r, st);
			else
				stock_must_fail(r, st, WORD_ROW_MOVED);
		}
	}
}

static void
sending_is_entered_by_a_claim_only(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_READY);
	message.m.state = MESSAGE_SENDING;
	stock_begin(r);
	stock_must_fail(r, message_store_update(r->db, MESSAGE_READY, &message.m, NULL, &r->f),
	                WORD_ROW_MOVED);
	db_cancel(r->db);
}

static void
a_row_that_moved_on_is_not_overwritten(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message stale;

	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	stale = message.m;
	message.m.state = MESSAGE_DELIVERED;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	stock_commit(r);
	stale.state = MESSAGE_EXPIRED;
	stock_begin(r);
	stock_must_fail(r, message_store_update(r->db, MESSAGE_ACCEPTED, &stale, NULL, &r->f),
	                WORD_ROW_MOVED);
	db_cancel(r->db);
	assert_int_equal(reload(r, message.m.id).state, MESSAGE_DELIVERED);
}

static void
a_claim_counts_the_try_and_starts_its_following_afresh(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message loaded;

	stock_message_make(r, &message, MESSAGE_UNKNOWN);
	message.m.state = MESSAGE_LIKELY_NOT_SENT;
	fill_every_field(&message.m);
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_UNKNOWN, &message.m, NULL, &r->f));
	stock_commit(r);
	clock_advance_ms(60000);
	stock_begin(r);
	stock_must(r, message_store_claim(r->db, &message.m, &message.owner, &r->f));
	stock_commit(r);
	loaded = reload(r, message.m.id);
	assert_memory_equal(&loaded, &message.m, sizeof(loaded));
	assert_int_equal(loaded.tries, 2);
	assert_true(loaded.first_try_at_ms == STOCK_NOW_MS);
	assert_true(loaded.last_change_at_ms == STOCK_NOW_MS + 60000);
	assert_int_equal(loaded.polls + loaded.absent_polls + loaded.first_absent_at_ms, 0);
	assert_int_equal(loaded.next_poll_at_ms, 0);
	assert_string_equal(loaded.cause, "");
}

static void
a_refused_claim_leaves_the_message_untouched(void **state)
{
	struct stock *r = *state;
	struct stock_message message, copy;

	stock_message_make(r, &message, MESSAGE_READY);
	copy = message;
	stock_message_bring_to(r, &message, MESSAGE_SENDING);
	stock_begin(r);
	stock_must_fail(r, message_store_claim(r->db, &copy.m, &copy.owner, &r->f), WORD_ROW_MOVED);
	db_cancel(r->db);
	assert_int_equal(copy.m.state, MESSAGE_READY);
	assert_int_equal(copy.m.tries, 0);
}

/* --- History -------------------------------------------------------------------------------- */

static void
every_change_is_a_step_of_the_history(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message_step *steps;
	size_t count;

	stock_message_make(r, &message, MESSAGE_SENDING);
	clock_advance_ms(250);
	message.m.state = MESSAGE_REJECTED;
	message.m.status.group_id = 5;
	message.m.status.id = 12;
	snprintf(message.m.cause, sizeof(message.m.cause), "the provider refused it");
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_SENDING, &message.m, "{}", &r->f));
	stock_commit(r);
	stock_must(r, message_store_history(r->db, message.m.id, &steps, &count, &r->f));
	assert_int_equal(count, 3);
	assert_int_equal(steps[0].from, MESSAGE_READY);
	assert_int_equal(steps[0].to, MESSAGE_READY);
	assert_int_equal(steps[0].status_group, -1);
	assert_int_equal(steps[1].from, MESSAGE_READY);
	assert_int_equal(steps[1].to, MESSAGE_SENDING);
	assert_int_equal(steps[2].from, MESSAGE_SENDING);
	assert_int_equal(steps[2].to, MESSAGE_REJECTED);
	assert_true(steps[2].at_ms == STOCK_NOW_MS + 250);
	assert_int_equal(steps[2].status_group, 5);
	assert_int_equal(steps[2].status_id, 12);
	assert_string_equal(steps[2].cause, "the provider refused it");
	mem_free(steps);
}

static void
a_poll_without_news_is_no_step(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	expect_ask(r, "SELECT count(*) FROM message_history", 3);
	message.m.polls = 4;
	message.m.next_poll_at_ms = STOCK_NOW_MS + 8000;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	stock_commit(r);
	expect_ask(r, "SELECT count(*) FROM message_history", 3);
	assert_int_equal(reload(r, message.m.id).polls, 4);
	message.m.status.group_id = 1;
	message.m.status.id = 26;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	stock_commit(r);
	expect_ask(r, "SELECT count(*) FROM message_history", 4);
}

static void
a_message_without_history_has_an_empty_one(void **state)
{
	struct stock *r = *state;
	struct message_step *steps;
	size_t count;

	stock_must(r, message_store_history(r->db, 4711, &steps, &count, &r->f));
	assert_int_equal(count, 0);
	mem_free(steps);
}

static void
the_history_cannot_be_changed_by_a_statement(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_DELIVERED);
	assert_false(stock_try(r, "UPDATE message_history SET cause = 'x'"));
	stock_must(r, message_store_verify(r->db, &r->f));
}

static void
a_flipped_byte_of_the_history_is_named(void **state)
{
	static const char *const changes[] = {
		"cause = 'xhe provider'", "to_state = 'expired'", "at_ms = at_ms + 1",
		"status_id = 6",          "message = 2",          "answer = '{ }'",
	};
	struct stock *r = *state;
	struct stock_message message;
	char sql[160];

	stock_message_make(r, &message, MESSAGE_SENDING);
	message.m.state = MESSAGE_DELIVERED;
	message.m.status.id = 5;
	snprintf(message.m.cause, sizeof(message.m.cause), "the provider");
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_SENDING, &message.m, "{}", &r->f));
	stock_commit(r);
	stock_message_make(r, &message, MESSAGE_UNKNOWN);
	stock_tamper(r, "DROP TRIGGER message_history_is_append_only;"
	                "CREATE TABLE whole AS SELECT * FROM message_history");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		stock_must(r, message_store_verify(r->db, &r->f));
		snprintf(sql, sizeof(sql), "UPDATE message_history SET %s WHERE id = 3",
		         changes[i]);
		stock_tamper(r, sql);
		stock_must_fail(r, message_store_verify(r->db, &r->f), WORD_ROW_DAMAGED);
		assert_non_null(strstr(r->f.cause, "row 3 "));
		stock_tamper(r, "DELETE FROM message_history;"
		                "INSERT INTO message_history SELECT * FROM whole");
	}
}

static void
a_missing_step_is_noticed(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_DELIVERED);
	stock_tamper(r, "DELETE FROM message_history WHERE id = 2");
	stock_must_fail(r, message_store_verify(r->db, &r->f), WORD_ROW_DAMAGED);
	assert_non_null(strstr(r->f.cause, "row 3 "));
}

/* --- Long texts ----------------------------------------------------------------------------- */

static void
the_answer_to_the_try_stays_beside_news_from_the_log(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message_body body;

	stock_message_make(r, &message, MESSAGE_SENDING);
	message.m.state = MESSAGE_ACCEPTED;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_SENDING, &message.m, "{\"a\":1}", &r->f));
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	message.m.state = MESSAGE_DELIVERED;
	stock_must(r,
	           message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, "{\"b\":2}", &r->f));
	stock_commit(r);
	text_init(&body.preview, 100);
	text_init(&body.request, 100);
	text_init(&body.answer, 100);
	text_init(&body.look_up, 100);
	stock_must(r, message_store_body(r->db, message.m.id, &body, &r->f));
	assert_string_equal(text_string(&body.preview), "Your code is ######");
	assert_string_equal(text_string(&body.request), "POST /sms/3/messages");
	assert_string_equal(text_string(&body.answer), "{\"a\":1}");
	assert_string_equal(text_string(&body.look_up), "{\"b\":2}");
	stock_must_fail(r, message_store_body(r->db, 4711, &body, &r->f), WORD_NOT_FOUND);
	text_finish(&body.preview);
	text_finish(&body.request);
	text_finish(&body.answer);
	text_finish(&body.look_up);
}

static void
a_long_text_is_cut_between_characters(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message_body body;

	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_READY);
	message.p.preview = "caf\303\251 au lait";
	stock_message_insert(r, &message);
	text_init(&body.preview, 4);
	text_init(&body.request, 100);
	text_init(&body.answer, 100);
	text_init(&body.look_up, 100);
	stock_must(r, message_store_body(r->db, message.m.id, &body, &r->f));
	assert_string_equal(text_string(&body.preview), "caf");
	assert_true(body.preview.overflowed);
	assert_false(body.request.overflowed);
	text_finish(&body.preview);
	text_finish(&body.request);
	text_finish(&body.answer);
	text_finish(&body.look_up);
}

/* --- Finding -------------------------------------------------------------------------------- */

static void
insert_with_id(struct stock *r, struct stock_message *message, const struct profile *p,
               const char *message_id)
{
	stock_message_init(message, p, STOCK_NUMBER, MESSAGE_SENDING);
	snprintf(message->m.message_id, sizeof(message->m.message_id), "%s", message_id);
	stock_message_insert(r, message);
}

static void
expect_found(struct stock *r, const char *id, int64_t row)
{
	struct message m;

	stock_must(r, message_store_find(r->db, r->staging.id, id, &m, &r->f));
	assert_int_equal(m.id, row);
}

static void
expect_lost(struct stock *r, const char *id, enum fault_word word)
{
	struct message m;

	stock_must_fail(r, message_store_find(r->db, r->staging.id, id, &m, &r->f), word);
}

static void
a_message_is_found_by_number_id_and_unique_prefix(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	insert_with_id(r, &message, &r->staging, "12345678-aaaa-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->staging, "12345678-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->staging, "12399999-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->sandbox, "99999999-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->staging, "3e84aaaa-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	expect_found(r, "1", 1);
	expect_found(r, "003", 3);
	expect_found(r, "12345678-bbbb-4aaa-8aaa-aaaaaaaaaaaa", 2);
	expect_found(r, "12345678-a", 1);
	expect_found(r, "12399999", 3);
	expect_found(r, "3e84", 5);
	expect_lost(r, "12345678-", WORD_AMBIGUOUS);
	expect_lost(r, "12345678", WORD_AMBIGUOUS);
	expect_lost(r, "12345678-c", WORD_NOT_FOUND);
	expect_lost(r, "", WORD_NOT_FOUND);
	expect_lost(r, "1234%", WORD_NOT_FOUND);
	expect_lost(r, "____", WORD_NOT_FOUND);
	expect_lost(r, "12345678-bbbb-4aaa-8aaa-aaaaaaaaaaaaa", WORD_NOT_FOUND);
	expect_lost(r, "99999999999999999999999", WORD_NOT_FOUND);
	expect_lost(r, "\377\377\377\377", WORD_NOT_FOUND);
}

/* A slip in a row number must never become a message to somebody else. */
static void
a_row_number_that_is_not_there_is_no_prefix(void **state)
{
	struct stock *r = *state;
	struct stock_message message;

	insert_with_id(r, &message, &r->staging, "12399999-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->staging, "e5000000-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	expect_lost(r, "12", WORD_NOT_FOUND);
	expect_lost(r, "1239", WORD_NOT_FOUND);
	expect_lost(r, "1239999", WORD_NOT_FOUND);
	assert_string_equal(r->f.cause, "there is no message 1239999");
	expect_found(r, "12399999", 1);
	expect_lost(r, "e50", WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.hint, "4 characters"));
	expect_found(r, "e500", 2);
	/* From eight digits on both are possible, and the row of that number wins. */
	stock_tamper(r, "PRAGMA foreign_keys = off; UPDATE message SET id = 12399999 WHERE id = 2");
	expect_found(r, "12399999", 12399999);
}

static void
a_message_of_another_profile_is_named_as_such(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	const char *const ids[] = { "1", "99999999-bbbb-4aaa-8aaa-aaaaaaaaaaaa", "99999999" };

	insert_with_id(r, &message, &r->sandbox, "99999999-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	insert_with_id(r, &message, &r->staging, "1aaaaaaa-bbbb-4aaa-8aaa-aaaaaaaaaaaa");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		expect_lost(r, ids[i], WORD_NOT_FOUND);
		assert_string_equal(r->f.cause, "row 1 belongs to the profile sandbox");
		assert_non_null(strstr(r->f.hint, "-p sandbox"));
	}
}

/* --- Due ------------------------------------------------------------------------------------ */

static void
make_due(struct stock *r, int64_t next_poll_at_ms)
{
	struct stock_message message;

	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	message.m.next_poll_at_ms = next_poll_at_ms;
	stock_begin(r);
	stock_must(r, message_store_update(r->db, MESSAGE_ACCEPTED, &message.m, NULL, &r->f));
	stock_commit(r);
}

static void
what_is_due_comes_earliest_first(void **state)
{
	struct stock *r = *state;
	struct message due[3];
	size_t count;
	int64_t next_ms;

	make_due(r, 5000);
	make_due(r, 0);
	make_due(r, 3000);
	make_due(r, 4000);
	stock_must(r, message_store_due(r->db, 2, 2999, due, 3, &count, &next_ms, &r->f));
	assert_int_equal(count, 0);
	assert_int_equal(next_ms, 3000);
	stock_must(r, message_store_due(r->db, 2, 4000, due, 3, &count, &next_ms, &r->f));
	assert_int_equal(count, 2);
	assert_int_equal(due[0].id, 3);
	assert_int_equal(due[1].id, 4);
	assert_int_equal(next_ms, 3000);
	stock_must(r, message_store_due(r->db, 2, 9000, due, 2, &count, &next_ms, &r->f));
	assert_int_equal(count, 2);
	stock_must(r, message_store_due(r->db, 1, 9000, due, 3, &count, &next_ms, &r->f));
	assert_int_equal(count, 0);
	assert_int_equal(next_ms, 0);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(a_row_comes_back_as_it_went_in),
		STOCKED(what_has_no_value_stays_none),
		STOCKED(every_changing_field_is_written_by_an_update),
		STOCKED(a_row_that_is_not_there_is_not_found),
		STOCKED(a_state_that_does_not_exist_is_damage),
		STOCKED(failed_and_final_follow_from_the_state),
		STOCKED(accepted_may_be_final_by_its_own_flag),
		STOCKED(the_number_is_sealed_and_opens_in_its_place_only),
		STOCKED(the_context_opens_as_it_was_sealed),
		STOCKED(no_file_holds_the_number),
		STOCKED(a_locked_vault_takes_no_message),
		STOCKED(only_steps_of_the_table_are_taken),
		STOCKED(sending_is_entered_by_a_claim_only),
		STOCKED(a_row_that_moved_on_is_not_overwritten),
		STOCKED(a_claim_counts_the_try_and_starts_its_following_afresh),
		STOCKED(a_refused_claim_leaves_the_message_untouched),
		STOCKED(every_change_is_a_step_of_the_history),
		STOCKED(a_poll_without_news_is_no_step),
		STOCKED(a_message_without_history_has_an_empty_one),
		STOCKED(the_history_cannot_be_changed_by_a_statement),
		STOCKED(a_flipped_byte_of_the_history_is_named),
		STOCKED(a_missing_step_is_noticed),
		STOCKED(the_answer_to_the_try_stays_beside_news_from_the_log),
		STOCKED(a_long_text_is_cut_between_characters),
		STOCKED(a_message_is_found_by_number_id_and_unique_prefix),
		STOCKED(a_row_number_that_is_not_there_is_no_prefix),
		STOCKED(a_message_of_another_profile_is_named_as_such),
		STOCKED(what_is_due_comes_earliest_first),
	};

	return cmocka_run_group_tests_name("store/message_store", tests, NULL, NULL);
}
