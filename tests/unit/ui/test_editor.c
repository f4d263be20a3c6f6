/* SPDX-License-Identifier: MIT */
/* The editor: what keys, pastes, undo and redo make of a text, and where they leave the cursor. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "ui/editor.h"

#define FAMILY "\U0001f468\u200d\U0001f469\u200d\U0001f467"
#define ACUTE "\u0301"
#define FRANCE "\U0001f1eb\U0001f1f7"
#define GERMANY "\U0001f1e9\U0001f1ea"

static struct editor *e;

static int
set_up(void **state)
{
	(void)state;
	e = editor_create(4096);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	editor_destroy(e);
	e = NULL;
	return 0;
}

static void
begin(const char *source)
{
	assert_true(editor_set(e, source, strlen(source)));
}

/* Presses one key; returns whether the text changed. */
static bool
press(const char *key)
{
	uint64_t before = editor_revision(e);
	bool changed = false;

	if (!editor_key(e, key, &changed))
		fail_msg("%s is not taken", key);
	assert_int_equal(changed, editor_revision(e) != before);
	return changed;
}

static void
press_times(const char *key, int times)
{
	for (int i = 0; i < times; i++)
		press(key);
}

/* Letter by letter, as a person does. */
static void
type(const char *letters)
{
	uint32_t code_point = 0;
	char letter[8];

	for (size_t size; *letters; letters += size) {
		size = text_next_code_point(letters, strlen(letters), &code_point);
		memcpy(letter, letters, size);
		letter[size] = '\0';
		if (code_point == '\n')
			press("Enter");
		else
			assert_true(editor_insert(e, letter, false));
	}
}

/* In pieces, as the terminal gives it. */
static void
paste(const char *bytes, size_t size_bytes)
{
	char piece[29];
	bool changed;

	while (size_bytes > 0) {
		size_t size = size_bytes < 28 ? size_bytes : 28;
		memcpy(piece, bytes, size);
		piece[size] = '\0';
		editor_insert(e, piece, true);
		bytes += size;
		size_bytes -= size;
	}
	editor_end_paste(e, &changed);
}

static void
expect(const char *wanted)
{
	assert_string_equal(text_string(editor_text(e)), wanted);
}

