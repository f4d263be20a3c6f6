/* SPDX-License-Identifier: MIT */
/* No record, no send: stores that are locked, full or lost, processes that die, raw bytes. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/worker.h"
#include "app_rig.h"
#include "base/clock.h"
#include "store/db.h"

/* --- A locked store ------------------------------------------------------------------------- */

static struct db *
lock_store(struct app_rig *r)
{
	const struct db_options options = { .use = DB_WRITE };
	struct db *db = NULL;

	app_rig_must(r, db_open(r->store, &options, &db, &r->f));
	app_rig_must(r, db_begin(db, &r->f));
	return db;
}

static struct sender *
start(struct app_rig *r)
{
	const struct sender_options options = { .repeat = true, .follow = true };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	return x;
}

/* Turns until the worker has found the store locked. */
static void
turn_until_it_waits(struct app_rig *r)
{
	struct text words;

	text_init(&words, 400);
	while (!strstr(text_string(&words), "waiting")) {
		assert_true(worker_has_work(r->session->worker));
		loop_turn(r->session->loop, 0);
		text_reset(&words);
		worker_describe(r->session->worker, &words);
	}
	text_finish(&words);
}

static void
a_store_locked_for_ever_means_no_request(void **state)
{
	struct app_rig *r = *state;
	struct db *locked = lock_store(r);
	struct sender *x = start(r);

	turn_until_it_waits(r);
	clock_advance_ms(6000);
	app_rig_settle(r);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_STORE_BUSY);
	assert_int_equal(sender_message(x)->id, 0);
	assert_int_equal(r->request_count, 0);
	db_cancel(locked);
	db_close(locked);
	assert_int_equal(app_rig_rows(r), 0);
	sender_destroy(x);
}

static void
a_store_locked_for_a_while_delays_the_send(void **state)
{
	struct app_rig *r = *state;
	struct db *locked = lock_store(r);
	struct sender *x = start(r);

	turn_until_it_waits(r);
	clock_advance_ms(4000);
	turn_until_it_waits(r);
	assert_int_equal(r->request_count, 0);
	db_cancel(locked);
	db_close(locked);
	app_rig_settle(r);
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	assert_int_equal(sender_fault(x)->code, ST_OK);
	assert_int_equal(app_rig_rows(r), 1);
	assert_int_equal(app_rig_row(r, 1).tries, 1);
	sender_destroy(x);
}

static void
a_repeat_waits_for_the_lock_without_losing_its_state(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	struct sender *x = start(r);

	app_rig_settle(r);
	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	struct db *locked = lock_store(r);

	clock_advance_ms(2000);
	loop_turn(r->session->loop, 0);
	turn_until_it_waits(r);
	db_cancel(locked);
	db_close(locked);
	app_rig_settle(r);
	assert_int_equal(app_rig_row(r, 1).tries, 2);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
lock_while_on_wire(struct app_rig *r, const struct http_request *request)
{
	(void)request;
	if (!r->scene)
		r->scene = lock_store(r);
}

static void
an_answer_waits_for_the_lock_and_is_then_written(void **state)
{
	struct app_rig *r = *state;

	r->on_wire = lock_while_on_wire;
	struct sender *x = start(r);

	while (!r->scene)
		loop_turn(r->session->loop, 0);
	turn_until_it_waits(r);
	db_cancel(r->scene);
	db_close(r->scene);
	app_rig_settle(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
an_answer_that_cannot_be_written_is_called_uncertain(void **state)
{
	struct app_rig *r = *state;

	r->on_wire = lock_while_on_wire;
	struct sender *x = start(r);

	while (!r->scene)
		loop_turn(r->session->loop, 0);
	turn_until_it_waits(r);
	clock_advance_ms(6000);
	app_rig_settle(r);
	db_cancel(r->scene);
	db_close(r->scene);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	assert_int_equal(sender_fault(x)->word, WORD_UNCERTAIN);
	assert_non_null(strstr(sender_fault(x)->cause, "accepted"));
	/* On disk it is what a crash would leave: unknown once this process has ended. */
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_SENDING);
	sender_destroy(x);
}

static void
a_refusal_that_cannot_be_written_names_the_store(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .status = 401, .sent_bytes = 9 });
	r->on_wire = lock_while_on_wire;
	struct sender *x = start(r);

	while (!r->scene)
		loop_turn(r->session->loop, 0);
	turn_until_it_waits(r);
	clock_advance_ms(6000);
	app_rig_settle(r);
	db_cancel(r->scene);
	db_close(r->scene);
	assert_int_equal(sender_message(x)->state, MESSAGE_REJECTED);
	assert_int_equal(sender_fault(x)->word, WORD_STORE_BUSY);
	sender_destroy(x);
}

