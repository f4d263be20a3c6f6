/* SPDX-License-Identifier: MIT */
/* the shell twin's words: help, mistakes, envelopes, profiles, secrets, batch doors, sandbox */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/command.h"
#include "base/json.h"
#include "cli/commands.h"
#include "program.h"

#define MARKER "m4rk3r-9c1e77d0a5"

/* --- Help ------------------------------------------------------------------------------------ */

static void
expect_example_first(const struct program *p)
{
	assert_int_equal(strncmp(p->out, "otpdeck", 7) == 0 || strncmp(p->out, "echo ", 5) == 0, 1);
	assert_int_equal(p->err_bytes, 0);
}

/* "  --key-file PATH   ..." names what holds a secret, and never takes one. */
static void
expect_no_secret_value(const char *help)
{
	static const char *const words[] = { "key",   "secret", "pass",
		                             "token", "value",  "authorization" };

	for (const char *line = help; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL)) {
		char name[64] = "";
		char argument[64] = "";

		if (sscanf(line, " --%63[a-z-] %63s", name, argument) != 2 &&
		    sscanf(line, " -%*c, --%63[a-z-] %63s", name, argument) != 2)
			continue;
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			if (!strstr(name, words[i]))
				continue;
			if (strcmp(argument, "PATH") != 0 && strcmp(argument, "FILE") != 0 &&
			    strcmp(argument, "N") != 0)
				fail_msg("--%s takes %s", name, argument);
		}
	}
}

static void
help_begins_with_examples_and_no_option_takes_a_secret(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "help", NULL);
	expect_example_first(p);
	expect_no_secret_value(p->out);
	program_expect(p, 0, "--help", NULL);
	expect_example_first(p);
	program_expect(p, 0, "-h", NULL);
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		char words[64];
		char *second;

		if (!cli_command_of((enum command)i))
			continue;
		snprintf(words, sizeof(words), "%s", command_words((enum command)i));
		second = strchr(words, ' ');
		if (second)
			*second++ = '\0';
		program_expect(p, 0, "help", words, second, NULL);
		expect_example_first(p);
		expect_no_secret_value(p->out);
		if (second)
			program_expect(p, 0, words, second, "--help", NULL);
		else
			program_expect(p, 0, words, "-h", NULL);
		expect_example_first(p);
	}
	assert_int_not_equal(access(p->store, F_OK), 0);
}

static void
help_names_every_command_and_no_other(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "help", NULL);
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		char line[64];

		if (!cli_command_of((enum command)i))
			continue;
		snprintf(line, sizeof(line), "\n  %s ", command_words((enum command)i));
		assert_non_null(strstr(p->out, line));
	}
	program_expect(p, 2, "help", "templates", NULL);
	program_expect(p, 0, "help", "profile", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "profile rename"));
}

static void
the_version_is_told_with_the_libraries(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "--version", NULL);
	assert_int_equal(strncmp(p->out, "otpdeck 0.1.0\n", 14), 0);
	assert_true(program_holds(p->out, p->out_bytes, "libcurl/"));
	program_expect(p, 0, "--version", "--json", NULL);
	program_expect_word(p, "data.version", "0.1.0");
}

/* --- Mistakes -------------------------------------------------------------------------------- */

static void
expect_mistake(struct program *p, const char *code, const char *hint, const char *const *words)
{
	if (program_run_list(p, words) != 2)
		fail_msg("%s: exit status %d", words[1], p->status);
	if (strcmp(program_word(p, "error.code"), code) != 0 ||
	    !strstr(program_word(p, "error.hint"), hint))
		fail_msg("%s: %s", words[1], p->out);
}

#define MISTAKE(p, code, hint, ...)                                                                \
	expect_mistake(p, code, hint, (const char *const[]){ "--json", __VA_ARGS__, NULL })