static void
expect_place(size_t line, size_t column)
{
	struct editor_place place = editor_place(e);

	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

/* Typing and moving. */

static void
what_is_typed_goes_in_at_the_cursor(void **state)
{
	(void)state;
	begin("ac");
	press("Right");
	type("b");
	expect("abc");
	assert_int_equal(editor_offset(e), 2);
	type("\n\u00e9");
	expect("ab\n\u00e9c");
	expect_place(2, 2);
}

static void
keys_that_are_no_editors_are_left_alone(void **state)
{
	bool changed = true;

	(void)state;
	begin("a");
	assert_false(editor_key(e, "F2", &changed));
	assert_false(changed);
	assert_false(editor_key(e, NULL, &changed));
	assert_false(editor_key(e, "Esc", &changed));
	expect("a");
}

static void
every_command_of_moving_and_editing_has_its_key(void **state)
{
	static const enum command commands[] = {
		CMD_UP,   CMD_DOWN,      CMD_LEFT,      CMD_RIGHT,     CMD_PAGE_UP, CMD_PAGE_DOWN,
		CMD_LAST, CMD_EDIT_LINE, CMD_EDIT_UNDO, CMD_EDIT_REDO, CMD_FIRST,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		press(editor_key_of(commands[i]));
	assert_null(editor_key_of(CMD_QUIT));
}

static void
the_cursor_stays_outside_of_characters(void **state)
{
	static const char text[] = "a" ACUTE FAMILY FRANCE GERMANY "\u0928\u093f"
				   "z";
	static const size_t stops[] = { 3, 3 + 18, 3 + 18 + 8, 3 + 18 + 16, 3 + 18 + 16 + 6 };

	(void)state;
	begin(text);
	for (size_t i = 0; i < sizeof(text); i++) {
		editor_go_to_offset(e, i);
		size_t at = editor_offset(e);
		assert_true(at <= i);
		assert_true(at == 0 || at == sizeof(text) - 1 || at == stops[0] || at == stops[1] ||
		            at == stops[2] || at == stops[3] || at == stops[4]);
	}
	press("C-Home");
	press("Right");
	assert_int_equal(editor_offset(e), stops[0]);
	press("Right");
	assert_int_equal(editor_offset(e), stops[1]);
	press("Backspace");
	expect("a" ACUTE FRANCE GERMANY "\u0928\u093fz");
	press("Delete");
	expect("a" ACUTE GERMANY "\u0928\u093fz");
}

static void
what_joins_a_character_takes_the_cursor_with_it(void **state)
{
	(void)state;
	begin(ACUTE "b");
	type("e");
	expect("e" ACUTE "b");
	assert_int_equal(editor_offset(e), 3);
	press("Left");
	assert_int_equal(editor_offset(e), 0);
}

static void
text_of_another_direction_is_edited_in_its_order(void **state)
{
	(void)state;
	begin("\u05e9\u05dc\u05d5\u05dd");
	press("Right");
	press("Delete");
	expect("\u05e9\u05d5\u05dd");
	type("\u05dc");
	expect("\u05e9\u05dc\u05d5\u05dd");
	expect_place(1, 3);
	/* Marks of direction are characters of their own. */
	begin("a\u202eb\u200fc");
	press("Right");
	press("Right");
	assert_int_equal(editor_offset(e), 4);
	press("Delete");
	press("Delete");
	expect("a\u202ec");
}

static void
home_and_end_go_to_the_ends_of_a_line(void **state)
{
	(void)state;
	begin("one\ntwo three\nfour");
	editor_go(e, (struct editor_place){ .line = 2, .column = 5 });
	press("Home");
	expect_place(2, 1);
	press("End");
	expect_place(2, 10);
	press("C-a");
	expect_place(2, 1);
	press("C-e");
	press("C-k");
	expect("one\ntwo threefour");
	press("C-u");
	expect("one\nfour");
	press("C-k");
	expect("one\n");
	press("C-k");
	expect("one\n");
	press("C-u");
	expect("one\n");
}

static void
words_end_at_blanks(void **state)
{
	(void)state;
	begin("one {{ code }}\n\tlast");
	press("C-Right");
	expect_place(1, 4);
	press("C-Right");
	expect_place(1, 7);
	press("C-End");
	press("C-Left");
	expect_place(2, 2);
	press("C-Left");
	expect_place(1, 13);
	press("C-w");
	expect("one {{ }}\n\tlast");
	press("C-Home");
	press("C-Left");
	press("C-w");
	expect_place(1, 1);
}

static void
rows_are_left_and_met_in_the_same_column(void **state)
{
	(void)state;
	begin("a long line\nx\nanother line");
	editor_go(e, (struct editor_place){ .line = 1, .column = 9 });
	press("Down");
	expect_place(2, 2);
	press("Down");
	expect_place(3, 9);
	press("Up");
	press("Up");
	expect_place(1, 9);
	press("Up");
	expect_place(1, 1);
	press("C-End");
	press("Down");
	expect_place(3, 13);
}

static void
a_long_line_is_walked_row_by_row(void **state)
{
	char line[1001];

	(void)state;
	memset(line, 'x', 1000);
	line[1000] = '\0';
	begin(line);
	press("Down");
	assert_int_equal(editor_offset(e), 79);
	press("PageDown");
	assert_int_equal(editor_offset(e), 79 * 12);
	press("PageUp");
	assert_int_equal(editor_offset(e), 0);
	press("End");
	press("Up");
	assert_int_equal(editor_offset(e), 1000 - 79);
}

static void
places_are_counted_as_errors_count_them(void **state)
{
	(void)state;
	begin("a" ACUTE "b\n" FAMILY "c");
	editor_go(e, (struct editor_place){ .line = 1, .column = 3 });
	assert_int_equal(editor_offset(e), 3);
	editor_go(e, (struct editor_place){ .line = 2, .column = 6 });
	expect_place(2, 6);
	assert_int_equal(text_string(editor_text(e))[editor_offset(e)], 'c');
	editor_go(e, (struct editor_place){ .line = 2, .column = 3 });
	expect_place(2, 1);
	editor_go(e, (struct editor_place){ .line = 1, .column = 99 });
	expect_place(1, 4);
	editor_go(e, (struct editor_place){ .line = 99, .column = 1 });
	expect_place(2, 7);
	editor_go(e, (struct editor_place){ 0 });
	expect_place(1, 1);
}

/* Setting. */

static void
a_text_that_is_set_is_kept_byte_for_byte(void **state)
{
	static const char odd[] = "\r\n\033[31m\0\u202e\xef\xbb\xbf";

	(void)state;
	assert_true(editor_set(e, odd, sizeof(odd) - 1));
	assert_int_equal(editor_text(e)->size_bytes, sizeof(odd) - 1);
	assert_memory_equal(text_string(editor_text(e)), odd, sizeof(odd) - 1);
	press("Right");
	assert_int_equal(editor_offset(e), 1);
	expect_place(1, 2);
	press("Right");
	expect_place(2, 1);
}

static void
what_is_no_text_or_too_long_is_not_set(void **state)
{
	static char long_text[4098];

	(void)state;
	begin("kept");
	memset(long_text, 'x', sizeof(long_text) - 1);
	assert_false(editor_set(e, "\xff", 1));
	assert_false(editor_set(e, long_text, 4097));
	expect("kept");
	assert_true(editor_set(e, long_text, 4096));
}

static void
changed_means_different_from_what_was_saved(void **state)
{
	(void)state;
	begin("ab");
	assert_false(editor_is_changed(e));
	press("End");
	type("c");
	assert_true(editor_is_changed(e));
	press("Backspace");
	assert_false(editor_is_changed(e));
	type("d");
	editor_saved(e);
	assert_false(editor_is_changed(e));
	assert_true(editor_undo(e));
	assert_true(editor_is_changed(e));
}

/* Undo. */

static void
typing_is_taken_back_by_words(void **state)
{
	(void)state;
	begin("");
	type("one two\nthree");
	press("C-_");
	expect("one two\n");
	press("C-_");
	expect("one two");
	press("C-_");
	expect("one ");
	press("C-_");
	expect("");
	assert_false(press("C-_"));
	press_times("C-r", 3);
	expect("one two\n");
	press("C-r");
	expect("one two\nthree");
	assert_false(press("C-r"));
	expect_place(2, 6);
}

static void
erasing_in_one_go_is_one_step(void **state)
{
	(void)state;
	begin("abcdef");
	press("End");
	press_times("Backspace", 3);
	press("Home");
	press_times("Delete", 2);
	expect("c");
	assert_true(editor_undo(e));
	expect("abc");
	assert_int_equal(editor_offset(e), 0);
	assert_true(editor_undo(e));
	expect("abcdef");
	assert_int_equal(editor_offset(e), 6);
	assert_true(editor_redo(e));
	assert_true(editor_redo(e));
	expect("c");
}

static void
moving_begins_another_step(void **state)
{
	(void)state;
	begin("");
	type("ab");
	press("Left");
	press("Right");
	type("cd");
	editor_undo(e);
	expect("ab");
}

static void
a_change_after_undo_forgets_what_was_taken_back(void **state)
{
	(void)state;
	begin("");
	type("one ");
	type("two");
	editor_undo(e);
	type("2");
	assert_false(editor_redo(e));
	expect("one 2");
	editor_undo(e);
	expect("one ");
}

static void
a_fix_is_one_step(void **state)
{
	(void)state;
	begin("d\u2019acc\u00e8s");
	assert_true(editor_replace(e, 1, 3, "'"));
	expect("d'acc\u00e8s");
	assert_int_equal(editor_offset(e), 2);
	assert_true(editor_undo(e));
	expect("d\u2019acc\u00e8s");
	assert_false(editor_is_changed(e));
	assert_false(editor_replace(e, 2, 1, "x"));
	assert_false(editor_replace(e, 1, 2, "x"));
	assert_false(editor_replace(e, 1, 99, "x"));
	assert_false(editor_replace(e, 99, 0, "x"));
	assert_false(editor_replace(e, 0, 0, "\xff"));
	expect("d\u2019acc\u00e8s");
}

static void
a_text_that_is_set_cannot_be_taken_back(void **state)
{
	(void)state;
	begin("one");
	type("x");
	begin("two");
	assert_false(editor_undo(e));
	expect("two");
}

/* However much was changed, the last steps are there. */
static void
undo_keeps_the_last_steps_of_many(void **state)
{
	char filler[2001];

	(void)state;
	begin("");
	memset(filler, 'y', sizeof(filler) - 1);
	filler[sizeof(filler) - 1] = '\0';
	for (int i = 0; i < 500; i++) {
		assert_true(editor_replace(e, 0, editor_text(e)->size_bytes, filler));
		assert_true(editor_replace(e, 0, editor_text(e)->size_bytes, ""));
	}
	int steps = 0;
	while (editor_undo(e))
		steps++;
	assert_in_range(steps, 2, 100);
	while (editor_redo(e))
		steps--;
	assert_int_equal(steps, 0);
	expect("");
}

/* Pasting. */

static void
a_paste_is_one_step_whatever_its_pieces(void **state)
{
	static const char lines[] = "first line of some length\rsecond\r\nthird\n\tfourth";

	(void)state;
	begin("<>");
	press("Right");
	paste(lines, strlen(lines));
	expect("<first line of some length\nsecond\nthird\n\tfourth>");
	assert_string_equal(editor_news(e), "");
	assert_true(editor_undo(e));
	expect("<>");
}

static void
halves_of_a_line_end_may_come_apart(void **state)
{
	bool changed = false;

	(void)state;
	begin("");
	assert_true(editor_insert(e, "a\r", true));
	assert_true(editor_insert(e, "\nb", true));
	expect("");
	editor_end_paste(e, &changed);
	assert_true(changed);
	expect("a\nb");
	assert_true(editor_insert(e, "\n", true));
	editor_end_paste(e, &changed);
	expect("a\nb\n");
}

static void
control_characters_are_left_out_and_told(void **state)
{
	(void)state;
	begin("");
	paste("a\033[31mb\177\302\205\u202ec", 14);
	expect("a[31mb\u202ec");
	assert_non_null(strstr(editor_news(e), "control characters"));
	assert_false(editor_insert(e, "\001", false));
	assert_non_null(strstr(editor_news(e), "control characters"));
	assert_true(editor_insert(e, "x", false));
	assert_string_equal(editor_news(e), "");
}

static void
a_paste_that_does_not_fit_is_refused_whole(void **state)
{
	static char long_text[5000];

	(void)state;
	begin("kept");
	memset(long_text, 'p', sizeof(long_text));
	paste(long_text, sizeof(long_text));
	expect("kept");
	assert_non_null(strstr(editor_news(e), "4096"));
	assert_non_null(strstr(editor_news(e), "nothing"));
	assert_false(editor_undo(e));
	paste(long_text, 4092);
	assert_int_equal(editor_text(e)->size_bytes, 4096);
	assert_false(editor_insert(e, "x", false));
	assert_int_equal(editor_text(e)->size_bytes, 4096);
	assert_true(editor_news(e)[0] != '\0');
	assert_true(editor_undo(e));
	expect("kept");
}

static void
a_key_ends_a_paste_that_was_not_ended(void **state)
{
	(void)state;
	begin("");
	editor_insert(e, "abc", true);
	assert_true(press("Left"));
	expect("abc");
	assert_int_equal(editor_offset(e), 2);
	editor_insert(e, "\001", true);
	assert_false(press("Left"));
	assert_non_null(strstr(editor_news(e), "control characters"));
	editor_insert(e, "x", true);
	editor_undo(e);
	expect("abc");
}

/* What a text is laid out as must not depend on how it came about. */

static unsigned seed;

static unsigned
next_random(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % below;
}

static void
change_at_random(void)
{
	static const char *const pieces[] = {
		"a",          " ",    "\n",     "word ",
		ACUTE,        FRANCE, "\u6f22", "\t",
		"\u200d",     "  ",   "\n\n",   "averyverylongwordthatisbrokenatitsedge",
		FAMILY,       "\r",   "\u202e", "x y z ",
		"\U0001f1eb",
	};
	static const char *const keys[] = { "Backspace", "Delete", "C-w", "C-k", "C-_", "C-r" };
	size_t size = editor_text(e)->size_bytes;

	editor_go_to_offset(e, next_random((unsigned)size + 1));
	if (next_random(3) > 0 && size < 3500) {
		size_t at = editor_offset(e);
		editor_replace(e, at, 0, pieces[next_random(sizeof(pieces) / sizeof(*pieces))]);
	} else {
		press(keys[next_random(sizeof(keys) / sizeof(*keys))]);
	}
}

/* Where keys lead from an offset. */
static void
walk(struct editor *walker, size_t from, size_t out[7])
{
	static const char *const keys[] = { "Down", "Up", "Up", "PageDown", "Left", "Right" };
	bool changed;

	editor_go_to_offset(walker, from);
	for (size_t i = 0; i < 6; i++) {
		editor_key(walker, keys[i], &changed);
		out[i] = editor_offset(walker);
	}
	out[6] = editor_place(walker).line;
}

static void
rows_are_those_of_a_fresh_text_after_any_change(void **state)
{
	size_t wanted[7];
	size_t found[7];

	(void)state;
	begin("");
	seed = 4;
	for (int i = 0; i < 4000; i++) {
		change_at_random();
		if (i % 4 != 0)
			continue;
		struct editor *fresh = editor_create(4096);
		const struct text *t = editor_text(e);
		assert_true(editor_set(fresh, text_string(t), t->size_bytes));
		for (int k = 0; k < 4; k++) {
			size_t from = next_random((unsigned)t->size_bytes + 1);
			walk(fresh, from, wanted);
			walk(e, from, found);
			assert_memory_equal(found, wanted, sizeof(wanted));
		}
		editor_destroy(fresh);
	}
}

static void
undo_and_redo_lead_through_the_same_texts(void **state)
{
	char *texts[200];
	int count = 0;

	(void)state;
	editor_destroy(e);
	e = editor_create(EDITOR_BYTES_MAX);
	begin("");
	seed = 11;
	for (int i = 0; i < 300; i++) {
		editor_go_to_offset(e, next_random((unsigned)editor_text(e)->size_bytes + 1));
		if (next_random(2) > 0)
			type("typed");
		else
			press(next_random(2) > 0 ? "Backspace" : "C-w");
	}
	do {
		assert_true(count < 200 || count >= 200);
		if (count < 200)
			texts[count] = mem_copy_text(text_string(editor_text(e)));
		count++;
	} while (editor_undo(e));
	expect("");
	for (int i = count - 1; i >= 0; i--) {
		if (i < 200) {
			expect(texts[i]);
			mem_free(texts[i]);
		}
		assert_int_equal(editor_redo(e), i > 0);
	}
}

/* Figures. */

/* Of this process, whatever else the machine does. */
static int64_t
spent_us(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	return (int64_t)spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

/* The mean of some keys in a text, each of which is to cost far less than a frame. */
static int64_t
cost_us(const char *const *keys)
{
	int64_t before_us = spent_us();
	bool changed;
	int count = 0;

	for (int i = 0; i < 40; i++) {
		editor_insert(e, "x", false);
		count++;
		for (const char *const *key = keys; *key; key++, count++)
			editor_key(e, *key, &changed);
	}
	return (spent_us() - before_us) / count;
}

static void
expect_cheap(const char *piece, size_t times, const char *from)
{
	static const char *const keys[] = { "Left", "Right",    "Up",     "Down",   "Enter", "C-_",
		                            "C-r",  "PageDown", "PageUp", "Delete", NULL };
	struct text t;

	text_init(&t, EDITOR_BYTES_MAX);
	for (size_t i = 0; i < times; i++)
		text_append(&t, piece);
	begin(text_string(&t));
	text_finish(&t);
	press(from);
	press("PageDown");
	/* Some 70 are usual, ten times that under sanitizers. */
	assert_in_range(cost_us(keys), 0, 3000);
}

static void
a_key_costs_little_in_a_long_text(void **state)
{
	(void)state;
	editor_destroy(e);
	e = editor_create(EDITOR_BYTES_MAX);
	expect_cheap("x", 20000, "C-Home");
	expect_cheap("word ", 4000, "C-End");
	expect_cheap("\n", 20000, "C-Home");
	expect_cheap("\u0436", 20000, "C-Home");
	expect_cheap("\u6f22", 20000, "C-Home");
	expect_cheap(ACUTE, 20000, "C-End");
	expect_cheap(FRANCE, 1000, "C-Home");
	expect_cheap("\u202e", 1000, "C-Home");
}

/* A paste of 1 MiB, in front of a text and line end by line end. */
static void
a_mebibyte_goes_in_at_once(void **state)
{
	char *lines = mem_alloc(EDITOR_BYTES_MAX);

	(void)state;
	memset(lines, '\n', EDITOR_BYTES_MAX);
	editor_destroy(e);
	e = editor_create(EDITOR_BYTES_MAX);
	begin("end");
	int64_t before_us = spent_us();
	paste(lines, EDITOR_BYTES_MAX - 3);
	assert_int_equal(editor_text(e)->size_bytes, EDITOR_BYTES_MAX);
	expect_place(EDITOR_BYTES_MAX - 2, 1);
	assert_true(editor_undo(e));
	expect("end");
	paste(lines, EDITOR_BYTES_MAX);
	expect("end");
	assert_in_range(spent_us() - before_us, 0, 5000000);
	mem_free(lines);
}

int
main(void)
{
#define EDITOR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		EDITOR_TEST(what_is_typed_goes_in_at_the_cursor),
		EDITOR_TEST(keys_that_are_no_editors_are_left_alone),
		EDITOR_TEST(every_command_of_moving_and_editing_has_its_key),
		EDITOR_TEST(the_cursor_stays_outside_of_characters),
		EDITOR_TEST(what_joins_a_character_takes_the_cursor_with_it),
		EDITOR_TEST(text_of_another_direction_is_edited_in_its_order),
		EDITOR_TEST(home_and_end_go_to_the_ends_of_a_line),
		EDITOR_TEST(words_end_at_blanks),
		EDITOR_TEST(rows_are_left_and_met_in_the_same_column),
		EDITOR_TEST(a_long_line_is_walked_row_by_row),
		EDITOR_TEST(places_are_counted_as_errors_count_them),
		EDITOR_TEST(a_text_that_is_set_is_kept_byte_for_byte),
		EDITOR_TEST(what_is_no_text_or_too_long_is_not_set),
		EDITOR_TEST(changed_means_different_from_what_was_saved),
		EDITOR_TEST(typing_is_taken_back_by_words),
		EDITOR_TEST(erasing_in_one_go_is_one_step),
		EDITOR_TEST(moving_begins_another_step),
		EDITOR_TEST(a_change_after_undo_forgets_what_was_taken_back),
		EDITOR_TEST(a_fix_is_one_step),
		EDITOR_TEST(a_text_that_is_set_cannot_be_taken_back),
		EDITOR_TEST(undo_keeps_the_last_steps_of_many),
		EDITOR_TEST(a_paste_is_one_step_whatever_its_pieces),
		EDITOR_TEST(halves_of_a_line_end_may_come_apart),
		EDITOR_TEST(control_characters_are_left_out_and_told),
		EDITOR_TEST(a_paste_that_does_not_fit_is_refused_whole),
		EDITOR_TEST(a_key_ends_a_paste_that_was_not_ended),
		EDITOR_TEST(rows_are_those_of_a_fresh_text_after_any_change),
		EDITOR_TEST(undo_and_redo_lead_through_the_same_texts),
		EDITOR_TEST(a_key_costs_little_in_a_long_text),
		EDITOR_TEST(a_mebibyte_goes_in_at_once),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
