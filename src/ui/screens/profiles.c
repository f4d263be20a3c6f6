/* SPDX-License-Identifier: MIT */
/* which profile to act on, as a choice over Home or Setup */
#include <string.h>

#include "base/mem.h"
#include "ui/console.h"
#include "ui/list.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"
#include "ui/term.h"

#define NAME_COLS 30
#define OTHER_ROWS 8

struct profiles {
	struct list list;
	struct profile *items;
	size_t count;
};

static enum status
profiles_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct profiles *x = s->state;
	enum status st = setup_list_profiles(s->session, &x->items, &x->count, f);

	(void)args;
	list_set_count(&x->list, x->count);
	for (size_t i = 0; i < x->count; i++)
		if (x->items[i].id == s->session->profile.id)
			x->list.cursor = i;
	return st;
}

static void
profiles_close(struct screen *s)
{
	struct profiles *x = s->state;
	mem_free(x->items);
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct profiles *x = s->state;
	const struct profile *p = &x->items[index];
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	bool here = p->id == s->session->profile.id;

	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	int column = setup_put_mark(row, 0, 2, p) + 1;
	canvas_put_fitted(row, 0, column, NAME_COLS, role, p->name);
	canvas_put_format(row, 0, column + NAME_COLS + 1, role, "%s%s",
	                  profile_environment_word(p->environment),
	                  here ? ", the one acted on now" : "");
}

static void
profiles_draw(const struct screen *s, struct canvas *c)
{
	const struct profiles *x = s->state;
	struct canvas in = canvas_put_box(c, "Act on which profile?", true);

	canvas_put_wrapped(&in, 0, 0, 2, ROLE_DIM,
	                   "Until the console ends; what the shell acts on stays as it is.");
	struct canvas list = canvas_part(&in, 3, 0, canvas_rows(&in) - 3, canvas_columns(&in));
	list_draw(&x->list, &list, draw_row, s);
}

static void
choose(struct screen *s)
{
	const struct profiles *x = s->state;

	if (x->count == 0)
		return;
	console_back(s->console);
	console_act_on(s->console, &x->items[x->list.cursor]);
}

static bool
profiles_command(struct screen *s, enum command cmd)
{
	struct profiles *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	if (cmd == CMD_OPEN) {
		choose(s);
		return true;
	}
	return list_command(&x->list, cmd, height, &wants_more);
}

static void
profiles_event(struct screen *s, const struct event *ev)
{
	(void)s;
	(void)ev;
}

static void
profiles_status(const struct screen *s, struct text *out)
{
	const struct profiles *x = s->state;
	text_append_format(out, "%zu of %zu", x->list.cursor + 1, x->count);
}

const struct screen_class screen_profiles = {
	.name = "profiles",
	.state_size = sizeof(struct profiles),
	.open = profiles_open,
	.close = profiles_close,
	.draw = profiles_draw,
	.command = profiles_command,
	.event = profiles_event,
	.status = profiles_status,
};
