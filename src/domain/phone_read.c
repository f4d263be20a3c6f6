/* SPDX-License-Identifier: MIT */
/* strict phone numbers: their country, the usual slips and the repair of each */
#include "domain/phone.h"

#include <string.h>

#include "domain/phone_impl.h"

#define DIGITS_MAX 15
#define DIALLED_LEAST 7 /* fewer digits, code included, are taken for no number when guessing */
#define NUMBER_BYTES (PHONE_DIGITS_KEPT + PHONE_CODE_BYTES)

static bool
begins_with(const char *digits, const char *prefix)
{
	return prefix[0] != '\0' && strncmp(digits, prefix, strlen(prefix)) == 0;
}

static bool
has_usual_length(const char *digits, const struct phone_plan *plan)
{
	size_t behind = strlen(digits) - plan->code_digits;

	return behind >= plan->least && behind <= plan->most;
}

static bool
has_trunk_zero(const char *digits, const struct phone_plan *plan)
{
	return !plan->keeps_zero && digits[plan->code_digits] == '0';
}

/* Copies digits without the trunk prefix that stands behind their country code, if one does. */
static void
cut_trunk(const char *digits, char out[NUMBER_BYTES])
{
	struct phone_plan plan;
	const char *rest;

	memcpy(out, digits, strlen(digits) + 1);
	if (!phone_plan_of_number(digits, &plan) || !has_trunk_zero(digits, &plan))
		return;
	rest = digits + plan.code_digits;
	/* Hungary's trunk prefix is 06; where it is 8, a 0 is a habit from elsewhere. */
	rest += begins_with(rest, plan.trunk) ? strlen(plan.trunk) : 1;
	memcpy(out + plan.code_digits, rest, strlen(rest) + 1);
}

/* How sure a guess has to be before it is made. */
enum certainty {
	POSSIBLE,    /* strict E.164 */
	CONCEIVABLE, /* of a code that exists, and no shorter than a number people have */
	USUAL,       /* as long as the code's numbers are */
	CERTAIN      /* and of a country, so that a person has it */
};

static bool
is_sure(const char *digits, enum certainty least)
{
	struct phone_plan plan;
	size_t count = strlen(digits);

	if (count < 2 || count > DIGITS_MAX || digits[0] == '0')
		return false;
	if (!phone_plan_of_number(digits, &plan))
		return least == POSSIBLE || begins_with(digits, PHONE_SANDBOX_CODE);
	if (has_trunk_zero(digits, &plan) || count == plan.code_digits)
		return false;
	if (least < USUAL)
		return least == POSSIBLE || count >= DIALLED_LEAST;
	return has_usual_length(digits, &plan) && (least == USUAL || !plan.is_network);
}

/* Suggests digits, country code first; false, with nothing changed, when they are not sure. */
static bool
suggest(struct phone_reading *out, const char *digits, enum certainty least)
{
	char number[NUMBER_BYTES];

	cut_trunk(digits, number);
	if (!is_sure(number, least))
		return false;
	out->suggestion[0] = '+';
	memcpy(out->suggestion + 1, number, strlen(number) + 1);
	return true;
}

/* A number with the prefix for calls abroad: the one of the region, else any that is in use. */
static bool
read_abroad(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	static const char *const prefixes[] = { "00",  "0011", "011", "001", "002",
		                                "009", "010",  "000", "119", "810" };

	if (home && begins_with(digits, home->idd) &&
	    suggest(out, digits + strlen(home->idd), CONCEIVABLE))
		return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (begins_with(digits, prefixes[i]) &&
		    suggest(out, digits + strlen(prefixes[i]), CERTAIN))
			return true;
	}
	if (begins_with(digits, "00"))
		suggest(out, digits + 2, CONCEIVABLE);
	return begins_with(digits, "00");
}

static bool
suggest_at_home(const struct phone_plan *home, const char *rest, struct phone_reading *out)
{
	char digits[NUMBER_BYTES];

	memcpy(digits, home->code, home->code_digits);
	memcpy(digits + home->code_digits, rest, strlen(rest) + 1);
	return suggest(out, digits, USUAL);
}

/* A number as it is dialled inside the country, with or without the trunk prefix. */
static bool
read_national(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	if (begins_with(digits, home->trunk) &&
	    suggest_at_home(home, digits + strlen(home->trunk), out))
		return true;
	return suggest_at_home(home, digits, out);
}

