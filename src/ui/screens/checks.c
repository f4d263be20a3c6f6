/* SPDX-License-Identifier: MIT */
/* what is right and what is wrong, with its proof and what to do */
#include "app/checks.h"

#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/list.h"
#include "ui/screens.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"
#include "ui/term.h"

#define MARK_COLS 7
#define TITLE_COLS 26
#define PANE_ROWS 7
#define LABEL_COLS 8
/* Header, tabs, message line, footer, and the frames of list and pane. */
#define OTHER_ROWS (4 + 2 + PANE_ROWS)

struct checks_view {
	struct checks *checks;
	struct list list;
	struct profile profile; /* what was checked, as it was named then */
};

static bool
was_run(const struct checks_view *v)
{
	for (size_t i = 0; i < checks_count(); i++) {
		if (checks_finding(v->checks, i)->result != FINDING_WAITING)
			return true;
	}
	return false;
}

/* Another profile's findings would be read as this one's. */
static void
follow_profile(struct screen *s)
{
	struct checks_view *v = s->state;
	const struct checks_options options = { 0 };

	if (v->checks && v->profile.id == s->session->profile.id)
		return;
	checks_destroy(v->checks);
	v->checks = checks_create(s->session, &options);
	v->profile = s->session->profile;
}

static enum status
checks_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct checks_view *v = s->state;

	(void)args;
	(void)f;
	follow_profile(s);
	list_set_count(&v->list, checks_count());
	return ST_OK;
}

static void
checks_close(struct screen *s)
{
	struct checks_view *v = s->state;

	checks_destroy(v->checks);
}

static const char *
words_of(const struct finding *found)
{
	if (found->result == FINDING_WAITING)
		return "not checked yet";
	return found->result == FINDING_RUNNING ? "is being checked" : found->proof;
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct checks_view *v = context;
	const struct finding *found = checks_finding(v->checks, index);
	enum role plain = selected ? ROLE_SELECTED : ROLE_PLAIN;
	enum role role = selected ? ROLE_SELECTED : show_finding_role(found->result);
	int rest = canvas_columns(row) - MARK_COLS - TITLE_COLS;

	canvas_put_text(row, 0, 0, role, finding_mark(found->result));
	canvas_put_fitted(row, 0, MARK_COLS, TITLE_COLS - 1, plain, checks_title(index));
	canvas_put_fitted(row, 0, MARK_COLS + TITLE_COLS, rest, plain, words_of(found));
}

/* When it was found, and how long that took. */
static void
write_time(const struct screen *s, const struct finding *found, char out[SHOW_BYTES])
{
	char at[SHOW_BYTES];
	char took[SHOW_BYTES];

	show_time(s, found->at_ms, at);
	show_duration(found->took_us, took);
	if (found->took_us >= 0)
		snprintf(out, SHOW_BYTES, "at %.30s, took %.30s", at, took);
	else
		snprintf(out, SHOW_BYTES, "at %.30s", at);
}

static void
write_finding(const struct screen *s, const struct finding *found, struct page *page)
{
	char when[SHOW_BYTES];

	page_add_labelled(page, "proof", LABEL_COLS, show_finding_role(found->result),
	                  words_of(found));
	if (!finding_is_over(found))
		return;
	page_add_labelled(page, "do", LABEL_COLS, ROLE_STRONG,
	                  found->fix[0] ? found->fix : "nothing");
	write_time(s, found, when);
	page_add_labelled(page, "when", LABEL_COLS, ROLE_DIM, when);
}

/* Before the first run there is nothing to prove, so the pane says what a run is. */
static void
write_beginning(const struct screen *s, struct page *page)
{
	char all[SHOW_BYTES];

	(void)s;
	show_key(s, CMD_CHECKS_ALL, false, all);
	page_add_format(page, ROLE_PLAIN,
	                "Nothing was checked yet: %s runs all, Enter the one "
	                "that is marked.",
	                all);
	page_add(page, ROLE_PLAIN,
	         "No message is sent, nothing costs money or is used up: at most "
	         "five calls ask the provider.");
}

static void
draw_pane(const struct screen *s, struct canvas *c)
{
	const struct checks_view *v = s->state;
	size_t at = v->list.cursor;
	const struct finding *found = checks_finding(v->checks, at);
	struct canvas in = canvas_put_box(c, checks_title(at), false);
	struct page page;

	page_init(&page);
	page.fixed = true;
	if (was_run(v))
		write_finding(s, found, &page);
	else
		write_beginning(s, &page);
	page_draw(&page, &in);
	page_finish(&page);
}

static void
count(const struct checks_view *v, enum finding_result result, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < checks_count(); i++)
		*out += checks_finding(v->checks, i)->result == result;
}

static void
checks_draw(const struct screen *s, struct canvas *c)
{
	const struct checks_view *v = s->state;
	int list_rows = canvas_rows(c) - PANE_ROWS;
	struct canvas upper = canvas_part(c, 0, 0, list_rows, canvas_columns(c));
	struct canvas lower = canvas_part(c, list_rows, 0, PANE_ROWS, canvas_columns(c));
	char title[SHOW_BYTES];

	snprintf(title, sizeof(title), "Checks of profile %.60s, %zu of %zu", v->profile.name,
	         v->list.cursor + 1, checks_count());
	struct canvas in = canvas_put_box(&upper, title, true);
	list_draw(&v->list, &in, draw_row, v);
	draw_pane(s, &lower);
}

static bool
stop(struct screen *s)
{
	struct checks_view *v = s->state;

	if (!checks_is_running(v->checks))
		return false;
	checks_stop(v->checks);
	console_say(s->console, ROLE_WAITING, "stopped; what was found stays");
	return true;
}

static bool
checks_command(struct screen *s, enum command cmd)
{
	struct checks_view *v = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	follow_profile(s);
	switch (cmd) {
	case CMD_OPEN: checks_run(v->checks, v->list.cursor); return true;
	case CMD_CHECKS_ALL: checks_run_all(v->checks); return true;
	case CMD_BACK: return stop(s);
	default: return list_command(&v->list, cmd, height, &wants_more);
	}
}

static void
checks_event(struct screen *s, const struct event *ev)
{
	(void)ev;
	follow_profile(s);
}

static void
checks_status(const struct screen *s, struct text *out)
{
	const struct checks_view *v = s->state;
	size_t failed;
	size_t warned;
	size_t over;
	size_t all;

	checks_progress(v->checks, &over, &all);
	if (checks_is_running(v->checks)) {
		text_append_format(out, "%zu of %zu checked", over, all);
		return;
	}
	count(v, FINDING_FAIL, &failed);
	count(v, FINDING_WARN, &warned);
	if (was_run(v))
		text_append_format(out, "%zu failed, %zu to look at", failed, warned);
}

const struct screen_class screen_checks = {
	.name = "checks",
	.title = "Checks",
	.state_size = sizeof(struct checks_view),
	.open = checks_open,
	.close = checks_close,
	.draw = checks_draw,
	.command = checks_command,
	.event = checks_event,
	.status = checks_status,
};
