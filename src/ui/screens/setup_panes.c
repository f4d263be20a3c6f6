/* SPDX-License-Identifier: MIT */
/* the panes of Setup: profiles, what the marked one has and lacks, its secrets */
#include <stdio.h>
#include <string.h>

#include "app/arming.h"
#include "base/clock.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/setup_impl.h"

#define SIDE_COLS 34
#define WIDE_COLS 80
#define LOW_ROWS 18
#define SECRET_ROWS 7
#define MARK_COLS 7

static void
draw_profile(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct setup *x = s->state;
	const struct profile *p = &x->profiles[index];
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	bool here = p->id == s->session->profile.id;

	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	int column = setup_put_mark(row, 0, 2, p) + 1;
	canvas_put_text(row, 0, column, role, p->name);
	canvas_put_right(row, 0, canvas_columns(row), selected ? role : ROLE_ACCENT,
	                 here && p->id == x->in_use ? "here, in use"
	                 : here                     ? "here"
	                 : p->id == x->in_use       ? "in use"
	                                            : "");
}

static void
draw_profiles(const struct screen *s, struct canvas *c)
{
	const struct setup *x = s->state;
	struct canvas in = canvas_put_box(c, "Profiles", true);

	if (x->count == 0)
		canvas_put_wrapped(&in, 0, 0, 4, ROLE_FAILURE,
		                   x->fault.cause[0] ? x->fault.cause : "no profile is known");
	list_draw(&x->list, &in, draw_profile, s);
}

static void
add_line(struct page *p, const char *mark, enum role role, const char *line)
{
	page_add_labelled(p, mark, MARK_COLS, role, line);
}

static void
add_address(struct page *page, const struct profile *p)
{
	const char *url = profile_get(p, PROFILE_BASE_URL);
	char line[PROFILE_VALUE_BYTES + 16];

	snprintf(line, sizeof(line), "address %s", url);
	if (*url)
		add_line(page, "[OK]", ROLE_PLAIN, line);
	else if (p->environment == PROFILE_SANDBOX)
		add_line(page, "[OK]", ROLE_PLAIN, "address: our simulator, started by a send");
	else
		add_line(page, "[!!]", ROLE_WAITING, "no address: Enter opens the form");
}

static void
add_key(struct page *page, const struct setup *x, const struct profile *p)
{
	const struct secret_info *key = setup_find_secret(&x->secrets, "API_KEY");
	char host[SECRET_HOST_BYTES];
	char line[SECRET_HOST_BYTES];

	secret_store_host_of(p, host);
	if (!x->secrets.known)
		add_line(page, "[--]", ROLE_DIM, "API_KEY: not known, the store did not answer");
	else if (key && key->refused_at_ms)
		add_line(page, "[FAIL]", ROLE_FAILURE,
		         "the provider refused API_KEY: Enter opens the form");
	else if (key && profile_is_billed(p) && host[0] && strcmp(host, key->host) != 0) {
		snprintf(line, sizeof(line),
		         "API_KEY is for %.100s, not for %.100s: Enter opens the form",
		         key->host[0] ? key->host : "no host yet", host);
		add_line(page, "[FAIL]", ROLE_FAILURE, line);
	} else if (key)
		add_line(page, "[OK]", ROLE_PLAIN, "API_KEY is set");
	else if (p->environment == PROFILE_SANDBOX)
		add_line(page, "[--]", ROLE_DIM, "API_KEY: none, the simulator takes any");
	else
		add_line(page, "[!!]", ROLE_WAITING, "no API_KEY: Enter opens the form");
}

static void
add_sender(struct page *page, const struct profile *p)
{
	char line[PROFILE_VALUE_BYTES + 16];

	snprintf(line, sizeof(line), "sender %s", profile_get(p, PROFILE_SENDER));
	if (*profile_get(p, PROFILE_SENDER))
		add_line(page, "[OK]", ROLE_PLAIN, line);
	else
		add_line(page, "[!!]", ROLE_WAITING, "no sender: Enter opens the form");
}

/* The safety catch is the console's to turn, for the profile that it acts on. */
static void
add_catch(struct page *page, const struct screen *s, const struct profile *p)
{
	const struct setup *x = s->state;
	bool here = p->id == s->session->profile.id;
	int64_t left_ms = (x->armed_until_us - clock_monotonic_us()) / 1000;
	char left[ARMING_TEXT_BYTES];
	char line[SHOW_BYTES];

	if (p->environment != PROFILE_PRODUCTION)
		return;
	if (left_ms > 0) {
		arming_format_left(left_ms, left);
		snprintf(line, sizeof(line), "armed, %s left: %s", left,
		         here ? "A disarms" : "p acts on it, then A disarms");
		add_line(page, "[!!]", ROLE_WAITING, line);
		return;
	}
	add_line(page, "[OK]", ROLE_PLAIN,
	         here ? "not armed, so nothing is sent: A arms it"
	              : "not armed, so nothing is sent: p acts on it, then A arms it");
}

