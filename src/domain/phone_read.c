/* SPDX-License-Identifier: MIT */
/* strict phone numbers: their country, the usual slips and the repair of each */
#include "domain/phone.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "domain/phone_impl.h"

#define DIGITS_MAX 15
#define DIGITS_KEPT 24     /* a prefix, a trunk and 15 digits; beyond, the number is too long anyway */
#define DIALLED_LEAST 7    /* fewer digits, code included, are taken for no number when guessing */
#define EXTENSION_LEAST 5  /* an extension follows a number, not a digit or two */

/* What stands in the input, character by character. */
struct scan {
	char digits[DIGITS_KEPT + 1];
	size_t count;            /* digits in all, kept or not */
	size_t pluses;
	bool plus_is_first;      /* every plus stands before every digit */
	bool has_blank;
	bool has_mark;           /* hyphens, points, brackets and the like */
	bool mark_behind_plus;   /* "+-49": a sign, not a separator */
	bool has_invisible;
	bool has_other_digit;    /* of another script, kept as its ASCII look-alike */
	bool has_foreign;        /* anything else outside ASCII */
	bool has_other;          /* letters and signs of ASCII */
	bool has_extension;
};

static bool
is_any_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static bool
is_in(uint32_t code_point, uint32_t first, uint32_t last)
{
	return code_point >= first && code_point <= last;
}

/* White space of ASCII and of typesetters. */
static bool
is_blank(uint32_t code_point)
{
	return is_in(code_point, '\t', '\r') || code_point == ' ' || code_point == 0xa0 ||
	       is_in(code_point, 0x2000, 0x200a) || code_point == 0x202f || code_point == 0x205f ||
	       code_point == 0x3000;
}

/* What people and address books put between or around the digits. */
static bool
is_mark(uint32_t code_point)
{
	if (code_point < 0x80)
		return is_any_of((char)code_point, "-./()[]<>\"'");
	return is_in(code_point, 0x2010, 0x2015) || is_in(code_point, 0x2018, 0x201f) ||
	       code_point == 0x2212 || code_point == 0xab || code_point == 0xbb || code_point == 0xb7;
}

/* Controls, marks of direction, joiners: what is copied along unseen. */
static bool
is_invisible(uint32_t code_point)
{
	return code_point < 0x20 || is_in(code_point, 0x7f, 0x9f) || code_point == 0xad ||
	       is_in(code_point, 0x200b, 0x200f) || is_in(code_point, 0x202a, 0x202e) ||
	       is_in(code_point, 0x2060, 0x206f) || code_point == 0xfeff;
}

/* The value of a decimal digit of ASCII or of another script, -1 for anything else. */
static int
digit_value(uint32_t code_point)
{
	static const uint32_t zeros[] = { '0', 0x660, 0x6f0, 0x966, 0x9e6, 0xff10 };

	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		if (is_in(code_point, zeros[i], zeros[i] + 9))
			return (int)(code_point - zeros[i]);
	}
	return -1;
}

/* Whether the rest of the input is an extension: "x12", ";ext=9", " ext. 5", "#3", ",,44". */
static bool
is_extension(const char *rest, size_t size_bytes)
{
	size_t digits = 0;
	size_t at = 0;
	bool is_marked = false;

	for (; at < size_bytes && is_any_of(rest[at], "; ,#"); at++)
		is_marked |= rest[at] == ',' || rest[at] == '#';
	if (size_bytes - at >= 3 && strncasecmp(rest + at, "ext", 3) == 0)
		at += 3;
	else if (at < size_bytes && is_any_of(rest[at], "xX"))
		at++;
	else if (!is_marked)
		return false;
	for (; at < size_bytes && is_any_of(rest[at], ".:= 0123456789"); at++)
		digits += rest[at] >= '0' && rest[at] <= '9';
	return at == size_bytes && digits > 0;
}

static void
scan_digit(struct scan *scan, uint32_t code_point, int value)
{
	if (scan->count < DIGITS_KEPT)
		scan->digits[scan->count] = (char)('0' + value);
	scan->count++;
	scan->has_other_digit |= code_point >= 0x80;
}

static void
scan_plus(struct scan *scan, uint32_t code_point)
{
	scan->pluses++;
	scan->plus_is_first = scan->count == 0;
	scan->has_other_digit |= code_point >= 0x80;
}

static void
scan_code_point(struct scan *scan, uint32_t code_point)
{
	int value = digit_value(code_point);

	if (value >= 0) {
		scan_digit(scan, code_point, value);
	} else if (code_point == '+' || code_point == 0xff0b) {
		scan_plus(scan, code_point);
	} else if (is_blank(code_point)) {
		scan->has_blank = true;
	} else if (is_mark(code_point)) {
		scan->has_mark = true;
		scan->mark_behind_plus |= scan->pluses > 0 && scan->count == 0 && code_point != '(';
	} else if (is_invisible(code_point)) {
		scan->has_invisible = true;
	} else {
		scan->has_foreign |= code_point >= 0x80;
		scan->has_other |= code_point < 0x80;
	}
}

static void
scan_input(struct scan *scan, const char *input, size_t size_bytes)
{
	uint32_t code_point;
	size_t taken;

	memset(scan, 0, sizeof(*scan));
	if (size_bytes >= 4 && strncasecmp(input, "tel:", 4) == 0) {
		scan->has_mark = true;
		input += 4;
		size_bytes -= 4;
	}
	while ((taken = text_next_code_point(input, size_bytes, &code_point)) > 0) {
		if (scan->count >= EXTENSION_LEAST && is_extension(input, size_bytes)) {
			scan->has_extension = true;
			return;
		}
		scan_code_point(scan, code_point);
		input += taken;
		size_bytes -= taken;
	}
}

