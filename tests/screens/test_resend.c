/* SPDX-License-Identifier: MIT */
/* Sending again from log and message: exactly, edited, several, and the chain that comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session.h"
#include "base/clock.h"
#include "scene.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/profile_store.h"

#define MINUTE_MS 60000

static const struct scene_row delivered = {
	.age_ms = 3 * MINUTE_MS,
	.state = MESSAGE_DELIVERED,
	.group = 3,
	.id = 5,
	.http_status = 200,
};

static void
one(struct session *s, struct db *db)
{
	scene_add(s, db, &delivered);
}

/* The newest is row 3. */
static void
three(struct session *s, struct db *db)
{
	struct scene_row row = delivered;

	for (int i = 3; i >= 1; i--) {
		row.age_ms = (int64_t)i * MINUTE_MS;
		scene_add(s, db, &row);
	}
}

static void
unsure(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = MINUTE_MS,
	                               .state = MESSAGE_UNKNOWN,
	                               .cause = "no answer was read" });
}

static struct rig *
open_log(void **state, void (*fill)(struct session *s, struct db *db))
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = fill };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "3");
	rig_expect_text(r, "Log: all messages");
	return r;
}

/* On the profile staging, with `count` rows to numbers far from each other. */
static struct rig *
open_staging_log(void **state, int count)
{
	static const char *const numbers[] = { "+447700900100", "+447700900130", "+447700900160" };
	const struct db_options options = { .use = DB_WRITE };
	struct rig *r = scene_open_staging(state, 30, 100);
	struct session *s = rig_session(r);
	struct db *db = NULL;
	struct fault f = { 0 };

	assert_int_equal(db_open(s->paths.store, &options, &db, &f), ST_OK);
	for (int i = 0; i < count; i++) {
		struct scene_row row = delivered;

		row.to = numbers[i];
		row.age_ms = (int64_t)(10 - i) * MINUTE_MS;
		scene_add(s, db, &row);
	}
	db_close(db);
	rig_type(r, "3");
	rig_expect_text(r, "Log: all messages");
	return r;
}

static struct message
row_of(struct rig *r, int64_t id)
{
	struct message m = { .id = 0 };
	struct fault f = { 0 };

	if (message_store_load(rig_session(r)->reader, id, &m, &f) != ST_OK)
		fail_msg("row %lld: %s", (long long)id, f.cause);
	return m;
}

/* --- One ------------------------------------------------------------------------------------ */

static void
r_in_the_log_sends_the_row_again(void **state)
{
	struct rig *r = open_log(state, one);

	rig_type(r, "r");
	rig_expect_text(r, "message 1 was sent again as 2: accepted");
	assert_int_equal(scene_sends(), 1);
	assert_non_null(strstr(scene_body(), "99930005"));
	assert_int_equal(row_of(r, 2).parent_id, 1);
	rig_expect_text(r, "row 1 of 2");
}

static void
the_message_shows_its_chain_and_opens_neighbours(void **state)
{
	struct rig *r = open_log(state, one);

	rig_key(r, "Enter");
	rig_expect_no_text(r, "Chain of resends");
	rig_type(r, "r");
	rig_expect_text(r, "Chain of resends");
	rig_expect_text(r, "> 1    [OK] delivered");
	rig_expect_text(r, "2    [WAIT] accepted");
	rig_expect_text(r, ", from 1");
	rig_key(r, "Right");
	rig_expect_text(r, "Message 2");
	rig_expect_text(r, "> 2    [WAIT] accepted");
	rig_key(r, "Left");
	rig_expect_text(r, "> 1    [OK] delivered");
	/* Behind the last comes the first. */
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 2");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 1");
	rig_key(r, "Esc");
	rig_expect_text(r, "Log: all messages");
}

static void
a_message_without_a_chain_says_so(void **state)
{
	struct rig *r = open_log(state, one);

	rig_key(r, "Enter");
	rig_key(r, "Right");
	rig_expect_text(r, "nothing was sent again from this message");
}

