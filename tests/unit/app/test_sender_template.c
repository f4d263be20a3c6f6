/* SPDX-License-Identifier: MIT */
/* which text a send says, by kind, locale, client and channel */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "app/resend.h"
#include "app/templates.h"
#include "app_rig.h"

static void
set(struct app_rig *r, const char *name, const char *source)
{
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .source = source,
		                         .size_bytes = strlen(source),
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;

	app_rig_must(r, template_name_parse(name, &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
}

static void
set_five(struct app_rig *r)
{
	set(r, "verification", "{{ code }} plain");
	set(r, "verification/fr", "{{ code }} langue");
	set(r, "verification/fr-CA", "{{ code }} region");
	set(r, "verification@App", "{{ code }} client");
	set(r, "verification/fr:voice", "{{ code }} voix");
}

static void
with(struct app_rig *r, struct send_draft *d, const char *locale, const char *client)
{
	app_rig_draft(r, APP_RIG_DELIVERED, d);
	text_copy(d->context.values[CONTEXT_LANGUAGE], CONTEXT_VALUE_BYTES, locale);
	text_copy(d->context.values[CONTEXT_CLIENT_ID], CONTEXT_VALUE_BYTES, client);
}

static void
expect(struct app_rig *r, const struct send_draft *d, const char *name, const char *text)
{
	struct send_preview p = { 0 };

	text_init(&p.text, (size_t)16 * 1024);
	app_rig_must(r, sender_preview(r->session, d, &p, &r->f));
	assert_string_equal(p.template.name, name);
	assert_non_null(strstr(text_string(&p.text), text));
	text_finish(&p.text);
}

static void
send_now(struct app_rig *r, const struct send_draft *d)
{
	const struct sender_options options = { .follow = false };
	struct sender *x = NULL;

	app_rig_must(r, sender_start(r->session, d, &options, &x, &r->f));
	app_rig_settle(r);
	sender_destroy(x);
}

static void
the_text_for_locale_client_and_channel_is_sent(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	set_five(r);
	with(r, &d, "fr_ca", "Other");
	expect(r, &d, "verification/fr-CA", "region");
	with(r, &d, "fr-BE", "");
	expect(r, &d, "verification/fr", "langue");
	with(r, &d, "fr-BE", "App");
	expect(r, &d, "verification@App", "client");
	with(r, &d, "hr", "");
	expect(r, &d, "verification", "plain");
	with(r, &d, "fr-BE", "");
	text_copy(d.context.values[CONTEXT_MESSAGE_TYPE], CONTEXT_VALUE_BYTES, "voice");
	expect(r, &d, "verification/fr:voice", "voix");
	text_copy(d.context.values[CONTEXT_ACTION], CONTEXT_VALUE_BYTES, "enrollment");
	expect(r, &d, "enrollment", "verification code");
}

static void
a_text_may_name_a_time_zone(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	set(r, "verification", "{{ code }} {{ 0 | date: '%H:%M %Z', 'Asia/Tokyo' }}");
	with(r, &d, "en", "");
	expect(r, &d, "verification", "09:00 Asia/Tokyo");
}

static void
a_refined_name_is_that_text_whatever_the_context_says(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;
	struct send_preview p = { 0 };

	set_five(r);
	with(r, &d, "de", "");
	text_copy(d.template_name, sizeof(d.template_name), "verification/FR");
	expect(r, &d, "verification/fr", "langue");
	text_copy(d.template_name, sizeof(d.template_name), "verification/de");
	text_init(&p.text, 1024);
	app_rig_must_fail(r, sender_preview(r->session, &d, &p, &r->f), WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "verification/de"));
	text_copy(d.template_name, sizeof(d.template_name), "blocked_account");
	app_rig_must_fail(r, sender_preview(r->session, &d, &p, &r->f), WORD_NOT_FOUND);
	text_copy(d.template_name, sizeof(d.template_name), "verification/");
	app_rig_must_fail(r, sender_preview(r->session, &d, &p, &r->f), WORD_VALUE_INVALID);
	text_finish(&p.text);
}

static void
a_preview_says_why_this_text_answers(void **state)
{
	struct app_rig *r = *state;
	struct send_preview p = { 0 };
	struct send_draft d;

	text_init(&p.text, 1024);
	with(r, &d, "fr-BE", "");
	app_rig_must(r, sender_preview(r->session, &d, &p, &r->f));
	assert_true(p.is_alone);
	set_five(r);
	app_rig_must(r, sender_preview(r->session, &d, &p, &r->f));
	assert_string_equal(p.why, "verification/fr, by language: no text for verification/fr-BE");
	assert_int_equal(p.rung, TEMPLATE_LANGUAGE);
	assert_false(p.is_alone);
	text_copy(d.template_name, sizeof(d.template_name), "verification/fr-CA");
	app_rig_must(r, sender_preview(r->session, &d, &p, &r->f));
	assert_string_equal(p.why, "");
	text_finish(&p.text);
}

static void
a_row_keeps_the_full_name_and_the_revision(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	set_five(r);
	set(r, "verification/fr", "{{ code }} deux");
	with(r, &d, "fr-BE", "");
	send_now(r, &d);
	const struct message row = app_rig_row(r, 1);

	assert_string_equal(row.template_name, "verification/fr");
	assert_int_equal(row.template_revision, 2);
	assert_non_null(strstr(r->body, APP_RIG_CODE " deux"));
}

static void
a_resend_says_the_text_of_then_also_when_it_was_removed(void **state)
{
	struct app_rig *r = *state;
	const int64_t id = 1;
	const struct resend_options options = { .ids = &id, .count = 1 };
	struct templates_order order = { .kind = TEMPLATES_REMOVE,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	struct resend *x = NULL;
	struct send_draft d;

	set_five(r);
	with(r, &d, "fr-BE", "");
	send_now(r, &d);
	set(r, "verification/fr-BE", "{{ code }} better");
	app_rig_must(r, template_name_parse("verification/fr", &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	app_rig_must(r, resend_start(r->session, &options, &x, &r->f));
	app_rig_settle(r);
	resend_destroy(x);
	assert_non_null(strstr(r->body, "langue"));
	assert_string_equal(app_rig_row(r, 2).template_name, "verification/fr");
	assert_int_equal(app_rig_row(r, 2).template_revision, 1);
}

static void
a_unified_text_has_the_names_of_its_generation(void **state)
{
	struct app_rig *r = *state;
	struct send_draft d;

	set(r, "otp_verify", "{{ code }} {{ friendly_name }}|{{ tenant }}|{{ client.clientID }}");
	with(r, &d, "en", "App");
	text_copy(d.template_name, sizeof(d.template_name), "otp_verify");
	expect(r, &d, "otp_verify", "|App");
	send_now(r, &d);
	assert_string_equal(app_rig_row(r, 1).template_name, "otp_verify");
}

#define ONCE(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
#define BOTH(test)                                                                                 \
	ONCE(test), cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(the_text_for_locale_client_and_channel_is_sent),
		ONCE(a_text_may_name_a_time_zone),
		ONCE(a_refined_name_is_that_text_whatever_the_context_says),
		ONCE(a_preview_says_why_this_text_answers),
		BOTH(a_row_keeps_the_full_name_and_the_revision),
		ONCE(a_resend_says_the_text_of_then_also_when_it_was_removed),
		ONCE(a_unified_text_has_the_names_of_its_generation),
	};

	return cmocka_run_group_tests_name("app/sender template", tests, NULL, NULL);
}