static bool
has_usual_length(const char *digits, const struct phone_plan *plan)
{
	size_t behind = strlen(digits) - plan->code_digits;

	return behind >= plan->least && behind <= plan->most;
}

/* Whether digits (country code first) look like a whole number of a certain country. */
static bool
is_usual(const char *digits)
{
	struct phone_plan plan;

	return phone_plan_of_number(digits, &plan) && plan.country[0] != '\0' &&
	       has_usual_length(digits, &plan) &&
	       (plan.keeps_zero || digits[plan.code_digits] != '0');
}

static bool
is_conceivable(const char *digits)
{
	struct phone_plan plan;
	size_t count = strlen(digits);

	return count >= DIALLED_LEAST && count <= DIGITS_MAX && phone_plan_of_number(digits, &plan);
}

static bool
begins_with(const char *digits, const char *prefix)
{
	return prefix[0] != '\0' && strncmp(digits, prefix, strlen(prefix)) == 0;
}

/* Writes a suggestion; `code` and `rest` together have 15 digits at most. */
static void
suggest(struct phone_reading *out, const char *code, const char *rest)
{
	size_t code_bytes = strlen(code);
	size_t rest_bytes = strlen(rest);

	assert(code_bytes + rest_bytes <= DIGITS_MAX);
	out->suggestion[0] = '+';
	memcpy(out->suggestion + 1, code, code_bytes);
	memcpy(out->suggestion + 1 + code_bytes, rest, rest_bytes + 1);
}

/* A number with the prefix for calls abroad: the one of the region, else any that is in use. */
static bool
read_abroad(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	static const char *const prefixes[] = { "00",  "0011", "011", "001", "002",
		                                "009", "010",  "000", "119", "810" };

	if (home && begins_with(digits, home->idd) && is_conceivable(digits + strlen(home->idd))) {
		suggest(out, "", digits + strlen(home->idd));
		return true;
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (begins_with(digits, prefixes[i]) && is_usual(digits + strlen(prefixes[i]))) {
			suggest(out, "", digits + strlen(prefixes[i]));
			return true;
		}
	}
	if (!begins_with(digits, "00"))
		return false;
	if (is_conceivable(digits + 2))
		suggest(out, "", digits + 2);
	return true;
}

static bool
suggest_at_home(const struct phone_plan *home, const char *rest, struct phone_reading *out)
{
	char digits[DIGITS_KEPT + sizeof(home->code)];

	memcpy(digits, home->code, home->code_digits);
	memcpy(digits + home->code_digits, rest, strlen(rest) + 1);
	if (strlen(digits) > DIGITS_MAX || !is_usual(digits))
		return false;
	suggest(out, "", digits);
	return true;
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
	size_t count = strlen(digits);

	if (home && !begins_with(digits, home->idd) && read_national(digits, home, out))
		return PHONE_NO_PLUS;
	if (read_abroad(digits, home, out))
		return PHONE_IDD_PREFIX;
	if (count <= DIGITS_MAX && (begins_with(digits, PHONE_SANDBOX_CODE) || is_usual(digits)))
		suggest(out, "", digits);
	return PHONE_NO_PLUS;
}

static enum phone_reason
judge_zero(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	if (begins_with(digits, "00") && is_conceivable(digits + 2)) {
		suggest(out, "", digits + 2);
		return PHONE_IDD_PREFIX;
	}
	if (home)
		read_national(digits, home, out);
	return PHONE_COUNTRY_ZERO;
}

static enum phone_reason
judge_trunk(const char *digits, const struct phone_plan *plan, struct phone_reading *out)
{
	const char *rest = digits + plan->code_digits;

	/* Hungary's trunk prefix is 06; where it is 8, a 0 is a habit from elsewhere. */
	rest += begins_with(rest, plan->trunk) ? strlen(plan->trunk) : 1;
	if (rest[0] != '\0' && rest[0] != '0' && plan->code_digits + strlen(rest) <= DIGITS_MAX)
		suggest(out, plan->code, rest);
	return PHONE_TRUNK_ZERO;
}

static enum phone_reason
judge_with_plus(const char *digits, const struct phone_plan *home, struct phone_reading *out)
{
	struct phone_plan plan;
	bool is_known = phone_plan_of_number(digits, &plan);
	size_t count = strlen(digits);

	if (digits[0] == '0')
		return judge_zero(digits, home, out);
	if (is_known && !plan.keeps_zero && digits[plan.code_digits] == '0')
		return judge_trunk(digits, &plan, out);
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
judge_characters(const struct scan *scan, enum phone_reason reason)
{
	bool is_well_formed =
		reason == PHONE_FINE || reason == PHONE_UNUSUAL_LENGTH || reason == PHONE_SANDBOX;

	if (scan->has_foreign || scan->has_invisible || scan->has_other_digit)
		return PHONE_NOT_ASCII;
	if (scan->has_extension || scan->has_other)
		return scan->has_extension && !scan->has_other ? PHONE_EXTENSION : PHONE_NOT_A_DIGIT;
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
is_repairable(const struct scan *scan, enum phone_reason reason)
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
	struct scan scan;

	memset(out, 0, sizeof(*out));
	scan_input(&scan, input, size_bytes);
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