static void
f5_reads_again_where_r_sends(void **state)
{
	struct rig *r = open_log(state, one);

	rig_key(r, "F5");
	rig_key(r, "C-r");
	rig_key(r, "Enter");
	rig_key(r, "F5");
	assert_int_equal(scene_sends(), 0);
}

static void
capital_r_opens_send_with_everything(void **state)
{
	struct rig *r = open_log(state, one);

	rig_type(r, "2");
	rig_key(r, "Up");
	rig_type(r, "3");
	rig_type(r, "R");
	rig_expect_text(r, "Message: 1 again");
	rig_expect_text(r, "+99930005");
	rig_expect_text(r, "revision 1, as message 1");
	assert_int_equal(scene_sends(), 0);
	rig_key(r, "F8");
	rig_key(r, "Esc");
	rig_expect_text(r, "Message: 1 again");
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
	assert_int_equal(row_of(r, 2).parent_id, 1);
	/* What is sent next is a message of its own. */
	rig_expect_no_text(r, "again");
	rig_advance_ms(r, 3000);
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 2);
	assert_int_equal(row_of(r, 3).parent_id, 0);
}

static void
an_own_text_is_not_sent_again_but_may_be_written_anew(void **state)
{
	struct rig *r = open_log(state, NULL);

	rig_type(r, "2");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Left");
	rig_expect_text(r, "< own text >");
	rig_key(r, "Tab");
	rig_type(r, "Hello");
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_key(r, "Esc");
	rig_type(r, "3");
	rig_type(r, "r");
	rig_expect_text(r, "message 1 had a text of its own, which is not kept");
	assert_int_equal(scene_sends(), 1);
	rig_type(r, "R");
	rig_expect_text(r, "write it anew");
	rig_type(r, "Again");
	rig_advance_ms(r, 3000);
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 2);
	assert_non_null(strstr(scene_body(), "Again"));
	assert_int_equal(row_of(r, 2).parent_id, 1);
}

/* --- What may have been sent ---------------------------------------------------------------- */

static void
what_the_log_knows_is_shown_and_not_sent(void **state)
{
	struct rig *r = open_log(state, unsure);

	scene_news(3, 5);
	rig_type(r, "r");
	rig_expect_text(r, "not sent again: the provider has message 1, it is delivered");
	assert_int_equal(scene_sends(), 0);
	rig_type(r, "R");
	rig_expect_text(r, "Message: 1 again");
}

static void
what_the_log_does_not_know_is_asked_about(void **state)
{
	struct rig *r = open_log(state, unsure);

	rig_type(r, "r");
	rig_expect_text(r, "Message 1 may have been sent: the provider's log does not know it.");
	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(scene_sends(), 0);
	rig_type(r, "r");
	rig_expect_text(r, "may have been sent");
	rig_advance_ms(r, 1000);
	rig_type(r, "y");
	rig_expect_text(r, "message 1 was sent again as 2");
	assert_int_equal(scene_sends(), 1);
}

static void
editing_asks_the_log_first_too(void **state)
{
	struct rig *r = open_log(state, unsure);

	rig_type(r, "R");
	rig_expect_text(r, "Message 1 may have been sent");
	rig_expect_no_text(r, "Message: 1 again");
	rig_advance_ms(r, 1000);
	rig_type(r, "y");
	rig_expect_text(r, "Message: 1 again");
	assert_int_equal(scene_sends(), 0);
}

/* --- Several -------------------------------------------------------------------------------- */

static void
marked_rows_are_sent_one_after_the_other(void **state)
{
	struct rig *r = open_log(state, three);

	rig_type(r, " ");
	rig_type(r, " ");
	rig_type(r, " ");
	rig_expect_text(r, "3 marked");
	rig_type(r, " ");
	rig_expect_text(r, "2 marked");
	rig_type(r, " ");
	rig_type(r, "r");
	rig_expect_text(r, "3 of 3 sent again, 0 failed");
	assert_int_equal(scene_sends(), 3);
	rig_expect_no_text(r, "marked");
	assert_int_equal(row_of(r, 4).parent_id, 1);
	assert_int_equal(row_of(r, 6).parent_id, 3);
}

