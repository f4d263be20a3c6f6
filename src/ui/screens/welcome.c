/* SPDX-License-Identifier: MIT */
/* first start: one decision, no dead end, nothing sent */
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/list.h"
#include "ui/screens.h"
#include "ui/term.h"

#define FACT_LABEL_COLS 11
#define SIDE_COLS 37
#define WIDE_COLS 80
#define NEXT_ROWS 8
#define SHORT_NEXT_ROWS 5
#define TALL_ROWS 24
#define SHORT_ROWS 18
#define ABOUT_COLUMN 18

struct choice {
	const char *words;
	const char *about;
	const char *screen;
};

static const struct choice choices[] = {
	{ "Try it now", "simulated, no account", "send" },
	{ "Connect Infobip", "key and live checks", "setup" },
	{ "Look around", "what is set up so far", "home" },
};
#define CHOICE_COUNT (sizeof(choices) / sizeof(choices[0]))

struct welcome {
	struct list list;
};

static enum status
welcome_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct welcome *w = s->state;

	(void)args;
	(void)f;
	list_set_count(&w->list, CHOICE_COUNT);
	return ST_OK;
}

static void
welcome_close(struct screen *s)
{
	(void)s;
}

static void
draw_choice(const void *context, size_t index, bool selected, struct canvas *row)
{
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;

	(void)context;
	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	canvas_put_text(row, 0, 2, selected ? role : ROLE_STRONG, choices[index].words);
	canvas_put_text(row, 0, ABOUT_COLUMN, role, choices[index].about);
}

static void
draw_decision(const struct screen *s, struct canvas *c)
{
	const struct welcome *w = s->state;
	struct canvas in = canvas_put_box(c, "Welcome", true);
	int row = 0;

	row += canvas_put_wrapped(
		&in, row, 0, 4, ROLE_PLAIN,
		"Sign-in codes by SMS: Auth0 asks for them, Infobip brings them. This "
		"console sends test messages and tells why one did not arrive.");
	row++;
	struct canvas list = canvas_part(&in, row, 0, (int)CHOICE_COUNT, canvas_columns(&in));
	list_draw(&w->list, &list, draw_choice, NULL);
	row += (int)CHOICE_COUNT + 1;
	row += canvas_put_wrapped(
		&in, row, 0, 5, ROLE_PLAIN,
		"The profile \"sandbox\" is ready. It talks to a simulator on this machine "
		"with the requests, answers and status codes of Infobip, for nothing.");
	/* Where room is short the words count for more than the gap above them. */
	row += row + 1 < canvas_rows(&in) ? 1 : 0;
	canvas_put_wrapped(&in, row, 0, 2, ROLE_DIM,
	                   "Leaving is safe at any moment: nothing stays half done.");
}

static int
put_fact(struct canvas *c, int row, const char *label, const char *value)
{
	canvas_put_text(c, row, 0, ROLE_DIM, label);
	canvas_put_text(c, row, FACT_LABEL_COLS, ROLE_PLAIN, value);
	return row + 1;
}

static int
put_terminal(struct canvas *c, int row)
{
	const char *name = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");
	char value[128];

	snprintf(value, sizeof(value), "%s %dx%d", name && *name ? name : "unnamed", term_columns(),
	         term_rows());
	row = put_fact(c, row, "terminal", value);
	if (term_colors() > 0)
		snprintf(value, sizeof(value), "%d", term_colors());
	else
		snprintf(value, sizeof(value), "none%s",
		         no_color && *no_color ? " (NO_COLOR)" : "");
	row = put_fact(c, row, "colours", value);
	snprintf(value, sizeof(value), "%s", term_is_utf8() ? "UTF-8" : nl_langinfo(CODESET));
	return put_fact(c, row, "text", value);
}

/* The end of a path tells more than its beginning. */
static void
put_path(struct canvas *c, int row, const char *path)
{
	size_t room = canvas_columns(c) > 8 ? (size_t)canvas_columns(c) - 2 : 6;
	size_t size = strlen(path);
	bool cut = size > room;

	canvas_put_format(c, row, 2, ROLE_DIM, "%s%s", cut ? ".." : "",
	                  cut ? path + size - (room - 2) : path);
}

