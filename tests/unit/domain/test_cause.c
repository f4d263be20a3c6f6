/* SPDX-License-Identifier: MIT */
/* every code is explained, and the most telling one of a message wins */
#include "domain/cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/text.h"

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static size_t
count_rows(void)
{
	const struct embedded *file = embedded_find("catalog/causes.tsv");
	size_t rows = 0;

	assert_non_null(file);
	for (size_t i = 0; i < file->size_bytes; i++)
		rows += file->bytes[i] == '\n';
	return rows;
}

/* Reads the line at *cursor into `line` and moves on. */
static void
next_line(const char **cursor, char line[1024])
{
	size_t size = strcspn(*cursor, "\n");

	assert_true(size < 1024);
	memcpy(line, *cursor, size);
	line[size] = '\0';
	*cursor += size + 1;
}

static int
number_of(const char *cell, int otherwise)
{
	return strcmp(cell, "*") == 0 ? otherwise : (int)strtol(cell, NULL, 10);
}

/* A row is of use only when its own key leads back to it. */
static void
check_reachable(char *const cells[10], enum cause_kind kind)
{
	int group = number_of(cells[1], 9);
	int id = number_of(cells[2], 90000);
	struct cause c;

	/* The advice for the unknown HTTP statuses of a class is found by the status. */
	if (kind == CAUSE_HTTP && strcmp(cells[2], "*") == 0)
		id = group * 100 + 99;
	cause_look_up(kind, group, id, cells[3], "", &c);
	assert_int_equal(c.known, strcmp(cells[2], "*") != 0);
	assert_string_equal(c.name, cells[3]);
	assert_string_equal(c.meaning, cells[4]);
	assert_string_equal(c.advice, cells[5]);
}

static void
check_row(char line[1024])
{
	static const char *const kinds[] = { "status",      "error",      "http", "state",
		                             "call_status", "call_error", NULL };
	static const char *const whos[] = { "you", "user", "provider", "operator", "nobody", NULL };
	static const char *const retries[] = { "yes", "later", "after_fix", "no", "none", NULL };
	static const char *const truths[] = { "yes", "no", NULL };
	char *cells[10];
	size_t count = 0;
	int kind = 0;

	for (char *cell = line; cell != NULL && count < 10; count++) {
		cells[count] = cell;
		cell = strchr(cell, '\t');
		if (cell != NULL)
			*cell++ = '\0';
	}
	assert_int_equal(count, 10);
	assert_true(is_one_of(cells[0], kinds));
	while (strcmp(kinds[kind], cells[0]) != 0)
		kind++;
	assert_true(strlen(cells[3]) < MESSAGE_NAME_BYTES);
	assert_in_range(strlen(cells[4]), 10, CAUSE_TEXT_BYTES - 1);
	assert_in_range(strlen(cells[5]), 10, CAUSE_TEXT_BYTES - 1);
	assert_true(is_one_of(cells[6], whos));
	assert_true(is_one_of(cells[7], retries));
	assert_true(is_one_of(cells[8], truths));
	assert_true(is_one_of(cells[9], truths));
	check_reachable(cells, (enum cause_kind)kind);
}

static void
every_row_of_the_catalogue_is_whole_and_reachable(void **state)
{
	const char *cursor = embedded_find("catalog/causes.tsv")->bytes;
	char line[1024];

	(void)state;
	next_line(&cursor, line);
	assert_string_equal(line,
	                    "kind\tgroup\tid\tname\tmeaning\tadvice\twho\tretry\tfinal\tpermanent");
	for (size_t row = 1; row < count_rows(); row++) {
		next_line(&cursor, line);
		check_row(line);
	}
}

static void
expect_known(enum cause_kind kind, int group, int id, const char *name)
{
	struct cause c;

	cause_look_up(kind, group, id, "", "", &c);
	assert_true(c.known);
	assert_string_equal(c.name, name);
	assert_true(c.meaning[0] != '\0' && c.advice[0] != '\0');
	assert_true(cause_who_text(&c)[0] != '\0');
	assert_true(cause_retry_text(&c)[0] != '\0');
}

static void
knows_the_codes_that_operators_meet(void **state)
{
	(void)state;
	expect_known(CAUSE_STATUS, 1, 26, "PENDING_ACCEPTED");
	expect_known(CAUSE_STATUS, 3, 5, "DELIVERED_TO_HANDSET");
	expect_known(CAUSE_STATUS, 5, 12, "REJECTED_NOT_ENOUGH_CREDITS");
	expect_known(CAUSE_STATUS, 0, 0, "MESSAGE_ACCEPTED");
	expect_known(CAUSE_ERROR, 0, 0, "NO_ERROR");
	expect_known(CAUSE_ERROR, 1, 27, "EC_ABSENT_SUBSCRIBER");
	expect_known(CAUSE_ERROR, 3, 5492, "EC_DUPLICATE_MESSAGE");
	expect_known(CAUSE_ERROR, 2, 10200, "NO_ANSWER");
	expect_known(CAUSE_HTTP, 0, 401, "UNAUTHORIZED");
	expect_known(CAUSE_HTTP, 0, 504, "GATEWAY_TIMEOUT");
}

