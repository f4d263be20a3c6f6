/* SPDX-License-Identifier: MIT */
/* tokens of a template that may be broken, for colours */
#include "domain/liquid_read_impl.h"

#define BRACES 2

struct scan {
	struct liquid_reader r; /* the whole source; `end` moves while a tag is read */
	size_t size_bytes;
	liquid_token_fn token;
	void *context;
	bool in_comment; /* between comment and endcomment */
	bool in_raw;
	bool begins; /* the next word is the name of a tag */
	bool after_pipe;
};

/* Hands out what is between `from` and the cursor. */
static void
give(struct scan *s, enum liquid_token_kind kind, size_t from)
{
	struct liquid_token token = { kind, from, s->r.at - from };

	if (token.size_bytes > 0)
		s->token(s->context, &token);
}

static bool
is_at(const struct scan *s, size_t at, const char *words)
{
	size_t size = strlen(words);

	return at + size <= s->size_bytes && memcmp(s->r.source + at, words, size) == 0;
}

/* The name of the tag that opens at `at`. */
static struct liquid_slice
name_at(const struct scan *s, size_t at)
{
	struct liquid_reader r = { s->r.source, at + BRACES, s->size_bytes };

	if (liquid_peek(&r) == '-')
		r.at++;
	return liquid_read_word(&r);
}

/* Whether a piece opens here. Within a comment or raw only the tag that ends it does. */
static bool
opens_at(const struct scan *s, size_t at)
{
	if (!s->in_comment && !s->in_raw)
		return is_at(s, at, "{{") || is_at(s, at, "{%");
	return is_at(s, at, "{%") &&
	       liquid_slice_is(name_at(s, at), s->in_raw ? "endraw" : "endcomment");
}

static void
scan_text(struct scan *s)
{
	size_t from = s->r.at;

	while (s->r.at < s->size_bytes && !opens_at(s, s->r.at))
		s->r.at++;
	give(s, s->in_comment ? LIQUID_TOKEN_COMMENT : LIQUID_TOKEN_TEXT, from);
}

/* Where the inside of an output ends; quoted texts may hold braces. */
static size_t
end_of_output(const struct scan *s, size_t at)
{
	struct liquid_reader r = { s->r.source, at, s->size_bytes };
	struct liquid_slice quoted;

	while (r.at < r.end && !is_at(s, r.at, "}}"))
		if (!liquid_read_quoted(&r, &quoted))
			r.at += r.at < r.end && !is_at(s, r.at, "}}");
	return r.at;
}

static size_t
end_of_tag(const struct scan *s, size_t at)
{
	while (at < s->size_bytes && !is_at(s, at, "%}"))
		at++;
	return at;
}

static bool
is_one_of(struct liquid_slice word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (liquid_slice_is(word, *words))
			return true;
	return false;
}

static enum liquid_token_kind
kind_of_word(struct scan *s, struct liquid_slice word)
{
	static const char *const literals[] = { "true",  "false", "nil", "null",
		                                "empty", "blank", NULL };
	static const char *const operators[] = { "and", "or", "not",  "contains",
		                                 "in",  "as", "with", NULL };
	bool begins = s->begins;
	bool after_pipe = s->after_pipe;

	s->begins = s->after_pipe = false;
	if (begins)
		return LIQUID_TOKEN_TAG;
	if (after_pipe)
		return LIQUID_TOKEN_FILTER;
	if (is_one_of(word, literals))
		return LIQUID_TOKEN_LITERAL;
	if (is_one_of(word, operators) || liquid_peek(&s->r) == ':')
		return LIQUID_TOKEN_OPERATOR;
	return LIQUID_TOKEN_VARIABLE;
}

static void
scan_sign(struct scan *s)
{
	size_t from = s->r.at;
	size_t size;
	char sign = liquid_peek(&s->r);

	(void)liquid_read_class(&s->r, s->r.at, &size);
	s->r.at += size;
	s->after_pipe = sign == '|';
	give(s,
	     sign == '.' || sign == '[' || sign == ']' ? LIQUID_TOKEN_VARIABLE
	                                               : LIQUID_TOKEN_OPERATOR,
	     from);
}

/* One token of the inside of an output or a tag. */
static void
scan_word(struct scan *s)
{
	struct liquid_slice word;
	size_t from = s->r.at;

	liquid_read_skip(&s->r);
	if (s->r.at > from) {
		give(s, LIQUID_TOKEN_BLANK, from);
		return;
	}
	if (!s->begins &&
	    (liquid_read_quoted(&s->r, &word) || liquid_read_number_token(&s->r, &word))) {
		give(s, LIQUID_TOKEN_LITERAL, from);
		return;
	}
	word = liquid_read_word(&s->r);
	if (word.size_bytes > 0)
		give(s, kind_of_word(s, word), from);
	else
		scan_sign(s);
}

/* "#" makes a comment of the rest of a tag, or of a line in a liquid tag. */
static bool
scan_inline_comment(struct scan *s, size_t end)
{
	size_t from = s->r.at;

	if (!s->begins || liquid_peek(&s->r) != '#')
		return false;
	s->r.at = end;
	give(s, LIQUID_TOKEN_COMMENT, from);
	return true;
}

static void
scan_until(struct scan *s, size_t end)
{
	size_t whole = s->r.end;

	s->r.end = end;
	while (s->r.at < end)
		if (!scan_inline_comment(s, end))
			scan_word(s);
	s->r.end = whole;
}

/* Every line of a liquid tag begins with the name of a tag. */
static void
scan_lines(struct scan *s, size_t end)
{
	while (s->r.at < end) {
		const char *feed = memchr(s->r.source + s->r.at, '\n', end - s->r.at);

		s->begins = true;
		s->after_pipe = false;
		scan_until(s, feed != NULL ? (size_t)(feed - s->r.source) + 1 : end);
	}
}

static void
scan_inside(struct scan *s, bool is_tag, size_t end)
{
	struct liquid_reader ahead = { s->r.source, s->r.at, end };
	struct liquid_slice name = liquid_read_word(&ahead);

	s->begins = is_tag;
	s->after_pipe = false;
	s->in_comment = is_tag && liquid_slice_is(name, "comment");
	s->in_raw = is_tag && liquid_slice_is(name, "raw");
	if (is_tag && liquid_slice_is(name, "liquid")) {
		scan_until(s, ahead.at);
		scan_until(s, ahead.at + (liquid_peek(&ahead) == '\n'));
		scan_lines(s, end);
	} else {
		scan_until(s, end);
	}
}

static void
scan_piece(struct scan *s)
{
	size_t from = s->r.at;
	bool is_tag = is_at(s, from, "{%");

	s->r.at += BRACES;
	s->r.at += is_at(s, s->r.at, "-");
	give(s, LIQUID_TOKEN_DELIMITER, from);

	size_t close = is_tag ? end_of_tag(s, s->r.at) : end_of_output(s, s->r.at);
	size_t end = close;
	if (end > s->r.at && close < s->size_bytes && s->r.source[end - 1] == '-')
		end--;
	scan_inside(s, is_tag, end);
	from = s->r.at;
	s->r.at = close < s->size_bytes ? close + BRACES : close;
	give(s, LIQUID_TOKEN_DELIMITER, from);
}

void
liquid_scan(const char *source, size_t size_bytes, liquid_token_fn token, void *context)
{
	struct scan s = { .r = { source, 0, size_bytes },
		          .size_bytes = size_bytes,
		          .token = token,
		          .context = context };

	while (s.r.at < size_bytes) {
		if (opens_at(&s, s.r.at))
			scan_piece(&s);
		else
			scan_text(&s);
	}
}
