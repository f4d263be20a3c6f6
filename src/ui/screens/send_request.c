/* SPDX-License-Identifier: MIT */
/* the request pane of a send, in few rows */
#include <string.h>

#include "base/random.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/send_impl.h"

/* The headers that are alike in every request, which the message's own page shows. */
static bool
is_dull(const char *line)
{
	return strncmp(line, "Accept:", 7) == 0 || strncmp(line, "User-Agent:", 11) == 0 ||
	       *line == '\n' || *line == '\0';
}

/* A row that holds nothing but brackets stands behind the row before it. */
static bool
is_bracket(const char *line, size_t size_bytes)
{
	size_t blanks = strspn(line, " ");

	return (blanks > 0 || *line == '}') &&
	       blanks + strspn(line + blanks, "{}[],") >= size_bytes;
}

/* Where a messageId stands in a line, in its quotes; NULL when there is none. */
static const char *
find_uuid(const char *line, size_t size_bytes)
{
	for (size_t i = 0; i + RANDOM_UUID_BYTES < size_bytes; i++) {
		if (line[i] == '"' && line[i + RANDOM_UUID_BYTES] == '"' &&
		    strspn(line + i + 1, "0123456789abcdef-") == RANDOM_UUID_BYTES - 1)
			return line + i + 1;
	}
	return NULL;
}

/* A messageId is shortened in its middle: the message's own page has it whole. */
static void
append_row(struct text *out, const char *line, size_t size_bytes)
{
	const char *uuid = find_uuid(line, size_bytes);
	const char *end = line + size_bytes;

	if (!uuid) {
		text_append_bytes(out, line, size_bytes);
		return;
	}
	text_append_bytes(out, line, (size_t)(uuid - line) + 8);
	text_append(out, "..");
	uuid += RANDOM_UUID_BYTES - 1 - 4;
	text_append_bytes(out, uuid, (size_t)(end - uuid));
}

static void
append_compact(struct text *out, const char *source)
{
	bool joins = false;

	while (*source) {
		size_t size = strcspn(source, "\n");
		size_t blanks = strspn(source, " ");
		size_t set_in = joins ? blanks : blanks / 2;

		if (is_bracket(source, size))
			text_append_format(out, " %.*s", (int)(size - blanks), source + blanks);
		else if (!is_dull(source)) {
			text_append(out, joins ? " " : out->size_bytes > 0 ? "\n" : "");
			append_row(out, source + set_in, size - set_in);
			joins = size == 1 && *source == '{';
		}
		source += size + (source[size] == '\n');
	}
}

static const char *
path_to_be(const struct screen *s)
{
	const struct send *x = s->state;
	int64_t version = profile_get_integer(&s->session->profile, PROFILE_API_VERSION);

	if (send_draft_is_call(&x->draft))
		return "/tts/3/advanced";
	return version == 2 ? "/sms/2/text/advanced" : "/sms/3/messages";
}

void
send_draw_request(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	struct canvas in = canvas_put_box(c, "Request (key, number and code masked)", false);
	struct text compact;
	struct page page;

	text_init(&compact, (size_t)64 * 1024);
	page_init(&page);
	page.fixed = true;
	if (x->has_entry) {
		append_compact(&compact, text_string(&x->entry.body.request));
		page_add_text(&page, ROLE_PLAIN, text_string(&compact),
		              "The request was not kept.");
	} else {
		page_add_format(&page, ROLE_DIM, "Nothing was sent yet. It will be one POST to %s.",
		                path_to_be(s));
	}
	page_draw(&page, &in);
	page_finish(&page);
	text_finish(&compact);
}
