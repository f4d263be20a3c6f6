/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_ROUTES_RIG_H
#define SUPPORT_ROUTES_RIG_H
/*
 * The sandbox's routes on a ledger in memory, asked without a socket, at a time that stands still.
 *
 * Only for tests below tests/unit/sandbox, which link the sandbox's modules.
 *
 * Owns    routes_rig_close ends what routes_rig_open began.
 */
#include "sandbox/routes.h"

#define ROUTES_RIG_NOW_MS 1764065702118LL /* 2025-11-25T10:15:02.118Z */

struct routes_rig {
	struct ledger *ledger;
	struct routes routes;
	struct routes_answer answer; /* the last one */
	const char *key;             /* "key" until a test sets another; NULL sends none */
};

/* The set-up and the tear-down of a test whose *state is the rig. */
int routes_rig_open(void **state);
int routes_rig_close(void **state);

/* Asks, checks that the answer is JSON, and expects its HTTP status. */
void routes_rig_get(struct routes_rig *rig, const char *target, int http_status);
void routes_rig_post(struct routes_rig *rig, const char *target, const char *body, int http_status);
/* Sends "Code 1" from "S" to one number. */
void routes_rig_send(struct routes_rig *rig, int api_version, const char *number,
                     const char *message_id);

const char *routes_rig_body(const struct routes_rig *rig);
bool routes_rig_says(const struct routes_rig *rig, const char *words);
size_t routes_rig_count(const struct routes_rig *rig, const char *words);
#endif
