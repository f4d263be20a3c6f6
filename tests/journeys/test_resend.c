/* SPDX-License-Identifier: MIT */
/* Sending again: from the shell with its statuses, and edited in the console on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fault_server.h"
#include "folder.h"
#include "program.h"
#include "rig.h"

#define KEY "k7w2-9q4r-5t6y"

/* --- From the shell ------------------------------------------------------------------------- */

static void
a_resend_is_linked_and_shown_in_its_chain(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99930005", "--locale", "fr", "--json", NULL);
	program_expect(p, 0, "log", "resend", "1", "--json", NULL);
	program_expect_word(p, "data.state", "accepted");
	program_expect_word(p, "data.locale", "fr");
	program_expect_word(p, "data.recipient_masked", "+99930005");
	assert_int_equal(program_number(p, "data.id"), 2);
	assert_int_equal(program_number(p, "data.parent_id"), 1);
	program_expect(p, 0, "log", "show", "1", "--json", NULL);
	assert_int_equal(program_number(p, "data.chain.1.id"), 2);
	assert_int_equal(program_number(p, "data.chain.1.parent_id"), 1);
	program_expect(p, 0, "log", "show", "2", NULL);
	assert_non_null(strstr(p->out, "chain of resends"));
	assert_non_null(strstr(p->out, "sent again from row 1"));
}

static void
edits_lie_on_top(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
	program_expect(p, 7, "log", "resend", "1", "--edit", "to=+99950012", "--edit", "locale=de",
	               "--json", NULL);
	program_expect_word(p, "error.code", "provider_refused");
	program_expect_word(p, "data.recipient_masked", "+99950012");
	program_expect_word(p, "data.locale", "de");
	p->input = "+99930006\n";
	program_expect(p, 0, "log", "resend", "1", "--edit", "to=-", "--json", NULL);
	program_expect_word(p, "data.recipient_masked", "+99930006");
	program_expect(p, 2, "log", "resend", "1", "--edit", "colour=red", "--json", NULL);
	program_expect_word(p, "error.code", "usage");
	program_expect(p, 2, "log", "resend", "99", "--json", NULL);
	program_expect_word(p, "error.code", "not_found");
}

static void
an_own_text_is_refused_with_the_reason(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99930005", "--text", "Words {{ code }}", NULL);
	program_expect(p, 2, "log", "resend", "1", "--json", NULL);
	program_expect_word(p, "error.code", "not_kept");
	assert_non_null(strstr(program_word(p, "error.hint"), "--edit text="));
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
	program_expect(p, 0, "log", "resend", "1", "--edit", "text=Words {{ code }}", "--json",
	               NULL);
}

/* How many requests for `what` the journal tells of. */
static size_t
count_in(const char *journal, const char *what)
{
	size_t size_bytes = 0;
	size_t count = 0;
	char *bytes = (char *)folder_read(journal, &size_bytes);

	for (const char *at = bytes; (at = strstr(at, what)) != NULL; at += strlen(what))
		count++;
	free(bytes);
	return count;
}

static void
what_may_have_been_sent_is_looked_up_and_not_sent(void **state)
{
	struct program *p = *state;
	struct program_child sandbox = { .pid = 0 };
	char journal[FOLDER_PATH_BYTES];
	char url[64];

	snprintf(journal, sizeof(journal), "%.200s/journal.jsonl", p->folder.path);
	program_start_sandbox(p, &sandbox, url, "--speed", "1000", "--journal", journal, NULL);
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 8, "send", "--to", "+99900000", "--json", NULL);
	program_expect_word(p, "data.state", "unknown");
	program_expect(p, 0, "log", "resend", "1", "--json", NULL);
	assert_int_equal(program_number(p, "data.id"), 1);
	assert_string_not_equal(program_word(p, "data.state"), "unknown");
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
	assert_int_equal(count_in(journal, "/sms/3/messages"), 1);
	assert_true(count_in(journal, "/sms/3/logs") >= 1);
	program_end(p, &sandbox, 15);
	program_child_finish(&sandbox);
}

/* --yes agrees to money, not to a second message to the same person. */
static void
a_doubt_is_for_a_person_and_not_for_yes(void **state)
{
	struct program *p = *state;

	program_expect(p, 8, "send", "--to", "+99900000", "--json", NULL);
	program_expect(p, 0, "profile", "set", "base_url", "http://127.0.0.1:9", NULL);
	program_expect(p, 9, "log", "resend", "1", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	assert_non_null(strstr(program_word(p, "error.cause"), "may have been sent"));
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
}

static void
a_billed_resend_wants_a_person_or_yes(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 0, "send", "--to", "+15550100123", "--yes", "--json", NULL);
	program_expect(p, 9, "log", "resend", "1", "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	assert_int_equal(fault_server_arrivals(wire), 1);
	program_expect(p, 0, "log", "resend", "1", "--yes", "--json", NULL);
	assert_int_equal(program_number(p, "data.parent_id"), 1);
	assert_int_equal(fault_server_arrivals(wire), 2);
	fault_server_destroy(wire);
}

/* --- In the console ------------------------------------------------------------------------- */

/* A refused message is opened again with R, gets another number, and is delivered. */
static void
an_edited_resend_ends_delivered_and_linked(void **state)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *named = getenv("OTPDECK_BIN");
	const char *const words[] = { named ? named : "./otpdeck", NULL };
	struct rig *r = rig_create(state, &size);

	rig_spawn(r, words);
	rig_expect_text(r, "Try it now");
	rig_key(r, "Enter");
	rig_expect_text(r, "[ Send simulated ]");
	for (int i = 0; i < 6; i++)
		rig_key(r, "Up");
	rig_key(r, "C-u");
	rig_type(r, "+99950012");
	rig_key(r, "F2");
	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	rig_type(r, "3");
	rig_expect_text(r, "[3 Log]");
	rig_type(r, "R");
	rig_expect_text(r, "Message: 1 again");
	rig_expect_text(r, "+99950012");
	for (int i = 0; i < 6; i++)
		rig_key(r, "Up");
	rig_key(r, "C-u");
	rig_type(r, "+99930005");
	rig_expect_text(r, "delivered to the handset");
	rig_key(r, "F2");
	rig_expect_text(r, "DELIVERED_TO_HANDSET");
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Chain of resends");
	rig_expect_text(r, "1    [FAIL] rejected");
	rig_expect_text(r, "> 2    [OK] delivered");
	rig_key(r, "Left");
	rig_expect_text(r, "> 1    [FAIL] rejected");
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

#define SHELL(test) cmocka_unit_test_setup_teardown(test, program_set_up, program_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SHELL(a_resend_is_linked_and_shown_in_its_chain),
		SHELL(edits_lie_on_top),
		SHELL(an_own_text_is_refused_with_the_reason),
		SHELL(what_may_have_been_sent_is_looked_up_and_not_sent),
		SHELL(a_doubt_is_for_a_person_and_not_for_yes),
		SHELL(a_billed_resend_wants_a_person_or_yes),
		cmocka_unit_test_teardown(an_edited_resend_ends_delivered_and_linked,
		                          rig_tear_down),
	};

	return cmocka_run_group_tests_name("journeys/resend", tests, NULL, NULL);
}