static void
esc_takes_marks_off_before_it_leaves(void **state)
{
	struct rig *r = open_log(state, three);

	rig_type(r, " ");
	rig_expect_text(r, "1 marked");
	rig_expect_text(r, "*");
	rig_key(r, "Esc");
	rig_expect_no_text(r, "marked");
	rig_expect_text(r, "Log: all messages");
	rig_type(r, "r");
	rig_expect_text(r, "was sent again as 4");
	assert_int_equal(scene_sends(), 1);
}

/* --- Money ---------------------------------------------------------------------------------- */

static void
a_billed_resend_wants_the_last_four_digits(void **state)
{
	struct rig *r = open_staging_log(state, 1);

	rig_type(r, "r");
	rig_expect_text(r, "[STG] staging: Send it again, billed?");
	rig_expect_text(r, "to       +447700900100  GB");
	rig_expect_text(r, "host     xyz.api.infobip.com");
	rig_expect_text(r, "code     a fresh one in its place");
	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(scene_sends(), 0);
	rig_type(r, "r");
	rig_advance_ms(r, 1000);
	rig_type(r, "0100");
	rig_key(r, "Enter");
	rig_expect_text(r, "message 1 was sent again as 2: accepted");
	assert_int_equal(scene_sends(), 1);
}

static struct rig *
open_marked(void **state)
{
	struct rig *r = open_staging_log(state, 3);

	rig_type(r, " ");
	rig_type(r, " ");
	rig_type(r, " ");
	rig_type(r, "r");
	rig_expect_text(r, "Send 3 messages again, billed?");
	rig_expect_text(r, "to       +44 770 ***** 00, +44 770 ***** 30, +44 770 ***** 60");
	rig_expect_text(r, "parts    3 in all, 0 left out");
	rig_expect_text(r, "Type the number of messages: _");
	rig_advance_ms(r, 1000);
	return r;
}

static void
settings_changed_under_the_question_send_none_again(void **state)
{
	const struct db_options options = { .use = DB_WRITE };
	struct rig *r = open_marked(state);
	struct profile changed = rig_session(r)->profile;
	struct fault f = { 0 };
	struct db *db = NULL;

	assert_int_equal(db_open(rig_session(r)->paths.store, &options, &db, &f), ST_OK);
	assert_int_equal(profile_set(&changed, PROFILE_SENDER, "Elsewhere", &f), ST_OK);
	assert_int_equal(profile_store_save(db, &changed, &f), ST_OK);
	db_close(db);
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "settings of profile staging were changed meanwhile");
	assert_int_equal(scene_sends(), 0);
}

static void
several_billed_ones_want_their_number(void **state)
{
	struct rig *r = open_marked(state);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, "3 marked");
	rig_type(r, "r");
	rig_advance_ms(r, 1000);
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "sending again 2 of 3, Esc stops");
	assert_int_equal(scene_sends(), 1);
	rig_advance_ms(r, 2100);
	rig_expect_text(r, "sending again 3 of 3");
	rig_advance_ms(r, 2100);
	rig_expect_text(r, "3 of 3 sent again");
	assert_int_equal(scene_sends(), 3);
}

static void
esc_stops_several_and_r_goes_on(void **state)
{
	struct rig *r = open_marked(state);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "sending again 2 of 3");
	rig_key(r, "Esc");
	rig_expect_text(r, "stopped: 1 of 3 sent again");
	rig_advance_ms(r, 10000);
	assert_int_equal(scene_sends(), 1);
	rig_expect_text(r, "2 marked");
	rig_type(r, "r");
	rig_expect_text(r, "Send 2 messages again, billed?");
}

