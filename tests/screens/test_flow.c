/* SPDX-License-Identifier: MIT */
/* A code on its way to the phone and back, on the Send screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/loop.h"
#include "app/session.h"
#include "rig.h"
#include "scene.h"

static const struct rig_options wide = { .rows = 30, .columns = 100 };
static const struct rig_options small = { .rows = 24, .columns = 80 };

static struct rig *
open_flow(void **state, const struct rig_options *options)
{
	struct rig *r = scene_open(state, options);

	rig_type(r, "2");
	rig_type(r, "f");
	rig_expect_text(r, "Code and back");
	return r;
}

/* The code of the last send. */
static const char *
sent_code(void)
{
	static char code[8];
	const char *at = strstr(scene_body(), "\"text\":\"");

	assert_non_null(at);
	snprintf(code, sizeof(code), "%.6s", at + strlen("\"text\":\""));
	assert_int_equal(strspn(code, "0123456789"), 6);
	return code;
}

static void
every_step_is_seen_with_its_seconds(void **state)
{
	struct rig *r = open_flow(state, &wide);

	rig_expect_text(r, "[--]   made");
	rig_expect_no_text(r, "Code back");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK]   made");
	rig_expect_text(r, "[OK]   sent");
	rig_expect_text(r, "[OK]   accepted");
	rig_expect_text(r, "[WAIT] delivered");
	rig_expect_text(r, "Code back");
	rig_advance_ms(r, 4000);
	rig_expect_text(r, "[WAIT] typed        4 s");
	scene_news(3, 5);
	rig_advance_ms(r, 6000);
	rig_expect_text(r, "[OK]   delivered");
	rig_expect_text(r, "[WAIT] typed       10 s");
	scene_expect_golden(r, "flow_100x30");
	rig_type(r, sent_code());
	rig_key(r, "Enter");
	rig_expect_text(r, "right: the code came back 10.0 s after it was sent");
	rig_expect_text(r, "[OK]   typed     10.0 s");
	rig_expect_role(r, -1, "the right code", ROLE_GOOD);
	rig_expect_no_text(r, "Code back");
}

static void
a_wrong_code_may_be_typed_three_times(void **state)
{
	struct rig *r = open_flow(state, &wide);

	rig_key(r, "F2");
	rig_key(r, "Enter");
	rig_expect_text(r, "type the code that arrived");
	rig_expect_text(r, "3 of 3 tries left");
	rig_type(r, "0");
	rig_key(r, "Enter");
	rig_expect_text(r, "that is not the code: 2 tries left");
	rig_type(r, "00");
	rig_key(r, "Enter");
	rig_expect_text(r, "1 of 3 tries left");
	rig_type(r, "000");
	rig_key(r, "Enter");
	rig_expect_role(r, -1, "three wrong codes", ROLE_FAILURE);
	rig_expect_no_text(r, "Code back");
	assert_int_equal(scene_sends(), 1);
}

/* Typing a code changes nothing of what was sent. */
static void
the_phone_keeps_what_was_sent(void **state)
{
	struct rig *r = open_flow(state, &wide);
	char shown[32];

	rig_key(r, "F2");
	snprintf(shown, sizeof(shown), "%s is your", sent_code());
	rig_expect_text(r, shown);
	rig_type(r, "99");
	rig_expect_text(r, shown);
	rig_expect_no_text(r, "Phone: preview");
}

static void
a_billed_code_is_never_shown(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);
	const char *code;

	rig_type(r, "2");
	rig_key(r, "C-u");
	rig_type(r, "+15550100123");
	rig_key(r, "F5");
	rig_key(r, "F2");
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_type(r, "0123");
	rig_advance_ms(r, 400);
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK]   accepted");
	code = sent_code();
	rig_expect_text(r, "****** is your");
	assert_int_equal(rig_count_in_stream(r, code, 6), 0);
	rig_type(r, code);
	rig_key(r, "Enter");
	rig_expect_text(r, "the right code");
}

static void
a_refused_send_waits_for_no_code(void **state)
{
	struct rig *r = open_flow(state, &wide);

	scene_plan((struct scene_answer){ .http_status = 200, .group = 5, .id = 12 });
	rig_key(r, "F2");
	rig_expect_role(r, -1, "rejected", ROLE_FAILURE);
	rig_expect_text(r, "[--]   typed");
	rig_expect_no_text(r, "Code back");
}

static void
escape_leaves_the_field_and_then_the_exchange(void **state)
{
	struct rig *r = open_flow(state, &wide);

	rig_key(r, "F2");
	rig_type(r, "12");
	rig_key(r, "Esc");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
	rig_key(r, "Esc");
	rig_expect_no_text(r, "Code and back");
	rig_expect_text(r, "Timing");
	rig_expect_text(r, "[2 Send]");
}

static void
it_fits_80_by_24(void **state)
{
	struct rig *r = open_flow(state, &small);

	rig_key(r, "F2");
	rig_expect_text(r, "[WAIT] typed");
	rig_type(r, sent_code());
	rig_key(r, "Enter");
	rig_expect_text(r, "the right code");
}

static void
a_call_is_heard_and_typed_back(void **state)
{
	struct rig *r = open_flow(state, &wide);
	char code[8];
	const char *at;
	size_t size = 0;

	rig_key(r, "S-Tab");
	rig_key(r, "Right");
	rig_expect_text(r, "< voice >");
	rig_key(r, "F2");
	at = strstr(scene_body(), "\"text\":\"");
	assert_non_null(at);
	for (at += strlen("\"text\":\""); size < 6; at++)
		if (*at >= '0' && *at <= '9')
			code[size++] = *at;
	code[size] = '\0';
	rig_expect_text(r, "read aloud");
	rig_type(r, code);
	rig_key(r, "Enter");
	rig_expect_text(r, "the right code");
}

#define SCENE(function) cmocka_unit_test_teardown(function, rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(every_step_is_seen_with_its_seconds),
		SCENE(a_wrong_code_may_be_typed_three_times),
		SCENE(the_phone_keeps_what_was_sent),
		SCENE(a_billed_code_is_never_shown),
		SCENE(a_refused_send_waits_for_no_code),
		SCENE(escape_leaves_the_field_and_then_the_exchange),
		SCENE(it_fits_80_by_24),
		SCENE(a_call_is_heard_and_typed_back),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
