/* SPDX-License-Identifier: MIT */
/* Connecting an account in the real program: a bad key, a good one, another profile, a reveal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"
#include "sandbox_rig.h"

#define BAD_KEY "bad-0f3b9c1d7e5a2468"
#define GOOD_KEY "good-7a6b5c4d3e2f1908"

/* The sandbox stands in for the provider; the rig ends without it when a test fails. */
static struct sandbox_rig sandbox;

static int
tear_down(void **state)
{
	if (sandbox.pid > 0)
		sandbox_rig_stop(&sandbox);
	memset(&sandbox, 0, sizeof(sandbox));
	return rig_tear_down(state);
}

static const char *
program(void)
{
	const char *named = getenv("OTPDECK_BIN");
	return named ? named : "./otpdeck";
}

/* The form of a new staging profile, reached from the first start. */
static struct rig *
start_connecting(void **state)
{
	static const char *const options[] = { NULL };
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *const words[] = { program(), NULL };
	struct rig *r = rig_create(state, &size);

	sandbox_rig_start(&sandbox, options);
	rig_spawn(r, words);
	rig_expect_text(r, "Connect Infobip");
	rig_key(r, "Down");
	rig_key(r, "Enter");
	rig_expect_text(r, "new profile staging");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_paste(r, sandbox.url);
	rig_key(r, "Tab");
	return r;
}

static void
a_bad_key_then_a_good_one_then_another_profile(void **state)
{
	struct rig *r = start_connecting(state);

	rig_paste(r, "App " BAD_KEY "\n");
	rig_expect_text(r,
	                "paste fixed: removed the word \"App \" in front and line ends around it");
	rig_key(r, "Enter");
	rig_expect_text(r, "[FAIL] key is known");
	rig_key(r, "C-u");
	rig_paste(r, GOOD_KEY);
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK]   key is known");
	rig_expect_text(r, "[OK]   may send");
	rig_expect_text(r, "This key can send messages, read the log");
	rig_key(r, "F2");
	rig_expect_text(r, "A passphrase for the vault?");
	rig_key(r, "Esc");
	rig_expect_text(r, "[STG]  staging");
	rig_expect_text(r, "********1908");
	rig_key(r, "Esc");
	rig_expect_text(r, "> [STG] staging");
	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
	rig_key(r, "Esc");
	rig_type(r, "1");
	rig_expect_text(r, "Latest");
	rig_type(r, "p");
	rig_expect_text(r, "Act on which profile?");
	rig_key(r, "Home");
	rig_key(r, "Enter");
	rig_expect_text(r, "acting on profile sandbox (sandbox)");
	rig_expect_text(r, "[SIM]  sandbox");
	/* Not one letter of either key came to the terminal. */
	assert_int_equal(rig_count_in_stream(r, "0f3b9c", 6), 0);
	assert_int_equal(rig_count_in_stream(r, "7a6b5c", 6), 0);
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

/* The shell twin shows a secret on its terminal, after a question, whatever stdout is. */
static void
the_shell_reveals_after_a_question_and_to_the_terminal(void **state)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	struct rig *r = rig_create(state, &size);
	char line[1024];

	snprintf(line, sizeof(line),
	         "printf %%s " GOOD_KEY " | %s secret set API_KEY\n"
	         "%s secret reveal API_KEY >\"$HOME/r\"\ncat \"$HOME/r\"",
	         program(), program());
	const char *const words[] = { "/bin/sh", "-c", line, NULL };
	rig_spawn(r, words);
	rig_expect_text(r, "Show it? [y/N]");
	assert_int_equal(rig_count_in_stream(r, GOOD_KEY, sizeof(GOOD_KEY) - 1), 0);
	rig_type(r, "y");
	rig_key(r, "Enter");
	rig_expect_text(r, GOOD_KEY);
	assert_int_equal(rig_wait_exit(r), 0);
	/* Once: on the terminal, and not in what was redirected. */
	assert_int_equal(rig_count_in_stream(r, GOOD_KEY, sizeof(GOOD_KEY) - 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_bad_key_then_a_good_one_then_another_profile,
		                          tear_down),
		cmocka_unit_test_teardown(the_shell_reveals_after_a_question_and_to_the_terminal,
		                          tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