static void
an_unknown_word_names_its_nearest_neighbour(void **state)
{
	struct program *p = *state;

	MISTAKE(p, "unknown_command", "otpdeck send?", "sned");
	MISTAKE(p, "unknown_command", "otpdeck log list?", "log", "lst");
	MISTAKE(p, "unknown_command", "otpdeck profile show?", "profile", "shwo");
	MISTAKE(p, "unknown_option", "--wait?", "send", "--wiat");
	MISTAKE(p, "unknown_option", "help send", "send", "--failed");
	MISTAKE(p, "unknown_option", "", "send", "-x");
	MISTAKE(p, "usage", "", "send", "extra", "words");
	MISTAKE(p, "usage", "", "profile");
	MISTAKE(p, "usage", "", "profile", "copy", "one");
	MISTAKE(p, "usage", "", "send", "--to");
	MISTAKE(p, "usage", "", "--failed");
	MISTAKE(p, "usage", "", "log", "list", "--color", "pink");
	MISTAKE(p, "unknown_command", "", "");
	MISTAKE(p, "unknown_command", "", "\x1b[2J");
	assert_int_not_equal(access(p->store, F_OK), 0);
}

static void
a_mistake_without_json_says_it_in_two_lines_on_stderr(void **state)
{
	struct program *p = *state;

	program_expect(p, 2, "sned\x1b[2J\r", NULL);
	assert_int_equal(p->out_bytes, 0);
	assert_int_equal(strncmp(p->err, "otpdeck: ", 9), 0);
	assert_true(program_holds(p->err, p->err_bytes, "did you mean otpdeck send?"));
	assert_false(program_holds(p->err, p->err_bytes, "\x1b"));
	assert_false(program_holds(p->err, p->err_bytes, "\r"));
}

static void
every_command_answers_in_one_envelope(void **state)
{
	static const char *const commands[][6] = {
		{ "help", NULL },
		{ "help", "send", NULL },
		{ "paths", NULL },
		{ "sandbox", "numbers", NULL },
		{ "sandbox", NULL },
		{ "log", "list", NULL },
		{ "log", "show", "1", NULL },
		{ "log", "explain", "1", NULL },
		{ "log", "follow", NULL },
		{ "profile", "list", NULL },
		{ "profile", "show", NULL },
		{ "profile", "add", "a", "--environment", "staging", NULL },
		{ "profile", "copy", "a", "b", NULL },
		{ "profile", "rename", "b", "c", NULL },
		{ "profile", "use", "c", NULL },
		{ "profile", "set", "sender", "Other", NULL },
		{ "profile", "rm", "a", NULL },
		{ "profile", "rm", "a", "--yes", NULL },
		{ "secret", "set", "API_KEY", NULL },
		{ "secret", "list", NULL },
		{ "secret", "rm", "API_KEY", "--yes", NULL },
		{ "batch", "measure", NULL },
		{ "batch", "number", NULL },
		{ "send", "--to", "+99950012", NULL },
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const char *words[8] = { "--json" };

		for (size_t k = 0; commands[i][k]; k++)
			words[1 + k] = commands[i][k];
		p->input = MARKER;
		/* program_run_list looks at the envelope. */
		program_run_list(p, words);
		assert_false(program_holds(p->out, p->out_bytes, MARKER));
		assert_false(program_holds(p->err, p->err_bytes, MARKER));
	}
}

static void
a_reader_that_has_left_is_no_failure_to_talk_of(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };

	program_expect(p, 0, "log", "list", NULL);
	program_start(p, &c, "log", "list", "--json", NULL);
	close(c.fds[PROGRAM_OUT]);
	c.fds[PROGRAM_OUT] = -1;
	/* Nobody reads: either it was quick enough, or it ends as SIGPIPE would have ended it. */
	int status = program_wait(p, &c);

	assert_true(status == 0 || status == 128 + SIGPIPE);
	assert_int_equal(c.size_bytes[PROGRAM_ERR], 0);
	program_child_finish(&c);
}

static pid_t
wait_for_sandbox(pid_t parent)
{
	int64_t since_ms = program_now_ms();
	pid_t found;

	while ((found = program_find_child(parent, "otpdeck-sandbox")) == 0)
		program_pause(since_ms);
	return found;
}

static void
colours_come_when_they_are_asked_for(void **state)
{
	struct program *p = *state;

	program_expect(p, 7, "send", "--to", "+99950012", "-q", NULL);
	program_expect(p, 0, "log", "list", NULL);
	assert_false(program_holds(p->out, p->out_bytes, "\x1b"));
	program_expect(p, 0, "log", "list", "--color=always", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "\x1b[31mrejected"));
	program_expect(p, 0, "log", "list", "--color", "never", NULL);
	assert_false(program_holds(p->out, p->out_bytes, "\x1b"));
	program_set_env(p, "CLICOLOR_FORCE=1");
	program_expect(p, 0, "log", "list", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "\x1b"));
	program_set_env(p, "NO_COLOR=1");
	program_expect(p, 0, "log", "list", NULL);
	assert_false(program_holds(p->out, p->out_bytes, "\x1b"));
	program_expect(p, 0, "log", "list", "--json", "--color=always", NULL);
	assert_false(program_holds(p->out, p->out_bytes, "\x1b"));
}

