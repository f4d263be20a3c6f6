/* SPDX-License-Identifier: MIT */
/* The operator's own editor: what it is given, and what comes back of it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/outside.h"
#include "folder.h"

#define CEILING 1000

static struct folder folder;
static int null_fd;
static struct text out;
static struct fault f;
static bool changed;

static int
set_up(void **state)
{
	(void)state;
	folder_create(&folder);
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	text_init(&out, CEILING);
	unsetenv("VISUAL");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	text_finish(&out);
	close(null_fd);
	folder_destroy(&folder);
	return 0;
}

static enum status
start(const char *editor, const char *source, struct outside **o)
{
	const struct outside_order order = {
		.state_dir = folder.path,
		.name = "verification/fr@x:sms",
		.source = source,
		.size_bytes = strlen(source),
		.ceiling_bytes = CEILING,
		.in_fd = null_fd,
		.out_fd = null_fd,
	};

	f = (struct fault){ .code = ST_OK };
	setenv("EDITOR", editor, 1);
	return outside_start(&order, o, &f);
}

/* Runs a script of the shell as the editor; "$1" is the file. */
static enum status
edit(const char *script, const char *source)
{
	struct outside *o = NULL;
	char editor[512];

	snprintf(editor, sizeof(editor), "/bin/sh -c '%s' editor", script);
	enum status st = start(editor, source, &o);
	if (st == ST_OK) {
		outside_wait(o);
		st = outside_take(o, &out, &changed, &f);
		outside_destroy(o);
	}
	return st;
}

static void
expect_text(const char *wanted)
{
	assert_string_equal(text_string(&out), wanted);
}

/* What the operator is told, and that the text which was there is neither taken nor changed. */
static void
expect_refused(const char *script, enum fault_word word, const char *cause)
{
	text_reset(&out);
	text_append(&out, "as it was");
	assert_int_not_equal(edit(script, "before"), ST_OK);
	assert_int_equal(f.word, word);
	if (!strstr(f.cause, cause))
		fail_msg("%s", f.cause);
	assert_false(changed);
	expect_text("as it was");
}

static void
what_the_editor_writes_is_the_text(void **state)
{
	(void)state;
	assert_int_equal(edit("printf \"new \\303\\251\" > \"$1\"", "old"), ST_OK);
	assert_true(changed);
	expect_text("new \u00e9");
	assert_int_equal(folder_count(&folder), 0);
}

static void
the_editor_sees_the_text_in_a_private_file(void **state)
{
	(void)state;
	assert_int_equal(edit("{ cat \"$1\"; stat -c %a \"$1\" \"${1%/*}\"; echo \"${1##*/}\"; }"
	                      " > \"$1.out\"; mv \"$1.out\" \"$1\"",
	                      "{{ code }} "),
	                 ST_OK);
	expect_text("{{ code }} 600\n700\nverification-fr-x-sms.liquid");
	assert_int_equal(folder_count(&folder), 0);
}

static void
an_editor_that_changes_nothing_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(edit(":", "one\r\ntwo"), ST_OK);
	assert_false(changed);
	expect_text("one\r\ntwo");
	assert_int_equal(edit(":", ""), ST_OK);
	assert_false(changed);
}

static void
the_line_end_that_editors_add_goes(void **state)
{
	(void)state;
	assert_int_equal(edit("echo >> \"$1\"", "one"), ST_OK);
	assert_false(changed);
	expect_text("one");
	assert_int_equal(edit("echo >> \"$1\"", "one\n"), ST_OK);
	assert_true(changed);
	expect_text("one\n\n");
	assert_int_equal(edit("printf \"a\\r\\nb\\rc\\r\\n\" > \"$1\"", "one"), ST_OK);
	expect_text("a\nb\nc");
}

static void
a_value_with_blanks_is_split_as_the_shell_does(void **state)
{
	struct outside *o = NULL;

	(void)state;
	assert_int_equal(start("  cp '/etc/hostname' ", "x", &o), ST_OK);
	outside_wait(o);
	assert_int_equal(outside_take(o, &out, &changed, &f), ST_OK);
	assert_true(changed);
	outside_destroy(o);
}

static void
visual_comes_before_editor(void **state)
{
	struct outside *o = NULL;

	(void)state;
	setenv("VISUAL", "true", 1);
	assert_int_equal(start("/nowhere/at-all", "x", &o), ST_OK);
	outside_wait(o);
	assert_int_equal(outside_take(o, &out, &changed, &f), ST_OK);
	outside_destroy(o);
	setenv("VISUAL", "", 1);
	assert_int_equal(start("/nowhere/at-all", "x", &o), ST_STORE);
}

