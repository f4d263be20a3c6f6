/* SPDX-License-Identifier: MIT */
/* what a billed send must pass */
#include "app/guard.h"

#include <string.h>

#include "base/clock.h"

#define SAME_TEXT_MAX 6    /* identical messages to one number in an hour */
#define SAME_NUMBER_MAX 20 /* messages to one number in an hour */
#define PACE_BURST 3       /* messages in six seconds */
#define ROUNDING 1e-9      /* prices are binary fractions of decimal ones */
#define NEIGHBOURS_MAX 2   /* other numbers within ten of this one in ten minutes */

enum status
guard_number(const struct profile *p, const char *e164, struct fault *f)
{
	bool sandbox_number = phone_is_sandbox(e164);
	bool sandbox = p->environment == PROFILE_SANDBOX;

	if (sandbox && !sandbox_number) {
		fault_set(f, WORD_NUMBER_NOT_SANDBOX,
		          "profile %s is a sandbox: it reaches numbers that begin with +999 only",
		          p->name);
		return fault_hint(f, "otpdeck sandbox numbers lists them; +99930005 is delivered");
	}
	if (!sandbox && sandbox_number) {
		fault_set(f, WORD_NUMBER_SANDBOX_ONLY,
		          "%s is a sandbox number and profile %s is %s", e164, p->name,
		          profile_environment_word(p->environment));
		return fault_hint(f, "use a sandbox profile (-p sandbox) or a real number");
	}
	return ST_OK;
}

enum status
guard_refuse_number(const char *typed, const struct phone_reading *reading, struct fault *f)
{
	const char *wrong = phone_reason_text(reading->reason);

	if (reading->reason == PHONE_EMPTY)
		fault_set(f, WORD_NUMBER_NOT_E164, "%s", wrong);
	else
		fault_set(f, WORD_NUMBER_NOT_E164, "%.60s: %s", typed, wrong);
	if (reading->suggestion[0])
		return fault_hint(f, "use %s", reading->suggestion);
	return fault_hint(f, "a plus, the country code and the number, digits only");
}

/* Whether a comma list of ISO codes names a country. */
static bool
names_country(const char *list, const char *country)
{
	for (const char *at = list; (at = strstr(at, country)) != NULL; at += 2) {
		bool begins = at == list || at[-1] == ',';
		if (begins && (at[2] == ',' || at[2] == '\0'))
			return true;
	}
	return false;
}

static enum status
guard_country(const struct guard_case *c, struct fault *f)
{
	const char *allowed = profile_get(c->profile, PROFILE_COUNTRY_ALLOW);
	bool production = c->profile->environment == PROFILE_PRODUCTION;

	if (*allowed == '\0' ? !production : *c->country && names_country(allowed, c->country))
		return ST_OK;
	if (*allowed == '\0') {
		fault_set(f, WORD_GUARD, "profile %s is production and may send to no country yet",
		          c->profile->name);
		return fault_hint(f, "otpdeck profile set country_allow %s allows this one",
		                  *c->country ? c->country : "LIST");
	}
	fault_set(f, WORD_GUARD, "profile %s may send to %s, this number is in %s",
	          c->profile->name, allowed,
	          *c->country ? c->country : "no country that is certain");
	return fault_hint(f, "otpdeck profile set country_allow LIST widens it");
}

static enum status
guard_parts(const struct guard_case *c, struct fault *f)
{
	int64_t most = profile_get_integer(c->profile, PROFILE_PARTS_MAX);
	if (c->parts <= most || (c->asked_again & GUARD_ASKS_PARTS))
		return ST_OK;
	fault_set(f, WORD_TOO_MANY_PARTS,
	          "the text takes %lld parts, each is billed, and more than %lld ask again",
	          (long long)c->parts, (long long)most);
	return fault_hint(f, "shorten it, or send it at a terminal without --yes");
}

static enum status
guard_budget(const struct guard_case *c, const struct message_counts *n, struct fault *f)
{
	int64_t hour = profile_get_integer(c->profile, PROFILE_BUDGET_HOUR_MESSAGES);
	int64_t day = profile_get_integer(c->profile, PROFILE_BUDGET_DAY_MESSAGES);
	double amount = profile_get_number(c->profile, PROFILE_BUDGET_DAY_AMOUNT);

	if (n->last_hour >= hour) {
		fault_set(f, WORD_GUARD, "%lld of %lld messages of this hour are used",
		          (long long)n->last_hour, (long long)hour);
		return fault_hint(f, "wait, or raise budget_hour_messages");
	}
	if (n->last_day >= day) {
		fault_set(f, WORD_GUARD, "%lld of %lld messages of this day are used",
		          (long long)n->last_day, (long long)day);
		return fault_hint(f, "wait, or raise budget_day_messages");
	}
	if (n->amount_last_day >= amount || n->amount_last_day + c->price > amount + ROUNDING) {
		fault_set(f, WORD_GUARD, "%.4f of %.4f of this day's money is spent%s",
		          n->amount_last_day, amount,
		          n->amount_last_day >= amount ? "" : ", this message would cost more");
		return fault_hint(f, "wait, or raise budget_day_amount");
	}
	return ST_OK;
}

