/* SPDX-License-Identifier: MIT */
#ifndef APP_CONNECT_IMPL_H
#define APP_CONNECT_IMPL_H
/*
 * What the parts of connect share: connect.c prepares address and keys on the worker and makes one
 * call after the other, connect_reach.c and connect_read.c turn what
 * came back into findings: the first without a key, the second with it.
 */
#include "app/connect.h"
#include "app/job.h"
#include "base/random.h"
#include "net/http.h"
#include "net/infobip.h"

struct connect {
	struct session *session;
	struct profile profile; /* with the typed base URL */
	struct connect_options options;
	struct finding findings[CONNECT_PROBE_COUNT];
	bool told[CONNECT_PROBE_COUNT];
	bool no_credit;
	struct fault fault; /* the first that speaks against the whole */
	bool orphaned;      /* destroyed while something ran: freed when that ends */
	bool telling;
	bool over;

	struct job job;
	bool job_runs;
	uint64_t request_id; /* 0: nothing in flight */
	enum infobip_probe at;
	char random_id[RANDOM_UUID_BYTES];

	/* The worker's while the job runs. */
	struct text base_url;
	struct profile_url url;
	struct secret *key;
	struct secret *logs_key; /* NULL: the log is read with `key` */
	bool logs_key_tried;     /* there is one, or a fault about it */
	struct fault url_fault;
	struct fault key_fault;
	struct fault logs_key_fault;
};

/* connect_read.c: the first failure speaks for the whole. */
void connect_blame(struct connect *c, enum fault_word word, const char *cause, const char *hint);
void connect_blame_finding(struct connect *c, enum fault_word word, enum connect_probe p);

/* connect_reach.c and connect_read.c; none of them calls back. */
/* What is known before the first call. Returns whether a call makes sense. */
bool connect_read_address(struct connect *c);
/* Name, TLS, answer and clock, from the first call. Returns whether the host answered. */
bool connect_read_reach(struct connect *c, const struct http_answer *answer);
/* What a call with a key came to. */
void connect_read_access(struct connect *c, enum infobip_probe at,
                         const struct http_answer *answer);
/* The key that a call is made with; NULL when the call makes no sense, and why is then found. */
const struct secret *connect_key_for(struct connect *c, enum infobip_probe at);
/* Every probe that still waits ends as unknown; then the signs of a trial account. */
void connect_read_end(struct connect *c);
#endif
