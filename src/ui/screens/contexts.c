/* SPDX-License-Identifier: MIT */
/* test contexts: what each shows and whether that is as expected; made from a pasted event */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/contexts_impl.h"
#include "ui/term.h"

#define REMOVE_TOKEN 1
#define OTHER_ROWS 14

const struct template_tried *
contexts_marked(const struct contexts *x)
{
	return x->list.cursor < x->tries.count ? &x->tries.items[x->list.cursor] : NULL;
}

/* --- Trying ---------------------------------------------------------------------------------- */

static void
place_mark(struct contexts *x)
{
	list_set_count(&x->list, x->tries.count);
	for (size_t i = 0; i < x->tries.count; i++)
		if (strcmp(x->tries.items[i].context.name, x->wanted) == 0)
			x->list.cursor = i;
	x->wanted[0] = '\0';
}

static void
tries_came(void *context, struct template_tries *tries, const struct fault *f)
{
	struct screen *s = context;
	struct contexts *x = s->state;
	const struct template_tried *marked = contexts_marked(x);

	x->asking = NULL;
	console_mark_dirty(s->console);
	x->fault = (struct fault){ 0 };
	if (!tries) {
		x->fault = *f;
		return;
	}
	if (!x->wanted[0] && marked)
		text_copy(x->wanted, sizeof(x->wanted), marked->context.name);
	template_tries_finish(&x->tries);
	x->tries = *tries;
	*tries = (struct template_tries){ 0 };
	x->loaded = true;
	place_mark(x);
}

static void
try_all(struct screen *s)
{
	struct contexts *x = s->state;

	template_contexts_cancel(x->asking);
	x->asking = template_contexts_ask(s->session, TEMPLATE_KIND_COUNT, tries_came, s);
	console_mark_dirty(s->console);
}

/* --- Adding and removing --------------------------------------------------------------------- */

static void
end_paste(struct contexts *x)
{
	text_finish(&x->pasted);
	text_init(&x->pasted, CONTEXTS_PASTE_MAX);
	x->pasting = false;
}

static void
change_came(void *context, const struct template_contexts_result *result)
{
	struct screen *s = context;
	struct contexts *x = s->state;

	x->task = NULL;
	console_mark_dirty(s->console);
	if (result->status != ST_OK) {
		console_say_fault(s->console, &result->fault);
		return;
	}
	text_copy(x->wanted, sizeof(x->wanted), result->name);
	text_copy(x->told, sizeof(x->told), result->told);
	console_store_changed(s->console);
	console_say(s->console, ROLE_GOOD, "[OK] %s%s%s", result->name,
	            result->told[0] ? ": " : " is removed", result->told);
}

static void
start(struct screen *s, const struct template_contexts_order *order)
{
	struct contexts *x = s->state;

	if (x->task)
		console_say(s->console, ROLE_WAITING, "the change before is still being written");
	else
		x->task = template_contexts_start(s->session, order, change_came, s);
}

/* What was pasted is cleaned before anything else, and forgotten here at once. */
static void
take_pasted(struct screen *s)
{
	struct contexts *x = s->state;
	const struct template_contexts_order order = {
		.pasted = text_string(&x->pasted),
		.size_bytes = x->pasted.size_bytes,
	};

	if (x->pasted.overflowed)
		console_say(s->console, ROLE_FAILURE,
		            "what was pasted is over 1 MiB, so nothing of it was kept");
	else if (x->pasted.size_bytes > 0)
		start(s, &order);
	else
		console_say(s->console, ROLE_INFO, "nothing was pasted, so nothing was kept");
	end_paste(x);
	console_mark_dirty(s->console);
}

static void
ask_removal(struct screen *s)
{
	struct contexts *x = s->state;
	const struct template_tried *marked = x->pasting ? NULL : contexts_marked(x);
	char line[TEMPLATE_CONTEXT_NAME_BYTES + 32];

	if (!marked)
		return;
	text_copy(x->asked, sizeof(x->asked), marked->context.name);
	snprintf(line, sizeof(line), "%s, with what is expected of it.", x->asked);
	const struct console_question q = {
		.title = "remove a test context?",
		.lines = { line, "Nothing brings it back but pasting the event again." },
		.yes = "Remove",
		.token = REMOVE_TOKEN,
	};
	console_confirm(s->console, &q);
}

