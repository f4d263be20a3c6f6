/* SPDX-License-Identifier: MIT */
/* Messages sent again: exactly, edited, after a look into the log, several with pace and stop. */
#include "app/resend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/guard.h"
#include "app/setup.h"
#include "app_rig.h"
#include "base/mem.h"

#define BROKEN                                                                                     \
	(struct app_rig_answer)                                                                    \
	{                                                                                          \
		.outcome = HTTP_BROKEN, .sent_bytes = 100                                          \
	}

static size_t changes;

static void
changed(void *context)
{
	(void)context;
	changes++;
}

/* A run over rows 1 to `count`. */
static struct resend *
start(struct app_rig *r, size_t count, const char *edit)
{
	static const int64_t ids[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
	const char *const edits[] = { edit };
	const struct resend_options options = {
		.ids = ids,
		.count = count,
		.edits = edits,
		.edit_count = edit ? 1 : 0,
		.changed = changed,
	};
	struct resend *x = NULL;

	app_rig_must(r, resend_start(r->session, &options, &x, &r->f));
	/* The edits are the caller's: of one row they are read again when it is sent. */
	app_rig_settle(r);
	return x;
}

static void
refused(struct app_rig *r, const char *edit, enum fault_word word)
{
	const int64_t id = 1;
	const char *const edits[] = { edit };
	const struct resend_options options = {
		.ids = &id, .count = 1, .edits = edits, .edit_count = edit ? 1 : 0
	};
	struct resend *x = NULL;

	app_rig_must_fail(r, resend_start(r->session, &options, &x, &r->f), word);
	assert_null(x);
}

static void
send_draft(struct app_rig *r, const struct send_draft *d)
{
	const struct sender_options options = { .follow = false };
	struct sender *x = NULL;

	app_rig_must(r, sender_start(r->session, d, &options, &x, &r->f));
	app_rig_settle(r);
	sender_destroy(x);
}

static void
make_row(struct app_rig *r, const char *to)
{
	sender_destroy(app_rig_send(r, to, false, false));
}

static void
set(struct app_rig *r, struct send_draft *d, enum context_field field, const char *value)
{
	app_rig_must(r, context_set(&d->context, field, value, &r->f));
}

static void
expect_body(const struct app_rig *r, const char *piece)
{
	if (!strstr(r->body, piece))
		fail_msg("%s lacks %s", r->body, piece);
}

/* --- Exactly -------------------------------------------------------------------------------- */

static void
make_whole_row(struct app_rig *r)
{
	struct send_draft d;

	app_rig_tamper(r, "UPDATE template_revision SET source ="
	                  " '{{ code }} {{ user.name }} {{ locale }} {{ client.client_id }}'");
	app_rig_draft(r, "+99930007", &d);
	set(r, &d, CONTEXT_USER_NAME, "Ada");
	set(r, &d, CONTEXT_LANGUAGE, "fr");
	set(r, &d, CONTEXT_CLIENT_ID, "mobile");
	set(r, &d, CONTEXT_ACTION, "enrollment");
	text_copy(d.sender, sizeof(d.sender), "Bank");
	send_draft(r, &d);
}

static void
an_exact_resend_keeps_all_but_code_and_id(void **state)
{
	struct app_rig *r = *state;

	make_whole_row(r);
	app_rig_tamper(
		r, "INSERT INTO template_revision (template_id, revision, source, changed_at_ms)"
		   " SELECT template_id, 2, 'newer', 1 FROM template_revision");
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_SENT);
	assert_int_equal(app_rig_sends(r), 2);
	expect_body(r, "99930007");
	expect_body(r, " Ada fr mobile");
	expect_body(r, "\"Bank\"");
	assert_null(strstr(r->body, APP_RIG_CODE));
	const struct message old = app_rig_row(r, 1);
	const struct message new = app_rig_row(r, 2);
	assert_string_not_equal(old.message_id, new.message_id);
	assert_int_equal(new.parent_id, 1);
	assert_string_equal(new.template_name, "enrollment");
	assert_int_equal(new.template_revision, 1);
	assert_string_equal(new.action, "enrollment");
	assert_string_equal(new.sender, "Bank");
	assert_int_equal(resend_item(x, 0)->now.id, 2);
	resend_destroy(x);
}

