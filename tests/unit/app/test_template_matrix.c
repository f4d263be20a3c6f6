/* SPDX-License-Identifier: MIT */
/* the matrix tells parts, what is inherited, what is missing, and what a fix saves */
#include "app/template_matrix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/templates.h"
#include "app_rig.h"

#define DEAR                                                                                       \
	"{{ code }} est votre code d\u2019acces a {{ tenant.friendly_name }}. Il expire dans "     \
	"cinq minutes."

static void
save_text(struct app_rig *r, const char *name, const char *source)
{
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .source = source,
		                         .size_bytes = strlen(source),
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;

	app_rig_must(r, template_name_parse(name, &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
}

static void
read_it(struct app_rig *r, struct template_matrix *m)
{
	app_rig_must(r, template_matrix_read(r->session->reader, &r->session->profile,
	                                     TEMPLATE_VERIFICATION, m, &r->f));
}

/* "fr 2 2." : locale, then parts by client, '.' behind what is inherited, '!' where mending pays */
static void
expect_rows(const struct template_matrix *m, const char *expected)
{
	char found[512] = "";
	size_t size = 0;

	for (size_t row = 0; row < m->row_count; row++) {
		size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%s",
		                         row > 0 ? "; " : "",
		                         m->rows[row].locale[0] ? m->rows[row].locale : "*");
		for (size_t i = 0; i < m->client_count; i++) {
			const struct template_cell *cell = template_matrix_cell(m, row, i);

			size += (size_t)snprintf(found + size, sizeof(found) - size, " %zu%s%s",
			                         cell->parts.count, cell->is_own ? "" : ".",
			                         cell->has_fixed ? "!" : "");
		}
	}
	assert_string_equal(found, expected);
}

static void
each_text_stands_in_its_row_and_column(void **state)
{
	struct app_rig *r = *state;
	struct template_matrix m;

	save_text(r, "verification/fr", DEAR);
	save_text(r, "verification/de", "{{ code }} ist Ihr Code");
	save_text(r, "verification/de@Partner7", "{{ code }} ist der Code von Partner 7");
	save_text(r, "verification/de:voice", "{{ code }}, {{ code }}");
	read_it(r, &m);
	assert_int_equal(m.client_count, 2);
	assert_string_equal(m.clients[1], "Partner7");
	expect_rows(&m, "* 1 1.; de 1 1; fr 2! 2.!");
	template_matrix_finish(&m);
}

static void
a_locale_that_is_asked_for_and_has_no_text_is_a_gap(void **state)
{
	struct app_rig *r = *state;
	struct template_matrix m;

	save_text(r, "verification/fr", "{{ code }}");
	save_text(r, "enrollment/pt", "{{ code }}");
	save_text(r, "enrollment/fr-CA", "{{ code }}");
	read_it(r, &m);
	assert_int_equal(m.gap_count, 1);
	assert_string_equal(m.gaps[0].locale, "pt");
	assert_string_equal(m.gaps[0].uses, "verification");
	template_matrix_finish(&m);
}

static void
a_fix_saves_what_went_out_times_the_last_price(void **state)
{
	struct app_rig *r = *state;
	struct template_matrix m;

	save_text(r, "verification/fr", DEAR);
	for (int i = 0; i < 3; i++) {
		sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
		app_rig_jump(r, 60000);
	}
	read_it(r, &m);
	assert_int_equal(m.rows[1].sent, 0);
	assert_false(m.rows[1].has_saving);
	template_matrix_finish(&m);
	app_rig_tamper(r, "UPDATE message SET locale = 'fr', to_country = 'FR'");
	app_rig_tamper(r, "UPDATE message SET price_amount = 0.5, price_currency = 'EUR', parts = 2"
	                  " WHERE id = 2");
	read_it(r, &m);
	assert_int_equal(m.rows[1].sent, 3);
	assert_true(m.rows[1].has_saving);
	assert_true(m.rows[1].saving == 0.75);
	assert_true(m.rows[1].price.amount == 0.5);
	template_matrix_finish(&m);
}

static void
on_arrived(void *context, struct template_matrix *matrix, const struct fault *f)
{
	size_t *rows = context;

	(void)f;
	*rows += matrix->row_count;
}

static void
the_console_gets_it_from_a_job(void **state)
{
	struct app_rig *r = *state;
	size_t rows = 0;

	(void)template_matrix_ask(r->session, TEMPLATE_VERIFICATION, on_arrived, &rows);
	app_rig_settle(r);
	assert_int_equal(rows, 1);
	template_matrix_cancel(
		template_matrix_ask(r->session, TEMPLATE_VERIFICATION, on_arrived, &rows));
	app_rig_settle(r);
	assert_int_equal(rows, 1);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(each_text_stands_in_its_row_and_column),
		WITH_RIG(a_locale_that_is_asked_for_and_has_no_text_is_a_gap),
		WITH_RIG(a_fix_saves_what_went_out_times_the_last_price),
		WITH_RIG(the_console_gets_it_from_a_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
