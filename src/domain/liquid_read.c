/* SPDX-License-Identifier: MIT */
/* words, numbers and quoted texts of a template, cut as LiquidJS cuts them */
#include "domain/liquid_read_impl.h"

#define WORD LIQUID_CLASS_WORD
#define BLANK LIQUID_CLASS_BLANK
#define DIGIT (LIQUID_CLASS_WORD | LIQUID_CLASS_DIGIT)

/* Hyphen and question mark belong to words. */
const uint16_t liquid_read_classes[256] = {
	['\t'] = BLANK,
	['\n'] = BLANK,
	['\v'] = BLANK,
	['\f'] = BLANK,
	['\r'] = BLANK,
	[' '] = BLANK,
	['"'] = LIQUID_CLASS_QUOTE,
	['\''] = LIQUID_CLASS_QUOTE,
	['('] = LIQUID_CLASS_OPEN,
	['+'] = LIQUID_CLASS_SIGN,
	['-'] = LIQUID_CLASS_SIGN | WORD,
	['!'] = LIQUID_CLASS_OPERATOR,
	['<'] = LIQUID_CLASS_OPERATOR,
	['='] = LIQUID_CLASS_OPERATOR,
	['>'] = LIQUID_CLASS_OPERATOR,
	['?'] = WORD,
	['_'] = WORD,
	['0'] = DIGIT,
	['1'] = DIGIT,
	['2'] = DIGIT,
	['3'] = DIGIT,
	['4'] = DIGIT,
	['5'] = DIGIT,
	['6'] = DIGIT,
	['7'] = DIGIT,
	['8'] = DIGIT,
	['9'] = DIGIT,
	['A'] = WORD,
	['B'] = WORD,
	['C'] = WORD,
	['D'] = WORD,
	['E'] = WORD,
	['F'] = WORD,
	['G'] = WORD,
	['H'] = WORD,
	['I'] = WORD,
	['J'] = WORD,
	['K'] = WORD,
	['L'] = WORD,
	['M'] = WORD,
	['N'] = WORD,
	['O'] = WORD,
	['P'] = WORD,
	['Q'] = WORD,
	['R'] = WORD,
	['S'] = WORD,
	['T'] = WORD,
	['U'] = WORD,
	['V'] = WORD,
	['W'] = WORD,
	['X'] = WORD,
	['Y'] = WORD,
	['Z'] = WORD,
	['a'] = WORD | LIQUID_CLASS_OPERATOR,
	['b'] = WORD | LIQUID_CLASS_LITERAL,
	['c'] = WORD | LIQUID_CLASS_OPERATOR,
	['d'] = WORD,
	['e'] = WORD | LIQUID_CLASS_LITERAL,
	['f'] = WORD | LIQUID_CLASS_LITERAL,
	['g'] = WORD,
	['h'] = WORD,
	['i'] = WORD,
	['j'] = WORD,
	['k'] = WORD,
	['l'] = WORD,
	['m'] = WORD,
	['n'] = WORD | LIQUID_CLASS_OPERATOR | LIQUID_CLASS_LITERAL,
	['o'] = WORD | LIQUID_CLASS_OPERATOR,
	['p'] = WORD,
	['q'] = WORD,
	['r'] = WORD,
	['s'] = WORD,
	['t'] = WORD | LIQUID_CLASS_LITERAL,
	['u'] = WORD,
	['v'] = WORD,
	['w'] = WORD,
	['x'] = WORD,
	['y'] = WORD,
	['z'] = WORD,
	['}'] = LIQUID_CLASS_CLOSE,
};

#define BOOK_QUOTE_OPEN 0x201C
#define BOOK_QUOTE_CLOSE 0x201D

static bool
is_wide_blank(uint32_t code_point)
{
	switch (code_point) {
	case 0xA0:
	case 0x1680:
	case 0x180E:
	case 0x2028:
	case 0x2029:
	case 0x202F:
	case 0x205F:
	case 0x3000: return true;
	default: return code_point >= 0x2000 && code_point <= 0x200A;
	}
}

static unsigned int
class_beyond_ascii(uint32_t code_point)
{
	if (is_wide_blank(code_point))
		return BLANK;
	return code_point == BOOK_QUOTE_OPEN || code_point == BOOK_QUOTE_CLOSE ? 0 : WORD;
}

unsigned int
liquid_read_class_wide(const struct liquid_reader *r, size_t at, size_t *size_bytes)
{
	uint32_t code_point;

	*size_bytes = text_next_code_point(r->source + at, r->end - at, &code_point);
	return class_beyond_ascii(code_point);
}

/* Bytes of the white space beyond ASCII that ends at `at`, 0 when there is none. */
static size_t
wide_blank_before(const char *source, size_t at)
{
	uint32_t code_point;
	size_t size = 1;

	while (size < 4 && size < at && ((unsigned char)source[at - size] & 0xC0) == 0x80)
		size++;
	text_next_code_point(source + at - size, size, &code_point);
	return size > 1 && is_wide_blank(code_point) ? size : 0;
}

size_t
liquid_read_trim(const char *source, size_t from, size_t end)
{
	while (end > from) {
		unsigned char last = (unsigned char)source[end - 1];
		size_t size = last < 0x80 ? liquid_read_classes[last] == BLANK
		                          : wide_blank_before(source, end);

		if (size == 0)
			break;
		end -= size;
	}
	return end;
}

