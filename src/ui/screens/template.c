/* SPDX-License-Identifier: MIT */
/* one text: edited, previewed through its test contexts, mended by one key */
#include <string.h>

#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/template_impl.h"
#include "ui/term.h"

/* Header, tabs, message line, footer, frames. */
#define OTHER_ROWS 8

/* Once the page is there. */
static void
go_outside(void *context)
{
	struct screen *s = context;
	struct template_page *x = s->state;

	x->outside_timer = 0;
	template_page_edit_outside(s);
}

/* "verification/fr"; "!verification/fr" goes on to the operator's own editor. */
static enum status
template_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct template_page *x = s->state;
	const char *text = args->text ? args->text : "";
	enum status st = template_name_parse(text + (*text == '!'), &x->name, f);

	if (st != ST_OK)
		return st;
	template_name_write(&x->name, x->written, sizeof(x->written));
	x->profile_id = s->session->profile.id;
	x->below = TEMPLATE_PANE_PREVIEW;
	x->editor = editor_create(TEMPLATE_SOURCE_MAX);
	st = template_page_load(s, f);
	if (st != ST_OK) {
		editor_destroy(x->editor);
		return st;
	}
	page_init(&x->shown);
	template_page_open_lens(s);
	template_page_choose(s, args->message);
	if (*text == '!')
		x->outside_timer = loop_start_timer(s->session->loop, 0, go_outside, s);
	return ST_OK;
}

static void
template_close(struct screen *s)
{
	struct template_page *x = s->state;

	loop_stop_timer(s->session->loop, x->outside_timer);
	templates_abandon(x->change);
	template_lens_close(x->lens);
	editor_destroy(x->editor);
	page_finish(&x->shown);
	mem_free(x->marks);
	mem_free(x->have);
}

/* --- Commands -------------------------------------------------------------------------------- */

static bool
template_typing(const struct screen *s)
{
	const struct template_page *x = s->state;
	return x->pane == TEMPLATE_PANE_TEXT;
}

static void
change_pane(struct screen *s, int step)
{
	struct template_page *x = s->state;

	x->pane = (enum template_pane)(((int)x->pane + TEMPLATE_PANE_COUNT + step) %
	                               TEMPLATE_PANE_COUNT);
	if (x->pane != TEMPLATE_PANE_TEXT)
		x->below = x->pane;
	x->shown.top = 0;
	template_page_mark(x);
}

/* After any key that the editor took. */
static void
follow_editor(struct screen *s, bool changed)
{
	struct template_page *x = s->state;

	console_mark_dirty(s->console);
	if (changed) {
		template_page_look(s);
		return;
	}
	template_page_focus(x);
	template_page_mark(x);
}

static bool
edit(struct screen *s, const char *key)
{
	struct template_page *x = s->state;
	bool changed = false;

	if (!editor_key(x->editor, key, &changed))
		return false;
	follow_editor(s, changed);
	return true;
}

static void
undo(struct screen *s, bool forth)
{
	struct template_page *x = s->state;

	if (forth ? editor_redo(x->editor) : editor_undo(x->editor))
		template_page_look(s);
	else
		console_say(s->console, ROLE_INFO, "there is nothing to %s",
		            forth ? "make again" : "take back");
}

/* Moving in the panes that are no editor. */
static bool
walk(struct screen *s, enum command cmd)
{
	struct template_page *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) / 3 : 1;
	bool wants_more = false;

	if (cmd == CMD_LEFT || cmd == CMD_RIGHT) {
		template_page_next_context(s, cmd == CMD_LEFT ? -1 : 1);
		return true;
	}
	if (x->pane != TEMPLATE_PANE_FINDINGS)
		return page_command(&x->shown, cmd, (int)height, term_columns() / 3);
	if (!list_command(&x->findings, cmd, height, &wants_more))
		return false;
	const struct template_finding *item = template_page_finding(x);
	if (item && item->line > 0)
		editor_go_to_offset(x->editor, item->offset_bytes);
	template_page_mark(x);
	return true;
}

/* Enter on a finding goes to its place. */
static void
open_marked(struct screen *s)
{
	struct template_page *x = s->state;
	x->pane = TEMPLATE_PANE_TEXT;
}

