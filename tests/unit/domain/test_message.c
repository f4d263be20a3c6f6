/* SPDX-License-Identifier: MIT */
/* states and what may follow what, every pair of them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "domain/message.h"

/* One row per state in the order of the enum: a column is 'x' where it may follow. */
static const char *const allowed[MESSAGE_STATE_COUNT] = {
	/* ready sending not_sent unknown accepted delivered undeliverable expired rejected
	 * likely_not_sent unresolved cancelled */
	".x.........x", /* ready */
	"..xxxxxxx...", /* sending */
	".x..........", /* not_sent */
	"....xxxxxxx.", /* unknown */
	".....xxxx.x.", /* accepted */
	"......xxx...", /* delivered */
	".....x.xx...", /* undeliverable */
	".....xx.x...", /* expired */
	".....xxx....", /* rejected */
	".x..xxxxx.x.", /* likely_not_sent */
	"............", /* unresolved */
	"............", /* cancelled */
};

static void
every_pair_of_states_is_allowed_or_refused(void **state)
{
	(void)state;
	for (int from = 0; from < MESSAGE_STATE_COUNT; from++) {
		assert_int_equal(strlen(allowed[from]), MESSAGE_STATE_COUNT);
		for (int to = 0; to < MESSAGE_STATE_COUNT; to++) {
			bool may = message_may_follow((enum message_state)from,
			                              (enum message_state)to);

			if (may != (allowed[from][to] == 'x'))
				fail_msg("%s to %s", message_state_word((enum message_state)from),
				         message_state_word((enum message_state)to));
		}
	}
}

static void
a_value_that_is_no_state_follows_nothing(void **state)
{
	enum message_state none = MESSAGE_STATE_COUNT;

	(void)state;
	assert_false(message_may_follow(none, MESSAGE_SENDING));
	assert_false(message_may_follow(MESSAGE_READY, none));
	assert_false(message_may_follow((enum message_state) - 1, MESSAGE_SENDING));
	assert_false(message_state_is_final(none));
	assert_false(message_state_is_failed(none));
	assert_string_equal(message_state_word(none), "none");
}

static void
words_lead_back_to_their_states(void **state)
{
	static const char *const words[] = {
		"ready",    "sending",         "not_sent",      "unknown",
		"accepted", "delivered",       "undeliverable", "expired",
		"rejected", "likely_not_sent", "unresolved",    "cancelled",
	};
	enum message_state found;

	(void)state;
	for (size_t i = 0; i < MESSAGE_STATE_COUNT; i++) {
		assert_string_equal(message_state_word((enum message_state)i), words[i]);
		assert_true(message_state_from_word(words[i], &found));
		assert_int_equal(found, i);
	}
}

static void
an_unknown_word_is_no_state(void **state)
{
	enum message_state found = MESSAGE_EXPIRED;

	(void)state;
	assert_false(message_state_from_word("", &found));
	assert_false(message_state_from_word("DELIVERED", &found));
	assert_false(message_state_from_word("sent", &found));
	assert_int_equal(found, MESSAGE_EXPIRED);
}

static void
the_provider_s_groups_become_states(void **state)
{
	static const struct {
		int group_id;
		int id;
		enum message_state expected;
	} cases[] = {
		{ 0, 0, MESSAGE_ACCEPTED },      { 1, 26, MESSAGE_ACCEPTED },
		{ 1, 3, MESSAGE_ACCEPTED },      { 3, 2, MESSAGE_ACCEPTED },
		{ 3, 5, MESSAGE_DELIVERED },     { 3, 0, MESSAGE_DELIVERED },
		{ 3, -1, MESSAGE_DELIVERED },    { 2, 9, MESSAGE_UNDELIVERABLE },
		{ 2, 2, MESSAGE_UNDELIVERABLE }, { 4, 15, MESSAGE_EXPIRED },
		{ 5, 12, MESSAGE_REJECTED },     { 5, 2, MESSAGE_REJECTED },
	};
	enum message_state found;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(message_state_from_provider(cases[i].group_id, cases[i].id, &found));
		assert_int_equal(found, cases[i].expected);
	}
}

static void
a_group_nobody_published_is_no_state(void **state)
{
	enum message_state found = MESSAGE_UNKNOWN;

	(void)state;
	assert_false(message_state_from_provider(-1, 5, &found));
	assert_false(message_state_from_provider(6, 5, &found));
	assert_false(message_state_from_provider(INT32_MAX, 5, &found));
	assert_false(message_state_from_provider(INT32_MIN, 5, &found));
	assert_int_equal(found, MESSAGE_UNKNOWN);
}

/* Names the states for which `question` is answered with yes. */
static void
assert_states(bool (*question)(enum message_state), const char *expected)
{
	char found[256] = "";

	for (int i = 0; i < MESSAGE_STATE_COUNT; i++) {
		if (question((enum message_state)i)) {
			strncat(found, message_state_word((enum message_state)i), 20);
			strncat(found, " ", 2);
		}
	}
	assert_string_equal(found, expected);
}

static void
failed_is_what_somebody_must_look_at(void **state)
{
	(void)state;
	assert_states(message_state_is_failed, "not_sent unknown undeliverable expired rejected "
	                                       "likely_not_sent unresolved ");
}

static void
final_is_what_nothing_changes_by_itself(void **state)
{
	(void)state;
	assert_states(message_state_is_final, "not_sent delivered undeliverable expired rejected "
	                                      "unresolved cancelled ");
}

static void
a_fresh_message_has_nothing_read_and_nothing_timed(void **state)
{
	struct message m;

	(void)state;
	memset(&m, 0x5a, sizeof(m));
	message_init(&m);
	assert_int_equal(m.state, MESSAGE_READY);
	assert_int_equal(m.id, 0);
	assert_int_equal(m.status.group_id, -1);
	assert_int_equal(m.status.id, -1);
	assert_int_equal(m.error.group_id, -1);
	assert_int_equal(m.error.id, -1);
	assert_int_equal(m.timings.lookup_us, -1);
	assert_int_equal(m.timings.connect_us, -1);
	assert_int_equal(m.timings.tls_us, -1);
	assert_int_equal(m.timings.first_byte_us, -1);
	assert_int_equal(m.timings.total_us, -1);
	assert_string_equal(m.message_id, "");
	assert_false(m.final);
	assert_false(m.has_price);
}

static void
types_have_the_words_of_the_hook(void **state)
{
	(void)state;
	assert_string_equal(message_type_word(MESSAGE_SMS), "sms");
	assert_string_equal(message_type_word(MESSAGE_VOICE), "voice");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_states_is_allowed_or_refused),
		cmocka_unit_test(a_value_that_is_no_state_follows_nothing),
		cmocka_unit_test(words_lead_back_to_their_states),
		cmocka_unit_test(an_unknown_word_is_no_state),
		cmocka_unit_test(the_provider_s_groups_become_states),
		cmocka_unit_test(a_group_nobody_published_is_no_state),
		cmocka_unit_test(failed_is_what_somebody_must_look_at),
		cmocka_unit_test(final_is_what_nothing_changes_by_itself),
		cmocka_unit_test(a_fresh_message_has_nothing_read_and_nothing_timed),
		cmocka_unit_test(types_have_the_words_of_the_hook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