static void
each_resend_makes_another_code(void **state)
{
	struct app_rig *r = *state;
	char first[sizeof(r->body)];

	make_row(r, APP_RIG_DELIVERED);
	resend_destroy(start(r, 1, NULL));
	snprintf(first, sizeof(first), "%s", strstr(r->body, "\"text\""));
	resend_destroy(start(r, 1, NULL));
	assert_string_not_equal(strstr(r->body, "\"text\""), first);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE parent_id = 1"), 2);
}

static void
a_template_revision_that_is_gone_is_not_replaced_by_another(void **state)
{
	struct app_rig *r = *state;

	make_row(r, APP_RIG_DELIVERED);
	app_rig_tamper(r, "UPDATE template_revision SET revision = 2");
	refused(r, NULL, WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "revision 1"));
	struct resend *x = start(r, 1, "template=verification");
	assert_int_equal(resend_item(x, 0)->now.template_revision, 2);
	resend_destroy(x);
}

static void
a_row_of_another_profile_is_not_sent(void **state)
{
	struct app_rig *r = *state;

	make_row(r, APP_RIG_DELIVERED);
	app_rig_use_staging(r);
	refused(r, NULL, WORD_NOT_FOUND);
	assert_int_equal(app_rig_sends(r), 1);
}

/* --- What was not kept ---------------------------------------------------------------------- */

static void
an_own_text_is_refused_with_what_to_do(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	app_rig_draft(r, APP_RIG_DELIVERED, &d);
	d.own_text = true;
	text_copy(d.text, sizeof(d.text), "My words {{ code }}");
	send_draft(r, &d);
	refused(r, NULL, WORD_NOT_KEPT);
	assert_non_null(strstr(r->f.hint, "--edit text="));
	assert_int_equal(app_rig_sends(r), 1);
	resend_destroy(start(r, 1, "text=Other words {{ code }}"));
	expect_body(r, "Other words ");
	assert_int_equal(app_rig_row(r, 2).parent_id, 1);
}

static void
masked_digits_are_not_sent_as_asterisks(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	app_rig_draft(r, APP_RIG_DELIVERED, &d);
	set(r, &d, CONTEXT_CLIENT_NAME, "Shop 4711");
	set(r, &d, CONTEXT_USER_NAME, "User 4712");
	send_draft(r, &d);
	/* The text does not use them. */
	resend_destroy(start(r, 1, NULL));
	assert_int_equal(app_rig_sends(r), 2);
	app_rig_tamper(r, "UPDATE template_revision SET source = '{{ code }} {{ client.name }}'");
	refused(r, NULL, WORD_NOT_KEPT);
	assert_non_null(strstr(r->f.cause, "client_name"));
	resend_destroy(start(r, 1, "client_name=Shop 4711"));
	expect_body(r, "Shop 4711");
}

static void
a_locked_vault_opens_no_number(void **state)
{
	struct app_rig *r = *state;

	make_row(r, APP_RIG_DELIVERED);
	app_rig_tamper(r, "UPDATE message SET to_sealed = context_sealed");
	refused(r, NULL, WORD_ROW_DAMAGED);
}

/* --- Edited --------------------------------------------------------------------------------- */

