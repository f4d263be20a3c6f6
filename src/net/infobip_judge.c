/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS and voice API, without sockets */
#include "net/infobip_impl.h"

#include <string.h>

#define STATUS_DUPLICATE_ID 23
#define GROUP_REJECTED 5
#define WAIT_WORDS_BYTES 48
#define HINT_UNCERTAIN "it may have been sent; the provider's log tells"

static void
set_words(struct infobip_verdict *out, const char *cause, const char *hint)
{
	text_copy(out->cause, sizeof(out->cause), cause);
	text_copy(out->hint, sizeof(out->hint), hint);
}

static void
judge_not_sent(const struct http_answer *answer, struct infobip_verdict *out)
{
	bool by_us = answer->outcome == HTTP_CANCELLED;

	out->state = MESSAGE_NOT_SENT;
	out->word = by_us ? WORD_CANCELLED : WORD_NOT_SENT;
	/* What the operator has stopped does not start again by itself. */
	out->may_retry = !by_us;
	set_words(out, by_us ? "cancelled before anything left" : answer->cause, answer->hint);
}

static void
judge_unread(const struct http_answer *answer, struct infobip_verdict *out)
{
	bool by_us = answer->outcome == HTTP_CANCELLED;

	out->state = MESSAGE_UNKNOWN;
	out->word = WORD_UNCERTAIN;
	set_words(out, by_us ? "cancelled after the request had begun to leave" : answer->cause,
	          HINT_UNCERTAIN);
}

/* A 200 that cannot be about this message alone is kept for the provider's log to decide. */
static void
judge_unusable(const char *cause, bool flagged, struct infobip_verdict *out)
{
	out->state = MESSAGE_UNKNOWN;
	out->word = WORD_ANSWER_UNUSABLE;
	out->flagged = flagged;
	set_words(out, cause, HINT_UNCERTAIN);
}

static bool
is_text(const struct json *node, const char *wanted)
{
	const char *value = json_string(node);

	return value && strcmp(value, wanted) == 0;
}

/* v2 answers `to`, v3 `destination`. */
static bool
is_our_number(const struct json *message, const char *e164)
{
	const struct json *node = json_member(message, "destination");
	const char *value = json_string(node ? node : json_member(message, "to"));

	return value && strcmp(infobip_digits(value), infobip_digits(e164)) == 0;
}

static const char *
find_offence(const struct json *messages, const struct infobip_send *send,
             struct infobip_verdict *out)
{
	const struct json *message = json_first(messages);

	if (!json_is_array(messages) || json_count(messages) == 0)
		return "the answer speaks of no message";
	if (json_count(messages) > 1)
		return "the answer speaks of several messages, one was sent";
	if (!is_text(json_member(message, "messageId"), send->message_id))
		return "the answer speaks of another message";
	if (!is_our_number(message, send->to))
		return "the answer speaks of another number";
	if (!infobip_read_status(json_member(message, "status"), &out->status))
		return "the answer's status has no numbers";
	infobip_read_error(json_member(message, "error"), &out->error);
	return NULL;
}

static void
judge_status(bool repeat, struct infobip_verdict *out)
{
	const struct message_status *status = &out->status;

	if (!message_state_from_provider(status->group_id, status->id, &out->state)) {
		judge_unusable("the answer's status is of an unknown group", true, out);
		return;
	}
	if (out->state == MESSAGE_ACCEPTED || out->state == MESSAGE_DELIVERED)
		return;
	if (repeat && status->group_id == GROUP_REJECTED && status->id == STATUS_DUPLICATE_ID) {
		out->state = MESSAGE_ACCEPTED;
		set_words(out, "the provider has it from an earlier try and refused this repeat",
		          "");
		return;
	}
	out->word = out->state == MESSAGE_REJECTED ? WORD_PROVIDER_REFUSED : WORD_FAILED;
	infobip_copy_line(out->cause, sizeof(out->cause),
	                  status->description[0] != '\0' ? status->description : status->name);
	infobip_copy_advice(status, out->hint, sizeof(out->hint));
}

static void
judge_body(const struct http_answer *answer, const struct infobip_send *send, bool repeat,
           struct infobip_verdict *out)
{
	const char *offence;
	struct json *root;
	struct fault f;

	if (json_parse(answer->body, answer->body_bytes, "the answer", &root, &f) != ST_OK) {
		judge_unusable(answer->body_bytes == 0 ? "the answer is empty"
		                                       : "the answer is no JSON that can be read",
		               false, out);
		return;
	}
	offence = find_offence(json_member(root, "messages"), send, out);
	if (offence)
		judge_unusable(offence, true, out);
	else
		judge_status(repeat, out);
	json_destroy(root);
}

