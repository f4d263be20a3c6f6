/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_ROUTES_IMPL_H
#define SANDBOX_ROUTES_IMPL_H
/* What the parts of the routes share. */
#include "base/json.h"
#include "domain/sandbox_key.h"
#include "sandbox/answers.h"
#include "sandbox/routes.h"

/* A call being answered. */
struct call {
	struct routes *routes;
	const struct request *request;
	int api_version;               /* 2 for the older endpoints */
	const struct sandbox_key *key; /* NULL: the request has none, and its route needs none */
	struct routes_answer *answer;
};

void routes_send(struct call *c);
void routes_logs(struct call *c);
void routes_preview(struct call *c);
void routes_bulk(struct call *c);
void routes_bulk_status(struct call *c);
void routes_balance(struct call *c);
void routes_total_balance(struct call *c);
void routes_free_messages(struct call *c);
void routes_products(struct call *c);

/* Makes an error of the answer; `v` may be NULL. */
void routes_refuse(struct call *c, int http_status, const struct answers_violations *v);
/* The same with words of its own in place of those for the status. */
void routes_refuse_with(struct call *c, int http_status, const char *words);

/* One recipient of a request; everything is borrowed from the request's tree. */
struct recipient {
	const char *number;
	const char *message_id; /* NULL: to be made */
	const char *text;
	const char *sender; /* "" when the request names none */
};

struct send {
	struct recipient *recipients;
	size_t count;
	const char *bulk_id; /* NULL: to be made */
	bool with_counts;
};

/* Reads the body of a send. What is wrong with it is added to `v`; the recipients are then not to
 * be used. routes_finish_send in either case. */
void routes_read_send(const struct json *root, int api_version, struct send *out,
                      struct answers_violations *v);
void routes_finish_send(struct send *s);

/* Reproducible from the seed: a version 4 UUID, and a bulk id of digits. */
void routes_make_uuid(struct routes *routes, char out[LEDGER_ID_BYTES]);
void routes_make_bulk_id(struct routes *routes, char out[LEDGER_BULK_BYTES]);
/* When the operator has it and when its last status is reached, in ms after it was taken in. */
void routes_plan(const struct routes *routes, const char *message_id, int *operator_ms,
                 int *end_ms);
#endif
