/* SPDX-License-Identifier: MIT */
/* a code made, sent, typed back and timed */
#include "app/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app_rig.h"
#include "base/json.h"

struct scene {
	struct flow flow;
	struct sender *sender;
	struct logbook_entry entry;
};

static struct scene
begin(struct app_rig *r)
{
	struct scene s = { .sender = app_rig_send(r, APP_RIG_DELIVERED, false, true) };

	return s;
}

static void
read_row(struct app_rig *r, struct scene *s)
{
	app_rig_must(r, logbook_open(r->session, "1", &s->entry, &r->f));
}

static void
the_right_code_ends_it_and_is_timed(void **state)
{
	struct app_rig *r = *state;
	struct scene s = begin(r);
	struct flow_times times;

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 7500);
	assert_true(flow_takes_code(&s.flow, sender_message(s.sender)));
	assert_int_equal(flow_type(&s.flow, s.sender, "482 913"), FLOW_RIGHT);
	assert_int_equal(flow_outcome(&s.flow, sender_message(s.sender), &r->f), ST_OK);
	read_row(r, &s);
	flow_read_times(&s.flow, &s.entry, &times);
	assert_int_equal(times.accepted_ms, 0);
	assert_in_range(times.delivered_ms, 800, 3000);
	assert_int_equal(times.provider_ms, 2000);
	assert_int_equal(times.typed_ms, 7500);
	assert_false(flow_takes_code(&s.flow, sender_message(s.sender)));
	/* The verdict stands, whatever comes. */
	assert_int_equal(flow_type(&s.flow, s.sender, "000000"), FLOW_RIGHT);
	flow_give_up(&s.flow);
	assert_int_equal(s.flow.verdict, FLOW_RIGHT);
	logbook_entry_finish(&s.entry);
	sender_destroy(s.sender);
}

static void
three_wrong_codes_end_it(void **state)
{
	struct app_rig *r = *state;
	struct scene s = begin(r);

	assert_int_equal(flow_type(&s.flow, s.sender, "482914"), FLOW_OPEN);
	/* Nothing typed is no try; a part of the code and more than it are wrong. */
	assert_int_equal(flow_type(&s.flow, s.sender, " - "), FLOW_OPEN);
	assert_int_equal(s.flow.tries, 1);
	assert_int_equal(flow_type(&s.flow, s.sender, "48291"), FLOW_OPEN);
	assert_int_equal(flow_type(&s.flow, s.sender, "4829130"), FLOW_WRONG);
	assert_int_equal(flow_type(&s.flow, s.sender, APP_RIG_CODE), FLOW_WRONG);
	app_rig_must_fail(r, flow_outcome(&s.flow, sender_message(s.sender), &r->f),
	                  WORD_CODE_WRONG);
	assert_null(strstr(r->f.cause, APP_RIG_CODE));
	sender_destroy(s.sender);
}

static void
a_code_that_never_came_says_what_is_known(void **state)
{
	struct app_rig *r = *state;
	struct scene s = begin(r);

	flow_give_up(&s.flow);
	app_rig_must_fail(r, flow_outcome(&s.flow, sender_message(s.sender), &r->f),
	                  WORD_CODE_MISSING);
	assert_non_null(strstr(r->f.cause, "accepted"));
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 3000);
	app_rig_must_fail(r, flow_outcome(&s.flow, sender_message(s.sender), &r->f),
	                  WORD_CODE_MISSING);
	assert_non_null(strstr(r->f.cause, "delivered"));
	sender_destroy(s.sender);
}

static void
a_failed_send_takes_no_code_and_says_why(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_ANSWERED,
	                                         .status = 200,
	                                         .sent_bytes = 9,
	                                         .group = 5,
	                                         .id = 12 });
	struct scene s = begin(r);

	assert_false(flow_takes_code(&s.flow, sender_message(s.sender)));
	app_rig_must_fail(r, flow_outcome(&s.flow, sender_message(s.sender), &r->f),
	                  WORD_PROVIDER_REFUSED);
	sender_destroy(s.sender);
}

static void
json_tells_all_but_the_code(void **state)
{
	struct app_rig *r = *state;
	struct scene s = begin(r);
	struct json_writer w;
	struct text out;

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 4500);
	assert_int_equal(flow_type(&s.flow, s.sender, APP_RIG_CODE), FLOW_RIGHT);
	read_row(r, &s);
	text_init(&out, JSON_BYTES_MAX);
	json_write_begin(&w, &out);
	flow_write_json(&s.flow, &s.entry, &w);
	assert_non_null(strstr(text_string(&out), "\"right\":true,\"tries\":1,\"seconds\":4.5,"));
	assert_non_null(strstr(text_string(&out), "\"provider_seconds\":2}"));
	assert_non_null(strstr(text_string(&out), "\"state\":\"delivered\""));
	assert_null(strstr(text_string(&out), APP_RIG_CODE));
	text_reset(&out);
	json_write_begin(&w, &out);
	flow_write_json(&(struct flow){ 0 }, NULL, &w);
	assert_string_equal(text_string(&out),
	                    "{\"message\":null,\"right\":false,\"tries\":0,\"seconds\":null,"
	                    "\"accepted_seconds\":null,\"delivered_seconds\":null,"
	                    "\"provider_seconds\":null}");
	text_finish(&out);
	logbook_entry_finish(&s.entry);
	sender_destroy(s.sender);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, app_rig_open, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_right_code_ends_it_and_is_timed),
		TEST(three_wrong_codes_end_it),
		TEST(a_code_that_never_came_says_what_is_known),
		TEST(a_failed_send_takes_no_code_and_says_why),
		TEST(json_tells_all_but_the_code),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
