/* SPDX-License-Identifier: MIT */
/* Copying: the sequence on the terminal, the question before it, the file instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "app/session.h"
#include "scene.h"
#include "ui/console.h"
#include "ui/term.h"

#define SEQUENCE "\033]52;"
/* "a code" */
#define CODE_SEQUENCE "\033]52;c;YSBjb2Rl\a"

static size_t
count(struct rig *r, const char *bytes)
{
	rig_drain(r);
	return rig_count_in_stream(r, bytes, strlen(bytes));
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

static struct rig *
open_message(void **state)
{
	const struct rig_options options = { .rows = 24, .columns = 80, .fill = delivered };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 1");
	return r;
}

static void
say_yes(struct rig *r)
{
	rig_advance_ms(r, 1000);
	rig_type(r, "y");
}

static void
the_first_copy_asks_and_no_copies_nothing(void **state)
{
	struct rig *r = open_message(state);

	rig_type(r, "y");
	rig_expect_text(r, "Copy through the terminal?");
	rig_expect_text(r, "Copy (y)");
	rig_expect_text(r, "the messageId, 36 bytes, goes to the clipboard");
	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(count(r, SEQUENCE), 0);
	rig_type(r, "y");
	rig_expect_text(r, "Copy through the terminal?");
}

static void
yes_copies_and_is_said_once(void **state)
{
	struct rig *r = open_message(state);

	rig_type(r, "y");
	say_yes(r);
	rig_expect_text(r, "copied (OSC 52): the messageId, 36 bytes");
	assert_int_equal(count(r, SEQUENCE "c;"), 1);
	rig_type(r, "y");
	rig_expect_no_text(r, "Copy through the terminal?");
	rig_expect_text(r, "copied (OSC 52): the messageId, 36 bytes");
	assert_int_equal(count(r, SEQUENCE "c;"), 2);
}

/* The id as it stands on the screen, in the letters of base64. */
static void
what_is_copied_is_the_id_that_is_shown(void **state)
{
	struct rig *r = open_message(state);
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char wanted[64] = SEQUENCE "c;";
	size_t size = strlen(wanted);
	char id[37] = "";
	int row = 0;
	int column = 0;

	assert_true(rig_find(r, "messageId", &row, &column));
	const char *at = strstr(rig_row(r, row), "messageId") + strlen("messageId");
	memcpy(id, at + strspn(at, " "), 36);
	for (size_t i = 0; i < 36; i += 3) {
		unsigned group =
			(unsigned)id[i] << 16 | (unsigned)id[i + 1] << 8 | (unsigned)id[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6)
			wanted[size++] = letters[group >> shift & 63];
	}
	rig_type(r, "y");
	say_yes(r);
	assert_int_equal(count(r, wanted), 1);
}

static void
a_screen_that_goes_takes_no_copy_with_it(void **state)
{
	struct rig *r = open_message(state);

	rig_type(r, "y");
	rig_advance_ms(r, 1000);
	rig_key(r, "Esc");
	rig_key(r, "Esc");
	rig_expect_no_text(r, "Message 1");
	assert_int_equal(count(r, SEQUENCE), 0);
}

static void
copy_bytes(struct rig *r, const char *bytes, size_t size_bytes, bool to_file)
{
	const struct console_copy copy = {
		.what = "the code", .file = "hook.js", .bytes = bytes, .size_bytes = size_bytes
	};

	if (to_file)
		console_copy_to_file(rig_console(r), &copy);
	else
		console_copy(rig_console(r), &copy);
	rig_settle(r);
}

static void
expect_file(struct rig *r, const char *wanted, size_t size_bytes)
{
	char path[1200];
	struct stat now;
	size_t size = 0;

	snprintf(path, sizeof(path), "%s/copies/hook.js", rig_session(r)->paths.state_dir);
	unsigned char *bytes = folder_read(path, &size);
	assert_int_equal(size, size_bytes);
	assert_memory_equal(bytes, wanted, size);
	free(bytes);
	assert_int_equal(stat(path, &now), 0);
	assert_int_equal(now.st_mode & 07777, 0600);
}

static void
the_other_way_is_a_private_file_that_is_named(void **state)
{
	struct rig *r = open_message(state);

	copy_bytes(r, "a code", 6, true);
	rig_expect_text(r, "the code: /");
	expect_file(r, "a code", 6);
	copy_bytes(r, "code", 4, true);
	expect_file(r, "code", 4);
	assert_int_equal(count(r, SEQUENCE), 0);
}

static void
more_than_a_terminal_takes_goes_to_the_file(void **state)
{
	struct rig *r = open_message(state);
	size_t size = TERM_COPY_BYTES_MAX + 1;
	char *bytes = calloc(1, size);

	memset(bytes, 'x', size);
	copy_bytes(r, bytes, size, false);
	rig_expect_no_text(r, "Copy through the terminal?");
	expect_file(r, bytes, size);
	assert_int_equal(count(r, SEQUENCE), 0);
	copy_bytes(r, bytes, size - 1, false);
	say_yes(r);
	rig_expect_text(r, "copied (OSC 52): the code, 56244 bytes");
	free(bytes);
}

static void
tmux_gets_the_sequence_bare_and_wrapped(void **state)
{
	const struct rig_options options = { .environment = { "TMUX=/tmp/tmux,1,0" } };
	struct rig *r = rig_create(state, &options);

	rig_open_term(r);
	term_copy("a code", 6);
	assert_int_equal(count(r, CODE_SEQUENCE), 2);
	assert_int_equal(count(r, "\033Ptmux;\033" CODE_SEQUENCE "\033\\"), 1);
}

static void
screen_gets_pieces_that_it_passes_on(void **state)
{
	const struct rig_options options = { .environment = { "STY=1.pts" } };
	struct rig *r = rig_create(state, &options);
	char many[900];

	rig_open_term(r);
	term_copy("a code", 6);
	assert_int_equal(count(r, "\033P" CODE_SEQUENCE "\033\\"), 1);
	memset(many, 'x', sizeof(many));
	term_copy(many, sizeof(many));
	assert_int_equal(count(r, "\033P"), 1 + 3);
	assert_int_equal(count(r, "\033\\"), 1 + 3);
}

static void
every_rest_of_three_bytes_is_filled_up(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	term_copy("", 0);
	assert_int_equal(count(r, "\033]52;c;\a"), 1);
	term_copy("\xFF", 1);
	assert_int_equal(count(r, "\033]52;c;/w==\a"), 1);
	term_copy("ab", 2);
	assert_int_equal(count(r, "\033]52;c;YWI=\a"), 1);
	term_copy("abc", 3);
	assert_int_equal(count(r, "\033]52;c;YWJj\a"), 1);
}

static void
a_terminal_that_would_show_it_gets_nothing(void **state)
{
	static const char *const names[] = { "linux", "vt100" };

	for (size_t i = 0; i < 2; i++) {
		struct rig *r = rig_create(state, &(struct rig_options){ .term = names[i] });
		rig_open_term(r);
		assert_false(term_can_copy(1));
		term_copy("a code", 6);
		assert_int_equal(count(r, SEQUENCE), 0);
		rig_tear_down(state);
	}
	assert_false(term_can_copy(1));
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(the_first_copy_asks_and_no_copies_nothing),
		RIG_TEST(yes_copies_and_is_said_once),
		RIG_TEST(what_is_copied_is_the_id_that_is_shown),
		RIG_TEST(a_screen_that_goes_takes_no_copy_with_it),
		RIG_TEST(the_other_way_is_a_private_file_that_is_named),
		RIG_TEST(more_than_a_terminal_takes_goes_to_the_file),
		RIG_TEST(tmux_gets_the_sequence_bare_and_wrapped),
		RIG_TEST(screen_gets_pieces_that_it_passes_on),
		RIG_TEST(every_rest_of_three_bytes_is_filled_up),
		RIG_TEST(a_terminal_that_would_show_it_gets_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