static enum phone_reason
judge_without_plus(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	if (home && !begins_with(digits, home->idd) && read_national(digits, home, out))
		return PHONE_NO_PLUS;
	if (read_abroad(digits, home, out))
		return PHONE_IDD_PREFIX;
	suggest(out, digits, CERTAIN);
	return PHONE_NO_PLUS;
}

static enum phone_reason
judge_zero(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	if (begins_with(digits, "00") && suggest(out, digits + 2, CONCEIVABLE))
		return PHONE_IDD_PREFIX;
	if (home)
		read_national(digits, home, out);
	return PHONE_COUNTRY_ZERO;
}

static enum phone_reason
judge_with_plus(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	struct phone_plan plan;
	bool is_known = phone_plan_of_number(digits, &plan);
	size_t count = strlen(digits);

	if (digits[0] == '0')
		return judge_zero(digits, home, out);
	if (is_known && has_trunk_zero(digits, &plan)) {
		suggest(out, digits, POSSIBLE);
		return PHONE_TRUNK_ZERO;
	}
	if (count < 2 || count > DIGITS_MAX)
		return count < 2 ? PHONE_TOO_SHORT : PHONE_TOO_LONG;
	out->e164[0] = '+';
	memcpy(out->e164 + 1, digits, count + 1);
	if (begins_with(digits, PHONE_SANDBOX_CODE))
		return PHONE_SANDBOX;
	out->valid = true;
	if (is_known && !has_usual_length(digits, &plan))
		return PHONE_UNUSUAL_LENGTH;
	if (is_known)
		memcpy(out->country, plan.country, sizeof(out->country));
	return PHONE_FINE;
}

/* The fault of the characters themselves, else `reason`. A fault of the digits says more than a
 * separator does, and goes before it. */
static enum phone_reason
judge_characters(const struct phone_scan *scan, enum phone_reason reason)
{
	bool is_well_formed =
		reason == PHONE_FINE || reason == PHONE_UNUSUAL_LENGTH || reason == PHONE_SANDBOX;

	if (scan->has_foreign || scan->has_invisible || scan->has_other_digit)
		return PHONE_NOT_ASCII;
	if (scan->has_extension || scan->has_other)
		return scan->has_extension && !scan->has_other ? PHONE_EXTENSION
		                                               : PHONE_NOT_A_DIGIT;
	if (scan->pluses > 1)
		return PHONE_SEVERAL_PLUS;
	if (scan->count == 0 && scan->pluses == 0)
		return scan->has_mark ? PHONE_NOT_A_DIGIT : PHONE_EMPTY;
	if (scan->pluses == 1 && (!scan->plus_is_first || scan->mark_behind_plus))
		return PHONE_NOT_A_DIGIT;
	if (scan->has_mark && scan->count > 0 && scan->count < DIALLED_LEAST)
		return PHONE_NOT_A_DIGIT;
	return is_well_formed && (scan->has_blank || scan->has_mark) ? PHONE_SEPARATOR : reason;
}

/* Whether the digits, read alone, are what was meant. */
static bool
is_repairable(const struct phone_scan *scan, enum phone_reason reason)
{
	return reason != PHONE_NOT_A_DIGIT && reason != PHONE_EXTENSION && !scan->has_foreign &&
	       !scan->has_other && !scan->has_extension &&
	       (scan->pluses == 0 || scan->plus_is_first);
}

void
phone_read(const char *input, size_t size_bytes, const char *region, struct phone_reading *out)
{
	struct phone_plan plan;
	const struct phone_plan *home = NULL;
	enum phone_reason reason;
	struct phone_scan scan;

	memset(out, 0, sizeof(*out));
	phone_scan_input(&scan, input, size_bytes);
	if (region && phone_plan_of_country(region, &plan))
		home = &plan;
	out->reason = scan.pluses > 0 ? judge_with_plus(scan.digits, home, out)
	                              : judge_without_plus(scan.digits, home, out);
	reason = judge_characters(&scan, out->reason);
	if (reason == out->reason)
		return;
	if (!is_repairable(&scan, reason))
		memset(out, 0, sizeof(*out));
	else if (out->e164[0] != '\0')
		memcpy(out->suggestion, out->e164, sizeof(out->suggestion));
	out->valid = false;
	out->e164[0] = out->country[0] = '\0';
	out->reason = reason;
}