static void
every_part_can_be_edited(void **state)
{
	static const char *const edits[] = { "to=+99930009",  "sender=Shop",   "locale=de",
		                             "client=tablet", "user_name=Eve", "action=enrollment",
		                             "code=135790" };
	struct app_rig *r = *state;
	struct send_draft d;

	make_whole_row(r);
	const struct message m = app_rig_row(r, 1);
	app_rig_must(r, resend_draft(r->session, &m, &d, &r->f));
	assert_string_equal(d.to, "+99930007");
	assert_string_equal(context_get(&d.context, CONTEXT_CODE), "auto");
	app_rig_must(r, resend_edit(&d, edits, sizeof(edits) / sizeof(edits[0]), &r->f));
	assert_string_equal(d.to, "+99930009");
	assert_string_equal(d.sender, "Shop");
	assert_string_equal(context_get(&d.context, CONTEXT_LANGUAGE), "de");
	assert_string_equal(context_get(&d.context, CONTEXT_CLIENT_ID), "tablet");
	assert_string_equal(context_get(&d.context, CONTEXT_USER_NAME), "Eve");
	assert_string_equal(context_get(&d.context, CONTEXT_CODE), "135790");
	assert_int_equal(d.template_revision, 1);
	assert_int_equal(d.parent_id, 1);
}

static void
another_type_takes_its_own_sender(void **state)
{
	static const char *const both[] = { "sender=Shop", "type=voice" };
	struct app_rig *r = *state;
	struct send_draft d;

	make_whole_row(r);
	const struct message m = app_rig_row(r, 1);
	app_rig_must(r, resend_draft(r->session, &m, &d, &r->f));
	app_rig_must(r, resend_edit(&d, both + 1, 1, &r->f));
	assert_string_equal(d.sender, "");
	app_rig_must(r, resend_edit(&d, both, 2, &r->f));
	assert_string_equal(d.sender, "Shop");
}

static void
an_edit_that_makes_no_sense_is_refused(void **state)
{
	static const char *const both[] = { "text=a", "template=verification" };
	struct app_rig *r = *state;
	struct send_draft d = { 0 };

	make_row(r, APP_RIG_DELIVERED);
	refused(r, "colour=red", WORD_USAGE);
	refused(r, "to", WORD_USAGE);
	refused(r, "=x", WORD_USAGE);
	refused(r, "to=12", WORD_NUMBER_NOT_E164);
	refused(r, "action=party", WORD_CONTEXT_INVALID);
	refused(r, "sender=\xff", WORD_NOT_UTF8);
	refused(r, "sender=12345678901234567890", WORD_VALUE_TOO_LONG);
	app_rig_must_fail(r, resend_edit(&d, both, 2, &r->f), WORD_USAGE);
	assert_int_equal(app_rig_sends(r), 1);
}

/* --- What may have been sent ---------------------------------------------------------------- */

static void
what_the_log_knows_is_not_sent_again(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNKNOWN);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_FOUND);
	assert_int_equal(resend_item(x, 0)->was.state, MESSAGE_DELIVERED);
	assert_int_equal(app_rig_sends(r), 1);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(app_rig_rows(r), 1);
	resend_destroy(x);
}

static void
a_status_that_nobody_knows_is_known_to_the_log(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	r->news = (struct app_rig_news){ .group = 9, .id = 1 };
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_FOUND);
	assert_int_equal(app_rig_sends(r), 1);
	resend_destroy(x);
}

static void
what_the_log_does_not_know_is_asked_about(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_string_equal(resend_doubt(x), "the provider's log does not know it");
	assert_string_equal(resend_shown(x)->e164, APP_RIG_DELIVERED);
	assert_int_equal(app_rig_sends(r), 1);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_SENT);
	assert_int_equal(app_rig_sends(r), 2);
	assert_int_equal(app_rig_polls(r), 1);
	resend_destroy(x);
}

static void
a_log_that_cannot_be_asked_leaves_the_decision_to_the_operator(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	r->log_status = 500;
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_non_null(strstr(resend_doubt(x), "could not be asked"));
	resend_stop(x);
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_WAITING);
	assert_int_equal(app_rig_sends(r), 1);
	resend_destroy(x);
}

