/* SPDX-License-Identifier: MIT */
/* Money: what the whole program sends to a provider that counts, and what it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "fault_server.h"
#include "program.h"
#include "rig.h"

#define KEY "marker-5d41402abc4b2a76b9719d911017c592"
#define NUMBER "+12025550123"
#define WORDS_MAX 16

/* A home with a provider that counts, and a terminal when one is asked for. */
struct money {
	struct program *p;
	struct rig *r;
	struct fault_server *wire;
};

static int
set_up(void **state)
{
	struct money *m = calloc(1, sizeof(*m));
	void *program = NULL;

	assert_non_null(m);
	*state = m;
	program_set_up(&program);
	m->p = program;
	m->wire = fault_server_start(FAULT_DOOR_OPEN);
	return 0;
}

static int
tear_down(void **state)
{
	struct money *m = *state;
	void *program = m->p;
	void *rig = m->r;

	if (m->r)
		rig_tear_down(&rig);
	program_tear_down(&program);
	fault_server_destroy(m->wire);
	free(m);
	return 0;
}

/* Runs `otpdeck WORDS...` on a terminal, in the same home. */
static void
start(struct money *m, const char *const *words)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	char home[FOLDER_PATH_BYTES + 8];
	const char *argv[WORDS_MAX + 4] = { "env", home, m->p->deck };
	void *rig = m->r;

	if (m->r)
		rig_tear_down(&rig);
	m->r = NULL;
	snprintf(home, sizeof(home), "HOME=%s", m->p->home);
	for (size_t i = 0; words && words[i] && i < WORDS_MAX; i++)
		argv[3 + i] = words[i];
	m->r = rig_create(&rig, &size);
	rig_spawn(m->r, argv);
}

static void
use_production(struct money *m)
{
	struct program *p = m->p;

	program_expect(p, 0, "profile", "add", "acme-live", "--environment", "production", NULL);
	program_expect(p, 0, "profile", "use", "acme-live", NULL);
	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(m->wire), NULL);
	program_expect(p, 0, "profile", "set", "country_allow", "US", NULL);
	p->input = KEY;
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
}

static int64_t
rows(const struct money *m)
{
	return program_ask(m->p, "SELECT count(*) FROM message");
}

/* Waits until so much of a clock that only goes forward is over. */
static void
wait_ms(struct rig *r, int64_t ms)
{
	int64_t begun = program_now_ms();

	while (program_now_ms() - begun < ms)
		rig_settle(r);
}

/* --- Arming --------------------------------------------------------------------------------- */

static void
production_sends_only_while_armed_and_once_it_is_confirmed(void **state)
{
	struct money *m = *state;

	use_production(m);
	start(m, NULL);
	rig_type(m->r, "2");
	rig_expect_text(m->r, "[ Send billed SMS ]");
	rig_type(m->r, NUMBER);
	rig_key(m->r, "F2");
	rig_expect_text(m->r, "production and not armed");
	rig_key(m->r, "F4");
	rig_expect_text(m->r, "Arm this profile?");
	wait_ms(m->r, 300);
	rig_type(m->r, "acme-live");
	rig_key(m->r, "Enter");
	rig_expect_text(m->r, "ARMED");

	rig_key(m->r, "F2");
	rig_expect_text(m->r, "[PROD] PROD acme-live: Send a real, billed SMS?");
	wait_ms(m->r, 300);
	rig_type(m->r, "0124");
	rig_expect_text(m->r, "these are not the digits");
	rig_key(m->r, "Enter");
	rig_expect_text(m->r, "nothing was done");
	assert_int_equal(fault_server_arrivals(m->wire), 0);

	rig_key(m->r, "F2");
	rig_expect_text(m->r, "Type the last digits");
	wait_ms(m->r, 300);
	rig_type(m->r, "0123");
	rig_key(m->r, "Enter");
	rig_expect_text(m->r, "PENDING");
	assert_int_equal(fault_server_arrivals_with(m->wire, "POST /sms/3/messages"), 1);
	assert_int_equal(rows(m), 1);
	rig_key(m->r, "F4");
	rig_expect_text(m->r, "disarmed");
	rig_key(m->r, "F10");
	assert_int_equal(rig_wait_exit(m->r), 0);
	assert_int_equal(program_ask(m->p, "SELECT count(*) FROM audit WHERE event IN"
	                                   " ('profile_armed', 'profile_disarmed')"),
	                 2);
}

static void
arming_that_runs_out_refuses_what_is_confirmed_after_it(void **state)
{
	struct money *m = *state;

	use_production(m);
	program_expect(m->p, 0, "profile", "arm", "--for", "3s", NULL);
	start(m, NULL);
	rig_type(m->r, "2");
	rig_type(m->r, NUMBER);
	rig_key(m->r, "F2");
	rig_expect_text(m->r, "Type the last digits");
	rig_type(m->r, "0123");
	rig_expect_text(m->r, "ARMED 0:0");
	rig_expect_no_text(m->r, "ARMED");
	rig_expect_text(m->r, "( Send )");
	rig_key(m->r, "Enter");
	rig_expect_text(m->r, "production and not armed, or no longer");
	assert_int_equal(fault_server_arrivals(m->wire), 0);
	assert_int_equal(rows(m), 0);
}

