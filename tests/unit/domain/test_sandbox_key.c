/* SPDX-License-Identifier: MIT */
/* what a sandbox key may do */
#include "domain/sandbox_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
any_other_key_may_do_everything(void **state)
{
	static const char *const names[] = { "sandbox", "", "bad", "BAD-1", "xsend-", "sendlogs" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_false(sandbox_key_look_up(names[i])->is_refused);
		assert_int_equal(sandbox_key_look_up(names[i])->scopes, SCOPE_EVERY);
		assert_string_equal(sandbox_key_look_up(names[i])->prefix, "");
	}
}

static void
the_beginning_decides(void **state)
{
	(void)state;
	assert_true(sandbox_key_look_up("bad-1")->is_refused);
	assert_true(sandbox_key_look_up("expired-")->is_refused);
	assert_false(sandbox_key_look_up("noscope-x")->is_refused);
	assert_int_equal(sandbox_key_look_up("noscope-x")->scopes, 0);
	assert_int_equal(sandbox_key_look_up("logs-send-")->scopes, SCOPE_SMS_LOGS);
	assert_int_equal(sandbox_key_look_up("sendlogs-1")->scopes,
	                 SCOPE_SMS_SEND | SCOPE_SMS_LOGS);
	assert_true(sandbox_key_look_up("trial-1")->is_trial);
}

static void
every_row_is_reached_by_its_own_prefix(void **state)
{
	const struct sandbox_key *row;

	(void)state;
	for (size_t i = 0; (row = sandbox_key_at(i)) != NULL; i++) {
		assert_ptr_equal(sandbox_key_look_up(row->prefix), row);
		assert_true(strlen(row->does) > 0);
		assert_true(row->prefix[strlen(row->prefix) - 1] == '-');
	}
	assert_non_null(sandbox_key_at(0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_other_key_may_do_everything),
		cmocka_unit_test(the_beginning_decides),
		cmocka_unit_test(every_row_is_reached_by_its_own_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
