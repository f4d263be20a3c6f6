/* SPDX-License-Identifier: MIT */
/* The log as both faces read it: pages, one message whole, the last hour, JSON. */
#include "app/logbook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/worker.h"
#include "app_rig.h"
#include "base/clock.h"

#define HOUR_MS (3600 * 1000LL)

static const struct app_rig_answer refused = { .status = 400, .sent_bytes = 9 };

static void
send_one(struct app_rig *r, const char *number)
{
	sender_destroy(app_rig_send(r, number, false, false));
	app_rig_jump(r, 1000);
}

/* Four messages, one second apart: accepted, refused, accepted, refused. */
static void
fill(struct app_rig *r)
{
	static const struct app_rig_answer accepted = {
		.status = 200, .sent_bytes = 9, .group = 1, .id = 26
	};
	static const char *const numbers[] = { "+99930005", "+99950012", "+99930006", "+99950012" };

	for (size_t i = 0; i < 4; i++) {
		app_rig_plan(r, i % 2 ? refused : accepted);
		send_one(r, numbers[i]);
	}
}

static struct message_query
query_of(const struct app_rig *r)
{
	return (struct message_query){ .profile_id = r->session->profile.id };
}

/* --- Pages ---------------------------------------------------------------------------------- */

static void
a_page_shows_the_newest_first(void **state)
{
	struct app_rig *r = *state;
	struct message_query q = query_of(r);
	struct message_page page = { 0 };

	fill(r);
	app_rig_must(r, logbook_page(r->session, &q, NULL, MESSAGE_OLDER, 3, &page, &r->f));
	assert_int_equal(page.count, 3);
	assert_true(page.more);
	assert_int_equal(page.rows[0].id, 4);
	assert_int_equal(page.rows[2].id, 2);
	const struct message_key from = { page.rows[2].created_at_ms, page.rows[2].id };

	message_page_finish(&page);
	app_rig_must(r, logbook_page(r->session, &q, &from, MESSAGE_OLDER, 3, &page, &r->f));
	assert_int_equal(page.count, 1);
	assert_int_equal(page.rows[0].id, 1);
	assert_false(page.more);
	message_page_finish(&page);
}

static void
failures_can_be_shown_alone(void **state)
{
	struct app_rig *r = *state;
	struct message_query q = query_of(r);
	struct message_page page = { 0 };

	fill(r);
	q.failed_only = true;
	app_rig_must(r, logbook_page(r->session, &q, NULL, MESSAGE_OLDER, 10, &page, &r->f));
	assert_int_equal(page.count, 2);
	assert_int_equal(page.rows[0].state, MESSAGE_REJECTED);
	assert_int_equal(page.rows[1].state, MESSAGE_REJECTED);
	message_page_finish(&page);
}

static void
a_message_is_found_by_its_whole_number(void **state)
{
	struct app_rig *r = *state;
	struct message_query q = query_of(r);
	struct message_page page = { 0 };

	fill(r);
	app_rig_must(r, logbook_query_number(r->session, "+99930006", &q, &r->f));
	app_rig_must(r, logbook_page(r->session, &q, NULL, MESSAGE_OLDER, 10, &page, &r->f));
	assert_int_equal(page.count, 1);
	assert_int_equal(page.rows[0].id, 3);
	message_page_finish(&page);
}

static void
messages_are_found_by_their_last_four_digits(void **state)
{
	struct app_rig *r = *state;
	struct message_query q = query_of(r);
	struct message_page page = { 0 };

	fill(r);
	app_rig_must(r, logbook_query_number(r->session, "*0012", &q, &r->f));
	app_rig_must(r, logbook_page(r->session, &q, NULL, MESSAGE_OLDER, 10, &page, &r->f));
	assert_int_equal(page.count, 2);
	message_page_finish(&page);
}

static void
a_number_that_is_none_is_refused_with_a_way_out(void **state)
{
	static const char *const wrong[] = { "*123", "*12345", "*12a4", "*" };
	struct app_rig *r = *state;
	struct message_query q = query_of(r);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		app_rig_must_fail(r, logbook_query_number(r->session, wrong[i], &q, &r->f),
		                  WORD_VALUE_INVALID);
		assert_true(r->f.hint[0] != '\0');
	}
	app_rig_must_fail(r, logbook_query_number(r->session, "0151 234", &q, &r->f),
	                  WORD_NUMBER_NOT_E164);
	assert_true(r->f.hint[0] != '\0');
	app_rig_must_fail(r, logbook_query_number(r->session, "", &q, &r->f), WORD_NUMBER_NOT_E164);
	assert_false(q.by_number);
}

/* --- Pages by the worker -------------------------------------------------------------------- */

struct desk {
	int arrivals;
	size_t rows;
	bool failed;
	bool cancels;
	struct logbook_ask *ask;
};