static void
after_48_hours_nobody_is_asked_but_the_operator(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	app_rig_jump(r, MESSAGE_WINDOW_MS + 1000);
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_non_null(strstr(resend_doubt(x), "48 hours"));
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNRESOLVED);
	assert_int_equal(app_rig_polls(r), 0);
	resend_destroy(x);
	x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	resend_destroy(x);
}

/* The answer comes from somebody else's poll, between the question and the yes. */
static void
news_that_come_while_the_operator_thinks_are_heard(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	app_rig_tamper(r, "UPDATE message SET state = 'accepted', failed = 0");
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_FOUND);
	assert_int_equal(app_rig_sends(r), 1);
	resend_destroy(x);
}

static void
a_look_alone_sends_nothing(void **state)
{
	struct app_rig *r = *state;
	const int64_t id = 1;
	const struct resend_options options = { .ids = &id, .count = 1, .look_only = true };
	struct resend *x = NULL;

	app_rig_plan(r, BROKEN);
	make_row(r, APP_RIG_DELIVERED);
	app_rig_must(r, resend_start(r->session, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_WAITING);
	assert_int_equal(app_rig_sends(r), 1);
	resend_destroy(x);
}

static void
what_is_being_sent_is_not_sent_again(void **state)
{
	struct app_rig *r = *state;

	make_row(r, APP_RIG_DELIVERED);
	app_rig_tamper(r, "UPDATE message SET state = 'sending'");
	refused(r, NULL, WORD_GUARD);
	assert_non_null(strstr(r->f.cause, "being sent"));
}

/* --- Money ---------------------------------------------------------------------------------- */

static void
make_staging_rows(struct app_rig *r, int count)
{
	char to[24];

	for (int i = 0; i < count; i++) {
		snprintf(to, sizeof(to), "+155501001%d", 20 + 15 * i);
		make_row(r, to);
		app_rig_jump(r, 3000);
	}
}

static void
a_billed_resend_waits_for_a_yes(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 1);
	struct resend *x = start(r, 1, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_string_equal(resend_doubt(x), "");
	assert_string_equal(resend_shown(x)->e164, "+15550100120");
	assert_int_equal(app_rig_sends(r), 1);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 2);
	expect_body(r, "15550100120");
	resend_destroy(x);
}

static void
a_guard_asks_again_about_parts(void **state)
{
	struct app_rig *r = *state;
	char edit[400] = "text=";

	app_rig_use_staging(r);
	make_staging_rows(r, 1);
	app_rig_must(r, setup_set(r->session, "parts_max", "1", &r->f));
	memset(edit + 5, 'x', 200);
	const char *const edits[] = { edit };
	const int64_t id = 1;
	const struct resend_options options = {
		.ids = &id, .count = 1, .edits = edits, .edit_count = 1, .confirmed = true
	};
	struct resend *x = NULL;
	app_rig_must(r, resend_start(r->session, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_int_equal(resend_asks_again(x), GUARD_ASKS_PARTS);
	assert_int_equal(app_rig_sends(r), 1);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_SENT);
	assert_int_equal(app_rig_sends(r), 2);
	resend_destroy(x);
}

static void
a_guard_asks_again_about_neighbours_that_the_claim_finds(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_row(r, "+15550100120");
	app_rig_jump(r, 11 * 60 * 1000);
	make_row(r, "+15550100121");
	app_rig_jump(r, 3000);
	make_row(r, "+15550100122");
	app_rig_jump(r, 3000);
	struct resend *x = start(r, 1, NULL);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	assert_int_equal(resend_asks_again(x), GUARD_ASKS_NEIGHBOURS);
	assert_int_equal(app_rig_sends(r), 3);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_SENT);
	assert_int_equal(app_rig_sends(r), 4);
	resend_destroy(x);
}

