/* SPDX-License-Identifier: MIT */
/* the messages that were taken in, and where each of them stands */
#include "sandbox/ledger.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "folder.h"

#define NOW_MS 1764065702118LL
#define AT "\"at\":\"2026-11-25T10:15:02.118Z\","

struct bench {
	struct folder folder;
	char path[FOLDER_PATH_BYTES];
	struct ledger *l;
	struct fault f;
};

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	clock_freeze(NOW_MS, 0);
	folder_create(&b->folder);
	(void)text_copy(b->path, sizeof(b->path), folder_file(&b->folder, "state"));
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	ledger_close(b->l);
	folder_destroy(&b->folder);
	free(b);
	clock_release();
	return 0;
}

static struct ledger_entry
entry_of(const char *id)
{
	struct ledger_entry e = {
		.bulk_id = "bulk",
		.number = "99930005",
		.operator_ms = 900,
		.end_ms = 1900,
		.status_group = 3,
		.status_id = 5,
		.parts = 1,
		.text = "Your code is 482913",
		.sender = "ServiceSMS",
	};

	(void)text_copy(e.message_id, sizeof(e.message_id), id);
	return e;
}

static struct ledger *
open_ledger(const char *path)
{
	struct ledger *l;
	struct fault f;

	assert_int_equal(ledger_open(path, &l, &f), ST_OK);
	return l;
}

/* Whether it was taken in and is no duplicate. */
static bool
take(struct ledger *l, const char *id)
{
	struct ledger_entry e = entry_of(id);
	struct fault f;
	bool duplicate;

	assert_int_equal(ledger_append(l, &e, &duplicate, &f), ST_OK);
	return !duplicate;
}

struct seen {
	struct ledger_entry last; /* of the visit, without text and sender */
	char text[32];
	char sender[32];
	char ids[256];
	size_t count;
	size_t texts;
	size_t stop_after;
};

static bool
see(void *context, const struct ledger_entry *e)
{
	struct seen *s = context;
	size_t used = strlen(s->ids);

	s->last = *e;
	(void)text_copy(s->text, sizeof(s->text), e->text ? e->text : "(none)");
	(void)text_copy(s->sender, sizeof(s->sender), e->sender ? e->sender : "(none)");
	(void)snprintf(s->ids + used, sizeof(s->ids) - used, "%s ", e->message_id);
	s->texts += e->text != NULL;
	return ++s->count != s->stop_after;
}

static struct seen
visit(struct ledger *l, size_t stop_after)
{
	struct seen s;
	struct fault f;

	memset(&s, 0, sizeof(s));
	s.stop_after = stop_after;
	assert_int_equal(ledger_visit(l, see, &s, &f), ST_OK);
	return s;
}

static void
expect_standing(const struct ledger_entry *e, int64_t since_ms, int group, int id,
                int64_t done_after_ms)
{
	struct ledger_standing at = ledger_standing_at(e, NOW_MS + since_ms);

	assert_int_equal(at.status_group, group);
	assert_int_equal(at.status_id, id);
	assert_int_equal(at.done_at_ms, done_after_ms < 0 ? 0 : NOW_MS + done_after_ms);
}

static void
passes_accepted_and_the_operator_on_its_way(void **state)
{
	struct ledger_entry e = entry_of("m");

	(void)state;
	e.taken_at_ms = NOW_MS;
	expect_standing(&e, -5000, 1, 26, -1);
	expect_standing(&e, 0, 1, 26, -1);
	expect_standing(&e, 899, 1, 26, -1);
	expect_standing(&e, 900, 3, 2, 900);
	expect_standing(&e, 1899, 3, 2, 900);
	expect_standing(&e, 1900, 3, 5, 1900);
	expect_standing(&e, 9000000, 3, 5, 1900);
	e.status_group = 4;
	e.status_id = 29;
	expect_standing(&e, 0, 1, 26, -1);
	expect_standing(&e, 1000, 3, 2, 900);
	expect_standing(&e, 1900, 4, 29, 1900);
}