static void
an_editor_that_is_missing_is_named(void **state)
{
	struct outside *o = NULL;

	(void)state;
	assert_int_equal(start("/nowhere/at-all", "x", &o), ST_STORE);
	assert_null(o);
	assert_non_null(strstr(f.cause, "/nowhere/at-all cannot be started"));
	assert_non_null(strstr(f.hint, "EDITOR"));
	assert_int_equal(folder_count(&folder), 0);
	assert_int_equal(start("nowhere-at-all -w", "x", &o), ST_OK);
	outside_wait(o);
	assert_int_equal(outside_take(o, &out, &changed, &f), ST_STORE);
	assert_non_null(strstr(f.cause, "nowhere-at-all -w cannot be started"));
	outside_destroy(o);
	assert_int_equal(folder_count(&folder), 0);
}

static void
an_editor_that_fails_changes_nothing(void **state)
{
	(void)state;
	expect_refused("exit 3", WORD_SYSTEM, "status 3");
	expect_refused("kill -9 $$", WORD_SYSTEM, "signal 9");
	assert_non_null(strstr(f.hint, "stays as it was"));
	assert_int_equal(folder_count(&folder), 0);
}

static void
what_comes_back_as_nothing_is_no_text(void **state)
{
	(void)state;
	expect_refused(": > \"$1\"", WORD_TEXT_EMPTY, "empty");
	expect_refused("echo > \"$1\"", WORD_TEXT_EMPTY, "empty");
	expect_refused("rm \"$1\"", WORD_TEXT_EMPTY, "gone");
	expect_refused("rm \"$1\"; mkdir \"$1\"", WORD_TEXT_EMPTY, "gone");
	expect_refused("ln -sf /etc/hostname \"$1\"", WORD_TEXT_EMPTY, "gone");
	expect_refused("rm \"$1\"; mkfifo \"$1\"", WORD_TEXT_EMPTY, "gone");
}

/* Finds the file that the hint names and reads it. */
static size_t
kept_bytes(void)
{
	const char *path = strchr(f.hint, '/');
	size_t size = 0;

	assert_non_null(path);
	unsigned char *bytes = folder_read(path, &size);
	free(bytes);
	assert_true(folder_is_private(&folder));
	return size;
}

static void
what_cannot_be_taken_is_kept(void **state)
{
	(void)state;
	expect_refused("printf \"\\377\" > \"$1\"", WORD_NOT_UTF8, "UTF-8");
	assert_int_equal(kept_bytes(), 1);
	expect_refused("printf \"a\\000b\" > \"$1\"", WORD_NOT_UTF8, "holds a NUL");
	assert_int_equal(kept_bytes(), 3);
	expect_refused("head -c 1048576 /dev/zero > \"$1\"", WORD_VALUE_TOO_LONG, "1048576");
	assert_int_equal(kept_bytes(), 1048576);
	expect_refused("head -c 1001 /dev/zero | tr \"\\\\000\" x > \"$1\"", WORD_VALUE_TOO_LONG,
	               "1001");
	expect_refused("echo work > \"$1\"; exit 1", WORD_SYSTEM, "status 1");
	assert_int_equal(kept_bytes(), 5);
}

static void
a_text_of_the_full_length_is_taken(void **state)
{
	(void)state;
	assert_int_equal(edit("{ head -c 1000 /dev/zero | tr \"\\\\000\" x; echo; } > \"$1\"", "a"),
	                 ST_OK);
	assert_int_equal(out.size_bytes, 1000);
}

static void
an_editor_that_still_runs_is_ended_and_its_work_kept(void **state)
{
	struct outside *o = NULL;
	size_t size = 0;

	(void)state;
	int fifo = mkfifo(folder_file(&folder, "ready"), 0600);
	assert_int_equal(fifo, 0);
	char editor[512];
	snprintf(editor, sizeof(editor), "/bin/sh -c 'echo w > \"$1\"; echo > %s; exec sleep 60' x",
	         folder_file(&folder, "ready"));
	assert_int_equal(start(editor, "x", &o), ST_OK);
	assert_false(outside_has_ended(o));
	free(folder_read(folder_file(&folder, "ready"), &size));
	outside_destroy(o);
	/* Beside the pipe there is the folder of the copy still. */
	assert_int_equal(folder_count(&folder), 2);
}

int
main(void)
{
#define OUTSIDE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		OUTSIDE_TEST(what_the_editor_writes_is_the_text),
		OUTSIDE_TEST(the_editor_sees_the_text_in_a_private_file),
		OUTSIDE_TEST(an_editor_that_changes_nothing_changes_nothing),
		OUTSIDE_TEST(the_line_end_that_editors_add_goes),
		OUTSIDE_TEST(a_value_with_blanks_is_split_as_the_shell_does),
		OUTSIDE_TEST(visual_comes_before_editor),
		OUTSIDE_TEST(an_editor_that_is_missing_is_named),
		OUTSIDE_TEST(an_editor_that_fails_changes_nothing),
		OUTSIDE_TEST(what_comes_back_as_nothing_is_no_text),
		OUTSIDE_TEST(what_cannot_be_taken_is_kept),
		OUTSIDE_TEST(a_text_of_the_full_length_is_taken),
		OUTSIDE_TEST(an_editor_that_still_runs_is_ended_and_its_work_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
