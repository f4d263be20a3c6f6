/* SPDX-License-Identifier: MIT */
/* the shell twin reads the log: pages, one message, what it means, what became of it */
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
#include "sandbox_rig.h"

#define KEY "k7w2-9q4r-5t6y"
#define NUMBER "+447700900123"

/* Rows 1 to 5: accepted, rejected, unknown, rejected, accepted. */
static int
set_up_rows(void **state)
{
	static const char *const numbers[] = { "+99930005", "+99950012", "+99990500", "+99990401",
		                               "+99920009" };
	struct program *p;

	program_set_up(state);
	p = *state;
	program_expect(p, 0, "profile", "set", "sandbox_speed", "100", NULL);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		program_run(p, "send", "--to", numbers[i], NULL);
	return 0;
}

static size_t
count_items(const struct program *p)
{
	return json_count(program_node(p->envelope, "data.items"));
}

static void
expect_ids(struct program *p, const char *expected)
{
	const struct json *at = json_first(program_node(p->envelope, "data.items"));
	char found[256] = "";

	for (; at; at = json_next(at)) {
		int64_t id = -1;

		assert_true(json_integer(json_member(at, "id"), &id));
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%d ", (int)id);
	}
	assert_string_equal(found, expected);
}

static size_t
count_lines(const struct program *p)
{
	size_t count = 0;

	for (const char *at = p->out; (at = strchr(at, '\n')) != NULL; at++)
		count++;
	return count;
}

/* --- Lists ----------------------------------------------------------------------------------- */

static void
the_list_is_newest_first_and_can_show_failures_only(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "list", "--json", NULL);
	expect_ids(p, "5 4 3 2 1 ");
	assert_true(json_is_null(program_node(p->envelope, "data.next")));
	program_expect_word(p, "data.items.3.state", "rejected");
	program_expect_word(p, "data.items.3.status.name", "REJECTED_NOT_ENOUGH_CREDITS");
	program_expect(p, 0, "log", "--json", NULL);
	expect_ids(p, "5 4 3 2 1 ");
	program_expect(p, 0, "log", "list", "--failed", "--json", NULL);
	expect_ids(p, "4 3 2 ");
	program_expect(p, 0, "log", "--failed", "--json", NULL);
	expect_ids(p, "4 3 2 ");
	program_expect(p, 0, "log", "list", "--failed", NULL);
	assert_int_equal(count_lines(p), 4);
	assert_true(program_holds(p->out, p->out_bytes, "REJECTED_NOT_ENOUGH_CREDITS (5/12)"));
	assert_false(program_holds(p->out, p->out_bytes, "accepted"));
}

static void
a_cursor_walks_through_every_row_once(void **state)
{
	struct program *p = *state;
	char cursor[128];

	program_expect(p, 0, "log", "list", "--limit", "2", "--json", NULL);
	expect_ids(p, "5 4 ");
	snprintf(cursor, sizeof(cursor), "%s", program_word(p, "data.next"));
	program_expect(p, 0, "log", "list", "--limit", "2", "--cursor", cursor, "--json", NULL);
	expect_ids(p, "3 2 ");
	snprintf(cursor, sizeof(cursor), "%s", program_word(p, "data.next"));
	program_expect(p, 0, "log", "list", "--limit", "2", "--cursor", cursor, "--json", NULL);
	expect_ids(p, "1 ");
	assert_true(json_is_null(program_node(p->envelope, "data.next")));
	program_expect(p, 0, "log", "list", "--failed", "--limit", "3", "--json", NULL);
	assert_true(json_is_null(program_node(p->envelope, "data.next")));
}

static void
a_number_finds_its_rows(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "list", "--to", "+99950012", "--json", NULL);
	expect_ids(p, "2 ");
	program_expect(p, 0, "log", "list", "--to", "*0012", "--json", NULL);
	expect_ids(p, "2 ");
	program_expect(p, 0, "log", "list", "--to", "+99911111", "--json", NULL);
	expect_ids(p, "");
	program_expect(p, 2, "log", "list", "--to", "*12", "--json", NULL);
	program_expect(p, 2, "log", "list", "--to", "nobody", "--json", NULL);
	program_expect_word(p, "error.code", "number_not_e164");
}

