/* SPDX-License-Identifier: MIT */
/* The editor: what keys, pastes, undo and redo make of a text, and where they leave the cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/editor.h"

static void
what_is_typed_goes_in_at_the_cursor(void **state)
{
	struct editor *e = editor_create(64);
	bool changed = false;

	(void)state;
	assert_true(editor_set(e, "ac", 2));
	assert_true(editor_key(e, "Right", &changed));
	assert_true(editor_insert(e, "b", false));
	assert_string_equal(text_string(editor_text(e)), "abc");
	assert_true(editor_is_changed(e));
	editor_destroy(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_goes_in_at_the_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
