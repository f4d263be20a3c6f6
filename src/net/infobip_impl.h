/* SPDX-License-Identifier: MIT */
#ifndef NET_INFOBIP_IMPL_H
#define NET_INFOBIP_IMPL_H
/*
 * What the parts of infobip share: reading the objects that every answer is made of.
 *
 * infobip.c writes requests, infobip_judge.c reads the result of a send, infobip_logs.c the log,
 * infobip_read.c the objects in both, infobip_error.c the two shapes of an error body,
 * infobip_probe.c the calls that show what a key may do.
 */
#include "base/json.h"
#include "net/infobip.h"

enum http_code {
	HTTP_OK = 200,
	HTTP_UNAUTHORIZED = 401,
	HTTP_FORBIDDEN = 403,
	HTTP_REQUEST_TIMEOUT = 408,
	HTTP_TOO_EARLY = 425,
	HTTP_TOO_MANY_REQUESTS = 429
};

/* Digits of an E.164 number without its plus. */
const char *infobip_digits(const char *e164);

/* Nothing read: ids -1, texts empty. */
void infobip_init_status(struct message_status *out);
void infobip_init_error(struct message_error *out);
/* False, with `out` as infobip_init left it, when group or id is absent or no number. */
bool infobip_read_status(const struct json *node, struct message_status *out);
bool infobip_read_error(const struct json *node, struct message_error *out);
/* Copies the provider's words: cleaned, and without anything that may be a code or a number. */
void infobip_copy_words(char *out, size_t out_bytes, const char *words);
/* Copies an identifier of the provider: cleaned. NULL gives "". */
void infobip_copy_id(char *out, size_t out_bytes, const char *id);

/* Copies a sentence as a cause or a hint has it: without its full stop. */
void infobip_copy_line(char *out, size_t out_bytes, const char *sentence);

/* Writes what an answer with an error status says, in either shape: "HTTP 400 BAD_REQUEST: Bad
 * request; messages[0].text: must not be empty". At least the status is written. */
void infobip_write_refusal(const struct http_answer *answer, char *out, size_t out_bytes);
/* The catalogue's advice as a hint; for a code that it lacks, the provider's own or `fallback`. */
void infobip_copy_advice(const struct message_status *status, char *out, size_t out_bytes);
void infobip_copy_http_advice(int http_status, const char *fallback, char *out, size_t out_bytes);
#endif