static void
a_refused_claim_leaves_no_row_and_its_reason(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 1);
	app_rig_must(r, setup_set(r->session, "budget_hour_messages", "1", &r->f));
	struct resend *x = start(r, 1, NULL);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_LEFT_OUT);
	assert_int_equal(resend_item(x, 0)->fault.word, WORD_GUARD);
	assert_int_equal(app_rig_rows(r), 1);
	resend_destroy(x);
}

/* --- Several -------------------------------------------------------------------------------- */

static void
several_of_the_sandbox_go_without_a_question(void **state)
{
	struct app_rig *r = *state;

	make_row(r, "+99930001");
	make_row(r, "+99930003");
	make_row(r, "+99930004");
	struct resend *x = start(r, 3, NULL);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(app_rig_sends(r), 6);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(resend_item(x, (size_t)i)->fate, RESEND_SENT);
		assert_int_equal(app_rig_row(r, 4 + i).parent_id, 1 + i);
	}
	resend_destroy(x);
}

static void
several_billed_ones_are_summed_up_and_paced(void **state)
{
	struct app_rig *r = *state;
	struct resend_sum sum;

	app_rig_use_staging(r);
	make_staging_rows(r, 3);
	app_rig_tamper(r, "UPDATE message SET price_amount = 0.05, price_currency = 'EUR'"
	                  " WHERE id < 3");
	struct resend *x = start(r, 3, NULL);
	assert_int_equal(resend_phase(x), RESEND_ASKING);
	resend_add_up(x, &sum);
	assert_int_equal(sum.messages, 3);
	assert_int_equal(sum.parts, 3);
	assert_int_equal(sum.priced, 2);
	assert_true(sum.amount > 0.0999 && sum.amount < 0.1001);
	assert_string_equal(sum.currency, "EUR");
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 4);
	assert_int_equal(resend_phase(x), RESEND_PACING);
	assert_int_equal(resend_at(x), 1);
	app_rig_jump(r, 1900);
	assert_int_equal(app_rig_sends(r), 4);
	app_rig_jump(r, 200);
	assert_int_equal(app_rig_sends(r), 5);
	app_rig_jump(r, 2100);
	assert_int_equal(app_rig_sends(r), 6);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_fault(x)->code, ST_OK);
	resend_destroy(x);
}

static struct resend *running;

static void
stop_on_wire(struct app_rig *r, const struct http_request *request)
{
	(void)r;
	(void)request;
	resend_stop(running);
}

static void
stopping_lets_the_one_in_flight_arrive(void **state)
{
	struct app_rig *r = *state;
	static const int64_t ids[] = { 1, 2, 3 };
	const struct resend_options options = { .ids = ids, .count = 3 };

	make_row(r, "+99930001");
	make_row(r, "+99930003");
	make_row(r, "+99930004");
	r->on_wire = stop_on_wire;
	app_rig_must(r, resend_start(r->session, &options, &running, &r->f));
	app_rig_settle(r);
	assert_int_equal(resend_phase(running), RESEND_ENDED);
	assert_true(resend_is_stopping(running));
	assert_int_equal(resend_item(running, 0)->fate, RESEND_SENT);
	assert_int_equal(resend_item(running, 0)->now.state, MESSAGE_ACCEPTED);
	assert_int_equal(resend_item(running, 1)->fate, RESEND_WAITING);
	assert_int_equal(resend_item(running, 2)->fate, RESEND_WAITING);
	assert_int_equal(app_rig_sends(r), 4);
	resend_destroy(running);
}

static void
stopping_in_a_pause_sends_no_more(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 2);
	struct resend *x = start(r, 2, NULL);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(resend_phase(x), RESEND_PACING);
	resend_stop(x);
	app_rig_pass(r, 5000);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(app_rig_sends(r), 3);
	resend_destroy(x);
}