/* --- A full disk ---------------------------------------------------------------------------- */

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
a_full_disk_before_the_intent_means_no_request(void **state)
{
	struct app_rig *r = *state;

	limit_files(4096);
	struct sender *x = start(r);

	app_rig_settle(r);
	limit_files(RLIM_INFINITY);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_STORE_FULL);
	assert_int_equal(r->request_count, 0);
	assert_int_equal(app_rig_rows(r), 0);
	sender_destroy(x);
	x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
fill_disk(struct app_rig *r, const struct http_request *request)
{
	(void)r;
	(void)request;
	limit_files(4096);
}

static void
a_full_disk_before_a_repeat_leaves_the_row_not_sent(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	struct sender *x = start(r);

	app_rig_settle(r);
	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	limit_files(4096);
	app_rig_jump(r, 2000);
	limit_files(RLIM_INFINITY);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_STORE_FULL);
	assert_int_equal(app_rig_sends(r), 1);
	assert_int_equal(sender_message(x)->state, MESSAGE_NOT_SENT);
	assert_int_equal(sender_message(x)->tries, 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	sender_destroy(x);
}

/* --- Processes that die --------------------------------------------------------------------- */

static void
die_on_wire(struct app_rig *r, const struct http_request *request)
{
	(void)r;
	(void)request;
	kill(getpid(), SIGKILL);
}

/* In a child: one send, with what happens on its wire. */
static void
send_in_child(struct app_rig *r, void (*on_wire)(struct app_rig *, const struct http_request *))
{
	pid_t pid = fork();
	int ended;

	assert_true(pid >= 0);
	if (pid == 0) {
		r->on_wire = on_wire;
		app_rig_start_session(r, false);
		struct sender *x = start(r);

		app_rig_settle(r);
		sender_destroy(x);
		app_rig_end_session(r);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
}

/* A store with its address, and no session. */
static int
open_without_session(void **state)
{
	app_rig_open(state);
	app_rig_end_session(*state);
	return 0;
}

static void
a_row_whose_process_was_killed_is_unknown_at_the_next_start(void **state)
{
	struct app_rig *r = *state;

	send_in_child(r, die_on_wire);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_SENDING);
	app_rig_start_session(r, false);
	assert_int_equal(r->session->recovered, 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNKNOWN);
	assert_string_equal(app_rig_history(r, 1), "ready>sending sending>unknown");
	assert_int_equal(app_rig_row(r, 1).next_poll_at_ms, APP_RIG_NOW_MS);
}

static void
a_thread_recovers_before_it_does_anything_else(void **state)
{
	struct app_rig *r = *state;

	send_in_child(r, die_on_wire);
	app_rig_start_session(r, true);
	assert_int_equal(r->session->recovered, 1);
	assert_null(r->session->recovery);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNKNOWN);
}

static void
a_recovered_row_is_settled_by_the_log_and_not_sent_again(void **state)
{
	struct app_rig *r = *state;
	const struct follow_options options = { .only_id = 0 };

	send_in_child(r, die_on_wire);
	app_rig_start_session(r, false);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	struct follow *w = follow_create(r->session, &options);

	app_rig_settle(r);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	assert_int_equal(app_rig_sends(r), 0);
	follow_destroy(w);
}

static void
a_row_whose_answer_found_the_disk_full_is_recovered_too(void **state)
{
	struct app_rig *r = *state;

	send_in_child(r, fill_disk);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_SENDING);
	app_rig_start_session(r, false);
	assert_int_equal(r->session->recovered, 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_UNKNOWN);
}

static void
open_second_session_on_wire(struct app_rig *r, const struct http_request *request)
{
	(void)request;
	struct session *other = app_rig_second_session(r);

	assert_int_equal(other->recovered, 0);
	session_close(other);
}

static void
a_row_whose_process_lives_is_left_alone(void **state)
{
	struct app_rig *r = *state;

	r->on_wire = open_second_session_on_wire;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

/* --- Raw bytes ------------------------------------------------------------------------------ */

static size_t
find_everywhere(const struct app_rig *r, const char *needle)
{
	size_t found = 0;
	static const char *const folders[] = { "data", "state/otpdeck", "config/otpdeck",
		                               "config/otpdeck/keys" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct folder place;

		memset(&place, 0, sizeof(place));
		strncpy(place.path, folder_file(&r->folder, folders[i]), sizeof(place.path) - 1);
		if (access(place.path, F_OK) == 0)
			found += folder_find(&place, needle, strlen(needle));
	}
	return found;
}

static void
expect_nothing_in_the_clear(const struct app_rig *r)
{
	assert_int_equal(find_everywhere(r, APP_RIG_CODE), 0);
	assert_int_equal(find_everywhere(r, "15550100123"), 0);
	assert_int_equal(find_everywhere(r, "5550100123"), 0);
	assert_int_equal(find_everywhere(r, APP_RIG_KEY), 0);
	assert_int_equal(find_everywhere(r, "test@example.com"), 0);
	/* The look itself finds what is there. */
	assert_true(find_everywhere(r, "ServiceSMS") > 0);
	assert_true(find_everywhere(r, "***** 23") > 0);
}

static void
code_number_and_key_are_in_no_file(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	app_rig_plan(r,
	             (struct app_rig_answer){
			     .status = 429,
			     .sent_bytes = 9,
			     .body = "{\"requestError\":{\"serviceException\":{\"messageId\":\"X\","
				     "\"text\":\"To +15550100123 your code 482913\"}}}" });
	r->news = (struct app_rig_news){ .group = 3, .id = 5, .error = 27, .price = 0.05 };
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, true, true);

	app_rig_pass(r, 12 * 1000);
	assert_int_equal(app_rig_sends(r), 3);
	assert_int_equal(sender_message(x)->state, MESSAGE_DELIVERED);
	expect_nothing_in_the_clear(r);
	sender_destroy(x);
	app_rig_end_session(r);
	expect_nothing_in_the_clear(r);
}

