/* SPDX-License-Identifier: MIT */
/* every language by every client at a glance */
#include <stdio.h>
#include <string.h>

#include "ui/screens/templates_impl.h"

#define LOCALE_COLS 10
#define CLIENT_COLS 11
#define USES_COLS 24
/* Frame, headings and the two lines below. */
#define OTHER_ROWS 5
#define WIDE_COLS 76

/* --- What it holds --------------------------------------------------------------------------- */

static bool
find_or_add(char *names, size_t size_bytes, size_t *count, const char *name)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(names + i * size_bytes, name) == 0)
			return true;
	if (*count == TEMPLATES_AXIS_MAX)
		return false;
	text_copy(names + (*count)++ * size_bytes, size_bytes, name);
	return true;
}

void
templates_matrix_fill(struct templates *x)
{
	const struct template_board_row *marked = templates_marked(x);
	struct templates_matrix *m = &x->matrix;

	*m = (struct templates_matrix){ .locale_count = 1, .client_count = 1 };
	if (!marked)
		return;
	m->kind = marked->name.kind;
	for (size_t i = 0; i < x->board.count; i++) {
		const struct template_name *name = &x->board.rows[i].name;
		bool fits = true;

		if (name->kind != m->kind)
			continue;
		fits = find_or_add(m->locales[0], sizeof(m->locales[0]), &m->locale_count,
		                   name->locale) &&
		       fits;
		fits = find_or_add(m->clients[0], sizeof(m->clients[0]), &m->client_count,
		                   name->client_id) &&
		       fits;
		m->left_out += fits ? 0 : 1;
	}
	if (x->cell_row >= m->locale_count)
		x->cell_row = m->locale_count - 1;
	if (x->cell_column >= m->client_count)
		x->cell_column = m->client_count - 1;
}

/* The text for both channels stands for the place; else the one for messages, or for calls. */
const struct template_board_row *
templates_cell(const struct templates *x, size_t row, size_t column)
{
	const struct templates_matrix *m = &x->matrix;

	for (size_t i = 0; i < x->board.count; i++) {
		const struct template_board_row *text = &x->board.rows[i];

		if (text->name.kind == m->kind && text->revision > 0 &&
		    strcmp(text->name.locale, m->locales[row]) == 0 &&
		    strcmp(text->name.client_id, m->clients[column]) == 0)
			return text;
	}
	return NULL;
}

/* What answers in a language that has no text for every client; NULL: it has one. */
static const char *
used_instead(const struct templates *x, size_t row)
{
	const struct templates_matrix *m = &x->matrix;

	for (size_t i = 0; i < x->board.count; i++) {
		const struct template_board_row *text = &x->board.rows[i];

		if (text->name.kind == m->kind && text->state == TEMPLATE_BOARD_MISSING &&
		    strcmp(text->name.locale, m->locales[row]) == 0)
			return text->uses[0] ? text->uses : "nothing";
	}
	return NULL;
}

bool
templates_matrix_command(struct templates *x, enum command cmd)
{
	const struct templates_matrix *m = &x->matrix;

	switch (cmd) {
	case CMD_UP: x->cell_row -= x->cell_row > 0; break;
	case CMD_DOWN: x->cell_row += x->cell_row + 1 < m->locale_count; break;
	case CMD_LEFT: x->cell_column -= x->cell_column > 0; break;
	case CMD_RIGHT: x->cell_column += x->cell_column + 1 < m->client_count; break;
	case CMD_FIRST:
	case CMD_PAGE_UP: x->cell_row = 0; break;
	case CMD_LAST:
	case CMD_PAGE_DOWN: x->cell_row = m->locale_count - 1; break;
	default: return false;
	}
	return true;
}

int
templates_matrix_rows(const struct templates *x)
{
	return (int)x->matrix.locale_count + OTHER_ROWS;
}

/* --- How it is drawn ------------------------------------------------------------------------- */

/* A client_id is long and nobody knows it by heart: its ends tell it from others. */
static void
write_client(const char *client, char *out, size_t size_bytes)
{
	size_t size = strlen(client);

	if (size == 0)
		text_copy(out, size_bytes, "(any)");
	else if (size < CLIENT_COLS)
		text_copy(out, size_bytes, client);
	else
		snprintf(out, size_bytes, "%.5s..%s", client, client + size - 2);
}

/* The clients that fit, from the first that is drawn on, so that the marked one is among them. */
struct columns {
	size_t first;
	size_t count;
	int uses_at; /* 0: no room for what answers instead */
};

