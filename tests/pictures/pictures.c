/* SPDX-License-Identifier: MIT */
/* The README's pictures: the real program on an emulated terminal, its screens as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sandbox_rig.h"
#include "svg.h"

#define KEY "sendlogs-7a6b5c4d3e2f1908"

/* Stands in for an account. */
static struct sandbox_rig sandbox;

/* The rig ends without it when a picture fails. */
static int
tear_down(void **state)
{
	if (sandbox.pid > 0)
		sandbox_rig_stop(&sandbox);
	return rig_tear_down(state);
}

static void
connect_account(struct rig *r)
{
	static const char *const options[] = { NULL };

	sandbox_rig_start(&sandbox, options);
	rig_type(r, "6");
	rig_expect_text(r, "[6 Setup]");
	rig_type(r, "a");
	rig_expect_text(r, "new profile staging");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_paste(r, sandbox.url);
	rig_key(r, "Tab");
	rig_paste(r, "App " KEY);
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK]   may read the log");
	rig_expect_text(r, "This key can send messages");
	svg_write(r, "docs/pictures/setup.svg", "otpdeck: an account, probed while it is set up");
	rig_key(r, "F2");
	rig_expect_text(r, "A passphrase for the vault?");
	rig_key(r, "Esc");
	rig_expect_text(r, "[STG]  staging");
}

static void
ask_for_a_billed_send(struct rig *r)
{
	rig_key(r, "Esc");
	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
	for (int i = 0; i < 8; i++)
		rig_key(r, "Up");
	rig_type(r, "+12025550103");
	rig_key(r, "F2");
	rig_expect_text(r, "Type the last digits");
	rig_type(r, "010");
	svg_write(r, "docs/pictures/billed.svg", "otpdeck: what is asked before a billed send");
	rig_key(r, "Esc");
	rig_key(r, "Esc");
}

static void
check_all(struct rig *r)
{
	rig_type(r, "5");
	rig_expect_text(r, "[5 Checks]");
	rig_type(r, "c");
	rig_expect_text(r, " to look at");
	svg_write(r, "docs/pictures/checks.svg", "otpdeck: the checks");
}

static void
send_to(struct rig *r, const char *number, const char *ends_with)
{
	rig_type(r, "2");
	rig_expect_text(r, "[2 Send]");
	rig_type(r, "n");
	rig_expect_text(r, "each spells its result");
	while (!rig_has_text(r, number))
		rig_key(r, "Down");
	for (int i = 0; i < 40; i++) {
		char marked[64];
		snprintf(marked, sizeof(marked), "> %s", number);
		if (rig_has_text(r, marked))
			break;
		rig_key(r, "Down");
	}
	rig_key(r, "Enter");
	rig_expect_text(r, "[2 Send]");
	rig_type(r, "s");
	rig_expect_text(r, ends_with);
}

/* Writes a language beside the text for everybody. */
static void
add_language(struct rig *r, const char *locale, const char *source)
{
	rig_key(r, "Home");
	rig_type(r, "L");
	rig_expect_text(r, "Add a language");
	rig_type(r, locale);
	rig_key(r, "Enter");
	rig_expect_text(r, "  new");
	rig_key(r, "C-e");
	rig_key(r, "C-u");
	rig_paste(r, source);
	rig_expect_text(r, "123456");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 1");
	rig_key(r, "Esc");
	rig_expect_text(r, "every language by client");
}

static void
write_templates(struct rig *r)
{
	rig_type(r, "4");
	rig_expect_text(r, "[4 Templates]");
	rig_expect_text(r, "> verification ");
	add_language(r, "de", "{{ code }} ist Ihr Code f\303\274r {{ tenant.friendly_name }}");
	add_language(r, "es", "{{ code }} es su c\303\263digo para {{ tenant.friendly_name }}");
	add_language(r, "fr",
	             "{{ code }} est votre code d\342\200\231acc\303\250s \303\240"
	             " {{ tenant.friendly_name | escape }}.\n"
	             "{% if client.name == \"Mobile\" %}Ne le partagez jamais.{% endif %}\n"
	             "Il expire dans cinq minutes.");
	rig_expect_text(r, "costs x2");
	svg_write(r, "docs/pictures/templates.svg", "otpdeck: texts by language and client");
	rig_key(r, "Home");
	for (int i = 0; i < 10 && !rig_has_text(r, "> verification/fr "); i++)
		rig_key(r, "Down");
	rig_key(r, "Enter");
	rig_expect_text(r, "part 2 [");
	svg_write(r, "docs/pictures/template.svg", "otpdeck: a text, and what makes it dear");
	rig_key(r, "Esc");
}

static void
every_picture_is_drawn(void **state)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *program = getenv("OTPDECK_BIN");
	const char *const words[] = { program ? program : "./otpdeck", NULL };
	struct rig *r = rig_create(state, &size);

	rig_spawn(r, words);
	rig_expect_text(r, "Try it now");
	svg_write(r, "docs/pictures/welcome.svg", "otpdeck: the first start");
	rig_key(r, "Enter");
	rig_expect_text(r, "[ Send simulated ]");
	rig_key(r, "Enter");
	rig_expect_text(r, "final: the phone has it");
	svg_write(r, "docs/pictures/send.svg", "otpdeck: a simulated send, followed to the phone");
	/* The one that ends at once comes last: the same key again, so soon, counts as held. */
	send_to(r, "+99980027", "UNDELIVERABLE");
	send_to(r, "+99950012", "REJECTED_NOT_ENOUGH_CREDITS");
	rig_type(r, "3");
	rig_expect_text(r, "[3 Log]");
	rig_expect_text(r, "UNDELIVERABLE");
	svg_write(r, "docs/pictures/log.svg", "otpdeck: the log");
	rig_type(r, "f");
	rig_expect_text(r, "failures only");
	rig_key(r, "Enter");
	rig_expect_text(r, "messageId");
	svg_write(r, "docs/pictures/message.svg", "otpdeck: a failure, explained");
	rig_type(r, "1");
	rig_expect_text(r, "[1 Home]");
	svg_write(r, "docs/pictures/home.svg", "otpdeck: home");
	write_templates(r);
	connect_account(r);
	ask_for_a_billed_send(r);
	check_all(r);
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_picture_is_drawn, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
