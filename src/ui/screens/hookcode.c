/* SPDX-License-Identifier: MIT */
/* the code to paste into Auth0: which generation, copied or written to a file */
#include <stdio.h>
#include <string.h>

#include "domain/hookcode.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/setup_impl.h"

#define NAME_COLS 28

struct hookcode {
	struct list list;
	struct profile profile;
};

static enum status
hookcode_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct hookcode *x = s->state;
	const char *name = args->text ? args->text : s->session->profile.name;

	list_set_count(&x->list, HOOKCODE_COUNT);
	return setup_load_profile(s->session, name, &x->profile, f);
}

static void
hookcode_close(struct screen *s)
{
	(void)s;
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	enum hookcode_generation generation = (enum hookcode_generation)index;
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;

	(void)context;
	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	canvas_put_fitted(row, 0, 2, NAME_COLS, selected ? role : ROLE_STRONG,
	                  hookcode_word(generation));
	canvas_put_text(row, 0, 2 + NAME_COLS, role, hookcode_title(generation));
}

/* How much of the key Auth0 wants is told here: its name, never its value. */
static void
add_steps(struct page *page, const struct hookcode *x)
{
	page_add_labelled(page, "1", 3, ROLE_PLAIN,
	                  "y copies the code that is marked; F2 writes it to a file instead.");
	page_add_labelled(page, "2", 3, ROLE_PLAIN,
	                  "Paste it in Auth0 in the place of what stands there.");
	page_add_labelled(page, "3", 3, ROLE_PLAIN,
	                  "Add the secret " HOOKCODE_SECRET
	                  " to it, once: the same key as here. The code holds no secret.");
	page_add_format(page, ROLE_DIM, "base_url %s, API version %s, sender %s",
	                profile_get(&x->profile, PROFILE_BASE_URL),
	                profile_get(&x->profile, PROFILE_API_VERSION),
	                profile_get(&x->profile, PROFILE_SENDER));
}

static void
hookcode_draw(const struct screen *s, struct canvas *c)
{
	const struct hookcode *x = s->state;
	char title[PROFILE_NAME_BYTES + 32];
	struct page page;

	snprintf(title, sizeof(title), "[%s] Code for Auth0, from %s",
	         profile_environment_mark(x->profile.environment), x->profile.name);
	struct canvas in = canvas_put_box(c, title, true);
	struct canvas list = canvas_part(&in, 0, 0, HOOKCODE_COUNT, canvas_columns(&in));
	struct canvas steps =
		canvas_part(&in, HOOKCODE_COUNT + 1, 0, canvas_rows(&in) - HOOKCODE_COUNT - 1,
	                    canvas_columns(&in));
	list_draw(&x->list, &list, draw_row, NULL);
	page_init(&page);
	page.fixed = true;
	add_steps(&page, x);
	page_draw(&page, &steps);
	page_finish(&page);
}

static void
copy(struct screen *s, bool to_file)
{
	const struct hookcode *x = s->state;
	enum hookcode_generation generation = (enum hookcode_generation)x->list.cursor;
	char file[64];
	struct fault f = { 0 };
	struct text code;

	text_init(&code, HOOKCODE_BYTES_MAX);
	snprintf(file, sizeof(file), "%s.js", hookcode_word(generation));
	if (hookcode_write(generation, &x->profile, &code, &f) == ST_OK) {
		const struct console_copy what = {
			.what = hookcode_title(generation),
			.file = file,
			.bytes = text_string(&code),
			.size_bytes = code.size_bytes,
		};
		if (to_file)
			console_copy_to_file(s->console, &what);
		else
			console_copy(s->console, &what);
	} else {
		console_say_fault(s->console, &f);
	}
	text_finish(&code);
}

static bool
hookcode_command(struct screen *s, enum command cmd)
{
	struct hookcode *x = s->state;
	bool wants_more = false;

	switch (cmd) {
	case CMD_OPEN:
	case CMD_COPY: copy(s, false); return true;
	case CMD_COPY_FILE: copy(s, true); return true;
	default: return list_command(&x->list, cmd, HOOKCODE_COUNT, &wants_more);
	}
}

static void
hookcode_event(struct screen *s, const struct event *ev)
{
	(void)s;
	(void)ev;
}

static void
hookcode_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "no secret is in the code");
}

const struct screen_class screen_hookcode = {
	.name = "hookcode",
	.state_size = sizeof(struct hookcode),
	.open = hookcode_open,
	.close = hookcode_close,
	.draw = hookcode_draw,
	.command = hookcode_command,
	.event = hookcode_event,
	.status = hookcode_status,
};
