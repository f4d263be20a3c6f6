/* SPDX-License-Identifier: MIT */
#ifndef NET_INFOBIP_H
#define NET_INFOBIP_H
/*
 * Infobip's SMS and voice API: records to requests, answers to records. Pure: no sockets, no
 * clock.
 *
 * v2 posts to /sms/2/text/advanced what the published hook posts, with our messageId added (and
 * `from` only when a sender was chosen). v3 posts to /sms/3/messages. A call posts to
 * /tts/3/advanced with the caller's number and the language of the voice. Numbers go out as digits.
 * A 200 means the request was read: the status of the message inside decides.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "domain/message.h"
#include "net/http.h"

#define INFOBIP_IDS_MAX 55 /* UUIDs that fit the 2,048 characters of a messageId filter */

/* The endpoints that take a message; those of SMS by their version. */
enum infobip_api { INFOBIP_SMS_V2 = 2, INFOBIP_SMS_V3 = 3, INFOBIP_VOICE };

struct infobip_send {
	enum infobip_api api;
	const char *sender; /* "" or NULL: none; of a call its caller's number, digits */
	const char *to;     /* E.164 with its plus */
	const char *text;
	const char *message_id;
	const char *language; /* of the voice; unused for SMS */
	int validity_minutes; /* 0: the provider's own */
};

/* The API that a message was or will be sent with. */
enum infobip_api infobip_api_of(const struct message *m);
/* "/sms/3/messages" */
const char *infobip_send_path(enum infobip_api api);
void infobip_write_send(const struct infobip_send *send, struct text *body);
/* The lines of the headers that go with it, the key masked. */
void infobip_write_headers(struct text *out);
/* The same request as it may be shown and stored: method, path, headers with the key masked, the
 * body indented with number masked and text redacted. */
void infobip_write_shown(const struct infobip_send *send, const char *base_url, const char *code,
                         struct text *out);

/* What one try came to, by the table in trust.md. */
struct infobip_verdict {
	enum message_state state;
	bool key_suspect;      /* 401 or 403: stop using this key */
	bool may_retry;        /* certainly not sent, nor cancelled, nor told to wait for
	                                 * longer than HTTP_RETRY_AFTER_MAX_S */
	bool flagged;          /* the answer is not about what was asked */
	int64_t retry_after_s; /* -1: none */
	int http_status;
	struct message_status status;
	struct message_error error;
	char cause[160]; /* one line for the operator; "" when all is well */
	char hint[160];
	enum fault_word word; /* for the envelope; WORD_NONE when accepted or delivered */
};

/* `repeat`: an earlier try under this messageId may have arrived, so status 23 proves that it
 * did. */
void infobip_judge(const struct http_answer *answer, const struct infobip_send *send, bool repeat,
                   struct infobip_verdict *out);

/* One row of the provider's log. */
struct infobip_log_row {
	char message_id[201];
	char to[32];
	struct message_status status;
	struct message_error error;
	bool has_price;
	double price_amount; /* of a call: its price per second times its seconds */
	char price_currency[8];
	int64_t sent_at_ms; /* 0: unknown */
	int64_t done_at_ms;
	int64_t parts; /* 0: unknown; a call is one */
};

typedef void (*infobip_log_fn)(void *context, const struct infobip_log_row *row);

/* "/sms/3/logs?messageId=..." for the rows sent with an API (v1 logs for v2). */
void infobip_write_logs_path(enum infobip_api api, const char *const *message_ids, size_t count,
                             struct text *out);
/* Reads an answer of the logs; rows it cannot use are skipped. WORD_ANSWER_UNUSABLE,
 * WORD_CREDENTIALS (401, 403 with the missing scope named), WORD_RATE_LIMITED, WORD_NOT_SENT. */
MUST_USE enum status infobip_read_logs(enum infobip_api api, const struct http_answer *answer,
                                       infobip_log_fn row, void *context, struct fault *f);

/* Calls that show what a key may do. They send nothing and consume nothing: delivery reports,
 * which are handed out once, are never asked for. */
enum infobip_probe {
	INFOBIP_PROBE_REACH,   /* open to anybody: made without a key */
	INFOBIP_PROBE_SEND,    /* the look-up of a bulk that nobody has: 404 is the good answer */
	INFOBIP_PROBE_LOGS,    /* one row of the log */
	INFOBIP_PROBE_PREVIEW, /* how a fixed text would be cut into parts */
	INFOBIP_PROBE_BALANCE,
	INFOBIP_PROBE_COUNT
};

/* "GET", or "POST" where there is a body. */
const char *infobip_probe_method(enum infobip_probe probe);
/* Appends the path with its query; `random_id` is a new UUID. */
void infobip_write_probe_path(enum infobip_probe probe, const char *random_id, struct text *path);
/* NULL: none. */
const char *infobip_probe_body(enum infobip_probe probe);
/* "sms:logs:read (or sms:manage)": any of which opens the call; "" for REACH. */
const char *infobip_probe_scopes(enum infobip_probe probe);

enum infobip_access {
	INFOBIP_ACCESS_OPEN,     /* the call is allowed */
	INFOBIP_ACCESS_NO_SCOPE, /* 403: a genuine key that lacks the scope */
	INFOBIP_ACCESS_NO_KEY,   /* 401: the key is not known */
	INFOBIP_ACCESS_UNCLEAR   /* the answer tells neither */
};

struct infobip_probe_verdict {
	enum infobip_access access;
	enum fault_word word; /* WORD_NONE, WORD_CREDENTIALS, WORD_RATE_LIMITED, WORD_NOT_SENT,
	                       * WORD_PROVIDER_REFUSED, WORD_CANCELLED */
	char cause[160];      /* "" when open */
	char hint[160];
	bool has_balance;
	double balance;
	char currency[8];
};

void infobip_judge_probe(enum infobip_probe probe, const struct http_answer *answer,
                         struct infobip_probe_verdict *out);
#endif
