/* SPDX-License-Identifier: MIT */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
/*
 * A growing string with a ceiling, and the one place between stored text and any output.
 *
 * Everything that comes from outside (network, store, files, the environment) passes
 * text_append_clean before it reaches the screen or a line on stdout. It leaves letters alone and
 * shows what could move a cursor, hide a word or turn the writing direction as a visible mark:
 * "<U+001B>" for a code point, "<xFF>" for a byte that is not UTF-8.
 *
 * Owns    a text owns its bytes; text_finish frees (and wipes) them. A zeroed struct is a text
 *         with ceiling 0 that may be finished.
 * Fails   appending past the ceiling appends nothing, returns false and sets `overflowed`, which
 *         stays set until text_reset, so that a writer may look once at the end.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct text {
	char *bytes; /* NULL or NUL-terminated after size_bytes */
	size_t size_bytes;
	size_t capacity_bytes;
	size_t ceiling_bytes;
	bool overflowed;
};

void text_init(struct text *t, size_t ceiling_bytes);
void text_finish(struct text *t);
/* A text in the caller's memory: its ceiling is what fits, with the NUL, and text_finish is not
 * for it. `room_bytes` is at least 1. */
void text_lend(struct text *t, char *room, size_t room_bytes);
/* Empties it, keeps memory and ceiling, takes `overflowed` back. */
void text_reset(struct text *t);
/* The contents, never NULL. Borrowed until the next call on `t`. */
const char *text_string(const struct text *t);
/* Cuts back to a size reached before. */
void text_cut(struct text *t, size_t size_bytes);

bool text_append(struct text *t, const char *source);
bool text_append_bytes(struct text *t, const void *source, size_t size_bytes);
bool text_append_code_point(struct text *t, uint32_t code_point);
bool text_append_format(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts other bytes in the place of a range, which lies inside; they are no part of `t`. What does
 * not fit is not put: then `t` is as it was, but for `overflowed`. */
bool text_replace(struct text *t, size_t offset, size_t size_bytes, const void *with,
                  size_t with_bytes);

/* Appends outside text as it may be shown. `keep_lines` lets U+000A through (only for callers
 * that split lines themselves); everything else of C0, C1, DEL, bidi controls, tags, variation
 * floods, line separators and zero-width characters (but a joiner between emoji) becomes a mark.
 * More than three combining marks on one base are dropped. */
bool text_append_clean(struct text *t, const char *source, size_t size_bytes, bool keep_lines);

bool text_is_utf8(const char *source, size_t size_bytes);
/* Whether the text holds C0, C1 or DEL (but no line end when `allow_lines`), or a bidi control. */
bool text_has_control(const char *source, size_t size_bytes, bool allow_lines);

/* Reads one code point; returns its bytes, 0 at the end. An invalid byte gives 1 and U+FFFD. */
size_t text_next_code_point(const char *source, size_t size_bytes, uint32_t *code_point);
/* The length in UTF-16 units, as JavaScript counts: a code point above U+FFFF is two. */
size_t text_utf16_units(const char *source, size_t size_bytes);
/* Reads one cluster of cleaned text; returns its bytes, 0 at the end. *width_cols is 0 to 2, as
 * the terminal's wcwidth has it (1 for what wcwidth does not know). A cluster is a grapheme cut
 * before its second code point that takes columns, because a terminal's cell holds one such:
 * two joined pictographs are two clusters, of which the first ends with the joiner. */
size_t text_next_cluster(const char *source, size_t size_bytes, int *width_cols);
/* The same for a whole grapheme, which may hold several clusters; of any text. */
size_t text_next_grapheme(const char *source, size_t size_bytes, int *width_cols);
/* The start of the cluster before `offset`; 0 when there is none. */
size_t text_previous_cluster(const char *source, size_t offset);

/* Columns that cleaned text takes. */
int text_width(const char *source, size_t size_bytes);
/* Appends cleaned text cut to a width, never inside a grapheme, with ".." (when width allows)
 * standing for what is cut; pads with blanks to exactly `width_cols` when `pad`. */
bool text_append_fitted(struct text *t, const char *source, int width_cols, bool pad);

/* Appends `source` in ASCII for a terminal without UTF-8: line drawing and typographic characters
 * by their look-alikes, accented letters by their base, anything else as "U+2019". */
bool text_append_ascii(struct text *t, const char *source, size_t size_bytes);

/* Appends `source` in capital or in small letters as JavaScript's toUpperCase and toLowerCase give
 * them: the whole of Unicode 17, several letters for one (sharp s, ligatures) and the sigma at the
 * end of a word among it. The result may be three times as long. Bytes that are not UTF-8 stay. */
bool text_append_upper(struct text *t, const char *source, size_t size_bytes);
bool text_append_lower(struct text *t, const char *source, size_t size_bytes);

/* Composes valid UTF-8 (NFC) inside `room`, which holds `room_count` code points and afterwards the
 * composed bytes; nothing is allocated, so that a passphrase leaves no copy. Needs room for four
 * code points a byte. False when it does not fit or is not UTF-8. */
bool text_compose(const char *source, size_t size_bytes, int32_t *room, size_t room_count,
                  size_t *composed_bytes);

/* How many bytes are to be inserted, removed or replaced to get from one word to the other; of a
 * `right` of 64 bytes or more its length. */
size_t text_distance(const char *left, const char *right);

/* Copies with a cut at `size` - 1 bytes, never inside a code point. Returns false when cut. */
bool text_copy(char *out, size_t out_bytes, const char *source);
#endif
