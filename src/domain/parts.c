/* SPDX-License-Identifier: MIT */
/* how many SMS a text takes and which characters make it dear */
#include "domain/parts.h"

#include <string.h>

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

static size_t
units_of(uint32_t code_point, enum parts_encoding encoding)
{
	if (encoding == PARTS_GSM7)
		return parts_gsm_septets(code_point);
	return code_point > 0xffff ? 2 : 1;
}

static enum parts_encoding
encoding_of(const char *source, size_t size_bytes)
{
	uint32_t code_point;
	size_t taken;

	while ((taken = text_next_code_point(source, size_bytes, &code_point)) > 0) {
		if (parts_gsm_septets(code_point) == 0)
			return PARTS_UCS2;
		source += taken;
		size_bytes -= taken;
	}
	return PARTS_GSM7;
}

enum status
parts_measure(const char *source, size_t size_bytes, struct parts *out, struct fault *f)
{
	uint32_t code_point;
	size_t in_last = 0; /* units in the last of several parts */
	size_t joined = 1;
	size_t taken;

	if (!text_is_utf8(source, size_bytes))
		return fault_set(f, WORD_NOT_UTF8, "the text is not UTF-8");
	memset(out, 0, sizeof(*out));
	out->encoding = encoding_of(source, size_bytes);
	while ((taken = text_next_code_point(source, size_bytes, &code_point)) > 0) {
		size_t units = units_of(code_point, out->encoding);

		if (in_last + units > encodings[out->encoding].joined) {
			joined++;
			in_last = 0;
		}
		in_last += units;
		out->units += units;
		source += taken;
		size_bytes -= taken;
	}
	if (out->units <= encodings[out->encoding].alone) {
		out->count = out->units > 0;
		out->remaining = encodings[out->encoding].alone - out->units;
	} else {
		out->count = joined;
		out->remaining = encodings[out->encoding].joined - in_last;
	}
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

const char *
parts_encoding_name(enum parts_encoding encoding)
{
	return encodings[encoding == PARTS_UCS2 ? PARTS_UCS2 : PARTS_GSM7].name;
}
