/* SPDX-License-Identifier: MIT */
/* pasted events become contexts, and contexts are tried against the texts that answer */
#include "app/template_contexts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/templates.h"
#include "app_rig.h"
#include "needles.h"

#define CODE "482913"
#define PHONE "+4915112345678"
#define MAIL "jane.doe@corp.example.org"

static const char pasted[] =
	"{\"event\":{\"message_options\":{\"action\":\"second-factor-authentication\",\"code\":"
	"\"" CODE "\",\"message_type\":\"sms\",\"recipient\":\"" PHONE "\",\"text\":\"" CODE "\"},"
	"\"request\":{\"ip\":\"203.0.113.9\",\"language\":\"fr-FR\"},\"client\":{\"client_id\":"
	"\"x7\",\"name\":\"Mobile\"},\"user\":{\"email\":\"" MAIL "\",\"user_metadata\":{\"note\":"
	"\"call " PHONE " or " MAIL "\"}}},\"expect\":{\"parts_max\":1,\"resolves_to\":"
	"\"verification\",\"contains\":\"" CODE " is your\"}}";

static void
paste(struct app_rig *r, const char *name, struct template_contexts_result *out)
{
	const struct template_contexts_order order = { .name = name,
		                                       .pasted = pasted,
		                                       .size_bytes = strlen(pasted) };

	app_rig_must(r, template_contexts_change(r->session, &order, out, &r->f));
}

static void
try_all(struct app_rig *r, struct template_tries *out)
{
	app_rig_must(r, template_contexts_try(r->session->reader, &r->session->profile,
	                                      TEMPLATE_KIND_COUNT, NULL, out, &r->f));
}

static void
a_paste_gets_a_name_and_tells_what_it_lost(void **state)
{
	struct app_rig *r = *state;
	struct template_contexts_result result;

	paste(r, "", &result);
	assert_string_equal(result.name, "Mobile fr-FR");
	assert_non_null(strstr(result.told, "code, recipient"));
	paste(r, NULL, &result);
	assert_string_equal(result.name, "Mobile fr-FR 2");
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM template_context"), 2);
	assert_int_equal(
		app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'test_context_saved'"), 2);
}

static void
nothing_private_of_a_paste_is_in_any_file(void **state)
{
	struct app_rig *r = *state;
	struct template_contexts_result result;
	struct needles needles = { 0 };

	paste(r, "kept", &result);
	needles_add(&needles, CODE);
	needles_add(&needles, PHONE + 1);
	needles_add(&needles, MAIL);
	needles_expect_none_below(&needles, r->folder.path);
	needles_finish(&needles);
}

static void
a_context_that_is_met_names_the_text_that_answered(void **state)
{
	struct app_rig *r = *state;
	struct template_contexts_result result;
	struct template_tries tries;

	paste(r, "kept", &result);
	try_all(r, &tries);
	assert_int_equal(tries.count, 1);
	assert_int_equal(tries.failed, 0);
	assert_string_equal(tries.items[0].answered, "verification");
	assert_true(tries.items[0].falls_back);
	assert_string_equal(text_string(&tries.items[0].rendering.text),
	                    "123456 is your verification code for Acme Bank");
	template_tries_finish(&tries);
}

static void
a_text_that_is_tried_may_name_a_time_zone(void **state)
{
	static const char source[] = "{{ 0 | date: '%H:%M', 'Asia/Tokyo' }}";
	struct app_rig *r = *state;
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .source = source,
		                         .size_bytes = strlen(source),
		                         .expected = TEMPLATE_ANY_REVISION };
	struct template_contexts_result result;
	struct templates_result saved;
	struct template_tries tries;

	app_rig_must(r, template_name_parse("verification", &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &saved, &r->f));
	paste(r, "kept", &result);
	try_all(r, &tries);
	assert_int_equal(tries.count, 1);
	assert_string_equal(text_string(&tries.items[0].rendering.text), "09:00");
	template_tries_finish(&tries);
}

