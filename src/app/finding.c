/* SPDX-License-Identifier: MIT */
/* what one probe or check came to: result, proof, fix */
#include "app/finding.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

static const struct {
	const char *word;
	const char *mark;
} shown[] = {
	[FINDING_WAITING] = { "waiting", "[--]" }, [FINDING_RUNNING] = { "running", "[WAIT]" },
	[FINDING_PASS] = { "pass", "[OK]" },       [FINDING_FAIL] = { "fail", "[FAIL]" },
	[FINDING_WARN] = { "warn", "[!!]" },       [FINDING_UNKNOWN] = { "unknown", "[n/a]" },
};

const char *
finding_word(enum finding_result result)
{
	return shown[result].word;
}

const char *
finding_mark(enum finding_result result)
{
	return shown[result].mark;
}

bool
finding_is_over(const struct finding *found)
{
	return found->result != FINDING_WAITING && found->result != FINDING_RUNNING;
}

void
finding_init(struct finding *out)
{
	*out = (struct finding){ .result = FINDING_WAITING, .took_us = -1 };
}

void
finding_set(struct finding *out, enum finding_result result, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(out->proof, sizeof(out->proof), format, arguments);
	va_end(arguments);
	out->result = result;
	out->fix[0] = '\0';
	out->at_ms = clock_now_ms();
}

void
finding_fix(struct finding *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(out->fix, sizeof(out->fix), format, arguments);
	va_end(arguments);
}

void
finding_from_fault(struct finding *out, enum finding_result result, const struct fault *f)
{
	finding_set(out, result, "%s", f->cause);
	text_copy(out->fix, sizeof(out->fix), f->hint);
}