/* --- The six functions ------------------------------------------------------------------------ */

static enum status
contexts_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct contexts *x = s->state;

	(void)args;
	(void)f;
	text_init(&x->pasted, CONTEXTS_PASTE_MAX);
	try_all(s);
	return ST_OK;
}

static void
contexts_close(struct screen *s)
{
	struct contexts *x = s->state;

	template_contexts_cancel(x->asking);
	template_contexts_abandon(x->task);
	template_tries_finish(&x->tries);
	text_finish(&x->pasted);
}

/* The text that answered, seen through this context. */
static void
open_marked(struct screen *s)
{
	const struct template_tried *marked = contexts_marked(s->state);

	if (marked && marked->answered[0])
		console_open(s->console, "template",
		             &(struct screen_args){ .text = marked->answered,
		                                    .message = marked->context.id });
	else if (marked)
		console_say(s->console, ROLE_FAILURE, "no text answers for this context");
}

/* Where a terminal does not mark pastes, their line ends come as Enter. */
static void
enter(struct screen *s)
{
	struct contexts *x = s->state;
	const char *bytes = text_string(&x->pasted);
	size_t size = x->pasted.size_bytes;

	if (!x->pasting)
		open_marked(s);
	else if (size > 0 && bytes[size - 1] != '}')
		text_append(&x->pasted, "\n");
	else
		take_pasted(s);
}

static bool
step_back(struct screen *s)
{
	struct contexts *x = s->state;
	bool was_pasting = x->pasting;

	if (was_pasting)
		end_paste(x);
	console_mark_dirty(s->console);
	return was_pasting;
}

static bool
contexts_command(struct screen *s, enum command cmd)
{
	struct contexts *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	switch (cmd) {
	case CMD_TEXT_PASTE: x->pasting = true; return true;
	case CMD_SETUP_REMOVE: ask_removal(s); return true;
	case CMD_REFRESH: try_all(s); return true;
	case CMD_OPEN: enter(s); return true;
	case CMD_BACK: return step_back(s);
	default: return !x->pasting && list_command(&x->list, cmd, height, &wants_more);
	}
}

static void
contexts_event(struct screen *s, const struct event *ev)
{
	struct contexts *x = s->state;
	const struct template_contexts_order removal = { .removes = true, .name = x->asked };

	switch (ev->kind) {
	case EVENT_TEXT: text_append(&x->pasted, ev->text); break;
	case EVENT_PASTED: take_pasted(s); break;
	case EVENT_LOCKED: end_paste(x); break;
	case EVENT_CONFIRMED:
		if (ev->token == REMOVE_TOKEN)
			start(s, &removal);
		break;
	case EVENT_STORE_CHANGED:
	case EVENT_PROFILE: try_all(s); break;
	default: break;
	}
}

static void
contexts_status(const struct screen *s, struct text *out)
{
	const struct contexts *x = s->state;

	if (x->tries.count == 0)
		return;
	text_append_format(out, "context %zu of %zu, ", x->list.cursor + 1, x->tries.count);
	if (x->tries.failed == 0)
		text_append(out, "all as expected");
	else
		text_append_format(out, "%zu fail%s", x->tries.failed,
		                   x->tries.failed == 1 ? "s" : "");
}

static bool
contexts_typing(const struct screen *s)
{
	const struct contexts *x = s->state;
	return x->pasting;
}

const struct screen_class screen_contexts = {
	.name = "contexts",
	.state_size = sizeof(struct contexts),
	.open = contexts_open,
	.close = contexts_close,
	.draw = contexts_draw,
	.command = contexts_command,
	.event = contexts_event,
	.status = contexts_status,
	.typing = contexts_typing,
};
