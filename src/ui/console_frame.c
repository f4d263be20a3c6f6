/* SPDX-License-Identifier: MIT */
/* one frame: header, tabs, screen, message line, footer, dialog */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "app/arming.h"
#include "base/clock.h"
#include "base/text.h"
#include "ui/console_impl.h"
#include "ui/keymap.h"
#include "ui/screens.h"
#include "ui/term.h"

#define LINE_BYTES 1024
#define BETWEEN_COLS 2
#define PIECES_BETWEEN_COLS 3
/* Below these the vault is told in fewer words, and what is armed takes the place of
 * the clock and of the name of the program. */
#define WIDE_COLS 80
#define WIDE_ARMED_COLS 100

/* In the order of the screen. */
static const struct {
	const char *screen;
	enum command command;
} tabs[] = {
	{ "home", CMD_SCREEN_HOME },     { "send", CMD_SCREEN_SEND },
	{ "log", CMD_SCREEN_LOG },       { "templates", CMD_SCREEN_TEMPLATES },
	{ "checks", CMD_SCREEN_CHECKS }, { "setup", CMD_SCREEN_SETUP },
	{ "audit", CMD_AUDIT },
};

#define TAB_COUNT (sizeof(tabs) / sizeof(tabs[0]))

enum role
console_environment_role(enum profile_environment environment)
{
	switch (environment) {
	case PROFILE_PRODUCTION: return ROLE_PRODUCTION;
	case PROFILE_STAGING: return ROLE_STAGING;
	default: return ROLE_SANDBOX;
	}
}

const char *
console_environment_mark(enum profile_environment environment)
{
	switch (environment) {
	case PROFILE_PRODUCTION: return "[PROD] PROD";
	case PROFILE_STAGING: return "[STG]";
	default: return "[SIM]";
	}
}

static int
draw_environment(const struct console *c, struct canvas *line, int column)
{
	enum profile_environment environment = c->session->profile.environment;

	return canvas_put_text(line, 0, column, console_environment_role(environment),
	                       console_environment_mark(environment));
}

/* Ends before `end`; returns where what stands left of it ends. */
static int
draw_piece(struct canvas *line, int end, enum role role, const char *words)
{
	int column = end - (int)strlen(words);

	canvas_put_text(line, 0, column, role, words);
	return column - PIECES_BETWEEN_COLS;
}

static int
draw_vault(const struct console *c, struct canvas *line, int end)
{
	char words[CONSOLE_VAULT_BYTES];
	bool wide = canvas_columns(line) >= (c->armed_ms > 0 ? WIDE_ARMED_COLS : WIDE_COLS);

	console_write_vault(c, wide, words);
	return draw_piece(line, end, ROLE_PLAIN, words);
}

/* The clock, the time that is left while armed, the vault: on a narrow screen the clock gives way
 * to what is armed. */
static int
draw_right(const struct console *c, struct canvas *line)
{
	char now[CLOCK_TEXT_BYTES];
	char words[64];
	char left[ARMING_TEXT_BYTES];
	int end = canvas_columns(line) - 1;

	clock_format_time(clock_now_ms(), c->shows_utc, false, now);
	snprintf(words, sizeof(words), "%s %s", now, c->shows_utc ? "UTC" : "local");
	if (c->armed_ms == 0 || canvas_columns(line) >= WIDE_COLS)
		end = draw_piece(line, end, ROLE_PLAIN, words);
	if (c->armed_ms > 0) {
		arming_format_left(c->armed_ms, left);
		snprintf(words, sizeof(words), "ARMED %.16s", left);
		end = draw_piece(line, end, ROLE_PRODUCTION, words);
	}
	return draw_vault(c, line, end) + PIECES_BETWEEN_COLS;
}

