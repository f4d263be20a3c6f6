/* SPDX-License-Identifier: MIT */
/* the text in hand and the store: loaded, saved, found changed elsewhere, left */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens/show_impl.h"
#include "ui/screens/template_impl.h"

enum template_token {
	TOKEN_LEAVE = 1, /* what is not saved goes */
	TOKEN_SAVE_LEAVE,
	TOKEN_OVER,   /* ours on top of another's revision */
	TOKEN_OUTSIDE /* back from $EDITOR */
};

/* --- Loading --------------------------------------------------------------------------------- */

/* What these people get now, which a text of their own begins as. */
static enum status
load_seed(struct screen *s, struct template_text *text, struct fault *f)
{
	struct template_page *x = s->state;
	const struct template_request ask = {
		.kind = x->name.kind,
		.locale = x->name.locale,
		.client_id = x->name.client_id,
		.channel = x->name.channel == TEMPLATE_VOICE ? TEMPLATE_VOICE : TEMPLATE_SMS,
	};
	struct template_trace trace;
	enum status st = templates_resolve(s->session, &ask, &trace, text, f);

	if (st == ST_OK) {
		template_name_write(&text->info.of, x->seed, sizeof(x->seed));
		return ST_OK;
	}
	if (st == ST_NOT_FOUND)
		st = templates_load_default(&x->name, text, f);
	return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status
take_text(struct template_page *x, const struct template_text *text, struct fault *f)
{
	if (editor_set(x->editor, text_string(&text->source), text->source.size_bytes))
		return ST_OK;
	return fault_set(f, WORD_TEMPLATE_TOO_LARGE, "the stored text is too long to be edited");
}

enum status
template_page_load(struct screen *s, struct fault *f)
{
	struct template_page *x = s->state;
	struct template_text text;

	template_text_init(&text);
	x->newest = 0;
	x->revision = 0;
	x->told_removed = false;
	enum status st = templates_load(s->session, &x->name, 0, &text, f);
	if (st == ST_OK)
		x->revision = text.info.revision;
	else if (st == ST_NOT_FOUND)
		st = load_seed(s, &text, f);
	if (st == ST_OK)
		st = take_text(x, &text, f);
	template_text_finish(&text);
	return st;
}

/* --- Saving ---------------------------------------------------------------------------------- */

static void start_save(struct screen *s, int64_t expected);

/* Somebody saved another revision since, or removed the text: what was typed here stays, and goes
 * on top only when that is wanted. */
static void
ask_over(struct screen *s)
{
	const struct template_page *x = s->state;
	bool removed = x->newest == 0;
	char line[SHOW_BYTES];

	if (!removed)
		snprintf(line, sizeof(line), "Revision %lld was saved elsewhere after %lld.",
		         (long long)x->newest, (long long)x->revision);
	else
		snprintf(line, sizeof(line), "The text was removed elsewhere.");
	const struct console_question q = {
		.title = removed ? "save a removed text?" : "save over another's text?",
		.lines = { line, "What you typed stays either way;",
		           removed ? "saved, it is in use again."
		                   : "theirs stays in the history." },
		.yes = removed ? "Save mine anew" : "Save mine on top",
		.token = TOKEN_OVER,
	};
	console_confirm(s->console, &q);
}

/* The newest revision in the store; 0 when there is none. */
static int64_t
read_newest(struct screen *s, int64_t otherwise)
{
	const struct template_page *x = s->state;
	struct template_text newest;
	struct fault f = { 0 };

	template_text_init(&newest);
	if (templates_load(s->session, &x->name, 0, &newest, &f) == ST_OK)
		otherwise = newest.info.revision;
	else if (f.word == WORD_NOT_FOUND)
		otherwise = 0;
	template_text_finish(&newest);
	return otherwise;
}

static void
save_came(void *context, const struct templates_result *result)
{
	struct screen *s = context;
	struct template_page *x = s->state;
	bool leaves = x->leaves;

	x->change = NULL;
	x->leaves = false;
	console_mark_dirty(s->console);
	if (result->fault.word == WORD_ROW_MOVED && result->status != ST_OK) {
		x->newest = read_newest(s, x->revision);
		ask_over(s);
		return;
	}
	if (result->status != ST_OK) {
		console_say_fault(s->console, &result->fault);
		return;
	}
	x->revision = result->info.revision;
	x->newest = 0;
	x->told_removed = false;
	/* What was typed in the meantime is not in it. */
	if (editor_revision(x->editor) == x->saving)
		editor_saved(x->editor);
	console_store_changed(s->console);
	console_say(s->console, ROLE_GOOD,
	            result->unchanged ? "[OK] revision %lld has this text already"
	                              : "[OK] saved as revision %lld; history shows what changed",
	            (long long)result->info.revision);
	if (leaves && !template_page_is_unsaved(x))
		console_close(s->console, s);
}

static void
start_save(struct screen *s, int64_t expected)
{
	struct template_page *x = s->state;
	const struct text *text = editor_text(x->editor);
	const struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.name = x->name,
		.source = text_string(text),
		.size_bytes = text->size_bytes,
		.expected = expected,
	};

	x->saving = editor_revision(x->editor);
	x->change = templates_start(s->session, &order, save_came, s);
}