static bool
go_back(struct screen *s)
{
	const struct template_page *x = s->state;

	if (template_page_ask_leave(s))
		return true;
	if (x->revision == 0)
		console_say(s->console, ROLE_INFO, "nothing was saved, so there is no %s",
		            x->written);
	return false;
}

static bool
go(struct screen *s, enum command cmd)
{
	return template_typing(s) ? edit(s, editor_key_of(cmd)) : walk(s, cmd);
}

static bool
template_command(struct screen *s, enum command cmd)
{
	const struct template_page *x = s->state;

	switch (cmd) {
	case CMD_FORM_SAVE: template_page_save(s); return true;
	case CMD_TEXT_FIX: template_page_fix(s); return true;
	case CMD_TEXT_FINDING: template_page_next_finding(s); return true;
	case CMD_TEXT_CONTEXT: template_page_next_context(s, 1); return true;
	case CMD_TEXT_EXTERNAL: template_page_edit_outside(s); return true;
	case CMD_TEXT_HISTORY:
		console_open(s->console, "history", &(struct screen_args){ .text = x->written });
		return true;
	case CMD_EDIT_UNDO:
	case CMD_EDIT_REDO: undo(s, cmd == CMD_EDIT_REDO); return true;
	case CMD_NEXT_PANE:
	case CMD_PREVIOUS_PANE: change_pane(s, cmd == CMD_NEXT_PANE ? 1 : -1); return true;
	case CMD_OPEN: open_marked(s); return true;
	case CMD_BACK: return go_back(s);
	default: return go(s, cmd);
	}
}

/* --- Events ---------------------------------------------------------------------------------- */

static void
take_typed(struct screen *s, const struct event *ev)
{
	struct template_page *x = s->state;
	bool all = editor_insert(x->editor, ev->text, ev->pasted);

	if (!all)
		console_say(s->console, ROLE_WAITING, "%s", editor_news(x->editor));
	if (!ev->pasted)
		follow_editor(s, true);
}

static void
take_paste(struct screen *s)
{
	struct template_page *x = s->state;
	bool changed = false;

	editor_end_paste(x->editor, &changed);
	if (editor_news(x->editor)[0])
		console_say(s->console, ROLE_WAITING, "%s", editor_news(x->editor));
	follow_editor(s, changed);
}

/* As one step, so that undo brings back what was there before. */
static void
take_edited(struct screen *s, const char *text)
{
	struct template_page *x = s->state;
	size_t size = editor_text(x->editor)->size_bytes;

	if (!editor_replace(x->editor, 0, size, text))
		console_say(s->console, ROLE_FAILURE, "the text that came back does not fit");
	else
		console_say(s->console, ROLE_INFO,
		            "what the editor wrote is shown here and not saved yet: F2 saves it");
	template_page_look(s);
}

static void
template_event(struct screen *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_TEXT: take_typed(s, ev); break;
	case EVENT_PASTED: take_paste(s); break;
	case EVENT_KEY: edit(s, ev->text); break;
	case EVENT_EDITED: take_edited(s, ev->text); break;
	case EVENT_CONFIRMED: template_page_answered(s, ev->token); break;
	case EVENT_STORE_CHANGED:
	case EVENT_MINUTE:
	case EVENT_PROFILE:
		template_page_follow(s);
		template_page_open_lens(s);
		break;
	default: break;
	}
}

static void
template_status(const struct screen *s, struct text *out)
{
	const struct template_page *x = s->state;

	if (x->change)
		text_append(out, "saving");
	else if (template_page_is_unsaved(x))
		text_append(out, "not saved");
	else if (x->revision > 0)
		text_append_format(out, "rev %lld", (long long)x->revision);
	else
		text_append(out, "new, not saved");
}

static bool
template_unsaved(const struct screen *s)
{
	return template_page_is_unsaved(s->state);
}

const struct screen_class screen_template = {
	.name = "template",
	.state_size = sizeof(struct template_page),
	.open = template_open,
	.close = template_close,
	.draw = template_page_draw,
	.command = template_command,
	.event = template_event,
	.status = template_status,
	.typing = template_typing,
	.editing = template_typing,
	.unsaved = template_unsaved,
	.kept = true,
};