static void
the_shell_arms_for_an_hour_at_most_and_tells_until_when(void **state)
{
	struct money *m = *state;
	struct program *p = m->p;

	use_production(m);
	program_expect(p, 2, "profile", "arm", "--json", NULL);
	program_expect(p, 2, "profile", "arm", "--for", "61m", "--json", NULL);
	program_expect_word(p, "error.code", "value_invalid");
	program_expect(p, 2, "profile", "arm", "--for", "soon", "--json", NULL);
	program_expect(p, 2, "-p", "sandbox", "profile", "arm", "--for", "1m", "--json", NULL);
	program_expect(p, 9, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "not_armed");
	program_expect(p, 0, "profile", "arm", "--for", "10m", "--json", NULL);
	assert_true(program_word(p, "data.until")[0] == '2');
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect(p, 0, "profile", "disarm", "--json", NULL);
	program_expect(p, 9, "send", "--to", NUMBER, "--yes", "--json", NULL);
	assert_int_equal(fault_server_arrivals(m->wire), 1);
}

/* --- Questions in the shell ------------------------------------------------------------------ */

static void
the_shell_asks_for_the_digits_with_all_that_decides(void **state)
{
	static const char *const words[] = { "send", "--to", NUMBER, NULL };
	struct money *m = *state;

	program_make_staging(m->p, fault_server_url(m->wire), KEY);
	start(m, words);
	rig_expect_text(m->r, "[STG] A real, billed SMS:");
	rig_expect_text(m->r, "host     127.0.0.1:");
	rig_expect_text(m->r, "to       " NUMBER "  US");
	rig_expect_text(m->r, "price    not known");
	rig_expect_text(m->r, "Type the last four digits to send it:");
	rig_type(m->r, "0124");
	rig_key(m->r, "Enter");
	assert_int_equal(rig_wait_exit(m->r), 9);
	start(m, words);
	rig_expect_text(m->r, "Type the last four digits to send it:");
	rig_type(m->r, "0123");
	rig_key(m->r, "Enter");
	assert_int_equal(rig_wait_exit(m->r), 0);
	assert_int_equal(fault_server_arrivals(m->wire), 1);
}

static void
yes_answers_no_second_question(void **state)
{
	static char text[330];
	const char *const words[] = { "send", "--to", NUMBER, "--text", text, "--yes", NULL };
	struct money *m = *state;

	memset(text, 'x', sizeof(text) - 1);
	program_make_staging(m->p, fault_server_url(m->wire), KEY);
	program_expect(m->p, 9, "send", "--to", NUMBER, "--text", text, "--yes", "--json", NULL);
	program_expect_word(m->p, "error.code", "too_many_parts");
	assert_int_equal(rows(m), 0);
	start(m, words);
	rig_expect_text(m->r, "takes 3 parts");
	rig_expect_text(m->r, "Type yes:");
	rig_type(m->r, "no");
	rig_key(m->r, "Enter");
	assert_int_equal(rig_wait_exit(m->r), 9);
	assert_int_equal(fault_server_arrivals(m->wire), 0);
	start(m, words);
	rig_expect_text(m->r, "Type yes:");
	rig_type(m->r, "yes");
	rig_key(m->r, "Enter");
	assert_int_equal(rig_wait_exit(m->r), 0);
	assert_int_equal(fault_server_arrivals(m->wire), 1);
}

static void
a_third_neighbour_is_asked_about_at_a_terminal(void **state)
{
	static const char *const third[] = { "send", "--to", "+12025550125", "--yes", NULL };
	struct money *m = *state;
	struct program *p = m->p;

	program_make_staging(p, fault_server_url(m->wire), KEY);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect(p, 0, "send", "--to", "+12025550124", "--yes", "--json", NULL);
	program_expect(p, 9, "send", "--to", "+12025550125", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "neighbouring_numbers");
	start(m, third);
	rig_expect_text(m->r, "third neighbouring number");
	rig_type(m->r, "yes");
	rig_key(m->r, "Enter");
	assert_int_equal(rig_wait_exit(m->r), 0);
	assert_int_equal(fault_server_arrivals(m->wire), 3);
}

/* --- Caps ------------------------------------------------------------------------------------ */

/* A day's worth of messages but two: copies of one that was sent, an hour's cap out of the way. */
static void
use_up_all_but_two(struct money *m)
{
	struct program *p = m->p;

	program_expect(p, 0, "profile", "set", "budget_hour_messages", "1000", NULL);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_tamper(p, "UPDATE message SET created_at_ms = created_at_ms - 7200000");
	program_tamper(p, "CREATE TEMP TABLE one AS SELECT * FROM message;"
	                  "CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL"
	                  " SELECT i + 1 FROM c WHERE i < 47) SELECT i FROM c;"
	                  "CREATE TEMP TABLE many AS SELECT one.*, n.i AS i FROM one, n;"
	                  "UPDATE many SET id = NULL, message_id = 'copy-' || i;"
	                  "ALTER TABLE many DROP COLUMN i;"
	                  "INSERT INTO message SELECT * FROM many;");
	assert_int_equal(rows(m), 48);
}