static void
pending_stays_and_refused_is_so_at_once(void **state)
{
	struct ledger_entry e = entry_of("m");

	(void)state;
	e.taken_at_ms = NOW_MS;
	e.status_group = 1;
	e.status_id = 3;
	expect_standing(&e, 0, 1, 3, -1);
	expect_standing(&e, 9000000, 1, 3, -1);
	e.status_group = 5;
	e.status_id = 12;
	expect_standing(&e, 0, 5, 12, 0);
	expect_standing(&e, 9000000, 5, 12, 0);
}

static void
the_error_comes_with_the_last_status(void **state)
{
	struct ledger_entry e = entry_of("m");

	(void)state;
	e.taken_at_ms = NOW_MS;
	e.status_group = 2;
	e.status_id = 9;
	e.error_group = 1;
	e.error_id = 27;
	assert_int_equal(ledger_standing_at(&e, NOW_MS + 1000).error_id, 0);
	assert_int_equal(ledger_standing_at(&e, NOW_MS + 1900).error_id, 27);
	assert_int_equal(ledger_standing_at(&e, NOW_MS + 1900).error_group, 1);
}

static void
keeps_messages_newest_first_with_their_time(void **state)
{
	struct bench *b = *state;
	struct seen s;

	b->l = open_ledger(NULL);
	assert_true(take(b->l, "m1"));
	clock_advance_ms(10);
	assert_true(take(b->l, "m2"));
	s = visit(b->l, 0);
	assert_string_equal(s.ids, "m2 m1 ");
	assert_int_equal(s.last.taken_at_ms, NOW_MS);
	assert_string_equal(s.text, "Your code is 482913");
	assert_string_equal(s.sender, "ServiceSMS");
	s = visit(b->l, 1);
	assert_string_equal(s.ids, "m2 ");
	assert_int_equal(s.last.taken_at_ms, NOW_MS + 10);
}

static void
takes_an_id_once(void **state)
{
	struct bench *b = *state;

	b->l = open_ledger(NULL);
	assert_true(take(b->l, "m1"));
	assert_false(take(b->l, "m1"));
	assert_true(take(b->l, "M1"));
	assert_int_equal(visit(b->l, 0).count, 2);
}

static void
another_process_sees_it_without_its_text(void **state)
{
	struct bench *b = *state;
	struct ledger *other = open_ledger(b->path);
	struct seen s;

	b->l = open_ledger(b->path);
	assert_true(take(b->l, "m1"));
	assert_false(take(other, "m1"));
	s = visit(other, 0);
	assert_int_equal(s.count, 1);
	assert_string_equal(s.text, "(none)");
	assert_string_equal(s.sender, "(none)");
	assert_string_equal(s.last.message_id, "m1");
	assert_string_equal(s.last.bulk_id, "bulk");
	assert_string_equal(s.last.number, "99930005");
	assert_int_equal(s.last.taken_at_ms, NOW_MS);
	assert_int_equal(s.last.operator_ms, 900);
	assert_int_equal(s.last.end_ms, 1900);
	assert_int_equal(s.last.status_group, 3);
	assert_int_equal(s.last.status_id, 5);
	assert_int_equal(s.last.parts, 1);
	assert_string_equal(visit(b->l, 0).text, "Your code is 482913");
	ledger_close(other);
}

static void
messages_outlive_the_process(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e = entry_of("m1");
	bool duplicate;
	struct seen s;

	e.status_group = 2;
	e.status_id = 9;
	e.error_group = 3;
	e.error_id = 4102;
	b->l = open_ledger(b->path);
	assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	ledger_close(b->l);
	b->l = open_ledger(b->path);
	assert_false(take(b->l, "m1"));
	s = visit(b->l, 0);
	assert_int_equal(s.last.status_group, 2);
	assert_int_equal(s.last.error_group, 3);
	assert_int_equal(s.last.error_id, 4102);
}

