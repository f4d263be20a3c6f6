/* SPDX-License-Identifier: MIT */
/* keys of the place it was opened from, and of everywhere */
#include <string.h>

#include "app/command.h"
#include "ui/console.h"
#include "ui/keymap.h"
#include "ui/screens.h"
#include "ui/screens/page_impl.h"

#define KEYS_COLS 16
#define LABEL_COLS 30
#define FRAME_ROWS 6
#define FRAME_COLS 4

struct help {
	struct page page;
	char scope[32];
};

/* Whether an earlier row of the scope names the command: its keys stand there. */
static bool
is_named_before(const struct binding *b)
{
	for (const struct binding *i = keymap_bindings(); i != b; i++)
		if (i->command == b->command && strcmp(i->scope, b->scope) == 0)
			return true;
	return false;
}

static void
append_keys(const struct binding *first, struct text *out)
{
	const char *between = "";

	for (const struct binding *b = first; b->scope; b++) {
		if (b->command != first->command || strcmp(b->scope, first->scope) != 0)
			continue;
		text_append_format(out, "%s%s", between, b->key);
		between = ", ";
	}
}

static void
add_scope(struct page *p, const char *scope, const char *heading)
{
	bool headed = false;
	struct text keys;
	struct text label;

	text_init(&keys, 256);
	text_init(&label, 256);
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (strcmp(b->scope, scope) != 0 || is_named_before(b))
			continue;
		if (!headed) {
			if (p->count > 0)
				page_add(p, ROLE_PLAIN, "");
			page_add(p, ROLE_STRONG, heading);
			headed = true;
		}
		text_reset(&keys);
		text_reset(&label);
		append_keys(b, &keys);
		text_append_fitted(&label, text_string(&keys), KEYS_COLS - 1, true);
		text_append_format(&label, " %s", command_words(b->command));
		page_add_labelled(p, text_string(&label), LABEL_COLS, ROLE_PLAIN,
		                  command_help(b->command));
	}
	text_finish(&label);
	text_finish(&keys);
}

/* Whether fields of the place take letters, so that only some of its keys work meanwhile. */
static bool
has_fields(const char *scope)
{
	const struct screen_class *class = screens_find(scope);
	return class && class->typing;
}

static bool
has_editor(const char *scope)
{
	const struct screen_class *class = screens_find(scope);
	return class && class->editing;
}

static enum status
help_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct help *h = s->state;
	char heading[64];
	struct text words;

	(void)f;
	text_copy(h->scope, sizeof(h->scope), args && args->text ? args->text : "home");
	page_init(&h->page);
	text_init(&words, sizeof(heading) - 1);
	text_append_format(&words, "Here (%s)", h->scope);
	text_copy(heading, sizeof(heading), text_string(&words));
	text_finish(&words);
	add_scope(&h->page, h->scope, heading);
	if (has_fields(h->scope))
		add_scope(&h->page, "text", "While a field takes letters");
	if (has_editor(h->scope))
		add_scope(&h->page, "edit", "While a text is edited");
	add_scope(&h->page, "all", "Everywhere");
	add_scope(&h->page, "dialog", "In a question");
	return ST_OK;
}

static void
help_close(struct screen *s)
{
	struct help *h = s->state;
	page_finish(&h->page);
}

static void
help_draw(const struct screen *s, struct canvas *c)
{
	const struct help *h = s->state;
	struct canvas in = canvas_put_box(c, "Keys", true);

	page_draw(&h->page, &in);
}

static bool
help_command(struct screen *s, enum command cmd)
{
	struct help *h = s->state;
	struct canvas whole = canvas_whole();

	return page_command(&h->page, cmd, canvas_rows(&whole) - FRAME_ROWS,
	                    canvas_columns(&whole) - FRAME_COLS);
}

static void
help_event(struct screen *s, const struct event *ev)
{
	(void)s;
	(void)ev;
}

static void
help_status(const struct screen *s, struct text *out)
{
	const struct help *h = s->state;
	text_append_format(out, "keys of %s", h->scope);
}

const struct screen_class screen_help = {
	.name = "help",
	.state_size = sizeof(struct help),
	.open = help_open,
	.close = help_close,
	.draw = help_draw,
	.command = help_command,
	.event = help_event,
	.status = help_status,
};
