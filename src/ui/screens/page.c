/* SPDX-License-Identifier: MIT */
/* a page of lines that is wrapped while it is drawn, and scrolled */
#include "ui/screens/page_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ui/term.h"

#define PAGE_BYTES_MAX ((size_t)256 * 1024)
#define LINE_BYTES_MAX ((size_t)64 * 1024)
#define INDENT_COLS 2

void
page_init(struct page *p)
{
	text_init(&p->text, PAGE_BYTES_MAX);
	p->count = 0;
	p->full = false;
	p->fixed = false;
	p->top = 0;
}

void
page_finish(struct page *p)
{
	text_finish(&p->text);
	p->count = 0;
}

void
page_reset(struct page *p)
{
	text_reset(&p->text);
	p->count = 0;
	p->full = false;
}

/* Appends outside text in the letters that this terminal has. */
static bool
append_shown(struct text *out, const char *source, size_t size_bytes)
{
	struct text clean;

	if (term_is_utf8())
		return text_append_clean(out, source, size_bytes, false);
	text_init(&clean, LINE_BYTES_MAX * 4);
	text_append_clean(&clean, source, size_bytes, false);
	bool fits = text_append_ascii(out, text_string(&clean), clean.size_bytes);
	text_finish(&clean);
	return fits;
}

static void
add_line(struct page *p, const char *label, int label_cols, enum role role, const char *source,
         size_t size_bytes)
{
	size_t start = p->text.size_bytes;
	bool fits = p->count + 1 < PAGE_LINES_MAX;

	if (p->full)
		return;
	if (label_cols > 0)
		fits = fits && text_append_fitted(&p->text, label, label_cols, true);
	fits = fits && append_shown(&p->text, source, size_bytes);
	if (!fits) {
		p->full = true;
		text_cut(&p->text, start);
		text_append(&p->text, "(cut off here: the rest is too long to be shown)");
		role = ROLE_WAITING;
		label_cols = 0;
	}
	p->lines[p->count++] = (struct page_line){
		.start = start,
		.size_bytes = p->text.size_bytes - start,
		.role = role,
		.label_cols = label_cols,
	};
}

void
page_add(struct page *p, enum role role, const char *line)
{
	add_line(p, "", 0, role, line, strlen(line));
}

void
page_add_format(struct page *p, enum role role, const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	page_add(p, role, line);
}

void
page_add_labelled(struct page *p, const char *label, int label_cols, enum role role,
                  const char *line)
{
	add_line(p, label, label_cols, role, line, strlen(line));
}

void
page_add_text(struct page *p, enum role role, const char *source, const char *empty)
{
	if (*source == '\0')
		page_add(p, ROLE_DIM, empty);
	while (*source != '\0') {
		size_t size = strcspn(source, "\n");
		size_t seen = size > 0 && source[size - 1] == '\r' ? size - 1 : size;

		add_line(p, "", 0, role, source, seen);
		source += size;
		if (*source == '\n')
			source++;
	}
}

static void
break_line(struct text *out, int depth)
{
	text_append_format(out, "\n%*s", depth > 0 ? depth * INDENT_COLS : 0, "");
}

/* Outside of strings the bytes of JSON are its structure; blanks there are laid out anew. */
static void
indent_json(const char *json, struct text *out)
{
	bool quoted = false;
	int depth = 0;

	for (; *json; json++) {
		bool escaped = quoted && *json == '\\' && json[1] != '\0';

		if (!quoted && strchr(" \t\r\n", *json))
			continue;
		if (!quoted && strchr("]}", *json))
			break_line(out, --depth);
		text_append_bytes(out, json, 1);
		if (escaped)
			text_append_bytes(out, ++json, 1);
		else if (*json == '"')
			quoted = !quoted;
		else if (!quoted && strchr("[{,", *json))
			break_line(out, depth += *json == ',' ? 0 : 1);
		else if (!quoted && *json == ':')
			text_append(out, " ");
	}
}