static void
quiet_leaves_failures_only(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "log", "list", NULL);
	assert_true(p->err_bytes > 0);
	program_expect(p, 0, "log", "list", "-q", NULL);
	assert_int_equal(p->err_bytes, 0);
	program_expect(p, 2, "log", "show", "9", "--quiet", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "otpdeck: "));
}

static void
a_signal_ends_a_command_with_128_and_its_number(void **state)
{
	static const int numbers[] = { SIGTERM, SIGHUP, SIGINT };
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99910007", NULL);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };

		program_start(p, &c, "log", "follow", "--wait=30", NULL);
		wait_for_sandbox(c.pid);
		assert_int_equal(program_end(p, &c, numbers[i]), 128 + numbers[i]);
		program_child_finish(&c);
	}
}

/* --- Profiles and secrets -------------------------------------------------------------------- */

static void
a_profile_lives_from_add_to_rm(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "profile", "add", "stage", "--environment", "staging", "--json", NULL);
	program_expect(p, 2, "profile", "add", "stage", "--environment", "staging", "--json", NULL);
	program_expect_word(p, "error.code", "already_exists");
	program_expect(p, 2, "profile", "add", "x", "--environment", "moon", "--json", NULL);
	program_expect(p, 2, "profile", "add", "x", "--json", NULL);
	program_expect(p, 2, "profile", "add", "a b", "--environment", "staging", "--json", NULL);
	program_expect(p, 0, "profile", "use", "stage", NULL);
	program_expect(p, 0, "profile", "set", "base_url", "https://xyz.api.infobip.com/", NULL);
	program_expect(p, 0, "profile", "show", "--json", NULL);
	program_expect_word(p, "data.name", "stage");
	program_expect_word(p, "data.environment", "staging");
	program_expect_word(p, "data.settings.base_url", "https://xyz.api.infobip.com");
	program_expect_word(p, "meta.environment", "staging");
	program_expect(p, 0, "profile", "copy", "stage", "other", NULL);
	program_expect(p, 0, "profile", "show", "other", "--json", NULL);
	program_expect_word(p, "data.settings.base_url", "https://xyz.api.infobip.com");
	program_expect(p, 0, "profile", "rename", "other", "third", NULL);
	program_expect(p, 0, "profile", "list", "--json", NULL);
	program_expect_word(p, "data.items.0.name", "sandbox");
	program_expect_word(p, "data.items.1.name", "stage");
	program_expect_word(p, "data.items.2.name", "third");
	program_expect(p, 9, "profile", "rm", "third", "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	program_expect(p, 0, "profile", "rm", "third", "--yes", NULL);
	program_expect(p, 2, "profile", "rm", "stage", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "profile_in_use");
	program_expect(p, 2, "profile", "rm", "sandbox", "--yes", "--json", NULL);
	program_expect(p, 2, "profile", "show", "third", "--json", NULL);
	program_expect_word(p, "error.code", "profile_not_found");
}

static void
a_profile_is_named_by_option_variable_or_choice(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "profile", "add", "one", "--environment", "staging", NULL);
	program_expect(p, 0, "profile", "add", "two", "--environment", "production", NULL);
	program_expect(p, 0, "profile", "show", "--json", NULL);
	program_expect_word(p, "meta.profile", "sandbox");
	program_expect(p, 0, "profile", "show", "-p", "one", "--json", NULL);
	program_expect_word(p, "meta.profile", "one");
	program_expect(p, 0, "--profile=two", "profile", "show", "--json", NULL);
	program_expect_word(p, "meta.environment", "production");
	program_set_env(p, "OTPDECK_PROFILE=one");
	program_expect(p, 0, "profile", "show", "--json", NULL);
	program_expect_word(p, "meta.profile", "one");
	program_expect(p, 0, "-p", "two", "profile", "show", "--json", NULL);
	program_expect_word(p, "meta.profile", "two");
	program_set_env(p, "OTPDECK_PROFILE=");
	program_expect(p, 0, "profile", "use", "two", NULL);
	program_expect(p, 0, "profile", "show", "--json", NULL);
	program_expect_word(p, "meta.profile", "two");
}