static void
four_processes_at_the_cap_never_exceed_it(void **state)
{
	static const char *const numbers[] = { "+12025550111", "+12025550142", "+12025550173",
		                               "+12025550199" };
	struct money *m = *state;
	struct program *p = m->p;
	int sent = 0;

	program_make_staging(p, fault_server_url(m->wire), KEY);
	use_up_all_but_two(m);
	for (int round = 0; round < 3; round++) {
		struct program_child children[4] = { { 0 } };

		for (int i = 0; i < 4; i++)
			program_start(p, &children[i], "send", "--to", numbers[i], "--yes", NULL);
		for (int i = 0; i < 4; i++) {
			int status = program_wait(p, &children[i]);

			assert_true(status == 0 || status == 9);
			sent += status == 0;
			program_child_finish(&children[i]);
		}
	}
	assert_int_equal(sent, 2);
	assert_int_equal(rows(m), 50);
	assert_int_equal(fault_server_arrivals(m->wire), 3);
}

/* --- Dry run --------------------------------------------------------------------------------- */

/* Where the body of a request begins, and its messageId blotted out. */
static void
read_body(const char *request, char out[2048])
{
	const char *body = strstr(request, "\r\n\r\n");

	snprintf(out, 2048, "%s", body ? body + 4 : request);
	char *id = strstr(out, "\"messageId\":\"");
	assert_non_null(id);
	memset(id + 13, '~', 36);
}

static void
a_dry_run_prints_what_a_send_then_sends(void **state)
{
	struct money *m = *state;
	struct program *p = m->p;
	char dry[2048];
	char real[2048];

	use_production(m);
	program_expect(p, 0, "send", "--to", NUMBER, "--code", "482913", "--dry-run", NULL);
	assert_non_null(strstr(p->out, "Authorization: App ********\n"));
	assert_null(strstr(p->out, KEY));
	assert_int_equal(fault_server_connections(m->wire), 0);
	assert_int_equal(rows(m), 0);
	const char *body = strstr(p->out, "\n\n");
	assert_non_null(body);
	read_body(body + 2, dry);
	dry[strcspn(dry, "\n")] = '\0';

	program_expect(p, 0, "profile", "arm", "--for", "1m", NULL);
	program_expect(p, 0, "send", "--to", NUMBER, "--code", "482913", "--yes", NULL);
	read_body(fault_server_arrival(m->wire, 0, NULL), real);
	assert_string_equal(dry, real);
}

static void
a_dry_run_in_json_has_every_part_of_the_request(void **state)
{
	struct money *m = *state;
	struct program *p = m->p;
	char url[128];

	use_production(m);
	program_expect(p, 0, "send", "--to", NUMBER, "--dry-run", "--json", NULL);
	snprintf(url, sizeof(url), "%s/sms/3/messages", fault_server_url(m->wire));
	program_expect_word(p, "data.request.method", "POST");
	program_expect_word(p, "data.request.url", url);
	program_expect_word(p, "data.request.headers.Authorization", "App ********");
	program_expect_word(p, "data.request.headers.Content-Type", "application/json");
	program_expect_word(p, "data.request.body.messages.0.destinations.0.to", "12025550123");
	assert_int_equal(strlen(program_word(p, "data.request.body.messages.0.destinations.0"
	                                        ".messageId")),
	                 36);
	assert_int_equal(fault_server_connections(m->wire), 0);
	assert_int_equal(rows(m), 0);
	program_expect(p, 0, "-p", "sandbox", "send", "--to", "+99930005", "--dry-run", "--json",
	               NULL);
	program_expect_word(p, "data.request.url", "http://127.0.0.1:PORT/sms/3/messages");
	assert_int_equal(program_find_child(p->last.pid, "otpdeck-sandbox"), 0);
	program_expect(p, 2, "send", "--to", "0", "--dry-run", "--json", NULL);
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(production_sends_only_while_armed_and_once_it_is_confirmed),
		TEST(arming_that_runs_out_refuses_what_is_confirmed_after_it),
		TEST(the_shell_arms_for_an_hour_at_most_and_tells_until_when),
		TEST(the_shell_asks_for_the_digits_with_all_that_decides),
		TEST(yes_answers_no_second_question),
		TEST(a_third_neighbour_is_asked_about_at_a_terminal),
		TEST(four_processes_at_the_cap_never_exceed_it),
		TEST(a_dry_run_prints_what_a_send_then_sends),
		TEST(a_dry_run_in_json_has_every_part_of_the_request),
	};
	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
