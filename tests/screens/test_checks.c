/* SPDX-License-Identifier: MIT */
/* The checks: nothing yet, running, found; one again, all, stopped; every size. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/checks.h"
#include "app/loop.h"
#include "app/session.h"
#include "app/setup.h"
#include "app/worker.h"
#include "base/fault.h"
#include "net/http.h"
#include "rig_impl.h"
#include "scene.h"

/* What the provider says to every call with a key; 0: as a good key gets it. */
static int key_status;
static size_t calls;

static void
play(void *context, const struct http_request *request, struct http_answer *answer)
{
	(void)context;
	calls++;
	answer->outcome = HTTP_ANSWERED;
	answer->status = 200;
	answer->sent_bytes = 100;
	answer->body = "{\"results\":[],\"previews\":[],\"balance\":5,\"currency\":\"EUR\"}";
	if (!strstr(request->url, "available-products") && key_status != 0) {
		answer->status = key_status;
		answer->body = "";
	}
	answer->body_bytes = strlen(answer->body);
}

static struct rig *
open_checks(void **state, int rows, int columns)
{
	struct rig *r = scene_open_staging(state, rows, columns);
	struct fault f;

	if (setup_set(rig_session(r), "base_url", "https://xyz.api.infobip.com", &f) != ST_OK)
		rig_fail(r, "%s", f.cause);
	loop_set_http(rig_session(r)->loop, http_create_scripted(play, NULL));
	key_status = 0;
	calls = 0;
	rig_type(r, "5");
	return r;
}

static void
before_the_first_run_it_says_how_to_run(void **state)
{
	struct rig *r = open_checks(state, 30, 100);

	rig_expect_text(r, "[5 Checks]");
	rig_expect_text(r, "Nothing was checked yet: c runs all");
	rig_expect_text(r, "No message is sent");
	rig_expect_text(r, "not checked yet");
	assert_int_equal(calls, 0);
}

static void
all_are_run_and_each_shows_its_proof(void **state)
{
	struct rig *r = open_checks(state, 40, 100);

	rig_type(r, "c");
	rig_settle(r);
	assert_int_equal(calls, 5);
	rig_key(r, "End");
	rig_expect_role(r, -1, "[OK]", ROLE_GOOD);
	rig_expect_text(r, "xyz.api.infobip.com is Infobip's");
	rig_expect_text(r, "fingerprint");
	rig_expect_text(r, "5.00 EUR");
	rig_expect_text(r, "0 failed");
	rig_expect_no_text(r, "not checked yet");
	rig_expect_no_text(r, "is being checked");
}

static void
what_fails_says_what_to_do(void **state)
{
	struct rig *r = open_checks(state, 40, 100);

	key_status = 401;
	rig_type(r, "c");
	rig_settle(r);
	rig_expect_text(r, "1 failed");
	rig_expect_role(r, -1, "[FAIL]", ROLE_FAILURE);
	for (size_t i = checks_by_name("key_valid"); i > 0; i--)
		rig_key(r, "Down");
	rig_expect_text(r, "do      the key is wrong, expired, or not allowed from this address");
	rig_expect_text(r, "when    at 10:00:00");
}

static void
enter_runs_the_marked_one_again(void **state)
{
	struct rig *r = open_checks(state, 40, 100);

	key_status = 401;
	rig_type(r, "c");
	rig_settle(r);
	for (size_t i = checks_by_name("key_valid"); i > 0; i--)
		rig_key(r, "Down");
	key_status = 0;
	calls = 0;
	rig_key(r, "Enter");
	rig_settle(r);
	assert_int_equal(calls, 2);
	rig_expect_text(r, "0 failed");
	rig_expect_text(r, "not tried: the key is not known");
}

/* Keeps the worker busy until it is let go. */
static atomic_bool held;

static enum status
hold_step(struct job *j, struct fault *f)
{
	(void)f;
	while (atomic_load(&held) && !atomic_load(&j->cancelled))
		sched_yield();
	return ST_OK;
}