static struct columns
place_columns(const struct templates *x, int width)
{
	int room = width - LOCALE_COLS - USES_COLS;
	struct columns place = { .count = x->matrix.client_count };
	size_t fit;

	if (room < 2 * CLIENT_COLS)
		room = width - LOCALE_COLS;
	fit = room < CLIENT_COLS ? 1 : (size_t)(room / CLIENT_COLS);
	if (place.count > fit)
		place.count = fit;
	if (x->cell_column >= place.count)
		place.first = x->cell_column - place.count + 1;
	int used = LOCALE_COLS + (int)place.count * CLIENT_COLS;
	place.uses_at = width - used >= USES_COLS / 2 ? used : 0;
	return place;
}

static void
draw_headings(const struct templates *x, const struct columns *place, struct canvas *c)
{
	char client[TEMPLATE_CLIENT_BYTES];

	canvas_put_text(c, 0, 0, ROLE_DIM, "language");
	for (size_t i = 0; i < place->count; i++) {
		write_client(x->matrix.clients[place->first + i], client, sizeof(client));
		canvas_put_fitted(c, 0, LOCALE_COLS + (int)i * CLIENT_COLS, CLIENT_COLS - 1,
		                  ROLE_DIM, client);
	}
	if (place->uses_at)
		canvas_put_text(c, 0, place->uses_at, ROLE_DIM, "missing -> uses");
}

static void
draw_cell(const struct templates *x, size_t row, size_t column, struct canvas *cell)
{
	const struct template_board_row *text = templates_cell(x, row, column);
	bool marked = x->pane == TEMPLATES_MATRIX && row == x->cell_row && column == x->cell_column;
	enum role role = text ? templates_state_role(text->state) : ROLE_DIM;
	char parts[24];

	if (text)
		templates_write_parts(text, parts, sizeof(parts));
	else
		text_copy(parts, sizeof(parts), ".");
	canvas_put_fitted(cell, 0, 0, CLIENT_COLS - 1, marked ? ROLE_SELECTED : role, parts);
	if (marked)
		canvas_place_cursor(cell, 0, 0);
}

static void
draw_language(const struct templates *x, size_t row, const struct columns *place, struct canvas *c)
{
	const char *locale = x->matrix.locales[row];
	const char *uses = !*locale && x->gaps[0] ? x->gaps : used_instead(x, row);

	canvas_put_fitted(c, 0, 0, LOCALE_COLS - 1, ROLE_STRONG, *locale ? locale : "(any)");
	for (size_t i = 0; i < place->count; i++) {
		struct canvas cell =
			canvas_part(c, 0, LOCALE_COLS + (int)i * CLIENT_COLS, 1, CLIENT_COLS);
		draw_cell(x, row, place->first + i, &cell);
	}
	if (place->uses_at)
		canvas_put_fitted(c, 0, place->uses_at, canvas_columns(c) - place->uses_at,
		                  uses ? ROLE_WAITING : ROLE_DIM, uses ? uses : "-");
}

static void
draw_legend(const struct templates *x, const struct columns *place, struct canvas *c, int row)
{
	size_t hidden = x->matrix.client_count - place->count;

	if (hidden > 0)
		canvas_put_format(c, row, 0, ROLE_DIM,
		                  "parts at worst; . inherits; %zu more client%s", hidden,
		                  hidden == 1 ? "" : "s");
	else if (canvas_columns(c) < WIDE_COLS)
		canvas_put_text(c, row, 0, ROLE_DIM, "parts of an SMS at worst; . inherits");
	else
		canvas_put_text(
			c, row, 0, ROLE_DIM,
			"parts of an SMS at worst, with a tenant name of 20 letters; . inherits");
}

void
templates_draw_matrix(const struct templates *x, struct canvas *c)
{
	char title[96];
	char uses[200];

	snprintf(title, sizeof(title), "%s: every language by client",
	         template_kind_title(x->matrix.kind));
	struct canvas in = canvas_put_box(c, title, x->pane == TEMPLATES_MATRIX);
	int rows = canvas_rows(&in) - 3;
	struct columns place = place_columns(x, canvas_columns(&in));
	size_t first = rows > 0 && x->cell_row >= (size_t)rows ? x->cell_row - (size_t)rows + 1 : 0;

	draw_headings(x, &place, &in);
	for (int i = 0; i < rows && first + (size_t)i < x->matrix.locale_count; i++) {
		struct canvas row = canvas_part(&in, i + 1, 0, 1, canvas_columns(&in));
		draw_language(x, first + (size_t)i, &place, &row);
	}
	draw_legend(x, &place, &in, rows + 1);
	templates_write_uses(x, uses, sizeof(uses));
	canvas_put_text(&in, rows + 2, 0, ROLE_INFO, uses);
}
