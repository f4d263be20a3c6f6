/* SPDX-License-Identifier: MIT */
/* tags, expressions and members of the template language, as LiquidJS has them */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define CHECK(cases) liquid_cases_check(cases, sizeof(cases) / sizeof((cases)[0]))

static void
branches_follow_the_first_condition_that_holds(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% if a %}1{% elsif b %}2{% else %}3{% endif %}", "{\"a\":false,\"b\":0}", "2" },
		{ "{% if a == 'x' and b or c %}y{% else %}n{% endif %}",
		  "{\"a\":\"x\",\"b\":false,\"c\":false}", "n" },
		{ "{% if a and b or c %}y{% else %}n{% endif %}",
		  "{\"a\":false,\"b\":true,\"c\":true}", "n" },
		{ "{% unless a %}1{% elsif b %}2{% else %}3{% endunless %}",
		  "{\"a\":true,\"b\":true}", "2" },
		{ "{% unless a %}1{% else %}2{% else %}3{% elsif a %}4{% endunless"
		  " %}",
		  "{\"a\":true}", "2" },
		{ "{% if not a == 1 %}y{% else %}n{% endif %}", "{\"a\":2}", "y" },
		{ "{% if nil == nope %}y{% endif %}{% if empty == '' %}e{% endif"
		  " %}{% if blank == '  ' %}b{% endif %}",
		  NULL, "yeb" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_case_renders_every_when_that_matches(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% case a %}{% when 1, 2 %}x{% when 2 or 3 %}y{% else %}z{%"
		  " endcase %}",
		  "{\"a\":2}", "xy" },
		{ "{% case a %}lost{% when 1 %}x{% else %}y{% when 5 %}z{% endcase"
		  " %}",
		  "{\"a\":5}", "yz" },
		{ "{% case a %}{% when 1 %}x{% else %}y{% else %}z{% endcase %}", "{\"a\":5}",
		  "y" },
		{ "{% for i in (1..2) %}{% case i %}{% when 1 %}a{% break %}b"
		  "{% when 1 %}c{% endcase %}d{% endfor %}",
		  NULL, "ac" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_loop_knows_its_turn_and_its_bounds(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% for x in a %}{{ forloop.index }}/{{ forloop.length }}{{"
		  " x }}{% unless forloop.last %},{% endunless %}{% endfor %}",
		  "{\"a\":[\"p\",\"q\"]}", "1/2p,2/2q" },
		{ "{% for x in a reversed limit:2 offset:1 %}{{ x }}{% endfor"
		  " %}",
		  "{\"a\":[1,2,3,4]}", "32" },
		{ "{% for x in a limit:2 %}{{ x }}{% endfor %}-{% for x in a offset:continue"
		  " %}{{ x }}{% endfor %}",
		  "{\"a\":[1,2,3,4,5]}", "12-345" },
		{ "{% for x in a %}{{ x }}{% else %}none{% endfor %}", "{\"a\":[]}", "none" },
		{ "{% for x in (1..9) %}{% if x == 2 %}{% continue %}{% endif"
		  " %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}",
		  NULL, "13" },
		{ "{% for p in o %}{{ p[0] }}={{ p[1] }};{% endfor %}",
		  "{\"o\":{\"k\":1,\"l\":\"m\"}}", "k=1;l=m;" },
		{ "{% for c in 'abc' %}[{{ c }}]{% endfor %}{% for c in 5 %}x"
		  "{% endfor %}",
		  NULL, "[abc]" },
		{ "{% for x in (1..2) %}{{ forloop.rindex0 }}{{ forloop.name }}"
		  " {% endfor %}",
		  NULL, "1x-(1..2) 0x-(1..2) " },
		{ "{% for x in (1..1) %}{{ forloop }}{% endfor %}", NULL,
		  "{\"i\":0,\"length\":1,\"name\":\"x-(1..1)\"}" },
		{ "{% for x in (a..b) %}{{ x }} {% endfor %}", "{\"a\":1.5,\"b\":\"4\"}",
		  "1.5 2.5 3.5 4.5 " },
	};

	(void)state;
	CHECK(cases);
}

static void
a_table_has_rows_and_columns(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% tablerow x in (1..5) cols:2 %}{{ x }}{% endtablerow %}", NULL,
		  "<tr class=\"row1\"><td class=\"col1\">1</td><td class=\"col2\">2"
		  "</td></tr><tr class=\"row2\"><td class=\"col1\">3</td><td class=\"col2\">4"
		  "</td></tr><tr class=\"row3\"><td class=\"col1\">5</td></tr>" },
		{ "{% tablerow x in a cols:2 limit:3 offset:1 %}{{ tablerowloop.col_last"
		  " }}{{ x }}{% endtablerow %}",
		  "{\"a\":[\"a\",\"b\",\"c\",\"d\"]}",
		  "<tr class=\"row1\"><td class=\"col1\">falseb</td><td class=\"col2\">truec"
		  "</td></tr><tr class=\"row2\"><td class=\"col1\">falsed</td>"
		  "</tr>" },
		{ "{% tablerow x in a %}{% endtablerow %}", "{\"a\":[]}", "" },
	};

	(void)state;
	CHECK(cases);
}

static void
cycles_of_the_same_words_share_their_turn(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% for x in (1..3) %}{% cycle 'a', 'b' %}{% endfor %}{% cycle"
		  " 'a', 'b' %}{% cycle 'a','b' %}",
		  NULL, "ababa" },
		{ "{% for x in (1..3) %}{% cycle g: 1, 2 %}{% cycle 'h': 1, 2"
		  " %}{% endfor %}",
		  "{\"g\":\"h\"}", "121212" },
	};

	(void)state;
	CHECK(cases);
}