static void
hold_done(struct job *j, enum status st, const struct fault *f)
{
	(void)j;
	(void)st;
	(void)f;
}

static struct job hold;

static void
hold_worker(struct rig *r)
{
	hold = (struct job){
		.what = "holding", .class = JOB_SEND, .step = hold_step, .done = hold_done
	};
	atomic_store(&held, true);
	worker_submit(rig_session(r)->worker, &hold);
}

/* A key, without waiting for the worker to end: what is drawn meanwhile is looked at. */
static void
press_while_held(struct rig *r, const char *key, const char *wanted)
{
	assert_int_equal(write(r->master, key, 1), 1);
	rig_expect_text(r, wanted);
}

static void
what_runs_is_shown_and_escape_stops_it(void **state)
{
	struct rig *r = open_checks(state, 40, 100);
	char words[64];

	hold_worker(r);
	press_while_held(r, "c", "is being checked");
	snprintf(words, sizeof(words), "2 of %zu", checks_count());
	press_while_held(r, "j", words);
	snprintf(words, sizeof(words), "0 of %zu checked", checks_count());
	rig_expect_text(r, words);
	press_while_held(r, "\033", "stopped; what was found stays");
	atomic_store(&held, false);
	rig_settle(r);
	rig_expect_text(r, "stopped before it was over");
	rig_expect_no_text(r, "is being checked");
	rig_expect_text(r, "[5 Checks]");
	assert_int_equal(calls, 0);
}

static void
leaving_in_the_middle_is_no_harm(void **state)
{
	struct rig *r = open_checks(state, 24, 80);

	rig_send_bytes(r, "c1", 2);
	rig_settle(r);
	rig_expect_text(r, "[1 Home]");
	rig_type(r, "5");
	rig_expect_text(r, "[OK]");
}

static void
findings_of_another_profile_are_not_shown(void **state)
{
	struct rig *r = open_checks(state, 40, 100);
	struct fault f;

	rig_type(r, "c");
	rig_settle(r);
	rig_expect_text(r, "Checks of profile staging");
	assert_int_equal(session_switch(rig_session(r), "sandbox", &f), ST_OK);
	rig_key(r, "Down");
	rig_expect_text(r, "Checks of profile sandbox");
	rig_expect_text(r, "Nothing was checked yet");
}

static void
every_size_shows_the_marked_one(void **state)
{
	static const int sizes[][2] = { { 18, 60 }, { 24, 80 }, { 30, 132 }, { 60, 200 } };
	struct rig *r = open_checks(state, 18, 60);

	rig_type(r, "c");
	rig_settle(r);
	rig_key(r, "End");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		rig_expect_text(r, "history is untouched");
		rig_expect_text(r, "proof   every row of history");
	}
}

static void
golden_screens(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 30, 100 } };
	static const char *const names[] = { "checks_80x24", "checks_100x30" };

	for (size_t i = 0; i < 2; i++) {
		struct rig *r = open_checks(state, sizes[i][0], sizes[i][1]);

		key_status = 403;
		rig_type(r, "c");
		rig_settle(r);
		for (size_t step = checks_by_name("scope_logs"); step > 0; step--)
			rig_key(r, "Down");
		scene_expect_golden(r, names[i]);
		rig_tear_down(state);
		*state = NULL;
	}
}

#define TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(before_the_first_run_it_says_how_to_run),
		TEST(all_are_run_and_each_shows_its_proof),
		TEST(what_fails_says_what_to_do),
		TEST(enter_runs_the_marked_one_again),
		TEST(what_runs_is_shown_and_escape_stops_it),
		TEST(leaving_in_the_middle_is_no_harm),
		TEST(findings_of_another_profile_are_not_shown),
		TEST(every_size_shows_the_marked_one),
		TEST(golden_screens),
	};

	return cmocka_run_group_tests_name("screens/checks", tests, NULL, NULL);
}
