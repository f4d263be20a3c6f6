/* SPDX-License-Identifier: MIT */
/* message texts as both faces use them, each change with its row in the audit */
#include "app/templates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app_rig.h"
#include "base/mem.h"

static struct template_name
named(const char *name)
{
	struct template_name out;
	struct fault f;

	assert_int_equal(template_name_parse(name, &out, &f), ST_OK);
	return out;
}

static struct templates_order
order_of(enum templates_order_kind kind, const char *name)
{
	return (struct templates_order){ .kind = kind,
		                         .name = named(name),
		                         .expected = TEMPLATE_ANY_REVISION };
}

static enum status
try_set(struct app_rig *r, const char *name, const char *source, struct templates_result *out)
{
	struct templates_order order = order_of(TEMPLATES_SAVE, name);

	order.source = source;
	order.size_bytes = strlen(source);
	return templates_change(r->session, &order, out, &r->f);
}

static void
set(struct app_rig *r, const char *name, const char *source)
{
	struct templates_result result;

	app_rig_must(r, try_set(r, name, source, &result));
}

static void
expect_text(struct app_rig *r, const char *name, int64_t revision, const char *expected)
{
	const struct template_name of = named(name);
	struct template_text text;

	template_text_init(&text);
	app_rig_must(r, templates_load(r->session, &of, revision, &text, &r->f));
	assert_string_equal(text_string(&text.source), expected);
	template_text_finish(&text);
}

static int64_t
audits(const struct app_rig *r, const char *event, const char *detail)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
	         "SELECT count(*) FROM audit WHERE event = '%s' AND detail = '%s'", event, detail);
	return app_rig_ask(r, sql);
}

static void
a_text_is_saved_as_the_next_revision_and_audited(void **state)
{
	struct app_rig *r = *state;
	struct templates_result result;

	set(r, "verification/fr", "{{ code }} est votre code");
	app_rig_must(r, try_set(r, "verification/fr", "Code {{ code }}", &result));
	assert_string_equal(result.info.name, "verification/fr");
	assert_int_equal(result.info.revision, 2);
	assert_false(result.unchanged);
	expect_text(r, "verification/fr", 0, "Code {{ code }}");
	expect_text(r, "verification/fr", 1, "{{ code }} est votre code");
	assert_int_equal(audits(r, "template_saved", "verification/fr revision 2, edited"), 1);
}

static void
the_same_text_again_makes_no_revision(void **state)
{
	struct app_rig *r = *state;
	struct templates_result result;

	set(r, "verification/fr", "Code {{ code }}");
	app_rig_must(r, try_set(r, "verification/fr", "Code {{ code }}", &result));
	assert_true(result.unchanged);
	assert_int_equal(result.info.revision, 1);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event ="
	                                " 'template_saved'"),
	                 1);
}

static void
a_text_that_cannot_be_one_leaves_everything_as_it_was(void **state)
{
	struct app_rig *r = *state;
	struct templates_result result;
	const char *name = "verification";

	app_rig_must_fail(r, try_set(r, name, "", &result), WORD_TEXT_EMPTY);
	app_rig_must_fail(r, try_set(r, name, "a\n b {{ code ", &result), WORD_TEMPLATE_INVALID);
	assert_non_null(strstr(r->f.cause, "2:"));
	app_rig_must_fail(r, try_set(r, name, "a\xff", &result), WORD_NOT_UTF8);
	app_rig_must_fail(r, try_set(r, name, "a\nb\x1b[2J", &result), WORD_VALUE_INVALID);
	assert_non_null(strstr(r->f.cause, "2:2"));
	app_rig_must_fail(r, try_set(r, name, "a\rb", &result), WORD_VALUE_INVALID);
	app_rig_must_fail(r, try_set(r, name, "a\xe2\x80\xae", &result), WORD_VALUE_INVALID);
	expect_text(r, name, 0, template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM template_revision"), 2);
	set(r, name, "tab\there,\r\nnext line, \xe2\x80\x8fright to left");
}

static void
a_text_over_64_kib_is_refused(void **state)
{
	struct app_rig *r = *state;
	struct templates_result result;
	char *big = mem_alloc(TEMPLATE_SOURCE_MAX + 2);

	memset(big, 'x', TEMPLATE_SOURCE_MAX + 1);
	app_rig_must_fail(r, try_set(r, "verification", big, &result), WORD_TEMPLATE_TOO_LARGE);
	big[TEMPLATE_SOURCE_MAX] = '\0';
	set(r, "verification", big);
	mem_free(big);
}

static void
the_second_of_two_sessions_is_told(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);
	struct templates_order order = order_of(TEMPLATES_SAVE, "verification");
	struct templates_result result;

	order.source = "of the first";
	order.size_bytes = strlen(order.source);
	order.expected = 1;
	app_rig_must(r, templates_change(other, &order, &result, &r->f));
	session_close(other);
	order.source = "of the second";
	order.size_bytes = strlen(order.source);
	app_rig_must_fail(r, templates_change(r->session, &order, &result, &r->f), WORD_ROW_MOVED);
	expect_text(r, "verification", 0, "of the first");
}