static void
take_page(void *context, struct message_page *page, const struct fault *f)
{
	struct desk *desk = context;

	desk->arrivals++;
	desk->failed = page == NULL;
	if (page) {
		desk->rows = page->count;
		assert_int_equal(f->code, ST_OK);
		message_page_finish(page);
	}
	if (desk->cancels)
		logbook_ask_cancel(desk->ask);
}

static void
ask(struct app_rig *r, struct desk *desk)
{
	const struct logbook_ask_options options = { .query = query_of(r),
		                                     .direction = MESSAGE_OLDER,
		                                     .limit = 10,
		                                     .arrived = take_page,
		                                     .context = desk };

	desk->ask = logbook_ask_start(r->session, &options);
}

static void
a_page_that_was_asked_for_arrives_once(void **state)
{
	struct app_rig *r = *state;
	struct desk desk = { .cancels = true };

	fill(r);
	ask(r, &desk);
	app_rig_settle(r);
	assert_int_equal(desk.arrivals, 1);
	assert_int_equal(desk.rows, 4);
	app_rig_settle(r);
	assert_int_equal(desk.arrivals, 1);
}

/* Keeps the page, as a list does. */
static void
keep_page(void *context, struct message_page *page, const struct fault *f)
{
	struct message_page *kept = context;

	(void)f;
	*kept = *page;
	*page = (struct message_page){ 0 };
}

static void
a_page_that_arrives_becomes_the_askers(void **state)
{
	struct app_rig *r = *state;
	struct message_page kept = { 0 };
	const struct logbook_ask_options options = { .query = query_of(r),
		                                     .has_from = true,
		                                     .from = { APP_RIG_NOW_MS + 2000, 3 },
		                                     .direction = MESSAGE_OLDER,
		                                     .limit = 10,
		                                     .arrived = keep_page,
		                                     .context = &kept };

	fill(r);
	(void)logbook_ask_start(r->session, &options);
	app_rig_settle(r);
	assert_int_equal(kept.count, 2);
	assert_int_equal(kept.rows[0].id, 2);
	message_page_finish(&kept);
}

static void
a_page_that_is_no_longer_wanted_does_not_arrive(void **state)
{
	struct app_rig *r = *state;
	struct desk desk = { 0 };

	logbook_ask_cancel(NULL);
	fill(r);
	ask(r, &desk);
	logbook_ask_cancel(desk.ask);
	app_rig_settle(r);
	assert_int_equal(desk.arrivals, 0);
	ask(r, &desk);
	logbook_ask_cancel(desk.ask);
	app_rig_end_session(r);
	assert_int_equal(desk.arrivals, 0);
}

static void
a_page_under_way_when_the_session_closes_is_told_as_cancelled(void **state)
{
	struct app_rig *r = *state;
	struct desk desk = { 0 };

	fill(r);
	ask(r, &desk);
	app_rig_end_session(r);
	assert_int_equal(desk.arrivals, 1);
}

/* --- One message ---------------------------------------------------------------------------- */

static void
one_message_is_opened_with_all_that_is_known(void **state)
{
	struct app_rig *r = *state;
	struct logbook_entry e;
	char prefix[9];

	fill(r);
	app_rig_must(r, logbook_open(r->session, "2", &e, &r->f));
	assert_int_equal(e.message.id, 2);
	assert_int_equal(e.step_count, 2);
	assert_int_equal(e.steps[1].to, MESSAGE_REJECTED);
	assert_non_null(strstr(text_string(&e.body.request), "POST " APP_RIG_URL));
	assert_null(strstr(text_string(&e.body.request), APP_RIG_CODE));
	assert_null(strstr(text_string(&e.body.preview), APP_RIG_CODE));
	assert_non_null(strstr(text_string(&e.body.preview), "******"));
	assert_true(e.cause.advice[0] != '\0');
	memcpy(prefix, e.message.message_id, 8);
	prefix[8] = '\0';
	logbook_entry_finish(&e);
	app_rig_must(r, logbook_open(r->session, prefix, &e, &r->f));
	assert_int_equal(e.message.id, 2);
	logbook_entry_finish(&e);
	logbook_entry_finish(&e);
}

static void
a_message_that_is_not_there_leaves_nothing_to_finish(void **state)
{
	struct app_rig *r = *state;
	struct logbook_entry e;

	fill(r);
	app_rig_must_fail(r, logbook_open(r->session, "99", &e, &r->f), WORD_NOT_FOUND);
	app_rig_must_fail(r, logbook_open(r->session, "ffffffff-no", &e, &r->f), WORD_NOT_FOUND);
	logbook_entry_finish(&e);
}

/* --- The last hour -------------------------------------------------------------------------- */