static void
draw_header(const struct console *c, struct canvas *line)
{
	int end = draw_right(c, line);
	int column = 1;

	if (c->armed_ms == 0 || canvas_columns(line) >= WIDE_COLS)
		column = canvas_put_text(line, 0, 1, ROLE_STRONG, "otpdeck") + BETWEEN_COLS;
	column = draw_environment(c, line, column) + BETWEEN_COLS;
	canvas_put_fitted(line, 0, column, end - column - BETWEEN_COLS, ROLE_STRONG,
	                  c->session->profile.name);
}

static void
first_key(enum command command, char out[32])
{
	struct text keys;

	text_init(&keys, 256);
	keymap_keys_of("all", command, &keys);
	snprintf(out, 32, "%.*s", (int)strcspn(text_string(&keys), ","), text_string(&keys));
	text_finish(&keys);
}

/* The tab of the screen at the bottom; the welcome screen stands in for Home. */
static bool
is_current(const struct console *c, const char *screen)
{
	const struct screen_class *class = c->current_tab->screen.class;
	return strcmp(class->title ? class->name : "home", screen) == 0;
}

/* How the tabs stand on their line, from the widest to the narrowest. */
enum tab_style { TABS_APART, TABS_CLOSE, TABS_NUMBERS, TAB_STYLE_COUNT };

/* " 2 Send ", "[2 Send]" where it is current, " 2 " where there is no room for a title. */
static void
write_tab(const struct console *c, size_t index, enum tab_style style, char out[64])
{
	const struct screen_class *class = screens_find(tabs[index].screen);
	char key[32];

	out[0] = '\0';
	if (!class || !class->title)
		return;
	bool current = is_current(c, tabs[index].screen);
	bool titled = current || style != TABS_NUMBERS;
	first_key(tabs[index].command, key);
	snprintf(out, 64, current ? "[%s%s%s]" : " %s%s%s ", key, titled ? " " : "",
	         titled ? class->title : "");
}

static int
measure_tabs(const struct console *c, enum tab_style style)
{
	char tab[64];
	int columns = 1;

	for (size_t i = 0; i < TAB_COUNT; i++) {
		write_tab(c, i, style, tab);
		columns += tab[0] ? text_width(tab, strlen(tab)) + (style == TABS_APART) : 0;
	}
	return columns;
}

static void
draw_tabs(const struct console *c, struct canvas *line)
{
	enum tab_style style = TABS_APART;
	char help[64];
	char tab[64];
	char key[32];
	int column = 1;

	first_key(CMD_HELP, key);
	snprintf(help, sizeof(help), "%s help ", key);
	int room = canvas_columns(line) - (int)strlen(help);
	while (style + 1 < TAB_STYLE_COUNT && measure_tabs(c, style) > room)
		style++;
	for (size_t i = 0; i < TAB_COUNT; i++) {
		write_tab(c, i, style, tab);
		if (!tab[0])
			continue;
		column = canvas_put_text(line, 0, column,
		                         is_current(c, tabs[i].screen) ? ROLE_ACCENT : ROLE_PLAIN,
		                         tab) +
		         (style == TABS_APART);
	}
	canvas_put_right(line, 0, canvas_columns(line), ROLE_PLAIN, help);
}

/* A message that is too long for its line takes the one above as well: what to do stands at its
 * end. */
static void
draw_message(const struct console *c, struct canvas *lines)
{
	const char *message = c->message;
	enum role role = c->message_role;
	char waiting[96];

	if (c->leaving && !*message) {
		snprintf(
			waiting, sizeof(waiting),
			"waiting for the answer to the send, then leaving; %s again leaves at once",
			console_quit_key(c));
		message = waiting;
		role = ROLE_WAITING;
	}
	if (!*message)
		return;
	struct canvas place = canvas_part(lines, 0, 1, 2, canvas_columns(lines) - 2);
	if (text_width(message, strlen(message)) > canvas_columns(&place)) {
		canvas_fill_row(lines, 0, ROLE_PLAIN);
		canvas_put_wrapped(&place, 0, 0, 2, role, message);
	} else {
		canvas_put_text(&place, 1, 0, role, message);
	}
}