static void
the_file_holds_no_text_no_sender_and_no_persons_number(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e = entry_of("m1");
	bool duplicate;

	(void)text_copy(e.number, sizeof(e.number), "+447700900123");
	b->l = open_ledger(b->path);
	assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	assert_true(take(b->l, "m2"));
	assert_int_equal(folder_find(&b->folder, "m1", 2), 1);
	assert_int_equal(folder_find(&b->folder, "99930005", 8), 1);
	assert_int_equal(folder_find(&b->folder, "482913", 6), 0);
	assert_int_equal(folder_find(&b->folder, "ServiceSMS", 10), 0);
	assert_int_equal(folder_find(&b->folder, "7700900123", 10), 0);
	assert_true(folder_is_private(&b->folder));
	assert_string_equal(visit(b->l, 0).last.number, "+447700900123");
}

static void
passes_over_lines_that_are_not_its_own(void **state)
{
	static const char strange[] =
		"{\"message\":\"m0\"}\n"
		"no json\n"
		"[]\n"
		"{\"message\":\"\",\"bulk\":\"b\",\"to\":\"\"," AT
		"\"operator_ms\":1,\"end_ms\":2,\"status\":[3,5],\"error\":[0,0],"
		"\"parts\":1}\n"
		"{\"message\":\"m1\",\"bulk\":\"b\",\"to\":\"\",\"at\":\"yesterday\","
		"\"operator_ms\":1,\"end_ms\":2,\"status\":[3,5],\"error\":[0,0],"
		"\"parts\":1}\n"
		"{\"message\":\"m2\",\"bulk\":\"b\",\"to\":\"\"," AT
		"\"operator_ms\":-1,\"end_ms\":2,\"status\":[3,5],\"error\":[0,0],"
		"\"parts\":1}\n"
		"{\"message\":\"m3\",\"bulk\":\"b\",\"to\":\"\"," AT
		"\"operator_ms\":1,\"end_ms\":2,\"status\":[3],\"error\":[0,0],"
		"\"parts\":1}\n"
		"{\"message\":\"m4\",\"bulk\":\"b\",\"to\":\"999\"," AT
		"\"operator_ms\":1,\"end_ms\":2,\"status\":[3,5],\"error\":[0,0],"
		"\"parts\":1,\"later\":true}\n"
		"{\"message\":\"m5\",\"bu";
	struct bench *b = *state;

	folder_write(b->path, strange, sizeof(strange) - 1);
	b->l = open_ledger(b->path);
	assert_string_equal(visit(b->l, 0).ids, "m4 ");
	assert_true(take(b->l, "m5"));
	assert_string_equal(visit(b->l, 0).ids, "m5 m4 ");
	ledger_close(b->l);
	b->l = open_ledger(b->path);
	assert_string_equal(visit(b->l, 0).ids, "m5 m4 ");
}

static void
old_texts_go_before_new_ones(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e = entry_of("");
	size_t text_bytes = LEDGER_TEXT_BYTES / 4 - 100;
	char *text = calloc(text_bytes + 1, 1);
	bool duplicate;
	struct seen s;

	memset(text, 'x', text_bytes);
	e.text = text;
	b->l = open_ledger(NULL);
	for (int i = 0; i < 6; i++) {
		(void)snprintf(e.message_id, sizeof(e.message_id), "m%d", i);
		assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	}
	free(text);
	s = visit(b->l, 0);
	assert_int_equal(s.count, 6);
	assert_int_equal(s.texts, 4);
	assert_string_equal(s.text, "(none)");
}

static void
the_oldest_messages_go_when_there_are_too_many(void **state)
{
	struct bench *b = *state;
	char id[16];
	size_t count;

	b->l = open_ledger(NULL);
	for (int i = 0; i < LEDGER_ENTRIES_MAX + 1; i++) {
		(void)snprintf(id, sizeof(id), "m%d", i);
		assert_true(take(b->l, id));
	}
	count = visit(b->l, 0).count;
	assert_int_equal(count, LEDGER_ENTRIES_MAX / 2 + 1);
	assert_false(take(b->l, id));
	assert_true(take(b->l, "m0"));
}