static void
what_cannot_be_sent_is_left_out_with_its_reason(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	make_row(r, "+99930001");
	app_rig_draft(r, APP_RIG_DELIVERED, &d);
	d.own_text = true;
	text_copy(d.text, sizeof(d.text), "My words");
	send_draft(r, &d);
	app_rig_plan(r, (struct app_rig_answer){ .status = 200, .sent_bytes = 9, .group = 1 });
	app_rig_plan(r, (struct app_rig_answer){ .status = 200, .sent_bytes = 9, .group = 1 });
	app_rig_plan(r, BROKEN);
	r->answers_used = 2;
	make_row(r, "+99930003");
	assert_int_equal(app_rig_row(r, 3).state, MESSAGE_UNKNOWN);
	struct resend *x = start(r, 3, NULL);
	assert_int_equal(resend_item(x, 0)->fate, RESEND_SENT);
	assert_int_equal(resend_item(x, 1)->fate, RESEND_LEFT_OUT);
	assert_int_equal(resend_item(x, 1)->fault.word, WORD_NOT_KEPT);
	assert_int_equal(resend_item(x, 2)->fate, RESEND_LEFT_OUT);
	assert_int_equal(resend_item(x, 2)->fault.word, WORD_NOT_CONFIRMED);
	assert_int_equal(app_rig_sends(r), 4);
	resend_destroy(x);
}

static void
a_refused_key_stops_the_rest(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 3);
	r->answers_used = r->answer_count;
	app_rig_plan(r, (struct app_rig_answer){ .status = 401, .sent_bytes = 9 });
	struct resend *x = start(r, 3, NULL);
	resend_confirm(x);
	app_rig_pass(r, 10000);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_fault(x)->word, WORD_CREDENTIALS);
	assert_int_equal(app_rig_sends(r), 4);
	assert_int_equal(resend_item(x, 1)->fate, RESEND_WAITING);
	resend_destroy(x);
}

static void
five_that_cannot_leave_stop_the_rest(void **state)
{
	struct app_rig *r = *state;

	for (int i = 0; i < 7; i++)
		make_row(r, "+99930001");
	for (int i = 0; i < 7; i++)
		app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	struct resend *x = start(r, 7, NULL);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_fault(x)->word, WORD_NOT_SENT);
	assert_int_equal(app_rig_sends(r), 12);
	assert_int_equal(resend_item(x, 4)->now.state, MESSAGE_NOT_SENT);
	assert_int_equal(resend_item(x, 5)->fate, RESEND_WAITING);
	resend_destroy(x);
}

static void
a_budget_that_is_used_up_stops_the_rest(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 3);
	app_rig_must(r, setup_set(r->session, "budget_hour_messages", "4", &r->f));
	struct resend *x = start(r, 3, NULL);
	resend_confirm(x);
	app_rig_pass(r, 10000);
	assert_int_equal(resend_fault(x)->word, WORD_GUARD);
	assert_int_equal(app_rig_sends(r), 4);
	assert_int_equal(app_rig_rows(r), 4);
	assert_int_equal(resend_item(x, 2)->fate, RESEND_WAITING);
	resend_destroy(x);
}

static void
another_profile_sends_none_of_them(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	make_staging_rows(r, 2);
	struct resend *x = start(r, 2, NULL);
	resend_confirm(x);
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 3);
	app_rig_must(r, session_switch(r->session, "sandbox", &r->f));
	app_rig_pass(r, 5000);
	assert_int_equal(resend_phase(x), RESEND_ENDED);
	assert_int_equal(resend_fault(x)->word, WORD_GUARD);
	assert_int_equal(app_rig_sends(r), 3);
	resend_destroy(x);
}

