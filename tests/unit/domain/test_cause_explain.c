/* SPDX-License-Identifier: MIT */
/* of all that is known about a message the most telling explains it */
#include "domain/cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct message
failed_message(void)
{
	struct message m;

	message_init(&m);
	m.state = MESSAGE_UNDELIVERABLE;
	m.http_status = 200;
	m.status.group_id = 2;
	m.status.id = 9;
	m.error.group_id = 1;
	m.error.id = 27;
	return m;
}

static void
expect_explained(const struct message *m, const char *name)
{
	struct cause c;

	cause_explain(m, &c);
	assert_string_equal(c.name, name);
}

static void
a_failed_message_is_explained_by_its_error_first(void **state)
{
	struct message m = failed_message();

	(void)state;
	expect_explained(&m, "EC_ABSENT_SUBSCRIBER");
	m.error.id = 0;
	m.error.group_id = 0;
	expect_explained(&m, "UNDELIVERABLE_NOT_DELIVERED");
	m.error.id = 60000;
	m.error.group_id = 1;
	expect_explained(&m, "UNDELIVERABLE_NOT_DELIVERED");
}

static void
a_message_that_arrived_is_explained_by_its_status(void **state)
{
	struct message m = failed_message();

	(void)state;
	m.state = MESSAGE_DELIVERED;
	m.status.group_id = 3;
	m.status.id = 5;
	expect_explained(&m, "DELIVERED_TO_HANDSET");
}

static void
without_a_status_the_http_status_explains(void **state)
{
	struct message m;

	(void)state;
	message_init(&m);
	m.state = MESSAGE_REJECTED;
	m.http_status = 403;
	expect_explained(&m, "FORBIDDEN");
	m.state = MESSAGE_UNKNOWN;
	m.http_status = 502;
	expect_explained(&m, "BAD_GATEWAY");
	m.http_status = 200;
	expect_explained(&m, "unknown");
	m.http_status = 0;
	m.state = MESSAGE_NOT_SENT;
	expect_explained(&m, "not_sent");
}

static void
a_state_entered_after_the_answer_explains_by_itself(void **state)
{
	struct message m;
	struct cause open;
	struct cause closed;

	(void)state;
	message_init(&m);
	m.http_status = 500;
	m.state = MESSAGE_LIKELY_NOT_SENT;
	expect_explained(&m, "likely_not_sent");
	m.state = MESSAGE_SENDING;
	expect_explained(&m, "sending");
	m.status.group_id = 1;
	m.status.id = 7;
	m.state = MESSAGE_UNRESOLVED;
	expect_explained(&m, "unresolved");
	m.state = MESSAGE_ACCEPTED;
	expect_explained(&m, "PENDING_ENROUTE");
	cause_explain(&m, &open);
	m.final = true;
	cause_explain(&m, &closed);
	assert_string_equal(closed.name, "accepted");
	assert_false(open.final);
	assert_true(closed.final);
}

/* A call that was taken is explained by who took it, one that was not by why. */
static void
a_call_is_explained_by_how_it_ended(void **state)
{
	struct message m;
	struct cause c;

	(void)state;
	message_init(&m);
	m.type = MESSAGE_VOICE;
	m.state = MESSAGE_DELIVERED;
	m.final = true;
	m.status.group_id = 3;
	m.status.id = 5;
	cause_explain(&m, &c);
	assert_non_null(strstr(c.meaning, "The call was taken"));
	m.error.group_id = 0;
	m.error.id = 5001;
	cause_explain(&m, &c);
	assert_string_equal(c.name, "VOICE_ANSWERED_MACHINE");
	m.state = MESSAGE_UNDELIVERABLE;
	m.status.group_id = 2;
	m.status.id = 9;
	m.error.id = 5003;
	cause_explain(&m, &c);
	assert_string_equal(c.name, "EC_VOICE_NO_ANSWER");
	m.type = MESSAGE_SMS;
	cause_explain(&m, &c);
	assert_string_equal(c.name, "UNDELIVERABLE_NOT_DELIVERED");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_message_is_explained_by_its_error_first),
		cmocka_unit_test(a_message_that_arrived_is_explained_by_its_status),
		cmocka_unit_test(without_a_status_the_http_status_explains),
		cmocka_unit_test(a_state_entered_after_the_answer_explains_by_itself),
		cmocka_unit_test(a_call_is_explained_by_how_it_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
