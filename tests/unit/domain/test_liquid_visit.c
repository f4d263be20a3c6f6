/* SPDX-License-Identifier: MIT */
/* what a template uses, and the tokens of one that may be broken */
#include "domain/liquid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
note_use(void *context, const struct liquid_use *use)
{
	static const char kinds[] = "vtfps"; /* variable, tag, filter, partial, set */

	text_append_format(context, "%zu:%zu %c %s [%zu+%zu]\n", use->place.line, use->place.column,
	                   kinds[use->kind], use->name, use->offset_bytes, use->size_bytes);
}

static void
expect_uses(const char *source, const char *wanted)
{
	struct liquid *t;
	struct text notes;
	struct fault f;

	text_init(&notes, 4096);
	assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
	liquid_visit(t, note_use, &notes);
	assert_string_equal(text_string(&notes), wanted);
	liquid_destroy(t);
	text_finish(&notes);
}

static void
uses_come_in_the_order_of_the_source(void **state)
{
	(void)state;
	expect_uses("ü {{ code | escape }}\n{% if tenant.name == a['b'][c] %}x{% endif %}",
	            "1:6 v code [6+4]\n1:13 f escape [13+6]\n"
	            "2:4 t if [26+2]\n2:7 v tenant.name [29+11]\n2:22 v a.b [44+9]\n"
	            "2:29 v c [51+1]\n2:38 t endif [60+5]\n");
}

static void
names_that_a_template_sets_are_told_apart(void **state)
{
	(void)state;
	expect_uses("{% assign x = y %}{% for i in list %}{% endfor %}{% include 'p', z: x %}",
	            "1:4 t assign [3+6]\n1:11 s x [10+1]\n1:15 v y [14+1]\n1:22 t for [21+3]\n"
	            "1:26 s i [25+1]\n1:31 v list [30+4]\n1:41 t endfor [40+6]\n"
	            "1:53 t include [52+7]\n1:62 p p [61+1]\n1:69 v x [68+1]\n");
}

static void
a_named_argument_is_no_variable(void **state)
{
	(void)state;
	expect_uses("{{ a | default: 'x', allow_false: b }}",
	            "1:4 v a [3+1]\n1:8 f default [7+7]\n1:35 v b [34+1]\n");
}

struct noted {
	const char *source;
	struct text notes;
	size_t at; /* where the next token must begin */
};

static void
note_token(void *context, const struct liquid_token *token)
{
	static const char *const kinds[] = { "text",    "brace",    "tag",     "var",  "filter",
		                             "literal", "operator", "comment", "blank" };
	struct noted *n = context;

	assert_int_equal(token->offset_bytes, n->at);
	n->at += token->size_bytes;
	if (token->kind == LIQUID_TOKEN_BLANK)
		return;
	text_append_format(&n->notes, "%s(%.*s)", kinds[token->kind], (int)token->size_bytes,
	                   n->source + token->offset_bytes);
}

/* Blanks are left out; that no byte is, is looked at by the way. */
static void
expect_tokens(const char *source, const char *wanted)
{
	struct noted n = { .source = source };

	text_init(&n.notes, 4096);
	liquid_scan(source, strlen(source), note_token, &n);
	assert_string_equal(text_string(&n.notes), wanted);
	assert_int_equal(n.at, strlen(source));
	text_finish(&n.notes);
}

static void
tokens_have_their_kinds(void **state)
{
	(void)state;
	expect_tokens("Hi {{- a.b | upcase: 'x', 1 }}!",
	              "text(Hi )brace({{-)var(a)var(.)var(b)operator(|)filter(upcase)operator(:)"
	              "literal('x')operator(,)literal(1)brace(}})text(!)");
	expect_tokens("{% if a == true and b %}", "brace({%)tag(if)var(a)operator(=)operator(=)"
	                                          "literal(true)operator(and)var(b)brace(%})");
	expect_tokens("{% comment %}{{ a }}{% endcomment %}b{% # c %}",
	              "brace({%)tag(comment)brace(%})comment({{ a }})brace({%)tag(endcomment)"
	              "brace(%})text(b)brace({%)comment(# c )brace(%})");
	expect_tokens("{% raw %}{{ a }}{% endraw %}",
	              "brace({%)tag(raw)brace(%})text({{ a }})brace({%)tag(endraw)brace(%})");
	expect_tokens("{% liquid\n assign a = 1\n echo a\n%}",
	              "brace({%)tag(liquid)tag(assign)var(a)operator(=)literal(1)tag(echo)var(a)"
	              "brace(%})");
}

static void
a_broken_source_has_tokens_too(void **state)
{
	(void)state;
	expect_tokens("", "");
	expect_tokens("a {{ b", "text(a )brace({{)var(b)");
	expect_tokens("{% if 'x %} y", "brace({%)tag(if)literal('x )brace(%})text( y)");
	expect_tokens("{%", "brace({%)");
	expect_tokens("{{-}}", "brace({{-)brace(}})");
	expect_tokens("{{ \xff }}{", "brace({{)var(\xff)brace(}})text({)");
	expect_tokens("{% comment %} never", "brace({%)tag(comment)brace(%})comment( never)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uses_come_in_the_order_of_the_source),
		cmocka_unit_test(names_that_a_template_sets_are_told_apart),
		cmocka_unit_test(a_named_argument_is_no_variable),
		cmocka_unit_test(tokens_have_their_kinds),
		cmocka_unit_test(a_broken_source_has_tokens_too),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
