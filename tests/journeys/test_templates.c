/* SPDX-License-Identifier: MIT */
/* Texts in the real program: five languages, a client's own, a fix by one key, a restore. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

#define APOSTROPHE "\342\200\231"

static const char *
program(void)
{
	const char *named = getenv("OTPDECK_BIN");
	return named ? named : "./otpdeck";
}

/* A first start that goes straight to the texts. */
static struct rig *
start(void **state, const struct rig_options *options, const char *then)
{
	char line[512];

	snprintf(line, sizeof(line), "%s%s", program(), then);
	const char *const words[] = { "/bin/sh", "-c", line, NULL };
	struct rig *r = rig_create(state, options);

	rig_spawn(r, words);
	rig_expect_text(r, "Connect Infobip");
	rig_type(r, "4");
	rig_expect_text(r, "[4 Templates]");
	rig_expect_text(r, "> verification ");
	return r;
}

/* Writes a language beside the text for everybody, which is marked. */
static void
add_language(struct rig *r, const char *locale, const char *source)
{
	char wanted[128];

	rig_key(r, "Home");
	rig_type(r, "L");
	rig_expect_text(r, "Add a language");
	rig_type(r, locale);
	rig_key(r, "Enter");
	snprintf(wanted, sizeof(wanted), "verification/%s  new", locale);
	rig_expect_text(r, wanted);
	/* All of what it begins as goes. */
	rig_key(r, "C-e");
	rig_key(r, "C-u");
	rig_expect_text(r, "it renders as nothing");
	rig_paste(r, source);
	rig_expect_text(r, "123456");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 1");
	rig_key(r, "Esc");
	rig_expect_text(r, "every language by client");
}

static void
five_languages_and_a_client_are_written_and_the_dear_one_is_mended(void **state)
{
	static const char french[] =
		"{{ code }} est votre code d" APOSTROPHE
		"acces pour {{ tenant.friendly_name }}. Ne le donnez a personne, jamais.";
	const struct rig_options size = { .rows = 30, .columns = 100 };
	struct rig *r = start(state, &size, "");

	add_language(r, "de", "{{ code }} ist Ihr Code fuer {{ tenant.friendly_name }}");
	add_language(r, "es", "{{ code }} es su codigo para {{ tenant.friendly_name }}");
	add_language(r, "fr", french);
	add_language(r, "hr", "{{ code }} je vas kod za {{ tenant.friendly_name }}");
	rig_expect_text(r, "verification/hr");
	rig_expect_text(r, "costs x2");

	/* The dear character is mended by one key, and the list says so. */
	rig_key(r, "Home");
	for (int i = 0; i < 10 && !rig_has_text(r, "> verification/fr "); i++)
		rig_key(r, "Down");
	rig_key(r, "Enter");
	rig_expect_text(r, "part 2 [");
	rig_key(r, "F6");
	rig_expect_text(r, "1 part in place of 2");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 2");
	rig_key(r, "Esc");
	rig_expect_no_text(r, "costs x2");

	/* A client's own text answers for that client only. */
	rig_key(r, "Home");
	rig_type(r, "c");
	rig_type(r, "Partner-7");
	rig_key(r, "Enter");
	rig_expect_text(r, "verification@Partner-7  new");
	rig_type(r, "P7: ");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 1");
	rig_key(r, "Esc");
	rig_type(r, "w");
	rig_key(r, "Down");
	rig_key(r, "C-u");
	rig_type(r, "Partner-7");
	rig_expect_text(r, "@Partner-7  HIT");
	rig_key(r, "Esc");

	/* The revision with the dear character is compared, and restored. */
	rig_key(r, "Home");
	for (int i = 0; i < 12 && !rig_has_text(r, "> verification/fr "); i++)
		rig_key(r, "Down");
	rig_type(r, "d");
	rig_expect_text(r, "revision 1  |  revision 2, newest");
	rig_key(r, "Down");
	rig_type(r, "r");
	rig_expect_text(r, "[OK] restored as revision 3");
	rig_key(r, "Esc");
	rig_expect_text(r, "costs x2");
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

/* The shell has what the console saved. */
static void
the_shell_shows_what_the_console_saved(void **state)
{
	const struct rig_options size = { .rows = 24, .columns = 80 };
	char then[256];

	snprintf(then, sizeof(then), "; %s template show verification", program());
	struct rig *r = start(state, &size, then);
	rig_key(r, "Enter");
	rig_expect_text(r, "Preview");
	rig_type(r, "Hello: ");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 2");
	rig_key(r, "Esc");
	rig_type(r, "q");
	rig_expect_text(r, "Hello: {{code}}");
	rig_expect_alternate(r, false);
	assert_int_equal(rig_wait_exit(r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			five_languages_and_a_client_are_written_and_the_dear_one_is_mended,
			rig_tear_down),
		cmocka_unit_test_teardown(the_shell_shows_what_the_console_saved, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
