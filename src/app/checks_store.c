/* SPDX-License-Identifier: MIT */
/* the troubleshooting list of a profile: a table of checks, run one by one */
#include <stdio.h>
#include <string.h>

#include "app/checks_impl.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/infobip.h"
#include "store/message_store.h"
#include "store/secret_store.h"

#define DAY_MS (24 * 3600 * 1000LL)
/* Infobip's keys live for a year unless they were made otherwise. */
#define KEY_OLD_DAYS 330
#define API_KEY "API_KEY"
/* Reserved for fiction. */
#define EXAMPLE_DIGITS "12025550100"
#define DIGITS "+0123456789"

/* Finds what may be shown of the key. *found is false when there is none. */
static enum status
look_up_key(const struct check_case *c, struct secret_info *out, bool *found, struct fault *f)
{
	struct secret_info *infos = NULL;
	size_t count = 0;
	enum status st = secret_store_list(c->db, c->profile, &infos, &count, f);

	*found = false;
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		if (strcmp(infos[i].name, API_KEY) == 0) {
			*out = infos[i];
			*found = true;
		}
	}
	mem_free(infos);
	return st;
}

static void
judge_key(const struct secret_info *info, struct finding *out)
{
	int64_t age_days = (clock_now_ms() - info->changed_at_ms) / DAY_MS;

	finding_set(out, age_days >= KEY_OLD_DAYS ? FINDING_WARN : FINDING_PASS,
	            "fingerprint %s, ends in %s, set %lld d ago", info->fingerprint,
	            info->last_four[0] ? info->last_four : "****", (long long)age_days);
	if (age_days >= KEY_OLD_DAYS)
		finding_fix(out, "keys live for a year unless made otherwise: replace it in time");
}

/* A key that does not open is as good as none; behind a locked vault nobody knows. */
static enum status
open_key(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct fault ignored = { 0 };
	struct secret *key = NULL;
	enum status st = secret_store_open(c->db, c->session->vault, c->profile, API_KEY, &key, f);

	secret_destroy(key);
	/* That no key may go to the host at all is another check's to say. */
	if (st == ST_OK && profile_is_billed(c->profile) &&
	    profile_check_key_host(c->profile, &ignored) == ST_OK)
		st = secret_store_check_host(c->db, c->session->vault, c->profile, API_KEY, f);
	if (st != ST_LOCKED)
		return st;
	finding_set(out, FINDING_UNKNOWN, "one is set, and the vault that holds it is locked");
	return ST_OK;
}

enum status
check_key_set(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct secret_info info = { 0 };
	bool found = false;
	enum status st = look_up_key(c, &info, &found, f);

	if (st == ST_OK && !found && c->profile->environment == PROFILE_SANDBOX) {
		finding_set(out, FINDING_PASS, "the sandbox takes any key, also none");
		return ST_OK;
	}
	if (st == ST_OK && !found) {
		finding_set(out, FINDING_FAIL, "profile %s has no secret API_KEY",
		            c->profile->name);
		finding_fix(out, "otpdeck secret set API_KEY, or 6 Setup");
		return ST_OK;
	}
	if (st == ST_OK)
		judge_key(&info, out);
	return st == ST_OK ? open_key(c, out, f) : st;
}

enum status
check_key_refused(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct secret_info info = { 0 };
	char at[CLOCK_TEXT_BYTES];
	bool found = false;
	enum status st = look_up_key(c, &info, &found, f);

	if (st != ST_OK)
		return st;
	clock_format_date_time(info.refused_at_ms, true, at);
	if (!found)
		finding_set(out, FINDING_UNKNOWN, "no key is set");
	else if (info.refused_at_ms == 0)
		finding_set(out, FINDING_PASS, "no send with it was refused");
	else {
		finding_set(out, FINDING_FAIL, "the provider refused a send with it at %s UTC", at);
		finding_fix(out,
		            "nothing is sent with it until it is set anew: secret set API_KEY");
	}
	return ST_OK;
}

enum status
check_sender(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct profile copy = *c->profile;
	const char *sender = copy.values[PROFILE_SENDER];
	size_t size_bytes = strlen(sender);

	if (profile_set(&copy, PROFILE_SENDER, profile_get(c->profile, PROFILE_SENDER), f) !=
	    ST_OK) {
		finding_from_fault(out, FINDING_FAIL, f);
		return ST_OK;
	}
	finding_set(out, FINDING_PASS, "%.20s, %zu characters", sender, size_bytes);
	if (size_bytes < 3) {
		finding_set(out, FINDING_WARN, "%.20s is shorter than 3 characters", sender);
		finding_fix(out, "networks take senders of 3 to 11 letters, or 3 to 15 digits");
	}
	return ST_OK;
}

enum status
check_voice_sender(const struct check_case *c, struct finding *out, struct fault *f)
{
	const char *caller = profile_get(c->profile, PROFILE_VOICE_SENDER);
	struct profile copy = *c->profile;

	if (caller[0] == '\0')
		finding_set(out, FINDING_UNKNOWN, "not set: no calls are made");
	else if (profile_set(&copy, PROFILE_VOICE_SENDER, caller, f) != ST_OK)
		finding_from_fault(out, FINDING_FAIL, f);
	else
		finding_set(out, FINDING_PASS, "a number of %zu digits", strspn(caller, DIGITS));
	return ST_OK;
}

