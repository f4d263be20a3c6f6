/* SPDX-License-Identifier: MIT */
/* the panes of the account form: fields, live checks, and where each stands */
#include <stdio.h>
#include <string.h>

#include "ui/screens/account_impl.h"
#include "ui/screens/show_impl.h"

#define LABEL_COLS 22
#define MARK_COLS 7
#define PROOF_COLS_MIN 8
#define WIDE_COLS 96
#define WIDE_ROWS 22
#define CHECKS_COLS 44
#define CHECKS_ROWS (CONNECT_PROBE_COUNT + 3)
#define SMALL_CHECKS_ROWS 7
#define LOW_ROWS 18

static void
draw_form(const struct screen *s, struct canvas *c)
{
	const struct account *x = s->state;
	const struct profile *p = &x->after;
	char title[PROFILE_NAME_BYTES + 64];

	snprintf(title, sizeof(title), "[%s] %s%.60s (%s)",
	         profile_environment_mark(p->environment), x->is_new ? "new profile " : "",
	         x->is_new ? x->fields[ACCOUNT_NAME].value : p->name,
	         profile_environment_word(p->environment));
	struct canvas in = canvas_put_box(c, title, true);
	form_draw(&x->form, &in, LABEL_COLS);
}

/* How many probes came to a result. */
static size_t
count_of(const struct account *x, enum finding_result result)
{
	size_t count = 0;

	for (int i = 0; x->connect && i < CONNECT_PROBE_COUNT; i++)
		count += connect_finding(x->connect, (enum connect_probe)i)->result == result;
	return count;
}

/* What it took gives way to what it came to, where there is no room for both. */
static bool
has_room_for_time(const struct finding *found, int columns, const char *title, const char *time)
{
	int proof = text_width(found->proof, strlen(found->proof));
	int before = MARK_COLS + text_width(title, strlen(title)) + 2;
	int with_time = columns - (int)strlen(time) - 2 - before;

	return proof <= with_time || (found->result == FINDING_PASS && proof > columns - before);
}

static void
draw_finding(const struct account *x, enum connect_probe p, struct canvas *c, int row)
{
	const struct finding *found = connect_finding(x->connect, p);
	enum role role = x->outdated ? ROLE_DIM : show_finding_role(found->result);
	const char *title = connect_probe_title(p);
	int end = canvas_columns(c);
	char time[SHOW_BYTES];

	canvas_put_text(c, row, 0, role, finding_mark(found->result));
	if (found->took_us >= 0) {
		show_duration(found->took_us, time);
		if (has_room_for_time(found, end, title, time)) {
			canvas_put_right(c, row, end, ROLE_DIM, time);
			end -= (int)strlen(time) + 2;
		}
	}
	struct canvas words = canvas_part(c, row, MARK_COLS, 1, end - MARK_COLS);
	int column = canvas_put_text(&words, 0, 0, ROLE_PLAIN, title) + 2;
	/* Figures stand at its beginning; what is wrong stands below in full. */
	if (canvas_columns(&words) - column >= PROOF_COLS_MIN)
		canvas_put_fitted(&words, 0, column, canvas_columns(&words) - column, ROLE_DIM,
		                  found->proof);
}

static const char *
checks_title(const struct account *x)
{
	if (!x->connect)
		return "Live checks";
	if (x->outdated)
		return "Live checks: of what stood here before";
	return connect_is_over(x->connect) ? "Live checks: no SMS sent, no cost"
	                                   : "Live checks: running";
}

static const char *
words_before(const struct account *x)
{
	return x->is_new
	               ? "Enter checks address and key as they stand here, before they are saved: "
	                 "at most five calls. No SMS is sent, nothing is consumed."
	               : "Enter checks address and keys, typed or stored: at most five calls. "
	                 "No SMS is sent, nothing is consumed.";
}

static void
draw_checks(const struct screen *s, struct canvas *c)
{
	const struct account *x = s->state;
	struct canvas in = canvas_put_box(c, checks_title(x), false);

	if (!x->connect) {
		canvas_put_wrapped(&in, 0, 0, 5, ROLE_PLAIN, words_before(x));
		return;
	}
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++)
		draw_finding(x, (enum connect_probe)i, &in, i);
}

/* One that is not as it should be, with what to do; returns the row after it. */
static int
draw_trouble(const struct account *x, enum connect_probe p, struct canvas *c, int row)
{
	const struct finding *found = connect_finding(x->connect, p);
	struct canvas rest = canvas_part(c, row + 1, MARK_COLS, canvas_rows(c) - row - 1,
	                                 canvas_columns(c) - MARK_COLS);

	draw_finding(x, p, c, row);
	return row + 1 +
	       canvas_put_wrapped(&rest, 0, 0, canvas_rows(&rest) < 2 ? canvas_rows(&rest) : 2,
	                          ROLE_PLAIN, found->fix[0] ? found->fix : found->proof);
}

/* Where there is room for a few lines only: how many came to what, then what is not as it should
 * be. */
static void
draw_few_checks(const struct screen *s, struct canvas *c)
{
	const struct account *x = s->state;
	struct canvas in = canvas_put_box(c, checks_title(x), false);
	int row = 1;

	if (!x->connect) {
		canvas_put_wrapped(&in, 0, 0, canvas_rows(&in), ROLE_PLAIN, words_before(x));
		return;
	}
	canvas_put_format(&in, 0, 0, ROLE_PLAIN, "[OK] %zu  [FAIL] %zu  [!!] %zu  [n/a] %zu",
	                  count_of(x, FINDING_PASS), count_of(x, FINDING_FAIL),
	                  count_of(x, FINDING_WARN), count_of(x, FINDING_UNKNOWN));
	for (int i = 0; i < CONNECT_PROBE_COUNT && row < canvas_rows(&in); i++) {
		enum finding_result result =
			connect_finding(x->connect, (enum connect_probe)i)->result;
		if (result == FINDING_FAIL || result == FINDING_WARN)
			row = draw_trouble(x, (enum connect_probe)i, &in, row);
	}
}

static void
draw_wide(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int side = columns * 44 / 100 > CHECKS_COLS ? columns * 44 / 100 : CHECKS_COLS;
	struct canvas form = canvas_part(c, 0, 0, CHECKS_ROWS, columns - side);
	struct canvas checks = canvas_part(c, 0, columns - side, CHECKS_ROWS, side);
	struct canvas words = canvas_part(c, CHECKS_ROWS, 0, rows - CHECKS_ROWS, columns);

	draw_form(s, &form);
	draw_checks(s, &checks);
	account_draw_words(s, &words);
}

static void
draw_small(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int lower = rows < LOW_ROWS ? SMALL_CHECKS_ROWS - 2 : SMALL_CHECKS_ROWS;
	struct canvas form = canvas_part(c, 0, 0, rows - lower, columns);
	struct canvas checks = canvas_part(c, rows - lower, 0, lower, columns);

	draw_form(s, &form);
	draw_few_checks(s, &checks);
}

void
account_draw(const struct screen *s, struct canvas *c)
{
	if (canvas_columns(c) < WIDE_COLS || canvas_rows(c) < WIDE_ROWS)
		draw_small(s, c);
	else
		draw_wide(s, c);
}
