/* SPDX-License-Identifier: MIT */
/* takes codes and numbers out of a text before it is stored or logged */
#include "domain/redact.h"

#include <string.h>

#include "base/mem.h"
#include "domain/redact_impl.h"

#define CODE_DIGITS_MAX 16
#define GAP_MAX 6    /* characters between two digits of one number */
#define RUN_MIN 4    /* fewer digits are an amount, a day or an hour */
#define NUMBER_MIN 9 /* a phone number has 9 to 15 digits */
#define NUMBER_MAX 15
#define NUMBER_KEPT 2

struct code {
	char digits[CODE_DIGITS_MAX];
	size_t count;
};

/* Digits that belong together, from the first to behind the last. */
struct run {
	size_t end;
	size_t digits;
	size_t groups;      /* of digits that touch each other */
	bool has_pair;      /* some group is longer than one digit */
	bool has_broad_gap; /* some gap is longer than one character */
};

static void
read_code(const char *source, struct code *code)
{
	size_t size = source != NULL ? strlen(source) : 0;
	size_t at = 0;

	code->count = 0;
	while (at < size && code->count < CODE_DIGITS_MAX) {
		uint32_t code_point;
		int digit;

		at += text_next_code_point(source + at, size - at, &code_point);
		digit = redact_digit(code_point);
		if (digit >= 0)
			code->digits[code->count++] = (char)digit;
	}
}

/* Where the code that begins at `at` ends, 0 when it does not begin there. */
static size_t
end_of_code(const char *source, size_t size_bytes, size_t at, const struct code *code)
{
	size_t matched = 0;
	size_t gap = 0;

	while (at < size_bytes) {
		uint32_t code_point;
		int digit;

		at += text_next_code_point(source + at, size_bytes - at, &code_point);
		digit = redact_digit(code_point);
		if (digit >= 0 && digit == code->digits[matched]) {
			gap = 0;
			if (++matched == code->count)
				return at;
		} else if (matched == 0 || digit >= 0 || ++gap > GAP_MAX ||
		           !redact_is_wide_gap(code_point)) {
			return 0;
		}
	}
	return 0;
}

/* Appends source[at, end) with its digits starred, but for the last `kept`. */
static bool
append_starred(struct text *out, const char *source, size_t at, size_t end, size_t starred)
{
	while (at < end) {
		uint32_t code_point;
		size_t step = text_next_code_point(source + at, end - at, &code_point);
		bool star = starred > 0 && redact_digit(code_point) >= 0;

		if (star)
			starred--;
		if (!text_append_bytes(out, star ? "*" : source + at, star ? 1 : step))
			return false;
		at += step;
	}
	return true;
}

static bool
take_code(struct text *out, const char *source, size_t size_bytes, const struct code *code)
{
	size_t at = 0;
	size_t kept = 0; /* where the bytes begin that go over as they are */

	while (at < size_bytes && code->count > 0) {
		uint32_t code_point;
		size_t step = text_next_code_point(source + at, size_bytes - at, &code_point);
		size_t end = end_of_code(source, size_bytes, at, code);

		if (end == 0) {
			at += step;
			continue;
		}
		if (!text_append_bytes(out, source + kept, at - kept) ||
		    !append_starred(out, source, at, end, code->count))
			return false;
		at = end;
		kept = end;
	}
	return text_append_bytes(out, source + kept, size_bytes - kept);
}

/* Reads the run that begins with the digit at `at`. */
static struct run
read_run(const char *source, size_t size_bytes, size_t at)
{
	struct run run = { .groups = 1 };
	size_t gap = 0;

	while (at < size_bytes && gap <= GAP_MAX) {
		uint32_t code_point;
		size_t step = text_next_code_point(source + at, size_bytes - at, &code_point);

		at += step;
		if (redact_digit(code_point) >= 0) {
			run.has_pair = run.has_pair || (run.digits > 0 && gap == 0);
			run.has_broad_gap = run.has_broad_gap || gap > 1;
			run.groups += gap > 0;
			run.digits++;
			run.end = at;
			gap = 0;
		} else if (redact_is_gap(code_point)) {
			gap++;
		} else {
			break;
		}
	}
	return run;
}

/* A number is written in one piece, or after a plus in groups with one character between them.
 * Anything else of this length may be a code that is spoken twice. */
static bool
may_be_number(const struct run *run, bool after_plus)
{
	if (run->digits < NUMBER_MIN || run->digits > NUMBER_MAX)
		return false;
	return run->groups == 1 || (after_plus && run->has_pair && !run->has_broad_gap);
}

static size_t
count_starred(const struct run *run, bool after_plus)
{
	if (run->digits < RUN_MIN)
		return 0;
	return may_be_number(run, after_plus) ? run->digits - NUMBER_KEPT : run->digits;
}

static bool
take_runs(struct text *out, const char *source, size_t size_bytes)
{
	size_t at = 0;
	size_t kept = 0;

	while (at < size_bytes) {
		uint32_t code_point;
		size_t step = text_next_code_point(source + at, size_bytes - at, &code_point);
		bool after_plus = at > 0 && source[at - 1] == '+';
		struct run run;

		if (redact_digit(code_point) < 0) {
			at += step;
			continue;
		}
		run = read_run(source, size_bytes, at);
		if (!text_append_bytes(out, source + kept, at - kept) ||
		    !append_starred(out, source, at, run.end, count_starred(&run, after_plus)))
			return false;
		at = run.end;
		kept = run.end;
	}
	return text_append_bytes(out, source + kept, size_bytes - kept);
}

bool
redact_code_only(struct text *out, const char *source, size_t size_bytes, const char *code)
{
	size_t before = out->size_bytes;
	struct code digits;
	bool fits;

	read_code(code, &digits);
	fits = take_code(out, source, size_bytes, &digits);
	if (!fits)
		text_cut(out, before);
	mem_wipe(&digits, sizeof digits);
	return fits;
}

bool
redact_text(struct text *out, const char *source, size_t size_bytes, const char *code)
{
	size_t before = out->size_bytes;
	struct text without_code;
	bool fits;

	text_init(&without_code, size_bytes);
	fits = redact_code_only(&without_code, source, size_bytes, code) &&
	       take_runs(out, text_string(&without_code), without_code.size_bytes);
	if (!fits)
		text_cut(out, before);
	text_finish(&without_code);
	return fits;
}

bool
redact_has_code(const char *source, size_t size_bytes, const char *code)
{
	struct code digits;
	bool found = false;

	read_code(code, &digits);
	for (size_t at = 0; at < size_bytes && digits.count > 0 && !found;) {
		uint32_t code_point;

		found = end_of_code(source, size_bytes, at, &digits) != 0;
		at += text_next_code_point(source + at, size_bytes - at, &code_point);
	}
	mem_wipe(&digits, sizeof digits);
	return found;
}
