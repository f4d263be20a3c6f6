/* SPDX-License-Identifier: MIT */
/* From arguments to exit statuses, for the commands that need no store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/run.h"

/* Runs with stdout and stderr thrown away; what they hold is tested in the journeys. */
static int
run(int argc, const char *const *words)
{
	char kept[8][64];
	char *argv[9] = { 0 };
	struct args args;
	struct fault f = { 0 };
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	int null_fd = open("/dev/null", O_WRONLY);

	for (int i = 0; i < argc; i++) {
		snprintf(kept[i], sizeof(kept[i]), "%s", words[i]);
		argv[i] = kept[i];
	}
	fflush(stdout);
	dup2(null_fd, STDOUT_FILENO);
	dup2(null_fd, STDERR_FILENO);
	enum status st = args_parse(argc, argv, &args, &f);
	int exit_status = run_command(&args, st, &f);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(null_fd);
	return exit_status;
}

static void
help_and_paths_end_with_0(void **state)
{
	const char *const help[] = { "otpdeck", "help" };
	const char *const one[] = { "otpdeck", "help", "send" };
	const char *const paths[] = { "otpdeck", "paths", "--json" };
	const char *const numbers[] = { "otpdeck", "sandbox", "numbers" };
	(void)state;
	assert_int_equal(run(2, help), 0);
	assert_int_equal(run(3, one), 0);
	assert_int_equal(run(3, paths), 0);
	assert_int_equal(run(3, numbers), 0);
}

static void
wrong_use_ends_with_2(void **state)
{
	const char *const unknown[] = { "otpdeck", "nonsense" };
	const char *const color[] = { "otpdeck", "paths", "--color", "blue" };
	const char *const about[] = { "otpdeck", "help", "nonsense" };
	(void)state;
	assert_int_equal(run(2, unknown), 2);
	assert_int_equal(run(4, color), 2);
	assert_int_equal(run(3, about), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_and_paths_end_with_0),
		cmocka_unit_test(wrong_use_ends_with_2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
