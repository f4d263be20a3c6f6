/* SPDX-License-Identifier: MIT */
/* partials, layouts and blocks of the template language */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The partials of a case are a JSON object of texts. */
struct partial_case {
	const char *source;
	const char *data;
	const char *partials;
	const char *expected;
};

static struct json *
parse(const char *words)
{
	struct json *root;
	struct fault f;

	assert_int_equal(json_parse(words, strlen(words), "the case", &root, &f), ST_OK);
	return root;
}

static bool
find(void *context, const char *name, const char **source, size_t *size_bytes)
{
	*source = json_string(json_member(context, name));
	if (*source == NULL)
		return false;
	*size_bytes = strlen(*source);
	return true;
}

static enum status
render(const struct partial_case *p, struct text *out, struct fault *f)
{
	struct json *data = parse(p->data);
	struct json *partials = parse(p->partials);
	struct liquid_run run = { .data = data, .partial = find, .partial_context = partials };
	struct liquid *t;

	text_init(out, LIQUID_OUTPUT_MAX);
	assert_int_equal(liquid_create(p->source, strlen(p->source), &t, f), ST_OK);
	enum status st = liquid_render_with(t, &run, out, f);
	liquid_destroy(t);
	json_destroy(data);
	json_destroy(partials);
	return st;
}

static void
check(const struct partial_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text out;
		struct fault f;

		if (render(&cases[i], &out, &f) != ST_OK)
			fail_msg("%s: %s", cases[i].source, f.cause);
		assert_string_equal(text_string(&out), cases[i].expected);
		text_finish(&out);
	}
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

static void
expect_refused(const char *source, const char *partials, const char *cause)
{
	const struct partial_case one = { source, "{}", partials, NULL };
	struct text out;
	struct fault f;

	assert_int_equal(render(&one, &out, &f), ST_INVALID);
	assert_string_equal(f.cause, cause);
	assert_int_equal(out.size_bytes, 0);
	text_finish(&out);
}

static void
a_partial_shares_variables_when_it_is_included(void **state)
{
	static const struct partial_case cases[] = {
		{ "{% include 'p' %}{{ y }}", "{\"x\":\"X\"}",
		  "{\"p\":\"[{{ x }}{{ p }}]{% assign y = 1 %}\"}", "[X]1" },
		{ "{% include 'p' with 'W', x: 2 %}{{ x }}", "{\"x\":\"X\"}",
		  "{\"p\":\"[{{ x }}{{ p }}]\"}", "[2W]X" },
		{ "{% include n %}{% include 'a{{ b }}' %}", "{\"n\":\"p\",\"b\":\"c\"}",
		  "{\"p\":\"P\",\"ac\":\"AC\"}", "PAC" },
		{ "{% for i in (1..3) %}{% include 'p' %}{% endfor %}", "{}",
		  "{\"p\":\"{{ i }}{% if i == 2 %}{% break %}{% endif %}\"}", "12" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_partial_sees_nothing_when_it_is_rendered(void **state)
{
	static const struct partial_case cases[] = {
		{ "{% assign y = 1 %}{% render 'p', z: y %}{{ q }}", "{\"x\":\"X\"}",
		  "{\"p\":\"[{{ x }}{{ y }}{{ z }}]{% assign q = 5 %}\"}", "[1]" },
		{ "{% render 'p' with 'W' as w %}{% render 'p' with 'V' %}", "{}",
		  "{\"p\":\"[{{ w }}{{ p }}]\"}", "[W][V]" },
		{ "{% render 'p' for a as i %}", "{\"a\":[\"x\",\"y\"]}",
		  "{\"p\":\"{{ forloop.index }}{{ i }}{{ forloop.last }} \"}", "1xfalse 2ytrue " },
	};

	(void)state;
	CHECK(cases);
}

static void
a_relative_name_begins_at_its_partial(void **state)
{
	static const struct partial_case cases[] = {
		{ "{% include 'dir/p' %}", "{}",
		  "{\"dir/p\":\"{% include './q' %}{% include '../r' %}\",\"dir/q\":\"Q\""
		  ",\"r\":\"R\"}",
		  "QR" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_layout_takes_the_blocks_of_a_template(void **state)
{
	static const struct partial_case cases[] = {
		{ "{% layout 'l', t: 1 %}{% block a %}A{{ block.super }}{% endblock"
		  " %}lost",
		  "{}",
		  "{\"l\":\"<{{ t }}{% block a %}a{% endblock %}{% block b %}b"
		  "{% endblock %}>\"}",
		  "<1Aab>" },
		{ "{% layout 'l' %}whole", "{}", "{\"l\":\"<{% block %}{% endblock %}>\"}",
		  "<whole>" },
		{ "{% layout 'l' %}{% block a %}1{{ block.super }}{% endblock"
		  " %}",
		  "{}",
		  "{\"l\":\"{% layout 'm' %}{% block a %}2{{ block.super }}{%"
		  " endblock %}\",\"m\":\"[{% block a %}3{% endblock %}]\"}",
		  "[123]" },
		{ "{% layout none %}{% block a %}x{% endblock %}y", "{}", "{}", "xy" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_mistake_in_a_partial_names_the_partial(void **state)
{
	(void)state;
	expect_refused("a {% include 'p' %}", "{\"p\":\"x\\n {% nope %}\"}",
	               "2:2: in \"p\": there is no tag \"nope\"");
	expect_refused("{% include 'p' %}", "{\"p\":\"x{% include 'q' %}\"}",
	               "1:2: in \"p\": there is no template \"q\"");
	expect_refused("\n{% render 'q' %}", "{}", "2:1: there is no template \"q\"");
	expect_refused("{% include nope %}", "{}", "1:1: expected the name of a template");
}

static void
partials_that_include_themselves_end(void **state)
{
	(void)state;
	expect_refused("{% include 'p' %}", "{\"p\":\"{% include 'p' %}\"}",
	               "1:1: in \"p\": blocks and partials nested deeper than 64");
	expect_refused("{% layout 'l' %}", "{\"l\":\"{% layout 'l' %}\"}",
	               "1:1: in \"l\": blocks and partials nested deeper than 64");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_partial_shares_variables_when_it_is_included),
		cmocka_unit_test(a_partial_sees_nothing_when_it_is_rendered),
		cmocka_unit_test(a_relative_name_begins_at_its_partial),
		cmocka_unit_test(a_layout_takes_the_blocks_of_a_template),
		cmocka_unit_test(a_mistake_in_a_partial_names_the_partial),
		cmocka_unit_test(partials_that_include_themselves_end),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