void
template_page_save(struct screen *s)
{
	struct template_page *x = s->state;

	if (x->change)
		console_say(s->console, ROLE_WAITING, "it is being saved");
	else if (x->profile_id != s->session->profile.id)
		console_say(s->console, ROLE_FAILURE,
		            "the console acts on another profile now: copy the text, then leave");
	else
		start_save(s, x->revision);
}

bool
template_page_is_unsaved(const struct template_page *x)
{
	return editor_is_changed(x->editor);
}

/* --- Changed elsewhere ----------------------------------------------------------------------- */

/* What nobody changed here becomes what these people get now. */
static void
follow_removal(struct screen *s)
{
	struct template_page *x = s->state;
	struct fault f = { 0 };

	if (x->told_removed)
		return;
	if (template_page_is_unsaved(x))
		console_say(s->console, ROLE_WAITING,
		            "%s was removed elsewhere: what you typed stays, F2 asks before it is "
		            "saved anew",
		            x->written);
	else if (template_page_load(s, &f) != ST_OK)
		console_say_fault(s->console, &f);
	else
		console_say(s->console, ROLE_WAITING,
		            "%s was removed elsewhere: this is what these people get now",
		            x->written);
	x->told_removed = true;
}

void
template_page_follow(struct screen *s)
{
	struct template_page *x = s->state;
	struct fault f = { 0 };

	if (x->change || x->profile_id != s->session->profile.id)
		return;
	int64_t newest = read_newest(s, x->revision);
	if (newest == 0 && x->revision > 0) {
		follow_removal(s);
		return;
	}
	if (newest == x->revision || newest == x->newest)
		return;
	if (template_page_is_unsaved(x)) {
		x->newest = newest;
		console_say(s->console, ROLE_WAITING,
		            "revision %lld was saved elsewhere: what you typed stays, F2 asks "
		            "before it goes on top",
		            (long long)newest);
		return;
	}
	if (template_page_load(s, &f) != ST_OK)
		console_say_fault(s->console, &f);
	else
		console_say(s->console, ROLE_INFO, "revision %lld, saved elsewhere, is shown",
		            (long long)x->revision);
}

/* --- Leaving --------------------------------------------------------------------------------- */

bool
template_page_ask_leave(struct screen *s)
{
	const struct template_page *x = s->state;

	if (!template_page_is_unsaved(x))
		return false;
	const struct console_question q = {
		.title = "leave without saving?",
		.lines = { "What was typed since the last save would be lost.",
		           x->revision > 0 ? "Until it is saved, people get the revision before."
		                           : "Nobody gets this text until it is saved." },
		.yes = "Leave it",
		.other = "Save and leave",
		.token = TOKEN_LEAVE,
		.other_token = TOKEN_SAVE_LEAVE,
	};
	console_confirm(s->console, &q);
	return true;
}

void
template_page_answered(struct screen *s, int token)
{
	struct template_page *x = s->state;

	switch (token) {
	case TOKEN_LEAVE: console_close(s->console, s); break;
	case TOKEN_SAVE_LEAVE:
		template_page_save(s);
		x->leaves = x->change != NULL;
		break;
	case TOKEN_OVER: start_save(s, x->newest); break;
	default: break;
	}
}

/* --- The operator's own editor --------------------------------------------------------------- */

void
template_page_edit_outside(struct screen *s)
{
	const struct template_page *x = s->state;
	const struct console_outside outside = {
		.name = x->written,
		.text = text_string(editor_text(x->editor)),
		.ceiling_bytes = TEMPLATE_SOURCE_MAX,
		.token = TOKEN_OUTSIDE,
	};

	console_edit_outside(s->console, &outside);
}
