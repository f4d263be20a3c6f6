/* SPDX-License-Identifier: MIT */
/* The editor on the screen: rows, marks, pointers, characters of every kind, the cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"
#include "ui/editor.h"
#include "ui/term.h"

#define FAMILY "\U0001f468\u200d\U0001f469\u200d\U0001f467"

static struct editor *e;
static struct canvas place;
static struct editor_mark marks[8];
static size_t mark_count;

static struct rig *
begin(void **state, const char *locale, int rows, int columns)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .locale = locale });

	rig_open_term(r);
	place = (struct canvas){ .top = 2, .left = 4, .height = rows, .width = columns };
	mark_count = 0;
	e = editor_create(100000);
	return r;
}

static int
tear_down(void **state)
{
	editor_destroy(e);
	e = NULL;
	return rig_tear_down(state);
}

static void
draw(void)
{
	term_begin_frame();
	editor_draw(e, &place, marks, mark_count, true);
	term_end_frame();
}

static void
show(const char *source)
{
	assert_true(editor_set(e, source, strlen(source)));
	draw();
}

static void
press(const char *key)
{
	bool changed;

	assert_true(editor_key(e, key, &changed));
	draw();
}

static void
mark(const char *of, enum role role, bool pointed)
{
	const char *bytes = text_string(editor_text(e));
	const char *at = strstr(bytes, of);

	assert_non_null(at);
	marks[mark_count++] = (struct editor_mark){ .offset_bytes = (size_t)(at - bytes),
		                                    .size_bytes = strlen(of),
		                                    .role = role,
		                                    .pointed = pointed };
}

static void
lines_are_broken_at_blanks(void **state)
{
	struct rig *r = begin(state, NULL, 5, 11);

	show("one two three\n\nabcdefghijklmno p");
	rig_expect_row(r, 2, "one two");
	rig_expect_row(r, 3, "three");
	rig_expect_row(r, 4, "");
	rig_expect_row(r, 5, "abcdefghij");
	rig_expect_row(r, 6, "klmno p");
	rig_expect_row(r, 7, "");
	rig_expect_cursor(r, 2, 4);
	press("C-End");
	rig_expect_cursor(r, 6, 11);
	press("Backspace");
	rig_expect_cursor(r, 6, 10);
}

static void
a_full_row_has_a_column_for_the_cursor(void **state)
{
	struct rig *r = begin(state, NULL, 5, 11);

	show("0123456789");
	press("End");
	rig_expect_row(r, 2, "0123456789");
	rig_expect_row(r, 3, "");
	rig_expect_cursor(r, 2, 14);
	assert_true(editor_insert(e, " ", false));
	draw();
	rig_expect_cursor(r, 2, 14);
	assert_true(editor_insert(e, "x", false));
	draw();
	rig_expect_row(r, 3, "x");
	rig_expect_cursor(r, 3, 5);
}

static void
the_cursor_stays_in_sight(void **state)
{
	struct rig *r = begin(state, NULL, 3, 20);

	show("1\n2\n3\n4\n5\n6\n7");
	press("C-End");
	rig_expect_row(r, 2, "5");
	rig_expect_row(r, 4, "7");
	rig_expect_cursor(r, 4, 5);
	press("Up");
	press("Up");
	rig_expect_row(r, 2, "5");
	rig_expect_cursor(r, 2, 5);
	press("Up");
	rig_expect_row(r, 2, "4");
	press("PageUp");
	rig_expect_row(r, 2, "2");
	press("PageDown");
	rig_expect_row(r, 4, "4");
	press("C-Home");
	press("C-k");
	press("C-k");
	rig_expect_row(r, 2, "2");
	press("C-End");
	press("C-w");
	press("Backspace");
	press("Backspace");
	press("Backspace");
	/* No row stays empty that the text could fill. */
	rig_expect_row(r, 2, "3");
	rig_expect_row(r, 4, "5");
}

static void
wide_and_joined_characters_keep_their_columns(void **state)
{
	struct rig *r = begin(state, NULL, 5, 11);

	show("\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57e\u0301");
	rig_expect_row(r, 2, "\u6f22\u5b57\u6f22\u5b57\u6f22");
	rig_expect_row(r, 3, "\u5b57e\u0301");
	press("Right");
	rig_expect_cursor(r, 2, 6);
	press("End");
	rig_expect_cursor(r, 3, 7);
	press("Left");
	rig_expect_cursor(r, 3, 6);
	show("a" FAMILY "b");
	press("End");
	press("Left");
	rig_expect_cursor(r, 2, 11);
	press("Left");
	rig_expect_cursor(r, 2, 5);
}

static void
what_must_not_be_drawn_is_a_mark(void **state)
{
	struct rig *r = begin(state, NULL, 5, 40);

	show("a\u202eb\033[31mc\r\n\u05e9\u05dc\u05d5\u05dd\u200fx");
	rig_expect_row(r, 2, "a<U+202E>b<U+001B>[31mc<U+000D>");
	rig_expect_row(r, 3, "\u05e9\u05dc\u05d5\u05dd<U+200F>x");
	press("Right");
	press("Right");
	rig_expect_cursor(r, 2, 13);
	press("Down");
	rig_expect_cursor(r, 3, 8);
}

static void
tabs_go_to_every_fourth_column(void **state)
{
	struct rig *r = begin(state, NULL, 5, 40);

	show("\ta\t\u6f22\tb");
	rig_expect_row(r, 2, "\u2192   a\u2192  \u6f22\u2192 b");
	rig_expect_role(r, 2, "\u2192", ROLE_DIM);
	press("Right");
	rig_expect_cursor(r, 2, 8);
}

