/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_REQUEST_H
#define SANDBOX_REQUEST_H
/*
 * One HTTP request as it arrived, and how its target and headers are read.
 *
 * Knows no sockets: the server fills it, the journal writes it down, the routes answer it.
 *
 * Owns    nothing; every pointer is borrowed from whoever filled it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define REQUEST_HEADERS_MAX 64

struct request_header {
	const char *name;
	const char *value;
};

struct request {
	int64_t arrived_at_ms;
	const char *method;
	const char *target; /* path and query, as on the wire */
	struct request_header headers[REQUEST_HEADERS_MAX];
	size_t header_count;
	const char *body;
	size_t body_bytes;
	bool body_too_large; /* the body was cut at its ceiling */
};

/* The value of the first header of that name, in whatever case; NULL when there is none. */
const char *request_header(const struct request *r, const char *name);

/* Whether the target's path is exactly this. */
bool request_path_is(const struct request *r, const char *path);
void request_append_path(const struct request *r, struct text *out);
/* What stands behind the question mark, still encoded; "" without one. */
const char *request_query(const struct request *r);

/* Appends the decoded value of a query parameter. False when it is not there or carries a NUL. */
bool request_append_parameter(const struct request *r, const char *name, struct text *out);
#endif
