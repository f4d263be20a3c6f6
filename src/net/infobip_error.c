/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS and voice API, without sockets */
#include "net/infobip_impl.h"

#include <string.h>

#include "domain/cause.h"

#define REFUSAL_BYTES_MAX ((size_t)4 * 1024)
#define OFFENCES_MAX 3 /* more do not fit a line */

/* One string that may be absent, with what sets it apart from what stands before. Its full stop
 * goes: more may follow, and a cause ends without one. */
static void
append_word(struct text *out, const char *separator, const char *word)
{
	size_t size_bytes = word ? strlen(word) : 0;

	if (size_bytes > 0 && word[size_bytes - 1] == '.')
		size_bytes--;
	if (size_bytes > 0) {
		text_append(out, separator);
		text_append_bytes(out, word, size_bytes);
	}
}

/* {"messages[0].text": ["must not be empty"]}, as the older endpoints name offending fields */
static void
append_validation_errors(struct text *out, const struct json *errors)
{
	int left = OFFENCES_MAX;

	for (const struct json *at = json_first(errors); at && left-- > 0; at = json_next(at)) {
		const char *words = json_string(at);

		append_word(out, "; ", json_name(at));
		append_word(out, ": ", words ? words : json_string(json_first(at)));
	}
}

/* [{"property": "messages[0].text", "violation": "must not be empty"}], as v3 does */
static void
append_violations(struct text *out, const struct json *violations)
{
	int left = OFFENCES_MAX;

	for (const struct json *at = json_first(violations); at && left-- > 0; at = json_next(at)) {
		append_word(out, "; ", json_string(json_member(at, "property")));
		append_word(out, ": ", json_string(json_member(at, "violation")));
	}
}

static void
append_body(struct text *out, const struct json *root)
{
	const struct json *old = json_at_path(root, "requestError.serviceException");

	if (old) {
		append_word(out, " ", json_string(json_member(old, "messageId")));
		append_word(out, ": ", json_string(json_member(old, "text")));
		append_validation_errors(out, json_member(old, "validationErrors"));
		return;
	}
	append_word(out, " ", json_string(json_member(root, "errorCode")));
	append_word(out, ": ", json_string(json_member(root, "description")));
	append_violations(out, json_member(root, "violations"));
}

void
infobip_write_refusal(const struct http_answer *answer, char *out, size_t out_bytes)
{
	struct json *root = NULL;
	struct fault ignored;
	struct text words;
	struct cause c;
	size_t bare;

	text_init(&words, REFUSAL_BYTES_MAX);
	text_append_format(&words, "HTTP %d", answer->status);
	bare = words.size_bytes;
	if (json_parse(answer->body, answer->body_bytes, "the answer", &root, &ignored) == ST_OK)
		append_body(&words, root);
	if (words.size_bytes == bare) {
		cause_look_up(CAUSE_HTTP, 0, answer->status, "", "", &c);
		append_word(&words, " ", c.known ? c.name : "");
	}
	infobip_copy_words(out, out_bytes, text_string(&words));
	json_destroy(root);
	text_finish(&words);
}