static void
a_masked_number_is_found_by_the_number_that_is_read_out(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	assert_false(program_holds(p->out, p->out_bytes, NUMBER));
	program_expect(p, 0, "log", "list", "--to", NUMBER, "--json", NULL);
	assert_int_equal(count_items(p), 1);
	assert_false(program_holds(p->out, p->out_bytes, NUMBER));
	program_expect_word(p, "data.items.0.country", "GB");
	program_expect(p, 0, "log", "list", "--to", "+447700900124", "--json", NULL);
	assert_int_equal(count_items(p), 0);
	program_expect(p, 0, "-p", "sandbox", "log", "list", "--to", NUMBER, "--json", NULL);
	assert_int_equal(count_items(p), 0);
	fault_server_destroy(wire);
}

static void
searching_a_number_needs_the_vault(void **state)
{
	struct program *p = *state;
	char keys[FOLDER_PATH_BYTES];
	char away[FOLDER_PATH_BYTES];

	snprintf(keys, sizeof(keys), "%.200s/.config/otpdeck/keys", p->home);
	snprintf(away, sizeof(away), "%.200s/.config/otpdeck/away", p->home);
	assert_int_equal(rename(keys, away), 0);
	program_expect(p, 4, "log", "list", "--to", "+99950012", "--json", NULL);
	program_expect_word(p, "error.code", "locked");
	program_expect(p, 0, "log", "list", "--to", "*0012", "--json", NULL);
	expect_ids(p, "2 ");
}

static void
bounds_of_time_are_kept(void **state)
{
	struct program *p = *state;

	program_tamper(p, "UPDATE message SET created_at_ms = created_at_ms - 3 * 3600 * 1000"
	                  " WHERE id <= 2");
	program_expect(p, 0, "log", "list", "--since", "2h", "--json", NULL);
	expect_ids(p, "5 4 3 ");
	program_expect(p, 0, "log", "list", "--until", "2h", "--json", NULL);
	expect_ids(p, "2 1 ");
	program_expect(p, 0, "log", "list", "--since", "7d", "--until", "2020-01-01T00:00:00Z",
	               "--json", NULL);
	expect_ids(p, "");
	program_expect(p, 0, "log", "list", "--since", "2020-01-01T00:00:00+01:00", "--json", NULL);
	expect_ids(p, "5 4 3 2 1 ");
}

static void
wrong_options_of_a_list_are_wrong_use(void **state)
{
	static const char *const wrong[][3] = {
		{ "--since", "yesterday", NULL },
		{ "--until", "", NULL },
		{ "--limit", "0", NULL },
		{ "--limit", "1001", NULL },
		{ "--limit", "9x", NULL },
		{ "--limit", "-1", NULL },
		{ "--cursor", "x", NULL },
		{ "--cursor", "1.2.3", NULL },
		{ "--cursor", "", NULL },
		{ "--format", "xml", NULL },
		{ "--format", "csv", NULL },
		{ "--yes", NULL },
		{ "--cursor", "99999999999999999999.1", NULL },
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *words[] = { "log", "list", "--json", wrong[i][0], wrong[i][1], NULL };

		if (program_run_list(p, words) != 2)
			fail_msg("%s %s: exit status %d", wrong[i][0],
			         wrong[i][1] ? wrong[i][1] : "", p->status);
	}
}

static void
lines_of_json_are_one_bare_object_each(void **state)
{
	struct program *p = *state;
	const char *line;

	program_expect(p, 0, "log", "list", "--format", "jsonl", NULL);
	assert_int_equal(count_lines(p), 5);
	for (line = p->out; *line; line = strchr(line, '\n') + 1) {
		struct json *root = NULL;
		struct fault f;

		assert_int_equal(json_parse(line, strcspn(line, "\n"), "a line", &root, &f), ST_OK);
		assert_non_null(json_string(json_member(root, "state")));
		assert_null(json_member(root, "ok"));
		json_destroy(root);
	}
	program_expect(p, 0, "log", "list", "--format", "json", NULL);
	assert_non_null(strstr(p->out, "{\"ok\":true,\"data\":{\"items\":[{\"id\":5,"));
}