static void
judge_refused(const struct http_answer *answer, struct infobip_verdict *out)
{
	out->state = MESSAGE_REJECTED;
	out->word = WORD_PROVIDER_REFUSED;
	infobip_write_refusal(answer, out->cause, sizeof(out->cause));
	infobip_copy_http_advice(answer->status, "nothing was sent; correct what the answer names",
	                         out->hint, sizeof(out->hint));
	if (answer->status == HTTP_UNAUTHORIZED || answer->status == HTTP_FORBIDDEN) {
		out->key_suspect = true;
		out->word = WORD_CREDENTIALS;
	}
}

static void
judge_redirected(const struct http_answer *answer, struct infobip_verdict *out)
{
	out->state = MESSAGE_REJECTED;
	out->word = WORD_PROVIDER_REFUSED;
	text_copy(out->cause, sizeof(out->cause),
	          "the base URL is wrong: it answers with a redirect");
	infobip_copy_http_advice(
		answer->status,
		"check base_url; a redirect is never followed, the key would go along", out->hint,
		sizeof(out->hint));
}

/* Behind what the answer says: how long it asks to wait, and nothing where that is nonsense. It
 * belongs to the cause, because that is what is kept of a message. */
static void
write_limited(const struct http_answer *answer, struct infobip_verdict *out)
{
	char refusal[sizeof(out->cause) - WAIT_WORDS_BYTES];
	struct text words;

	infobip_write_refusal(answer, refusal, sizeof(refusal));
	text_init(&words, sizeof(out->cause) - 1);
	text_append(&words, refusal);
	if (answer->retry_after_s > 0)
		text_append_format(&words, "; it asks to wait for %lld s",
		                   (long long)answer->retry_after_s);
	else if (answer->retry_after_s == HTTP_RETRY_AFTER_TOO_LONG)
		text_append(&words, "; it asks to wait for more than ten minutes");
	text_copy(out->cause, sizeof(out->cause), text_string(&words));
	text_finish(&words);
}

/* Refused unread, so the same message may go out again; how soon, the provider says. */
static void
judge_limited(const struct http_answer *answer, struct infobip_verdict *out)
{
	out->state = MESSAGE_NOT_SENT;
	out->word = WORD_RATE_LIMITED;
	out->may_retry = answer->retry_after_s != HTTP_RETRY_AFTER_TOO_LONG;
	out->retry_after_s = answer->retry_after_s < 0 ? -1 : answer->retry_after_s;
	write_limited(answer, out);
	infobip_copy_http_advice(answer->status, "wait, then send it again", out->hint,
	                         sizeof(out->hint));
}

/* A gateway's error, or a status that no document has: somebody behind it may have taken the
 * message. A Retry-After does not change that. */
static void
judge_doubtful(const struct http_answer *answer, struct infobip_verdict *out)
{
	out->state = MESSAGE_UNKNOWN;
	out->word = WORD_UNCERTAIN;
	infobip_write_refusal(answer, out->cause, sizeof(out->cause));
	text_copy(out->hint, sizeof(out->hint), HINT_UNCERTAIN);
}

static bool
is_refusal(int status)
{
	return status >= 400 && status < 500 && status != HTTP_REQUEST_TIMEOUT &&
	       status != HTTP_TOO_EARLY && status != HTTP_TOO_MANY_REQUESTS;
}

void
infobip_judge(const struct http_answer *answer, const struct infobip_send *send, bool repeat,
              struct infobip_verdict *out)
{
	memset(out, 0, sizeof(*out));
	infobip_init_status(&out->status);
	infobip_init_error(&out->error);
	out->retry_after_s = -1;
	out->http_status = answer->status;
	out->word = WORD_NONE;
	if (answer->outcome == HTTP_NOT_SENT ||
	    (answer->outcome == HTTP_CANCELLED && answer->sent_bytes == 0))
		judge_not_sent(answer, out);
	else if (answer->status == 0 ||
	         (answer->status == HTTP_OK && answer->outcome != HTTP_ANSWERED))
		judge_unread(answer, out);
	else if (answer->status == HTTP_OK)
		judge_body(answer, send, repeat, out);
	else if (answer->status >= 300 && answer->status < 400)
		judge_redirected(answer, out);
	else if (answer->status == HTTP_TOO_MANY_REQUESTS)
		judge_limited(answer, out);
	else if (is_refusal(answer->status))
		judge_refused(answer, out);
	else
		judge_doubtful(answer, out);
}