static void
every_http_status_of_a_send_is_explained(void **state)
{
	static const int statuses[] = { 301, 302, 303, 307, 308, 400, 401, 403, 404,
		                        413, 415, 422, 429, 500, 502, 503, 504 };
	struct cause c;

	(void)state;
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		cause_look_up(CAUSE_HTTP, 0, statuses[i], "", "", &c);
		assert_true(c.known);
		/* A server's failure leaves the send open; anything else settles it. */
		assert_int_equal(
			strncmp(c.meaning, statuses[i] < 500 ? "Nothing was sent" : "Uncertain", 9),
			0);
		assert_int_equal(c.final, statuses[i] < 429);
	}
}

static void
every_state_is_explained_under_its_own_word(void **state)
{
	struct cause c;

	(void)state;
	for (int i = 0; i < MESSAGE_STATE_COUNT; i++) {
		cause_look_up(CAUSE_STATE, 0, i, "", "", &c);
		assert_true(c.known);
		assert_string_equal(c.name, message_state_word((enum message_state)i));
	}
}

static void
the_same_id_means_something_else_in_another_group(void **state)
{
	struct cause expired;
	struct cause rejected;

	(void)state;
	cause_look_up(CAUSE_STATUS, 4, 87, "SIGNALS_BLOCKED", "", &expired);
	cause_look_up(CAUSE_STATUS, 5, 87, "SIGNALS_BLOCKED", "", &rejected);
	assert_true(expired.known && rejected.known);
	assert_string_not_equal(expired.meaning, rejected.meaning);
	expect_known(CAUSE_ERROR, 2, 4102, "EC_NOTSUBMITTEDTOSMPPCHANNEL");
	expect_known(CAUSE_ERROR, 3, 4102, "EC_NOTSUBMITTEDTOSMPPCHANNEL");
}

static void
the_providers_name_tells_two_meanings_of_one_key_apart(void **state)
{
	struct cause c;

	(void)state;
	cause_look_up(CAUSE_STATUS, 5, 87, "REJECTED_INVALID_DELIVERY_TIME_WINDOW", "", &c);
	assert_string_equal(c.name, "REJECTED_INVALID_DELIVERY_TIME_WINDOW");
	cause_look_up(CAUSE_STATUS, 5, 87, "SOMETHING_NEW", "", &c);
	assert_string_equal(c.name, "SIGNALS_BLOCKED");
	expect_known(CAUSE_STATUS, 5, 87, "SIGNALS_BLOCKED");
}

/* Every published code of calls, in whatever group the provider puts it. */
static void
a_calls_code_is_known_by_its_id_alone(void **state)
{
	(void)state;
	for (int group = 0; group <= 5; group++) {
		expect_known(CAUSE_CALL_ERROR, group, 5003, "EC_VOICE_NO_ANSWER");
		expect_known(CAUSE_CALL_ERROR, group, 10002, "MACHINE_DETECTED");
		expect_known(CAUSE_CALL_STATUS, group, 97, "BUSY");
	}
	expect_known(CAUSE_CALL_STATUS, 5, 87, "REJECTED_INVALID_DELIVERY_TIME_WINDOW");
}

static void
each_family_falls_back_on_the_other(void **state)
{
	struct cause c;

	(void)state;
	expect_known(CAUSE_CALL_STATUS, 5, 12, "REJECTED_NOT_ENOUGH_CREDITS");
	expect_known(CAUSE_CALL_ERROR, 1, 27, "EC_ABSENT_SUBSCRIBER");
	expect_known(CAUSE_STATUS, 2, 97, "BUSY");
	expect_known(CAUSE_ERROR, 3, 5003, "EC_VOICE_NO_ANSWER");
	cause_look_up(CAUSE_ERROR, 0, 5003, "", "", &c);
	assert_false(c.known);
	cause_look_up(CAUSE_CALL_STATUS, 5, 87, "SIGNALS_BLOCKED", "", &c);
	assert_string_equal(c.name, "SIGNALS_BLOCKED");
}

static void
codes_published_without_a_group_are_known_in_any(void **state)
{
	(void)state;
	expect_known(CAUSE_ERROR, 2, 4126, "EC_TEMPLATE_NOT_FOUND");
	expect_known(CAUSE_ERROR, 3, 4126, "EC_TEMPLATE_NOT_FOUND");
	expect_known(CAUSE_ERROR, -1, 72, "EC_USSD_BUSY");
}

