/* SPDX-License-Identifier: MIT */
/* templates that ask for too much end with a limit, and keep nothing */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Expects a limit with its place and words; the output is as it was. */
static void
expect_limit(const char *source, const char *cause)
{
	struct liquid *t = NULL;
	struct text out;
	struct fault f;

	text_init(&out, LIQUID_OUTPUT_MAX);
	assert_true(text_append(&out, "before"));
	assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
	assert_int_equal(liquid_render(t, NULL, &out, NULL, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_TEMPLATE_TOO_LARGE);
	assert_string_equal(f.cause, cause);
	assert_string_equal(text_string(&out), "before");
	liquid_destroy(t);
	text_finish(&out);
}

static void
expect_fine(const char *source, const char *wanted)
{
	struct liquid *t = NULL;
	struct text out;
	struct fault f;

	text_init(&out, LIQUID_OUTPUT_MAX);
	assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
	assert_int_equal(liquid_render(t, NULL, &out, NULL, &f), ST_OK);
	assert_string_equal(text_string(&out), wanted);
	liquid_destroy(t);
	text_finish(&out);
}

static void
loops_to_a_billion_end_at_their_turns(void **state)
{
	(void)state;
	expect_limit("{% for a in (1..1000000000) %}{% endfor %}",
	             "1:1: more than 100000 turns of loops");
	expect_limit(
		"\n{% for a in (1..1000) %}{% for b in (1..1000000) %}{% endfor %}{% endfor %}",
		"2:25: more than 100000 turns of loops");
	expect_fine("{% for a in (1..100000) %}{% assign b = a | plus: 1 %}{% endfor %}{{ b }}",
	            "100001");
}

static void
a_text_that_doubles_ends_at_its_memory(void **state)
{
	(void)state;
	expect_limit("{% assign s = 'xxxxxxxx' %}{% for a in (1..100) %}"
	             "{% assign s = s | append: s %}{% endfor %}",
	             "1:51: the template takes more than 4096 KiB of memory");
}

static void
work_ends_also_where_little_is_kept(void **state)
{
	(void)state;
	expect_limit("{% capture s %}{% for a in (1..5000) %}0123456789{% endfor %}{% endcapture %}"
	             "{% for a in (1..100000) %}{{ s | upcase | size }}{% endfor %}",
	             "1:104: the template takes more than 50 ms of work");
}

static void
an_output_over_64_kib_ends(void **state)
{
	(void)state;
	expect_limit("{% for a in (1..10000) %}0123456789{% endfor %}",
	             "1:26: the rendered text is longer than 65536 bytes");
	expect_limit(
		"{% capture c %}{% for a in (1..10000) %}0123456789{% endfor %}{% endcapture %}",
		"1:41: the rendered text is longer than 65536 bytes");
}

static void
turns_of_a_loop_give_their_memory_back(void **state)
{
	(void)state;
	expect_fine("{% for a in (1..50000) %}{% assign n = 'abcdefghijklmnopqrstuvwxyz' "
	            "| upcase | size %}{% endfor %}{{ n }}",
	            "26");
}

/* `count` times `piece`, then what is behind. */
static void
repeat(struct text *out, const char *piece, size_t count, const char *behind)
{
	text_init(out, LIQUID_SOURCE_MAX);
	for (size_t i = 0; i < count; i++)
		assert_true(text_append(out, piece));
	assert_true(text_append(out, behind));
}

static void
expect_refused(const char *piece, size_t count, const char *behind, const char *cause)
{
	struct liquid *t;
	struct text source;
	struct fault f;

	repeat(&source, piece, count, behind);
	assert_int_equal(liquid_create(text_string(&source), source.size_bytes, &t, &f),
	                 ST_INVALID);
	assert_string_equal(f.cause, cause);
	text_finish(&source);
}

static void
what_is_nested_too_deep_is_refused_while_it_is_read(void **state)
{
	(void)state;
	expect_refused("{% if a %}", 6000, "", "1:641: blocks nested deeper than 64");
	expect_refused("{{ a[", 1, "", "1:1: {{ is opened here, expected its }}");
	expect_refused("{%if a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a"
	               "[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a[a %}",
	               1, "", "1:134: expected at most 64 values inside each other");
}

static void
expressions_have_a_length(void **state)
{
	struct liquid *t;
	struct text source;
	struct fault f;

	(void)state;
	repeat(&source, "{% if a or b", 1, "");
	for (int i = 0; i < 1000; i++)
		assert_true(text_append(&source, " or c"));
	assert_true(text_append(&source, " %}{% endif %}"));
	assert_int_equal(liquid_create(text_string(&source), source.size_bytes, &t, &f),
	                 ST_INVALID);
	assert_non_null(strstr(f.cause, ": the expression is too long"));
	text_finish(&source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loops_to_a_billion_end_at_their_turns),
		cmocka_unit_test(a_text_that_doubles_ends_at_its_memory),
		cmocka_unit_test(work_ends_also_where_little_is_kept),
		cmocka_unit_test(an_output_over_64_kib_ends),
		cmocka_unit_test(turns_of_a_loop_give_their_memory_back),
		cmocka_unit_test(what_is_nested_too_deep_is_refused_while_it_is_read),
		cmocka_unit_test(expressions_have_a_length),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
