/* SPDX-License-Identifier: MIT */
/* clusters, columns and cutting to a width */
#include "base/text.h"

#include <langinfo.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "base/text_impl.h"

#define CUT_SIGN ".."
#define CUT_SIGN_COLS 2

/* utf8proc gives a column to the vowels and final consonants of Hangul, which terminals draw
 * within the cell of the consonant before them. */
static int
width_by_unicode(uint32_t code_point)
{
	int boundclass = utf8proc_get_property((utf8proc_int32_t)code_point)->boundclass;

	if (boundclass == UTF8PROC_BOUNDCLASS_V || boundclass == UTF8PROC_BOUNDCLASS_T)
		return 0;
	return utf8proc_charwidth((utf8proc_int32_t)code_point);
}

int
text_code_point_width(uint32_t code_point)
{
	int width;

	if (code_point >= 0x20 && code_point < 0x7F)
		return 1;
	/* wcwidth knows nothing beyond ASCII outside a UTF-8 locale. */
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		width = wcwidth((wchar_t)code_point);
	else
		width = width_by_unicode(code_point);
	return width < 0 ? 1 : width;
}

/* One step over a run of code points that stay together. */
struct walk {
	uint32_t code_point;    /* the one read last */
	utf8proc_int32_t state; /* utf8proc's memory of the run */
	int width_cols;
};

static size_t
walk_start(struct walk *w, const char *source, size_t size_bytes)
{
	size_t size = text_next_code_point(source, size_bytes, &w->code_point);

	w->state = 0;
	w->width_cols = size > 0 ? text_code_point_width(w->code_point) : 0;
	return size;
}

/* Reads the next code point when it belongs to the run; 0 when it does not. */
static size_t
walk_on(struct walk *w, const char *source, size_t size_bytes, bool split_spacing)
{
	uint32_t next;
	size_t size = text_next_code_point(source, size_bytes, &next);
	int width;

	if (size == 0 || utf8proc_grapheme_break_stateful((utf8proc_int32_t)w->code_point,
	                                                  (utf8proc_int32_t)next, &w->state))
		return 0;
	width = text_code_point_width(next);
	if (split_spacing && w->width_cols > 0 && width > 0)
		return 0;
	w->code_point = next;
	w->width_cols += width;
	return size;
}

static size_t
next_run(const char *source, size_t size_bytes, bool split_spacing, int *width_cols)
{
	struct walk w;
	size_t at = walk_start(&w, source, size_bytes);
	size_t size = at;

	while (size > 0) {
		size = walk_on(&w, source + at, size_bytes - at, split_spacing);
		at += size;
	}
	*width_cols = w.width_cols;
	return at;
}

size_t
text_next_cluster(const char *source, size_t size_bytes, int *width_cols)
{
	return next_run(source, size_bytes, true, width_cols);
}

size_t
text_next_grapheme(const char *source, size_t size_bytes, int *width_cols)
{
	return next_run(source, size_bytes, false, width_cols);
}

/* Clusters can only be found forwards. A printable ASCII character always begins one, so the
 * search starts at the one before, not at the start of the text. */
static size_t
safe_start_before(const char *source, size_t offset)
{
	while (offset > 0) {
		unsigned char byte = (unsigned char)source[--offset];

		if (byte >= 0x20 && byte < 0x7F)
			break;
	}
	return offset;
}

size_t
text_previous_cluster(const char *source, size_t offset)
{
	size_t at = safe_start_before(source, offset);
	size_t previous = at;
	int width_cols;

	while (at < offset) {
		previous = at;
		at += text_next_cluster(source + at, offset - at, &width_cols);
	}
	return previous;
}

int
text_width(const char *source, size_t size_bytes)
{
	int total = 0;
	uint32_t code_point;

	for (size_t at = 0; at < size_bytes;) {
		at += text_next_code_point(source + at, size_bytes - at, &code_point);
		total += text_code_point_width(code_point);
	}
	return total;
}

/* The bytes that fit into `width_cols`, whole graphemes only; what they take goes to *used_cols. */
static size_t
bytes_that_fit(const char *source, size_t size_bytes, int width_cols, int *used_cols)
{
	size_t at = 0;
	int width;

	*used_cols = 0;
	while (at < size_bytes) {
		size_t size = text_next_grapheme(source + at, size_bytes - at, &width);

		if (*used_cols + width > width_cols)
			break;
		*used_cols += width;
		at += size;
	}
	return at;
}

static bool
append_blanks(struct text *t, int count)
{
	static const char blanks[] =
		"                                                                ";
	bool fits = true;

	for (int left = count; left > 0 && fits; left -= (int)sizeof(blanks) - 1) {
		size_t size = sizeof(blanks) - 1;

		fits = text_append_bytes(t, blanks, (size_t)left < size ? (size_t)left : size);
	}
	return fits;
}

bool
text_append_fitted(struct text *t, const char *source, int width_cols, bool pad)
{
	size_t size = strlen(source);
	size_t before = t->size_bytes;
	const char *sign = "";
	int used = 0;
	size_t kept;

	if (width_cols <= 0)
		return true;
	kept = bytes_that_fit(source, size, width_cols, &used);
	if (kept < size && width_cols > CUT_SIGN_COLS) {
		kept = bytes_that_fit(source, size, width_cols - CUT_SIGN_COLS, &used);
		sign = CUT_SIGN;
		used += CUT_SIGN_COLS;
	}
	if (text_append_bytes(t, source, kept) && text_append(t, sign) &&
	    (!pad || append_blanks(t, width_cols - used)))
		return true;
	text_cut(t, before);
	return false;
}
