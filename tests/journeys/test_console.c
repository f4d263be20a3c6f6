/* SPDX-License-Identifier: MIT */
/* The console as an operator meets it: the real program on a terminal, the sandbox behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

static const char *
program(void)
{
	const char *named = getenv("OTPDECK_BIN");
	return named ? named : "./otpdeck";
}

static struct rig *
start_console(void **state)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *const words[] = { program(), NULL };
	struct rig *r = rig_create(state, &size);

	rig_spawn(r, words);
	rig_expect_text(r, "Try it now");
	rig_key(r, "Enter");
	rig_expect_text(r, "[ Send simulated ]");
	return r;
}

static void
leave(struct rig *r)
{
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

/* Fills the recipient in anew; the cursor may stand on any field above. */
static void
address(struct rig *r, const char *number)
{
	for (int i = 0; i < 6; i++)
		rig_key(r, "Up");
	rig_key(r, "C-u");
	rig_type(r, number);
	rig_expect_text(r, number);
}

/* Runs the shell twin on the same store, beside the console. */
static int
run_beside(const char *const *words)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(words[0], (char *const *)(const void *)words);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
enter_twice_is_the_first_simulated_send(void **state)
{
	struct rig *r = start_console(state);

	rig_key(r, "Enter");
	rig_expect_text(r, "DELIVERED_TO_HANDSET");
	rig_expect_text(r, "final: the phone has it");
	leave(r);
}

static void
a_refused_send_is_found_among_the_failures_and_explained(void **state)
{
	struct rig *r = start_console(state);

	address(r, "+99950012");
	rig_key(r, "F2");
	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	rig_type(r, "3");
	rig_expect_text(r, "[3 Log]");
	rig_type(r, "f");
	rig_expect_text(r, "failures only");
	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	rig_key(r, "Enter");
	rig_expect_text(r, "You can fix this.");
	leave(r);
}

/* By the shell twin: a key in a terminal's hands is the Setup screen's journey. */
static void
set_key(const char *key)
{
	char command[512];

	snprintf(command, sizeof(command), "printf %s | '%s' secret set API_KEY", key, program());
	const char *const words[] = { "/bin/sh", "-c", command, NULL };
	assert_int_equal(run_beside(words), 0);
}

static void
the_checks_name_a_bad_key_and_pass_a_good_one(void **state)
{
	struct rig *r = start_console(state);

	set_key("bad-5t6y-7u8i");
	rig_type(r, "5");
	rig_expect_text(r, "Nothing was checked yet");
	rig_type(r, "c");
	rig_expect_text(r, "1 failed");
	rig_expect_text(r, "[FAIL] API key is known          HTTP 401 UNAUTHORIZED");
	rig_expect_text(r, "not tried: the key is not known");
	set_key("k7w2-9q4r-5t6y");
	rig_type(r, "c");
	rig_expect_text(r, "0 failed");
	rig_expect_text(r, "[OK]   API key is known");
	rig_expect_text(r, "[OK]   may send                  sms:message:send");
	leave(r);
}

static void
two_faces_on_one_store_see_each_others_messages(void **state)
{
	const char *const send[] = { program(), "send", "--to", "+99950012", NULL };
	struct rig *r = start_console(state);

	assert_int_equal(run_beside(send), 7);
	rig_type(r, "3");
	rig_expect_text(r, "[3 Log]");
	rig_type(r, "r");
	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	leave(r);
}

static void
a_resize_while_a_send_is_in_flight_loses_nothing(void **state)
{
	struct rig *r = start_console(state);

	address(r, "+99900002");
	rig_key(r, "F2");
	rig_expect_text(r, "Esc stops the send");
	rig_resize(r, 10, 30);
	rig_resize(r, 24, 80);
	rig_resize(r, 30, 100);
	rig_expect_text(r, "DELIVERED_TO_HANDSET");
	leave(r);
}

static void
a_hangup_while_a_send_is_in_flight_leaves_a_row_that_is_looked_after(void **state)
{
	const char *const list[] = { program(), "log", "list", NULL };
	struct rig *r = start_console(state);

	address(r, "+99900020");
	rig_key(r, "F2");
	rig_expect_text(r, "Esc stops the send");
	rig_hang_up(r);
	assert_int_equal(rig_wait_exit(r), 129);
	assert_int_equal(run_beside(list), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(enter_twice_is_the_first_simulated_send, rig_tear_down),
		cmocka_unit_test_teardown(a_refused_send_is_found_among_the_failures_and_explained,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_checks_name_a_bad_key_and_pass_a_good_one,
		                          rig_tear_down),
		cmocka_unit_test_teardown(two_faces_on_one_store_see_each_others_messages,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_resize_while_a_send_is_in_flight_loses_nothing,
		                          rig_tear_down),
		cmocka_unit_test_teardown(
			a_hangup_while_a_send_is_in_flight_leaves_a_row_that_is_looked_after,
			rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
