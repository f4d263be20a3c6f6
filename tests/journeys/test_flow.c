/* SPDX-License-Identifier: MIT */
/* A code that is sent, read off the simulated phone, and typed back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault_server.h"
#include "needles.h"
#include "program.h"
#include "rig.h"

#define ASKED "(Enter alone: none did): "

static struct rig *
start(void **state, const char *option, const char *value)
{
	const char *named = getenv("OTPDECK_BIN");
	const char *const words[] = { named ? named : "./otpdeck", "flow", option, value, NULL };
	const struct rig_options size = { .rows = 30, .columns = 100 };
	struct rig *r = rig_create(state, &size);

	rig_spawn(r, words);
	return r;
}

/* The digits behind a word of the screen. */
static void
read_code(struct rig *r, const char *after, char out[16])
{
	int row = 0;
	int column = 0;
	size_t size = 0;

	rig_expect_text(r, after);
	rig_expect_text(r, ASKED);
	assert_true(rig_find(r, after, &row, &column));
	for (const char *at = strstr(rig_row(r, row), after) + strlen(after); size < 6; at++) {
		assert_int_not_equal(*at, '\0');
		if (*at != ' ')
			out[size++] = *at;
	}
	out[size] = '\0';
	assert_int_equal(strspn(out, "0123456789"), 6);
}

static void
type_line(struct rig *r, const char *line)
{
	rig_type(r, line);
	rig_key(r, "Enter");
}

static void
the_code_of_the_phone_typed_back_ends_with_0(void **state)
{
	struct rig *r = start(state, NULL, NULL);
	char code[16];

	read_code(r, "phone shows: ", code);
	type_line(r, "000000");
	rig_expect_text(r, "that is not the code; 2 tries left");
	type_line(r, code);
	rig_expect_text(r, "typed back");
	rig_expect_text(r, "by the provider's own clock");
	assert_int_equal(rig_wait_exit(r), 0);
}

static void
what_is_said_after_ctrl_c_has_lines_of_its_own(void **state)
{
	struct rig *r = start(state, NULL, NULL);
	char code[16];
	int row = 0;
	int column = -1;

	read_code(r, "phone shows: ", code);
	rig_send_bytes(r, "\x03", 1);
	rig_expect_text(r, "messageId");
	assert_true(rig_find(r, "row 1, messageId", &row, &column));
	assert_int_equal(column, 0);
	assert_int_equal(rig_wait_exit(r), 130);
}

static void
a_call_says_its_digits(void **state)
{
	struct rig *r = start(state, "--type", "voice");
	char code[16];

	rig_expect_text(r, "1 call");
	read_code(r, "phone says: ", code);
	type_line(r, code);
	rig_expect_text(r, "typed back");
	assert_int_equal(rig_wait_exit(r), 0);
}

/* Neither the store nor what lies beside it says the code in the way a call does. */
static void
a_spoken_code_is_found_nowhere(void **state)
{
	struct rig *r = start(state, "--type", "voice");
	struct needles needles = { 0 };
	char spoken[64] = "";
	char code[16];

	read_code(r, "phone says: ", code);
	for (int i = 0; i < 6; i++)
		snprintf(spoken + strlen(spoken), sizeof(spoken) - strlen(spoken), "%s%c",
		         i > 0 ? ",, " : "", code[i]);
	needles_add(&needles, spoken);
	type_line(r, code);
	rig_expect_text(r, "typed back");
	assert_int_equal(rig_wait_exit(r), 0);
	needles_expect_none_below(&needles, rig_folder(r)->path);
	needles_finish(&needles);
}

static void
three_wrong_codes_end_with_1(void **state)
{
	struct rig *r = start(state, NULL, NULL);

	rig_expect_text(r, ASKED);
	type_line(r, "1");
	rig_expect_text(r, "2 tries left");
	type_line(r, "2");
	rig_expect_text(r, "1 try left");
	type_line(r, "3");
	rig_expect_text(r, "3 codes were typed and none is the one that was sent");
	assert_int_equal(rig_wait_exit(r), 1);
}