static void
marks_have_their_roles_and_pointers(void **state)
{
	struct rig *r = begin(state, NULL, 6, 40);

	show("{{ code }} d\u2019acc\u00e8s\nnext");
	mark("{{", ROLE_ACCENT, false);
	mark("code", ROLE_INFO, false);
	mark("\u2019", ROLE_WAITING, true);
	draw();
	rig_expect_row(r, 2, "{{ code }} d\u2019acc\u00e8s");
	rig_expect_row(r, 3, "^");
	rig_expect_row(r, 4, "next");
	rig_expect_role(r, 2, "{{", ROLE_ACCENT);
	rig_expect_role(r, 2, "code", ROLE_INFO);
	rig_expect_role(r, 2, "\u2019", ROLE_WAITING);
	rig_expect_role(r, 2, "acc", ROLE_PLAIN);
	rig_expect_role(r, 3, "^", ROLE_WAITING);
	press("Down");
	rig_expect_cursor(r, 4, 4);
}

static void
pointers_take_no_row_from_the_cursor(void **state)
{
	struct rig *r = begin(state, NULL, 3, 40);

	show("1x\n2y\n3z");
	mark("x", ROLE_WAITING, true);
	mark("y", ROLE_WAITING, true);
	mark("z", ROLE_WAITING, true);
	press("C-End");
	rig_expect_row(r, 2, "3z");
	rig_expect_row(r, 3, "^");
	rig_expect_cursor(r, 2, 6);
	press("Up");
	rig_expect_row(r, 2, "2y");
	rig_expect_row(r, 3, "^");
	rig_expect_row(r, 4, "3z");
	rig_expect_cursor(r, 2, 6);
	press("C-Home");
	rig_expect_row(r, 2, "1x");
	rig_expect_cursor(r, 2, 4);
}

static void
a_mark_inside_a_character_marks_it(void **state)
{
	struct rig *r = begin(state, NULL, 3, 40);

	show("xe\u0301y");
	mark("\u0301", ROLE_FAILURE, true);
	draw();
	rig_expect_row(r, 3, "^");
	rig_expect_role(r, 2, "e\u0301", ROLE_FAILURE);
	rig_expect_role(r, 2, "y", ROLE_PLAIN);
}

static void
without_utf8_it_is_ascii_and_as_wide(void **state)
{
	struct rig *r = begin(state, "C", 3, 20);

	show("\u00e9\u2019\u6f22x\t|");
	press("End");
	rig_expect_row(r, 2, "e'U+6F22x>  |");
	rig_expect_cursor(r, 2, 17);
	press("Left");
	press("Left");
	press("Left");
	rig_expect_cursor(r, 2, 12);
}

static void
any_size_of_canvas_will_do(void **state)
{
	begin(state, NULL, 3, 20);
	assert_true(editor_set(e, "one " FAMILY "\n\ttwo", strlen("one " FAMILY "\n\ttwo")));
	for (int rows = 0; rows < 5; rows++) {
		for (int columns = 0; columns < 12; columns++) {
			place.height = rows;
			place.width = columns;
			press(columns % 2 ? "C-End" : "C-Home");
		}
	}
}

/* A fresh editor of the same text and cursor draws the same frame. */
static void
what_is_drawn_follows_every_change(void **state)
{
	static const char *const keys[] = { "Enter", "Backspace", "C-w", "C-_", "Down", "Left" };
	struct rig *r = begin(state, NULL, 20, 18);
	char rows[20][400];

	show("word and word and another word\nline");
	for (int i = 0; i < 30; i++) {
		editor_go_to_offset(e, (size_t)(i * 37) % (editor_text(e)->size_bytes + 1));
		editor_insert(e, i % 3 ? "w \u6f22" : "e\u0301", false);
		press(keys[i % 6]);
		rig_drain(r);
		for (int row = 0; row < 20; row++)
			snprintf(rows[row], sizeof(rows[row]), "%s",
			         rig_row(r, row + 2) + strspn(rig_row(r, row + 2), " "));
		struct editor *before = e;
		e = editor_create(100000);
		const struct text *t = editor_text(before);
		assert_true(editor_set(e, text_string(t), t->size_bytes));
		editor_go_to_offset(e, editor_offset(before));
		draw();
		for (int row = 0; row < 20; row++)
			rig_expect_row(r, row + 2, rows[row]);
		editor_destroy(e);
		e = before;
	}
}

int
main(void)
{
#define EDITOR_TEST(name) cmocka_unit_test_teardown(name, tear_down)
	const struct CMUnitTest tests[] = {
		EDITOR_TEST(lines_are_broken_at_blanks),
		EDITOR_TEST(a_full_row_has_a_column_for_the_cursor),
		EDITOR_TEST(the_cursor_stays_in_sight),
		EDITOR_TEST(wide_and_joined_characters_keep_their_columns),
		EDITOR_TEST(what_must_not_be_drawn_is_a_mark),
		EDITOR_TEST(tabs_go_to_every_fourth_column),
		EDITOR_TEST(marks_have_their_roles_and_pointers),
		EDITOR_TEST(pointers_take_no_row_from_the_cursor),
		EDITOR_TEST(a_mark_inside_a_character_marks_it),
		EDITOR_TEST(without_utf8_it_is_ascii_and_as_wide),
		EDITOR_TEST(any_size_of_canvas_will_do),
		EDITOR_TEST(what_is_drawn_follows_every_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