static void
a_setting_is_checked_before_it_is_kept(void **state)
{
	static const char *const wrong[][2] = {
		{ "no_such_key", "1" },
		{ "base_url", "http://example.com" },
		{ "base_url", "http://localhost.example.com" },
		{ "base_url", "http://127.0.0.1.example.com" },
		{ "base_url", "http://127.0.0.1@example.com" },
		{ "base_url", "ftp://127.0.0.1" },
		{ "base_url", "https://example.com" },
		{ "base_url", "http://127.0.0.1\r\nX: y" },
		{ "api_version", "4" },
		{ "sender", "" },
		{ "sender", "a\tb" },
		{ "validity_minutes", "0" },
		{ "validity_minutes", "2881" },
		{ "parts_max", "26" },
		{ "sandbox_speed", "0" },
		{ "sandbox_speed", "nan" },
		{ "country_allow", "Germany" },
		{ "tenant_name", "\xff" },
		{ "locale_default", "\xe2\x80\xae" },
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *words[] = {
			"profile", "set", wrong[i][0], wrong[i][1], "--json", NULL
		};

		if (program_run_list(p, words) != 2)
			fail_msg("%s %s: exit status %d", wrong[i][0], wrong[i][1], p->status);
	}
	assert_int_equal(program_ask(p, "SELECT count(*) FROM setting"), 0);
}

static void
a_secret_comes_by_stdin_or_descriptor_and_is_never_shown(void **state)
{
	struct program *p = *state;
	int ends[2];
	char number[16];

	p->input = "  App " MARKER "\n";
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "removed"));
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], MARKER "2", strlen(MARKER) + 1), strlen(MARKER) + 1);
	close(ends[1]);
	p->pass_fd = ends[0];
	snprintf(number, sizeof(number), "%d", ends[0]);
	program_expect(p, 0, "secret", "set", "OTHER_1", "--value-fd", number, NULL);
	close(ends[0]);
	p->pass_fd = -1;
	program_expect(p, 0, "secret", "list", "--json", NULL);
	program_expect_word(p, "data.items.0.name", "API_KEY");
	program_expect_word(p, "data.items.0.last_four", "d0a5");
	program_expect_word(p, "data.items.1.name", "OTHER_1");
	assert_int_equal(strlen(program_word(p, "data.items.0.fingerprint")), 9);
	assert_true(program_node(p->envelope, "data.items.0.age_s") != NULL);
	assert_true(strlen(program_word(p, "data.items.0.changed_at")) > 0);
	assert_false(program_holds(p->out, p->out_bytes, MARKER));
	program_expect(p, 0, "secret", "list", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "Z  new\n"));
	program_expect(p, 2, "secret", "set", "API_KEY", MARKER, "--json", NULL);
	assert_false(program_holds(p->out, p->out_bytes, MARKER));
	program_expect(p, 9, "secret", "rm", "API_KEY", "--no-input", "--json", NULL);
	program_expect(p, 0, "secret", "rm", "API_KEY", "--yes", NULL);
	program_expect(p, 3, "secret", "rm", "API_KEY", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "secret_missing");
	program_expect(p, 2, "secret", "set", "1BAD", "--json", NULL);
	program_expect(p, 2, "secret", "set", "API_KEY", "--value-fd", "x", "--json", NULL);
	program_expect(p, 2, "secret", "set", "API_KEY", "--value-fd", "77", "--json", NULL);
}

static void
a_pasted_base_url_is_cleaned_and_told(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "profile", "add", "words", "--environment", "staging", NULL);
	program_expect(p, 0, "-p", "words", "profile", "set", "base_url",
	               " \"a.api.infobip.com/\" ", NULL);
	assert_true(program_holds(p->err, p->err_bytes,
	                          "stored as https://a.api.infobip.com: removed blanks around it, "
	                          "quotes around it, the slash behind; https:// put in front"));
	program_expect(p, 0, "profile", "show", "words", "--json", NULL);
	program_expect_word(p, "data.settings.base_url", "https://a.api.infobip.com");
	program_expect(p, 2, "-p", "words", "profile", "set", "base_url",
	               "http://b.api.infobip.com/sms/3", "--json", NULL);
	assert_non_null(
		strstr(program_word(p, "error.hint"), "set base_url https://b.api.infobip.com"));
	program_expect(p, 0, "profile", "show", "words", "--json", NULL);
	program_expect_word(p, "data.settings.base_url", "https://a.api.infobip.com");
}