static void
nothing_came_ends_with_1(void **state)
{
	struct rig *r = start(state, NULL, NULL);

	rig_expect_text(r, ASKED);
	rig_key(r, "Enter");
	rig_expect_text(r, "the provider says that it was delivered");
	assert_int_equal(rig_wait_exit(r), 1);
}

static void
a_refused_code_is_not_asked_for(void **state)
{
	struct rig *r = start(state, "--to", "+99950012");

	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	assert_int_equal(rig_wait_exit(r), 7);
	rig_expect_no_text(r, ASKED);
}

/* --- A profile that costs money ----------------------------------------------------------- */

/* Runs the program on the terminal's own home, with a line as its standard input. */
static void
run_beside(const char *input, const char *const *words)
{
	const char *named = getenv("OTPDECK_BIN");
	const char *list[8] = { named ? named : "./otpdeck" };
	int status = 0;
	int ends[2];

	for (size_t i = 0; words[i]; i++)
		list[i + 1] = words[i];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();

	if (pid == 0) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[1]);
		if (!freopen("/dev/null", "w", stdout))
			_exit(126);
		execv(list[0], (char *const *)(const void *)list);
		_exit(127);
	}
	close(ends[0]);
	assert_int_equal(write(ends[1], input, strlen(input)), strlen(input));
	close(ends[1]);
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define RUN(input, ...) run_beside(input, (const char *const[]){ __VA_ARGS__, NULL })

/* The text that the recorder got. */
static void
read_sent_code(struct fault_server *wire, char out[16])
{
	const char *at = strstr(fault_server_arrival(wire, 0, NULL), "\"text\":\"");

	assert_non_null(at);
	snprintf(out, 16, "%.6s", at + strlen("\"text\":\""));
	assert_int_equal(strspn(out, "0123456789"), 6);
}

static void
a_billed_code_is_asked_for_and_never_printed(void **state)
{
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *named = getenv("OTPDECK_BIN");
	const char *const words[] = { named ? named : "./otpdeck", "flow", NULL };
	struct rig *r = rig_create(state, &size);
	char code[16];

	fault_server_answer(wire, "/sms/3/logs", 200, "Content-Type: application/json\r\n",
	                    "{\"results\":[]}");
	RUN("", "profile", "add", "staging", "--environment", "staging");
	RUN("", "profile", "use", "staging");
	RUN("", "profile", "set", "base_url", fault_server_url(wire));
	RUN("k7w2-9q4r-5t6y\n", "secret", "set", "API_KEY");
	rig_spawn(r, words);
	rig_expect_text(r, "Number, with its plus and country code: ");
	type_line(r, "+15550100123");
	rig_expect_text(r, "A real, billed SMS:");
	rig_expect_text(r, "last four digits");
	assert_int_equal(fault_server_arrivals(wire), 0);
	type_line(r, "0123");
	rig_expect_text(r, ASKED);
	assert_int_equal(fault_server_arrivals_with(wire, "POST "), 1);
	read_sent_code(wire, code);
	assert_int_equal(rig_count_in_stream(r, code, 6), 0);
	type_line(r, code);
	rig_expect_text(r, "the right code");
	assert_int_equal(rig_wait_exit(r), 0);
	assert_int_equal(fault_server_arrivals_with(wire, "POST "), 1);
	fault_server_destroy(wire);
}

/* Without a person nothing is sent. */
static void
nobody_to_ask_sends_nothing(void **state)
{
	struct program *p = *state;

	program_expect(p, 9, "flow", "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	program_expect(p, 9, "flow", NULL);
	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_null(program_node(p->envelope, "data.items.0"));
}

#define RIG(function) cmocka_unit_test_teardown(function, rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG(the_code_of_the_phone_typed_back_ends_with_0),
		RIG(what_is_said_after_ctrl_c_has_lines_of_its_own),
		RIG(a_call_says_its_digits),
		RIG(a_spoken_code_is_found_nowhere),
		RIG(three_wrong_codes_end_with_1),
		RIG(a_billed_code_is_asked_for_and_never_printed),
		RIG(nothing_came_ends_with_1),
		RIG(a_refused_code_is_not_asked_for),
		cmocka_unit_test_setup_teardown(nobody_to_ask_sends_nothing, program_set_up,
		                                program_tear_down),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
