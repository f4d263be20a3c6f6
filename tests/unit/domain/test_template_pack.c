/* SPDX-License-Identifier: MIT */
/* packing and unpacking, over sets of texts that nobody chose */
#include "domain/template_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "domain/liquid.h"

#define SETS 300
#define PARTS_MAX 40
#define SOURCE_BYTES 512
#define PACKED_MAX ((size_t)256 * 1024)

static const char *const locales[] = { "", "fr", "fr-CA", "fr-FR", "de", "zh-Hant", "zh-Hant-TW" };
static const char *const clients[] = { "", "App", "x7Kq_93.~-" };
/* As Auth0 or a browser may say it, known or not. */
static const char *const asked_locales[] = { "",        "fr",    "FR",         "fr_ca",
	                                     "fr-CA",   "fr-BE", "de_AT",      "zh",
	                                     "zh-hant", "N/A",   "fr_",        "-fr",
	                                     "--",      "pt-BR", "ZH_HANT_tw", "fr;q=0.9" };
static const char *const asked_clients[] = { "", "App", "app", "x7Kq_93.~-", "Other" };

/* What may stand at either end of a text or in it, with everything that packing could disturb. */
static const char *const pieces[] = {
	"{{ code }}",
	" ",
	"\n",
	"  est votre code\r\n",
	"{%- assign x = 1 -%}",
	"{{- locale -}}",
	"{% if locale == \"fr\" %}oui{% else %}non{% endif %}",
	"{% comment %}verification/de{% endcomment %}",
	"{% raw %}{{ code }}{% endif %}{% endraw %}",
	"{% assign locale = \"de\" %}",
	"{% case message_type %}{% when \"sms\" %}S{% else %}V{% endcase %}",
	"{{ client.client_id }}{{ client.clientID }}",
	"{% increment n %}",
	"{% break %}",
	"d\xe2\x80\x99"
	"acc\xc3\xa8s",
	"{ ",
	"%}",
};

/* --- A source of chance --------------------------------------------------------------------- */

static uint64_t chance = 1;

static size_t
below(size_t limit)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (size_t)(chance % limit);
}

struct set {
	struct template_part parts[PARTS_MAX];
	char sources[PARTS_MAX][SOURCE_BYTES];
	size_t count;
};

static void
write_source(char *out)
{
	size_t size = 0;

	for (size_t n = 1 + below(5); n > 0; n--) {
		const char *piece = pieces[below(sizeof(pieces) / sizeof(pieces[0]))];

		size += (size_t)snprintf(out + size, SOURCE_BYTES - size, "%s", piece);
	}
}

static void
add(struct set *s, const struct template_name *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (template_name_equals(&s->parts[i].name, name))
			return;
	write_source(s->sources[s->count]);
	s->parts[s->count] = (struct template_part){ .name = *name,
		                                     .source = s->sources[s->count],
		                                     .size_bytes = strlen(s->sources[s->count]) };
	s->count++;
}

static void
make_set(struct set *s)
{
	struct template_name name = { .kind = (enum template_kind)below(TEMPLATE_KIND_COUNT) };
	struct fault f;
	bool halves = below(4) == 0;

	s->count = 0;
	for (int i = halves ? TEMPLATE_SMS : TEMPLATE_BOTH; i <= (halves ? TEMPLATE_VOICE : 0);
	     i++) {
		name.channel = (enum template_channel)i;
		add(s, &name);
	}
	for (size_t n = below(PARTS_MAX - 2); n > 0; n--) {
		assert_int_equal(template_name_set_locale(&name, locales[below(7)], &f), ST_OK);
		assert_int_equal(template_name_set_client(&name, clients[below(3)], &f), ST_OK);
		name.channel = (enum template_channel)below(3);
		add(s, &name);
	}
}

/* --- Packed and unpacked -------------------------------------------------------------------- */

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s", f->cause);
}

static void
pack(const struct set *s, enum template_channel field, struct text *out)
{
	struct fault f = { 0 };

	must(template_pack(s->parts, s->count, field, out, &f), &f);
}

static bool
is_older(const struct set *s)
{
	return template_kind_generation(s->parts[0].name.kind) == TEMPLATE_OLDER;
}

static void
expect_parts(const struct set *s, const struct template_unpacked *u)
{
	assert_int_equal(u->count, s->count);
	for (size_t i = 0; i < s->count; i++) {
		const struct template_part *found = NULL;

		for (size_t j = 0; j < u->count; j++)
			if (template_name_equals(&u->parts[j].name, &s->parts[i].name))
				found = &u->parts[j];
		assert_non_null(found);
		assert_int_equal(found->size_bytes, s->parts[i].size_bytes);
		assert_memory_equal(found->source, s->parts[i].source, found->size_bytes);
	}
}

