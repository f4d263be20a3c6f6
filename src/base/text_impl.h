/* SPDX-License-Identifier: MIT */
#ifndef BASE_TEXT_IMPL_H
#define BASE_TEXT_IMPL_H
/* What the parts of base/text share: facts about single code points, all from utf8proc. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define TEXT_JOINER UINT32_C(0x200D)

/* Columns of one code point: wcwidth's in a UTF-8 locale, utf8proc's in any other. */
int text_code_point_width(uint32_t code_point);

/* C0, DEL, C1. */
bool text_is_control(uint32_t code_point);
/* Turns the writing direction of what follows. */
bool text_is_bidi_control(uint32_t code_point);
/* Must not be drawn: controls, format characters, fillers, separators, and what has no meaning
 * (unassigned, private, noncharacter). Joiners and variation selectors are not asked about. */
bool text_is_hidden(uint32_t code_point);
bool text_is_variation_selector(uint32_t code_point);
/* Sits on the character before it and takes no column. */
bool text_is_combining(uint32_t code_point);
/* A pictograph or a skin tone: what a joiner may join. */
bool text_is_pictograph(uint32_t code_point);
/* A symbol outside ASCII, which a variation selector may turn into text or picture. */
bool text_is_symbol(uint32_t code_point);
/* The code point without its accents and typographic dress, in ASCII; false when there is none. */
bool text_ascii_base(uint32_t code_point, char *out, size_t out_bytes);
#endif