static enum status
guard_pace(const struct message_counts *n, struct fault *f)
{
	if (n->last_2_s > 0 && n->last_6_s >= PACE_BURST) {
		fault_set(f, WORD_GUARD, "%lld messages left within six seconds",
		          (long long)n->last_6_s);
		return fault_hint(f, "one every two seconds, and three at once, are allowed");
	}
	if (n->same_text_last_hour >= SAME_TEXT_MAX ||
	    n->same_number_last_hour >= SAME_NUMBER_MAX) {
		bool alike = n->same_text_last_hour >= SAME_TEXT_MAX;
		fault_set(f, WORD_GUARD, "this number got %lld messages%s within the hour",
		          (long long)(alike ? n->same_text_last_hour : n->same_number_last_hour),
		          alike ? " alike" : "");
		return fault_hint(f,
		                  "the provider's flooding filter refuses more than %d alike or %d",
		                  SAME_TEXT_MAX, SAME_NUMBER_MAX);
	}
	return ST_OK;
}

static enum status
guard_counts(const struct guard_case *c, const struct message_counts *n, struct fault *f)
{
	enum status st = guard_budget(c, n, f);

	return st == ST_OK ? guard_pace(n, f) : st;
}

/* What would be counted if nothing but the rows dated in the future had been sent. */
static struct message_counts
only_ahead(const struct message_counts *n)
{
	return (struct message_counts){
		.last_hour = n->ahead,
		.last_day = n->ahead,
		.last_2_s = n->ahead,
		.last_6_s = n->ahead,
		.amount_last_day = n->ahead_amount,
		.same_text_last_hour = n->ahead_same_text,
		.same_number_last_hour = n->ahead_same_number,
	};
}

/* Rows of a clock that ran ahead do not grow older by waiting a little. Only where they are enough
 * to refuse by themselves, by whichever guard, is that the reason; else waiting helps as it
 * always does. */
static enum status
say_ahead(const struct guard_case *c, const struct message_counts *n, struct fault *f)
{
	struct message_counts ahead = only_ahead(n);
	struct fault ignored = { 0 };
	char until[CLOCK_TEXT_BYTES];

	if (f->code != ST_GUARD || n->ahead == 0 || guard_counts(c, &ahead, &ignored) == ST_OK)
		return f->code;
	clock_format_date_time(n->ahead_until_ms, true, until);
	fault_set(
		f, WORD_GUARD,
		"%lld message%s of this profile %s dated in the future, up to %s UTC, and count%s "
		"as just sent until then",
		(long long)n->ahead, n->ahead == 1 ? "" : "s", n->ahead == 1 ? "is" : "are", until,
		n->ahead == 1 ? "s" : "");
	return fault_hint(f, "the clock ran ahead, or is behind now: set it right, or wait until "
	                     "then");
}

static enum status
guard_neighbours(const struct guard_case *c, const struct message_counts *n, struct fault *f)
{
	if (n->neighbours_last_10_min < NEIGHBOURS_MAX || (c->asked_again & GUARD_ASKS_NEIGHBOURS))
		return ST_OK;
	fault_set(f, WORD_NEIGHBOURING_NUMBERS,
	          "this is the third neighbouring number within ten minutes");
	return fault_hint(f, "SMS pumping looks like this: wait, or send it at a terminal without "
	                     "--yes");
}

enum status
guard_refuse_unarmed(const struct profile *p, struct fault *f)
{
	fault_set(f, WORD_NOT_ARMED, "profile %s is production and not armed, or no longer",
	          p->name);
	return fault_hint(f, "otpdeck profile arm --for 10m arms it");
}

enum status
guard_unchanged(const struct profile *agreed, const struct profile *fresh, struct fault *f)
{
	if (profile_sends_alike(agreed, fresh))
		return ST_OK;
	fault_set(f, WORD_ROW_MOVED, "the settings of profile %s were changed meanwhile",
	          agreed->name);
	return fault_hint(f, "nothing was sent: look at them again, then send it anew");
}

enum status
guard_check(const struct guard_case *c, const struct message_counts *counts, struct fault *f)
{
	enum status st = guard_number(c->profile, c->e164, f);
	if (st != ST_OK || !profile_is_billed(c->profile))
		return st;
	if (c->profile->environment == PROFILE_PRODUCTION && !c->armed)
		return guard_refuse_unarmed(c->profile, f);
	st = guard_country(c, f);
	if (st != ST_OK)
		return st;
	if (counts)
		st = guard_counts(c, counts, f);
	if (st != ST_OK && counts)
		st = say_ahead(c, counts, f);
	if (st == ST_OK && !c->confirmed) {
		fault_set(f, WORD_NOT_CONFIRMED, "a real, billed message was not confirmed");
		return fault_hint(f, "answer with the last four digits, or give --yes");
	}
	/* What a second question passes comes last: nobody is asked in vain. */
	if (st == ST_OK)
		st = guard_parts(c, f);
	if (st == ST_OK && counts)
		st = guard_neighbours(c, counts, f);
	return st;
}

unsigned
guard_question_of(const struct fault *f)
{
	if (f->word == WORD_TOO_MANY_PARTS)
		return GUARD_ASKS_PARTS;
	return f->word == WORD_NEIGHBOURING_NUMBERS ? GUARD_ASKS_NEIGHBOURS : 0;
}