static void
another_text_that_answers_is_a_failure_with_both_names(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .source = "{{ code }} is your code",
		                         .size_bytes = 23,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct template_contexts_result result;
	struct templates_result saved;
	struct template_tries tries;

	app_rig_must(r, template_name_parse("verification/fr", &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &saved, &r->f));
	paste(r, "kept", &result);
	try_all(r, &tries);
	assert_int_equal(tries.failed, 1);
	assert_string_equal(tries.items[0].verdicts.why,
	                    "verification/fr answers, not verification");
	template_tries_finish(&tries);
}

static void
only_contexts_of_the_text_asked_for_are_tried(void **state)
{
	struct app_rig *r = *state;
	struct template_contexts_result result;
	const struct template_name other = { .kind = TEMPLATE_VERIFICATION, .locale = "de" };
	struct template_tries tries;

	paste(r, "kept", &result);
	app_rig_must(r, template_contexts_try(r->session->reader, &r->session->profile,
	                                      TEMPLATE_VERIFICATION, &other, &tries, &r->f));
	assert_int_equal(tries.count, 0);
	template_tries_finish(&tries);
	app_rig_must(r, template_contexts_try(r->session->reader, &r->session->profile,
	                                      TEMPLATE_ENROLLMENT, NULL, &tries, &r->f));
	assert_int_equal(tries.count, 0);
	template_tries_finish(&tries);
}

static void
what_is_no_event_changes_nothing(void **state)
{
	struct app_rig *r = *state;
	const struct template_contexts_order order = { .name = "x",
		                                       .pasted = "{\"a\":1}",
		                                       .size_bytes = 7 };
	const struct template_contexts_order gone = { .removes = true, .name = "x" };
	struct template_contexts_result result;

	app_rig_must_fail(r, template_contexts_change(r->session, &order, &result, &r->f),
	                  WORD_CONTEXT_INVALID);
	app_rig_must_fail(r, template_contexts_change(r->session, &gone, &result, &r->f),
	                  WORD_NOT_FOUND);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM template_context"), 0);
}

struct heard {
	size_t count;
	size_t failed;
	char name[TEMPLATE_CONTEXT_NAME_BYTES];
};

static void
on_kept(void *context, const struct template_contexts_result *result)
{
	struct heard *h = context;

	h->count++;
	snprintf(h->name, sizeof(h->name), "%s", result->name);
}

static void
on_tried(void *context, struct template_tries *tries, const struct fault *f)
{
	struct heard *h = context;

	(void)f;
	h->count += tries->count;
	h->failed = tries->failed;
}

static void
the_console_is_told_later_of_both(void **state)
{
	struct app_rig *r = *state;
	const struct template_contexts_order order = { .name = "later",
		                                       .pasted = pasted,
		                                       .size_bytes = strlen(pasted) };
	struct heard kept = { 0 };
	struct heard tried = { 0 };

	(void)template_contexts_start(r->session, &order, on_kept, &kept);
	app_rig_settle(r);
	assert_int_equal(kept.count, 1);
	assert_string_equal(kept.name, "later");
	(void)template_contexts_ask(r->session, TEMPLATE_KIND_COUNT, on_tried, &tried);
	app_rig_settle(r);
	assert_int_equal(tried.count, 1);
	template_contexts_cancel(
		template_contexts_ask(r->session, TEMPLATE_KIND_COUNT, on_tried, &tried));
	app_rig_settle(r);
	assert_int_equal(tried.count, 1);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(a_paste_gets_a_name_and_tells_what_it_lost),
		WITH_RIG(nothing_private_of_a_paste_is_in_any_file),
		WITH_RIG(a_context_that_is_met_names_the_text_that_answered),
		WITH_RIG(a_text_that_is_tried_may_name_a_time_zone),
		WITH_RIG(another_text_that_answers_is_a_failure_with_both_names),
		WITH_RIG(only_contexts_of_the_text_asked_for_are_tried),
		WITH_RIG(what_is_no_event_changes_nothing),
		WITH_RIG(the_console_is_told_later_of_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
