/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_ANSWERS_H
#define SANDBOX_ANSWERS_H
/*
 * The provider's answers as JSON: sends, rows of results, and its two kinds of error body.
 *
 * API version 2 stands for the older endpoints (/sms/1 and /sms/2), 3 for the present ones. Names
 * of statuses and errors come from the catalogue; what it lacks is called UNKNOWN.
 *
 * Owns    nothing; everything is appended to the caller's text, whose ceiling is the only limit.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/ledger.h"

#define ANSWERS_VIOLATIONS_MAX 20
/* Country and network that nobody has, as the country code of the numbers. */
#define ANSWERS_NETWORK "99901"

/* What is wrong with a request, field by field. A zeroed one is empty. */
struct answers_violations {
	size_t count; /* further ones are not kept */
	struct {
		char property[96];
		char words[96];
	} items[ANSWERS_VIOLATIONS_MAX];
};

/* `format` is the path of the field: "messages[%zu].text". */
void answers_add_violation(struct answers_violations *v, const char *words, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The error body for an HTTP status. `v` may be NULL. */
void answers_write_error(struct text *out, int api_version, int http_status,
                         const struct answers_violations *v);
/* The same with words of its own in place of those for the status. */
void answers_write_error_with(struct text *out, int api_version, int http_status,
                              const char *words);

/* One message in the answer to a send. */
struct answers_message {
	const char *message_id;
	const char *number; /* as the request had it */
	int status_group;
	int status_id;
	int parts; /* written when above 0 */
};

void answers_write_send(struct text *out, int api_version, const char *bulk_id,
                        const struct answers_message *messages, size_t count);

/* One row of a list of results: a message, and where it stands. */
typedef void (*answers_row_fn)(struct json_writer *w, int api_version, const struct ledger_entry *e,
                               const struct ledger_standing *at);
void answers_write_log(struct json_writer *w, int api_version, const struct ledger_entry *e,
                       const struct ledger_standing *at);
/* Without the text, with the callback data. */
void answers_write_report(struct json_writer *w, int api_version, const struct ledger_entry *e,
                          const struct ledger_standing *at);
/* The status and the error of a row, for those that have other fields around them. */
void answers_write_standing(struct json_writer *w, const struct ledger_standing *at);
void answers_write_time(struct json_writer *w, const char *name, int64_t wall_ms);
/* The price, which is nothing; `unit` is "pricePerMessage" or "pricePerSecond". */
void answers_write_price(struct json_writer *w, const char *unit);
#endif
