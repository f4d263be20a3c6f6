/* SPDX-License-Identifier: MIT */
/* The troubleshooting list: each seeded fault is named, and nothing else is. */
#include "app/checks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/setup.h"
#include "app_rig.h"
#include "base/clock.h"
#include "base/secret.h"
#include "store/vault.h"

#define DAY_MS (24 * 3600 * 1000LL)

struct scene {
	struct app_rig *rig;
	int key_status; /* of every call with a key; 0: as a good key gets it */
	size_t calls;
	struct checks *checks;
	size_t told;
	size_t told_over;
	bool destroys;
};

static const struct {
	const char *path;
	int status;
	const char *body;
} answers[] = {
	{ "/sms/1/bulks", 404,
	  "{\"requestError\":{\"serviceException\":{\"messageId\":\"NOT_FOUND\"}}}" },
	{ "/sms/3/logs", 200, "{\"results\":[]}" },
	{ "/sms/1/preview", 200, "{\"previews\":[]}" },
	{ "/account/1/balance", 200, "{\"balance\":5,\"currency\":\"EUR\"}" },
};

static void
play(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct scene *s = context;

	s->calls++;
	answer->outcome = HTTP_ANSWERED;
	answer->status = 200;
	answer->sent_bytes = 100;
	answer->body = "{}";
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (!strstr(request->url, answers[i].path))
			continue;
		answer->status = s->key_status ? s->key_status : answers[i].status;
		answer->body = s->key_status ? "" : answers[i].body;
	}
	answer->body_bytes = strlen(answer->body);
}

static void
changed(void *context, size_t ended)
{
	struct scene *s = context;

	if (ended == checks_count())
		s->told_over++;
	else
		s->told++;
	if (s->destroys) {
		checks_destroy(s->checks);
		s->checks = NULL;
		s->destroys = false;
	}
}

static void
open_scene(struct scene *s, void **state)
{
	*s = (struct scene){ .rig = *state };
	app_rig_use_staging(s->rig);
	app_rig_must(s->rig, setup_set(s->rig->session, "base_url", "https://xyz.api.infobip.com",
	                               &s->rig->f));
	app_rig_set_key(s->rig);
	app_rig_must(s->rig, setup_set(s->rig->session, "sender", "Acme", &s->rig->f));
	loop_set_http(s->rig->session->loop, http_create_scripted(play, s));
	s->checks = checks_create(s->rig->session,
	                          &(struct checks_options){ .changed = changed, .context = s });
}

static void
run_all(struct scene *s)
{
	checks_run_all(s->checks);
	app_rig_settle(s->rig);
	assert_false(checks_is_running(s->checks));
}

static const struct finding *
find(const struct scene *s, const char *name)
{
	size_t i = checks_by_name(name);

	assert_true(i < checks_count());
	return checks_finding(s->checks, i);
}

static void
expect(const struct scene *s, const char *name, enum finding_result result, const char *proof)
{
	const struct finding *found = find(s, name);

	if (found->result != result || !strstr(found->proof, proof))
		fail_msg("%s is %s: %s", name, finding_word(found->result), found->proof);
	if (result == FINDING_FAIL && found->fix[0] == '\0')
		fail_msg("%s fails and says nothing to do", name);
}

/* Runs all; exactly these fail, named in the verdict. */
static void
expect_failures(struct scene *s, const char *names)
{
	struct fault f;

	run_all(s);
	if (names[0] == '\0') {
		if (checks_verdict(s->checks, &f) != ST_OK)
			fail_msg("%s", f.cause);
		return;
	}
	assert_int_equal(checks_verdict(s->checks, &f), ST_REFUSED);
	assert_int_equal(f.word, WORD_FAILED);
	const char *listed = strstr(f.cause, "failed: ");
	assert_non_null(listed);
	assert_string_equal(listed + strlen("failed: "), names);
}

static void
close_scene(struct scene *s)
{
	checks_destroy(s->checks);
}

static void
a_sound_profile_fails_in_nothing(void **state)
{
	struct scene s;

	open_scene(&s, state);
	expect_failures(&s, "");
	assert_int_equal(s.calls, 5);
	assert_int_equal(s.told, checks_count());
	assert_int_equal(s.told_over, 1);
	expect(&s, "key_set", FINDING_PASS, "fingerprint");
	assert_null(strstr(find(&s, "key_set")->proof, APP_RIG_KEY));
	expect(&s, "number_form", FINDING_PASS, "goes out as 12025550100 (/sms/3/messages)");
	expect(&s, "store_file", FINDING_PASS, "mode 0600");
	expect(&s, "budget_hour", FINDING_PASS, "0 of 20");
	expect(&s, "vault_slots", FINDING_WARN, "a key file alone");
	expect(&s, "scope_balance", FINDING_PASS, "5.00 EUR");
	close_scene(&s);
}

