/* SPDX-License-Identifier: MIT */
/* message texts in Liquid, rendered and refused */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static const char data[] =
	"{\"code\":\"482913\",\"tenant\":{\"friendly_name\":\"Acme\"},\"empty\":\"\",\"count\":3,"
	"\"price\":0.25,\"yes\":true,\"no\":false,\"none\":null,\"list\":[1,2],"
	"\"user\":{\"user_metadata\":{\"plan-name\":\"gold\"}},\"trap\":\"{{ code }}\"}";

static size_t
render_with(const char *source, size_t ceiling_bytes, struct text *out)
{
	struct liquid *t;
	struct json *root;
	struct fault f;
	size_t missing = 99;

	text_init(out, ceiling_bytes);
	assert_int_equal(json_parse(data, strlen(data), "the data", &root, &f), ST_OK);
	assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
	assert_int_equal(liquid_render(t, root, out, &missing, &f), ST_OK);
	liquid_destroy(t);
	json_destroy(root);
	return missing;
}

static void
expect(const char *source, const char *wanted, size_t wanted_missing)
{
	struct text out;
	size_t missing = render_with(source, 4096, &out);

	assert_string_equal(text_string(&out), wanted);
	assert_int_equal(missing, wanted_missing);
	text_finish(&out);
}

