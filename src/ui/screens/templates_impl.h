/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_TEMPLATES_IMPL_H
#define UI_SCREENS_TEMPLATES_IMPL_H
/* What the parts of the Templates tab share: the board that it shows, and where its marks are. */
#include <stdbool.h>
#include <stddef.h>

#include "app/template_board.h"
#include "app/template_demand.h"
#include "app/templates.h"
#include "ui/list.h"
#include "ui/screen.h"

#define TEMPLATES_TOKEN_REMOVE 1
#define TEMPLATES_GAPS_BYTES 256
#define TEMPLATES_AXIS_MAX 64 /* languages or clients in the matrix; more are counted */

enum templates_pane { TEMPLATES_LIST, TEMPLATES_MATRIX };

/* Languages by clients of one kind. The first of each is "", every one. */
struct templates_matrix {
	enum template_kind kind;
	char locales[TEMPLATES_AXIS_MAX][TEMPLATE_LOCALE_BYTES];
	size_t locale_count;
	char clients[TEMPLATES_AXIS_MAX][TEMPLATE_CLIENT_BYTES];
	size_t client_count;
	size_t left_out; /* texts whose language or client has no place */
};

struct templates {
	struct template_board board;
	bool loaded;
	struct template_board_asking *reading; /* NULL: nothing is being read */
	struct fault fault; /* why the last reading failed; code ST_OK: it did not */
	int64_t profile_id; /* whose board it is */
	struct list list;
	enum templates_pane pane;
	struct templates_matrix matrix; /* of the marked row's kind */
	struct template_demand uses;    /* of that kind: what was sent in each language */
	bool has_uses;
	char gaps[TEMPLATES_GAPS_BYTES];       /* "pt-BR, it -> verification"; "": none */
	struct template_demand_asking *asking; /* being counted; NULL: nothing is */
	size_t cell_row;
	size_t cell_column;
	char wanted[TEMPLATE_NAME_BYTES];  /* to be marked when the board comes; "": none */
	struct template_board_row removed; /* the last text that was removed; revision 0: none */
	struct template_board_row asked;   /* what the open question is about */
	struct templates_change *change;   /* being written; NULL: nothing is */
};

/* templates.c: the marked row; NULL when there is none. */
const struct template_board_row *templates_marked(const struct templates *x);

/* templates_change.c */
/* Asks, and removes on yes. */
void templates_ask_removal(struct screen *s, const struct template_board_row *row);
void templates_remove(struct screen *s);
/* The last text that was removed is back. */
void templates_put_back(struct screen *s);

/* templates_uses.c */
/* Counts anew for the kind of the matrix. */
void templates_uses_read(struct screen *s);
void templates_uses_finish(struct templates *x);
/* One line on the language under the mark; "" while it is not known. */
void templates_write_uses(const struct templates *x, char *out, size_t size_bytes);

/* templates_matrix.c */
void templates_matrix_fill(struct templates *x);
/* The text of a place of its own; NULL: it has none. */
const struct template_board_row *templates_cell(const struct templates *x, size_t row,
                                                size_t column);
/* Moves the mark. False: not a command of moving. */
bool templates_matrix_command(struct templates *x, enum command cmd);
/* Rows it would take whole, with its frame. */
int templates_matrix_rows(const struct templates *x);
void templates_draw_matrix(const struct templates *x, struct canvas *c);

/* templates_panes.c */
void templates_draw(const struct screen *s, struct canvas *c);
/* "2 !!", "1 !", "1": parts at worst with the mark of a state; its role. */
enum role templates_state_role(enum template_board_state state);
void templates_write_parts(const struct template_board_row *row, char *out, size_t size_bytes);
#endif
