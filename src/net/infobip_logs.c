/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS and voice API, without sockets */
#include "net/infobip_impl.h"

#include <string.h>

#include "base/clock.h"

#define MESSAGE_ID_BYTES_MAX 200

static int64_t
read_time(const struct json *node)
{
	const char *value = json_string(node);
	int64_t ms = 0;

	return value && clock_parse(value, &ms) ? ms : 0;
}

/* A call is priced by the second, so without its seconds there is no price yet. */
static bool
read_amount(enum infobip_api api, const struct json *row, double *out)
{
	const struct json *price = json_member(row, "price");
	int64_t seconds;

	if (api != INFOBIP_VOICE)
		return json_number(json_member(price, "pricePerMessage"), out) && *out >= 0;
	if (!json_number(json_member(price, "pricePerSecond"), out) || *out < 0 ||
	    !json_integer(json_member(row, "duration"), &seconds) || seconds < 0)
		return false;
	*out *= (double)seconds;
	return true;
}

/* A price counts only together with its currency. */
static void
read_price(enum infobip_api api, const struct json *row, struct infobip_log_row *out)
{
	const char *currency = json_string(json_at_path(row, "price.currency"));
	double amount;

	if (!currency || currency[0] == '\0' || !read_amount(api, row, &amount))
		return;
	out->has_price = true;
	out->price_amount = amount;
	infobip_copy_id(out->price_currency, sizeof(out->price_currency), currency);
}

/* A call takes no parts: it is one. */
static int64_t
read_parts(enum infobip_api api, const struct json *row)
{
	const char *name = api == INFOBIP_SMS_V2 ? "smsCount" : "messageCount";
	int64_t parts;

	if (api == INFOBIP_VOICE)
		return 1;
	return json_integer(json_member(row, name), &parts) && parts > 0 ? parts : 0;
}

static bool
read_row(enum infobip_api api, const struct json *node, struct infobip_log_row *out)
{
	const char *id = json_string(json_member(node, "messageId"));
	const char *to = api == INFOBIP_SMS_V3 ? "destination" : "to";

	memset(out, 0, sizeof(*out));
	if (!id || id[0] == '\0' || strlen(id) > MESSAGE_ID_BYTES_MAX ||
	    !infobip_read_status(json_member(node, "status"), &out->status))
		return false;
	infobip_copy_id(out->message_id, sizeof(out->message_id), id);
	infobip_copy_id(out->to, sizeof(out->to), json_string(json_member(node, to)));
	infobip_read_error(json_member(node, "error"), &out->error);
	read_price(api, node, out);
	out->sent_at_ms = read_time(json_member(node, "sentAt"));
	out->done_at_ms = read_time(json_member(node, "doneAt"));
	out->parts = read_parts(api, node);
	return true;
}

static enum status
read_rows(enum infobip_api api, const struct json *results, infobip_log_fn row, void *context)
{
	struct infobip_log_row read;

	for (const struct json *at = json_first(results); at; at = json_next(at)) {
		if (read_row(api, at, &read))
			row(context, &read);
	}
	return ST_OK;
}

static enum status
pass_on(enum fault_word word, const char *cause, const char *hint, struct fault *f)
{
	fault_set(f, word, "%s", cause);
	return fault_hint(f, "%s", hint);
}

/* What the wire did. Asking the log costs nothing, so a broken answer is only asked again. */
static enum status
fail_unanswered(const struct http_answer *answer, struct fault *f)
{
	if (answer->outcome == HTTP_CANCELLED)
		return fault_set(f, WORD_CANCELLED, "cancelled");
	return pass_on(answer->outcome == HTTP_NOT_SENT ? WORD_NOT_SENT : WORD_ANSWER_UNUSABLE,
	               answer->cause, "the log is asked again later", f);
}

static const char *
missing_scope(enum infobip_api api)
{
	return api == INFOBIP_VOICE
	               ? "the key lacks the scope voice-message:logs:read (or voice-message:manage)"
	               : "the key lacks the scope sms:logs:read (or sms:manage)";
}

static enum status
fail_refused(enum infobip_api api, const struct http_answer *answer, struct fault *f)
{
	char cause[sizeof(f->cause)];

	infobip_write_refusal(answer, cause, sizeof(cause));
	switch (answer->status) {
	case 401: return pass_on(WORD_CREDENTIALS, cause, "set the API key anew", f);
	case 403: return pass_on(WORD_CREDENTIALS, cause, missing_scope(api), f);
	case 429: return pass_on(WORD_RATE_LIMITED, cause, "the log is asked again later", f);
	default: return pass_on(WORD_ANSWER_UNUSABLE, cause, "the log is asked again later", f);
	}
}

enum status
infobip_read_logs(enum infobip_api api, const struct http_answer *answer, infobip_log_fn row,
                  void *context, struct fault *f)
{
	const struct json *results;
	struct json *root;
	enum status st;

	if (answer->outcome != HTTP_ANSWERED)
		return fail_unanswered(answer, f);
	if (answer->status != 200)
		return fail_refused(api, answer, f);
	if (json_parse(answer->body, answer->body_bytes, "the log's answer", &root, f) != ST_OK)
		return pass_on(WORD_ANSWER_UNUSABLE, "the log's answer is no JSON that can be read",
		               "the log is asked again later", f);
	results = json_member(root, "results");
	if (json_is_array(results))
		st = read_rows(api, results, row, context);
	else
		st = pass_on(WORD_ANSWER_UNUSABLE, "the log's answer has no list of results",
		             "the log is asked again later", f);
	json_destroy(root);
	return st;
}
