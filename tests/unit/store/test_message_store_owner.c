/* SPDX-License-Identifier: MIT */
/* messages on disk: one owner for each, and what becomes of those of the dead */
#include "store/message_store.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/mem.h"
#include "stock.h"

static void
expect_ask(struct stock *r, const char *sql, int64_t expected)
{
	int64_t number = stock_ask(r, sql);

	if (number != expected)
		fail_msg("%s: %lld", sql, (long long)number);
}

static struct message
reload(struct stock *r, int64_t id)
{
	struct message m;

	stock_must(r, message_store_load(r->db, id, &m, &r->f));
	return m;
}

#define CONTESTED 200

/* In the child: one try to claim a row; a store that is busy is asked again at once. */
static bool
claims_row(struct db *db, int64_t id)
{
	struct message_owner owner = { getpid(), process_start_ticks(getpid()) };
	struct message m;
	struct fault f;
	enum status st = ST_STORE;

	for (;;) {
		st = db_begin(db, &f);
		if (st == ST_OK)
			st = message_store_load(db, id, &m, &f);
		m.state = MESSAGE_READY;
		if (st == ST_OK)
			st = message_store_claim(db, &m, &owner, &f);
		if (st == ST_OK)
			st = db_commit(db, &f);
		if (st != ST_OK)
			db_cancel(db);
		if (st == ST_OK || f.word != WORD_STORE_BUSY)
			return st == ST_OK;
		sched_yield();
	}
}

/* A child that waits for the pipe's end to close, claims what it can, and says how much. */
static pid_t
start_claimer(const struct stock *r, const int start[2], int result)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct db *db = stock_connect(r);
		unsigned char claimed = 0;
		char byte;

		close(start[1]);
		while (read(start[0], &byte, 1) > 0)
			;
		for (int64_t id = 1; db && id <= CONTESTED; id++)
			claimed = (unsigned char)(claimed + claims_row(db, id));
		_exit(write(result, &claimed, 1) == 1 ? 0 : 1);
	}
	assert_true(pid > 0);
	return pid;
}

static void
two_processes_claim_every_row_once(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	unsigned char claimed[2] = { 0, 0 };
	int start[2], result[2];
	pid_t children[2];

	for (int i = 0; i < CONTESTED; i++)
		stock_message_make(r, &message, MESSAGE_READY);
	db_close(r->db);
	r->db = NULL;
	assert_int_equal(pipe(start) | pipe(result), 0);
	for (int i = 0; i < 2; i++)
		children[i] = start_claimer(r, start, result[1]);
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < 2; i++) {
		int ended = -1;

		assert_int_equal(waitpid(children[i], &ended, 0), children[i]);
		assert_int_equal(ended, 0);
		assert_int_equal(read(result[0], &claimed[i], 1), 1);
	}
	close(result[0]);
	close(result[1]);
	assert_int_equal(claimed[0] + claimed[1], CONTESTED);
	r->db = stock_connect(r);
	assert_non_null(r->db);
	expect_ask(r, "SELECT count(*) FROM message WHERE state = 'sending' AND tries = 1",
	           CONTESTED);
	expect_ask(r, "SELECT count(*) FROM message_history WHERE to_state = 'sending'", CONTESTED);
	stock_must(r, message_store_verify(r->db, &r->f));
}

static void
what_a_killed_process_was_sending_becomes_unknown(void **state)
{
	struct stock *r = *state;
	struct stock_message message, mine;
	struct message loaded;
	struct message_step *steps;
	int ready[2];
	size_t count;
	pid_t child;
	char byte;

	stock_message_make(r, &message, MESSAGE_READY);
	stock_message_make(r, &mine, MESSAGE_SENDING);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct db *db = stock_connect(r);

		byte = db && claims_row(db, 1) ? '+' : '-';
		if (write(ready[1], &byte, 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, '+');
	stock_must(r, message_store_recover(r->db, STOCK_NOW_MS + 9, &count, &r->f));
	assert_int_equal(count, 0);

	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	stock_must(r, message_store_recover(r->db, STOCK_NOW_MS + 9, &count, &r->f));
	assert_int_equal(count, 1);
	loaded = reload(r, 1);
	assert_int_equal(loaded.state, MESSAGE_UNKNOWN);
	assert_true(loaded.next_poll_at_ms == STOCK_NOW_MS + 9);
	assert_true(strlen(loaded.cause) > 0);
	assert_int_equal(loaded.tries, 1);
	assert_int_equal(reload(r, mine.m.id).state, MESSAGE_SENDING);
	stock_must(r, message_store_history(r->db, 1, &steps, &count, &r->f));
	assert_int_equal(count, 3);
	assert_int_equal(steps[2].to, MESSAGE_UNKNOWN);
	assert_string_equal(steps[2].cause, loaded.cause);
	mem_free(steps);
	expect_ask(r, "SELECT failed FROM message WHERE id = 1", 1);
	stock_must(r, message_store_recover(r->db, STOCK_NOW_MS + 10, &count, &r->f));
	assert_int_equal(count, 0);
	stock_must(r, message_store_verify(r->db, &r->f));
	close(ready[0]);
	close(ready[1]);
}

static void
a_pid_used_again_is_not_the_owner(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	size_t count;

	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	message.owner.start_ticks--;
	stock_message_insert(r, &message);
	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	message.owner.pid = 0;
	message.owner.start_ticks = 0;
	stock_message_insert(r, &message);
	stock_must(r, message_store_recover(r->db, STOCK_NOW_MS, &count, &r->f));
	assert_int_equal(count, 2);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(two_processes_claim_every_row_once),
		STOCKED(what_a_killed_process_was_sending_becomes_unknown),
		STOCKED(a_pid_used_again_is_not_the_owner),
	};

	return cmocka_run_group_tests_name("store/message_store owners", tests, NULL, NULL);
}