static void
counters_hide_the_data_and_not_what_is_assigned(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% increment n %}{% increment n %}{% decrement n %}{{ n }}", NULL, "0111" },
		{ "{% increment n %}{{ n }}", "{\"n\":7}", "78" },
		{ "{% assign n = 3 %}{% increment n %}{{ n }}", NULL, "03" },
		{ "{% decrement m %}{{ m }}", NULL, "-1-1" },
	};

	(void)state;
	CHECK(cases);
}

static void
what_is_assigned_or_captured_stays(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% for x in (1..3) %}{% assign y = x | times: 2 %}{% endfor"
		  " %}{{ y }}",
		  NULL, "6" },
		{ "{% capture c %}<{{ a }}>{% endcapture %}{{ c | append: c }}", "{\"a\":1}",
		  "<1><1>" },
		{ "{% capture 'd e' %}x{% endcapture %}{{ ['d e'] }}", NULL, "x" },
		{ "{% assign f = forloop %}{% for x in (1..2) %}{% assign f ="
		  " forloop %}{% endfor %}{{ f.index }}",
		  NULL, "3" },
	};

	(void)state;
	CHECK(cases);
}

static void
comments_and_raw_texts_are_not_read(void **state)
{
	static const struct liquid_case cases[] = {
		{ "a{% comment %}{{ b }} {% if %}{% endcomment %}c{% # {{ d }}"
		  " %}e",
		  NULL, "ace" },
		{ "{% raw %}{{ a }} {% if %}{% endraw %}", NULL, "{{ a }} {% if %}" },
		{ "{% raw %}{%- endraw %}{% endraw %}", NULL, "{%- endraw %}" },
		{ "{%- raw -%}  x  {% endraw -%}  y", NULL, "  x  y" },
	};

	(void)state;
	CHECK(cases);
}

static void
a_liquid_tag_has_a_tag_on_each_line(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% liquid\n assign a = 1\n # not shown\n if a == 1\n  echo"
		  " 'one'\n else\n  echo 'other'\n endif\n%}",
		  NULL, "one" },
		{ "{% liquid echo a | upcase %}{% echo %}", "{\"a\":\"x\"}", "X" },
	};

	(void)state;
	CHECK(cases);
}

static void
hyphens_trim_the_text_beside_them(void **state)
{
	static const struct liquid_case cases[] = {
		{ "a \n {%- if true -%} \t b  {%- endif -%} \n c", NULL, "abc" },
		{ "a\302\240{{- 1 -}}\342\200\203b", NULL, "a1b" },
		{ "{{- 'x' }} {{ 'y' -}}", NULL, "x y" },
	};

	(void)state;
	CHECK(cases);
}

static void
members_are_read_as_javascript_reads_them(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ a.b['c d'].e[1] }}{{ a[k].f }}{{ s.size }}{{ s[1] }}{{ l.first"
		  " }}{{ l.last }}{{ l[-1] }}{{ l.size }}{{ o.size }}",
		  "{\"a\":{\"b\":{\"c d\":{\"e\":[1,2]}},\"z\":{\"f\":\"F\"}}"
		  ",\"k\":\"z\",\"s\":\"hé😀\",\"l\":[7,8],\"o\":{\"x\":1,\"y\":2}}",
		  "2F4é78822" },
		{ "{{ size }}{{ o.size }}{{ a .b }}{{ a. b }}{{ [k] }}",
		  "{\"o\":{\"size\":\"S\"},\"a\":{\"b\":\"B\"},\"b\":\"top\",\"k\":\"b\"}",
		  "0S[object Object]Btop" },
		{ "{{ (1..5).size }}{{ (1..5)[2] }}{{ nope.a.b }}{{ n.a }}", "{\"n\":null}", "53" },
		{ "{{ a b }}{{ a | upcase, what }}{{ 'x' | nope: 1 }}{{ a | }}",
		  "{\"a\":\"A\",\"b\":\"B\"}", "AAxA" },
	};

	(void)state;
	CHECK(cases);
}

static void
escapes_of_quoted_texts_are_javascripts(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 'a\\'b\\n\\x\\u00e9\\101\\uD83D\\uDE00' }}", NULL, "a'b\nxéA😀" },
		{ "{{ \"tab\\there\" }}", NULL, "tab\there" },
		{ "{{ '\\uD83D' }}|{{ '\\uD83D' | append: '\\uDE00' }}", NULL, "�|😀" },
	};

	(void)state;
	CHECK(cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(branches_follow_the_first_condition_that_holds),
		cmocka_unit_test(a_case_renders_every_when_that_matches),
		cmocka_unit_test(a_loop_knows_its_turn_and_its_bounds),
		cmocka_unit_test(a_table_has_rows_and_columns),
		cmocka_unit_test(cycles_of_the_same_words_share_their_turn),
		cmocka_unit_test(counters_hide_the_data_and_not_what_is_assigned),
		cmocka_unit_test(what_is_assigned_or_captured_stays),
		cmocka_unit_test(comments_and_raw_texts_are_not_read),
		cmocka_unit_test(a_liquid_tag_has_a_tag_on_each_line),
		cmocka_unit_test(hyphens_trim_the_text_beside_them),
		cmocka_unit_test(members_are_read_as_javascript_reads_them),
		cmocka_unit_test(escapes_of_quoted_texts_are_javascripts),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
