/* SPDX-License-Identifier: MIT */
/* One send: the record before the wire, every answer's end, cancelling and destroying it. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/worker.h"
#include "app_rig.h"
#include "base/clock.h"
#include "base/fault.h"

/* --- The table ------------------------------------------------------------------------------ */

struct table_row {
	const char *name;
	struct app_rig_answer answer;
	enum message_state state;
	bool final;
	bool polled; /* the log is asked later */
	int exit_status;
	const char *history;
};

#define ID_OF_NOBODY "00000000-0000-4000-8000-000000000000"
#define FOREIGN                                                                                    \
	"{\"messages\":[{\"messageId\":\"" ID_OF_NOBODY "\",\"destination\":\"99930005\","         \
	"\"status\":{\"groupId\":1,\"id\":26}}]}"
#define HTTP(code) .status = code, .sent_bytes = 100
#define BROKEN .outcome = HTTP_BROKEN, .sent_bytes = 100

static const struct table_row table[] = {
	{ "nothing left",
	  { .outcome = HTTP_NOT_SENT },
	  MESSAGE_NOT_SENT,
	  true,
	  false,
	  5,
	  "ready>sending sending>not_sent" },
	{ "no status line",
	  { BROKEN },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "200 cut off",
	  { BROKEN, .status = 200 },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "200 pending",
	  { HTTP(200), .group = 1, .id = 26 },
	  MESSAGE_ACCEPTED,
	  false,
	  true,
	  0,
	  "ready>sending sending>accepted" },
	{ "200 accepted",
	  { HTTP(200), .group = 0, .id = 0 },
	  MESSAGE_ACCEPTED,
	  false,
	  true,
	  0,
	  "ready>sending sending>accepted" },
	{ "200 with the operator",
	  { HTTP(200), .group = 3, .id = 2 },
	  MESSAGE_ACCEPTED,
	  false,
	  true,
	  0,
	  "ready>sending sending>accepted" },
	{ "200 delivered",
	  { HTTP(200), .group = 3, .id = 5 },
	  MESSAGE_DELIVERED,
	  true,
	  false,
	  0,
	  "ready>sending sending>delivered" },
	{ "200 undeliverable",
	  { HTTP(200), .group = 2, .id = 9 },
	  MESSAGE_UNDELIVERABLE,
	  true,
	  false,
	  1,
	  "ready>sending sending>undeliverable" },
	{ "200 expired",
	  { HTTP(200), .group = 4, .id = 15 },
	  MESSAGE_EXPIRED,
	  true,
	  false,
	  1,
	  "ready>sending sending>expired" },
	{ "200 rejected",
	  { HTTP(200), .group = 5, .id = 12 },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "200 duplicate on a first try",
	  { HTTP(200), .group = 5, .id = 23 },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "200 of a group nobody knows",
	  { HTTP(200), .group = 9, .id = 1 },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "200 and HTML",
	  { HTTP(200), .body = "<html>" },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "200 and nothing",
	  { HTTP(200), .body = "" },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "200 of another message",
	  { HTTP(200), .body = FOREIGN },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "301",
	  { HTTP(301) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "400",
	  { HTTP(400) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "401",
	  { HTTP(401) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  6,
	  "ready>sending sending>rejected" },
	{ "403",
	  { HTTP(403) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  6,
	  "ready>sending sending>rejected" },
	{ "404",
	  { HTTP(404) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "413",
	  { HTTP(413) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "415",
	  { HTTP(415) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "422",
	  { HTTP(422) },
	  MESSAGE_REJECTED,
	  true,
	  false,
	  7,
	  "ready>sending sending>rejected" },
	{ "429",
	  { HTTP(429), .retry_after_s = 7 },
	  MESSAGE_NOT_SENT,
	  true,
	  false,
	  7,
	  "ready>sending sending>not_sent" },
	{ "500", { HTTP(500) }, MESSAGE_UNKNOWN, false, true, 8, "ready>sending sending>unknown" },
	{ "502",
	  { HTTP(502), .body = "<html>" },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "503 with Retry-After",
	  { HTTP(503), .retry_after_s = 5 },
	  MESSAGE_UNKNOWN,
	  false,
	  true,
	  8,
	  "ready>sending sending>unknown" },
	{ "504", { HTTP(504) }, MESSAGE_UNKNOWN, false, true, 8, "ready>sending sending>unknown" },
	{ "600", { HTTP(600) }, MESSAGE_UNKNOWN, false, true, 8, "ready>sending sending>unknown" },
};

static int
exit_of(const struct message *m, bool waited)
{
	struct fault f;

	return sender_outcome(m, waited, &f) == ST_OK ? 0 : fault_word_exit(f.word);
}

static void
check_row(struct app_rig *r, const struct table_row *row)
{
	app_rig_plan(r, row->answer);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	const struct message *m = sender_message(x);
	struct message stored = app_rig_row(r, m->id);

	if (sender_phase(x) != SENDER_ENDED || sender_fault(x)->code != ST_OK)
		fail_msg("%s: %s", row->name, sender_fault(x)->cause);
	if (m->state != row->state || stored.state != row->state)
		fail_msg("%s: %s, stored %s", row->name, message_state_word(m->state),
		         message_state_word(stored.state));
	if (m->final != row->final || stored.final != row->final)
		fail_msg("%s: final %d", row->name, m->final);
	if ((stored.next_poll_at_ms > 0) != row->polled)
		fail_msg("%s: asked next at %lld", row->name, (long long)stored.next_poll_at_ms);
	if (exit_of(&stored, false) != row->exit_status)
		fail_msg("%s: exit %d", row->name, exit_of(&stored, false));
	if (strcmp(app_rig_history(r, m->id), row->history) != 0)
		fail_msg("%s: %s", row->name, app_rig_history(r, m->id));
	if (stored.http_status != row->answer.status || stored.tries != 1)
		fail_msg("%s: HTTP %d, tries %lld", row->name, stored.http_status,
		         (long long)stored.tries);
	/* What failed says why. */
	if (message_state_is_failed(stored.state) && stored.cause[0] == '\0')
		fail_msg("%s: no cause", row->name);
	sender_destroy(x);
}

static void
every_answer_ends_as_the_table_says(void **state)
{
	struct app_rig *r = *state;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check_row(r, &table[i]);
	assert_int_equal(app_rig_sends(r), sizeof(table) / sizeof(table[0]));
	assert_int_equal(app_rig_polls(r), 0);
}

/* --- Exits without a send ------------------------------------------------------------------- */

static void
exits_of_later_states_are_those_of_the_contract(void **state)
{
	static const struct {
		enum message_state state;
		int64_t polls;
		bool waited;
		int exit_status;
	} rows[] = {
		{ MESSAGE_ACCEPTED, 3, true, 1 },        { MESSAGE_DELIVERED, 3, true, 0 },
		{ MESSAGE_REJECTED, 3, false, 1 },       { MESSAGE_UNDELIVERABLE, 1, false, 1 },
		{ MESSAGE_LIKELY_NOT_SENT, 3, true, 8 }, { MESSAGE_UNRESOLVED, 9, false, 8 },
		{ MESSAGE_CANCELLED, 0, false, 130 },    { MESSAGE_SENDING, 0, true, 8 },
		{ MESSAGE_UNKNOWN, 0, true, 8 },
	};
	struct message m;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		message_init(&m);
		m.id = 1;
		m.state = rows[i].state;
		m.polls = rows[i].polls;
		if (exit_of(&m, rows[i].waited) != rows[i].exit_status)
			fail_msg("%s: %d", message_state_word(m.state),
			         exit_of(&m, rows[i].waited));
	}
	message_init(&m);
	m.state = MESSAGE_SENDING;
	assert_int_equal(exit_of(&m, true), 5);
}

/* --- The record before the wire ------------------------------------------------------------- */

static void
see_row_sending(struct app_rig *r, const struct http_request *request)
{
	struct message m = app_rig_row(r, 1);

	assert_int_equal(m.state, MESSAGE_SENDING);
	assert_int_equal(m.tries, 1);
	assert_int_equal(m.created_at_ms, APP_RIG_NOW_MS);
	assert_non_null(strstr(request->body, m.message_id));
	assert_string_equal(app_rig_history(r, 1), "ready>sending");
	r->scene = r;
}

static void
the_row_is_committed_before_anything_leaves(void **state)
{
	struct app_rig *r = *state;

	r->on_wire = see_row_sending;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	assert_ptr_equal(r->scene, r);
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
a_send_posts_to_the_profiles_address_and_version(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	assert_string_equal(r->url, APP_RIG_URL "/sms/3/messages");
	assert_non_null(strstr(r->body, "\"to\":\"99930005\""));
	assert_non_null(strstr(r->body, APP_RIG_CODE));
	sender_destroy(x);
}

static void
the_row_keeps_what_was_sent_but_not_the_code(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	struct message m = app_rig_row(r, sender_message(x)->id);

	assert_non_null(strstr(sender_text(x), APP_RIG_CODE));
	assert_string_equal(m.template_name, "verification");
	assert_int_equal(m.template_revision, 1);
	assert_string_equal(m.action, "second-factor-authentication");
	assert_string_equal(m.locale, "en");
	assert_string_equal(m.sender, "ServiceSMS");
	assert_int_equal(m.parts, 1);
	assert_int_equal(m.api_version, 3);
	assert_int_equal(m.encoding, PARTS_GSM7);
	assert_null(strstr(app_rig_answer_text(r, m.id), APP_RIG_CODE));
	assert_non_null(strstr(app_rig_answer_text(r, m.id), m.message_id));
	sender_destroy(x);
}

static void
an_own_text_goes_out_as_it_was_written(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	draft.own_text = true;
	snprintf(draft.text, sizeof(draft.text), "Dein Code: {{ code }} {{ nonsense }}");
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	assert_string_equal(sender_text(x), "Dein Code: " APP_RIG_CODE " ");
	assert_string_equal(app_rig_row(r, 1).template_name, "");
	sender_destroy(x);
}

static void
a_made_up_code_has_six_digits_and_is_another_each_time(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x[3];

	send_draft_init(&draft, &r->session->profile);
	draft.own_text = true;
	snprintf(draft.text, sizeof(draft.text), "{{ code }}");
	for (int i = 0; i < 3; i++) {
		app_rig_must(r, sender_start(r->session, &draft, &options, &x[i], &r->f));
		app_rig_settle(r);
		assert_int_equal(strspn(sender_text(x[i]), "0123456789"), 6);
		assert_int_equal(strlen(sender_text(x[i])), 6);
	}
	assert_false(strcmp(sender_text(x[0]), sender_text(x[1])) == 0 &&
	             strcmp(sender_text(x[1]), sender_text(x[2])) == 0);
	for (int i = 0; i < 3; i++)
		sender_destroy(x[i]);
}

/* --- Drafts that never start ---------------------------------------------------------------- */

static void
expect_refused(struct app_rig *r, const struct send_draft *draft, enum fault_word word)
{
	const struct sender_options options = { .follow = false };
	struct sender *x = NULL;
	enum status st = sender_start(r->session, draft, &options, &x, &r->f);

	assert_null(x);
	app_rig_must_fail(r, st, word);
	assert_int_equal(app_rig_rows(r), 0);
	assert_int_equal(r->request_count, 0);
}

static void
a_draft_that_is_wrong_leaves_no_row(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;

	app_rig_draft(r, "0151 1234567", &draft);
	expect_refused(r, &draft, WORD_NUMBER_NOT_E164);
	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	expect_refused(r, &draft, WORD_NUMBER_NOT_SANDBOX);
	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	snprintf(draft.template_name, sizeof(draft.template_name), "farewell");
	expect_refused(r, &draft, WORD_NOT_FOUND);
	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	draft.own_text = true;
	expect_refused(r, &draft, WORD_TEXT_EMPTY);
	snprintf(draft.text, sizeof(draft.text), "{{ code");
	expect_refused(r, &draft, WORD_TEMPLATE_INVALID);
	snprintf(draft.text, sizeof(draft.text), "bell \a");
	expect_refused(r, &draft, WORD_VALUE_INVALID);
	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	snprintf(draft.sender, sizeof(draft.sender), "far too long!!!");
	expect_refused(r, &draft, WORD_VALUE_INVALID);
}

static void
a_preview_shows_text_and_parts_and_stores_nothing(void **state)
{
	struct app_rig *r = *state;
	struct send_preview p = { 0 };
	struct send_draft draft;

	text_init(&p.text, 16 * 1024);
	send_draft_init(&draft, &r->session->profile);
	app_rig_must(r, sender_preview(r->session, &draft, &p, &r->f));
	assert_string_equal(p.e164, APP_RIG_DELIVERED);
	assert_string_equal(p.sender, "ServiceSMS");
	assert_int_equal(p.parts.count, 1);
	assert_int_equal(p.missing, 0);
	assert_string_equal(p.template.name, "verification");
	size_t size_bytes = p.text.size_bytes;

	app_rig_must(r, sender_preview(r->session, &draft, &p, &r->f));
	assert_int_equal(p.text.size_bytes, size_bytes);
	draft.own_text = true;
	snprintf(draft.text, sizeof(draft.text), "{{ code }} {{ nobody }}");
	app_rig_must(r, sender_preview(r->session, &draft, &p, &r->f));
	assert_int_equal(p.missing, 1);
	assert_int_equal(p.template.id, 0);
	assert_int_equal(app_rig_rows(r), 0);
	text_finish(&p.text);
}

/* --- Phases --------------------------------------------------------------------------------- */

struct seen {
	struct sender *sender;
	char phases[32];
	enum sender_phase cancel_in;
	bool cancels;
	bool cancelled;
	const struct app_rig *polled; /* cancels only after the log was asked */
};

static void
see_phase(void *context)
{
	struct seen *seen = context;
	size_t length = strlen(seen->phases);

	if (!seen->sender)
		return;
	enum sender_phase phase = sender_phase(seen->sender);

	if (length + 1 < sizeof(seen->phases) &&
	    (length == 0 || seen->phases[length - 1] != "rsnpfe"[phase]))
		seen->phases[length] = "rsnpfe"[phase];
	if (seen->polled && app_rig_polls(seen->polled) == 0)
		return;
	if (seen->cancels && !seen->cancelled && phase == seen->cancel_in) {
		seen->cancelled = true;
		sender_cancel(seen->sender);
	}
}

static void
start_seen(struct app_rig *r, struct seen *seen, bool repeat, bool follow)
{
	const struct sender_options options = {
		.repeat = repeat, .follow = follow, .changed = see_phase, .context = seen
	};
	struct send_draft draft;

	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	app_rig_must(r, sender_start(r->session, &draft, &options, &seen->sender, &r->f));
	assert_int_equal(sender_phase(seen->sender), SENDER_RECORDING);
	assert_int_equal(sender_message(seen->sender)->id, 0);
}

static void
phases_are_told_as_they_come(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	start_seen(r, &seen, false, true);
	app_rig_settle(r);
	assert_string_equal(seen.phases, "snf");
	assert_true(sender_next_at_ms(seen.sender) > APP_RIG_NOW_MS);
	app_rig_pass(r, 2000);
	assert_string_equal(seen.phases, "snfe");
	assert_int_equal(sender_message(seen.sender)->state, MESSAGE_DELIVERED);
	assert_int_equal(sender_next_at_ms(seen.sender), 0);
	sender_destroy(seen.sender);
}

static void
a_try_that_did_not_leave_is_paused_and_repeated(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	start_seen(r, &seen, true, false);
	app_rig_settle(r);
	app_rig_pass(r, 2500);
	assert_string_equal(seen.phases, "snprsne");
	sender_destroy(seen.sender);
}

/* --- Cancelling ----------------------------------------------------------------------------- */

static void
cancelled_while_it_is_written_down_nothing_leaves(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	sender_cancel(seen.sender);
	app_rig_settle(r);
	assert_int_equal(sender_phase(seen.sender), SENDER_ENDED);
	assert_int_equal(app_rig_sends(r), 0);
	assert_int_equal(sender_fault(seen.sender)->word, WORD_CANCELLED);
	/* The thread may have committed the row by then; it then says that nothing left. */
	if (sender_message(seen.sender)->id != 0)
		assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	else
		assert_int_equal(app_rig_rows(r), 0);
	sender_destroy(seen.sender);
}

static void
cancelled_on_the_wire_before_a_byte_left_it_was_not_sent(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_SENDING };

	start_seen(r, &seen, true, true);
	app_rig_settle(r);
	assert_int_equal(sender_phase(seen.sender), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	assert_string_equal(app_rig_history(r, 1), "ready>sending sending>not_sent");
	assert_int_equal(sender_fault(seen.sender)->word, WORD_CANCELLED);
	sender_destroy(seen.sender);
}

static void
cancelled_on_the_wire_after_bytes_left_it_is_unknown(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_CANCELLED, .sent_bytes = 10 });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNKNOWN);
	assert_true(app_rig_row(r, 1).next_poll_at_ms > 0);
	assert_int_equal(exit_of(sender_message(x), false), 8);
	sender_destroy(x);
}

static void
cancelled_while_noting_the_answer_is_noted_and_nothing_follows(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_NOTING };

	start_seen(r, &seen, true, true);
	app_rig_settle(r);
	assert_string_equal(seen.phases, "sne");
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	assert_int_equal(sender_fault(seen.sender)->code, ST_OK);
	app_rig_pass(r, 3000);
	assert_int_equal(app_rig_polls(r), 0);
	sender_destroy(seen.sender);
}

static void
cancelled_in_the_pause_there_is_no_further_try(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_PAUSING };

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	start_seen(r, &seen, true, false);
	app_rig_settle(r);
	app_rig_pass(r, 10000);
	assert_string_equal(seen.phases, "snpe");
	assert_int_equal(app_rig_sends(r), 1);
	assert_int_equal(exit_of(&(struct message){ .id = 1, .state = MESSAGE_NOT_SENT }, false),
	                 5);
	sender_destroy(seen.sender);
}

static void
cancelled_before_a_second_try_the_row_is_not_sent(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_RECORDING };

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	start_seen(r, &seen, true, false);
	app_rig_settle(r);
	app_rig_pass(r, 3000);
	assert_int_equal(app_rig_sends(r), 1);
	assert_int_equal(sender_phase(seen.sender), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	assert_int_equal(sender_message(seen.sender)->state, MESSAGE_NOT_SENT);
	assert_int_equal(sender_fault(seen.sender)->word, WORD_CANCELLED);
	sender_destroy(seen.sender);
}

static void
cancelled_while_following_the_log_is_asked_no_more(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_FOLLOWING };

	start_seen(r, &seen, true, true);
	app_rig_settle(r);
	assert_int_equal(sender_phase(seen.sender), SENDER_ENDED);
	app_rig_pass(r, 10000);
	assert_int_equal(app_rig_polls(r), 0);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(seen.sender);
}

static void
cancelled_from_inside_the_news_of_the_log_it_ends_at_once(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { .cancels = true, .cancel_in = SENDER_FOLLOWING, .polled = r };

	r->news = (struct app_rig_news){ .group = 1, .id = 7 };
	start_seen(r, &seen, true, true);
	app_rig_settle(r);
	app_rig_pass(r, 10000);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(sender_phase(seen.sender), SENDER_ENDED);
	sender_destroy(seen.sender);
}

static void
cancelling_what_has_ended_changes_nothing(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	sender_cancel(x);
	app_rig_settle(r);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

/* --- Destroying ----------------------------------------------------------------------------- */

static void
destroyed_while_it_is_written_down_it_leaves_no_sending_row(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	sender_destroy(NULL);
	start_seen(r, &seen, true, true);
	sender_destroy(seen.sender);
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE state = 'sending'"), 0);
}

/* Turns until a phase is reached, not further. */
static void
turn_until(struct app_rig *r, struct sender *x, enum sender_phase phase)
{
	while (sender_phase(x) != phase) {
		assert_true(loop_has_work(r->session->loop));
		loop_turn(r->session->loop,
		          r->threaded && worker_has_work(r->session->worker) ? 100 : 0);
	}
}

/* Lets the worker work, but no answer come, until a request is in flight. */
static void
work_until_in_flight(struct app_rig *r)
{
	struct http *h = NULL;

	app_rig_must(r, loop_http(r->session->loop, &h, &r->f));
	while (http_in_flight(h) == 0) {
		assert_true(worker_has_work(r->session->worker));
		worker_collect(r->session->worker);
	}
}

static void
destroyed_on_the_wire_the_row_says_what_is_known(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	work_until_in_flight(r);
	assert_int_equal(sender_phase(seen.sender), SENDER_SENDING);
	sender_destroy(seen.sender);
	app_rig_settle(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	assert_int_equal(r->request_count, 0);
}

static void
destroyed_on_the_wire_and_the_session_closed_it_is_noted_too(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	work_until_in_flight(r);
	sender_destroy(seen.sender);
	app_rig_end_session(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
}

static void
destroyed_while_noting_the_answer_is_still_noted(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	turn_until(r, seen.sender, SENDER_NOTING);
	sender_destroy(seen.sender);
	app_rig_settle(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	assert_int_equal(app_rig_polls(r), 0);
}

static void
destroyed_while_noting_and_the_session_closed_it_is_noted_too(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	turn_until(r, seen.sender, SENDER_NOTING);
	sender_destroy(seen.sender);
	app_rig_end_session(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
}

static void
destroyed_in_the_pause_nothing_is_left_behind(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	sender_destroy(x);
	app_rig_pass(r, 10000);
	assert_int_equal(app_rig_sends(r), 1);
}

static void
destroyed_while_following_nothing_is_left_behind(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	assert_int_equal(sender_phase(x), SENDER_FOLLOWING);
	sender_destroy(x);
	app_rig_pass(r, 10000);
	assert_int_equal(app_rig_polls(r), 0);
}

static void
destroyed_while_the_log_is_being_asked_nothing_is_left_behind(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	clock_advance_ms(2000);
	loop_turn(r->session->loop, 0);
	work_until_in_flight(r);
	sender_destroy(x);
	app_rig_settle(r);
	assert_int_equal(app_rig_polls(r), 0);
}

static void
destroyed_while_looking_for_its_row_nothing_is_left_behind(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	clock_advance_ms(2000);
	loop_turn(r->session->loop, 0);
	assert_true(worker_has_work(r->session->worker));
	sender_destroy(x);
	app_rig_settle(r);
	assert_int_equal(app_rig_polls(r), 0);
}

static void
destroyed_while_it_is_written_down_closing_starts_no_send(void **state)
{
	struct app_rig *r = *state;
	struct seen seen = { 0 };

	start_seen(r, &seen, true, true);
	sender_destroy(seen.sender);
	app_rig_end_session(r);
	assert_int_equal(app_rig_sends(r), 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE state = 'sending'"), 0);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(every_answer_ends_as_the_table_says),
		cmocka_unit_test(exits_of_later_states_are_those_of_the_contract),
		BOTH(the_row_is_committed_before_anything_leaves),
		BOTH(a_send_posts_to_the_profiles_address_and_version),
		BOTH(the_row_keeps_what_was_sent_but_not_the_code),
		BOTH(an_own_text_goes_out_as_it_was_written),
		BOTH(a_made_up_code_has_six_digits_and_is_another_each_time),
		BOTH(a_draft_that_is_wrong_leaves_no_row),
		BOTH(a_preview_shows_text_and_parts_and_stores_nothing),
		BOTH(phases_are_told_as_they_come),
		BOTH(a_try_that_did_not_leave_is_paused_and_repeated),
		BOTH(cancelled_while_it_is_written_down_nothing_leaves),
		BOTH(cancelled_on_the_wire_before_a_byte_left_it_was_not_sent),
		BOTH(cancelled_on_the_wire_after_bytes_left_it_is_unknown),
		BOTH(cancelled_while_noting_the_answer_is_noted_and_nothing_follows),
		BOTH(cancelled_in_the_pause_there_is_no_further_try),
		BOTH(cancelled_before_a_second_try_the_row_is_not_sent),
		BOTH(cancelled_while_following_the_log_is_asked_no_more),
		BOTH(cancelled_from_inside_the_news_of_the_log_it_ends_at_once),
		BOTH(cancelling_what_has_ended_changes_nothing),
		BOTH(destroyed_while_it_is_written_down_it_leaves_no_sending_row),
		BOTH(destroyed_on_the_wire_the_row_says_what_is_known),
		BOTH(destroyed_on_the_wire_and_the_session_closed_it_is_noted_too),
		BOTH(destroyed_while_noting_the_answer_is_still_noted),
		BOTH(destroyed_while_noting_and_the_session_closed_it_is_noted_too),
		BOTH(destroyed_in_the_pause_nothing_is_left_behind),
		BOTH(destroyed_while_following_nothing_is_left_behind),
		BOTH(destroyed_while_the_log_is_being_asked_nothing_is_left_behind),
		BOTH(destroyed_while_looking_for_its_row_nothing_is_left_behind),
		BOTH(destroyed_while_it_is_written_down_closing_starts_no_send),
	};
	return cmocka_run_group_tests_name("app/sender", tests, NULL, NULL);
}
