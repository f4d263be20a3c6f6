/* SPDX-License-Identifier: MIT */
/* the confirm dialog: a question over the screen whose default is No */
#include "ui/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* A key that was on its way when the question appeared is no answer to it. */
#define YES_AFTER_US 300000

#define WIDTH_MIN 44
#define LINE_ROWS_MAX 8
#define TITLE_COLUMN 3

static bool
is_confirmed(const struct prompt *p)
{
	return strcmp(p->typed, p->wanted) == 0;
}

static bool
may_say_yes(const struct prompt *p, int64_t now_us)
{
	return is_confirmed(p) && now_us - p->drawn_at_us >= YES_AFTER_US;
}

/* What is typed takes the cursor to Yes when it is all there and right, and away from it
 * otherwise. */
static void
type_letter(struct prompt *p, char letter)
{
	size_t count = strlen(p->typed);

	if (count < strlen(p->wanted)) {
		p->typed[count] = letter;
		p->typed[count + 1] = '\0';
	}
	p->on = is_confirmed(p) ? PROMPT_ON_YES : PROMPT_ON_NO;
}

static void
take_letter_back(struct prompt *p)
{
	size_t count = strlen(p->typed);

	if (count == 0)
		return;
	p->typed[count - 1] = '\0';
	p->on = PROMPT_ON_NO;
}

/* To the next button that may be chosen. */
static void
move_on(struct prompt *p, int step)
{
	int on = (int)p->on;

	do {
		on = (on + step + 3) % 3;
	} while ((on == PROMPT_ON_YES && !is_confirmed(p)) ||
	         (on == PROMPT_ON_OTHER && !p->other[0]));
	p->on = (enum prompt_button)on;
}

static bool
is_one_of(const char *key, const char *const *keys)
{
	for (; *keys; keys++) {
		if (strcmp(key, *keys) == 0)
			return true;
	}
	return false;
}

static enum prompt_answer
answer_here(const struct prompt *p, int64_t now_us)
{
	switch (p->on) {
	case PROMPT_ON_YES: return may_say_yes(p, now_us) ? PROMPT_YES : PROMPT_OPEN;
	case PROMPT_ON_OTHER: return PROMPT_OTHER;
	default: return PROMPT_NO;
	}
}

static bool
is_typed(const struct prompt *p, const char *key)
{
	if (key[0] == '\0' || key[1] != '\0' || !p->wanted[0])
		return false;
	return (key[0] >= '0' && key[0] <= '9') || (p->takes_letters && key[0] > ' ');
}

enum prompt_answer
prompt_key(struct prompt *p, const char *key, int64_t now_us)
{
	static const char *const no[] = { "n", "N", NULL };
	static const char *const other[] = { "d", "F3", NULL };
	static const char *const next[] = { "Tab", "Right", "l", NULL };
	static const char *const before[] = { "S-Tab", "Left", "h", NULL };

	if (p->drawn_at_us == 0)
		return PROMPT_OPEN;
	if (strcmp(key, "Enter") == 0)
		return answer_here(p, now_us);
	if (strcmp(key, "Esc") == 0)
		return PROMPT_NO;
	if (is_typed(p, key))
		type_letter(p, key[0]);
	else if (is_one_of(key, no))
		return PROMPT_NO;
	else if (is_one_of(key, next) || is_one_of(key, before))
		move_on(p, is_one_of(key, next) ? 1 : -1);
	else if (strcmp(key, "Backspace") == 0)
		take_letter_back(p);
	else if (is_one_of(key, other) && p->other[0])
		return PROMPT_OTHER;
	else if (strcmp(key, "y") == 0 && !p->wanted[0] && may_say_yes(p, now_us))
		return PROMPT_YES;
	return PROMPT_OPEN;
}

static int
columns_of(const char *source)
{
	return text_width(source, strlen(source));
}

static int
rows_of(const char *line, int width)
{
	int rows = width > 0 ? columns_of(line) / width + 1 : 1;
	return rows > LINE_ROWS_MAX ? LINE_ROWS_MAX : rows;
}

static size_t
count_lines(const struct prompt *p)
{
	size_t count = PROMPT_LINES;

	while (count > 0 && p->lines[count - 1][0] == '\0')
		count--;
	return count;
}

