/* SPDX-License-Identifier: MIT */
/* template edit in the real program: editors that work, are missing, fail, or leave nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static const char *
program(void)
{
	const char *named = getenv("OTPDECK_BIN");
	return named ? named : "./otpdeck";
}

/* What the scripts of the tests are made of: `edit NAME SCRIPT` with a script of the shell as the
 * editor, in which "$1" is the file, and what is saved then. */
static const char head[] =
	"edit() { printf '%s' \"$2\" > \"$HOME/editor\"; "
	"EDITOR=\"sh $HOME/editor\" \"$D\" template edit \"$1\"; echo \"exit $?\"; }\n"
	"ln -s \"$D\" \"$HOME/deck\"\n"
	"show() { \"$D\" template show \"$1\"; echo; }\n";

/* Runs a script on the terminal, in one go: a rig has one program. */
static struct rig *
play(void **state, const char *script)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .rows = 40, .columns = 150 });
	char whole[4000];
	const char *const words[] = { "/bin/sh", "-c", whole, NULL };

	unsetenv("VISUAL");
	setenv("D", program(), 1);
	snprintf(whole, sizeof(whole), "%s%s", head, script);
	rig_spawn(r, words);
	assert_int_equal(rig_wait_exit(r), 0);
	return r;
}

static void
a_text_is_changed_in_the_operators_editor(void **state)
{
	struct rig *r = play(state, "edit verification/fr 'echo \"code {{ code }}\" > \"$1\"'\n"
	                            "edit verification/fr 'sed -i s/code/votre/ \"$1\"'\n"
	                            "show verification/fr\n"
	                            "edit verification/fr true\n"
	                            "ls -A \"$HOME/.local/state/otpdeck\"\n");

	rig_expect_text(r, "verification/fr is saved as revision 1");
	rig_expect_text(r, "verification/fr is saved as revision 2");
	rig_expect_text(r, "votre {{ code }}");
	rig_expect_text(r, "the editor changed nothing");
	rig_expect_no_text(r, "exit 1");
	rig_expect_no_text(r, "edit-");
}

static void
whatever_an_editor_does_the_saved_text_stays(void **state)
{
	struct rig *r =
		play(state, "edit verification/de 'printf \"Ihr Code {{ code }}\" > \"$1\"'\n"
	                    "edit verification/de 'exit 1'\n"
	                    "edit verification/de 'kill -9 $$'\n"
	                    "edit verification/de ': > \"$1\"'\n"
	                    "edit verification/de 'rm \"$1\"'\n"
	                    "edit verification/de 'head -c 1048576 /dev/zero > \"$1\"'\n"
	                    "EDITOR=/nowhere/at-all \"$D\" template edit verification/de\n"
	                    "echo \"status $?\"\n"
	                    "show verification/de\n");

	rig_expect_text(r, "the editor ended with status 1");
	rig_expect_text(r, "the editor was ended by signal 9");
	rig_expect_text(r, "the file came back empty");
	rig_expect_text(r, "the file of the editor is gone");
	rig_expect_text(r, "the editor wrote 1048576 bytes");
	rig_expect_text(r, "/nowhere/at-all cannot be started");
	rig_expect_text(r, "status 3");
	rig_expect_text(r, "exit 2");
	rig_expect_text(r, "exit 3");
	rig_expect_text(r, "Ihr Code {{ code }}");
}

static void
a_text_that_cannot_be_saved_is_kept_in_its_file(void **state)
{
	struct rig *r =
		play(state, "edit verification/es 'printf \"su codigo {{ code\" > \"$1\"'\n"
	                    "cat \"$HOME\"/.local/state/otpdeck/edit-*/verification-es.liquid\n"
	                    "echo .\n");

	rig_expect_text(r, "exit 1");
	rig_expect_text(r, "what was written is kept in /");
	rig_expect_text(r, "su codigo {{ code.");
}

/* Somebody else saved meanwhile: neither text is lost. */
static void
a_text_that_moved_meanwhile_is_not_overwritten(void **state)
{
	struct rig *r =
		play(state, "edit verification/it 'printf \"uno {{ code }}\" > \"$1\"'\n"
	                    "edit verification/it 'printf \"due {{ code }}\" > \"$HOME/due\"; "
	                    "\"$HOME/deck\" template set verification/it --file \"$HOME/due\"; "
	                    "printf \"tre {{ code }}\" > \"$1\"'\n"
	                    "show verification/it\n"
	                    "cat \"$HOME\"/.local/state/otpdeck/edit-*/verification-it.liquid\n"
	                    "echo .\n");

	rig_expect_text(r, "verification/it is saved as revision 2");
	rig_expect_text(r, "what was written is kept in /");
	rig_expect_text(r, "due {{ code }}");
	rig_expect_text(r, "tre {{ code }}.");
}

int
main(void)
{
#define JOURNEY(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		JOURNEY(a_text_is_changed_in_the_operators_editor),
		JOURNEY(whatever_an_editor_does_the_saved_text_stays),
		JOURNEY(a_text_that_cannot_be_saved_is_kept_in_its_file),
		JOURNEY(a_text_that_moved_meanwhile_is_not_overwritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
