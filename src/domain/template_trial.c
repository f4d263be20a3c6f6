/* SPDX-License-Identifier: MIT */
/* a rendering held against what its test context expects */
#include "domain/template_trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/template_lint.h"

static const struct {
	const char *word;
	const char *help;
} rows[TEMPLATE_TRIAL_COUNT] = {
#define TRIAL(id, word, help) { word, help },
	TEMPLATE_TRIALS(TRIAL)
#undef TRIAL
};

const char *
template_trial_word(enum template_trial trial)
{
	return trial < TEMPLATE_TRIAL_COUNT ? rows[trial].word : "";
}

const char *
template_trial_help(enum template_trial trial)
{
	return trial < TEMPLATE_TRIAL_COUNT ? rows[trial].help : "";
}

const char *
template_verdict_word(enum template_verdict verdict)
{
	static const char *const words[] = { "not asked", "met", "failed" };

	return verdict <= TEMPLATE_FAILED ? words[verdict] : "";
}

/* The words are kept of the first failure only. */
static void PRINTF_LIKE(4, 5) settle(struct template_verdicts *out, enum template_trial trial,
                                     bool met, const char *format, ...)
{
	va_list arguments;

	out->of[trial] = met ? TEMPLATE_MET : TEMPLATE_FAILED;
	if (met || out->failed++ > 0)
		return;
	va_start(arguments, format);
	(void)vsnprintf(out->why, sizeof(out->why), format, arguments);
	va_end(arguments);
}

static void
judge_text(const struct template_context *context, const struct template_rendering *r,
           struct template_verdicts *out)
{
	const struct template_expect *e = &context->expect;
	const char *text = text_string(&r->text);
	size_t size;

	if (e->known_only)
		settle(out, TEMPLATE_TRIAL_KNOWN_ONLY, r->missing == 0,
		       r->missing == 1 ? "%zu unknown variable comes out empty"
		                       : "%zu unknown variables come out empty",
		       r->missing);
	if (e->code_once) {
		size_t times = template_count_code(text, context->code);

		settle(out, TEMPLATE_TRIAL_CODE_ONCE, times == 1, "the code appears %zu times",
		       times);
	}
	if (e->parts_max > 0 && !context->voice)
		settle(out, TEMPLATE_TRIAL_PARTS_MAX, r->worst.count <= (size_t)e->parts_max,
		       "%zu parts in the worst case, %d expected at most", r->worst.count,
		       e->parts_max);
	if (e->no_link)
		settle(out, TEMPLATE_TRIAL_NO_LINK, template_find_link(text, &size) == NULL,
		       "there is a link in the text");
	if (e->contains[0])
		settle(out, TEMPLATE_TRIAL_CONTAINS, strstr(text, e->contains) != NULL,
		       "the text lacks: %.100s", e->contains);
	if (e->equals[0])
		settle(out, TEMPLATE_TRIAL_EQUALS, strcmp(text, e->equals) == 0,
		       "the text is another one than expected");
}

void
template_trial_judge(const struct template_context *context, const char *answered,
                     const struct template_rendering *rendering, struct template_verdicts *out)
{
	const char *resolves_to = context->expect.resolves_to;

	memset(out, 0, sizeof(*out));
	settle(out, TEMPLATE_TRIAL_RENDERS, rendering->st == ST_OK, "%s", rendering->fault.cause);
	if (resolves_to[0])
		settle(out, TEMPLATE_TRIAL_RESOLVES_TO, strcmp(resolves_to, answered) == 0,
		       "%.60s answers, not %.60s", answered[0] ? answered : "no text", resolves_to);
	if (rendering->st == ST_OK)
		judge_text(context, rendering, out);
}
