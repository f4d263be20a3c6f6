/* SPDX-License-Identifier: MIT */
/* strict phone numbers: their country, the usual slips and the repair of each */
#include "domain/phone_impl.h"

#include <string.h>

#include "base/text.h"

#define EXTENSION_LEAST 5 /* an extension follows a number, not a digit or two */

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
	       code_point == 0x2212 || code_point == 0xab || code_point == 0xbb ||
	       code_point == 0xb7;
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
scan_digit(struct phone_scan *scan, uint32_t code_point, int value)
{
	if (scan->count < PHONE_DIGITS_KEPT)
		scan->digits[scan->count] = (char)('0' + value);
	scan->count++;
	scan->has_other_digit |= code_point >= 0x80;
}

static void
scan_plus(struct phone_scan *scan, uint32_t code_point)
{
	scan->pluses++;
	scan->plus_is_first = scan->count == 0;
	scan->has_other_digit |= code_point >= 0x80;
}

static void
scan_code_point(struct phone_scan *scan, uint32_t code_point)
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

void
phone_scan_input(struct phone_scan *scan, const char *input, size_t size_bytes)
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