/* What the screen says of itself, then what runs behind it. */
static void
write_status(const struct console *c, struct text *out)
{
	const struct screen *s = console_top(c);
	struct text work;

	text_init(&work, LINE_BYTES);
	worker_describe(c->session->worker, &work);
	console_write_resend(c, out);
	if (s->class->status)
		s->class->status(s, out);
	if (work.size_bytes > 0)
		text_append_format(out, "%s%s", out->size_bytes > 0 ? "  " : "",
		                   text_string(&work));
	text_finish(&work);
}

static void
draw_footer(const struct console *c, struct canvas *line)
{
	int width = canvas_columns(line) - 2;
	struct text status;
	struct text keys;

	text_init(&status, LINE_BYTES);
	text_init(&keys, LINE_BYTES);
	write_status(c, &status);
	int status_width = text_width(text_string(&status), status.size_bytes);
	if (status_width > width / 2)
		status_width = width / 2;
	const char *scope = c->prompt.open ? "dialog" : console_top(c)->class->name;
	/* What is typed there goes nowhere else: the dialog names its own keys. */
	if (!c->lock.typed && !c->offer.typed)
		keymap_write_footer(scope, c->prompt.open ? NULL : console_field(c),
		                    width - status_width - BETWEEN_COLS, &keys);
	canvas_put_text(line, 0, 1, ROLE_ACCENT, text_string(&keys));
	canvas_put_fitted(line, 0, 1 + width - status_width, status_width, ROLE_DIM,
	                  text_string(&status));
	text_finish(&keys);
	text_finish(&status);
}

static void
draw_too_small(struct canvas *whole)
{
	char line[128];

	snprintf(line, sizeof(line), "%dx%d is too small: otpdeck needs %dx%d. q leaves.",
	         canvas_columns(whole), canvas_rows(whole), CONSOLE_COLUMNS_MIN, CONSOLE_ROWS_MIN);
	if (canvas_put_wrapped(whole, 0, 0, canvas_rows(whole), ROLE_PLAIN, line) == 0)
		canvas_put_text(whole, 0, 0, ROLE_PLAIN, "q");
}

static void
draw_all(const struct console *c, struct canvas *whole)
{
	const struct screen *s = console_top(c);
	int rows = canvas_rows(whole);
	int columns = canvas_columns(whole);
	struct canvas header = canvas_part(whole, 0, 0, 1, columns);
	struct canvas tab_line = canvas_part(whole, 1, 0, 1, columns);
	struct canvas body = canvas_part(whole, 2, 0, rows - 4, columns);
	struct canvas message = canvas_part(whole, rows - 3, 0, 2, columns);
	struct canvas footer = canvas_part(whole, rows - 1, 0, 1, columns);

	draw_header(c, &header);
	draw_tabs(c, &tab_line);
	s->class->draw(s, &body);
	draw_message(c, &message);
	draw_footer(c, &footer);
	if (c->prompt.open)
		prompt_draw(&c->prompt, whole);
	if (c->lock.typed)
		console_draw_unlock(c, whole);
	if (c->offer.typed)
		console_draw_offer(c, whole);
}

/* Keys that were on their way are thrown away before the question can be seen to be answered. */
static void
note_prompt_drawn(struct console *c)
{
	int64_t now_us = clock_monotonic_us();

	if (!c->prompt.open || c->prompt.drawn_at_us != 0)
		return;
	term_drop_input();
	c->prompt.drawn_at_us = now_us > 0 ? now_us : 1;
}

void
console_draw(void *context)
{
	struct console *c = context;

	if (console_is_lent(c))
		return;
	console_tell_recovery(c);
	console_watch_arming(c);
	term_begin_frame();
	struct canvas whole = canvas_whole();
	bool too_small = console_is_too_small();
	if (too_small)
		draw_too_small(&whole);
	else
		draw_all(c, &whole);
	term_end_frame();
	if (!too_small)
		note_prompt_drawn(c);
	console_after_frame(c);
}