static void
expect_refused_bytes(const char *source, size_t size_bytes, const char *cause)
{
	struct liquid *t = (struct liquid *)(void *)&source;
	struct fault f;

	assert_int_equal(liquid_create(source, size_bytes, &t, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_TEMPLATE_INVALID);
	assert_string_equal(f.cause, cause);
	assert_null(t);
}

static void
expect_refused(const char *source, const char *cause)
{
	expect_refused_bytes(source, strlen(source), cause);
}

static void
fills_holes_with_dotted_names(void **state)
{
	(void)state;
	expect("{{code}} for {{tenant.friendly_name}}", "482913 for Acme", 0);
	expect("{{  code\t}}.", "482913.", 0);
	expect("{{\ncode\n}}", "482913", 0);
	expect("{{user.user_metadata.plan-name}}", "gold", 0);
	expect("", "", 0);
	expect("no hole", "no hole", 0);
}

static void
a_hyphen_at_a_hole_swallows_the_blanks_beside_it(void **state)
{
	(void)state;
	expect("a \n {{- code -}} \t\n b", "a482913b", 0);
	expect("a {{- code }} b", "a482913 b", 0);
	expect("a {{ code -}} b", "a 482913b", 0);
	expect("a {{-code-}} b", "a482913b", 0);
	expect("{{ code -}}  ", "482913", 0);
	expect("{{ code -}}  {{ count }}", "4829133", 0);
}

static void
writes_values_as_liquidjs_does(void **state)
{
	(void)state;
	expect("{{count}}/{{price}}/{{yes}}/{{no}}", "3/0.25/true/false", 0);
	expect("[{{none}}{{empty}}]", "[]", 0);
	expect("{{list}} {{user}}", "12 [object Object]", 0);
}

static void
counts_unknown_names_and_leaves_them_out(void **state)
{
	(void)state;
	expect("<{{nobody}}{{tenant.nobody}}{{nobody | upcase}}>", "<>", 3);
	expect("{% if nobody %}x{% endif %}{{ nobody | default: 'you' }}", "you", 0);
	expect("{{code.length}}", "6", 0);
}

/* What stands behind the NUL is a part of the name. */
static void
a_name_with_a_nul_in_it_is_nobodys(void **state)
{
	(void)state;
	expect("{{ code[\"size\\u0000 and all the rest of a long name\"] }}", "", 1);
	expect("{{ list[\"first\\u0000 and all the rest of a long name\"] }}", "", 1);
	expect("{{ tenant[\"size\\u0000 and all the rest of a long name\"] }}", "", 1);
}

static void
takes_values_as_text_and_never_as_source(void **state)
{
	(void)state;
	expect("{{trap}}", "{{ code }}", 0);
}

static void
leaves_single_braces_and_lone_ends_alone(void **state)
{
	(void)state;
	expect("{ code } }} %} { {", "{ code } }} %} { {", 0);
}

static void
a_mistake_names_its_place_and_what_was_expected(void **state)
{
	(void)state;
	expect_refused("{% nope %}", "1:1: there is no tag \"nope\"");
	expect_refused("ü\n\nab {%- endif %}", "3:4: \"endif\" is not expected here");
	expect_refused("{{ }}", "1:4: expected a value, such as a name or 'text'");
	expect_refused("{{ code tenant ! }}", "1:16: expected | and a filter, or the end");
	expect_refused("{{ code | | upcase }}", "1:11: expected the name of a filter behind |");
	expect_refused("{{ tenant[code }}", "1:10: [ is opened here, expected its ]");
	expect_refused("{{ (1..) }}", "1:8: expected a value, such as a name or 1");
	expect_refused("{{ (1 }}", "1:6: expected .. and the end of the range");
	expect_refused("{% assign = 1 %}", "1:11: expected a name, such as name = value");
	expect_refused("{% assign x 1 %}", "1:13: expected = behind the name");
	expect_refused("{% for x of y %}", "1:9: expected \"in\" and what to go through");
	expect_refused("{% if a %}\n{% else b %}", "2:9: expected nothing behind else");
	expect_refused("{% %}", "1:1: expected the name of a tag behind {%");
}

static void
what_is_not_closed_is_refused_where_it_opened(void **state)
{
	(void)state;
	expect_refused("Hello {{ code", "1:7: {{ is opened here, expected its }}");
	expect_refused("one\ntwo {% if", "2:5: {% is opened here, expected its %}");
	expect_refused("{{ 'a }}' ", "1:1: {{ is opened here, expected its }}");
	expect_refused("{{ a }}{{ 'abc }}", "1:11: ' is opened here, expected another '");
	expect_refused("\n{{ a | append: \"b }}", "2:16: \" is opened here, expected another \"");
	expect_refused("a\n{% if b %}{% for c in d %}{% endfor %}",
	               "2:1: if is opened here, expected its {% endif %}");
	expect_refused("{% raw %}{% if %}", "1:1: raw is opened here, expected its {% endraw %}");
	expect_refused("{% comment %}",
	               "1:1: comment is opened here, expected its {% endcomment %}");
	expect_refused("{% case a %}{% when 1 %}",
	               "1:1: case is opened here, expected its {% endcase %}");
}

static void
a_place_is_read_back_from_a_fault(void **state)
{
	struct liquid_place place;
	struct liquid *t;
	struct fault f;

	(void)state;
	assert_int_equal(liquid_create("a\n {% nope %}", 13, &t, &f), ST_INVALID);
	assert_string_equal(liquid_place_of(&f, &place), "there is no tag \"nope\"");
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 2);
	(void)fault_set(&f, WORD_USAGE, "3:4: not a template's");
	assert_string_equal(liquid_place_of(&f, &place), "3:4: not a template's");
	assert_int_equal(place.line, 0);
}

static void
knows_its_tags_and_filters_by_name(void **state)
{
	(void)state;
	assert_true(liquid_has_tag("if"));
	assert_true(liquid_has_tag("endif"));
	assert_false(liquid_has_tag("iff"));
	assert_false(liquid_has_tag(""));
	assert_true(liquid_has_filter("upcase"));
	assert_false(liquid_has_filter("upcas"));
}

static void
refuses_bytes_that_are_no_text(void **state)
{
	(void)state;
	expect_refused_bytes("ab\xff{{code}}", 11, "1:3: this is not UTF-8 text");
	expect_refused_bytes("a\0b", 3, "1:2: a text holds no NUL byte");
}

