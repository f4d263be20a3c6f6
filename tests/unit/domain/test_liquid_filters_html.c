/* SPDX-License-Identifier: MIT */
/* the filters for HTML and for addresses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
five_characters_are_escaped(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"<a href='x'>&amp;</a>\" | escape }}", NULL,
		  "&lt;a href=&#39;x&#39;&gt;&amp;amp;&lt;/a&gt;" },
		{ "{{ v | escape }}", "{\"v\":\"\\\"é\\\"\"}", "&#34;é&#34;" },
		{ "[{{ nothing | escape }}{{ 4 | escape }}]", NULL, "[4]" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
what_is_escaped_is_not_escaped_twice(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"&lt; < &amp;lt; &quot; &#39;\" | escape_once }}", NULL,
		  "&lt; &lt; &amp;lt; &amp;quot; &#39;" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
line_ends_become_breaks_or_vanish(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | newline_to_br }}|{{ v | strip_newlines }}",
		  "{\"v\":\"a\\r\\nb\\nc\\rd\\n\"}", "a<br />\nb<br />\nc\rd<br />\n|abc\rd" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
html_is_taken_out_with_scripts_and_comments(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | strip_html }}",
		  "{\"v\":\"a<script>x < y</script>b<style>s</style>c<!-- > -->d<br/>e\"}",
		  "abcde" },
		{ "{{ v | strip_html }}", "{\"v\":\"1 < 2 and <script>3\"}", "1 3" },
		{ "{{ v | strip_html }}", "{\"v\":\"a <b\"}", "a <b" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
addresses_are_written_in_percent_signs(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | url_encode }}", "{\"v\":\"a b&c=é😀~!*()'\"}",
		  "a+b%26c%3D%C3%A9%F0%9F%98%80~!*()'" },
		{ "{{ \"a+b%20%C3%A9%F0%9F%98%80\" | url_decode }}", NULL, "a b é😀" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
percent_signs_that_mean_nothing_are_refused(void **state)
{
	(void)state;
	liquid_case_refused("{{ '100%' | url_decode }}", NULL, "url_decode");
	liquid_case_refused("{{ '%zz' | url_decode }}", NULL, "url_decode");
	liquid_case_refused("{{ '%C3' | url_decode }}", NULL, "url_decode");
	liquid_case_refused("{{ '%C0%80' | url_decode }}", NULL, "UTF-8");
	liquid_case_refused("{{ '%ED%A0%80' | url_decode }}", NULL, "UTF-8");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_characters_are_escaped),
		cmocka_unit_test(what_is_escaped_is_not_escaped_twice),
		cmocka_unit_test(line_ends_become_breaks_or_vanish),
		cmocka_unit_test(html_is_taken_out_with_scripts_and_comments),
		cmocka_unit_test(addresses_are_written_in_percent_signs),
		cmocka_unit_test(percent_signs_that_mean_nothing_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