/* The page that it was asked for on is not needed to go on. */
static void
several_go_on_on_another_screen(void **state)
{
	struct rig *r = open_marked(state);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "sending again 2 of 3");
	rig_type(r, "1");
	rig_expect_text(r, "sending again 2 of 3");
	rig_advance_ms(r, 2100);
	rig_advance_ms(r, 2100);
	assert_int_equal(scene_sends(), 3);
	rig_expect_text(r, "3 of 3 sent again");
}

static void
leaving_in_the_middle_sends_no_more(void **state)
{
	struct rig *r = open_marked(state);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "sending again 2 of 3");
	rig_type(r, "q");
	assert_int_equal(scene_sends(), 1);
}

static void
locking_stops_several_after_the_one_in_flight(void **state)
{
	struct rig *r = open_marked(state);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "sending again 2 of 3");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_advance_ms(r, 10000);
	assert_int_equal(scene_sends(), 1);
	rig_expect_no_text(r, "sending again");
}

static void
locking_takes_an_opened_number_off_the_screen(void **state)
{
	struct rig *r = open_staging_log(state, 1);

	rig_type(r, "R");
	rig_expect_text(r, "+447700900100");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_expect_no_text(r, "447700900100");
}

/* --- The same once more --------------------------------------------------------------------- */

static void
r_on_send_repeats_what_did_not_leave(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100 };
	struct rig *r = scene_open(state, &options);
	char body[8192];

	scene_plan((struct scene_answer){ .http_status = 429, .retry_after_s = 100000 });
	rig_type(r, "2");
	rig_key(r, "F2");
	rig_expect_text(r, "not_sent");
	strncpy(body, scene_body(), sizeof(body) - 1);
	rig_type(r, "r");
	rig_expect_text(r, "it is being sent: Esc stops it");
	rig_key(r, "Esc");
	rig_type(r, "r");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 2);
	assert_string_equal(scene_body(), body);
	rig_type(r, "r");
	rig_expect_text(r, "could be a second one");
	assert_int_equal(scene_sends(), 2);
}

static void
an_expired_code_is_refused_with_the_reason(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100 };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "2");
	rig_type(r, "r");
	rig_expect_text(r, "nothing was sent from here");
	scene_plan((struct scene_answer){ .http_status = 429, .retry_after_s = 100000 });
	rig_key(r, "F2");
	rig_expect_text(r, "not_sent");
	rig_key(r, "Esc");
	rig_advance_ms(r, 6 * MINUTE_MS);
	rig_type(r, "r");
	rig_expect_text(r, "the code of message 1 has expired: it lived 5 minutes");
	assert_int_equal(scene_sends(), 1);
}

#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(r_in_the_log_sends_the_row_again),
		SCENE(the_message_shows_its_chain_and_opens_neighbours),
		SCENE(a_message_without_a_chain_says_so),
		SCENE(f5_reads_again_where_r_sends),
		SCENE(capital_r_opens_send_with_everything),
		SCENE(an_own_text_is_not_sent_again_but_may_be_written_anew),
		SCENE(what_the_log_knows_is_shown_and_not_sent),
		SCENE(what_the_log_does_not_know_is_asked_about),
		SCENE(editing_asks_the_log_first_too),
		SCENE(marked_rows_are_sent_one_after_the_other),
		SCENE(esc_takes_marks_off_before_it_leaves),
		SCENE(a_billed_resend_wants_the_last_four_digits),
		SCENE(settings_changed_under_the_question_send_none_again),
		SCENE(several_billed_ones_want_their_number),
		SCENE(esc_stops_several_and_r_goes_on),
		SCENE(several_go_on_on_another_screen),
		SCENE(leaving_in_the_middle_sends_no_more),
		SCENE(locking_stops_several_after_the_one_in_flight),
		SCENE(locking_takes_an_opened_number_off_the_screen),
		SCENE(r_on_send_repeats_what_did_not_leave),
		SCENE(an_expired_code_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests_name("screens/resend", tests, NULL, NULL);
}
