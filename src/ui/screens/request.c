/* SPDX-License-Identifier: MIT */
/* a request that would be sent, and was not */
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/page_impl.h"
#include "ui/term.h"

#define AROUND_ROWS 7 /* of header, tabs, message, footer, frame, and the line above the page */
#define AROUND_COLS 4
#define HEAD_MAX ((size_t)8 * 1024)

struct request {
	struct page page;
};

static enum status
request_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct request *x = s->state;
	const char *body = args->text ? strstr(args->text, "\n\n") : NULL;
	struct text head;

	(void)f;
	page_init(&x->page);
	if (!body)
		return ST_OK;
	text_init(&head, HEAD_MAX);
	text_append_bytes(&head, args->text, (size_t)(body - args->text));
	page_add_text(&x->page, ROLE_PLAIN, text_string(&head), "");
	page_add(&x->page, ROLE_PLAIN, "");
	page_add_json(&x->page, ROLE_PLAIN, body + 2, "no body");
	text_finish(&head);
	return ST_OK;
}

static void
request_close(struct screen *s)
{
	struct request *x = s->state;
	page_finish(&x->page);
}

static void
request_draw(const struct screen *s, struct canvas *c)
{
	const struct request *x = s->state;
	struct canvas in = canvas_put_box(c, "Dry run: what would be sent", true);
	struct canvas below = canvas_part(&in, 1, 0, canvas_rows(&in) - 1, canvas_columns(&in));

	canvas_put_text(&in, 0, 0, ROLE_WAITING,
	                "Nothing was sent or written down. A made-up code is new each time.");
	page_draw(&x->page, &below);
}

static bool
request_command(struct screen *s, enum command cmd)
{
	struct request *x = s->state;
	int rows = term_rows() - AROUND_ROWS;

	return page_command(&x->page, cmd, rows > 0 ? rows : 1, term_columns() - AROUND_COLS);
}

static void
request_event(struct screen *s, const struct event *ev)
{
	struct request *x = s->state;

	if (ev->kind != EVENT_LOCKED)
		return;
	/* The number may have come out of the vault, and the page shows it whole. */
	page_reset(&x->page);
	console_close(s->console, s);
}

static void
request_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "the key is masked");
}

const struct screen_class screen_request = {
	.name = "request",
	.state_size = sizeof(struct request),
	.open = request_open,
	.close = request_close,
	.draw = request_draw,
	.command = request_command,
	.event = request_event,
	.status = request_status,
};
