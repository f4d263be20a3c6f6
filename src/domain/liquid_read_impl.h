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
	LIQUID_CLASS_SIGN = 64,
	LIQUID_CLASS_CLOSE = 128, /* a closing brace */
	LIQUID_CLASS_OPEN = 256   /* an opening parenthesis */
};

/* Of a byte; those beyond ASCII have none of their own. */
extern const uint16_t liquid_read_classes[256];

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

/* Whether the character at `at` is of one of the wanted classes. */
static inline bool
liquid_read_is(const struct liquid_reader *r, size_t at, unsigned int wanted)
{
	size_t size;

	return (liquid_read_class(r, at, &size) & wanted) != 0;
}

/* Where the bytes of the classes end, or the first one of them is. */
static inline size_t
liquid_read_while(const struct liquid_reader *r, unsigned int wanted)
{
	const char *source = r->source;
	size_t end = r->end;
	size_t at = r->at;

	while (at < end && (liquid_read_classes[(unsigned char)source[at]] & wanted))
		at++;
	return at;
}

static inline size_t
liquid_read_until(const struct liquid_reader *r, unsigned int wanted)
{
	const char *source = r->source;
	size_t end = r->end;
	size_t at = r->at;

	while (at < end && !(liquid_read_classes[(unsigned char)source[at]] & wanted))
		at++;
	return at;
}

/* Takes white space off the end; nothing before `from` is looked at. */
size_t liquid_read_trim(const char *source, size_t from, size_t end);
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
static inline bool
liquid_read_to(struct liquid_reader *r, const char *words)
{
	size_t size = strlen(words);
	const char *last;

	while ((last = memchr(r->source + r->at, words[size - 1], r->end - r->at)) != NULL) {
		r->at = (size_t)(last - r->source) + 1;
		if (r->at >= size && memcmp(last + 1 - size, words, size) == 0)
			return true;
	}
	r->at = r->end;
	return false;
}
/* A quoted text with its quotes, or nothing; an open one goes to the end. */
bool liquid_read_quoted(struct liquid_reader *r, struct liquid_slice *out);
bool liquid_read_number_token(struct liquid_reader *r, struct liquid_slice *out);
/* Moves behind an operator or a literal, where the first character is that of one, and gives its
 * operation; 0: there is none here. */
enum liquid_op_code liquid_read_operator(struct liquid_reader *r);
enum liquid_op_code liquid_read_literal(struct liquid_reader *r);

static inline char
liquid_peek(const struct liquid_reader *r)
{
	if (r->at < r->end)
		return r->source[r->at];
	return '\0';
}

static inline char
liquid_peek_next(const struct liquid_reader *r)
{
	if (r->at + 1 < r->end)
		return r->source[r->at + 1];
	return '\0';
}
#endif
