/* SPDX-License-Identifier: MIT */
/* the safety catch of a production profile: armed for a while, else off */
#include "app/arming.h"

#include <stdio.h>

#include "app/guard.h"
#include "base/clock.h"
#include "store/arming_store.h"
#include "store/audit_store.h"
#include "store/db.h"

#define SECOND_MS 1000
#define US_PER_MS 1000

/* What is left by one clock of a span that begins and ends on it. */
static int64_t
left_of(int64_t begin, int64_t end, int64_t now)
{
	return now < begin || now >= end ? 0 : end - now;
}

enum status
arming_left(struct db *db, int64_t profile_id, int64_t *left_ms, struct fault *f)
{
	struct arming_row row;
	enum status st = arming_store_load(db, profile_id, &row, f);

	*left_ms = 0;
	if (st != ST_OK || row.until_ms - row.armed_at_ms > ARMING_LIMIT_S * SECOND_MS)
		return st;
	int64_t span_us = (row.until_ms - row.armed_at_ms) * US_PER_MS;
	int64_t wall_ms = left_of(row.armed_at_ms, row.until_ms, clock_now_ms());
	int64_t run_us = left_of(row.armed_at_us, row.armed_at_us + span_us, clock_monotonic_us());
	int64_t run_ms = (run_us + US_PER_MS - 1) / US_PER_MS;

	*left_ms = wall_ms < run_ms ? wall_ms : run_ms;
	return ST_OK;
}

enum status
arming_check(struct db *db, const struct profile *p, struct fault *f)
{
	int64_t left_ms = 0;

	if (p->environment != PROFILE_PRODUCTION)
		return ST_OK;
	enum status st = arming_left(db, p->id, &left_ms, f);
	return st == ST_OK && left_ms == 0 ? guard_refuse_unarmed(p, f) : st;
}

enum status
arming_may(const struct profile *p, int64_t for_s, struct fault *f)
{
	if (p->environment != PROFILE_PRODUCTION) {
		fault_set(f, WORD_VALUE_INVALID, "profile %s is %s, and only production is armed",
		          p->name, profile_environment_word(p->environment));
		return fault_hint(f, "it sends without; -p NAME acts on another profile");
	}
	if (for_s >= 1 && for_s <= ARMING_LIMIT_S)
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "a profile is armed for 1 second to %d minutes",
	          ARMING_LIMIT_S / 60);
	return fault_hint(f, "--for 10m");
}

static enum status
write_change(const struct arming_change *c, struct db *db, struct fault *f)
{
	struct arming_row row = {
		.armed_at_ms = clock_now_ms(),
		.armed_at_us = clock_monotonic_us(),
	};
	char detail[32] = "";
	enum status st;

	if (c->for_s > 0) {
		row.until_ms = row.armed_at_ms + c->for_s * SECOND_MS;
		snprintf(detail, sizeof(detail), "for %lld s", (long long)c->for_s);
		st = arming_store_set(db, c->profile_id, &row, f);
	} else {
		st = arming_store_drop(db, c->profile_id, f);
	}
	if (st != ST_OK)
		return st;
	return audit_store_append(db, c->profile_id,
	                          c->for_s > 0 ? "profile_armed" : "profile_disarmed", detail, f);
}

static enum status
change_step(struct job *j, struct fault *f)
{
	/* The job is the first member. */
	const struct arming_change *c = (const struct arming_change *)j;
	enum status st = db_begin(j->db, f);

	if (st != ST_OK)
		return st;
	st = write_change(c, j->db, f);
	return db_end(j->db, st, f);
}

static void
prepare(const struct session *s, struct arming_change *c, int64_t for_s)
{
	c->profile_id = s->profile.id;
	c->for_s = for_s;
	c->job = (struct job){
		.what = for_s > 0 ? "arming the profile" : "disarming the profile",
		.class = JOB_SEND,
		.step = change_step,
	};
}

void
arming_submit(struct session *s, struct arming_change *c, int64_t for_s,
              void (*done)(struct job *j, enum status st, const struct fault *f), void *context)
{
	prepare(s, c, for_s);
	c->job.done = done;
	c->job.context = context;
	worker_submit(s->worker, &c->job);
}

enum status
arming_run(struct session *s, int64_t for_s, struct fault *f)
{
	struct arming_change c = { 0 };

	prepare(s, &c, for_s);
	return session_run(s, &c.job, f);
}

void
arming_format_left(int64_t left_ms, char out[ARMING_TEXT_BYTES])
{
	int64_t left_s = (left_ms + SECOND_MS - 1) / SECOND_MS;

	snprintf(out, ARMING_TEXT_BYTES, "%lld:%02lld", (long long)(left_s / 60),
	         (long long)(left_s % 60));
}
