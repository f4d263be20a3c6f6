/* SPDX-License-Identifier: MIT */
/* filters for HTML and for addresses */
#include "domain/liquid_filters_impl.h"

#include <string.h>

struct liquid_entity {
	char byte;
	const char *words;
};

static const struct liquid_entity entities[] = {
	{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&#34;" }, { '\'', "&#39;" },
};

#define ENTITY_COUNT (sizeof entities / sizeof *entities)

/* Most bytes are letters, which stand behind all five. */
static inline const char *
entity_of(char byte)
{
	if ((unsigned char)byte > '>' || byte == ' ' || (byte >= '0' && byte <= '9'))
		return NULL;
	for (size_t i = 0; i < ENTITY_COUNT; i++)
		if (entities[i].byte == byte)
			return entities[i].words;
	return NULL;
}

/* The bytes a text has once escaped. */
static size_t
escaped_size(struct liquid_span s)
{
	size_t size = s.size_bytes;

	for (size_t i = 0; i < s.size_bytes; i++) {
		const char *entity = entity_of(s.bytes[i]);

		if (entity != NULL)
			size += strlen(entity) - 1;
	}
	return size;
}

static bool
escape(struct liquid_eval *e, struct liquid_span s, struct liquid_value *out)
{
	struct liquid_builder b;
	size_t size = escaped_size(s);
	size_t from = 0;

	if (size == s.size_bytes)
		return liquid_give(out, s);
	if (!liquid_charge_slow(e, size) || !liquid_build(&b, e, size))
		return false;
	for (size_t i = 0; i < s.size_bytes; i++) {
		const char *entity = entity_of(s.bytes[i]);

		if (entity == NULL)
			continue;
		if (!liquid_put(&b, s.bytes + from, i - from) ||
		    !liquid_put(&b, entity, strlen(entity)))
			return false;
		from = i + 1;
	}
	return liquid_put(&b, s.bytes + from, s.size_bytes - from) && liquid_built(&b, out);
}

bool
liquid_filter_escape(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && escape(e, s, out);
}

static const struct liquid_entity *
entity_at(const char *bytes, size_t size_bytes)
{
	for (size_t i = 0; i < ENTITY_COUNT; i++) {
		size_t size = strlen(entities[i].words);

		if (size <= size_bytes && memcmp(bytes, entities[i].words, size) == 0)
			return &entities[i];
	}
	return NULL;
}

static bool
unescape(struct liquid_eval *e, struct liquid_span *s)
{
	struct liquid_value string;
	struct liquid_builder b;
	size_t i = 0;

	if (memchr(s->bytes, '&', s->size_bytes) == NULL)
		return true;
	if (!liquid_charge_slow(e, s->size_bytes * 4) || !liquid_build(&b, e, s->size_bytes))
		return false;
	while (i < s->size_bytes) {
		const struct liquid_entity *entity = NULL;

		if (s->bytes[i] == '&')
			entity = entity_at(s->bytes + i, s->size_bytes - i);
		/* Byte by byte no half of a pair is seen, and none comes to meet another. */
		if (!liquid_put(&b, entity != NULL ? &entity->byte : s->bytes + i, 1))
			return false;
		i += entity != NULL ? strlen(entity->words) : 1;
	}
	if (!liquid_built(&b, &string))
		return false;
	*s = (struct liquid_span){ string.bytes, string.count };
	return true;
}

bool
liquid_filter_escape_once(struct liquid_eval *e, const struct liquid_call *call,
                          struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && unescape(e, &s) && escape(e, s, out);
}

/* Writes `words` for every line end, which is \n or \r\n. */
static bool
replace_line_ends(struct liquid_eval *e, struct liquid_span s, const char *words,
                  struct liquid_value *out)
{
	struct liquid_builder b;
	size_t from = 0;

	if (memchr(s.bytes, '\n', s.size_bytes) == NULL)
		return liquid_give(out, s);
	if (!liquid_charge_slow(e, s.size_bytes * 2) || !liquid_build(&b, e, s.size_bytes))
		return false;
	for (size_t i = 0; i < s.size_bytes; i++) {
		size_t end = i > from && s.bytes[i - 1] == '\r' ? i - 1 : i;

		if (s.bytes[i] != '\n')
			continue;
		if (!liquid_put(&b, s.bytes + from, end - from) ||
		    !liquid_put(&b, words, strlen(words)))
			return false;
		from = i + 1;
	}
	return liquid_put(&b, s.bytes + from, s.size_bytes - from) && liquid_built(&b, out);
}

bool
liquid_filter_newline_to_br(struct liquid_eval *e, const struct liquid_call *call,
                            struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && replace_line_ends(e, s, "<br />\n", out);
}

bool
liquid_filter_strip_newlines(struct liquid_eval *e, const struct liquid_call *call,
                             struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && replace_line_ends(e, s, "", out);
}

struct block {
	struct liquid_span opener;
	struct liquid_span closer;
};

#define BLOCK(opener, closer)                                                                      \
	{                                                                                          \
		{ opener, sizeof opener - 1 },                                                     \
		{                                                                                  \
			closer, sizeof closer - 1                                                  \
		}                                                                                  \
	}

static const struct block blocks[] = {
	BLOCK("<script", "</script>"),
	BLOCK("<style", "</style>"),
	BLOCK("<!--", "-->"),
	BLOCK("<", ">"),
};

#define BLOCK_COUNT (sizeof blocks / sizeof *blocks)

/* The end of the piece of HTML that begins at `start`, or `start` when it is none. A closer that
 * was missed once is not looked for again, so that many openers cost no more than one. */
static size_t
end_of_html(struct liquid_span s, size_t start, bool missed[BLOCK_COUNT])
{
	for (size_t i = 0; i < BLOCK_COUNT; i++) {
		struct liquid_span opener = blocks[i].opener;
		size_t end;

		if (missed[i] || s.size_bytes - start < opener.size_bytes ||
		    memcmp(s.bytes + start, opener.bytes, opener.size_bytes) != 0)
			continue;
		end = liquid_find(s, start + opener.size_bytes, blocks[i].closer);
		if (end <= s.size_bytes)
			return end + blocks[i].closer.size_bytes;
		missed[i] = true;
	}
	return start;
}

bool
liquid_filter_strip_html(struct liquid_eval *e, const struct liquid_call *call,
                         struct liquid_value *out)
{
	static const struct liquid_span less = { "<", 1 };
	bool missed[BLOCK_COUNT] = { false };
	struct liquid_builder b;
	struct liquid_span s;
	size_t from = 0;
	size_t start;

	if (!liquid_input_span(e, call, &s))
		return false;
	if (liquid_find(s, 0, less) > s.size_bytes)
		return liquid_give(out, s);
	if (!liquid_charge_slow(e, s.size_bytes * 4) || !liquid_build(&b, e, s.size_bytes))
		return false;
	while ((start = liquid_find(s, from, less)) <= s.size_bytes) {
		size_t end = end_of_html(s, start, missed);

		if (end == start)
			break;
		if (!liquid_put(&b, s.bytes + from, start - from))
			return false;
		from = end;
	}
	return liquid_put(&b, s.bytes + from, s.size_bytes - from) && liquid_built(&b, out);
}