/* Rows below the lines: a blank one and the buttons, and what is to be typed with its verdict. */
static int
rows_below(const struct prompt *p)
{
	return 2 + (p->wanted[0] ? 3 : 0);
}

/* The box in the middle of the screen, as large as its text wants and the screen allows. */
static struct canvas
place_box(const struct prompt *p, const struct canvas *whole)
{
	int width = columns_of(p->title) + 6;
	int height = 2 + rows_below(p);

	for (size_t i = 0; i < count_lines(p); i++) {
		if (columns_of(p->lines[i]) + 5 > width)
			width = columns_of(p->lines[i]) + 5;
	}
	if (width < WIDTH_MIN)
		width = WIDTH_MIN;
	if (width > canvas_columns(whole) - 2)
		width = canvas_columns(whole) - 2;
	for (size_t i = 0; i < count_lines(p); i++)
		height += rows_of(p->lines[i], width - 4);
	if (height > canvas_rows(whole))
		height = canvas_rows(whole);
	return canvas_part(whole, (canvas_rows(whole) - height) / 2,
	                   (canvas_columns(whole) - width) / 2, height, width);
}

static void
draw_typed(const struct prompt *p, struct canvas *c, int row)
{
	const char *gap = p->takes_letters ? "" : " ";
	int column = canvas_put_format(c, row, 0, ROLE_PLAIN,
	                               "Type %s: ", p->takes_letters ? p->wanted : p->what);

	for (size_t i = 0; p->wanted[i]; i++) {
		const char letter[] = { (char)(i < strlen(p->typed) ? p->typed[i] : '_'), '\0' };
		if (i == strlen(p->typed))
			canvas_place_cursor(c, row, column);
		column = canvas_put_format(c, row, column, ROLE_STRONG, "%s%s", letter, gap);
	}
	if (strlen(p->typed) == strlen(p->wanted) && !is_confirmed(p))
		canvas_put_format(c, row + 1, 0, ROLE_FAILURE, "%s",
		                  p->takes_letters ? "this is not the name"
		                                   : "these are not the digits");
}

static int
draw_button(const struct prompt *p, struct canvas *c, int column, enum prompt_button button)
{
	const char *label = button == PROMPT_ON_NO ? "No" : p->other;
	int row = canvas_rows(c) - 1;
	bool chosen = p->on == button;
	char yes[sizeof(p->yes) + 8];

	if (button == PROMPT_ON_YES) {
		snprintf(yes, sizeof(yes), "%s%s", p->yes, chosen || p->wanted[0] ? "" : " (y)");
		label = yes;
	}
	/* The cursor is where the next key goes: among what is typed until it is all there. */
	if (chosen && strlen(p->typed) == strlen(p->wanted))
		canvas_place_cursor(c, row, column);
	return canvas_put_format(c, row, column, chosen ? ROLE_SELECTED : ROLE_PLAIN,
	                         chosen ? "( %s )" : "  %s  ", label) +
	       2;
}

/* Lines from the first on; what is below them always has its room. */
static void
draw_lines(const struct prompt *p, struct canvas *c)
{
	int room = canvas_rows(c) - rows_below(p);
	int row = 0;

	for (size_t i = 0; i < count_lines(p) && row < room; i++) {
		int rows = rows_of(p->lines[i], canvas_columns(c));

		if (rows > room - row)
			rows = room - row;
		row += canvas_put_wrapped(c, row, 0, rows, ROLE_PLAIN, p->lines[i]);
	}
}

void
prompt_draw(const struct prompt *p, struct canvas *whole)
{
	struct canvas box = place_box(p, whole);

	canvas_clear_all(&box);
	struct canvas inside = canvas_put_box(&box, p->title, true);
	canvas_put_text(&box, 0, TITLE_COLUMN, p->mark_role, p->mark);
	draw_lines(p, &inside);
	int column = draw_button(p, &inside, 2, PROMPT_ON_NO);
	column = draw_button(p, &inside, column, PROMPT_ON_YES);
	if (p->other[0])
		draw_button(p, &inside, column, PROMPT_ON_OTHER);
	if (p->wanted[0])
		draw_typed(p, &inside, canvas_rows(&inside) - rows_below(p) + 1);
}