/* The last step, for which nothing can be seen from here. */
static void
add_code(struct page *page, const struct profile *p)
{
	if (profile_is_billed(p) && *profile_get(p, PROFILE_BASE_URL))
		add_line(page, "[--]", ROLE_DIM,
		         "code for Auth0: y copies it; its secret is API_KEY");
}

/* What is not as it comes, because that is what somebody chose. */
static void
add_choices(struct page *page, const struct profile *p)
{
	char line[PROFILE_VALUE_BYTES + 64];

	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		enum profile_setting setting = (enum profile_setting)i;

		if (setting == PROFILE_BASE_URL || setting == PROFILE_SENDER ||
		    strcmp(profile_get(p, setting), profile_setting_default(setting)) == 0)
			continue;
		snprintf(line, sizeof(line), "%s %s", profile_setting_key(setting),
		         profile_get(p, setting));
		add_line(page, "", ROLE_DIM, line);
	}
}

static void
draw_detail(const struct screen *s, struct canvas *c)
{
	const struct setup *x = s->state;
	const struct profile *p = setup_marked(s);
	char title[PROFILE_NAME_BYTES + 32];
	struct page page;

	snprintf(title, sizeof(title), "%s (%s)", p->name,
	         profile_environment_word(p->environment));
	struct canvas in = canvas_put_box(c, title, false);
	page_init(&page);
	page.fixed = true;
	add_line(&page, profile_is_billed(p) ? "[!!]" : "[OK]", ROLE_PLAIN,
	         profile_is_billed(p) ? "real: reaches a person and is billed"
	                              : "simulated: reaches nobody, costs nothing");
	add_address(&page, p);
	add_key(&page, x, p);
	add_sender(&page, p);
	add_catch(&page, s, p);
	add_code(&page, p);
	add_choices(&page, p);
	page_draw(&page, &in);
	page_finish(&page);
}

static void
draw_secrets(const struct screen *s, struct canvas *c)
{
	const struct setup *x = s->state;
	const struct setup_secrets *secrets = &x->secrets;
	char title[PROFILE_NAME_BYTES + 32];

	snprintf(title, sizeof(title), "Secrets of %s", setup_marked(s)->name);
	struct canvas in = canvas_put_box(c, title, false);
	int rows = canvas_rows(&in);

	if (!secrets->known)
		canvas_put_text(&in, 0, 0, ROLE_DIM, "not known: the store did not answer in time");
	else if (secrets->count == 0)
		canvas_put_text(&in, 0, 0, ROLE_PLAIN, "none yet: S sets one");
	for (size_t i = 0; i < secrets->count && (int)i < rows; i++) {
		struct canvas row = canvas_part(&in, (int)i, 0, 1, canvas_columns(&in));

		if ((int)i == rows - 1 && i + 1 < secrets->count)
			canvas_put_format(&row, 0, 0, ROLE_DIM, "and %zu more: S lists them",
			                  secrets->count - i);
		else
			setup_draw_secret(&secrets->items[i], false, &row);
	}
}

static void
draw_wide(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int lower = rows >= LOW_ROWS ? SECRET_ROWS : 5;
	struct canvas left = canvas_part(c, 0, 0, rows - lower, SIDE_COLS);
	struct canvas right = canvas_part(c, 0, SIDE_COLS, rows - lower, columns - SIDE_COLS);
	struct canvas below = canvas_part(c, rows - lower, 0, lower, columns);

	draw_profiles(s, &left);
	if (!setup_marked(s))
		return;
	draw_detail(s, &right);
	draw_secrets(s, &below);
}

static void
draw_narrow(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int upper = rows / 3 < 4 ? 4 : rows / 3;
	struct canvas top = canvas_part(c, 0, 0, upper, columns);
	struct canvas middle = canvas_part(c, upper, 0, rows - upper - 4, columns);
	struct canvas below = canvas_part(c, rows - 4, 0, 4, columns);

	draw_profiles(s, &top);
	if (!setup_marked(s))
		return;
	draw_detail(s, &middle);
	draw_secrets(s, &below);
}

void
setup_draw(const struct screen *s, struct canvas *c)
{
	if (canvas_columns(c) < WIDE_COLS)
		draw_narrow(s, c);
	else
		draw_wide(s, c);
}
