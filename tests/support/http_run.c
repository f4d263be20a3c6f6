/* SPDX-License-Identifier: MIT */
/* one request from start to callback, for tests */
#include "http_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

#define PATIENCE_US (60LL * 1000 * 1000)

void
http_run_keep(void *context, const struct http_answer *answer)
{
	struct http_run *run = context;

	run->calls++;
	run->answer = *answer;
	run->body = malloc(answer->body_bytes + 1);
	assert_non_null(run->body);
	memcpy(run->body, answer->body, answer->body_bytes);
	run->body[answer->body_bytes] = '\0';
	run->answer.body = run->body;
}

void
http_run_until_idle(struct http *h)
{
	int64_t start_us = clock_monotonic_us();

	while (http_in_flight(h) > 0) {
		http_wait(h, NULL, 0, 1000);
		http_turn(h);
		assert_true(clock_monotonic_us() - start_us < PATIENCE_US);
	}
}

void
http_run(struct http *h, const struct http_request *request, struct http_run *out)
{
	int64_t start_us = clock_monotonic_us();
	struct fault f;
	uint64_t id;

	memset(out, 0, sizeof(*out));
	if (http_start(h, request, http_run_keep, out, &id, &f) != ST_OK)
		fail_msg("the request does not start: %s", f.cause);
	assert_int_equal(out->calls, 0);
	http_run_until_idle(h);
	assert_int_equal(out->calls, 1);
	out->elapsed_us = clock_monotonic_us() - start_us;
}

void
http_run_finish(struct http_run *run)
{
	free(run->body);
	run->body = NULL;
}