static void
code_and_number_are_in_no_file_after_a_broken_answer(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_use_staging(r);
	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	draft.own_text = true;
	strcpy(draft.text, "Call +15550100123 and say 4 8 2 9 1 3 or {{ code }}");
	app_rig_plan(
		r, (struct app_rig_answer){ .status = 200,
	                                    .sent_bytes = 9,
	                                    .body = "<p>482913 to 15550100123, 4-8-2-9-1-3</p>" });
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(sender_message(x)->state, MESSAGE_UNKNOWN);
	expect_nothing_in_the_clear(r);
	assert_int_equal(find_everywhere(r, "4 8 2 9 1 3"), 0);
	assert_int_equal(find_everywhere(r, "4-8-2-9-1-3"), 0);
	sender_destroy(x);
}

static void
the_number_of_a_row_can_be_opened_with_the_vault(void **state)
{
	struct app_rig *r = *state;
	char number[PHONE_E164_BYTES];

	app_rig_use_staging(r);
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);

	app_rig_must(r,
	             message_store_number(r->session->reader, r->session->vault,
	                                  &r->session->profile, sender_message(x), number, &r->f));
	assert_string_equal(number, APP_RIG_NUMBER);
	assert_string_equal(app_rig_row(r, 1).country, "");
	sender_destroy(x);
}

/* --- A store that may only be read ---------------------------------------------------------- */

static void
a_locked_vault_refuses_before_the_wire(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	const struct session_options opening = { .store = r->store };
	struct send_draft draft;
	struct sender *x = NULL;
	struct session *s = NULL;

	app_rig_end_session(r);
	setenv("XDG_CONFIG_HOME", folder_file(&r->folder, "elsewhere"), 1);
	app_rig_must(r, session_open(&opening, &s, &r->f));
	r->session = s;
	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	app_rig_must_fail(r, sender_start(s, &draft, &options, &x, &r->f), WORD_LOCKED);
	assert_null(x);
	assert_int_equal(app_rig_rows(r), 0);
}

static void
a_store_removed_in_the_meantime_means_no_request(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	sender_destroy(x);
	assert_int_equal(unlink(r->store), 0);
	x = start(r);
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 1);
	assert_int_equal(sender_fault(x)->code, ST_STORE);
	assert_int_equal(access(r->store, F_OK), -1);
	sender_destroy(x);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)
#define DEAD(test) cmocka_unit_test_setup_teardown(test, open_without_session, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_store_locked_for_ever_means_no_request),
		BOTH(a_store_locked_for_a_while_delays_the_send),
		BOTH(a_repeat_waits_for_the_lock_without_losing_its_state),
		BOTH(an_answer_waits_for_the_lock_and_is_then_written),
		BOTH(an_answer_that_cannot_be_written_is_called_uncertain),
		BOTH(a_refusal_that_cannot_be_written_names_the_store),
		BOTH(a_full_disk_before_the_intent_means_no_request),
		BOTH(a_full_disk_before_a_repeat_leaves_the_row_not_sent),
		DEAD(a_row_whose_process_was_killed_is_unknown_at_the_next_start),
		DEAD(a_thread_recovers_before_it_does_anything_else),
		DEAD(a_recovered_row_is_settled_by_the_log_and_not_sent_again),
		DEAD(a_row_whose_answer_found_the_disk_full_is_recovered_too),
		BOTH(a_row_whose_process_lives_is_left_alone),
		BOTH(code_number_and_key_are_in_no_file),
		BOTH(code_and_number_are_in_no_file_after_a_broken_answer),
		BOTH(the_number_of_a_row_can_be_opened_with_the_vault),
		cmocka_unit_test_setup_teardown(a_locked_vault_refuses_before_the_wire,
		                                app_rig_open, app_rig_close),
		BOTH(a_store_removed_in_the_meantime_means_no_request),
	};
	return cmocka_run_group_tests_name("app/sender: the record", tests, NULL, NULL);
}
