/* SPDX-License-Identifier: MIT */
/* strict phone numbers: their country, the usual slips and the repair of each */
#include "domain/phone.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "domain/phone_impl.h"

#define UNKNOWN_CODE_DIGITS 3 /* most codes have three digits; those of one or two are all given */
#define SHOWN_DIGITS_LEAST 8  /* below, three in front and two behind would give too much away */

static const struct {
	const char *word;
	const char *text;
} reasons[PHONE_REASON_COUNT] = {
	[PHONE_FINE] = { NULL, "" },
	[PHONE_EMPTY] = { "empty", "There is no number" },
	[PHONE_NO_PLUS] = { "no_plus", "A number begins with a plus and the country code" },
	[PHONE_SEVERAL_PLUS] = { "several_plus", "A number has one plus, in front" },
	[PHONE_IDD_PREFIX] = { "idd_prefix",
	                       "A plus stands in place of the prefix for calls abroad" },
	[PHONE_TRUNK_ZERO] = { "trunk_zero", "The national 0 falls away behind the country code" },
	[PHONE_SEPARATOR] = { "separator", "Nothing may stand between or beside the digits" },
	[PHONE_EXTENSION] = { "extension", "A message cannot reach an extension" },
	[PHONE_NOT_A_DIGIT] = { "not_a_digit", "A character is no digit" },
	[PHONE_NOT_ASCII] = { "not_ascii", "A character is invisible or of another script" },
	[PHONE_COUNTRY_ZERO] = { "country_zero", "No country code begins with 0" },
	[PHONE_TOO_SHORT] = { "too_short", "Digits are missing behind the plus" },
	[PHONE_TOO_LONG] = { "too_long", "A number has 15 digits at most" },
	[PHONE_UNUSUAL_LENGTH] = { "unusual_length", "The length is unusual in this country" },
	[PHONE_SANDBOX] = { "sandbox", "Numbers that begin with +999 are the sandbox's" },
};

const char *
phone_reason_word(enum phone_reason reason)
{
	return (unsigned)reason < PHONE_REASON_COUNT ? reasons[reason].word : NULL;
}

const char *
phone_reason_text(enum phone_reason reason)
{
	return (unsigned)reason < PHONE_REASON_COUNT ? reasons[reason].text : "";
}

bool
phone_is_sandbox(const char *e164)
{
	return strncmp(e164, "+" PHONE_SANDBOX_CODE, strlen("+" PHONE_SANDBOX_CODE)) == 0;
}

/* Length of the calling code of a number that begins with a plus. */
static size_t
code_digits(const char *e164)
{
	struct phone_plan plan;
	size_t digits = strlen(e164 + 1);

	if (phone_plan_of_number(e164 + 1, &plan))
		return plan.code_digits;
	return digits < UNKNOWN_CODE_DIGITS ? digits : UNKNOWN_CODE_DIGITS;
}

void
phone_mask(const char *e164, char out[PHONE_MASKED_BYTES])
{
	size_t size_bytes = strlen(e164);
	const char *last_two;
	int code;

	out[0] = '\0';
	if (e164[0] != '+' || size_bytes >= PHONE_E164_BYTES)
		return;
	if (phone_is_sandbox(e164)) {
		text_copy(out, PHONE_MASKED_BYTES, e164);
		return;
	}
	code = (int)code_digits(e164);
	size_bytes -= (size_t)code + 1;
	last_two = e164 + 1 + code + (size_bytes > 2 ? size_bytes - 2 : 0);
	if (size_bytes >= SHOWN_DIGITS_LEAST)
		snprintf(out, PHONE_MASKED_BYTES, "+%.*s %.3s ***** %s", code, e164 + 1,
		         e164 + 1 + code, last_two);
	else if (size_bytes > 2)
		snprintf(out, PHONE_MASKED_BYTES, "+%.*s ***** %s", code, e164 + 1, last_two);
	else
		snprintf(out, PHONE_MASKED_BYTES, "+%.*s *****", code, e164 + 1);
}

void
phone_last_four(const char *e164, char out[5])
{
	size_t size_bytes = strlen(e164);

	out[0] = '\0';
	if (e164[0] == '+' && size_bytes >= 1 + code_digits(e164) + 4)
		text_copy(out, 5, e164 + size_bytes - 4);
}