static void
the_summary_counts_the_last_hour(void **state)
{
	struct app_rig *r = *state;
	struct logbook_summary sum;

	fill(r);
	app_rig_must(r, logbook_summarise(r->session, &sum, &r->f));
	assert_true(sum.known);
	assert_int_equal(sum.asked_last_hour, 4);
	assert_int_equal(sum.failed_last_hour, 2);
	assert_int_equal(sum.states_last_hour[MESSAGE_ACCEPTED], 2);
	assert_int_equal(sum.states_last_hour[MESSAGE_REJECTED], 2);
	clock_advance_ms(HOUR_MS);
	send_one(r, APP_RIG_DELIVERED);
	app_rig_must(r, logbook_summarise(r->session, &sum, &r->f));
	assert_int_equal(sum.asked_last_hour, 1);
	assert_int_equal(sum.failed_last_hour, 0);
}

/* --- For scripts ---------------------------------------------------------------------------- */

static struct json *
write_and_parse(struct app_rig *r, const struct message *m)
{
	struct json *root = NULL;
	struct json_writer w;
	struct text out;

	text_init(&out, 64 * 1024);
	json_write_begin(&w, &out);
	logbook_write_json(m, &w, NULL);
	app_rig_must(r, json_parse(text_string(&out), out.size_bytes, "it", &root, &r->f));
	text_finish(&out);
	return root;
}

static void
expect_member(const struct json *root, const char *path, const char *expected)
{
	const char *value = json_string(json_at_path(root, path));

	if (!value || strcmp(value, expected) != 0)
		fail_msg("%s: %s", path, value ? value : "no string");
}

static void
json_has_every_member_of_the_contract(void **state)
{
	static const char *const members[] = {
		"id",          "message_id", "state",      "final",
		"http_status", "status",     "error",      "recipient_masked",
		"country",     "sender",     "encoding",   "parts",
		"units",       "price",      "timings_ms", "created_at",
		"advice",
	};
	struct app_rig *r = *state;

	fill(r);
	struct message m = app_rig_row(r, 2);
	struct json *root = write_and_parse(r, &m);
	bool final = false;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!json_member(root, members[i]))
			fail_msg("no %s", members[i]);
	expect_member(root, "state", "rejected");
	expect_member(root, "recipient_masked", "+99950012");
	expect_member(root, "encoding", "GSM-7");
	expect_member(root, "created_at", "2026-11-25T10:00:01.000Z");
	assert_true(json_bool(json_member(root, "final"), &final) && final);
	assert_true(json_is_null(json_member(root, "status")));
	assert_true(json_is_null(json_member(root, "error")));
	assert_true(json_is_null(json_member(root, "price")));
	assert_true(json_is_null(json_member(root, "country")));
	assert_true(json_is_null(json_at_path(root, "timings_ms.lookup")));
	json_destroy(root);
}

static void
json_tells_what_the_provider_said(void **state)
{
	struct app_rig *r = *state;
	double amount = 0;
	double ms = 0;
	bool permanent = false;

	fill(r);
	struct message m = app_rig_row(r, 1);

	m.error = (struct message_error){ .group_id = 1, .id = 27, .permanent = true };
	strcpy(m.error.name, "EC_ABSENT_SUBSCRIBER");
	m.has_price = true;
	m.price_amount = 0.0457;
	strcpy(m.price_currency, "EUR");
	m.timings.total_us = 1500;
	struct json *root = write_and_parse(r, &m);

	expect_member(root, "status.group_name", "GROUP");
	expect_member(root, "status.name", "STATUS_26");
	expect_member(root, "error.name", "EC_ABSENT_SUBSCRIBER");
	assert_true(json_bool(json_at_path(root, "error.permanent"), &permanent) && permanent);
	assert_true(json_number(json_at_path(root, "price.amount"), &amount));
	assert_true(amount > 0.0456 && amount < 0.0458);
	assert_true(json_number(json_at_path(root, "timings_ms.total"), &ms));
	assert_true(ms > 1.49 && ms < 1.51);
	json_destroy(root);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_page_shows_the_newest_first),
		BOTH(failures_can_be_shown_alone),
		BOTH(a_message_is_found_by_its_whole_number),
		BOTH(messages_are_found_by_their_last_four_digits),
		BOTH(a_number_that_is_none_is_refused_with_a_way_out),
		BOTH(a_page_that_was_asked_for_arrives_once),
		BOTH(a_page_that_arrives_becomes_the_askers),
		BOTH(a_page_that_is_no_longer_wanted_does_not_arrive),
		BOTH(a_page_under_way_when_the_session_closes_is_told_as_cancelled),
		BOTH(one_message_is_opened_with_all_that_is_known),
		BOTH(a_message_that_is_not_there_leaves_nothing_to_finish),
		BOTH(the_summary_counts_the_last_hour),
		BOTH(json_has_every_member_of_the_contract),
		BOTH(json_tells_what_the_provider_said),
	};
	return cmocka_run_group_tests_name("app/logbook", tests, NULL, NULL);
}
