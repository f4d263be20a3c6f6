/* SPDX-License-Identifier: MIT */
/* sandbox numbers by what they do */
#include <string.h>

#include "domain/outcome.h"
#include "domain/phone.h"
#include "ui/console.h"
#include "ui/list.h"
#include "ui/screens.h"
#include "ui/term.h"

#define NUMBER_COLS 14
#define RULE_ROWS 8

static const char *const rules[] = {
	"+999 group(1) id(4)     ends in that status: +99950012 is 5/12",
	"+9998 id(4 or 5)        undeliverable with that error",
	"+9999 status(4)         answered with that HTTP status",
	"+9990 seconds(4)        the answer takes so long",
	"+99900000               accepted, then the line drops",
	"any other +999          delivered after about two seconds",
};
#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

struct numbers {
	struct list list;
};

static enum status
numbers_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct numbers *n = s->state;
	size_t count = 0;

	(void)args;
	(void)f;
	while (outcome_example_at(count))
		count++;
	list_set_count(&n->list, count);
	return ST_OK;
}

static void
numbers_close(struct screen *s)
{
	(void)s;
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct outcome_example *example = outcome_example_at(index);
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;

	(void)context;
	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	canvas_put_text(row, 0, 2, selected ? role : ROLE_STRONG, example->number);
	canvas_put_text(row, 0, 2 + NUMBER_COLS, role, example->does);
}

static void
numbers_draw(const struct screen *s, struct canvas *c)
{
	const struct numbers *n = s->state;
	int rows = canvas_rows(c);
	int rule_rows = rows >= 20 ? RULE_ROWS : 0;
	struct canvas upper = canvas_part(c, 0, 0, rows - rule_rows, canvas_columns(c));
	struct canvas in = canvas_put_box(&upper, "Sandbox numbers: each spells its result", true);

	list_draw(&n->list, &in, draw_row, NULL);
	if (rule_rows == 0)
		return;
	struct canvas lower = canvas_part(c, rows - rule_rows, 0, rule_rows, canvas_columns(c));
	struct canvas text = canvas_put_box(&lower, "How to spell any other", false);
	for (size_t i = 0; i < RULE_COUNT; i++)
		canvas_put_text(&text, (int)i, 0, ROLE_PLAIN, rules[i]);
}

static bool
numbers_command(struct screen *s, enum command cmd)
{
	struct numbers *n = s->state;
	bool wants_more = false;
	struct screen_args args = { 0 };

	if (cmd == CMD_OPEN) {
		args.text = outcome_example_at(n->list.cursor)->number;
		console_open(s->console, "send", &args);
		return true;
	}
	size_t height = term_rows() > 12 ? (size_t)term_rows() - 12 : 1;
	return list_command(&n->list, cmd, height, &wants_more);
}

static void
numbers_event(struct screen *s, const struct event *ev)
{
	(void)s;
	(void)ev;
}

static void
numbers_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "no person can have a +999 number");
}

const struct screen_class screen_numbers = {
	.name = "numbers",
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.close = numbers_close,
	.draw = numbers_draw,
	.command = numbers_command,
	.event = numbers_event,
	.status = numbers_status,
};
