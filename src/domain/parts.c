/* SPDX-License-Identifier: MIT */
/* how many SMS a text takes and which characters make it dear */
#include "domain/parts.h"

#include "base/text.h"
#include "domain/parts_impl.h"

/* What one SMS holds alone, and what each of several holds beside the header that joins them. */
static const struct {
	const char *name;
	size_t alone;
	size_t joined;
} encodings[] = {
	[PARTS_GSM7] = { "GSM-7", 160, 153 },
	[PARTS_UCS2] = { "UCS-2", 70, 67 },
};

enum status
parts_measure(const char *source, size_t size_bytes, struct parts *out, struct fault *f)
{
	struct parts_tally t;

	if (!parts_take_tally(source, size_bytes, encodings[PARTS_GSM7].joined, &t))
		return fault_set(f, WORD_NOT_UTF8, "the text is not UTF-8");
	out->encoding = t.is_dear ? PARTS_UCS2 : PARTS_GSM7;
	out->units = t.is_dear ? t.characters + t.pairs : t.septets;
	size_t joined = encodings[out->encoding].joined;
	if (out->units <= encodings[out->encoding].alone) {
		out->count = out->units > 0;
		out->remaining = encodings[out->encoding].alone - out->units;
		return ST_OK;
	}
	if (t.is_dear && t.pairs > 0)
		parts_fill_ucs2(source, size_bytes, joined, &t);
	else if (t.is_dear)
		parts_fill_evenly(out->units, joined, &t);
	out->count = t.full + 1;
	out->remaining = joined - t.in_last;
	return ST_OK;
}

size_t
parts_offenders(const char *source, size_t size_bytes, struct parts_offender *out, size_t room)
{
	struct parts_offender here = { 0, 1, 1, NULL };
	size_t count = 0;
	size_t taken;

	while ((taken = text_next_code_point(source, size_bytes, &here.code_point)) > 0) {
		if (parts_gsm_septets(here.code_point) == 0) {
			here.suggestion = parts_gsm_suggestion(here.code_point);
			if (count < room)
				out[count] = here;
			count++;
		}
		here.column = here.code_point == '\n' ? 1 : here.column + 1;
		here.line += here.code_point == '\n';
		source += taken;
		size_bytes -= taken;
	}
	return count;
}

size_t
parts_room(enum parts_encoding encoding, size_t count)
{
	return count > 1 ? encodings[encoding].joined : encodings[encoding].alone;
}

bool
parts_is_gsm7(uint32_t code_point)
{
	return parts_gsm_septets(code_point) > 0;
}

const char *
parts_suggestion(uint32_t code_point)
{
	return parts_gsm_suggestion(code_point);
}

const char *
parts_encoding_name(enum parts_encoding encoding)
{
	return encodings[encoding == PARTS_UCS2 ? PARTS_UCS2 : PARTS_GSM7].name;
}
