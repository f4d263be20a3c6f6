/* SPDX-License-Identifier: MIT */
/* profile arm, profile disarm: the safety catch of a production profile */
#include "app/arming.h"
#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"

static enum status
read_for(const struct cli *c, int64_t *for_s, struct fault *f)
{
	int64_t for_ms = 0;

	if (!c->args.given[OPT_FOR]) {
		fault_set(f, WORD_USAGE, "profile arm wants to know for how long");
		return fault_hint(f, "otpdeck profile arm --for 10m");
	}
	if (!clock_parse_span(c->args.values[OPT_FOR], &for_ms)) {
		fault_set(f, WORD_USAGE, "--for is a time such as 90s or 10m, not %.40s",
		          c->args.values[OPT_FOR]);
		return fault_hint(f, "otpdeck profile arm --for 10m");
	}
	*for_s = for_ms / 1000;
	return ST_OK;
}

/* What the store says afterwards, not what was asked for. */
static enum status
tell(struct cli *c, struct fault *f)
{
	const struct profile *p = &c->session->profile;
	char until[CLOCK_TEXT_BYTES];
	char left[ARMING_TEXT_BYTES];
	int64_t left_ms = 0;
	enum status st = arming_left(c->session->reader, p->id, &left_ms, f);

	if (st != ST_OK)
		return st;
	clock_format(clock_now_ms() + left_ms, until);
	arming_format_left(left_ms, left);
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "name", p->name);
		json_write_bool(&c->writer, "armed", left_ms > 0);
		if (left_ms > 0)
			json_write_string(&c->writer, "until", until);
		else
			json_write_null(&c->writer, "until");
		json_write_object_end(&c->writer);
	} else if (left_ms > 0) {
		output_words("profile %s is armed for %s: billed sends are on until %s", p->name,
		             left, until);
	} else {
		output_words("profile %s is not armed: billed sends are off", p->name);
	}
	return ST_OK;
}

enum status
cli_profile_arm(struct cli *c, struct fault *f)
{
	int64_t for_s = 0;
	enum status st = read_for(c, &for_s, f);

	if (st == ST_OK)
		st = arming_may(&c->session->profile, for_s, f);
	if (st == ST_OK)
		st = arming_run(c->session, for_s, f);
	return st == ST_OK ? tell(c, f) : st;
}

enum status
cli_profile_disarm(struct cli *c, struct fault *f)
{
	enum status st = arming_may(&c->session->profile, 1, f);

	if (st == ST_OK)
		st = arming_run(c->session, 0, f);
	return st == ST_OK ? tell(c, f) : st;
}
