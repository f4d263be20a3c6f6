/* SPDX-License-Identifier: MIT */
/* the generated code under Node, as Auth0 runs it; and the command that prints it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

static const char *const generations[] = { "hook", "action", "custom-phone-provider" };
enum { GENERATIONS = sizeof(generations) / sizeof(generations[0]) };

/* Where node is, by PATH; NULL when it is not installed. */
static const char *
find_node(void)
{
	static char place[512];
	const char *path = getenv("PATH");

	while (path && *path) {
		size_t size = strcspn(path, ":");
		snprintf(place, sizeof(place), "%.*s/node", (int)size, path);
		if (access(place, X_OK) == 0)
			return place;
		path += size + (path[size] == ':');
	}
	return NULL;
}

/* Runs the three generations beside each other, because each waits out a slow answer. */
static void
run_under_node(struct program *p, const char *round)
{
	struct program_child children[GENERATIONS] = { { .pid = 0 } };
	const char *named = getenv("OTPDECK_ROOT");
	char *root = realpath(named ? named : ".", NULL);
	const char *node = find_node();
	char script[512];
	char variables[3][600];
	int failed = 0;

	assert_non_null(root);
	if (!node) {
		free(root);
		skip();
	}
	snprintf(script, sizeof(script), "%s/tests/hooks/run.js", root);
	snprintf(variables[0], sizeof(variables[0]), "OTPDECK_BIN=%s", p->deck);
	snprintf(variables[1], sizeof(variables[1]), "OTPDECK_SANDBOX_BIN=%s", p->sandbox);
	snprintf(variables[2], sizeof(variables[2]), "OTPDECK_ROOT=%s", root);
	for (size_t i = 0; i < 3; i++)
		program_set_env(p, variables[i]);
	for (size_t i = 0; i < GENERATIONS; i++)
		program_start_list(p, &children[i], node,
		                   (const char *const[]){ script, generations[i], round, NULL });
	for (size_t i = 0; i < GENERATIONS; i++) {
		if (program_wait(p, &children[i]) != 0) {
			print_error("%s\n%s\n", children[i].bytes[PROGRAM_OUT],
			            children[i].bytes[PROGRAM_ERR]);
			failed++;
		}
		program_child_finish(&children[i]);
	}
	free(root);
	assert_int_equal(failed, 0);
}

static void
every_sandbox_number_is_told_to_auth0_as_it_is(void **state)
{
	run_under_node(*state, "numbers");
}

static void
every_answer_of_a_provider_is_told_to_auth0_as_it_is(void **state)
{
	run_under_node(*state, "answers");
}

static void
the_code_is_printed_as_it_is_pasted(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "profile", "set", "base_url", "http://127.0.0.1:9", NULL);
	for (size_t i = 0; i < GENERATIONS; i++) {
		program_expect(p, 0, "hook", "show", "--as", generations[i], NULL);
		assert_memory_equal(p->out, "// Auth0 ", 9);
		assert_true(program_holds(p->out, p->out_bytes,
		                          "const BASE_URL = \"http://127.0.0.1:9\";"));
		assert_int_equal(p->out[p->out_bytes - 1], '\n');
		assert_int_equal(p->err_bytes, 0);
		char *plain = strdup(p->out);
		program_expect(p, 0, "hook", "show", "--as", generations[i], "--json", NULL);
		program_expect_word(p, "data.code", plain);
		program_expect_word(p, "data.as", generations[i]);
		program_expect_word(p, "data.secret", "API_KEY");
		free(plain);
	}
}

static void
what_is_missing_or_unknown_is_said_with_the_words_there_are(void **state)
{
	struct program *p = *state;

	program_expect(p, 3, "hook", "show", "--as", "hook", "--json", NULL);
	program_expect_word(p, "error.code", "base_url_missing");
	program_expect(p, 2, "hook", "show", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "custom-phone-provider"));
	program_expect(p, 2, "hook", "show", "--as", "rule", "--json", NULL);
	program_expect_word(p, "error.code", "usage");
	program_expect_word(p, "error.hint", "--as hook, action or custom-phone-provider");
	assert_int_equal(p->err_bytes, 0);
}

/* The one thing that code for somebody else's editor must never hold. */
static void
no_secret_stands_in_the_code(void **state)
{
	struct program *p = *state;

	program_make_staging(p, "https://abc123.api.infobip.com", "k7w2-9q4r-5t6y");
	for (size_t i = 0; i < GENERATIONS; i++) {
		program_expect(p, 0, "hook", "show", "--as", generations[i], NULL);
		assert_true(program_holds(p->out, p->out_bytes, "https://abc123.api.infobip.com"));
		assert_false(program_holds(p->out, p->out_bytes, "k7w2"));
	}
}

int
main(void)
{
#define JOURNEY(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		JOURNEY(the_code_is_printed_as_it_is_pasted),
		JOURNEY(what_is_missing_or_unknown_is_said_with_the_words_there_are),
		JOURNEY(no_secret_stands_in_the_code),
		JOURNEY(every_answer_of_a_provider_is_told_to_auth0_as_it_is),
		JOURNEY(every_sandbox_number_is_told_to_auth0_as_it_is),
	};
	return cmocka_run_group_tests_name("journeys/hook_code", tests, NULL, NULL);
}
