/* SPDX-License-Identifier: MIT */
/* The confirm dialog: No is the default, and Yes needs time, a choice and the digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/prompt.h"

#define DRAWN_US INT64_C(5000000)
#define SOON_US (DRAWN_US + 299999)
#define LATER_US (DRAWN_US + 300000)

static struct prompt
ask(const char *digits)
{
	struct prompt p = {
		.open = true, .title = "Send?", .yes = "Send", .drawn_at_us = DRAWN_US
	};
	strncpy(p.wanted, digits, sizeof(p.wanted) - 1);
	return p;
}

/* Types keys with blanks between them; returns the last answer. */
static enum prompt_answer
press(struct prompt *p, const char *keys, int64_t now_us)
{
	enum prompt_answer answer = PROMPT_OPEN;
	char key[16];

	while (*keys) {
		size_t size = strcspn(keys, " ");
		assert_int_equal(answer, PROMPT_OPEN);
		memcpy(key, keys, size);
		key[size] = '\0';
		answer = prompt_key(p, key, now_us);
		keys += size + (keys[size] == ' ');
	}
	return answer;
}

static void
enter_alone_says_no(void **state)
{
	struct prompt p = ask("");
	(void)state;
	assert_int_equal(press(&p, "Enter", LATER_US), PROMPT_NO);
	p = ask("8842");
	assert_int_equal(press(&p, "Enter", LATER_US), PROMPT_NO);
}

static void
yes_has_to_be_chosen(void **state)
{
	static const char *const ways[] = { "Tab Enter", "Right Enter", "Left Enter", "S-Tab Enter",
		                            "l Enter",   "h Enter",     "y" };
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct prompt p = ask("");
		assert_int_equal(press(&p, ways[i], LATER_US), PROMPT_YES);
	}
	struct prompt p = ask("");
	assert_int_equal(press(&p, "Tab Tab Enter", LATER_US), PROMPT_NO);
}

static void
no_can_be_said_in_several_ways(void **state)
{
	static const char *const ways[] = { "Esc", "n", "N", "Tab Esc", "Tab n" };
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct prompt p = ask("");
		assert_int_equal(press(&p, ways[i], SOON_US), PROMPT_NO);
	}
}

static void
yes_is_not_taken_in_the_first_300_ms(void **state)
{
	struct prompt p = ask("");
	(void)state;
	assert_int_equal(press(&p, "Tab Enter Enter y", SOON_US), PROMPT_OPEN);
	assert_int_equal(press(&p, "Enter", LATER_US), PROMPT_YES);
}

static void
nothing_is_taken_before_it_was_drawn(void **state)
{
	struct prompt p = ask("");
	(void)state;
	p.drawn_at_us = 0;
	assert_int_equal(press(&p, "Tab y Enter Esc", LATER_US), PROMPT_OPEN);
	assert_int_equal(p.on, PROMPT_ON_NO);
}

static void
digits_have_to_be_typed_before_yes(void **state)
{
	struct prompt p = ask("8842");
	(void)state;
	assert_int_equal(press(&p, "8 8 4 2 Enter", LATER_US), PROMPT_YES);
	p = ask("8842");
	assert_int_equal(press(&p, "8 8 4 Enter", LATER_US), PROMPT_NO);
	p = ask("8842");
	assert_int_equal(press(&p, "8 8 4 3 Enter", LATER_US), PROMPT_NO);
	p = ask("8842");
	assert_int_equal(press(&p, "8 8 4 Tab Enter", LATER_US), PROMPT_NO);
	p = ask("8842");
	assert_int_equal(press(&p, "y", LATER_US), PROMPT_OPEN);
	assert_int_equal(press(&p, "8 8 4 2 y", LATER_US), PROMPT_OPEN);
}

static void
a_wrong_digit_can_be_taken_back(void **state)
{
	struct prompt p = ask("8842");
	(void)state;
	assert_int_equal(press(&p, "8 8 4 3 9 Backspace 2 Enter", LATER_US), PROMPT_YES);
	p = ask("8842");
	assert_int_equal(press(&p, "Backspace 8 8 4 2 Backspace", LATER_US), PROMPT_OPEN);
	assert_int_equal(p.on, PROMPT_ON_NO);
	assert_int_equal(press(&p, "Enter", LATER_US), PROMPT_NO);
}

static void
right_digits_need_their_time_too(void **state)
{
	struct prompt p = ask("8842");
	(void)state;
	assert_int_equal(press(&p, "8 8 4 2 Enter", SOON_US), PROMPT_OPEN);
	assert_int_equal(press(&p, "Enter", LATER_US), PROMPT_YES);
}

static void
a_name_is_typed_with_all_its_letters(void **state)
{
	struct prompt p = ask("n-hyld9");
	(void)state;
	p.takes_letters = true;
	assert_int_equal(press(&p, "n - h y l d", LATER_US), PROMPT_OPEN);
	assert_int_equal(p.on, PROMPT_ON_NO);
	assert_int_equal(press(&p, "9 Enter", LATER_US), PROMPT_YES);
	p = ask("live");
	p.takes_letters = true;
	assert_int_equal(press(&p, "l i v E Enter", LATER_US), PROMPT_NO);
	p = ask("live");
	p.takes_letters = true;
	assert_int_equal(press(&p, "l i v e Esc", LATER_US), PROMPT_NO);
}

static void
the_third_button_needs_no_digits_and_is_no_yes(void **state)
{
	struct prompt p = ask("8842");
	(void)state;
	strcpy(p.other, "Dry run");
	assert_int_equal(press(&p, "Tab Enter", SOON_US), PROMPT_OTHER);
	p = ask("8842");
	assert_int_equal(press(&p, "d F3", LATER_US), PROMPT_OPEN);
	strcpy(p.other, "Dry run");
	assert_int_equal(press(&p, "d", SOON_US), PROMPT_OTHER);
	assert_int_equal(press(&p, "F3", SOON_US), PROMPT_OTHER);
	p = ask("8842");
	strcpy(p.other, "Dry run");
	assert_int_equal(press(&p, "Tab Tab Enter", LATER_US), PROMPT_NO);
	p = ask("8842");
	strcpy(p.other, "Dry run");
	assert_int_equal(press(&p, "8 8 4 2 Tab Enter", LATER_US), PROMPT_OTHER);
}

static void
other_keys_change_nothing(void **state)
{
	struct prompt p = ask("8842");
	struct prompt before = p;
	(void)state;
	assert_int_equal(press(&p, "a z F2 Up Down Space C-c q \u0664", LATER_US), PROMPT_OPEN);
	assert_memory_equal(&p, &before, sizeof(p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enter_alone_says_no),
		cmocka_unit_test(yes_has_to_be_chosen),
		cmocka_unit_test(no_can_be_said_in_several_ways),
		cmocka_unit_test(yes_is_not_taken_in_the_first_300_ms),
		cmocka_unit_test(nothing_is_taken_before_it_was_drawn),
		cmocka_unit_test(digits_have_to_be_typed_before_yes),
		cmocka_unit_test(a_wrong_digit_can_be_taken_back),
		cmocka_unit_test(right_digits_need_their_time_too),
		cmocka_unit_test(a_name_is_typed_with_all_its_letters),
		cmocka_unit_test(the_third_button_needs_no_digits_and_is_no_yes),
		cmocka_unit_test(other_keys_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
