/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS API, without sockets */
#include "net/infobip_impl.h"

#include <string.h>

static const struct {
	const char *path; /* the random id follows where it ends in '=' */
	const char *body;
	const char *scopes;
} probes[] = {
	[INFOBIP_PROBE_REACH] = { "/platform/1/openapi/available-products", NULL, "" },
	[INFOBIP_PROBE_SEND] = { "/sms/1/bulks?bulkId=", NULL, "sms:message:send (or sms:manage)" },
	[INFOBIP_PROBE_LOGS] = { "/sms/3/logs?limit=1", NULL, "sms:logs:read (or sms:manage)" },
	[INFOBIP_PROBE_PREVIEW] = { "/sms/1/preview", "{\"text\":\"otpdeck\"}", "sms:manage" },
	[INFOBIP_PROBE_BALANCE] = { "/account/1/balance", NULL, "account-management:manage" },
};

const char *
infobip_probe_method(enum infobip_probe probe)
{
	return probes[probe].body ? "POST" : "GET";
}

void
infobip_write_probe_path(enum infobip_probe probe, const char *random_id, struct text *path)
{
	const char *fixed = probes[probe].path;

	text_append(path, fixed);
	if (fixed[strlen(fixed) - 1] == '=')
		text_append(path, random_id);
}

const char *
infobip_probe_body(enum infobip_probe probe)
{
	return probes[probe].body;
}

const char *
infobip_probe_scopes(enum infobip_probe probe)
{
	return probes[probe].scopes;
}

static void
set_verdict(struct infobip_probe_verdict *out, enum infobip_access access, enum fault_word word,
            const char *cause, const char *hint)
{
	out->access = access;
	out->word = word;
	infobip_copy_line(out->cause, sizeof(out->cause), cause);
	infobip_copy_line(out->hint, sizeof(out->hint), hint);
}

static void
judge_unanswered(const struct http_answer *answer, struct infobip_probe_verdict *out)
{
	bool cancelled = answer->outcome == HTTP_CANCELLED;

	/* A probe sends nothing, so one that broke off has done nothing either. */
	set_verdict(out, INFOBIP_ACCESS_UNCLEAR, cancelled ? WORD_CANCELLED : WORD_NOT_SENT,
	            answer->cause,
	            answer->outcome == HTTP_NOT_SENT ? answer->hint
	                                             : "nothing was sent or used up; try again");
}

static void
judge_rate(const struct http_answer *answer, const char *cause, struct infobip_probe_verdict *out)
{
	struct text words;

	text_init(&words, sizeof(out->hint));
	if (answer->retry_after_s > 0)
		text_append_format(&words, "ask again in %lld s", (long long)answer->retry_after_s);
	else if (answer->retry_after_s == HTTP_RETRY_AFTER_TOO_LONG)
		text_append_format(&words,
		                   "it asks to wait for more than %d minutes; ask again later",
		                   HTTP_RETRY_AFTER_MAX_S / 60);
	else
		text_append(&words, "ask again in a minute");
	set_verdict(out, INFOBIP_ACCESS_UNCLEAR, WORD_RATE_LIMITED, cause, text_string(&words));
	text_finish(&words);
}

/* The catalog advises about sends; of a call that only asks, something else is true. */
static const char *
advice_on(int status)
{
	if (status >= 300 && status < 400)
		return "redirects are not followed: check base_url";
	if (status >= 400 && status < 500 && status != HTTP_REQUEST_TIMEOUT &&
	    status != HTTP_TOO_EARLY)
		return "check base_url, and what may stand between, then try again";
	return "nothing was sent or used up; ask again later";
}

static void
judge_other(const struct http_answer *answer, const char *cause, struct infobip_probe_verdict *out)
{
	set_verdict(out, INFOBIP_ACCESS_UNCLEAR, WORD_PROVIDER_REFUSED, cause,
	            advice_on(answer->status));
}

/* The page of whatever web server answers, and nothing in the provider's form. */
static bool
is_page(const struct http_answer *answer)
{
	struct fault ignored;
	struct json *root = NULL;
	bool is_json = json_parse(answer->body, answer->body_bytes, "the answer", &root,
	                          &ignored) == ST_OK;

	json_destroy(root);
	return answer->body_bytes > 0 && !is_json;
}