static void
skip_any(struct liquid_reader *r, unsigned int wanted)
{
	size_t size;

	while ((liquid_read_class(r, r->at, &size) & wanted) != 0)
		r->at += size;
}

/* Few templates have a character beyond ASCII in an expression. */
static inline void
skip_class(struct liquid_reader *r, unsigned int wanted)
{
	r->at = liquid_read_while(r, wanted);
	if (r->at < r->end && (unsigned char)r->source[r->at] >= 0x80)
		skip_any(r, wanted);
}

void
liquid_read_blanks(struct liquid_reader *r)
{
	skip_class(r, BLANK);
}

struct liquid_slice
liquid_read_word(struct liquid_reader *r)
{
	liquid_read_skip(r);

	size_t start = r->at;
	skip_class(r, WORD);
	return (struct liquid_slice){ r->source + start, r->at - start };
}

bool
liquid_read_quoted(struct liquid_reader *r, struct liquid_slice *out)
{
	bool escaped = false;

	liquid_read_skip(r);
	size_t start = r->at;
	char quote = liquid_peek(r);
	if (quote != '"' && quote != '\'')
		return false;
	for (r->at++; r->at < r->end; r->at++) {
		if (r->source[r->at] == quote && !escaped) {
			r->at++;
			break;
		}
		escaped = !escaped && r->source[r->at] == '\\';
	}
	*out = (struct liquid_slice){ r->source + start, r->at - start };
	return true;
}

/* Moves `at` over digits with at most one point; false: two points, or a point without a digit in
 * front. Two points side by side are a range and end the number. */
static bool
skip_digits(const struct liquid_reader *r, size_t *at, bool *has_digit)
{
	bool has_point = false;

	for (;; *at += 1) {
		if (liquid_read_is(r, *at, LIQUID_CLASS_DIGIT)) {
			*has_digit = true;
			continue;
		}
		bool point = *at < r->end && r->source[*at] == '.';
		if (!point || (*at + 1 < r->end && r->source[*at + 1] == '.'))
			return true;
		if (has_point || !*has_digit)
			return false;
		has_point = true;
	}
}

bool
liquid_read_number_token(struct liquid_reader *r, struct liquid_slice *out)
{
	bool has_digit = false;

	liquid_read_skip(r);
	if (!liquid_read_is(r, r->at, LIQUID_CLASS_SIGN | LIQUID_CLASS_DIGIT))
		return false;
	size_t at = r->at + (liquid_read_is(r, r->at, LIQUID_CLASS_SIGN) ? 1 : 0);
	if (!skip_digits(r, &at, &has_digit) || !has_digit || liquid_read_is(r, at, WORD))
		return false;
	*out = (struct liquid_slice){ r->source + r->at, at - r->at };
	r->at = at;
	return true;
}

struct keyword {
	char words[9];
	unsigned char size_bytes;
	unsigned char code;
};

static const struct keyword operators[] = {
	{ "==", 2, LIQUID_OP_EQUAL },
	{ "!=", 2, LIQUID_OP_UNEQUAL },
	{ ">=", 2, LIQUID_OP_GREATER_OR_EQUAL },
	{ ">", 1, LIQUID_OP_GREATER },
	{ "<=", 2, LIQUID_OP_LESS_OR_EQUAL },
	{ "<", 1, LIQUID_OP_LESS },
	{ "contains", 8, LIQUID_OP_CONTAINS },
	{ "not", 3, LIQUID_OP_NOT },
	{ "and", 3, LIQUID_OP_AND },
	{ "or", 2, LIQUID_OP_OR },
};

static const struct keyword literals[] = {
	{ "true", 4, LIQUID_OP_VALUE_TRUE },   { "false", 5, LIQUID_OP_VALUE_FALSE },
	{ "nil", 3, LIQUID_OP_VALUE_NIL },     { "null", 4, LIQUID_OP_VALUE_NIL },
	{ "empty", 5, LIQUID_OP_VALUE_EMPTY }, { "blank", 5, LIQUID_OP_VALUE_BLANK },
};

/* The first of the words that stands here; a word of letters ends where no letter follows. */
static enum liquid_op_code
read_keyword(struct liquid_reader *r, const struct keyword *words, size_t count)
{
	char first = liquid_peek(r);

	for (size_t i = 0; i < count; i++) {
		size_t size = words[i].size_bytes;

		if (first != words[i].words[0] || size > r->end - r->at ||
		    memcmp(r->source + r->at, words[i].words, size) != 0)
			continue;
		if (first >= 'a' && liquid_read_is(r, r->at + size, WORD))
			continue;
		r->at += size;
		return words[i].code;
	}
	return LIQUID_OP_VALUE_UNDEFINED;
}

enum liquid_op_code
liquid_read_operator(struct liquid_reader *r)
{
	return read_keyword(r, operators, sizeof(operators) / sizeof(operators[0]));
}

enum liquid_op_code
liquid_read_literal(struct liquid_reader *r)
{
	return read_keyword(r, literals, sizeof(literals) / sizeof(literals[0]));
}