static void
commas_separate_quoted_cells(void **state)
{
	struct program *p = *state;
	size_t commas = 0;

	program_expect(p, 0, "send", "--to", "+99930005", "--client", "a,\"b\"", NULL);
	program_expect(p, 0, "log", "list", "--format", "csv", "--limit", "1", NULL);
	assert_int_equal(count_lines(p), 2);
	assert_int_equal(strncmp(p->out, "id,message_id,created_at,state,", 31), 0);
	for (const char *at = p->out; *at != '\n'; at++)
		commas += *at == ',';
	for (const char *at = strchr(p->out, '\n'); (at = strstr(at, "\",\"")) != NULL; at++)
		commas--;
	assert_int_equal(commas, 0);
	assert_true(program_holds(p->out, p->out_bytes, ",\"a,\"\"b\"\"\","));
}

static void
an_empty_log_is_no_failure(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_int_equal(count_items(p), 0);
	program_expect(p, 0, "log", "list", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "no messages"));
	program_expect(p, 0, "log", "list", "--format", "jsonl", NULL);
	assert_int_equal(p->out_bytes, 0);
}

/* --- One message ----------------------------------------------------------------------------- */

static void
a_message_is_found_by_row_id_or_prefix(void **state)
{
	struct program *p = *state;
	char id[64];

	program_expect(p, 0, "log", "show", "2", "--json", NULL);
	assert_int_equal(program_number(p, "data.message.id"), 2);
	snprintf(id, sizeof(id), "%s", program_word(p, "data.message.message_id"));
	program_expect(p, 0, "log", "show", id, "--json", NULL);
	assert_int_equal(program_number(p, "data.message.id"), 2);
	id[23] = '\0';
	program_expect(p, 0, "log", "explain", id, "--json", NULL);
	assert_int_equal(program_number(p, "data.id"), 2);
	program_expect(p, 2, "log", "show", "999999", "--json", NULL);
	program_expect_word(p, "error.code", "not_found");
	program_expect(p, 2, "log", "show", "ffffffff-0000", "--json", NULL);
	program_expect(p, 2, "log", "show", "%", "--json", NULL);
	program_expect(p, 2, "log", "show", "", "--json", NULL);
	program_expect(p, 2, "log", "show", "--json", NULL);
	program_tamper(p, "UPDATE message SET message_id = 'abcdef-' || id WHERE id < 3");
	program_expect(p, 2, "log", "show", "abcdef", "--json", NULL);
	program_expect_word(p, "error.code", "ambiguous");
}

static void
show_tells_everything_but_the_code(void **state)
{
	struct program *p = *state;

	program_expect(p, 7, "send", "--to", "+99950012", "--code", "482913", NULL);
	program_expect(p, 0, "log", "show", "6", "--json", NULL);
	program_expect_word(p, "data.preview", "****** is your verification code for Acme Bank");
	assert_true(strstr(program_word(p, "data.request"), "POST http://127.0.0.1:") != NULL);
	assert_true(strstr(program_word(p, "data.request"), "Authorization: App ********") != NULL);
	assert_true(strstr(program_word(p, "data.answer"), "REJECTED_NOT_ENOUGH_CREDITS") != NULL);
	program_expect_word(p, "data.history.0.to", "sending");
	program_expect_word(p, "data.history.1.from", "sending");
	program_expect_word(p, "data.history.1.to", "rejected");
	assert_false(program_holds(p->out, p->out_bytes, "482913"));
	program_expect(p, 0, "log", "show", "6", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "rejected, final"));
	assert_true(program_holds(p->out, p->out_bytes, "/sms/3/messages"));
	assert_false(program_holds(p->out, p->out_bytes, "482913"));
}

