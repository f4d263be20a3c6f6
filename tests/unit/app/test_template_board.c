/* SPDX-License-Identifier: MIT */
/* Every text at a glance: measured, judged, and what a language gets that has none. */
#include "app/template_board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "app/templates.h"
#include "app_rig.h"

struct arrival {
	int times;
	bool failed;
	struct template_board board;
};

static void
arrived(void *context, struct template_board *board, const struct fault *f)
{
	struct arrival *a = context;

	(void)f;
	a->times++;
	a->failed = board == NULL;
	if (board) {
		a->board = *board;
		*board = (struct template_board){ 0 };
	}
}

static void
save(struct app_rig *r, const char *written, const char *source)
{
	struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.source = source,
		.size_bytes = strlen(source),
		.expected = TEMPLATE_ANY_REVISION,
	};
	struct templates_result result;

	app_rig_must(r, template_name_parse(written, &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
}

static void
read_board(struct app_rig *r, struct arrival *a)
{
	template_board_ask(r->session, arrived, a);
	app_rig_settle(r);
	assert_int_equal(a->times, 1);
	assert_false(a->failed);
}

static const struct template_board_row *
row_of(const struct arrival *a, const char *written)
{
	for (size_t i = 0; i < a->board.count; i++)
		if (strcmp(a->board.rows[i].written, written) == 0)
			return &a->board.rows[i];
	return NULL;
}

static void
expect_state(const struct arrival *a, const char *written, const char *state)
{
	const struct template_board_row *row = row_of(a, written);
	char said[64];

	assert_non_null(row);
	template_board_write_state(row, said, sizeof(said));
	assert_string_equal(said, state);
}

static void
a_new_profile_has_two_texts_that_are_ok(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };

	read_board(r, &a);
	assert_int_equal(a.board.count, 2);
	assert_int_equal(a.board.texts, 2);
	expect_state(&a, "verification", "ok");
	expect_state(&a, "enrollment", "ok");
	assert_non_null(strstr(a.board.rows[0].shown, "123456 is your verification code"));
	template_board_finish(&a.board);
}

static void
what_a_text_costs_at_worst_is_its_state(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };

	/* 70 units with the tenant's own name, more with one of 20 letters. */
	save(r, "verification/fr",
	     "{{ code }} est votre code d\342\200\231acces pour {{ tenant.friendly_name }}, "
	     "ne le donnez a personne");
	save(r, "verification/es", "Es {{ code }}: {{ code }}");
	read_board(r, &a);
	expect_state(&a, "verification/fr", "costs x2");
	assert_int_equal(row_of(&a, "verification/fr")->parts.encoding, PARTS_UCS2);
	expect_state(&a, "verification/es", "1 finding");
	assert_true(row_of(&a, "verification/es")->finding[0] != '\0');
	template_board_finish(&a.board);
}

static void
a_call_has_no_parts(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };

	save(r, "verification/hr:voice",
	     "{{ code }}: ovo je va\305\241 kod, nemojte ga dati nikome, jer je samo va\305\241");
	read_board(r, &a);
	assert_int_equal(row_of(&a, "verification/hr:voice")->parts.count, 0);
	template_board_finish(&a.board);
}

static void
a_language_of_another_kind_is_missing_and_says_what_answers(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };

	save(r, "verification/fr", "{{ code }} pour {{ tenant.friendly_name }}");
	read_board(r, &a);
	assert_int_equal(a.board.texts, 3);
	assert_int_equal(a.board.count, 4);
	expect_state(&a, "enrollment/fr", "missing");
	assert_string_equal(row_of(&a, "enrollment/fr")->uses, "enrollment");
	assert_int_equal(row_of(&a, "enrollment/fr")->revision, 0);
	/* By kind, then language: nothing is out of order. */
	for (size_t i = 1; i < a.board.count; i++)
		assert_true(template_name_compare(&a.board.rows[i - 1].name,
		                                  &a.board.rows[i].name) < 0);
	template_board_finish(&a.board);
}

static void
a_language_that_the_plain_text_tells_apart_is_not_missing(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };

	save(r, "enrollment",
	     "{% if locale == 'fr' %}{{ code }} pour vous{% else %}{{ code }} for you{% endif %}");
	save(r, "verification/fr", "{{ code }} pour {{ tenant.friendly_name }}");
	read_board(r, &a);
	assert_null(row_of(&a, "enrollment/fr"));
	template_board_finish(&a.board);
}

static void
nothing_arrives_for_who_has_gone(void **state)
{
	struct app_rig *r = *state;
	struct arrival a = { 0 };
	struct template_board_asking *reading = template_board_ask(r->session, arrived, &a);

	template_board_cancel(reading);
	app_rig_settle(r);
	assert_int_equal(a.times, 0);
	template_board_cancel(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_profile_has_two_texts_that_are_ok,
		                                app_rig_open, app_rig_close),
		cmocka_unit_test_setup_teardown(what_a_text_costs_at_worst_is_its_state,
		                                app_rig_open, app_rig_close),
		cmocka_unit_test_setup_teardown(a_call_has_no_parts, app_rig_open, app_rig_close),
		cmocka_unit_test_setup_teardown(
			a_language_of_another_kind_is_missing_and_says_what_answers, app_rig_open,
			app_rig_close),
		cmocka_unit_test_setup_teardown(
			a_language_that_the_plain_text_tells_apart_is_not_missing, app_rig_open,
			app_rig_close),
		cmocka_unit_test_setup_teardown(nothing_arrives_for_who_has_gone,
		                                app_rig_open_threaded, app_rig_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
