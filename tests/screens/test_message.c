/* SPDX-License-Identifier: MIT */
/* One message: facts, explanation, history, request, answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

#define ANSWER                                                                                     \
	"{\"messages\":[{\"messageId\":\"x\",\"status\":{\"groupId\":5,\"name\":\"R\"},"           \
	"\"description\":\"two words, a colon: and \\\"quotes\\\"\"}]}"

static void
rejected(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 60000,
	                               .to = "+99950012",
	                               .state = MESSAGE_REJECTED,
	                               .group = 5,
	                               .id = 12,
	                               .http_status = 200,
	                               .client = "mobile",
	                               .answer = ANSWER });
}

static void
delivered(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 60000,
	                               .state = MESSAGE_DELIVERED,
	                               .group = 3,
	                               .id = 5,
	                               .http_status = 200 });
}

static void
unheard_of(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 60000,
	                               .state = MESSAGE_REJECTED,
	                               .group = 5,
	                               .id = 4711,
	                               .http_status = 200 });
}

static void
unsure(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 60000,
	                               .state = MESSAGE_UNKNOWN,
	                               .cause = "the connection\033[31m broke off" });
}

static struct rig *
open_message(void **state, int rows, int columns, void (*fill)(struct session *s, struct db *db))
{
	const struct rig_options options = { .rows = rows, .columns = columns, .fill = fill };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 1");
	return r;
}

static void
a_failure_opens_with_its_explanation(void **state)
{
	struct rig *r = open_message(state, 30, 100, rejected);

	rig_expect_row(r, 3,
	               "│ Why: REJECTED_NOT_ENOUGH_CREDITS"
	               "                                                                 │");
	rig_expect_text(r, "means        The account has run out of credit.");
	rig_expect_role(r, -1, "The account has run out of credit.", ROLE_FAILURE);
	rig_expect_text(r, "final        yes: nothing will change it");
	rig_expect_text(r, "who          You can fix this.");
	rig_expect_text(r, "retry        Sending it again helps only after the fix.");
	rig_expect_text(r, "now          Pay credit into the account");
	scene_expect_golden(r, "message_100x30");
}

static void
it_fits_80_by_24(void **state)
{
	scene_expect_golden(open_message(state, 24, 80, rejected), "message_80x24");
}

static void
what_arrived_opens_with_its_facts(void **state)
{
	struct rig *r = open_message(state, 30, 100, delivered);

	rig_expect_row(r, 3,
	               "│ Facts"
	               "                                                                  "
	               "                          │");
	rig_expect_role(r, -1, "[OK] delivered  DELIVERED_TO_HANDSET 3/5  final", ROLE_GOOD);
	rig_expect_text(r, "delivered, final");
}

static void
w_brings_the_explanation_first_and_away_again(void **state)
{
	struct rig *r = open_message(state, 30, 100, delivered);

	rig_type(r, "w");
	rig_expect_text(r, "Why: DELIVERED_TO_HANDSET");
	rig_expect_text(r, "retry        There is nothing to send again.");
	rig_type(r, "w");
	rig_expect_no_text(r, "Why: DELIVERED_TO_HANDSET");
}

static void
w_in_the_log_opens_on_the_explanation(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = delivered };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "3w");
	rig_expect_text(r, "Why: DELIVERED_TO_HANDSET");
}

static void
request_and_answer_are_reached_by_scrolling(void **state)
{
	struct rig *r = open_message(state, 24, 80, rejected);

	rig_expect_text(r, "more below");
	rig_expect_no_text(r, "Authorization");
	rig_key(r, "End");
	rig_expect_text(r, "Answer (numbers and codes masked)");
	rig_expect_text(r, "\"groupId\": 5,");
	rig_expect_text(r, "\"description\": \"two words, a colon: and \\\"quotes\\\"\"");
	rig_expect_no_text(r, "more below");
	/* The end is the end. */
	rig_key(r, "Down");
	rig_key(r, "Up");
	rig_key(r, "Up");
	rig_expect_text(r, "Authorization: App ********");
	rig_type(r, "g");
	rig_expect_text(r, "Why: REJECTED_NOT_ENOUGH_CREDITS");
}

static void
the_history_tells_each_state_with_its_words(void **state)
{
	struct rig *r = open_message(state, 60, 100, rejected);

	rig_expect_text(r, "09:59:00     sending");
	rig_expect_text(r, "10:00:00     rejected  REJECTED_NOT_ENOUGH_CREDITS (5/12)");
	rig_expect_text(r, "final: the provider refused it");
}

static void
an_unknown_code_keeps_its_number_and_says_so(void **state)
{
	struct rig *r = open_message(state, 30, 100, unheard_of);

	rig_expect_text(r, "5/4711 is unknown to this version");
	rig_expect_text(r, "now ");
}

static void
what_may_have_been_sent_says_so_and_is_not_final(void **state)
{
	struct rig *r = open_message(state, 30, 100, unsure);

	rig_expect_text(r, "final        no: it may still change");
	rig_expect_role(r, -1, "[!!] unknown", ROLE_WAITING);
	rig_expect_text(r, "reason       the connection<U+001B>[31m broke off");
	rig_expect_text(r, "wire         no answer was read");
}

static void
times_follow_the_zone(void **state)
{
	struct rig *r = open_message(state, 30, 100, delivered);

	rig_expect_text(r, "created      2026-11-25 09:59:00 local");
	rig_type(r, "T");
	rig_expect_text(r, "created      2026-11-25 09:59:00 UTC");
}

static void
narrow_rows_are_wrapped_beside_their_label(void **state)
{
	struct rig *r = open_message(state, 18, 60, rejected);
	int row = 0;
	int column = 0;

	assert_true(rig_find(r, "Pay credit into the account; the same", &row, &column));
	rig_expect_row(r, row + 1, "│              message goes through after that.            │");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_failure_opens_with_its_explanation, rig_tear_down),
		cmocka_unit_test_teardown(it_fits_80_by_24, rig_tear_down),
		cmocka_unit_test_teardown(what_arrived_opens_with_its_facts, rig_tear_down),
		cmocka_unit_test_teardown(w_brings_the_explanation_first_and_away_again,
		                          rig_tear_down),
		cmocka_unit_test_teardown(w_in_the_log_opens_on_the_explanation, rig_tear_down),
		cmocka_unit_test_teardown(request_and_answer_are_reached_by_scrolling,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_history_tells_each_state_with_its_words,
		                          rig_tear_down),
		cmocka_unit_test_teardown(an_unknown_code_keeps_its_number_and_says_so,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_may_have_been_sent_says_so_and_is_not_final,
		                          rig_tear_down),
		cmocka_unit_test_teardown(times_follow_the_zone, rig_tear_down),
		cmocka_unit_test_teardown(narrow_rows_are_wrapped_beside_their_label,
		                          rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
