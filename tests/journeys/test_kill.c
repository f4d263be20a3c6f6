/* SPDX-License-Identifier: MIT */
/* kill -9 at any moment, two processes on one store: nothing leaves without its record */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "fault_server.h"
#include "program.h"

#define ARRIVALS_MAX 2048
#define CYCLES 200
#define BOTH 12 /* sends of each of two processes */
#define FIRST_STARTS 8

/* The messageIds that the sandbox wrote down, in the order in which they came. */
struct arrivals {
	size_t count;
	char ids[ARRIVALS_MAX][40];
};

static void
add_arrival(struct arrivals *out, const char *line, size_t length)
{
	struct json *root = NULL;
	const char *id;
	struct fault f;

	assert_int_equal(json_parse(line, length, "the journal", &root, &f), ST_OK);
	id = json_string(program_node(root, "messageIds.0"));
	if (id && strcmp(json_string(json_member(root, "method")), "POST") == 0) {
		assert_true(out->count < ARRIVALS_MAX);
		snprintf(out->ids[out->count++], sizeof(out->ids[0]), "%s", id);
	}
	json_destroy(root);
}

static void
read_arrivals(const char *journal, struct arrivals *out)
{
	size_t size_bytes;
	char *bytes = (char *)folder_read(journal, &size_bytes);
	char *line = bytes;

	out->count = 0;
	bytes[size_bytes] = '\0';
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
		add_arrival(out, line, (size_t)(end - line));
	free(bytes);
}

static int
compare_ids(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* What holds after every run, however it ended. */
static void
expect_sound(struct program *p, const char *journal, struct arrivals *out)
{
	char verdict[64];
	char sql[160];

	program_ask_text(p, "PRAGMA integrity_check", verdict, sizeof(verdict));
	assert_string_equal(verdict, "ok");
	read_arrivals(journal, out);
	qsort(out->ids, out->count, sizeof(out->ids[0]), compare_ids);
	for (size_t i = 0; i < out->count; i++) {
		if (i > 0)
			assert_string_not_equal(out->ids[i], out->ids[i - 1]);
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM message WHERE message_id = '%s'",
		         out->ids[i]);
		if (program_ask(p, sql) != 1)
			fail_msg("%s arrived and has no row", out->ids[i]);
		snprintf(sql, sizeof(sql),
		         "SELECT count(*) FROM message WHERE message_id = '%s'"
		         " AND state IN ('not_sent', 'cancelled', 'ready')",
		         out->ids[i]);
		if (program_ask(p, sql) != 0)
			fail_msg("%s arrived and its row says that it did not leave", out->ids[i]);
	}
}

/* The journal, so that arrivals are looked up, and a sandbox that outlives every command. */
static void
start_recorder(struct program *p, struct program_child *sandbox, char journal[FOLDER_PATH_BYTES])
{
	char url[64];

	snprintf(journal, FOLDER_PATH_BYTES, "%.200s/journal.jsonl", p->folder.path);
	program_start_sandbox(p, sandbox, url, "--speed", "1000", "--journal", journal, NULL);
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
}

/* --- Killed at a random moment --------------------------------------------------------------- */

static uint32_t
draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* The moment itself is what is tested, so here and nowhere else time is let pass. */
static void
wait_until_us(int64_t start_us, int64_t delay_us)
{
	int64_t left_us;

	while ((left_us = start_us + delay_us - now_us()) > 0) {
		struct timespec left = { left_us / 1000000, left_us % 1000000 * 1000 };

		ppoll(NULL, 0, &left, NULL);
	}
}

/* How long a send takes when nobody kills it. */
static int64_t
measure_us(struct program *p)
{
	int64_t start_us = now_us();

	for (int i = 0; i < 3; i++)
		program_expect(p, 0, "send", "--to", "+99930005", NULL);
	return (now_us() - start_us) / 3;
}

/* A twentieth of a send is the finest step; beyond its usual length lies the slow tail. */
static void
kill_one(struct program *p, struct program_child *c, int64_t delay_us)
{
	int64_t start_us = now_us();

	program_start(p, c, "send", "--to", "+99930005", NULL);
	wait_until_us(start_us, delay_us);
	program_end(p, c, SIGKILL);
}

