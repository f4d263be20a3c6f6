/* SPDX-License-Identifier: MIT */
/* the confirm dialog: a question over the screen whose default is No */
#include "ui/prompt.h"

#include <string.h>

#include "base/text.h"

/* A key that was on its way when the question appeared is no answer to it. */
#define YES_AFTER_US 300000

#define WIDTH_MIN 44
#define LINE_ROWS_MAX 3

static bool
is_confirmed(const struct prompt *p)
{
	return strcmp(p->typed, p->digits) == 0;
}

static bool
may_say_yes(const struct prompt *p, int64_t now_us)
{
	return is_confirmed(p) && now_us - p->drawn_at_us >= YES_AFTER_US;
}

/* Digits take the cursor to Yes when they are all there and right, and away from it otherwise. */
static void
type_digit(struct prompt *p, char digit)
{
	size_t count = strlen(p->typed);

	if (count < strlen(p->digits)) {
		p->typed[count] = digit;
		p->typed[count + 1] = '\0';
	}
	p->on_yes = is_confirmed(p);
}

static void
take_digit_back(struct prompt *p)
{
	size_t count = strlen(p->typed);

	if (count == 0)
		return;
	p->typed[count - 1] = '\0';
	p->on_yes = false;
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
	if (!p->on_yes)
		return PROMPT_NO;
	return may_say_yes(p, now_us) ? PROMPT_YES : PROMPT_OPEN;
}

enum prompt_answer
prompt_key(struct prompt *p, const char *key, int64_t now_us)
{
	static const char *const no[] = { "Esc", "n", "N", NULL };
	static const char *const other[] = { "Tab", "S-Tab", "Left", "Right", "h", "l", NULL };

	if (p->drawn_at_us == 0)
		return PROMPT_OPEN;
	if (strcmp(key, "Enter") == 0)
		return answer_here(p, now_us);
	if (is_one_of(key, no))
		return PROMPT_NO;
	if (is_one_of(key, other))
		p->on_yes = !p->on_yes && is_confirmed(p);
	else if (strcmp(key, "Backspace") == 0)
		take_digit_back(p);
	else if (key[0] >= '0' && key[0] <= '9' && key[1] == '\0')
		type_digit(p, key[0]);
	else if (strcmp(key, "y") == 0 && p->digits[0] == '\0' && may_say_yes(p, now_us))
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

/* The box in the middle of the screen, as large as its text wants and the screen allows. */
static struct canvas
place_box(const struct prompt *p, const struct canvas *whole)
{
	int width = columns_of(p->title) + 6;
	int height = 2 + 2 + (p->digits[0] ? 3 : 0);

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
draw_digits(const struct prompt *p, struct canvas *c, int row)
{
	int column = canvas_put_text(c, row, 0, ROLE_PLAIN, "Type the last digits: ");

	for (size_t i = 0; p->digits[i]; i++) {
		const char digit[] = { (char)(i < strlen(p->typed) ? p->typed[i] : '_'), '\0' };
		if (i == strlen(p->typed))
			canvas_place_cursor(c, row, column);
		column = canvas_put_text(c, row, column, ROLE_STRONG, digit) + 1;
	}
	if (strlen(p->typed) == strlen(p->digits) && !is_confirmed(p))
		canvas_put_text(c, row + 1, 0, ROLE_FAILURE, "these are not the digits");
}

static int
draw_button(struct canvas *c, int column, const char *label, bool chosen)
{
	int row = canvas_rows(c) - 1;

	if (chosen)
		canvas_place_cursor(c, row, column);
	return canvas_put_format(c, row, column, chosen ? ROLE_SELECTED : ROLE_PLAIN,
	                         chosen ? "( %s )" : "  %s  ", label);
}

void
prompt_draw(const struct prompt *p, struct canvas *whole)
{
	struct canvas box = place_box(p, whole);
	int row = 0;

	canvas_clear_all(&box);
	struct canvas inside = canvas_put_box(&box, p->title, true);
	for (size_t i = 0; i < count_lines(p); i++) {
		int rows = rows_of(p->lines[i], canvas_columns(&inside));
		canvas_put_wrapped(&inside, row, 0, rows, ROLE_PLAIN, p->lines[i]);
		row += rows;
	}
	int column = draw_button(&inside, 2, "No", !p->on_yes);
	draw_button(&inside, column + 2, p->yes, p->on_yes);
	if (p->digits[0])
		draw_digits(p, &inside, row + 1);
	/* The cursor is where the next key goes: among the digits until they are right. */
	if (p->digits[0] && strlen(p->typed) == strlen(p->digits))
		canvas_place_cursor(&inside, canvas_rows(&inside) - 1, p->on_yes ? column + 2 : 2);
}
