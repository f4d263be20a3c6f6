/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_READ_IMPL_H
#define DOMAIN_LIQUID_READ_IMPL_H
/*
 * A cursor over a source and what LiquidJS's tokenizer does with it.
 *
 * Positions are bytes. LiquidJS looks at UTF-16 units, but asks only for ASCII characters, white
 * space and "any other letter", so the answers are the same.
 */
#include <string.h>

#include "domain/liquid_tree_impl.h"

struct liquid_reader {
	const char *source;
	size_t at;
	size_t end; /* nothing at or behind it is read */
};

enum liquid_class {
	LIQUID_CLASS_WORD = 1,
	LIQUID_CLASS_OPERATOR = 2, /* an operator may begin so */
	LIQUID_CLASS_BLANK = 4,
	LIQUID_CLASS_QUOTE = 8,
	LIQUID_CLASS_LITERAL = 16, /* true, nil and the like may begin so */
	LIQUID_CLASS_DIGIT = 32,
	LIQUID_CLASS_SIGN = 64
};

extern const unsigned char liquid_read_classes[128];

/* The same as below, of a character beyond ASCII. */
unsigned int liquid_read_class_wide(const struct liquid_reader *r, size_t at, size_t *size_bytes);

/* What the character at `at` is; *size_bytes is its length. 0 at the end. */
static inline unsigned int
liquid_read_class(const struct liquid_reader *r, size_t at, size_t *size_bytes)
{
	*size_bytes = 1;
	if (at >= r->end)
		return 0;
	if ((unsigned char)r->source[at] < 0x80)
		return liquid_read_classes[(unsigned char)r->source[at]];
	return liquid_read_class_wide(r, at, size_bytes);
}

/* Bytes of the white space that ends at `at`, 0 when there is none. */
size_t liquid_read_blank_before(const char *source, size_t at);
void liquid_read_blanks(struct liquid_reader *r);
/* The same, for the many places where there is rarely any. */
static inline void
liquid_read_skip(struct liquid_reader *r)
{
	unsigned char byte = r->at < r->end ? (unsigned char)r->source[r->at] : 'x';

	if (byte <= ' ' || byte >= 0x80)
		liquid_read_blanks(r);
}
/* White space, then a word, which may be empty. */
struct liquid_slice liquid_read_word(struct liquid_reader *r);
/* Goes behind the next `words` that ends after the cursor; false and at the end when there is
 * none. */
bool liquid_read_to(struct liquid_reader *r, const char *words);
/* A quoted text with its quotes, or nothing; an open one goes to the end. */
bool liquid_read_quoted(struct liquid_reader *r, struct liquid_slice *out);
bool liquid_read_number_token(struct liquid_reader *r, struct liquid_slice *out);
/* Moves behind an operator or a literal and gives its operation; 0: there is none here. */
enum liquid_op_code liquid_read_operator(struct liquid_reader *r);
enum liquid_op_code liquid_read_literal(struct liquid_reader *r);

static inline char
liquid_peek(const struct liquid_reader *r)
{
	return r->at < r->end ? r->source[r->at] : '\0';
}

static inline char
liquid_peek_next(const struct liquid_reader *r)
{
	return r->at + 1 < r->end ? r->source[r->at + 1] : '\0';
}

static inline bool
liquid_slice_is(struct liquid_slice s, const char *words)
{
	return strncmp(s.bytes, words, s.size_bytes) == 0 && words[s.size_bytes] == '\0';
}
#endif