static void
a_kill_at_any_moment_leaves_no_arrival_without_its_row(void **state)
{
	struct program *p = *state;
	struct program_child sandbox = { .input_fd = -1, .fds = { -1, -1 } };
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	struct arrivals *arrivals = calloc(1, sizeof(*arrivals));
	char journal[FOLDER_PATH_BYTES];
	uint32_t seed = 20261125;
	int64_t usual_us;
	size_t cut_off;

	start_recorder(p, &sandbox, journal);
	usual_us = measure_us(p);
	for (int i = 0; i < CYCLES; i++) {
		kill_one(p, &c, draw(&seed) % (usual_us * 5 / 4));
		if (i % 10 == 9)
			expect_sound(p, journal, arrivals);
	}
	cut_off = (size_t)program_ask(p, "SELECT count(*) FROM message WHERE state IN"
	                                 " ('sending', 'unknown')");
	/* Otherwise no kill has hit what it is for. */
	assert_true(cut_off > 0);
	assert_true(arrivals->count > 3);
	program_expect(p, 0, "log", "follow", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'sending'"), 0);
	expect_sound(p, journal, arrivals);
	program_end(p, &sandbox, SIGTERM);
	program_child_finish(&sandbox);
	program_child_finish(&c);
	free(arrivals);
}

static void
what_was_cut_off_is_settled_by_the_providers_log(void **state)
{
	struct program *p = *state;
	struct program_child sandbox = { .input_fd = -1, .fds = { -1, -1 } };
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	struct arrivals *arrivals = calloc(1, sizeof(*arrivals));
	char journal[FOLDER_PATH_BYTES];
	char line[256];

	start_recorder(p, &sandbox, journal);
	program_start(p, &c, "send", "--to", "+99900020", NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	while (read_arrivals(journal, arrivals), arrivals->count == 0)
		program_pause(c.started_ms);
	program_end(p, &c, SIGKILL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'sending'"), 1);
	program_expect(p, 0, "log", "list", "--failed", "--json", NULL);
	program_expect_word(p, "data.items.0.state", "unknown");
	assert_true(program_holds(p->err, p->err_bytes, "process died: 1"));
	program_expect(p, 0, "log", "follow", "--wait=10", NULL);
	program_expect(p, 0, "log", "show", "1", "--json", NULL);
	program_expect_word(p, "data.message.state", "delivered");
	expect_sound(p, journal, arrivals);
	assert_int_equal(arrivals->count, 1);
	program_end(p, &sandbox, SIGTERM);
	program_child_finish(&sandbox);
	program_child_finish(&c);
	free(arrivals);
}

/* A row of a process that lives is its own, whoever else starts. */
static void
a_send_under_way_is_not_recovered_by_another_process(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char line[256];

	program_expect(p, 0, "log", "list", NULL);
	program_start(p, &c, "send", "--to", "+99900002", "--json", NULL);
	while (program_ask(p, "SELECT count(*) FROM message WHERE state = 'sending'") != 1)
		program_pause(c.started_ms);
	program_expect(p, 0, "log", "list", "--json", NULL);
	program_expect_word(p, "data.items.0.state", "sending");
	assert_true(program_read_line(&c, line, sizeof(line)));
	assert_int_equal(program_wait(p, &c), 0);
	program_child_finish(&c);
	program_expect(p, 0, "log", "list", "--json", NULL);
	program_expect_word(p, "data.items.0.state", "accepted");
}

/* --- Several processes ----------------------------------------------------------------------- */

static void
two_processes_send_on_one_store_at_once(void **state)
{
	struct program *p = *state;
	struct program_child sandbox = { .input_fd = -1, .fds = { -1, -1 } };
	struct program_child c[2] = { { .input_fd = -1, .fds = { -1, -1 } },
		                      { .input_fd = -1, .fds = { -1, -1 } } };
	struct arrivals *arrivals = calloc(1, sizeof(*arrivals));
	char journal[FOLDER_PATH_BYTES];

	start_recorder(p, &sandbox, journal);
	for (int i = 0; i < BOTH; i++) {
		for (int k = 0; k < 2; k++)
			program_start(p, &c[k], "send", "--to", "+99930005", "--json", NULL);
		for (int k = 0; k < 2; k++) {
			if (program_wait(p, &c[k]) != 0)
				fail_msg("%s%s", c[k].bytes[PROGRAM_OUT], c[k].bytes[PROGRAM_ERR]);
		}
	}
	expect_sound(p, journal, arrivals);
	assert_int_equal(arrivals->count, 2 * BOTH);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'accepted'"),
	                 2 * BOTH);
	program_end(p, &sandbox, SIGTERM);
	program_child_finish(&sandbox);
	for (int k = 0; k < 2; k++)
		program_child_finish(&c[k]);
	free(arrivals);
}

static void
two_processes_follow_and_ask_for_each_row_once(void **state)
{
	struct program *p = *state;
	struct program_child c[2] = { { .input_fd = -1, .fds = { -1, -1 } },
		                      { .input_fd = -1, .fds = { -1, -1 } } };

	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	for (int k = 0; k < 2; k++)
		program_start(p, &c[k], "log", "follow", "--wait=20", NULL);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(program_wait(p, &c[k]), 0);
		program_child_finish(&c[k]);
	}
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'delivered'"),
	                 1);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message_history"
	                                " WHERE to_state = 'delivered'"),
	                 1);
}