/* Tries to take the same hundred ids as its brothers, and ends with how many were new. */
static void
race(const char *path)
{
	struct ledger *l = open_ledger(path);
	int taken = 0;
	char id[16];

	for (int i = 0; i < 100; i++) {
		(void)snprintf(id, sizeof(id), "m%d", i);
		taken += take(l, id);
	}
	ledger_close(l);
	_exit(taken);
}

static void
of_several_processes_one_takes_an_id(void **state)
{
	struct bench *b = *state;
	int taken = 0;
	int status;

	clock_release();
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			race(b->path);
	for (int i = 0; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		taken += WEXITSTATUS(status);
	}
	assert_int_equal(taken, 100);
	b->l = open_ledger(b->path);
	assert_int_equal(visit(b->l, 0).count, 100);
}

static void
take_without_room(const char *path)
{
	struct rlimit limit = { 10, 10 };
	struct ledger_entry e = entry_of("m1");
	struct ledger *l = open_ledger(path);
	struct fault f;
	bool duplicate;

	(void)setrlimit(RLIMIT_FSIZE, &limit);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (ledger_append(l, &e, &duplicate, &f) != ST_STORE || duplicate)
		_exit(1);
	if (visit(l, 0).count != 0)
		_exit(2);
	ledger_close(l);
	_exit(0);
}

static void
what_cannot_be_written_is_not_taken_in(void **state)
{
	struct bench *b = *state;
	int status;

	if (fork() == 0)
		take_without_room(b->path);
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	b->l = open_ledger(b->path);
	assert_true(take(b->l, "m1"));
}

static void
refuses_a_state_file_that_is_none(void **state)
{
	struct bench *b = *state;

	assert_int_equal(ledger_open("/dev/null", &b->l, &b->f), ST_STORE);
	assert_null(b->l);
	assert_string_equal(b->f.cause, "the state file cannot be read: it is no regular file");
	assert_int_equal(ledger_open(b->folder.path, &b->l, &b->f), ST_STORE);
	assert_null(b->l);
	ledger_close(NULL);
}

/* Reports and the clock. */

/* Takes the reports whose id begins so. */
struct wanting {
	const char *prefix;
	char ids[256];
	size_t count;
};

static bool
want(void *context, const struct ledger_entry *e)
{
	struct wanting *w = context;
	size_t used = strlen(w->ids);

	if (strncmp(e->message_id, w->prefix, strlen(w->prefix)) != 0)
		return false;
	(void)snprintf(w->ids + used, sizeof(w->ids) - used, "%s ", e->message_id);
	w->count++;
	return true;
}

static struct wanting
reports(struct ledger *l, const char *prefix, size_t limit)
{
	struct wanting w = { .prefix = prefix };
	struct fault f;

	assert_int_equal(ledger_take_reports(l, limit, want, &w, &f), ST_OK);
	return w;
}

static void
a_report_is_handed_out_once_and_when_it_is_over(void **state)
{
	struct bench *b = *state;

	b->l = open_ledger(NULL);
	assert_true(take(b->l, "m1"));
	clock_advance_ms(1000);
	assert_true(take(b->l, "m2"));
	assert_int_equal(reports(b->l, "", 50).count, 0);
	clock_advance_ms(900);
	assert_string_equal(reports(b->l, "", 50).ids, "m1 ");
	clock_advance_ms(5000);
	assert_string_equal(reports(b->l, "", 50).ids, "m2 ");
	assert_int_equal(reports(b->l, "", 50).count, 0);
}

static void
reports_come_oldest_first_and_no_more_than_are_asked_for(void **state)
{
	struct bench *b = *state;

	b->l = open_ledger(NULL);
	assert_true(take(b->l, "a1") && take(b->l, "b1") && take(b->l, "a2") && take(b->l, "a3"));
	clock_advance_ms(2000);
	assert_string_equal(reports(b->l, "a", 2).ids, "a1 a2 ");
	assert_string_equal(reports(b->l, "b", 2).ids, "b1 ");
	assert_string_equal(reports(b->l, "", 2).ids, "a3 ");
}

