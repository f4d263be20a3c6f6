/* SPDX-License-Identifier: MIT */
/* a failure keeps its word, its cause and its hint, and no half characters */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/fault.h"

static void
setting_returns_the_status_of_the_word(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(fault_set(&f, WORD_NOT_FOUND, "no template named %s", "Kurz"),
	                 ST_NOT_FOUND);
	assert_int_equal(f.code, ST_NOT_FOUND);
	assert_int_equal(f.word, WORD_NOT_FOUND);
	assert_string_equal(f.cause, "no template named Kurz");
	assert_string_equal(f.hint, "");
}

static void
a_hint_belongs_to_one_failure_only(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, WORD_STORE_MODE, "the store is open to others");
	assert_int_equal(fault_hint(&f, "chmod %o it", 0600U), ST_STORE);
	assert_string_equal(f.hint, "chmod 600 it");
	assert_string_equal(f.cause, "the store is open to others");
	fault_set(&f, WORD_LOCKED, "the vault is locked");
	assert_string_equal(f.hint, "");
}

static void
a_cause_may_be_made_of_the_cause_before(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, WORD_JSON_INVALID, "line 3");
	fault_set(&f, WORD_CONTEXT_INVALID, "in the context: %s", f.cause);
	assert_string_equal(f.cause, "in the context: line 3");
	fault_hint(&f, "look at %s", f.cause);
	assert_string_equal(f.hint, "look at in the context: line 3");
}

/* Puts `character` so that the cut at 159 bytes falls after each of its bytes in turn. */
static void
check_cut(const char *character)
{
	size_t size = strlen(character);
	struct fault f;
	char text[256];

	for (size_t kept = 0; kept <= size; kept++) {
		size_t before = sizeof(f.cause) - 1 - kept;

		memset(text, 'x', before);
		strcpy(text + before, character);
		strcat(text, "and more than fits");
		fault_set(&f, WORD_SYSTEM, "%s", text);
		assert_int_equal(strlen(f.cause), kept == size ? before + size : before);
		fault_hint(&f, "%s", text);
		assert_string_equal(f.hint, f.cause);
	}
}

static void
a_long_text_is_cut_between_characters(void **state)
{
	(void)state;
	check_cut("x");
	check_cut("\xC3\xA9");
	check_cut("\xE2\x82\xAC");
	check_cut("\xF0\x9F\x98\x80");
}

static void
a_text_that_just_fits_is_kept(void **state)
{
	struct fault f;
	char text[sizeof(f.cause)];

	(void)state;
	memset(text, 'x', sizeof(text));
	strcpy(text + sizeof(text) - 3, "\xC3\xA9");
	fault_set(&f, WORD_SYSTEM, "%s", text);
	assert_string_equal(f.cause, text);
}

static void
every_word_is_one_of_its_kind(void **state)
{
	(void)state;
	for (int i = 0; i < WORD_COUNT; i++) {
		const char *word = fault_word_text((enum fault_word)i);

		assert_true(strlen(word) > 0);
		assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_"),
		                 strlen(word));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(word, fault_word_text((enum fault_word)j));
	}
}

static void
only_no_failure_exits_with_0(void **state)
{
	(void)state;
	assert_int_equal(fault_word_exit(WORD_NONE), 0);
	assert_int_equal(fault_word_status(WORD_NONE), ST_OK);
	for (int i = WORD_NONE + 1; i < WORD_COUNT; i++) {
		assert_true(fault_word_exit((enum fault_word)i) > 0);
		assert_int_not_equal(fault_word_status((enum fault_word)i), ST_OK);
		assert_int_not_equal(fault_word_status((enum fault_word)i), ST_MORE);
	}
}

static void
scripts_find_the_words_they_know(void **state)
{
	(void)state;
	assert_string_equal(fault_word_text(WORD_NUMBER_NOT_E164), "number_not_e164");
	assert_int_equal(fault_word_exit(WORD_NUMBER_NOT_E164), 2);
	assert_int_equal(fault_word_exit(WORD_LOCKED), 4);
	assert_int_equal(fault_word_exit(WORD_NOT_SENT), 5);
	assert_int_equal(fault_word_exit(WORD_CREDENTIALS), 6);
	assert_int_equal(fault_word_exit(WORD_PROVIDER_REFUSED), 7);
	assert_int_equal(fault_word_exit(WORD_UNCERTAIN), 8);
	assert_int_equal(fault_word_exit(WORD_GUARD), 9);
	assert_int_equal(fault_word_exit(WORD_CANCELLED), 130);
}

static void
an_unknown_word_is_none(void **state)
{
	(void)state;
	assert_string_equal(fault_word_text(WORD_COUNT), "none");
	assert_string_equal(fault_word_text((enum fault_word)9999), "none");
	assert_int_equal(fault_word_exit(WORD_COUNT), 0);
	assert_int_equal(fault_word_status(WORD_COUNT), ST_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_returns_the_status_of_the_word),
		cmocka_unit_test(a_hint_belongs_to_one_failure_only),
		cmocka_unit_test(a_cause_may_be_made_of_the_cause_before),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(a_text_that_just_fits_is_kept),
		cmocka_unit_test(every_word_is_one_of_its_kind),
		cmocka_unit_test(only_no_failure_exits_with_0),
		cmocka_unit_test(scripts_find_the_words_they_know),
		cmocka_unit_test(an_unknown_word_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