static void
explain_says_who_can_fix_it_and_what_to_do_now(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "explain", "2", "--json", NULL);
	program_expect_word(p, "data.state", "rejected");
	program_expect_word(p, "data.name", "REJECTED_NOT_ENOUGH_CREDITS");
	assert_true(strlen(program_word(p, "data.meaning")) > 10);
	assert_true(strlen(program_word(p, "data.who")) > 2);
	assert_true(strlen(program_word(p, "data.retry")) > 1);
	assert_true(strlen(program_word(p, "data.advice")) > 10);
	program_expect(p, 0, "log", "explain", "2", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "do now"));
	for (int i = 1; i <= 5; i++) {
		char row[8];

		snprintf(row, sizeof(row), "%d", i);
		program_expect(p, 0, "log", "explain", row, "--json", NULL);
		assert_true(strlen(program_word(p, "data.meaning")) > 10);
		assert_true(strlen(program_word(p, "data.advice")) > 4);
	}
}

static void
follow_settles_what_is_open_and_stops(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "follow", "--json", NULL);
	program_expect(p, 0, "log", "list", "--json", NULL);
	program_expect_word(p, "data.items.4.state", "delivered");
	program_expect_word(p, "data.items.0.state", "undeliverable");
	/* The sandbox never took the one that it answered with 500. */
	program_expect_word(p, "data.items.2.state", "unknown");
	program_expect(p, 0, "log", "list", "--failed", "--json", NULL);
	expect_ids(p, "5 4 3 2 ");
	program_expect(p, 0, "log", "follow", "--wait=1", "--json", NULL);
	program_expect(p, 2, "log", "follow", "--wait=never", "--json", NULL);
}

/* Another program with the same account has read the log as often as a minute allows. */
static void
read_log_to_the_limit(const struct sandbox_rig *sandbox)
{
	struct sandbox_answer answer;

	do
		sandbox_rig_ask(sandbox, "key", "/sms/3/logs", NULL, &answer);
	while (answer.http_status == 200);
	assert_int_equal(answer.http_status, 429);
}

static void
a_log_that_is_read_too_often_is_read_when_the_minute_is_over(void **state)
{
	struct program *p = *state;
	struct sandbox_answer answer;
	struct sandbox_rig sandbox;

	sandbox_rig_start(&sandbox, (const char *const[]){ NULL });
	program_expect(p, 0, "profile", "set", "base_url", sandbox.url, NULL);
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	read_log_to_the_limit(&sandbox);
	program_expect(p, 7, "log", "follow", "--wait=2", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "HTTP 429"));
	sandbox_rig_ask(&sandbox, "key", "/sandbox/clock", "{\"advance_s\":60}", &answer);
	assert_int_equal(answer.http_status, 200);
	program_expect(p, 0, "log", "follow", "--wait=20", NULL);
	program_expect(p, 0, "log", "show", "1", "--json", NULL);
	program_expect_word(p, "data.message.state", "delivered");
	(void)sandbox_rig_stop(&sandbox);
}

int
main(void)
{
#define ROWS(name) cmocka_unit_test_setup_teardown(name, set_up_rows, program_tear_down)
#define NONE(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		ROWS(the_list_is_newest_first_and_can_show_failures_only),
		ROWS(a_cursor_walks_through_every_row_once),
		ROWS(a_number_finds_its_rows),
		NONE(a_masked_number_is_found_by_the_number_that_is_read_out),
		ROWS(searching_a_number_needs_the_vault),
		ROWS(bounds_of_time_are_kept),
		ROWS(wrong_options_of_a_list_are_wrong_use),
		ROWS(lines_of_json_are_one_bare_object_each),
		ROWS(commas_separate_quoted_cells),
		NONE(an_empty_log_is_no_failure),
		ROWS(a_message_is_found_by_row_id_or_prefix),
		ROWS(show_tells_everything_but_the_code),
		ROWS(explain_says_who_can_fix_it_and_what_to_do_now),
		ROWS(follow_settles_what_is_open_and_stops),
		NONE(a_log_that_is_read_too_often_is_read_when_the_minute_is_over),
	};

	return cmocka_run_group_tests_name("journeys/shell_log", tests, NULL, NULL);
}