static void
draw_machine(const struct screen *s, struct canvas *c)
{
	struct canvas in = canvas_put_box(c, "This machine", false);
	int row = put_terminal(&in, 0);

	row = put_fact(&in, row, "store", s->session->born ? "new, WAL, 0600" : "WAL, 0600");
	put_path(&in, row++, s->session->paths.store);
	row = put_fact(&in, row, "vault",
	               session_is_unlocked(s->session) ? "key file, 0600" : "locked");
	row = put_fact(&in, row, "clock", console_shows_utc(s->console) ? "UTC" : "local time");
	row = put_fact(&in, row, "network", "not used yet");
	canvas_put_wrapped(
		&in, row + 1, 0, 4, ROLE_DIM,
		"Few colours, no UTF-8? Everything works all the same: each state has a word, "
		"not only a colour.");
}

static void
draw_next(struct canvas *c)
{
	static const char *const steps[] = {
		"Enter on the first choice: Send opens with everything filled in",
		"Enter again: a simulated SMS goes out",
		"you see request, answer, delivery and the phone as it happens",
	};
	struct canvas in = canvas_put_box(c, "What happens next", false);
	int row = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		canvas_put_format(&in, row, 0, ROLE_ACCENT, "%zu", i + 1);
		canvas_put_text(&in, row++, 3, ROLE_PLAIN, steps[i]);
	}
	canvas_put_wrapped(
		&in, row + 1, 0, 2, ROLE_DIM,
		"A real send comes later, on a staging profile: it shows number and parts, and "
		"asks first.");
}

static void
welcome_draw(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	bool wide = columns >= WIDE_COLS;
	int next_rows = rows >= TALL_ROWS ? NEXT_ROWS : rows >= SHORT_ROWS ? SHORT_NEXT_ROWS : 0;
	int side_cols = wide ? SIDE_COLS : 0;

	struct canvas decision = canvas_part(c, 0, 0, rows - next_rows, columns - side_cols);
	draw_decision(s, &decision);
	if (wide) {
		struct canvas side =
			canvas_part(c, 0, columns - side_cols, rows - next_rows, side_cols);
		draw_machine(s, &side);
	}
	if (next_rows > 0) {
		struct canvas next = canvas_part(c, rows - next_rows, 0, next_rows, columns);
		draw_next(&next);
	}
}

/* Setup comes with the form of a new profile, because there is nothing else to set up yet. */
static void
choose(struct screen *s)
{
	const struct welcome *w = s->state;
	const char *screen = choices[w->list.cursor].screen;

	console_open(s->console, screen, NULL);
	if (strcmp(screen, "setup") == 0)
		console_open(s->console, "account", &(struct screen_args){ .text = "+staging" });
}

static bool
welcome_command(struct screen *s, enum command cmd)
{
	struct welcome *w = s->state;
	bool wants_more = false;

	switch (cmd) {
	case CMD_OPEN: choose(s); return true;
	case CMD_NEXT_PANE: cmd = CMD_DOWN; break;
	case CMD_PREVIOUS_PANE: cmd = CMD_UP; break;
	default: break;
	}
	return list_command(&w->list, cmd, CHOICE_COUNT, &wants_more);
}

static void
welcome_event(struct screen *s, const struct event *ev)
{
	(void)s;
	(void)ev;
}

static void
welcome_status(const struct screen *s, struct text *out)
{
	text_append(out,
	            s->session->born ? "first start: 2 files made, nothing sent" : "nothing sent");
}

const struct screen_class screen_welcome = {
	.name = "welcome",
	.state_size = sizeof(struct welcome),
	.open = welcome_open,
	.close = welcome_close,
	.draw = welcome_draw,
	.command = welcome_command,
	.event = welcome_event,
	.status = welcome_status,
};
