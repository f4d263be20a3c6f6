/* SPDX-License-Identifier: MIT */
/* cuts a template into texts, outputs and tags, and trims the texts beside a hyphen */
#include "domain/liquid_parse_impl.h"

#define BRACES 2 /* bytes of {{, }}, {% and %} */
#define OUTPUT_STOPS (LIQUID_CLASS_QUOTE | LIQUID_CLASS_CLOSE)

static bool
is_at(const struct liquid_reader *r, size_t at, char second)
{
	return at + 1 < r->end && r->source[at] == '{' && r->source[at + 1] == second;
}

/* Sets the reader of a piece to what is between its braces, without hyphens and blanks. */
static void
set_inside(struct liquid_lexer *lexer, size_t begin, size_t end, struct liquid_piece *out)
{
	const char *source = lexer->r.source;
	bool trims = begin < end && source[end - 1] == '-';

	if (begin < end && source[begin] == '-')
		begin++;
	if (trims && end > begin)
		end--;
	out->r = (struct liquid_reader){ source, begin, end };
	liquid_read_skip(&out->r);
	out->r.end = liquid_read_trim(source, out->r.at, out->r.end);
	lexer->trims_next = trims;
}

/* Reads the name of a tag; "#" begins a comment. */
static bool
set_name(struct liquid_parser *p, struct liquid_piece *out)
{
	liquid_read_skip(&out->r);
	if (liquid_peek(&out->r) == '#')
		out->name = (struct liquid_slice){ out->r.source + out->r.at++, 1 };
	else
		out->name = liquid_read_word(&out->r);
	if (out->name.size_bytes == 0)
		return liquid_emit_wrong(p, out->begin, "expected the name of a tag behind {%%");
	liquid_read_skip(&out->r);
	return true;
}

static bool
read_tag(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out)
{
	out->kind = LIQUID_PIECE_TAG;
	lexer->r.at++;
	if (!liquid_read_to(&lexer->r, "%}"))
		return liquid_emit_wrong(p, out->begin, "{%% is opened here, expected its %%}");
	out->end = lexer->r.at;
	if (out->end < out->begin + 2 * BRACES)
		return liquid_emit_wrong(p, out->begin, "expected the name of a tag behind {%%");
	set_inside(lexer, out->begin + BRACES, out->end - BRACES, out);
	if (!set_name(p, out))
		return false;
	if (liquid_slice_is(out->name, "raw")) {
		lexer->in_raw = true;
		lexer->trims_next = false;
		lexer->raw_at = out->begin;
	}
	return true;
}

/* A quoted text that never ends has taken the closing braces: `last` is the last one. */
static bool
refuse_output(struct liquid_parser *p, size_t begin, const struct liquid_slice *last)
{
	const char *end = p->t->source + p->t->size_bytes;
	bool is_open = last->size_bytes > 0 && last->bytes + last->size_bytes == end &&
	               (last->size_bytes == 1 || end[-1] != last->bytes[0]);

	if (is_open)
		return liquid_emit_wrong(p, (size_t)(last->bytes - p->t->source),
		                         "%c is opened here, expected another %c", last->bytes[0],
		                         last->bytes[0]);
	return liquid_emit_wrong(p, begin, "{{ is opened here, expected its }}");
}

/* Quoted texts may hold closing braces. */
static bool
read_output(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out)
{
	struct liquid_reader *r = &lexer->r;
	struct liquid_slice quoted = { NULL, 0 };

	out->kind = LIQUID_PIECE_OUTPUT;
	while (true) {
		r->at = liquid_read_until(r, OUTPUT_STOPS);
		if (r->at >= r->end)
			break;
		if (r->source[r->at] != '}') {
			(void)liquid_read_quoted(r, &quoted);
			continue;
		}
		r->at++;
		if (r->source[r->at - 2] == '}') {
			out->end = r->at;
			set_inside(lexer, out->begin + BRACES, out->end - BRACES, out);
			return true;
		}
	}
	return refuse_output(p, out->begin, &quoted);
}

static void
read_text(struct liquid_lexer *lexer, struct liquid_piece *out)
{
	struct liquid_reader *r = &lexer->r;
	struct liquid_reader words = { r->source, r->at, r->end };

	out->kind = LIQUID_PIECE_TEXT;
	while (r->at < r->end) {
		const char *brace = memchr(r->source + r->at, '{', r->end - r->at);

		r->at = brace != NULL ? (size_t)(brace - r->source) : r->end;
		if (is_at(r, r->at, '%') || is_at(r, r->at, '{'))
			break;
		r->at += r->at < r->end;
	}
	out->end = words.end = r->at;
	if (lexer->trims_next)
		liquid_read_skip(&words);
	lexer->trims_next = false;
	if (r->at + BRACES < r->end && r->source[r->at + BRACES] == '-')
		words.end = liquid_read_trim(r->source, words.at, words.end);
	out->words = (struct liquid_slice){ r->source + words.at, words.end - words.at };
}

/* Moves from behind "{% endraw" to behind its "%}"; false when another tag opens first or the
 * source ends. */
static bool
skip_to_close(struct liquid_reader *r)
{
	for (; r->at <= r->end; r->at++) {
		if (r->source[r->at - 1] == '}' && r->source[r->at - 2] == '%')
			return true;
		if (r->source[r->at - 1] == '%' && r->source[r->at - 2] == '{')
			return false;
	}
	return false;
}

/* Behind a raw tag: its text, or where that is over, the endraw. An endraw with a hyphen in front
 * is text like everything else. */
static bool
read_raw(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out)
{
	struct liquid_reader *r = &lexer->r;
	bool found = liquid_read_to(r, "{%");
	size_t open = r->at - BRACES;

	while (found && r->at < r->end) {
		if (!liquid_slice_is(liquid_read_word(r), "endraw")) {
			found = liquid_read_to(r, "{%");
			open = r->at - BRACES;
			continue;
		}
		if (!skip_to_close(r))
			continue;
		if (open == out->begin) {
			lexer->in_raw = false;
			out->kind = LIQUID_PIECE_TAG;
			out->end = r->at;
			set_inside(lexer, open + BRACES, r->at - BRACES, out);
			return set_name(p, out);
		}
		r->at = open;
		out->kind = LIQUID_PIECE_TEXT;
		out->end = open;
		out->words = (struct liquid_slice){ r->source + out->begin, open - out->begin };
		return true;
	}
	return liquid_emit_wrong(p, lexer->raw_at,
	                         "raw is opened here, expected its {%% endraw %%}");
}

/* A line of a liquid tag is a tag without its braces. */
static bool
read_line(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out)
{
	out->kind = LIQUID_PIECE_TAG;
	out->begin = lexer->r.at;
	(void)liquid_read_to(&lexer->r, "\n");
	out->end = lexer->r.at;
	set_inside(lexer, out->begin, out->end, out);
	out->words = (struct liquid_slice){ lexer->r.source + out->begin, out->end - out->begin };
	return set_name(p, out);
}

bool
liquid_lex_next(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out,
                bool *found)
{
	struct liquid_reader *r = &lexer->r;

	if (lexer->of_lines)
		liquid_read_skip(r);
	*found = r->at < r->end;
	if (!*found)
		return true;
	out->begin = r->at;
	if (lexer->of_lines)
		return read_line(p, lexer, out);
	if (lexer->in_raw)
		return read_raw(p, lexer, out);
	if (is_at(r, r->at, '%'))
		return read_tag(p, lexer, out);
	if (is_at(r, r->at, '{'))
		return read_output(p, lexer, out);
	read_text(lexer, out);
	return true;
}
