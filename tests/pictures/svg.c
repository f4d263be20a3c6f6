/* SPDX-License-Identifier: MIT */
/* a screen as an SVG, from the emulator's cells */
#include "svg.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "rig_impl.h"

#define CELL_WIDTH 8
#define CELL_HEIGHT 17
#define MARGIN 10
#define BASELINE 13
#define SVG_MAX ((size_t)1024 * 1024)

/* What a run of cells has in common. */
struct run_look {
	int foreground; /* palette index, -1: the terminal's own */
	int background;
	bool bold;
};

/* The palette of a dark terminal; the program asks for no more than these eight. */
static const char *const palette[8] = { "#1c1f26", "#e06c75", "#98c379", "#e5c07b",
	                                "#61afef", "#c678dd", "#56b6c2", "#dcdfe4" };
static const char own_foreground[] = "#d7dae0";
static const char own_background[] = "#1c1f26";

static int
color_of(const VTermColor *color, bool is_default)
{
	if (is_default || !VTERM_COLOR_IS_INDEXED(color))
		return -1;
	return color->indexed.idx % 8;
}

static struct run_look
look_of(const VTermScreenCell *cell)
{
	struct run_look look = {
		.foreground = color_of(&cell->fg, VTERM_COLOR_IS_DEFAULT_FG(&cell->fg)),
		.background = color_of(&cell->bg, VTERM_COLOR_IS_DEFAULT_BG(&cell->bg)),
		.bold = cell->attrs.bold != 0,
	};
	if (cell->attrs.reverse) {
		int kept = look.foreground;
		look.foreground = look.background < 0 ? 0 : look.background;
		look.background = kept < 0 ? 7 : kept;
	}
	return look;
}

static bool
looks_alike(struct run_look left, struct run_look right)
{
	return left.foreground == right.foreground && left.background == right.background &&
	       left.bold == right.bold;
}

static void
append_escaped(struct text *out, const char *source)
{
	for (; *source; source++) {
		if (*source == '<')
			text_append(out, "&lt;");
		else if (*source == '&')
			text_append(out, "&amp;");
		else
			text_append_bytes(out, source, 1);
	}
}

static void
append_cell(struct text *out, const VTermScreenCell *cell)
{
	if (cell->chars[0] == UINT32_MAX)
		return;
	if (cell->chars[0] == 0)
		text_append(out, " ");
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
		text_append_code_point(out, cell->chars[i]);
}

static void
write_run(struct text *svg, int row, int column, int cells, struct run_look look,
          const char *letters)
{
	int x = MARGIN + column * CELL_WIDTH;
	int y = MARGIN + row * CELL_HEIGHT;
	if (look.background >= 0)
		text_append_format(
			svg, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
			x, y, cells * CELL_WIDTH, CELL_HEIGHT, palette[look.background]);
	if (strspn(letters, " ") == strlen(letters))
		return;
	text_append_format(svg, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s>", x,
	                   y + BASELINE, cells * CELL_WIDTH,
	                   look.foreground < 0 ? own_foreground : palette[look.foreground],
	                   look.bold ? " font-weight=\"bold\"" : "");
	append_escaped(svg, letters);
	text_append(svg, "</text>\n");
}

static void
write_row(struct rig *r, struct text *svg, int row, int columns)
{
	VTermScreenCell cell;
	struct text letters;
	int begin = 0;
	struct run_look look = { -1, -1, false };

	text_init(&letters, 4096);
	for (int column = 0; column <= columns; column++) {
		bool over = column == columns;
		if (!over)
			vterm_screen_get_cell(r->screen, (VTermPos){ row, column }, &cell);
		if (column > 0 && (over || !looks_alike(look, look_of(&cell)))) {
			write_run(svg, row, begin, column - begin, look, text_string(&letters));
			text_reset(&letters);
			begin = column;
		}
		if (over)
			break;
		look = look_of(&cell);
		append_cell(&letters, &cell);
	}
	text_finish(&letters);
}

static void
write_screen(struct rig *r, struct text *svg, const char *title)
{
	int rows = 0, columns = 0;
	vterm_get_size(r->vt, &rows, &columns);
	int width = 2 * MARGIN + columns * CELL_WIDTH;
	int height = 2 * MARGIN + rows * CELL_HEIGHT;
	text_append_format(
		svg,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\">\n<title>%s</title>\n"
		"<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\"/>\n"
		"<g font-family=\"monospace\" font-size=\"13\" xml:space=\"preserve\">\n",
		width, height, width, height, title, own_background);
	for (int row = 0; row < rows; row++)
		write_row(r, svg, row, columns);
	text_append(svg, "</g>\n</svg>\n");
}

void
svg_write(struct rig *r, const char *path, const char *title)
{
	struct text svg;
	text_init(&svg, SVG_MAX);
	pthread_mutex_lock(&r->mutex);
	write_screen(r, &svg, title);
	pthread_mutex_unlock(&r->mutex);
	FILE *file = fopen(path, "w");
	if (!file || fwrite(text_string(&svg), 1, svg.size_bytes, file) != svg.size_bytes ||
	    fclose(file) != 0)
		rig_fail(r, "%s cannot be written", path);
	text_finish(&svg);
}
