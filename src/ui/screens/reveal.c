/* SPDX-License-Identifier: MIT */
/* a secret in clear, for ten seconds or until anything else happens */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"

#define SHOWN_MS 10000
#define SECOND_MS 1000
#define PIECE_BYTES 200

struct reveal {
	char name[SECRET_NAME_BYTES];
	struct profile profile;
	struct setup_change *change; /* on its way; NULL: it has come */
	struct secret *value;        /* NULL: not shown */
	int64_t until_us;
	uint64_t tick;
};

/* Once it is hidden the page has nothing to say any more. */
static void
hide(struct screen *s)
{
	struct reveal *x = s->state;

	if (!x->value)
		return;
	secret_destroy(x->value);
	x->value = NULL;
	console_close(s->console, s);
}

static void
count_down(void *context)
{
	struct screen *s = context;
	struct reveal *x = s->state;

	x->tick = 0;
	if (clock_monotonic_us() >= x->until_us)
		hide(s);
	else
		x->tick = loop_start_timer(s->session->loop, SECOND_MS, count_down, s);
	console_mark_dirty(s->console);
}

static void
value_came(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct reveal *x = s->state;

	x->change = NULL;
	if (result->status != ST_OK) {
		console_say_fault(s->console, &result->fault);
		console_close(s->console, s);
		return;
	}
	x->value = result->revealed;
	result->revealed = NULL;
	x->until_us = clock_monotonic_us() + SHOWN_MS * 1000LL;
	x->tick = loop_start_timer(s->session->loop, SECOND_MS, count_down, s);
	console_mark_dirty(s->console);
}

/* "PROFILE NAME": the screen that opens this one has asked. */
static enum status
reveal_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct reveal *x = s->state;
	char profile[PROFILE_NAME_BYTES];

	setup_read_names(args->text, profile, x->name);
	enum status st = setup_load_profile(s->session, profile, &x->profile, f);
	if (st != ST_OK)
		return st;
	const struct setup_order order = { .kind = SETUP_REVEAL,
		                           .profile = &x->profile,
		                           .name = x->name };
	x->change = setup_start(s->session, &order, value_came, s);
	return ST_OK;
}

static void
reveal_close(struct screen *s)
{
	struct reveal *x = s->state;

	setup_abandon(x->change);
	loop_stop_timer(s->session->loop, x->tick);
	secret_destroy(x->value);
}

/* In pieces that are wiped, so that no ordinary memory holds the whole value. */
static void
draw_value(const struct secret *value, struct canvas *c)
{
	const unsigned char *bytes = secret_borrow(value);
	size_t left = secret_size_bytes(value);
	size_t columns = (size_t)canvas_columns(c);
	char piece[PIECE_BYTES + 1];

	if (columns > PIECE_BYTES)
		columns = PIECE_BYTES;
	for (int row = 0; left > 0 && columns > 0 && row < canvas_rows(c); row++) {
		size_t size = left < columns ? left : columns;

		memcpy(piece, bytes, size);
		piece[size] = '\0';
		canvas_put_text(c, row, 0, ROLE_STRONG, piece);
		bytes += size;
		left -= size;
	}
	mem_wipe(piece, sizeof(piece));
}

static void
reveal_draw(const struct screen *s, struct canvas *c)
{
	const struct reveal *x = s->state;
	char title[PROFILE_NAME_BYTES + SECRET_NAME_BYTES + 32];

	snprintf(title, sizeof(title), "[%s] %s of %s",
	         profile_environment_mark(x->profile.environment), x->name, x->profile.name);
	struct canvas in = canvas_put_box(c, title, true);
	if (!x->value) {
		canvas_put_text(&in, 0, 0, ROLE_WAITING, "being read ...");
		return;
	}
	int64_t left_us = x->until_us - clock_monotonic_us();
	canvas_put_format(&in, 0, 0, ROLE_WAITING, "Hidden again in %lld s. This was audited.",
	                  left_us > 0 ? (long long)(left_us + 999999) / 1000000 : 0LL);
	struct canvas value = canvas_part(&in, 2, 0, canvas_rows(&in) - 2, canvas_columns(&in));
	draw_value(x->value, &value);
}

static bool
reveal_command(struct screen *s, enum command cmd)
{
	if (cmd != CMD_OPEN)
		return false;
	hide(s);
	return true;
}

static void
reveal_event(struct screen *s, const struct event *ev)
{
	struct reveal *x = s->state;

	if (ev->kind != EVENT_HIDE && ev->kind != EVENT_LOCKED)
		return;
	setup_abandon(x->change);
	if (x->change)
		console_close(s->console, s);
	x->change = NULL;
	hide(s);
}

static void
reveal_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "Esc hides it now");
}

const struct screen_class screen_reveal = {
	.name = "reveal",
	.state_size = sizeof(struct reveal),
	.open = reveal_open,
	.close = reveal_close,
	.draw = reveal_draw,
	.command = reveal_command,
	.event = reveal_event,
	.status = reveal_status,
};