static void
every_row_has_a_name_and_a_title_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < checks_count(); i++) {
		assert_int_equal(checks_by_name(checks_name(i)), i);
		assert_in_range(strlen(checks_title(i)), 5, 25);
	}
	assert_int_equal(checks_by_name("none of them"), checks_count());
}

static void
a_missing_key_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_remove_secret(s.rig->session, "API_KEY", &s.rig->f));
	expect_failures(&s, "key_set, key_valid");
	expect(&s, "key_set", FINDING_FAIL, "no secret API_KEY");
	expect(&s, "scope_send", FINDING_UNKNOWN, "API_KEY");
	assert_int_equal(s.calls, 1);
	close_scene(&s);
}

static void
a_wrong_key_is_named_and_not_tried_again(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.key_status = 401;
	expect_failures(&s, "key_valid");
	assert_int_equal(s.calls, 2);
	expect(&s, "scope_logs", FINDING_UNKNOWN, "not tried: the key is not known");
	close_scene(&s);
}

static void
a_key_without_scopes_is_genuine_and_of_no_use(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.key_status = 403;
	expect_failures(&s, "scope_logs");
	expect(&s, "scope_send", FINDING_WARN, "genuine key without the scope sms:message:send");
	expect(&s, "key_valid", FINDING_PASS, "genuine");
	expect(&s, "scope_preview", FINDING_UNKNOWN, "genuine key without the scope sms:manage");
	close_scene(&s);
}

static void
a_refused_key_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_tamper(s.rig, "UPDATE secret SET refused_at_ms = 1795600000000");
	expect_failures(&s, "key_refused");
	close_scene(&s);
}

static void
a_damaged_key_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_tamper(s.rig, "UPDATE secret SET sealed = zeroblob(length(sealed))");
	expect_failures(&s, "key_set, key_valid");
	close_scene(&s);
}

static void
a_changed_slot_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_tamper(s.rig, "UPDATE vault_slot SET algorithm = 'rot13'");
	expect_failures(&s, "vault_slots");
	close_scene(&s);
}

static void
a_history_that_was_touched_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	sender_destroy(app_rig_send(s.rig, APP_RIG_NUMBER, false, false));
	app_rig_tamper(s.rig, "DROP TRIGGER message_history_is_append_only");
	app_rig_tamper(s.rig, "UPDATE message_history SET cause = cause || 'x'");
	expect_failures(&s, "history");
	close_scene(&s);
}

static void
an_audit_that_was_touched_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_tamper(s.rig, "DROP TRIGGER audit_is_append_only");
	app_rig_tamper(s.rig, "UPDATE audit SET detail = detail || 'x' WHERE id = 1");
	expect_failures(&s, "history");
	expect(&s, "history", FINDING_FAIL, "row 1 of the audit does not follow");
	close_scene(&s);
}

static void
behind_a_locked_vault_nobody_knows(void **state)
{
	struct scene s;

	open_scene(&s, state);
	vault_lock(s.rig->session->vault);
	expect_failures(&s, "vault");
	expect(&s, "key_set", FINDING_UNKNOWN, "locked");
	expect(&s, "key_valid", FINDING_UNKNOWN, "locked");
	expect(&s, "scope_send", FINDING_UNKNOWN, "locked");
	expect(&s, "answer", FINDING_PASS, "HTTP 200");
	assert_int_equal(s.calls, 1);
	close_scene(&s);
}

static void
a_key_of_almost_a_year_is_a_warning(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_jump(s.rig, 340 * DAY_MS);
	run_all(&s);
	expect(&s, "key_set", FINDING_WARN, "set 340 d ago");
	close_scene(&s);
}

static void
a_used_up_budget_is_named(void **state)
{
	struct session *session;
	struct scene s;

	open_scene(&s, state);
	session = s.rig->session;
	sender_destroy(app_rig_send(s.rig, APP_RIG_NUMBER, false, false));
	app_rig_must(s.rig, setup_set(session, "budget_hour_messages", "1", &s.rig->f));
	expect_failures(&s, "budget_hour");
	expect(&s, "budget_hour", FINDING_FAIL, "1 of 1 messages");
	app_rig_must(s.rig, setup_set(session, "budget_hour_messages", "20", &s.rig->f));
	clock_freeze(clock_now_ms() - 3600 * 1000, clock_monotonic_us());
	run_all(&s);
	expect(&s, "budget_hour", FINDING_WARN, "1 message is dated in the future");
	clock_freeze(clock_now_ms() + 3600 * 1000, clock_monotonic_us());
	app_rig_jump(s.rig, DAY_MS / 12);
	app_rig_must(s.rig, setup_set(session, "budget_day_messages", "1", &s.rig->f));
	expect_failures(&s, "budget_day");
	close_scene(&s);
}