static void
a_removed_text_is_restored_from_its_history(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = order_of(TEMPLATES_REMOVE, "verification/fr");
	const struct template_name of = named("verification/fr");
	struct templates_result result;
	struct template_info *all;
	size_t count;

	set(r, "verification/fr", "un");
	set(r, "verification/fr", "deux");
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	assert_int_equal(audits(r, "template_removed", "verification/fr"), 1);
	app_rig_must_fail(r, templates_change(r->session, &order, &result, &r->f), WORD_NOT_FOUND);
	order.kind = TEMPLATES_RESTORE;
	order.revision = 1;
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	assert_int_equal(result.info.revision, 3);
	expect_text(r, "verification/fr", 0, "un");
	assert_int_equal(audits(r, "template_restored", "verification/fr revision 3, restored 1"),
	                 1);
	app_rig_must(r, templates_history(r->session, &of, &all, &count, &r->f));
	assert_int_equal(count, 3);
	assert_string_equal(all[0].origin, "restored 1");
	mem_free(all);
	order.revision = 9;
	app_rig_must_fail(r, templates_change(r->session, &order, &result, &r->f), WORD_NOT_FOUND);
}

static void
the_text_that_sends_fall_back_on_is_not_removed(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = order_of(TEMPLATES_REMOVE, "verification");
	struct templates_result result;

	app_rig_must_fail(r, templates_change(r->session, &order, &result, &r->f),
	                  WORD_TEMPLATE_IN_USE);
	assert_non_null(strstr(r->f.hint, "restore verification default"));
	set(r, "verification", "changed");
	order.kind = TEMPLATES_RESTORE_DEFAULT;
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	expect_text(r, "verification", 0,
	            template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
	assert_int_equal(result.info.revision, 3);
}

static void
a_default_that_nobody_knows_is_not_made_up(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = order_of(TEMPLATES_RESTORE_DEFAULT, "password_breach");
	struct templates_result result;

	app_rig_must_fail(r, templates_change(r->session, &order, &result, &r->f), WORD_NOT_FOUND);
	order.name = named("otp_verify");
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	expect_text(r, "otp_verify", 0, template_default_text(TEMPLATE_OTP_VERIFY, TEMPLATE_BOTH));
}

static void
the_best_text_answers_and_says_why(void **state)
{
	struct app_rig *r = *state;
	struct template_request ask = { .locale = "fr_CA",
		                        .client_id = "App",
		                        .channel = TEMPLATE_SMS };
	struct template_trace trace;
	struct template_text text;

	set(r, "verification/fr", "langue");
	set(r, "verification@App", "client");
	template_text_init(&text);
	app_rig_must(r, templates_resolve(r->session, &ask, &trace, &text, &r->f));
	assert_string_equal(text_string(&text.source), "client");
	assert_string_equal(text.info.name, "verification@App");
	assert_int_equal(trace.steps[trace.step].rung, TEMPLATE_CLIENT);
	ask.kind = TEMPLATE_BLOCKED_ACCOUNT;
	app_rig_must_fail(r, templates_resolve(r->session, &ask, &trace, &text, &r->f),
	                  WORD_NOT_FOUND);
	assert_false(trace.found);
	assert_string_equal(trace.steps[0].wanted, "blocked_account/fr-CA@App:sms");
	template_text_finish(&text);
}

/* --- Packed --------------------------------------------------------------------------------- */

static void
a_packed_text_is_unpacked_whole_or_not_at_all(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = { .kind = TEMPLATES_UNPACK,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	struct text packed;
	bool tests_client = true;
	char *body;

	set(r, "verification/fr", "langue");
	set(r, "verification/de", "sprache");
	text_init(&packed, TEMPLATE_SOURCE_MAX);
	app_rig_must(r, templates_pack(r->session, TEMPLATE_VERIFICATION, TEMPLATE_BOTH, &packed,
	                               &tests_client, &r->f));
	assert_false(tests_client);
	order.source = packed.bytes;
	order.size_bytes = packed.size_bytes;
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	assert_true(result.unchanged);
	assert_int_equal(result.kept, 3);
	body = strstr(packed.bytes, "langue");
	memcpy(body, "LANGUE", 6);
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
	assert_int_equal(result.changed, 1);
	expect_text(r, "verification/fr", 0, "LANGUE");
	assert_int_equal(audits(r, "template_saved", "verification/fr revision 2, unpacked"), 1);
	/* The second text is no text any more, and the first one is not taken either. */
	memcpy(body, "{{lang", 6);
	memcpy(strstr(packed.bytes, "sprache"), "SPRACHE", 7);
	assert_int_not_equal(templates_change(r->session, &order, &result, &r->f), ST_OK);
	expect_text(r, "verification/de", 0, "sprache");
	text_finish(&packed);
}

static void
a_kind_without_text_is_not_packed(void **state)
{
	struct app_rig *r = *state;
	struct text packed;

	text_init(&packed, TEMPLATE_SOURCE_MAX);
	app_rig_must_fail(
		r,
		templates_pack(r->session, TEMPLATE_OTP_VERIFY, TEMPLATE_SMS, &packed, NULL, &r->f),
		WORD_NOT_FOUND);
	assert_int_equal(packed.size_bytes, 0);
	text_finish(&packed);
}

/* --- For the console ------------------------------------------------------------------------ */

struct came {
	int times;
	struct templates_result result;
};

static void
note(void *context, const struct templates_result *result)
{
	struct came *came = context;

	came->times++;
	came->result = *result;
}

static void
the_console_is_told_later_and_an_abandoned_change_is_made(void **state)
{
	struct app_rig *r = *state;
	struct templates_order order = order_of(TEMPLATES_SAVE, "enrollment/de");
	struct came came = { 0 };

	order.source = "{{ code }}";
	order.size_bytes = strlen(order.source);
	templates_start(r->session, &order, note, &came);
	assert_int_equal(came.times, 0);
	app_rig_settle(r);
	assert_int_equal(came.times, 1);
	assert_int_equal(came.result.status, ST_OK);
	assert_int_equal(came.result.info.revision, 1);
	order.source = "{% nosuch";
	order.size_bytes = strlen(order.source);
	templates_start(r->session, &order, note, &came);
	app_rig_settle(r);
	assert_int_equal(came.result.fault.word, WORD_TEMPLATE_INVALID);
	order.source = "abandoned";
	order.size_bytes = strlen(order.source);
	templates_abandon(templates_start(r->session, &order, note, &came));
	app_rig_settle(r);
	assert_int_equal(came.times, 2);
	expect_text(r, "enrollment/de", 0, "abandoned");
}

#define ONCE(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
#define BOTH(test)                                                                                 \
	ONCE(test), cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)

static void
auth0s_text_is_read_as_a_revision_of_its_own(void **state)
{
	struct app_rig *r = *state;
	struct template_name of;
	struct template_text text;

	template_text_init(&text);
	app_rig_must(r, template_name_parse("enrollment/fr", &of, &r->f));
	app_rig_must(r, templates_load_default(&of, &text, &r->f));
	assert_string_equal(text.info.name, "enrollment/fr");
	assert_int_equal(text.info.revision, 0);
	assert_string_equal(text_string(&text.source),
	                    template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH));
	assert_int_equal(text.info.size_bytes, text.source.size_bytes);
	template_text_finish(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_text_is_saved_as_the_next_revision_and_audited),
		ONCE(the_same_text_again_makes_no_revision),
		ONCE(a_text_that_cannot_be_one_leaves_everything_as_it_was),
		ONCE(a_text_over_64_kib_is_refused),
		ONCE(the_second_of_two_sessions_is_told),
		ONCE(a_removed_text_is_restored_from_its_history),
		ONCE(the_text_that_sends_fall_back_on_is_not_removed),
		ONCE(a_default_that_nobody_knows_is_not_made_up),
		ONCE(the_best_text_answers_and_says_why),
		ONCE(a_packed_text_is_unpacked_whole_or_not_at_all),
		ONCE(a_kind_without_text_is_not_packed),
		BOTH(the_console_is_told_later_and_an_abandoned_change_is_made),
		ONCE(auth0s_text_is_read_as_a_revision_of_its_own),
	};

	return cmocka_run_group_tests_name("app/templates", tests, NULL, NULL);
}
