/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_HTTP_RUN_H
#define SUPPORT_HTTP_RUN_H
/*
 * One request from start to callback, for tests: the loop in four lines, and the answer kept.
 *
 * Owns    http_run_finish frees the body that was kept.
 */
#include "net/http.h"

struct http_run {
	int calls;                 /* of the callback */
	struct http_answer answer; /* its body is `body` */
	char *body;
	int64_t elapsed_us;
};

/* Keeps an answer; to be given to http_start with a zeroed http_run as context. */
void http_run_keep(void *context, const struct http_answer *answer);
/* Turns until nothing is in flight, or fails the test after a minute. */
void http_run_until_idle(struct http *h);
/* Starts the request and turns until it has ended. */
void http_run(struct http *h, const struct http_request *request, struct http_run *out);
void http_run_finish(struct http_run *run);
#endif
