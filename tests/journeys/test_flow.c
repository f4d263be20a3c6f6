/* SPDX-License-Identifier: MIT */
/* A code that is sent, read off the simulated phone, and typed back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"
#include "rig.h"

#define ASKED "(Enter alone: none did): "

static struct rig *
start(void **state, const char *option, const char *value)
{
	const char *named = getenv("OTPDECK_BIN");
	const char *const words[] = { named ? named : "./otpdeck", "flow", option, value, NULL };
	const struct rig_options size = { .rows = 30, .columns = 100 };
	struct rig *r = rig_create(state, &size);

	rig_spawn(r, words);
	return r;
}

/* The digits behind a word of the screen. */
static void
read_code(struct rig *r, const char *after, char out[16])
{
	int row = 0;
	int column = 0;
	size_t size = 0;

	rig_expect_text(r, after);
	rig_expect_text(r, ASKED);
	assert_true(rig_find(r, after, &row, &column));
	for (const char *at = strstr(rig_row(r, row), after) + strlen(after); size < 6; at++) {
		assert_int_not_equal(*at, '\0');
		if (*at != ' ')
			out[size++] = *at;
	}
	out[size] = '\0';
	assert_int_equal(strspn(out, "0123456789"), 6);
}

static void
type_line(struct rig *r, const char *line)
{
	rig_type(r, line);
	rig_key(r, "Enter");
}

static void
the_code_of_the_phone_typed_back_ends_with_0(void **state)
{
	struct rig *r = start(state, NULL, NULL);
	char code[16];

	read_code(r, "phone shows: ", code);
	type_line(r, "000000");
	rig_expect_text(r, "that is not the code; 2 tries left");
	type_line(r, code);
	rig_expect_text(r, "typed back");
	rig_expect_text(r, "by the provider's own clock");
	assert_int_equal(rig_wait_exit(r), 0);
}

static void
a_call_says_its_digits(void **state)
{
	struct rig *r = start(state, "--type", "voice");
	char code[16];

	rig_expect_text(r, "1 call");
	read_code(r, "phone says: ", code);
	type_line(r, code);
	rig_expect_text(r, "typed back");
	assert_int_equal(rig_wait_exit(r), 0);
}

static void
three_wrong_codes_end_with_1(void **state)
{
	struct rig *r = start(state, NULL, NULL);

	rig_expect_text(r, ASKED);
	type_line(r, "1");
	rig_expect_text(r, "2 tries left");
	type_line(r, "2");
	rig_expect_text(r, "1 try left");
	type_line(r, "3");
	rig_expect_text(r, "3 codes were typed and none is the one that was sent");
	assert_int_equal(rig_wait_exit(r), 1);
}

static void
nothing_came_ends_with_1(void **state)
{
	struct rig *r = start(state, NULL, NULL);

	rig_expect_text(r, ASKED);
	rig_key(r, "Enter");
	rig_expect_text(r, "the provider says that it was delivered");
	assert_int_equal(rig_wait_exit(r), 1);
}

static void
a_refused_code_is_not_asked_for(void **state)
{
	struct rig *r = start(state, "--to", "+99950012");

	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	assert_int_equal(rig_wait_exit(r), 7);
	rig_expect_no_text(r, ASKED);
}

/* Without a person nothing is sent. */
static void
nobody_to_ask_sends_nothing(void **state)
{
	struct program *p = *state;

	program_expect(p, 9, "flow", "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	program_expect(p, 9, "flow", NULL);
	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_null(program_node(p->envelope, "data.items.0"));
}

#define RIG(function) cmocka_unit_test_teardown(function, rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG(the_code_of_the_phone_typed_back_ends_with_0),
		RIG(a_call_says_its_digits),
		RIG(three_wrong_codes_end_with_1),
		RIG(nothing_came_ends_with_1),
		RIG(a_refused_code_is_not_asked_for),
		cmocka_unit_test_setup_teardown(nobody_to_ask_sends_nothing, program_set_up,
		                                program_tear_down),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
