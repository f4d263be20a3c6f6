/* SPDX-License-Identifier: MIT */
/* The real program on terminals of every kind, and what is left of them afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

static const char *
program(void)
{
	const char *path = getenv("OTPDECK_BIN");

	if (!path)
		fail_msg("OTPDECK_BIN does not name the program");
	return path;
}

static struct rig *
start(void **state, const struct rig_options *options)
{
	struct rig *r = rig_create(state, options);
	const char *const words[] = { program(), NULL };

	rig_spawn_job(r, words);
	rig_expect_text(r, "[1 Home]");
	return r;
}

static void
expect_ended(struct rig *r, int exit_status)
{
	assert_int_equal(rig_wait_exit(r), exit_status);
	rig_expect_alternate(r, false);
}

/* --- No screen ------------------------------------------------------------------------------ */

static bool
has_store(const struct rig *r)
{
	char path[FOLDER_PATH_BYTES + 64];
	struct stat info;

	snprintf(path, sizeof(path), "%s/.local", rig_folder(r)->path);
	return stat(path, &info) == 0;
}

/* Runs a line of shell, in which $OTPDECK_BIN is the program. */
static void
expect_refused(void **state, const struct rig_options *options, const char *line,
               const char *because)
{
	struct rig *r = rig_create(state, options);
	const char *const words[] = { "sh", "-c", line, NULL };

	program();
	rig_spawn(r, words);
	assert_int_equal(rig_wait_exit(r), 2);
	rig_expect_text(r, because);
	rig_expect_text(r, "otpdeck log list");
	assert_int_equal(rig_count_in_stream(r, "\033", 1), 0);
	assert_false(has_store(r));
	rig_tear_down(state);
}

static void
a_terminal_that_cannot_be_drawn_on_is_refused_in_words(void **state)
{
	const char *line = "exec \"$OTPDECK_BIN\"";

	expect_refused(state, &(struct rig_options){ .term = "" }, line, "TERM is not set");
	expect_refused(state, &(struct rig_options){ .term = "dumb" }, line, "\"dumb\"");
	expect_refused(state, &(struct rig_options){ .term = "teapot" }, line, "\"teapot\"");
}

static void
without_a_terminal_the_shell_commands_are_named(void **state)
{
	expect_refused(state, NULL, "exec \"$OTPDECK_BIN\" </dev/null", "standard input");
	expect_refused(state, NULL, "exec \"$OTPDECK_BIN\" <&-", "standard input");
	expect_refused(state, NULL, ": | \"$OTPDECK_BIN\"", "standard input");
	expect_refused(state, NULL, "exec \"$OTPDECK_BIN\" >/dev/null", "standard output");
}

/* --- Ends ----------------------------------------------------------------------------------- */

static void
q_leaves_the_terminal_as_it_was(void **state)
{
	struct rig *r = start(state, NULL);

	rig_type(r, "q");
	expect_ended(r, 0);
	assert_int_equal(rig_count_in_stream(r, "\033[?2004h", 8),
	                 rig_count_in_stream(r, "\033[?2004l", 8));
}

static void
signals_end_it_from_every_tab(void **state)
{
	static const struct {
		int number;
		int exit_status;
	} signals[] = { { SIGTERM, 143 }, { SIGHUP, 129 }, { SIGQUIT, 131 } };
	static const char *const tabs[] = { "1", "2", "3" };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		for (size_t tab = 0; tab < sizeof(tabs) / sizeof(tabs[0]); tab++) {
			struct rig *r = start(state, NULL);
			rig_type(r, tabs[tab]);
			rig_signal(r, signals[i].number);
			expect_ended(r, signals[i].exit_status);
			rig_tear_down(state);
		}
	}
}

static void
control_z_and_back_in_every_tab(void **state)
{
	static const char *const tabs[] = { "1", "3", "2" };
	struct rig *r = start(state, NULL);

	for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
		rig_type(r, tabs[i]);
		rig_key(r, "C-z");
		rig_expect_text(r, "(stopped)");
		rig_expect_alternate(r, false);
		rig_continue(r);
		rig_expect_alternate(r, true);
		rig_expect_text(r, "otpdeck  [SIM]");
		rig_expect_no_text(r, "(stopped)");
	}
	rig_key(r, "F10");
	expect_ended(r, 0);
}

static int64_t
child_cpu_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static void
a_closed_window_ends_it(void **state)
{
	struct rig *r = start(state, NULL);

	rig_hang_up(r);
	assert_int_equal(rig_wait_exit(r), 129);
}