void
page_add_json(struct page *p, enum role role, const char *source, const char *empty)
{
	struct text spread;

	if (*source != '{' && *source != '[') {
		page_add_text(p, role, source, empty);
		return;
	}
	text_init(&spread, PAGE_BYTES_MAX);
	indent_json(source, &spread);
	page_add_text(p, role, text_string(&spread), empty);
	text_finish(&spread);
}

/* The bytes of one row: up to the last blank that fits, else up to the edge. */
static size_t
measure_row(const char *bytes, size_t size_bytes, int width_cols)
{
	size_t used = 0;
	size_t after_blank = 0;
	int columns = 0;
	int width = 0;

	while (used < size_bytes) {
		size_t size = text_next_cluster(bytes + used, size_bytes - used, &width);

		if (columns + width > width_cols)
			break;
		columns += width;
		used += size;
		if (bytes[used - 1] == ' ' && used < size_bytes && bytes[used] != ' ')
			after_blank = used;
	}
	if (used == size_bytes || after_blank == 0)
		return used > 0 ? used : size_bytes;
	return after_blank;
}

/* How far the rows after the first stand in, which leaves at least half the width. */
static int
hang_of(const struct page *p, const struct page_line *line, int width_cols)
{
	const char *bytes = text_string(&p->text) + line->start;
	int hang = line->label_cols;

	if (hang == 0)
		while ((size_t)hang < line->size_bytes && bytes[hang] == ' ')
			hang++;
	return hang > width_cols / 2 ? width_cols / 2 : hang;
}

/* Draws the rows of one line from `row` on, or only counts them when `c` is NULL. */
static int
walk_line(const struct page *p, const struct page_line *line, int width_cols, struct canvas *c,
          int row)
{
	const char *bytes = text_string(&p->text) + line->start;
	size_t left = line->size_bytes;
	int hang = hang_of(p, line, width_cols);
	int rows = 0;
	char piece[1024];

	do {
		int indent = rows == 0 ? 0 : hang;
		size_t size = left == 0 ? 0 : measure_row(bytes, left, width_cols - indent);

		if (c && row + rows >= 0 && size > 0) {
			snprintf(piece, sizeof(piece), "%.*s", (int)size, bytes);
			canvas_put_text(c, row + rows, indent, line->role, piece);
		}
		bytes += size;
		left -= size;
		rows++;
		/* The blank that was broken at takes no place in the next row. */
		if (left > 0 && *bytes == ' ') {
			bytes++;
			left--;
		}
	} while (left > 0);
	return rows;
}

int
page_rows(const struct page *p, int width_cols)
{
	int rows = 0;

	if (width_cols < 2)
		return 0;
	for (size_t i = 0; i < p->count; i++)
		rows += walk_line(p, &p->lines[i], width_cols, NULL, 0);
	return rows;
}

void
page_draw(const struct page *p, struct canvas *c)
{
	int width = canvas_columns(c);
	int height = canvas_rows(c);
	int row = -p->top;
	size_t drawn = 0;

	if (width < 2 || height < 1)
		return;
	while (drawn < p->count && row < height)
		row += walk_line(p, &p->lines[drawn++], width, c, row);
	if (drawn < p->count || row > height)
		canvas_put_right(c, height - 1, width, ROLE_ACCENT,
		                 p->fixed ? " .." : " more below");
}

bool
page_command(struct page *p, enum command cmd, int rows, int columns)
{
	int last = page_rows(p, columns) - rows;
	int step = rows > 1 ? rows - 1 : 1;

	switch (cmd) {
	case CMD_UP: p->top--; break;
	case CMD_DOWN: p->top++; break;
	case CMD_PAGE_UP: p->top -= step; break;
	case CMD_PAGE_DOWN: p->top += step; break;
	case CMD_FIRST: p->top = 0; break;
	case CMD_LAST: p->top = last; break;
	default: return false;
	}
	if (p->top > last)
		p->top = last;
	if (p->top < 0)
		p->top = 0;
	return true;
}
