/* SPDX-License-Identifier: MIT */
/* secrets of one profile: masked, with fingerprint and age */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"
#include "ui/term.h"

#define REVEAL_TOKEN 1
#define REMOVE_TOKEN 2
#define OTHER_ROWS 10

struct secrets {
	struct profile profile;
	struct list list;
	struct setup_secrets all;
	char asked[SECRET_NAME_BYTES]; /* what the dialog is about */
	struct setup_change *change;
};

static void
read_all(struct screen *s)
{
	struct secrets *x = s->state;

	setup_read_secrets(s, &x->profile, &x->all);
	list_set_count(&x->list, x->all.count);
	console_mark_dirty(s->console);
}

static enum status
secrets_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct secrets *x = s->state;
	const char *name = args->text ? args->text : s->session->profile.name;
	enum status st = setup_load_profile(s->session, name, &x->profile, f);

	if (st == ST_OK)
		read_all(s);
	return st;
}

static void
secrets_close(struct screen *s)
{
	struct secrets *x = s->state;

	setup_abandon(x->change);
	setup_finish_secrets(&x->all);
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct secrets *x = context;
	setup_draw_secret(&x->all.items[index], selected, row);
}

static void
secrets_draw(const struct screen *s, struct canvas *c)
{
	const struct secrets *x = s->state;
	char title[PROFILE_NAME_BYTES + 32];

	snprintf(title, sizeof(title), "[%s] Secrets of %s",
	         profile_environment_mark(x->profile.environment), x->profile.name);
	struct canvas in = canvas_put_box(c, title, true);
	if (x->all.count == 0) {
		canvas_put_wrapped(&in, 0, 0, 3, ROLE_PLAIN,
		                   x->all.known ? "No secret yet: a sets one, such as API_KEY."
		                                : "Not known: the store did not answer in time.");
		return;
	}
	canvas_put_text(&in, 0, 0, ROLE_DIM, SETUP_SECRET_TITLE);
	struct canvas list = canvas_part(&in, 1, 0, canvas_rows(&in) - 3, canvas_columns(&in));
	list_draw(&x->list, &list, draw_row, x);
	canvas_put_text(&in, canvas_rows(&in) - 1, 0, ROLE_DIM,
	                "Equal values have equal fingerprints, in every profile.");
}

static const struct secret_info *
marked(const struct secrets *x)
{
	return x->all.count > 0 ? &x->all.items[x->list.cursor] : NULL;
}

/* "PROFILE NAME" opens the form of one secret; without a name it is asked for. */
static void
open_with(struct screen *s, const char *screen, const char *name)
{
	const struct secrets *x = s->state;
	char text[PROFILE_NAME_BYTES + SECRET_NAME_BYTES + 1];

	snprintf(text, sizeof(text), "%s %s", x->profile.name, name);
	console_open(s->console, screen, &(struct screen_args){ .text = text });
}

static void
ask(struct screen *s, const struct console_question *q)
{
	struct secrets *x = s->state;

	text_copy(x->asked, sizeof(x->asked), marked(x)->name);
	console_confirm(s->console, q);
}

static void
ask_reveal(struct screen *s)
{
	const struct secrets *x = s->state;
	char line[256];

	if (!marked(x))
		return;
	snprintf(line, sizeof(line), "%s of profile %s stands on this screen in clear.",
	         marked(x)->name, x->profile.name);
	ask(s, &(struct console_question){
		       .title = "show a secret?",
		       .lines = { line,
	                          "It is hidden after ten seconds, on any way out, and audited." },
		       .yes = "Show",
		       .profile = &x->profile,
		       .token = REVEAL_TOKEN,
	       });
}

static void
ask_removal(struct screen *s)
{
	const struct secrets *x = s->state;
	char text[PROFILE_NAME_BYTES + 2 * SECRET_NAME_BYTES + 64];
	char waiting[SETUP_WAITING_BYTES];

	if (!marked(x))
		return;
	if (x->profile.environment == PROFILE_PRODUCTION) {
		snprintf(text, sizeof(text), "remove-secret:%s %s", x->profile.name,
		         marked(x)->name);
		console_open(s->console, "name", &(struct screen_args){ .text = text });
		return;
	}
	snprintf(text, sizeof(text), "%s of profile %s is gone at once.", marked(x)->name,
	         x->profile.name);
	setup_tell_waiting(s, &x->profile, marked(x)->name, waiting);
	ask(s, &(struct console_question){
		       .title = "remove a secret?",
		       .lines = { text, "Nothing brings it back.", waiting[0] ? waiting : NULL },
		       .yes = "Remove",
		       .profile = &x->profile,
		       .token = REMOVE_TOKEN,
	       });
}

static void
removed(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct secrets *x = s->state;

	x->change = NULL;
	if (result->status != ST_OK)
		console_say_fault(s->console, &result->fault);
	else
		console_say(s->console, ROLE_GOOD, "[OK] %s is removed", x->asked);
	console_profile_changed(s->console);
	read_all(s);
}

static void
remove_asked(struct screen *s)
{
	struct secrets *x = s->state;
	const struct setup_order order = { .kind = SETUP_REMOVE_SECRET,
		                           .profile = &x->profile,
		                           .name = x->asked };

	if (!x->change)
		x->change = setup_start(s->session, &order, removed, s);
}

static bool
secrets_command(struct screen *s, enum command cmd)
{
	struct secrets *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	switch (cmd) {
	case CMD_OPEN: open_with(s, "secret", marked(x) ? marked(x)->name : ""); return true;
	case CMD_SETUP_ADD: open_with(s, "secret", ""); return true;
	case CMD_SETUP_REVEAL: ask_reveal(s); return true;
	case CMD_SETUP_REMOVE: ask_removal(s); return true;
	default: return list_command(&x->list, cmd, height, &wants_more);
	}
}

static void
secrets_event(struct screen *s, const struct event *ev)
{
	const struct secrets *x = s->state;

	switch (ev->kind) {
	case EVENT_STORE_CHANGED:
	case EVENT_PROFILE:
	case EVENT_MINUTE: read_all(s); break;
	case EVENT_CONFIRMED:
		if (ev->token == REVEAL_TOKEN)
			open_with(s, "reveal", x->asked);
		else if (ev->token == REMOVE_TOKEN)
			remove_asked(s);
		break;
	default: break;
	}
}

static void
secrets_status(const struct screen *s, struct text *out)
{
	const struct secrets *x = s->state;
	text_append_format(out, "%zu secret%s", x->all.count, x->all.count == 1 ? "" : "s");
}

const struct screen_class screen_secrets = {
	.name = "secrets",
	.state_size = sizeof(struct secrets),
	.open = secrets_open,
	.close = secrets_close,
	.draw = secrets_draw,
	.command = secrets_command,
	.event = secrets_event,
	.status = secrets_status,
};