static void
more_than_ten_of_production_need_a_second_person(void **state)
{
	struct app_rig *r = *state;
	int64_t ids[RESEND_ITEMS_MAX + 1] = { 0 };
	struct resend_options options = { .ids = ids, .count = 11 };
	struct resend *x = NULL;

	app_rig_must(r, setup_add_profile(r->session, "prod", PROFILE_PRODUCTION, &r->f));
	app_rig_must(r, session_switch(r->session, "prod", &r->f));
	app_rig_must_fail(r, resend_start(r->session, &options, &x, &r->f), WORD_GUARD);
	assert_non_null(strstr(r->f.cause, "second person"));
	options.count = RESEND_ITEMS_MAX + 1;
	app_rig_must_fail(r, resend_start(r->session, &options, &x, &r->f), WORD_GUARD);
	options.count = 0;
	app_rig_must_fail(r, resend_start(r->session, &options, &x, &r->f), WORD_NOT_FOUND);
}

static void
a_run_may_be_destroyed_at_any_moment(void **state)
{
	struct app_rig *r = *state;
	static const int64_t ids[] = { 1, 2 };
	const struct resend_options options = { .ids = ids, .count = 2 };
	struct resend *x = NULL;

	make_row(r, APP_RIG_DELIVERED);
	app_rig_plan(r, BROKEN);
	r->answers_used = 0;
	make_row(r, APP_RIG_DELIVERED);
	for (int turns = 0; turns < 12; turns++) {
		app_rig_must(r, resend_start(r->session, &options, &x, &r->f));
		for (int i = 0; i < turns; i++)
			loop_turn(r->session->loop, 0);
		resend_destroy(x);
		app_rig_settle(r);
	}
	resend_destroy(NULL);
}

#define PLAIN(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
#define BOTH(test)                                                                                 \
	PLAIN(test),                                                                               \
	{                                                                                          \
#test " (threaded)", test, app_rig_open_threaded, app_rig_close, NULL              \
	}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(an_exact_resend_keeps_all_but_code_and_id),
		PLAIN(each_resend_makes_another_code),
		PLAIN(a_template_revision_that_is_gone_is_not_replaced_by_another),
		PLAIN(a_row_of_another_profile_is_not_sent),
		PLAIN(an_own_text_is_refused_with_what_to_do),
		PLAIN(masked_digits_are_not_sent_as_asterisks),
		PLAIN(a_locked_vault_opens_no_number),
		PLAIN(every_part_can_be_edited),
		PLAIN(another_type_takes_its_own_sender),
		PLAIN(an_edit_that_makes_no_sense_is_refused),
		BOTH(what_the_log_knows_is_not_sent_again),
		PLAIN(a_status_that_nobody_knows_is_known_to_the_log),
		BOTH(what_the_log_does_not_know_is_asked_about),
		PLAIN(a_log_that_cannot_be_asked_leaves_the_decision_to_the_operator),
		PLAIN(after_48_hours_nobody_is_asked_but_the_operator),
		PLAIN(news_that_come_while_the_operator_thinks_are_heard),
		PLAIN(a_look_alone_sends_nothing),
		PLAIN(what_is_being_sent_is_not_sent_again),
		PLAIN(a_billed_resend_waits_for_a_yes),
		PLAIN(a_guard_asks_again_about_parts),
		PLAIN(a_guard_asks_again_about_neighbours_that_the_claim_finds),
		PLAIN(a_refused_claim_leaves_no_row_and_its_reason),
		BOTH(several_of_the_sandbox_go_without_a_question),
		BOTH(several_billed_ones_are_summed_up_and_paced),
		PLAIN(stopping_lets_the_one_in_flight_arrive),
		PLAIN(stopping_in_a_pause_sends_no_more),
		PLAIN(what_cannot_be_sent_is_left_out_with_its_reason),
		PLAIN(a_refused_key_stops_the_rest),
		PLAIN(five_that_cannot_leave_stop_the_rest),
		PLAIN(a_budget_that_is_used_up_stops_the_rest),
		PLAIN(another_profile_sends_none_of_them),
		PLAIN(more_than_ten_of_production_need_a_second_person),
		BOTH(a_run_may_be_destroyed_at_any_moment),
	};

	return cmocka_run_group_tests_name("app/resend", tests, NULL, NULL);
}
