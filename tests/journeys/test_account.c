/* SPDX-License-Identifier: MIT */
/* An account over TLS, in the real console: a bad key, a good one, a guarded send, its record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"
#include "rig.h"
#include "tls_front.h"

#define BAD_KEY "bad-0f3b9c1d7e5a2468"
#define GOOD_KEY "good-7a6b5c4d3e2f1908"
#define NUMBER "+12025550123"

/* A provider that writes down what arrives, behind TLS; a home; a terminal. */
struct account {
	struct program *p;
	struct program_child provider;
	struct tls_front *front;
	struct rig *r;
	char journal[FOLDER_PATH_BYTES];
};

static int
set_up(void **state)
{
	struct account *a = calloc(1, sizeof(*a));
	void *program = NULL;
	char url[64];

	assert_non_null(a);
	*state = a;
	program_set_up(&program);
	a->p = program;
	snprintf(a->journal, sizeof(a->journal), "%s", folder_file(&a->p->folder, "journal"));
	program_start_sandbox(a->p, &a->provider, url, "--journal", a->journal, NULL);
	a->front = tls_front_start(TLS_GOOD, atoi(strrchr(url, ':') + 1), 0);
	return 0;
}

static int
tear_down(void **state)
{
	struct account *a = *state;
	void *program = a->p;
	void *rig = a->r;

	if (a->r)
		rig_tear_down(&rig);
	program_end(a->p, &a->provider, 15);
	tls_front_destroy(a->front);
	program_tear_down(&program);
	free(a);
	return 0;
}

static void
start_console(struct account *a)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	char home[FOLDER_PATH_BYTES + 8];
	const char *argv[] = { "env", home, a->p->deck, NULL };
	void *rig = NULL;

	snprintf(home, sizeof(home), "HOME=%s", a->p->home);
	a->r = rig_create(&rig, &size);
	rig_spawn(a->r, argv);
}

/* How many lines of the provider's record hold a text. */
static size_t
recorded(const struct account *a, const char *text)
{
	char line[8192];
	size_t count = 0;
	FILE *file = fopen(a->journal, "r");

	while (file && fgets(line, sizeof(line), file))
		count += strstr(line, text) != NULL;
	if (file)
		fclose(file);
	return count;
}

static void
type_key(struct account *a, const char *key, const char *verdict)
{
	rig_key(a->r, "C-u");
	rig_paste(a->r, key);
	rig_key(a->r, "Enter");
	rig_expect_text(a->r, verdict);
}

static void
send_with_digits(struct account *a, const char *digits)
{
	int64_t drawn_ms;

	rig_key(a->r, "F2");
	rig_expect_text(a->r, "Type the last digits");
	drawn_ms = program_now_ms();
	/* What comes sooner than a person could have read it counts for nothing. */
	while (program_now_ms() - drawn_ms < 300)
		rig_settle(a->r);
	rig_type(a->r, digits);
	rig_key(a->r, "Enter");
}

static void
a_bad_key_then_a_good_one_then_one_guarded_send(void **state)
{
	struct account *a = *state;

	program_expect(a->p, 0, "profile", "add", "staging", "--environment", "staging", NULL);
	program_expect(a->p, 0, "profile", "use", "staging", NULL);
	program_expect(a->p, 0, "profile", "set", "ca_file", tls_front_ca_file(a->front), NULL);
	program_expect(a->p, 0, "profile", "set", "base_url", tls_front_url(a->front), NULL);
	start_console(a);
	rig_type(a->r, "6");
	rig_expect_text(a->r, "> [STG] staging");
	rig_key(a->r, "Enter");
	rig_expect_text(a->r, "none yet: paste it here");
	rig_key(a->r, "Tab");
	type_key(a, BAD_KEY, "[FAIL] key is known");
	assert_int_equal(recorded(a, "/sms/3/messages"), 0);
	type_key(a, "App " GOOD_KEY "\n", "[OK]   key is known");
	rig_expect_text(a->r, "[OK]   TLS, certificate valid");
	rig_key(a->r, "F2");
	rig_expect_text(a->r, "A passphrase for the vault?");
	rig_key(a->r, "Esc");
	rig_key(a->r, "Esc");
	rig_expect_text(a->r, "> [STG] staging");

	rig_type(a->r, "2");
	rig_expect_text(a->r, "[ Send billed SMS ]");
	rig_type(a->r, NUMBER);
	send_with_digits(a, "0124");
	rig_expect_text(a->r, "nothing was done");
	assert_int_equal(recorded(a, "/sms/3/messages"), 0);
	send_with_digits(a, "0123");
	/* The sandbox knows no such number and says so; it was asked once, over TLS. */
	rig_expect_text(a->r, "REJECTED_DESTINATION (5/52)");
	assert_int_equal(recorded(a, "/sms/3/messages"), 1);
	assert_int_equal(program_ask(a->p, "SELECT count(*) FROM message"), 1);
	assert_int_equal(rig_count_in_stream(a->r, "7a6b5c", 6), 0);
	rig_key(a->r, "F10");
	assert_int_equal(rig_wait_exit(a->r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_bad_key_then_a_good_one_then_one_guarded_send,
		                                set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
