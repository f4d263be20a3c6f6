/* SPDX-License-Identifier: MIT */
/* texts: what each costs at worst, who gets which, and where they are edited */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/templates_impl.h"
#include "ui/term.h"

/* Header, tabs, message line, footer, frame, headings. */
#define OTHER_ROWS 8

const struct template_board_row *
templates_marked(const struct templates *x)
{
	return x->board.count > 0 ? &x->board.rows[x->list.cursor] : NULL;
}

/* --- What is shown --------------------------------------------------------------------------- */

/* The mark stays on its text, or goes to the one that was just written. */
static void
place_mark(struct templates *x)
{
	list_set_count(&x->list, x->board.count);
	for (size_t i = 0; i < x->board.count; i++)
		if (strcmp(x->board.rows[i].written, x->wanted) == 0)
			x->list.cursor = i;
	x->wanted[0] = '\0';
	templates_matrix_fill(x);
}

/* Grows with every revision: whether counting 30 days of messages anew would tell anything else. */
static int64_t
count_revisions(const struct template_board *board)
{
	int64_t sum = (int64_t)board->texts;

	assert(board->count == 0 || board->rows != NULL);
	for (size_t i = 0; i < board->count; i++)
		sum += board->rows[i].revision;
	return sum;
}

static void
board_came(void *context, struct template_board *board, const struct fault *f)
{
	struct screen *s = context;
	struct templates *x = s->state;
	const struct template_board_row *marked = templates_marked(x);

	x->reading = NULL;
	console_mark_dirty(s->console);
	x->fault = (struct fault){ 0 };
	if (!board) {
		x->fault = *f;
		return;
	}
	if (!x->wanted[0] && marked)
		text_copy(x->wanted, sizeof(x->wanted), marked->written);
	bool changed = !x->has_uses || count_revisions(&x->board) != count_revisions(board);
	template_board_finish(&x->board);
	x->board = *board;
	*board = (struct template_board){ 0 };
	x->loaded = true;
	place_mark(x);
	if (changed)
		templates_uses_read(s);
}

static void
read_board(struct screen *s)
{
	struct templates *x = s->state;

	if (x->profile_id != s->session->profile.id) {
		template_board_finish(&x->board);
		x->loaded = false;
		x->removed.revision = 0;
		list_set_count(&x->list, 0);
	}
	x->profile_id = s->session->profile.id;
	template_board_cancel(x->reading);
	x->reading = template_board_ask(s->session, board_came, s);
	console_mark_dirty(s->console);
}

static enum status
templates_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	(void)args;
	(void)f;
	read_board(s);
	return ST_OK;
}

static void
templates_close(struct screen *s)
{
	struct templates *x = s->state;

	templates_abandon(x->change);
	templates_uses_finish(x);
	template_board_cancel(x->reading);
	template_board_finish(&x->board);
}

/* --- Commands -------------------------------------------------------------------------------- */

/* The name under the mark, whether it has a text or not; "" when there is none. */
static void
write_marked(const struct templates *x, char out[TEMPLATE_NAME_BYTES])
{
	const struct template_board_row *marked = templates_marked(x);
	struct template_name name;

	out[0] = '\0';
	if (x->pane == TEMPLATES_LIST) {
		if (marked)
			text_copy(out, TEMPLATE_NAME_BYTES, marked->written);
		return;
	}
	const struct template_board_row *cell = templates_cell(x, x->cell_row, x->cell_column);
	name = (struct template_name){ .kind = x->matrix.kind };
	text_copy(name.locale, sizeof(name.locale), x->matrix.locales[x->cell_row]);
	text_copy(name.client_id, sizeof(name.client_id), x->matrix.clients[x->cell_column]);
	template_name_write(cell ? &cell->name : &name, out, TEMPLATE_NAME_BYTES);
}

static void
open_with(struct screen *s, const char *screen, const char *verb)
{
	char name[TEMPLATE_NAME_BYTES];
	char text[TEMPLATE_NAME_BYTES + 16];

	write_marked(s->state, name);
	snprintf(text, sizeof(text), "%s%s", verb, name);
	console_open(s->console, screen, &(struct screen_args){ .text = text });
}

/* The page for it; with "!" that goes on to the operator's own editor, as what is in no file yet
 * has no text to be edited elsewhere. */
static void
open_page(struct screen *s, const char *verb)
{
	char name[TEMPLATE_NAME_BYTES];

	write_marked(s->state, name);
	if (name[0])
		open_with(s, "template", verb);
}

static const struct template_board_row *
marked_text(const struct templates *x)
{
	return x->pane == TEMPLATES_LIST ? templates_marked(x)
	                                 : templates_cell(x, x->cell_row, x->cell_column);
}

/* In the list or in the matrix. */
static bool
walk(struct screen *s, enum command cmd)
{
	struct templates *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	if (x->pane == TEMPLATES_MATRIX)
		return templates_matrix_command(x, cmd);
	if (!list_command(&x->list, cmd, height, &wants_more))
		return false;
	enum template_kind before = x->matrix.kind;
	templates_matrix_fill(x);
	if (x->matrix.kind != before)
		templates_uses_read(s);
	return true;
}

static void
change_pane(struct screen *s)
{
	struct templates *x = s->state;

	if (x->board.count > 0)
		x->pane = x->pane == TEMPLATES_LIST ? TEMPLATES_MATRIX : TEMPLATES_LIST;
}

static bool
templates_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: open_page(s, ""); return true;
	case CMD_TEXT_LANGUAGE: open_with(s, "newtext", "language:"); return true;
	case CMD_TEXT_CLIENT: open_with(s, "newtext", "client:"); return true;
	case CMD_TEXT_NEW: open_with(s, "newtext", "new:"); return true;
	case CMD_TEXT_HISTORY: open_with(s, "history", ""); return true;
	case CMD_TEXT_WHO: open_with(s, "who", ""); return true;
	case CMD_TEXT_CONTEXTS: open_with(s, "contexts", ""); return true;
	case CMD_TEXT_EXTERNAL: open_page(s, "!"); return true;
	case CMD_TEXT_REMOVE: templates_ask_removal(s, marked_text(s->state)); return true;
	case CMD_FORM_UNDO: templates_put_back(s); return true;
	case CMD_REFRESH: read_board(s); return true;
	case CMD_NEXT_PANE:
	case CMD_PREVIOUS_PANE: change_pane(s); return true;
	default: return walk(s, cmd);
	}
}

static void
templates_event(struct screen *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_STORE_CHANGED:
	case EVENT_MINUTE:
	case EVENT_PROFILE: read_board(s); break;
	case EVENT_CONFIRMED:
		if (ev->token == TEMPLATES_TOKEN_REMOVE)
			templates_remove(s);
		break;
	default: break;
	}
}

static void
templates_status(const struct screen *s, struct text *out)
{
	const struct templates *x = s->state;

	if (x->board.count > 0)
		text_append_format(out, "text %zu of %zu", x->list.cursor + 1, x->board.count);
}

const struct screen_class screen_templates = {
	.name = "templates",
	.title = "Templates",
	.state_size = sizeof(struct templates),
	.open = templates_open,
	.close = templates_close,
	.draw = templates_draw,
	.command = templates_command,
	.event = templates_event,
	.status = templates_status,
};
