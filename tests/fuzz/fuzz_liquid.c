/* SPDX-License-Identifier: MIT */
/*
 * The template language under libFuzzer: parsed, walked, cut into tokens and rendered twice.
 *
 * An input is pieces between NUL bytes: the template, its data as JSON, then the partials p1, p2
 * and so on. Data that is no JSON is an empty object.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/liquid.h"

#define PIECES_MOST 6

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

struct piece {
	const char *bytes;
	size_t size_bytes;
};

struct input {
	struct piece pieces[PIECES_MOST];
	size_t count;
};

static void
expect(bool holds)
{
	if (!holds)
		abort();
}

static void
cut(const char *bytes, size_t size_bytes, struct input *out)
{
	memset(out, 0, sizeof(*out));
	while (out->count < PIECES_MOST) {
		const char *end = memchr(bytes, '\0', size_bytes);
		size_t taken = end ? (size_t)(end - bytes) : size_bytes;

		out->pieces[out->count].bytes = bytes;
		out->pieces[out->count].size_bytes = taken;
		out->count++;
		if (!end)
			break;
		bytes = end + 1;
		size_bytes -= taken + 1;
	}
}

static bool
give_partial(void *context, const char *name, const char **source, size_t *size_bytes)
{
	const struct input *in = context;
	size_t at = name[0] == 'p' && name[1] >= '1' && name[1] <= '9' && name[2] == '\0'
	                    ? (size_t)(name[1] - '0') + 1
	                    : PIECES_MOST;

	if (at >= in->count)
		return false;
	*source = in->pieces[at].bytes;
	*size_bytes = in->pieces[at].size_bytes;
	return true;
}

/* Zones of any offset, and some that there are not. */
static enum status
give_zone(void *context, const char *name, int64_t utc_s, int32_t *east_s, struct fault *f)
{
	(void)context;
	expect(strlen(name) <= LIQUID_ZONE_NAME_MAX);
	if (name[0] == '-')
		return fault_set(f, WORD_VALUE_INVALID, "there is no zone \"%s\"", name);
	*east_s = (int32_t)(strlen(name) * 1801 % 93600) - (utc_s < 0 ? 40000 : 0);
	return ST_OK;
}

static void
see_use(void *context, const struct liquid_use *use)
{
	const struct piece *source = context;

	expect(use->name && use->place.line > 0 && use->place.column > 0);
	expect(use->offset_bytes + use->size_bytes <= source->size_bytes);
}

/* Tokens follow each other without a gap. */
static void
see_token(void *context, const struct liquid_token *token)
{
	size_t *end = context;

	expect(token->offset_bytes == *end && token->size_bytes > 0);
	*end += token->size_bytes;
}

static void
scan(const struct piece *source)
{
	size_t end = 0;

	liquid_scan(source->bytes, source->size_bytes, see_token, &end);
	expect(end == source->size_bytes);
}

static void
expect_told(const struct fault *f)
{
	struct liquid_place place;
	const char *message = liquid_place_of(f, &place);

	expect(message && *message && place.line > 0 && place.column > 0);
}

/* The same template and data render the same, and a refusal leaves what was there. */
static void
render(const struct liquid *t, const struct json *data, struct input *in)
{
	struct liquid_run run = {
		.data = data, .partial = give_partial, .partial_context = in, .zone = give_zone
	};
	struct text first, second;
	struct fault f;

	text_init(&first, LIQUID_OUTPUT_MAX);
	text_init(&second, LIQUID_OUTPUT_MAX);
	expect(text_append(&first, "kept"));
	if (liquid_render_with(t, &run, &first, &f) != ST_OK) {
		expect_told(&f);
		expect(strcmp(text_string(&first), "kept") == 0);
	} else if (liquid_render_with(t, &run, &second, &f) == ST_OK) {
		expect(strcmp(text_string(&first) + 4, text_string(&second)) == 0);
		expect(text_is_utf8(text_string(&second), second.size_bytes));
	}
	text_finish(&first);
	text_finish(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
	struct input in;
	struct json *data = NULL;
	struct liquid *t;
	struct fault f;

	cut((const char *)bytes, size_bytes, &in);
	scan(&in.pieces[0]);
	if (liquid_create(in.pieces[0].bytes, in.pieces[0].size_bytes, &t, &f) != ST_OK) {
		expect_told(&f);
		return 0;
	}
	if (json_parse(in.pieces[1].bytes ? in.pieces[1].bytes : "", in.pieces[1].size_bytes,
	               "the data", &data, &f) != ST_OK)
		data = NULL;
	liquid_visit(t, see_use, &in.pieces[0]);
	render(t, data, &in);
	liquid_destroy(t);
	if (data)
		json_destroy(data);
	return 0;
}