static void
many_first_starts_at_once_make_one_store(void **state)
{
	struct program *p = *state;
	struct program_child c[FIRST_STARTS];
	char word[64];

	for (int k = 0; k < FIRST_STARTS; k++) {
		c[k] = (struct program_child){ .input_fd = -1, .fds = { -1, -1 } };
		program_start(p, &c[k], "send", "--to", "+99930005", "--json", NULL);
	}
	for (int k = 0; k < FIRST_STARTS; k++) {
		if (program_wait(p, &c[k]) != 0)
			fail_msg("%s%s", c[k].bytes[PROGRAM_OUT], c[k].bytes[PROGRAM_ERR]);
		program_child_finish(&c[k]);
	}
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), FIRST_STARTS);
	assert_int_equal(program_ask(p, "SELECT count(DISTINCT message_id) FROM message"),
	                 FIRST_STARTS);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM profile"), 1);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM vault_slot"), 1);
	program_ask_text(p, "PRAGMA integrity_check", word, sizeof(word));
	assert_string_equal(word, "ok");
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
}

static void
a_kill_in_a_first_start_leaves_a_store_or_none(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char away[FOLDER_PATH_BYTES];
	uint32_t seed = 8;

	snprintf(away, sizeof(away), "%.200s/away", p->folder.path);
	for (int i = 0; i < 25; i++) {
		int64_t start_us = now_us();

		program_start(p, &c, "log", "list", NULL);
		wait_until_us(start_us, draw(&seed) % 30000);
		program_end(p, &c, SIGKILL);
		program_expect(p, 0, "log", "list", "--json", NULL);
		assert_int_equal(program_ask(p, "SELECT count(*) FROM profile"), 1);
		snprintf(away, sizeof(away), "%.200s/away-%d", p->folder.path, i);
		assert_int_equal(rename(p->home, away), 0);
		assert_int_equal(mkdir(p->home, 0700), 0);
	}
	program_child_finish(&c);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_kill_at_any_moment_leaves_no_arrival_without_its_row),
		TEST(what_was_cut_off_is_settled_by_the_providers_log),
		TEST(a_send_under_way_is_not_recovered_by_another_process),
		TEST(two_processes_send_on_one_store_at_once),
		TEST(two_processes_follow_and_ask_for_each_row_once),
		TEST(many_first_starts_at_once_make_one_store),
		TEST(a_kill_in_a_first_start_leaves_a_store_or_none),
	};

	return cmocka_run_group_tests_name("journeys/kill", tests, NULL, NULL);
}
