/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_SCENE_H
#define SUPPORT_SCENE_H
/*
 * The console on a rig, with a provider that is a script, clocks that stand still, and UTC as
 * local time. What the provider is planned to say is the scene's, of which there is one.
 *
 * A golden screen is tests/screens/golden/<name>.txt, compared row by row; what differs from run
 * to run (messageId, code, folder) is masked in both. UPDATE_GOLDEN=1 writes the files anew.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/message.h"
#include "rig.h"

#define SCENE_NOW_MS 1795600800000LL /* 2026-11-25 10:00:00 UTC */

/* One answer to a send; without a body Infobip's with this status. */
struct scene_answer {
	int http_status;
	int group;
	int id;
	const char *body;
	int64_t retry_after_s;
	bool broken;      /* the connection breaks after the request has left */
	int64_t takes_ms; /* the clocks move on by it */
};

/* Opens the console after `fill` (may be NULL) with a sandbox address that nobody listens on. */
struct rig *scene_open(void **state, const struct rig_options *options);
/* The same on a profile "staging" with an address and a key. */
struct rig *scene_open_staging(void **state, int rows, int columns);
/* The same with all options, or on a production profile "acme-live" that may send to GB and US and
 * is not armed. */
struct rig *scene_open_billed(void **state, const struct rig_options *options, bool production);
/* Plans the next answer; without any a send is accepted (1/26). */
void scene_plan(struct scene_answer answer);
/* What the provider's log says of every message; group -1 (as at first): it knows none. */
void scene_news(int group, int id);
size_t scene_sends(void);
/* What a probe of the provider with a key is answered; 0 (as at first): as a good key is. */
void scene_probes(int http_status);
/* How far this machine's clock is ahead of the one that probes are answered with; 0 (as at first):
 * their answers have no date. */
void scene_clock_ahead(int64_t ms);
size_t scene_probe_count(void);
/* Rows of the audit with this event, as another process counts them. */
int scene_audits(struct rig *r, const char *event);
/* The body of the last send. */
const char *scene_body(void);

/* For `fill`: a row that has come to `state`, made `age_ms` ago. Returns its number. */
struct scene_row {
	int64_t age_ms;
	const char *to; /* NULL: +99930005 */
	enum message_state state;
	int group; /* of the provider's status; 0/0 with `state` not_sent, unknown */
	int id;
	int http_status;
	const char *client;
	const char *answer;
	const char *cause;
};
int64_t scene_add(struct session *s, struct db *db, const struct scene_row *row);

/* Compares the whole screen with the file. */
void scene_expect_golden(struct rig *r, const char *name);
#endif
