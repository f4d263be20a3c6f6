/* SPDX-License-Identifier: MIT */
/* A passphrase is set, asked for, forgotten: the key is lost, the log stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>

#include <cmocka.h>

#include "rig.h"

#define PASSPHRASE "correct horse b\xC3\xA4ttery"
#define KEY "m4rk3r-k7w2-9q4r-5t6y-8u9i"

/* Runs a line of shell on the terminal, in which $D is the program. */
static void
start(struct rig *r, const char *line)
{
	static char whole[2048];
	const char *const words[] = { "sh", "-c", whole, NULL };

	if (!getenv("OTPDECK_BIN"))
		fail_msg("OTPDECK_BIN does not name the program");
	snprintf(whole, sizeof(whole), "D=\"$OTPDECK_BIN\"; %s", line);
	rig_spawn(r, words);
}

static void
answer(struct rig *r, const char *question, const char *words)
{
	rig_expect_text(r, question);
	rig_send_bytes(r, words, strlen(words));
	rig_send_bytes(r, "\n", 1);
}

static void
try_in_dialog(struct rig *r, const char *words)
{
	rig_send_bytes(r, words, strlen(words));
	rig_send_bytes(r, "\r", 1);
}

/* Nothing that was typed without echo stands in anything that was ever drawn. */
static void
expect_unseen(struct rig *r)
{
	assert_int_equal(rig_count_in_stream(r, "horse", 5), 0);
	assert_int_equal(rig_count_in_stream(r, "m4rk3r", 6), 0);
}

static void
a_forgotten_passphrase_costs_the_key_and_not_the_log(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .rows = 30, .columns = 100 });

	start(r, "\"$D\" -q send --to +99930005 --code 482913 && clear &&"
	         " \"$D\" -q profile add staging --environment staging &&"
	         " \"$D\" -q profile use staging && \"$D\" secret set API_KEY &&"
	         " \"$D\" vault remove-slot 1 && clear && \"$D\";"
	         " echo left $?; \"$D\" vault check; echo checked $?;"
	         " \"$D\" vault reset; echo reset $?; \"$D\" vault status;"
	         " \"$D\" secret list; \"$D\" -p sandbox log list");
	answer(r, "Value (it is not shown)", KEY);
	answer(r, "Add a passphrase now?", "y");
	answer(r, "New passphrase", PASSPHRASE);
	answer(r, "The same again", PASSPHRASE);

	/* The key file is gone, so the console begins with the question. */
	rig_expect_text(r, "Unlock the vault");
	rig_expect_text(r, "vault: locked");
	try_in_dialog(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_key(r, "F12");
	rig_expect_text(r, "Unlock the vault");
	try_in_dialog(r, "one");
	rig_expect_text(r, "wrong passphrase, or its slot is damaged");
	try_in_dialog(r, "two");
	rig_expect_text(r, "trying");
	rig_expect_text(r, "wrong passphrase, or its slot is damaged");
	try_in_dialog(r, "three");
	rig_expect_text(r, "next try in 1 s");
	rig_expect_no_text(r, "next try in");
	rig_key(r, "Esc");
	rig_expect_text(r, "the vault stays locked");
	rig_key(r, "q");

	rig_expect_text(r, "left 0");
	answer(r, "Passphrase of the vault", "forgotten");
	rig_expect_text(r, "wrong passphrase");
	rig_send_bytes(r, "\x04", 1);
	rig_expect_text(r, "checked 130");

	rig_expect_text(r, "secrets 1");
	rig_expect_text(r, "the log with its masked numbers stay");
	answer(r, "Type reset to do it", "reset");
	rig_expect_text(r, "reset 0");
	rig_expect_text(r, "profile staging has no secrets");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(rig_wait_exit(r), 0);
	expect_unseen(r);
}

/* U6: whoever continues it from another chair finds it locked. */
static void
a_stopped_console_is_locked(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .rows = 30, .columns = 100 });
	const char *const words[] = { "sh", "-c",
		                      "printf '%s' '" PASSPHRASE "' | \"$OTPDECK_BIN\" -q vault"
		                      " add-passphrase --strength small && exec \"$OTPDECK_BIN\"",
		                      NULL };

	rig_spawn_job(r, words);
	rig_expect_text(r, "vault: unlocked");
	rig_key(r, "C-z");
	rig_expect_text(r, "(stopped)");
	rig_continue(r);
	rig_expect_text(r, "vault: locked");
	rig_key(r, "F12");
	rig_expect_text(r, "Unlock the vault");
	try_in_dialog(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked");
	rig_signal(r, SIGTSTP);
	rig_expect_text(r, "(stopped)");
	rig_continue(r);
	rig_expect_text(r, "vault: locked");
	rig_key(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

/* A script has no terminal, and no option takes the passphrase itself. */
static void
a_script_unlocks_by_a_descriptor(void **state)
{
	struct rig *r = rig_create(state, NULL);

	start(r, "printf right | \"$D\" -q vault add-passphrase --strength small;"
	         " \"$D\" -q vault remove-slot 1 --passphrase-fd 5 5<<E\nright\nE\n"
	         "\"$D\" vault check --no-input; echo none $?;"
	         " printf wrong | \"$D\" vault check --passphrase-fd 0; echo wrong $?;"
	         " printf right | \"$D\" vault check --passphrase-fd 0; echo right $?;"
	         " \"$D\" vault check --passphrase-fd x; echo word $?");
	rig_expect_text(r, "none 4");
	rig_expect_text(r, "wrong 4");
	rig_expect_text(r, "right 0");
	rig_expect_text(r, "word 2");
	assert_int_equal(rig_wait_exit(r), 0);
}

int
main(void)
{
#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(a_forgotten_passphrase_costs_the_key_and_not_the_log),
		SCENE(a_stopped_console_is_locked),
		SCENE(a_script_unlocks_by_a_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