static void
judge_forbidden(enum infobip_probe probe, const struct http_answer *answer, const char *cause,
                struct infobip_probe_verdict *out)
{
	struct text words;

	if (is_page(answer)) {
		judge_other(answer, cause, out);
		return;
	}
	text_init(&words, sizeof(out->cause));
	text_append_format(&words, "genuine key without the scope %s", probes[probe].scopes);
	set_verdict(out, INFOBIP_ACCESS_NO_SCOPE, WORD_CREDENTIALS, text_string(&words),
	            "give the key this scope in the portal, or use another key");
	text_finish(&words);
}

/* What the provider says when it looked for the bulk and found none. Any web server answers 404,
 * so its own words must be in it. */
static bool
is_bulk_not_found(const struct http_answer *answer)
{
	struct fault ignored;
	struct json *root = NULL;
	const char *word = NULL;
	bool found;

	if (json_parse(answer->body, answer->body_bytes, "the answer", &root, &ignored) != ST_OK)
		return false;
	word = json_string(json_at_path(root, "requestError.serviceException.messageId"));
	if (!word)
		word = json_string(json_member(root, "errorCode"));
	found = word && (strcmp(word, "NOT_FOUND") == 0 || strcmp(word, "E404") == 0);
	json_destroy(root);
	return found;
}

static void
read_balance(const struct json *root, struct infobip_probe_verdict *out)
{
	const char *currency = json_string(json_member(root, "currency"));

	out->has_balance = json_number(json_member(root, "balance"), &out->balance);
	if (out->has_balance)
		infobip_copy_id(out->currency, sizeof(out->currency), currency);
}

/* Whether a 200 is what this call answers, and not a page that says hello to anything. */
static bool
is_expected(enum infobip_probe probe, const struct json *root)
{
	switch (probe) {
	case INFOBIP_PROBE_LOGS: return json_is_array(json_member(root, "results"));
	case INFOBIP_PROBE_PREVIEW: return json_is_array(json_member(root, "previews"));
	case INFOBIP_PROBE_BALANCE: return json_member(root, "balance") != NULL;
	default: return json_is_object(root);
	}
}

static void
judge_good(enum infobip_probe probe, const struct http_answer *answer,
           struct infobip_probe_verdict *out)
{
	struct fault ignored;
	struct json *root = NULL;

	set_verdict(out, INFOBIP_ACCESS_UNCLEAR, WORD_PROVIDER_REFUSED,
	            "the answer is none that this call of Infobip's has",
	            "check base_url: is this Infobip's host, without a path?");
	if (json_parse(answer->body, answer->body_bytes, "the answer", &root, &ignored) != ST_OK)
		return;
	if (is_expected(probe, root)) {
		set_verdict(out, INFOBIP_ACCESS_OPEN, WORD_NONE, "", "");
		read_balance(root, out);
	}
	json_destroy(root);
}

static void
judge_missing(enum infobip_probe probe, const struct http_answer *answer, const char *cause,
              struct infobip_probe_verdict *out)
{
	if (probe == INFOBIP_PROBE_SEND && is_bulk_not_found(answer))
		set_verdict(out, INFOBIP_ACCESS_OPEN, WORD_NONE, "", "");
	else
		judge_other(answer, cause, out);
}

void
infobip_judge_probe(enum infobip_probe probe, const struct http_answer *answer,
                    struct infobip_probe_verdict *out)
{
	char cause[sizeof(out->cause)];

	memset(out, 0, sizeof(*out));
	if (answer->outcome != HTTP_ANSWERED) {
		judge_unanswered(answer, out);
		return;
	}
	infobip_write_refusal(answer, cause, sizeof(cause));
	switch (answer->status) {
	case 200: judge_good(probe, answer, out); break;
	case 401:
		set_verdict(out, INFOBIP_ACCESS_NO_KEY, WORD_CREDENTIALS, cause,
		            "the key is wrong, expired, or not allowed from this address: set it "
		            "anew");
		break;
	case 403: judge_forbidden(probe, answer, cause, out); break;
	case 404: judge_missing(probe, answer, cause, out); break;
	case 429: judge_rate(answer, cause, out); break;
	default: judge_other(answer, cause, out);
	}
}