static void
unpacking_gives_back_what_was_packed(void **state)
{
	struct set s;

	(void)state;
	for (int i = 0; i < SETS; i++) {
		struct template_unpacked u;
		struct fault f = { 0 };
		struct text packed;

		make_set(&s);
		text_init(&packed, PACKED_MAX);
		if (is_older(&s)) {
			pack(&s, TEMPLATE_BOTH, &packed);
		} else {
			pack(&s, TEMPLATE_SMS, &packed);
			text_append(&packed, "\n\n");
			pack(&s, TEMPLATE_VOICE, &packed);
		}
		text_append(&packed, "\n");
		must(template_unpack(packed.bytes, packed.size_bytes, &u, &f), &f);
		expect_parts(&s, &u);
		template_unpacked_finish(&u);
		text_finish(&packed);
	}
}

/* --- Packed and rendered -------------------------------------------------------------------- */

static void
render(const char *source, size_t size_bytes, const struct json *data, struct text *out)
{
	struct liquid *t;
	struct fault f = { 0 };

	must(liquid_create(source, size_bytes, &t, &f), &f);
	must(liquid_render(t, data, out, NULL, &f), &f);
	liquid_destroy(t);
}

static struct json *
data_of(const struct template_request *ask)
{
	struct json *data;
	struct fault f = { 0 };
	char text[600];

	snprintf(text, sizeof(text),
	         "{\"code\":\"123456\",\"locale\":\"%s\",\"message_type\":\"%s\","
	         "\"client\":{\"client_id\":\"%s\",\"clientID\":\"%s\"}}",
	         ask->locale, template_channel_word(ask->channel), ask->client_id, ask->client_id);
	must(json_parse(text, strlen(text), "data", &data, &f), &f);
	return data;
}

static void
expect_same(const struct set *s, const struct text *packed, const struct template_request *ask)
{
	struct template_name names[PARTS_MAX];
	struct template_trace trace;
	struct json *data = data_of(ask);
	struct text expected;
	struct text rendered;

	for (size_t i = 0; i < s->count; i++)
		names[i] = s->parts[i].name;
	template_resolve(names, s->count, ask, &trace);
	assert_true(trace.found);
	text_init(&expected, LIQUID_OUTPUT_MAX);
	text_init(&rendered, LIQUID_OUTPUT_MAX);
	render(s->parts[trace.have].source, s->parts[trace.have].size_bytes, data, &expected);
	render(packed->bytes, packed->size_bytes, data, &rendered);
	assert_string_equal(text_string(&rendered), text_string(&expected));
	text_finish(&expected);
	text_finish(&rendered);
	json_destroy(data);
}

static void
expect_same_for_all(const struct set *s, const struct text *packed, enum template_channel channel)
{
	for (size_t i = 0; i < sizeof(asked_locales) / sizeof(asked_locales[0]); i++)
		for (size_t j = 0; j < sizeof(asked_clients) / sizeof(asked_clients[0]); j++) {
			const struct template_request ask = { .kind = s->parts[0].name.kind,
				                              .locale = asked_locales[i],
				                              .client_id = asked_clients[j],
				                              .channel = channel };
			expect_same(s, packed, &ask);
		}
}

static void
the_packed_text_renders_as_the_one_that_answers(void **state)
{
	struct set s;

	(void)state;
	for (int i = 0; i < SETS / 10; i++) {
		make_set(&s);
		for (int channel = TEMPLATE_SMS; channel <= TEMPLATE_VOICE; channel++) {
			enum template_channel field = (enum template_channel)channel;
			struct text packed;

			text_init(&packed, PACKED_MAX);
			pack(&s, is_older(&s) ? TEMPLATE_BOTH : field, &packed);
			expect_same_for_all(&s, &packed, field);
			text_finish(&packed);
		}
	}
}

/* --- What is refused ------------------------------------------------------------------------ */

static struct template_part
part(const char *name, const char *source)
{
	struct template_part out = { .source = source, .size_bytes = strlen(source) };
	struct fault f;

	assert_int_equal(template_name_parse(name, &out.name, &f), ST_OK);
	return out;
}

static void
expect_no_packing(const struct template_part *parts, size_t count, enum template_channel field,
                  enum fault_word word, const char *cause)
{
	struct fault f = { 0 };
	struct text out;

