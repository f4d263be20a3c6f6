/* SPDX-License-Identifier: MIT */
/* templates with the answers that LiquidJS gave, recorded by `ORACLE_RECORD=1 make oracle` */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/zone.h"

#define LINE_MAX_BYTES ((size_t)64 * 1024)
#define CASES_LEAST 500

static bool
give_partial(void *context, const char *name, const char **source, size_t *size_bytes)
{
	const struct json *partials = context;
	const struct json *partial = json_member(partials, name);

	if (!partial)
		return false;
	*source = json_string(partial);
	*size_bytes = strlen(*source);
	return true;
}

/* Whether it rendered; the output is in `out`. */
static bool
render(const struct json *one, struct text *out, struct fault *f)
{
	const char *source = json_string(json_member(one, "template"));
	struct liquid_run run = {
		.data = json_member(one, "data"),
		.partial = give_partial,
		.partial_context = (void *)(uintptr_t)json_member(one, "partials"),
		.zone = zone_book_east,
	};
	struct liquid *t;
	bool rendered;

	if (liquid_create(source, strlen(source), &t, f) != ST_OK)
		return false;
	run.zone_context = zone_book_create(NULL);
	rendered = liquid_render_with(t, &run, out, f) == ST_OK;
	zone_book_destroy(run.zone_context);
	liquid_destroy(t);
	return rendered;
}

static void
check(const char *line, size_t size_bytes)
{
	struct json *one;
	struct fault f = { 0 };
	struct text out;

	if (json_parse(line, size_bytes, "the case", &one, &f) != ST_OK)
		fail_msg("%s: %s", f.cause, line);
	const char *wanted = json_string(json_member(one, "output"));
	text_init(&out, LIQUID_OUTPUT_MAX);
	bool rendered = render(one, &out, &f);
	if (rendered != (wanted != NULL) || (wanted && strcmp(text_string(&out), wanted) != 0))
		fail_msg("%s: \"%s\", and %s, are not what LiquidJS answers: %s%s",
		         rendered ? "rendered" : "refused", text_string(&out), f.cause,
		         wanted ? wanted : "a refusal", line);
	text_finish(&out);
	json_destroy(one);
}

static void
every_recorded_answer_of_liquidjs_is_ours(void **state)
{
	const char *root = getenv("OTPDECK_ROOT");
	char path[1024];
	char *line = mem_alloc(LINE_MAX_BYTES);
	int count = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/unit/domain/liquid_cases.jsonl", root ? root : ".");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, (int)LINE_MAX_BYTES, file)) {
		check(line, strlen(line));
		count++;
	}
	fclose(file);
	assert_true(count >= CASES_LEAST);
	mem_free(line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recorded_answer_of_liquidjs_is_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