static void
pending_has_no_report_and_old_ones_are_gone(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e = entry_of("pending");
	bool duplicate;

	e.status_group = 1;
	b->l = open_ledger(NULL);
	assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	e = entry_of("refused");
	e.status_group = 5;
	assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	assert_string_equal(reports(b->l, "", 50).ids, "refused ");
	assert_true(take(b->l, "old"));
	clock_advance_ms(48LL * 3600 * 1000 + 1);
	assert_int_equal(reports(b->l, "", 50).count, 0);
}

static void
another_process_does_not_hand_a_report_out_again(void **state)
{
	struct bench *b = *state;
	struct ledger *other;

	b->l = open_ledger(b->path);
	other = open_ledger(b->path);
	assert_true(take(b->l, "m1") && take(other, "m2"));
	clock_advance_ms(2000);
	assert_string_equal(reports(other, "", 1).ids, "m1 ");
	assert_string_equal(reports(b->l, "", 50).ids, "m2 ");
	assert_int_equal(reports(other, "", 50).count, 0);
	ledger_close(other);
	other = open_ledger(b->path);
	assert_int_equal(reports(other, "", 50).count, 0);
	ledger_close(other);
}

static void
hand_out_all(const char *path)
{
	struct ledger *l = open_ledger(path);
	size_t count = 0;

	for (int i = 0; i < 200; i++)
		count += reports(l, "", 1).count;
	ledger_close(l);
	_exit((int)count);
}

static void
of_several_processes_one_hands_a_report_out(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e;
	bool duplicate;
	int handed_out = 0;
	int status;

	b->l = open_ledger(b->path);
	for (int i = 0; i < 100; i++) {
		e = entry_of("");
		(void)snprintf(e.message_id, sizeof(e.message_id), "m%d", i);
		e.status_group = 5;
		assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	}
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			hand_out_all(b->path);
	for (int i = 0; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		handed_out += WEXITSTATUS(status);
	}
	assert_int_equal(handed_out, 100);
	assert_int_equal(reports(b->l, "", 50).count, 0);
}

static void
hand_out_without_room(const char *path)
{
	struct rlimit limit = { 10, 10 };
	struct ledger *l = open_ledger(path);
	struct wanting w = { .prefix = "" };
	struct fault f;

	(void)setrlimit(RLIMIT_FSIZE, &limit);
	(void)signal(SIGXFSZ, SIG_IGN);
	_exit(ledger_take_reports(l, 50, want, &w, &f) == ST_STORE ? 0 : 1);
}

static void
a_report_that_cannot_be_written_down_is_still_to_be_had(void **state)
{
	struct bench *b = *state;
	int status;

	b->l = open_ledger(b->path);
	assert_true(take(b->l, "m1"));
	clock_advance_ms(2000);
	if (fork() == 0)
		hand_out_without_room(b->path);
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_string_equal(reports(b->l, "", 50).ids, "m1 ");
}

static void
the_clock_moves_for_all_and_for_good(void **state)
{
	struct bench *b = *state;
	struct ledger *other;

	b->l = open_ledger(b->path);
	other = open_ledger(b->path);
	assert_int_equal(ledger_now_ms(b->l), NOW_MS);
	assert_int_equal(ledger_advance(b->l, 5000, &b->f), ST_OK);
	assert_int_equal(ledger_advance(other, 1000, &b->f), ST_OK);
	assert_int_equal(ledger_now_ms(b->l), NOW_MS + 6000);
	assert_true(take(other, "m1"));
	assert_int_equal(visit(b->l, 0).last.taken_at_ms, NOW_MS + 6000);
	ledger_close(other);
	other = open_ledger(b->path);
	assert_int_equal(ledger_now_ms(other), NOW_MS + 6000);
	ledger_close(other);
}

