/* SPDX-License-Identifier: MIT */
/* The terminal lent to the operator's own editor, and taken back in any case. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/loop.h"
#include "app/session.h"
#include "rig.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/term.h"

static struct {
	char text[256];
	int token;
	int edits;
	bool timer;
} seen;

static enum status
test_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	(void)s;
	(void)args;
	(void)f;
	return ST_OK;
}

static void
test_close(struct screen *s)
{
	(void)s;
}

static void
test_draw(const struct screen *s, struct canvas *c)
{
	(void)s;
	canvas_put_format(c, 0, 0, ROLE_PLAIN, "%d edits: %s", seen.edits, seen.text);
}

static bool
test_command(struct screen *s, enum command cmd)
{
	(void)s;
	(void)cmd;
	return false;
}

static void
test_event(struct screen *s, const struct event *ev)
{
	(void)s;
	if (ev->kind != EVENT_EDITED)
		return;
	snprintf(seen.text, sizeof(seen.text), "%s", ev->text);
	seen.token = ev->token;
	seen.edits++;
}

static const struct screen_class home = {
	.name = "home",
	.title = "Home",
	.state_size = 1,
	.open = test_open,
	.close = test_close,
	.draw = test_draw,
	.command = test_command,
	.event = test_event,
};

/* In place of the table of real screens, which the linker then leaves out. */
const struct screen_class *
screens_find(const char *name)
{
	return strcmp(name, "home") == 0 ? &home : NULL;
}

static struct rig *
begin(void **state)
{
	memset(&seen, 0, sizeof(seen));
	unsetenv("VISUAL");
	return rig_open(state, NULL);
}

/* Runs a script of the shell as the editor; "$1" is the file. */
static void
edit(struct rig *r, const char *script)
{
	char editor[400];
	const struct console_outside order = {
		.name = "verification-fr",
		.text = "before",
		.ceiling_bytes = 200,
		.token = 7,
	};

	snprintf(editor, sizeof(editor), "sh -c '%s' editor", script);
	setenv("EDITOR", editor, 1);
	console_edit_outside(rig_console(r), &order);
}

/* The editor asks for a line, so that the test knows that it is there, and reads it once the test
 * has seen it arrive at the terminal. */
static const char ask[] =
	"printf \"type: \"; until test -e \"$HOME/typed\"; do :; done; head -n 1 > \"$1\"";

static void
answer(struct rig *r, const char *line)
{
	rig_send_bytes(r, line, strlen(line));
	folder_write(folder_file(rig_folder(r), "typed"), "", 0);
}

static void
what_was_written_comes_back_to_the_screen(void **state)
{
	struct rig *r = begin(state);

	edit(r, "{ cat \"$1\"; echo \" and after\"; } > \"$1.new\"; mv \"$1.new\" \"$1\"");
	rig_expect_text(r, "1 edits: before and after");
	assert_int_equal(seen.token, 7);
	rig_expect_text(r, "otpdeck  [SIM]");
	rig_expect_alternate(r, true);
}

static void
keys_are_the_editors_while_it_runs(void **state)
{
	struct rig *r = begin(state);

	edit(r, ask);
	rig_expect_text(r, "type: ");
	rig_expect_alternate(r, false);
	answer(r, "q1\n");
	rig_expect_text(r, "1 edits: q1");
	assert_false(loop_is_quitting(rig_session(r)->loop));
	rig_type(r, "q");
	assert_true(loop_is_quitting(rig_session(r)->loop));
}

static void
ctrl_c_and_a_new_size_are_the_editors(void **state)
{
	struct rig *r = begin(state);

	edit(r, "trap : INT; "
	        "printf \"type: \"; until test -e \"$HOME/typed\"; do :; done; head -n 1 > \"$1\"");
	rig_expect_text(r, "type: ");
	rig_signal(r, SIGINT);
	rig_resize(r, 30, 100);
	rig_signal(r, SIGINT);
	assert_false(loop_is_quitting(rig_session(r)->loop));
	rig_expect_alternate(r, false);
	answer(r, "x\n");
	rig_expect_text(r, "1 edits: x");
	assert_int_equal(term_rows(), 30);
	assert_int_equal(term_columns(), 100);
	rig_expect_no_text(r, "type: ");
}