/* Auth0 hands numbers over with their plus, Infobip takes digits: looked at in the very request
 * that the profile would send. */
enum status
check_number_form(const struct check_case *c, struct finding *out, struct fault *f)
{
	bool old = profile_get_integer(c->profile, PROFILE_API_VERSION) == 2;
	const struct infobip_send send = { .api = old ? INFOBIP_SMS_V2 : INFOBIP_SMS_V3,
		                           .to = "+" EXAMPLE_DIGITS,
		                           .text = "",
		                           .message_id = "" };
	struct text body;

	(void)f;
	text_init(&body, 4096);
	infobip_write_send(&send, &body);
	if (strstr(text_string(&body), "\"to\":\"" EXAMPLE_DIGITS "\""))
		finding_set(out, FINDING_PASS,
		            "Auth0's +" EXAMPLE_DIGITS " goes out as " EXAMPLE_DIGITS " (%s)",
		            infobip_send_path(send.api));
	else
		finding_set(out, FINDING_FAIL,
		            "Auth0's +" EXAMPLE_DIGITS " does not go out as digits (%s)",
		            infobip_send_path(send.api));
	text_finish(&body);
	return ST_OK;
}

enum status
check_countries(const struct check_case *c, struct finding *out, struct fault *f)
{
	const char *allowed = profile_get(c->profile, PROFILE_COUNTRY_ALLOW);

	(void)f;
	if (c->profile->environment == PROFILE_SANDBOX)
		finding_set(out, FINDING_PASS, "+999 only, which no country has");
	else if (allowed[0] != '\0')
		finding_set(out, FINDING_PASS, "%.120s", allowed);
	else if (c->profile->environment == PROFILE_STAGING)
		finding_set(out, FINDING_PASS, "all, as on staging");
	else {
		finding_set(out, FINDING_FAIL, "a production profile may send to none yet");
		finding_fix(out, "otpdeck profile set country_allow DE,FR");
	}
	return ST_OK;
}

static void
judge_budget(struct finding *out, double used, double most, const char *shown)
{
	enum finding_result result = used >= most            ? FINDING_FAIL
	                             : used * 10 >= most * 8 ? FINDING_WARN
	                                                     : FINDING_PASS;

	if (out->result == FINDING_FAIL || (out->result == FINDING_WARN && result == FINDING_PASS))
		result = out->result;
	finding_set(out, result, "%s", shown);
	if (result == FINDING_FAIL)
		finding_fix(out, "wait, or raise the budget: sends are refused until then");
	else if (result == FINDING_WARN)
		finding_fix(out, "little is left");
}

static enum status
read_spent(const struct check_case *c, struct finding *out, struct message_counts *counts,
           struct fault *f)
{
	if (!profile_is_billed(c->profile))
		finding_set(out, FINDING_UNKNOWN, "nothing is billed in a sandbox");
	return message_store_spent(c->db, c->profile->id, clock_now_ms(), counts, f);
}

/* A budget that is used up without them is what it says by itself. */
static void
judge_ahead(struct finding *out, const struct message_counts *counts, int64_t most)
{
	char until[CLOCK_TEXT_BYTES];
	bool one = counts->ahead == 1;

	if (counts->ahead == 0 || (out->result == FINDING_FAIL && counts->ahead < most))
		return;
	clock_format_date_time(counts->ahead_until_ms, true, until);
	finding_set(out, out->result == FINDING_FAIL ? FINDING_FAIL : FINDING_WARN,
	            "%lld message%s dated in the future, up to %s UTC", (long long)counts->ahead,
	            one ? " is" : "s are", until);
	finding_fix(out, one ? "it counts as just sent until then: the clock ran ahead, or is "
	                       "behind"
	                     : "they count as just sent until then: the clock ran ahead, or is "
	                       "behind");
}

enum status
check_budget_hour(const struct check_case *c, struct finding *out, struct fault *f)
{
	int64_t most = profile_get_integer(c->profile, PROFILE_BUDGET_HOUR_MESSAGES);
	struct message_counts counts;
	char shown[80];
	enum status st = read_spent(c, out, &counts, f);

	if (st != ST_OK || !profile_is_billed(c->profile))
		return st;
	snprintf(shown, sizeof(shown), "%lld of %lld messages are used",
	         (long long)counts.last_hour, (long long)most);
	judge_budget(out, (double)counts.last_hour, (double)most, shown);
	judge_ahead(out, &counts, most);
	return ST_OK;
}

enum status
check_budget_day(const struct check_case *c, struct finding *out, struct fault *f)
{
	int64_t most = profile_get_integer(c->profile, PROFILE_BUDGET_DAY_MESSAGES);
	double amount = profile_get_number(c->profile, PROFILE_BUDGET_DAY_AMOUNT);
	struct message_counts counts;
	char shown[120];
	enum status st = read_spent(c, out, &counts, f);

	if (st != ST_OK || !profile_is_billed(c->profile))
		return st;
	snprintf(shown, sizeof(shown), "%lld of %lld messages and %.4f of %.2f money are used",
	         (long long)counts.last_day, (long long)most, counts.amount_last_day, amount);
	judge_budget(out, (double)counts.last_day, (double)most, shown);
	judge_budget(out, counts.amount_last_day, amount, shown);
	return ST_OK;
}