/* --- Batch doors ----------------------------------------------------------------------------- */

static const char *
line_at(const struct program *p, size_t index, size_t *length)
{
	const char *at = p->out;

	while (index-- > 0 && at)
		at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
	assert_non_null(at);
	*length = strcspn(at, "\n");
	return at;
}

static void
expect_line(const struct program *p, size_t index, const char *expected)
{
	size_t length;
	const char *line = line_at(p, index, &length);

	if (length != strlen(expected) || memcmp(line, expected, length) != 0)
		fail_msg("line %zu is %.*s", index, (int)length, line);
}

static void
batch_answers_each_line_in_order(void **state)
{
	struct program *p = *state;

	p->input = "{\"text\":\"O\"}\n{\"text\":\"\xd0\x96\"}\r\n{\"text\":\"\xe2\x82\xac\"}";
	program_expect(p, 0, "batch", "measure", NULL);
	expect_line(p, 0, "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":1}");
	expect_line(p, 1, "{\"encoding\":\"UCS-2\",\"parts\":1,\"units\":1}");
	expect_line(p, 2, "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":2}");
	p->input = "{\"input\":\"+4915123457788\"}\n{\"input\":\"+49 0176 1234567\"}\n"
		   "{\"input\":\"+99930005\"}\n";
	program_expect(p, 0, "batch", "number", NULL);
	expect_line(
		p, 0,
		"{\"valid\":true,\"e164\":\"+4915123457788\",\"country\":\"DE\",\"reason\":null,"
		"\"suggestion\":null}");
	assert_non_null(
		strstr(p->out, "\"reason\":\"trunk_zero\",\"suggestion\":\"+491761234567\""));
	assert_non_null(strstr(p->out, "\"valid\":false,\"e164\":null,\"country\":null,"
	                               "\"reason\":\"sandbox\""));
	assert_int_not_equal(access(p->store, F_OK), 0);
}

static void
a_hostile_line_gets_its_answer_and_the_next_one_too(void **state)
{
	static const char *const lines[] = {
		"not json",
		"[]",
		"\"x\"",
		"{\"text\":1}",
		"{}",
		"{\"text\":\"a\"}{\"text\":\"b\"}",
		"{\"text\":\"a\",\"text\":\"b\"}",
		"{\"text\":\"\xff\"}",
		"\xef\xbb\xbf{\"text\":1}",
		"{\"text\":\"\\ud800\"}",
		"{\"text\":1e400}",
		"nul",
		"{\"text\":\"\x01\"}",
	};
	static const char tail[] = "\n{\"text\":\"a\0\"}\n{\"text\":\"end\"}\n";
	struct program *p = *state;
	size_t count = sizeof(lines) / sizeof(*lines);
	char *input = malloc(3 * 1024 * 1024);
	size_t size_bytes = 0;
	size_t length;

	for (size_t i = 0; i < count; i++)
		size_bytes += (size_t)sprintf(input + size_bytes, "%s\n", lines[i]);
	memset(input + size_bytes, '[', 2 * 1024 * 1024);
	size_bytes += 2 * 1024 * 1024;
	memcpy(input + size_bytes, tail, sizeof(tail) - 1);
	size_bytes += sizeof(tail) - 1;
	p->input = input;
	p->input_bytes = size_bytes;
	program_expect(p, 0, "batch", "measure", NULL);
	for (size_t i = 0; i < count + 2; i++) {
		const char *line = line_at(p, i, &length);

		if (strncmp(line, "{\"ok\":false,\"code\":\"", 20) != 0)
			fail_msg("line %zu is %.*s", i, (int)length, line);
		assert_true(json_is_acceptable(line, length));
	}
	expect_line(p, count + 2, "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":3}");
	line_at(p, count + 3, &length);
	assert_int_equal(length, 0);
	assert_true(p->peak_kib < 64 * 1024);
	free(input);
}

