/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_ROUTES_IMPL_H
#define SANDBOX_ROUTES_IMPL_H
/* What the parts of the routes share. */
#include "base/json.h"
#include "domain/sandbox_key.h"
#include "sandbox/answers.h"
#include "sandbox/routes.h"

/* How long a call that was taken lasts, and the group of its status. */
#define ROUTES_CALL_SECONDS 12
#define ROUTES_CALL_TAKEN 3

#define CURSOR_BYTES (2 * (size_t)LEDGER_ID_BYTES)

/* A call being answered. */
struct call {
	struct routes *routes;
	const struct request *request;
	int api_version;               /* 2 for the older endpoints */
	int64_t now_ms;                /* of the ledger */
	const struct sandbox_key *key; /* NULL: the request has none, and its route needs none */
	struct routes_answer *answer;
};

void routes_send(struct call *c);
void routes_logs(struct call *c);
void routes_call(struct call *c);
void routes_single_call(struct call *c);
void routes_call_logs(struct call *c);
void routes_call_reports(struct call *c);
void routes_preview(struct call *c);
void routes_bulk(struct call *c);
void routes_bulk_status(struct call *c);
void routes_balance(struct call *c);
void routes_total_balance(struct call *c);
void routes_free_messages(struct call *c);
void routes_products(struct call *c);
void routes_reports(struct call *c);
void routes_clock(struct call *c);
void routes_advance_clock(struct call *c);

/* What a query for logs or reports asks for. An empty text does not filter. */
struct filter {
	struct text message_ids; /* with commas, as in the query */
	struct text bulk_ids;
	struct text number;
	struct text sender;
	struct text application;
	struct text entity;
	struct text campaigns; /* with commas */
	bool is_call;
	bool is_elsewhere; /* a network that no number of ours is in */
	int status_group;  /* -1: any */
	int64_t since_ms;
	int64_t until_ms;
	size_t limit;
};

/* Where in a log the rows begin. */
struct page {
	bool is_wanted;
	char after[LEDGER_ID_BYTES]; /* the message id of the row before; "": at the newest */
};

/* What the logs of one endpoint are like. */
struct log_kind {
	bool is_call;
	const char *number_name; /* of the query's parameters */
	const char *sender_name;
	bool has_cursor;
	answers_row_fn write;
};

/* What is wrong is added to `v`; routes_finish_filter in either case. */
void routes_read_log_filter(const struct call *c, const struct log_kind *kind, struct filter *out,
                            struct answers_violations *v);
void routes_read_report_filter(const struct call *c, bool is_call, struct filter *out,
                               struct answers_violations *v);
void routes_finish_filter(struct filter *filter);
bool routes_filter_wants(const struct filter *filter, const struct ledger_entry *e,
                         const struct ledger_standing *at);
void routes_read_page(const struct call *c, struct page *out, struct answers_violations *v);
void routes_write_cursor(const char *message_id, char out[CURSOR_BYTES]);

/* Answers with the rows that the query asks for. */
void routes_list_logs(struct call *c, const struct log_kind *kind);
/* Answers with reports that nobody has had. */
void routes_list_reports(struct call *c, bool is_call, answers_row_fn write);

/* Makes an error of the answer; `v` may be NULL. */
void routes_refuse(struct call *c, int http_status, const struct answers_violations *v);
/* The same with words of its own in place of those for the status. */
void routes_refuse_with(struct call *c, int http_status, const char *words);

/* One recipient of a request; everything is borrowed from the request's tree. */
struct recipient {
	const char *number;
	const char *message_id; /* NULL: to be made */
	const char *text;
	const char *sender;              /* "" when the request names none */
	const char *notes[LEDGER_NOTES]; /* NULL: none */
	const char *language;            /* of a call; NULL: a text message */
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

/* Answers a send whose body is read so. */
typedef void (*routes_read_fn)(const struct json *root, struct send *out,
                               struct answers_violations *v);
void routes_answer_send(struct call *c, routes_read_fn read);
/* What becomes of a call, after the number's outcome was filled in. */
void routes_fill_call(const struct recipient *r, struct ledger_entry *e);

/* Reproducible from the seed: a version 4 UUID, and a bulk id of digits. */
void routes_make_uuid(struct routes *routes, char out[LEDGER_ID_BYTES]);
void routes_make_bulk_id(struct routes *routes, char out[LEDGER_BULK_BYTES]);
/* When the operator has it and when its last status is reached, in ms after it was taken in. */
void routes_plan(const struct routes *routes, const char *message_id, int *operator_ms,
                 int *end_ms);
#endif