	text_init(&out, PACKED_MAX);
	text_append(&out, "before");
	assert_int_not_equal(template_pack(parts, count, field, &out, &f), ST_OK);
	assert_int_equal(f.word, word);
	if (!strstr(f.cause, cause))
		fail_msg("\"%s\"", f.cause);
	assert_string_equal(text_string(&out), "before");
	text_finish(&out);
}

static void
a_set_that_leaves_somebody_without_text_is_not_packed(void **state)
{
	const struct template_part none[] = { part("verification/fr", "a"),
		                              part("verification@App", "b") };
	const struct template_part half[] = { part("verification/fr", "a"),
		                              part("verification:sms", "b") };
	const struct template_part text_only[] = { part("otp_verify:sms", "a") };

	(void)state;
	expect_no_packing(none, 2, TEMPLATE_BOTH, WORD_NOT_FOUND, "every locale");
	expect_no_packing(half, 2, TEMPLATE_BOTH, WORD_NOT_FOUND, "every locale");
	expect_no_packing(text_only, 1, TEMPLATE_VOICE, WORD_NOT_FOUND, "no text to pack");
}

static void
a_text_that_cannot_stand_inside_another_is_named(void **state)
{
	struct template_part parts[] = { part("verification", "a"), part("verification/fr", "") };
	static const char *const bad[] = {
		"{% layout \"verification\" %}a",
		"{{ packed_locale }}",
		"{% comment %}packed by otpdeck: verification{% endcomment %}",
		"{% comment %}x{% endcomment\n%}",
		"{% if a %}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		parts[1] = part("verification/fr", bad[i]);
		expect_no_packing(parts, 2, TEMPLATE_BOTH, WORD_TEMPLATE_INVALID,
		                  "verification/fr cannot be packed");
	}
}

