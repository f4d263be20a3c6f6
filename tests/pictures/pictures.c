/* SPDX-License-Identifier: MIT */
/* The README's pictures: the real program on an emulated terminal, its screens as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "svg.h"

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
	send_to(r, "+99950012", "REJECTED_NOT_ENOUGH_CREDITS");
	send_to(r, "+99980027", "accepted");
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
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_picture_is_drawn, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