static void
a_message_tells_the_clock_to_who_missed_its_line(void **state)
{
	struct bench *b = *state;
	char line[512];
	int bytes = snprintf(line, sizeof(line),
	                     "{\"message\":\"m0\",\"bulk\":\"b\",\"to\":\"\"," AT
	                     "\"operator_ms\":1,\"end_ms\":2,\"status\":[3,5],\"error\":[0,0],"
	                     "\"parts\":1,\"ahead_ms\":7000}\n"
	                     "{\"ahead_ms\":-5}\n{\"ahead_ms\":1e300}\n{\"reported\":\"m9\"}\n"
	                     "{\"reported\":5}\n{\"ahead_ms\":6000}\n");

	folder_write(b->path, line, (size_t)bytes);
	b->l = open_ledger(b->path);
	assert_int_equal(ledger_now_ms(b->l), NOW_MS + 7000);
	assert_int_equal(ledger_advance(b->l, 1000, &b->f), ST_OK);
	assert_true(take(b->l, "m1"));
	(void)text_copy(line, sizeof(line), "\"parts\":1,\"ahead_ms\":8000}");
	assert_int_equal(folder_find(&b->folder, line, strlen(line)), 1);
}

static void
the_clock_does_not_go_back_nor_beyond_its_end(void **state)
{
	struct bench *b = *state;

	b->l = open_ledger(NULL);
	assert_int_equal(ledger_advance(b->l, -1, &b->f), ST_INVALID);
	assert_int_equal(ledger_advance(b->l, LEDGER_AHEAD_MS_MAX, &b->f), ST_OK);
	assert_int_equal(ledger_advance(b->l, 1, &b->f), ST_INVALID);
	assert_int_equal(ledger_now_ms(b->l), NOW_MS + LEDGER_AHEAD_MS_MAX);
}

static void
a_call_stays_a_call_in_the_file(void **state)
{
	struct bench *b = *state;
	struct ledger_entry e = entry_of("m1");
	bool duplicate;

	e.is_call = true;
	e.notes[LEDGER_CALLBACK] = "said back";
	b->l = open_ledger(b->path);
	assert_int_equal(ledger_append(b->l, &e, &duplicate, &b->f), ST_OK);
	assert_string_equal(visit(b->l, 0).last.notes[LEDGER_CALLBACK], "said back");
	assert_int_equal(folder_find(&b->folder, "said back", 9), 0);
	ledger_close(b->l);
	b->l = open_ledger(b->path);
	assert_true(visit(b->l, 0).last.is_call);
	assert_null(visit(b->l, 0).last.notes[LEDGER_CALLBACK]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(passes_accepted_and_the_operator_on_its_way),
		TEST(pending_stays_and_refused_is_so_at_once),
		TEST(the_error_comes_with_the_last_status),
		TEST(keeps_messages_newest_first_with_their_time),
		TEST(takes_an_id_once),
		TEST(another_process_sees_it_without_its_text),
		TEST(messages_outlive_the_process),
		TEST(the_file_holds_no_text_no_sender_and_no_persons_number),
		TEST(passes_over_lines_that_are_not_its_own),
		TEST(old_texts_go_before_new_ones),
		TEST(the_oldest_messages_go_when_there_are_too_many),
		TEST(of_several_processes_one_takes_an_id),
		TEST(what_cannot_be_written_is_not_taken_in),
		TEST(refuses_a_state_file_that_is_none),
		TEST(a_report_is_handed_out_once_and_when_it_is_over),
		TEST(reports_come_oldest_first_and_no_more_than_are_asked_for),
		TEST(pending_has_no_report_and_old_ones_are_gone),
		TEST(another_process_does_not_hand_a_report_out_again),
		TEST(of_several_processes_one_hands_a_report_out),
		TEST(a_report_that_cannot_be_written_down_is_still_to_be_had),
		TEST(the_clock_moves_for_all_and_for_good),
		TEST(a_message_tells_the_clock_to_who_missed_its_line),
		TEST(the_clock_does_not_go_back_nor_beyond_its_end),
		TEST(a_call_stays_a_call_in_the_file),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
