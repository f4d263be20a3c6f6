/* SPDX-License-Identifier: MIT */
/* manual pages and README say what the program's own tables say */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tty.h"
#include "cli/args.h"
#include "manual/manual.h"
#include "tree.h"

static const char *
root(void)
{
	const char *value = getenv("OTPDECK_ROOT");

	return value ? value : ".";
}

/* The caller frees it with mem_free. */
static char *
read_page(const char *path)
{
	char whole[4096];
	char *bytes = NULL;
	size_t size_bytes;
	struct fault f;

	snprintf(whole, sizeof(whole), "%s/%s", root(), path);
	if (tty_read_file(whole, MANUAL_BYTES_MAX, &bytes, &size_bytes, &f) != ST_OK)
		fail_msg("%s", f.cause);
	return bytes;
}

/* Fails at the first line in which a page differs from what would be written. */
static void
expect_same(const char *path, const char *page, const char *written)
{
	size_t line = 1;

	while (*page && *page == *written) {
		line += *page == '\n';
		page++;
		written++;
	}
	if (*page != *written)
		fail_msg("%s, line %zu is not what the tables say; run `make manual`\n"
		         "  it has:      ...%.*s\n  the tables:  ...%.*s",
		         path, line, (int)strcspn(page, "\n"), page, (int)strcspn(written, "\n"),
		         written);
}

static void
every_block_says_what_its_table_says(void **state)
{
	const struct manual_block *block;
	const char *path = "";

	(void)state;
	for (size_t i = 0; (block = manual_block_at(i)) != NULL; i++) {
		struct text written;
		struct fault f;

		if (strcmp(path, block->path) == 0)
			continue;
		path = block->path;
		char *page = read_page(path);

		text_init(&written, MANUAL_BYTES_MAX);
		if (manual_refresh(path, page, &written, &f) != ST_OK)
			fail_msg("%s", f.cause);
		expect_same(path, page, text_string(&written));
		text_finish(&written);
		mem_free(page);
	}
}

static void
a_page_without_a_marker_is_refused(void **state)
{
	const struct manual_block *block = manual_block_at(0);
	struct text written;
	struct fault f;

	(void)state;
	text_init(&written, MANUAL_BYTES_MAX);
	assert_int_equal(manual_refresh(block->path, ".Sh COMMANDS\n", &written, &f), ST_NOT_FOUND);
	assert_non_null(strstr(f.cause, block->name));
	text_finish(&written);
}

static void
every_exit_status_has_a_meaning(void **state)
{
	(void)state;
	for (int i = 0; i < WORD_COUNT; i++) {
		int exit_status = fault_word_exit((enum fault_word)i);

		if (!manual_exit_meaning(exit_status))
			fail_msg("exit status %d of %s has no meaning in src/manual/exits.c",
			         exit_status, fault_word_text((enum fault_word)i));
	}
}

/* Examples. */

#define WORDS_MAX 16

/* Turns a line of mdoc back into what it shows; leaves a line of the README as it is. */
static void
unescape(char *line)
{
	char *to = line;

	for (const char *at = line; *at; at++) {
		if (strncmp(at, "\\(aq", 4) == 0 || strncmp(at, "\\(dq", 4) == 0) {
			*to++ = at[2] == 'a' ? '\'' : '"';
			at += 3;
		} else if (*at != '\\') {
			*to++ = *at;
		}
	}
	*to = '\0';
}

/* The command of a line, behind the last pipe and before a comment; NULL for any other line. */
static char *
command_of(char *line)
{
	static const char name[] = "otpdeck ";
	char *comment = strstr(line, "  #");
	char *pipe = strstr(line, "| otpdeck ");

	if (comment)
		*comment = '\0';
	line = pipe ? pipe + 2 : line;
	return strncmp(line, name, strlen(name)) == 0 ? line : NULL;
}

static int
cut_words(char *command, char *words[WORDS_MAX + 1])
{
	int count = 0;

	while (*command) {
		char closing = *command == '\'' ? '\'' : ' ';

		assert_true(count < WORDS_MAX);
		command += closing == '\'';
		words[count++] = command;
		command += strcspn(command, (char[]){ closing, '\0' });
		if (*command)
			*command++ = '\0';
		command += strspn(command, " ");
	}
	words[count] = NULL;
	return count;
}

