/* SPDX-License-Identifier: MIT */
#include "liquid_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/liquid.h"

#define NOW_MS INT64_C(1700000000000)

static enum status
render(const char *source, const char *words, struct text *out, struct fault *f)
{
	struct liquid_run run = { .now_ms = NOW_MS };
	struct json *data = NULL;
	struct liquid *t = NULL;
	enum status st;

	if (words == NULL)
		words = "{}";
	st = json_parse(words, strlen(words), "the data", &data, f);
	assert_int_equal(st, ST_OK);
	st = liquid_create(source, strlen(source), &t, f);
	run.data = data;
	if (st == ST_OK)
		st = liquid_render_with(t, &run, out, f);
	liquid_destroy(t);
	json_destroy(data);
	return st;
}

void
liquid_cases_check(const struct liquid_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct fault f = { 0 };
		struct text out;

		text_init(&out, LIQUID_OUTPUT_MAX);
		if (render(cases[i].source, cases[i].data, &out, &f) != ST_OK)
			fail_msg("%s: %s", cases[i].source, f.cause);
		if (strcmp(text_string(&out), cases[i].expected) != 0)
			fail_msg("%s gave \"%s\"", cases[i].source, text_string(&out));
		text_finish(&out);
	}
}

void
liquid_case_refused(const char *source, const char *data, const char *words)
{
	struct fault f = { 0 };
	struct text out;

	text_init(&out, LIQUID_OUTPUT_MAX);
	if (render(source, data, &out, &f) == ST_OK)
		fail_msg("%s gave \"%s\"", source, text_string(&out));
	if (strstr(f.cause, words) == NULL)
		fail_msg("%s was refused with \"%s\"", source, f.cause);
	text_finish(&out);
}