static void
what_keeps_a_text_from_being_packed_is_said(void **state)
{
	static const struct {
		const char *source;
		const char *cause;
	} rows[] = {
		{ "a {", "it ends with {, which would join the tag behind it" },
		{ "{% layout \"x\" %}a", "its layout would take what stands behind it" },
		{ "\nab {{ code", "2:4: {{ is opened here" },
		{ "{% if a %}", "1:1: if is opened here" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct template_part parts[] = { part("verification", "a"),
			                         part("verification/fr", rows[i].source) };

		expect_no_packing(parts, 2, TEMPLATE_BOTH, WORD_TEMPLATE_INVALID, rows[i].cause);
	}
}

static void
more_than_auth0_takes_is_refused(void **state)
{
	static char big[20001];
	struct template_part parts[1];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	parts[0] = part("otp_enroll", big);
	expect_no_packing(parts, 1, TEMPLATE_SMS, WORD_TEMPLATE_TOO_LARGE, "Auth0 takes 20000");
}

static void
expect_not_recognised(const char *source, const char *cause)
{
	struct template_unpacked u;
	struct fault f = { 0 };

	assert_int_equal(template_unpack(source, strlen(source), &u, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_TEMPLATE_INVALID);
	if (!strstr(f.cause, cause))
		fail_msg("\"%s\" for %s", f.cause, source);
	assert_int_equal(u.count, 0);
	assert_null(u.parts);
}

static void
what_was_not_packed_here_is_not_recognised(void **state)
{
	(void)state;
	expect_not_recognised("", "1:1: this is not the beginning");
	expect_not_recognised("{{ code }}", "1:1: this is not the beginning");
	expect_not_recognised("\n\n {% if locale == \"fr\" %}a{% endif %}", "3:2: ");
	expect_not_recognised("{% comment %}packed by otpdeck: verification", "1:1: ");
}

/* Replaces the first `old` of a packed text and says that it is recognised no more. */
static void
expect_change_noticed(const struct text *packed, const char *old, const char *new)
{
	const char *at = strstr(text_string(packed), old);
	struct text changed;

	assert_non_null(at);
	text_init(&changed, PACKED_MAX);
	text_append_bytes(&changed, packed->bytes, (size_t)(at - packed->bytes));
	text_append(&changed, new);
	text_append(&changed, at + strlen(old));
	expect_not_recognised(text_string(&changed), ":");
	text_finish(&changed);
}

static void
a_change_between_the_texts_is_noticed_and_one_of_a_text_is_taken(void **state)
{
	const struct template_part parts[] = { part("verification", "plain"),
		                               part("verification/fr", "langue"),
		                               part("verification/fr-CA", "r\xc3\xa9gion") };
	struct template_unpacked u;
	struct fault f = { 0 };
	struct text packed;
	char *body;

	(void)state;
	text_init(&packed, PACKED_MAX);
	must(template_pack(parts, 3, TEMPLATE_BOTH, &packed, &f), &f);
	expect_change_noticed(&packed, "downcase", "upcase");
	expect_change_noticed(&packed, "== \"fr-ca\"", "== \"fr-be\"");
	expect_change_noticed(&packed, "== \"fr-ca\"", "contains \"fr-ca\"");
	expect_change_noticed(&packed, "verification/fr-CA", "verification/fr-BE");
	expect_change_noticed(&packed, "verification/fr-CA", "enrollment/fr-CA");
	expect_change_noticed(&packed, "{% else", "{%- else");
	expect_change_noticed(&packed, "{% endif %}", "");
	expect_change_noticed(&packed, "{% endif %}", "{% endif %}more");
	body = strstr(packed.bytes, "langue");
	memcpy(body, "LANGUE", 6);
	must(template_unpack(packed.bytes, packed.size_bytes, &u, &f), &f);
	assert_int_equal(u.count, 3);
	assert_memory_equal(u.parts[1].source, "LANGUE", 6);
	template_unpacked_finish(&u);
	text_finish(&packed);
}

/* Replaces the text of verification/fr and says where in the whole the fault is. */
static void
expect_fault_of_a_text(const char *source, const char *cause)
{
	const struct template_part parts[] = { part("verification", "plain"),
		                               part("verification/fr", "langue") };
	struct template_unpacked u;
	struct fault f = { 0 };
	struct text packed;
	struct text changed;
	const char *at;

	text_init(&packed, PACKED_MAX);
	text_init(&changed, PACKED_MAX);
	must(template_pack(parts, 2, TEMPLATE_BOTH, &packed, &f), &f);
	at = strstr(text_string(&packed), "langue");
	text_append_bytes(&changed, packed.bytes, (size_t)(at - packed.bytes));
	text_append(&changed, source);
	text_append(&changed, at + strlen("langue"));
	assert_int_not_equal(template_unpack(changed.bytes, changed.size_bytes, &u, &f), ST_OK);
	if (strcmp(f.cause, cause) != 0)
		fail_msg("\"%s\"", f.cause);
	text_finish(&changed);
	text_finish(&packed);
}

static void
a_fault_in_one_of_the_texts_has_its_name_and_its_place_in_the_whole(void **state)
{
	(void)state;
	expect_fault_of_a_text("ab {{ code",
	                       "6:6: verification/fr: {{ is opened here, expected its }}");
	expect_fault_of_a_text("ab\n c {% elsif b %}",
	                       "7:4: verification/fr: \"elsif\" is not expected here");
	expect_fault_of_a_text("", "6:3: verification/fr: the text is empty");
	expect_fault_of_a_text("x\n\xff", "7:1: verification/fr: this is not UTF-8 text");
	expect_fault_of_a_text("x\ay",
	                       "6:4: verification/fr: the text holds the control character U+0007");
}

static void
two_fields_that_disagree_are_told(void **state)
{
	const struct template_part one[] = { part("otp_verify", "one") };
	const struct template_part two[] = { part("otp_verify", "two") };
	struct fault f = { 0 };
	struct text packed;

	(void)state;
	text_init(&packed, PACKED_MAX);
	must(template_pack(one, 1, TEMPLATE_SMS, &packed, &f), &f);
	must(template_pack(two, 1, TEMPLATE_VOICE, &packed, &f), &f);
	expect_not_recognised(text_string(&packed), "another one above");
	text_finish(&packed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unpacking_gives_back_what_was_packed),
		cmocka_unit_test(the_packed_text_renders_as_the_one_that_answers),
		cmocka_unit_test(a_set_that_leaves_somebody_without_text_is_not_packed),
		cmocka_unit_test(a_text_that_cannot_stand_inside_another_is_named),
		cmocka_unit_test(what_keeps_a_text_from_being_packed_is_said),
		cmocka_unit_test(more_than_auth0_takes_is_refused),
		cmocka_unit_test(what_was_not_packed_here_is_not_recognised),
		cmocka_unit_test(a_change_between_the_texts_is_noticed_and_one_of_a_text_is_taken),
		cmocka_unit_test(
			a_fault_in_one_of_the_texts_has_its_name_and_its_place_in_the_whole),
		cmocka_unit_test(two_fields_that_disagree_are_told),
	};

	return cmocka_run_group_tests_name("domain/template_pack", tests, NULL, NULL);
}