/* With hangups ignored there is no signal, and the terminal stays readable for ever. */
static void
a_closed_window_ends_it_under_nohup_without_spinning(void **state)
{
	const char *const words[] = { "sh", "-c", "trap '' HUP; exec \"$OTPDECK_BIN\"", NULL };
	struct rig *r = rig_create(state, NULL);
	int64_t before_ms = child_cpu_ms();

	program();
	rig_spawn(r, words);
	rig_expect_text(r, "[1 Home]");
	rig_hang_up(r);
	assert_int_equal(rig_wait_exit(r), 129);
	assert_in_range(child_cpu_ms() - before_ms, 0, 1000);
}

/* --- What is drawn -------------------------------------------------------------------------- */

static void
expect_ascii(struct rig *r)
{
	size_t size = 0;
	char *stream = rig_stream(r, &size);

	for (size_t i = 0; i < size; i++)
		if ((unsigned char)stream[i] >= 0x80)
			fail_msg("byte %zu is %02x", i, (unsigned char)stream[i]);
	free(stream);
}

static void
walk_through(struct rig *r)
{
	static const char *const tabs[] = { "1", "3", "2" };

	for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++)
		rig_type(r, tabs[i]);
	rig_key(r, "F1");
	rig_expect_text(r, "otpdeck  [SIM]");
	rig_key(r, "F10");
	expect_ended(r, 0);
}

static void
a_locale_without_utf8_gets_no_byte_above_ascii(void **state)
{
	static const char *const locales[] = { "C", "POSIX", "xx_XX.no-such-locale" };

	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		struct rig *r = start(state, &(struct rig_options){ .locale = locales[i] });
		walk_through(r);
		expect_ascii(r);
		rig_tear_down(state);
	}
}

/* Whether one parameter of "ESC [ ... m" sets a colour. */
static bool
sets_colour(const char *sequence)
{
	char *at = (char *)(size_t)sequence + 2;

	for (;;) {
		long parameter = strtol(at, &at, 10);
		if (*at != ';' && *at != 'm')
			return false;
		if ((parameter >= 30 && parameter <= 49) || (parameter >= 90 && parameter <= 107))
			return true;
		if (*at++ == 'm')
			return false;
	}
}

static size_t
count_colours(struct rig *r)
{
	size_t size = 0;
	size_t count = 0;
	char *stream = rig_stream(r, &size);

	for (char *at = stream; (at = strstr(at, "\033[")) != NULL; at++)
		count += sets_colour(at);
	free(stream);
	return count;
}

static void
without_colour_no_colour_is_sent(void **state)
{
	struct rig *r = start(state, &(struct rig_options){ .environment = { "NO_COLOR=1" } });

	walk_through(r);
	assert_int_equal(count_colours(r), 0);
	rig_tear_down(state);
	r = start(state, &(struct rig_options){ .term = "vt100" });
	walk_through(r);
	assert_int_equal(count_colours(r), 0);
	rig_tear_down(state);
	/* So that the count above can be trusted. */
	r = start(state, NULL);
	walk_through(r);
	assert_true(count_colours(r) > 0);
}

static void
every_usual_terminal_is_walked_through(void **state)
{
	static const char *const names[] = { "xterm", "linux", "screen", "tmux-256color" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct rig *r = start(state, &(struct rig_options){ .term = names[i] });
		walk_through(r);
		rig_tear_down(state);
	}
}

static void
every_size_is_survived(void **state)
{
	static const int sizes[][2] = { { 1, 1 },  { 1, 80 },  { 24, 1 },    { 5, 20 },
		                        { 20, 5 }, { 18, 60 }, { 300, 500 }, { 17, 59 } };
	struct rig *r = start(state, NULL);

	rig_type(r, "2");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		rig_resize(r, sizes[i][0], sizes[i][1]);
	rig_resize(r, 24, 80);
	rig_expect_text(r, "[2 Send]");
	rig_resize(r, 1, 1);
	rig_type(r, "q");
	expect_ended(r, 0);
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(a_terminal_that_cannot_be_drawn_on_is_refused_in_words),
		RIG_TEST(without_a_terminal_the_shell_commands_are_named),
		RIG_TEST(q_leaves_the_terminal_as_it_was),
		RIG_TEST(signals_end_it_from_every_tab),
		RIG_TEST(control_z_and_back_in_every_tab),
		RIG_TEST(a_closed_window_ends_it),
		RIG_TEST(a_closed_window_ends_it_under_nohup_without_spinning),
		RIG_TEST(a_locale_without_utf8_gets_no_byte_above_ascii),
		RIG_TEST(without_colour_no_colour_is_sent),
		RIG_TEST(every_usual_terminal_is_walked_through),
		RIG_TEST(every_size_is_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