static void
refuses_a_source_of_one_mebibyte(void **state)
{
	size_t size = (size_t)1024 * 1024;
	char *source = mem_alloc(size);
	struct liquid *t;
	struct fault f;

	(void)state;
	memset(source, 'x', size);
	assert_int_equal(liquid_create(source, size, &t, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_TEMPLATE_TOO_LARGE);
	assert_string_equal(f.cause, "1:65537: the template has 1048576 bytes, 65536 are the most");
	assert_null(t);
	assert_int_equal(liquid_create(source, LIQUID_SOURCE_MAX + 1, &t, &f), ST_INVALID);
	assert_int_equal(liquid_create(source, LIQUID_SOURCE_MAX, &t, &f), ST_OK);
	liquid_destroy(t);
	mem_free(source);
}

static void
takes_a_source_that_is_nothing_but_holes(void **state)
{
	size_t count = LIQUID_SOURCE_MAX / 6;
	struct text source;
	struct text out;

	(void)state;
	text_init(&source, LIQUID_SOURCE_MAX);
	for (size_t i = 0; i < count; i++)
		assert_true(text_append(&source, "{{x}}y"));
	assert_int_equal(render_with(text_string(&source), LIQUID_SOURCE_MAX, &out), count);
	assert_int_equal(out.size_bytes, count);
	text_finish(&source);
	text_finish(&out);
}

static void
a_rendering_over_the_ceiling_leaves_the_text_as_it_was(void **state)
{
	static const char *const sources[] = { "{{code}}{{code}}", "12345678", "1234567{{count}}" };
	struct json *root;
	struct text out;
	struct fault f;

	(void)state;
	assert_int_equal(json_parse(data, strlen(data), "the data", &root, &f), ST_OK);
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		size_t missing = 7;
		struct liquid *t;

		text_init(&out, 10);
		assert_true(text_append(&out, "abc"));
		assert_int_equal(liquid_create(sources[i], strlen(sources[i]), &t, &f), ST_OK);
		assert_int_equal(liquid_render(t, root, &out, &missing, &f), ST_INVALID);
		assert_int_equal(f.word, WORD_TEMPLATE_TOO_LARGE);
		assert_string_equal(text_string(&out), "abc");
		assert_int_equal(missing, 7);
		liquid_destroy(t);
		text_finish(&out);
	}
	json_destroy(root);
}

static void
renders_the_same_again_and_again_and_without_data(void **state)
{
	static const char source[] = "{{code}}!";
	struct liquid *t;
	struct text out;
	struct fault f;
	size_t missing;

	(void)state;
	text_init(&out, 64);
	assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(liquid_render(t, NULL, &out, &missing, &f), ST_OK);
	assert_string_equal(text_string(&out), "!!!");
	assert_int_equal(missing, 1);
	assert_int_equal(liquid_render(t, NULL, &out, NULL, &f), ST_OK);
	liquid_destroy(t);
	liquid_destroy(NULL);
	text_finish(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_holes_with_dotted_names),
		cmocka_unit_test(a_hyphen_at_a_hole_swallows_the_blanks_beside_it),
		cmocka_unit_test(writes_values_as_liquidjs_does),
		cmocka_unit_test(counts_unknown_names_and_leaves_them_out),
		cmocka_unit_test(a_name_with_a_nul_in_it_is_nobodys),
		cmocka_unit_test(takes_values_as_text_and_never_as_source),
		cmocka_unit_test(leaves_single_braces_and_lone_ends_alone),
		cmocka_unit_test(a_mistake_names_its_place_and_what_was_expected),
		cmocka_unit_test(what_is_not_closed_is_refused_where_it_opened),
		cmocka_unit_test(a_place_is_read_back_from_a_fault),
		cmocka_unit_test(knows_its_tags_and_filters_by_name),
		cmocka_unit_test(refuses_bytes_that_are_no_text),
		cmocka_unit_test(refuses_a_source_of_one_mebibyte),
		cmocka_unit_test(takes_a_source_that_is_nothing_but_holes),
		cmocka_unit_test(a_rendering_over_the_ceiling_leaves_the_text_as_it_was),
		cmocka_unit_test(renders_the_same_again_and_again_and_without_data),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