static void
a_production_profile_without_countries_is_named(void **state)
{
	struct scene s;
	struct session *session;

	open_scene(&s, state);
	session = s.rig->session;
	app_rig_must(s.rig, setup_add_profile(session, "live", PROFILE_PRODUCTION, &s.rig->f));
	app_rig_must(s.rig, session_switch(session, "live", &s.rig->f));
	expect_failures(&s, "key_set, base_url, countries");
	expect(&s, "host", FINDING_UNKNOWN, "not tried");
	close_scene(&s);
}

static void
a_foreign_host_gets_no_key(void **state)
{
	static const char *const urls[] = { "https://localhost.evil.example",
		                            "https://xyz.api.infobip.com.evil.example",
		                            "https://xapi.infobip.com" };
	struct scene s;
	char sql[128];

	open_scene(&s, state);
	for (size_t i = 0; i < 3; i++) {
		s.calls = 0;
		snprintf(sql, sizeof(sql), "UPDATE setting SET value = '%s' WHERE key = 'base_url'",
		         urls[i]);
		app_rig_tamper(s.rig, sql);
		app_rig_must(s.rig, session_switch(s.rig->session, "staging", &s.rig->f));
		expect_failures(&s, "host");
		assert_int_equal(s.calls, 1);
		expect(&s, "key_valid", FINDING_UNKNOWN, "Infobip's hosts only");
	}
	close_scene(&s);
}

static void
a_key_of_another_host_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_set(s.rig->session, "base_url", "https://abc.api.infobip.com",
	                              &s.rig->f));
	expect_failures(&s, "key_set, key_valid");
	expect(&s, "key_set", FINDING_FAIL, "for xyz.api.infobip.com, and is not sent to abc.");
	close_scene(&s);
}

static void
a_file_that_others_may_read_is_named(void **state)
{
	struct scene s;

	open_scene(&s, state);
	assert_int_equal(chmod(s.rig->store, 0644), 0);
	checks_run(s.checks, checks_by_name("store_file"));
	app_rig_settle(s.rig);
	expect(&s, "store_file", FINDING_FAIL, "");
	assert_int_equal(chmod(s.rig->store, 0600), 0);
	checks_run(s.checks, checks_by_name("store_file"));
	app_rig_settle(s.rig);
	expect(&s, "store_file", FINDING_PASS, "0600");
	close_scene(&s);
}

static void
one_runs_alone_and_makes_no_more_calls_than_it_needs(void **state)
{
	struct scene s;
	size_t over;
	size_t all;

	open_scene(&s, state);
	checks_run(s.checks, checks_by_name("clock"));
	checks_progress(s.checks, &over, &all);
	assert_int_equal(over, 0);
	assert_int_equal(all, 1);
	app_rig_settle(s.rig);
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.told, 1);
	assert_int_equal(s.told_over, 1);
	expect(&s, "clock", FINDING_UNKNOWN, "does not say what time");
	assert_int_equal(find(&s, "store")->result, FINDING_WAITING);
	close_scene(&s);
}

static void
stopping_leaves_nothing_running(void **state)
{
	struct scene s;

	open_scene(&s, state);
	checks_run_all(s.checks);
	checks_stop(s.checks);
	app_rig_settle(s.rig);
	assert_false(checks_is_running(s.checks));
	expect(&s, "key_valid", FINDING_UNKNOWN, "stopped");
	assert_int_equal(s.calls, 0);
	run_all(&s);
	expect(&s, "key_valid", FINDING_PASS, "known");
	close_scene(&s);
}

static void
it_may_be_destroyed_at_any_moment(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.destroys = true;
	checks_run_all(s.checks);
	app_rig_settle(s.rig);
	assert_int_equal(s.told, 1);
	s.checks = checks_create(s.rig->session,
	                         &(struct checks_options){ .changed = changed, .context = &s });
	checks_run_all(s.checks);
	checks_destroy(s.checks);
	app_rig_settle(s.rig);
	assert_int_equal(s.told, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sound_profile_fails_in_nothing),
		cmocka_unit_test(every_row_has_a_name_and_a_title_of_its_own),
		TEST(a_missing_key_is_named),
		TEST(a_wrong_key_is_named_and_not_tried_again),
		TEST(a_key_without_scopes_is_genuine_and_of_no_use),
		TEST(a_refused_key_is_named),
		TEST(a_damaged_key_is_named),
		TEST(a_changed_slot_is_named),
		TEST(an_audit_that_was_touched_is_named),
		TEST(a_history_that_was_touched_is_named),
		TEST(behind_a_locked_vault_nobody_knows),
		TEST(a_key_of_almost_a_year_is_a_warning),
		TEST(a_used_up_budget_is_named),
		TEST(a_production_profile_without_countries_is_named),
		TEST(a_foreign_host_gets_no_key),
		TEST(a_key_of_another_host_is_named),
		TEST(a_file_that_others_may_read_is_named),
		TEST(one_runs_alone_and_makes_no_more_calls_than_it_needs),
		TEST(stopping_leaves_nothing_running),
		TEST(it_may_be_destroyed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