static void
an_unknown_code_keeps_the_providers_words_and_gets_its_groups_advice(void **state)
{
	struct cause c;
	struct cause other;

	(void)state;
	cause_look_up(CAUSE_STATUS, 5, 4711, "REJECTED_NEW", "New kind of refusal", &c);
	assert_false(c.known);
	assert_string_equal(c.name, "REJECTED_NEW");
	assert_string_equal(c.meaning, "New kind of refusal");
	assert_string_equal(c.who, "you");
	assert_true(c.final);
	cause_look_up(CAUSE_STATUS, 1, 4711, "", "", &other);
	assert_false(other.known);
	assert_string_equal(other.name, "");
	assert_true(other.meaning[0] != '\0');
	assert_string_not_equal(other.advice, c.advice);
	assert_false(other.final);
}

static void
nothing_is_without_advice(void **state)
{
	static const enum cause_kind kinds[] = { CAUSE_STATUS, CAUSE_ERROR, CAUSE_HTTP,
		                                 CAUSE_CALL_STATUS, CAUSE_CALL_ERROR };
	struct cause c;

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		for (int group = -1; group <= 7; group++) {
			cause_look_up(kinds[i], group, 99000 + group, "", "", &c);
			assert_false(c.known);
			assert_true(c.advice[0] != '\0' && c.meaning[0] != '\0');
		}
}

static void
an_unknown_http_status_is_advised_by_its_class(void **state)
{
	struct cause c;

	(void)state;
	cause_look_up(CAUSE_HTTP, 0, 300, "", "", &c);
	assert_string_equal(c.who, "you");
	cause_look_up(CAUSE_HTTP, 0, 418, "", "", &c);
	assert_string_equal(c.retry, "after_fix");
	cause_look_up(CAUSE_HTTP, 0, 408, "", "", &c);
	assert_int_equal(strncmp(c.meaning, "Uncertain", 9), 0);
	cause_look_up(CAUSE_HTTP, 0, 599, "", "", &c);
	assert_int_equal(strncmp(c.meaning, "Uncertain", 9), 0);
}

static void
long_words_of_the_provider_are_cut_between_characters(void **state)
{
	char words[1000];
	struct cause c;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof words; i += 2)
		memcpy(words + i, "\xc3\xa4", 2);
	words[998] = '\0';
	cause_look_up(CAUSE_STATUS, 5, 4711, words, words, &c);
	assert_true(text_is_utf8(c.name, strlen(c.name)));
	assert_true(text_is_utf8(c.meaning, strlen(c.meaning)));
}

static void
the_sandbox_gets_the_providers_names(void **state)
{
	char name[MESSAGE_NAME_BYTES];

	(void)state;
	assert_true(cause_provider_name(CAUSE_STATUS, 5, 18, name));
	assert_string_equal(name, "REJECTED_DESTINATION_NOT_REGISTERED");
	assert_false(cause_provider_name(CAUSE_STATUS, 5, 4711, name));
	assert_string_equal(name, "");
}

static void
groups_have_their_names(void **state)
{
	(void)state;
	assert_string_equal(cause_status_group_name(0), "ACCEPTED");
	assert_string_equal(cause_status_group_name(5), "REJECTED");
	assert_string_equal(cause_status_group_name(6), "UNKNOWN");
	assert_string_equal(cause_status_group_name(-1), "UNKNOWN");
	assert_string_equal(cause_error_group_name(0), "OK");
	assert_string_equal(cause_error_group_name(3), "OPERATOR_ERRORS");
	assert_string_equal(cause_error_group_name(4), "UNKNOWN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_catalogue_is_whole_and_reachable),
		cmocka_unit_test(knows_the_codes_that_operators_meet),
		cmocka_unit_test(every_http_status_of_a_send_is_explained),
		cmocka_unit_test(every_state_is_explained_under_its_own_word),
		cmocka_unit_test(the_same_id_means_something_else_in_another_group),
		cmocka_unit_test(the_providers_name_tells_two_meanings_of_one_key_apart),
		cmocka_unit_test(a_calls_code_is_known_by_its_id_alone),
		cmocka_unit_test(each_family_falls_back_on_the_other),
		cmocka_unit_test(codes_published_without_a_group_are_known_in_any),
		cmocka_unit_test(
			an_unknown_code_keeps_the_providers_words_and_gets_its_groups_advice),
		cmocka_unit_test(nothing_is_without_advice),
		cmocka_unit_test(an_unknown_http_status_is_advised_by_its_class),
		cmocka_unit_test(long_words_of_the_provider_are_cut_between_characters),
		cmocka_unit_test(the_sandbox_gets_the_providers_names),
		cmocka_unit_test(groups_have_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