static void
time_goes_by(void *context)
{
	(void)context;
	seen.timer = true;
}

static void
the_loop_goes_on_turning_meanwhile(void **state)
{
	struct rig *r = begin(state);

	edit(r, ask);
	rig_expect_text(r, "type: ");
	loop_start_timer(rig_session(r)->loop, 0, time_goes_by, NULL);
	loop_mark_dirty(rig_session(r)->loop);
	rig_turn(r);
	assert_true(seen.timer);
	rig_drain(r);
	rig_expect_no_text(r, "[SIM]");
	answer(r, "x\n");
	rig_expect_text(r, "1 edits: x");
}

/* What the message line says, and that the screen was given nothing. */
static void
expect_told(struct rig *r, const char *script, const char *words)
{
	edit(r, script);
	rig_expect_text(r, words);
	rig_expect_text(r, "0 edits");
	rig_expect_alternate(r, true);
}

static void
whatever_goes_wrong_is_told_and_changes_nothing(void **state)
{
	struct rig *r = begin(state);

	expect_told(r, "exit 3", "the editor ended with status 3: the text stays as it was");
	expect_told(r, "kill -9 $$", "the editor was ended by signal 9: the text stays as it was");
	expect_told(r, ": > \"$1\"", "the file came back empty: the text stays as it was");
	expect_told(r, "rm \"$1\"", "the file of the editor is gone: the text stays as it was");
	expect_told(r, "head -c 300 /dev/zero > \"$1\"", "the editor wrote 300 bytes");
	expect_told(r, "printf \"\\377\" > \"$1\"", "not UTF-8: what was written is kept in");
	expect_told(r, ":", "the editor changed nothing");
	rig_type(r, "q");
	assert_true(loop_is_quitting(rig_session(r)->loop));
}

static void
an_editor_that_is_missing_is_told(void **state)
{
	struct rig *r = begin(state);
	const struct console_outside order = { .name = "x", .text = "a", .ceiling_bytes = 9 };

	setenv("EDITOR", "/nowhere/at-all", 1);
	console_edit_outside(rig_console(r), &order);
	rig_expect_text(r, "/nowhere/at-all cannot be started");
	rig_expect_text(r, "EDITOR to your editor");
	rig_expect_alternate(r, true);
	rig_type(r, "q");
	assert_true(loop_is_quitting(rig_session(r)->loop));
}

/* Nothing of ours stays behind when the console ends under an editor. */
static void
an_editor_ends_with_the_console(void **state)
{
	static const char script[] = "printf 'I am %d.\\n' $$; exec sleep 60\n";
	struct rig *r = begin(state);
	const struct console_outside order = { .name = "x", .text = "a", .ceiling_bytes = 9 };
	const char *path = folder_file(rig_folder(r), "editor");
	char line[32] = "";
	char editor[FOLDER_PATH_BYTES + 8];
	int row = 0;
	int column = 0;

	folder_write(path, script, sizeof(script) - 1);
	snprintf(editor, sizeof(editor), "sh %s", path);
	setenv("EDITOR", editor, 1);
	console_edit_outside(rig_console(r), &order);
	rig_expect_text(r, "I am ");
	assert_true(rig_find(r, "I am ", &row, &column));
	snprintf(line, sizeof(line), "%s", rig_row(r, row) + column + strlen("I am "));
	pid_t pid = (pid_t)strtol(line, NULL, 10);
	assert_int_equal(kill(pid, 0), 0);
	rig_tear_down(state);
	*state = NULL;
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

int
main(void)
{
#define OUTSIDE_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		OUTSIDE_TEST(what_was_written_comes_back_to_the_screen),
		OUTSIDE_TEST(keys_are_the_editors_while_it_runs),
		OUTSIDE_TEST(ctrl_c_and_a_new_size_are_the_editors),
		OUTSIDE_TEST(the_loop_goes_on_turning_meanwhile),
		OUTSIDE_TEST(whatever_goes_wrong_is_told_and_changes_nothing),
		OUTSIDE_TEST(an_editor_that_is_missing_is_told),
		OUTSIDE_TEST(an_editor_ends_with_the_console),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