/* A co-process waits for each answer before it asks again. */
static void
batch_answers_at_once(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char line[256];

	p->input = "";
	program_start(p, &c, "batch", "number", NULL);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(write(c.input_fd, "{\"input\":\"x\"}\n", 14), 14);
		assert_true(program_read_line(&c, line, sizeof(line)));
		assert_non_null(strstr(line, "\"valid\":false"));
	}
	close(c.input_fd);
	c.input_fd = -1;
	assert_int_equal(program_wait(p, &c), 0);
	program_child_finish(&c);
}

/* --- The sandbox ----------------------------------------------------------------------------- */

static void
wait_until_gone(pid_t pid)
{
	int64_t since_ms = program_now_ms();

	while (program_is_alive(pid))
		program_pause(since_ms);
	assert_true(program_now_ms() - since_ms < 5000);
}

static void
the_sandbox_child_ends_with_its_command(void **state)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP };
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
		char line[256];
		pid_t sandbox;

		program_start(p, &c, "send", "--to", "+99900020", NULL);
		assert_true(program_read_line(&c, line, sizeof(line)));
		sandbox = wait_for_sandbox(c.pid);
		program_end(p, &c, signals[i]);
		wait_until_gone(sandbox);
		program_child_finish(&c);
	}
}

static void
the_sandbox_in_the_foreground_says_first_where_it_listens(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char line[128];
	int port = 0;
	char rest;

	program_start(p, &c, "sandbox", "--speed", "10", "--seed", "7", NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	assert_int_equal(sscanf(line, "listening http://127.0.0.1:%d%c", &port, &rest), 1);
	assert_true(port > 0);
	program_expect(p, 0, "profile", "set", "base_url", line + 10, NULL);
	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
	assert_int_equal(program_end(p, &c, SIGTERM), 0);
	program_child_finish(&c);
	program_expect(p, 5, "send", "--to", "+99930005", "--json", NULL);
}

static void
messages_outlive_the_sandbox_that_took_them(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
	program_expect(p, 0, "log", "follow", "--wait=10", NULL);
	program_expect(p, 0, "log", "show", "1", "--json", NULL);
	program_expect_word(p, "data.message.state", "delivered");
}

static void
numbers_and_paths_are_listed(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "sandbox", "numbers", "--json", NULL);
	assert_true(json_count(program_node(p->envelope, "data.items")) >= 10);
	assert_true(json_count(program_node(p->envelope, "data.keys")) >= 10);
	program_expect(p, 0, "paths", "--json", NULL);
	program_expect_word(p, "data.store", p->store);
	program_expect(p, 0, "paths", "--store", "/tmp/elsewhere.db", "--json", NULL);
	program_expect_word(p, "data.store", "/tmp/elsewhere.db");
	program_set_env(p, "OTPDECK_STORE=/tmp/by-variable.db");
	program_expect(p, 0, "paths", "--json", NULL);
	program_expect_word(p, "data.store", "/tmp/by-variable.db");
	assert_int_not_equal(access(p->store, F_OK), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(help_begins_with_examples_and_no_option_takes_a_secret),
		TEST(help_names_every_command_and_no_other),
		TEST(the_version_is_told_with_the_libraries),
		TEST(an_unknown_word_names_its_nearest_neighbour),
		TEST(a_mistake_without_json_says_it_in_two_lines_on_stderr),
		TEST(every_command_answers_in_one_envelope),
		TEST(a_reader_that_has_left_is_no_failure_to_talk_of),
		TEST(colours_come_when_they_are_asked_for),
		TEST(quiet_leaves_failures_only),
		TEST(a_signal_ends_a_command_with_128_and_its_number),
		TEST(a_profile_lives_from_add_to_rm),
		TEST(a_profile_is_named_by_option_variable_or_choice),
		TEST(a_setting_is_checked_before_it_is_kept),
		TEST(a_pasted_base_url_is_cleaned_and_told),
		TEST(a_secret_comes_by_stdin_or_descriptor_and_is_never_shown),
		TEST(batch_answers_each_line_in_order),
		TEST(a_hostile_line_gets_its_answer_and_the_next_one_too),
		TEST(batch_answers_at_once),
		TEST(the_sandbox_child_ends_with_its_command),
		TEST(the_sandbox_in_the_foreground_says_first_where_it_listens),
		TEST(messages_outlive_the_sandbox_that_took_them),
		TEST(numbers_and_paths_are_listed),
	};

	return cmocka_run_group_tests_name("journeys/shell_words", tests, NULL, NULL);
}
