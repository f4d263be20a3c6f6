/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_PAGE_IMPL_H
#define UI_SCREENS_PAGE_IMPL_H
/*
 * A page of lines that is composed once, wrapped while it is drawn, and scrolled.
 *
 * Lines are cleaned when they are added, so that wrapping counts what is drawn. A word that is
 * longer than the page is cut where the page ends.
 *
 * Owns    page_finish frees the lines. Beyond PAGE_LINES_MAX lines or the ceiling the page ends
 *         with a line that says so.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/command.h"
#include "base/text.h"
#include "ui/canvas.h"

#define PAGE_LINES_MAX 600

struct page_line {
	size_t start;
	size_t size_bytes;
	enum role role;
	int label_cols; /* the first columns are a label; further rows are indented by it */
};

struct page {
	struct text text;
	struct page_line lines[PAGE_LINES_MAX];
	size_t count;
	bool full;
	bool fixed; /* nobody scrolls it: what does not fit is shown elsewhere */
	int top;    /* rows scrolled away */
};

void page_init(struct page *p);
void page_finish(struct page *p);
/* Takes the lines away, keeps the place. */
void page_reset(struct page *p);
void page_add(struct page *p, enum role role, const char *line);
void page_add_format(struct page *p, enum role role, const char *format, ...) PRINTF_LIKE(3, 4);
/* "label      text", the text wrapped beside its label. */
void page_add_labelled(struct page *p, const char *label, int label_cols, enum role role,
                       const char *line);
/* A text of several lines; `empty` stands for none. */
void page_add_text(struct page *p, enum role role, const char *source, const char *empty);
/* JSON spread over lines; any other text as it is. */
void page_add_json(struct page *p, enum role role, const char *source, const char *empty);

/* Rows it takes at this width. */
int page_rows(const struct page *p, int width_cols);
void page_draw(const struct page *p, struct canvas *c);
/* Up, down, pages, first, last on a page shown with this size. False: not one of them. */
bool page_command(struct page *p, enum command cmd, int rows, int columns);
#endif