static void
expect_parses(const char *path, char *line)
{
	char *words[WORDS_MAX + 1];
	struct args args;
	struct fault f;

	if (args_parse(cut_words(line, words), words, &args, &f) != ST_OK)
		fail_msg("%s has an example of `%s %s`: %s", path, words[0], words[1], f.cause);
}

/* Displays of mdoc begin at the left, those of the README after four blanks. */
static size_t
try_examples(const char *path, const char *indent)
{
	char *page = read_page(path);
	size_t count = 0;

	for (char *line = strtok(page, "\n"); line; line = strtok(NULL, "\n")) {
		char *command;

		if (strncmp(line, indent, strlen(indent)) != 0)
			continue;
		unescape(line);
		command = command_of(line + strlen(indent));
		if (!command)
			continue;
		expect_parses(path, command);
		count++;
	}
	mem_free(page);
	return count;
}

static void
every_example_is_a_command_that_exists(void **state)
{
	(void)state;
	assert_true(try_examples("docs/otpdeck.1", "") > 20);
	assert_true(try_examples("README.md", "    ") > 8);
}

/* Environment. */

static bool
is_read_by(const char *code, const char *literal)
{
	static const char *const readers[] = { "getenv(", "is_set(", "variable_is(",
		                               "variable_is_set(", "xdg_base(" };

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		size_t size = strlen(readers[i]);

		if (literal >= code + size && strncmp(literal - size, readers[i], size) == 0)
			return true;
	}
	return false;
}

static size_t
expect_variables_in(const struct source *s, const char *page)
{
	size_t count = 0;

	for (const char *at = strchr(s->bare, '"'); at; at = strchr(at + 1, '"')) {
		char name[64];
		size_t size = strcspn(at + 1, "\"");

		if (!is_read_by(s->bare, at) || size >= sizeof(name) - 1)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)size, at + 1);
		if (!find_word(page, page, name))
			fail_msg("%s reads %s, which docs/otpdeck.1 does not name", s->path, name);
		count++;
	}
	return count;
}

static void
every_variable_that_is_read_is_in_the_manual(void **state)
{
	char *page = read_page("docs/otpdeck.1");
	size_t count = 0;
	struct tree t;

	(void)state;
	tree_load(&t, root());
	for (size_t i = 0; i < t.count; i++)
		if (source_is_below(&t.items[i], "src/"))
			count += expect_variables_in(&t.items[i], page);
	assert_true(count > 8);
	tree_finish(&t);
	mem_free(page);
}

/* The sandbox has its own short list of options. */

/* Marks in `page` look like "Fl \-port" behind ".It", in `help` like "  --port". */
static void
every_option_of_the_sandbox_is_in_its_manual(void **state)
{
	const char *program = getenv("OTPDECK_SANDBOX_BIN");
	char *page = read_page("docs/otpdeck-sandbox.1");
	char command[4096];
	char line[256];
	size_t count = 0;

	(void)state;
	snprintf(command, sizeof(command), "'%s' --help </dev/null",
	         program ? program : "./otpdeck-sandbox");
	FILE *help = popen(command, "r");

	assert_non_null(help);
	while (fgets(line, sizeof(line), help)) {
		char wanted[64];
		char name[32];
		const char *option = strstr(line, "--");

		if (line[0] != ' ' || !option || strstr(line, "otpdeck") ||
		    sscanf(option, "--%31[a-z-]", name) != 1)
			continue;
		snprintf(wanted, sizeof(wanted), "Fl \\-%s", name);
		if (!strstr(page, wanted))
			fail_msg("docs/otpdeck-sandbox.1 lacks --%s", name);
		count++;
	}
	assert_int_equal(pclose(help), 0);
	/* --cert and --key stand in one line of the help with --tls, and in two of the page. */
	size_t documented = 0;

	for (const char *at = strstr(page, "\n.It Fl "); at; at = strstr(at + 1, "\n.It Fl "))
		documented++;
	assert_int_equal(documented, count + 2);
	mem_free(page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_block_says_what_its_table_says),
		cmocka_unit_test(a_page_without_a_marker_is_refused),
		cmocka_unit_test(every_exit_status_has_a_meaning),
		cmocka_unit_test(every_example_is_a_command_that_exists),
		cmocka_unit_test(every_variable_that_is_read_is_in_the_manual),
		cmocka_unit_test(every_option_of_the_sandbox_is_in_its_manual),
	};

	return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
