/* SPDX-License-Identifier: MIT */
/* each language tells what was sent, what it costs, what a fix saves; the others are gaps */
#include "app/template_demand.h"

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
read_it(struct app_rig *r, struct template_demand *d)
{
	app_rig_must(r, template_demand_read(r->session->reader, &r->session->profile,
	                                     TEMPLATE_VERIFICATION, d, &r->f));
}

/* "fr 2>1": locale, parts at worst, and those with other characters where these save some. */
static void
expect_rows(const struct template_demand *d, const char *expected)
{
	char found[512] = "";
	size_t size = 0;

	for (size_t i = 0; i < d->row_count; i++) {
		const struct template_demand_row *row = &d->rows[i];

		size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%s %zu",
		                         i > 0 ? "; " : "", row->locale[0] ? row->locale : "*",
		                         row->parts);
		if (row->fixed_parts > 0)
			size += (size_t)snprintf(found + size, sizeof(found) - size, ">%zu",
			                         row->fixed_parts);
	}
	assert_string_equal(found, expected);
}

/* A client's own text changes nothing for the others, and a call has no parts. */
static void
each_language_has_one_row_with_what_everybody_gets(void **state)
{
	struct app_rig *r = *state;
	struct template_demand d;

	save_text(r, "verification/fr", DEAR);
	save_text(r, "verification/de", "{{ code }} ist Ihr Code");
	save_text(r, "verification/de@Partner7", DEAR);
	save_text(r, "verification/es@Partner7", DEAR);
	save_text(r, "verification/de:voice", "{{ code }}, {{ code }}");
	read_it(r, &d);
	expect_rows(&d, "* 1; de 1; es 1; fr 2>1");
	template_demand_finish(&d);
}

static void
a_text_that_does_not_render_costs_nothing_that_is_known(void **state)
{
	struct app_rig *r = *state;
	struct template_demand d;

	save_text(r, "verification/fr", "{% render 'nobody' %}{{ code }}");
	read_it(r, &d);
	expect_rows(&d, "* 1; fr 0");
	assert_false(d.rows[1].price.is_known);
	template_demand_finish(&d);
}

static void
a_locale_that_is_asked_for_and_has_no_text_is_a_gap(void **state)
{
	struct app_rig *r = *state;
	struct template_demand d;

	save_text(r, "verification/fr", "{{ code }}");
	save_text(r, "enrollment/pt", "{{ code }}");
	save_text(r, "enrollment/fr-CA", "{{ code }}");
	read_it(r, &d);
	assert_int_equal(d.gap_count, 1);
	assert_string_equal(d.gaps[0].locale, "pt");
	assert_string_equal(d.gaps[0].uses, "verification");
	template_demand_finish(&d);
}

static void
a_fix_saves_what_went_out_times_the_last_price(void **state)
{
	struct app_rig *r = *state;
	struct template_demand d;

	save_text(r, "verification/fr", DEAR);
	for (int i = 0; i < 3; i++) {
		sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
		app_rig_jump(r, 60000);
	}
	read_it(r, &d);
	/* Sent in English, which the plain text answers for. */
	assert_int_equal(d.rows[0].sent, 3);
	assert_int_equal(d.rows[1].sent, 0);
	assert_false(d.rows[1].has_saving);
	template_demand_finish(&d);
	app_rig_tamper(r, "UPDATE message SET locale = 'fr', to_country = 'FR'");
	app_rig_tamper(r, "UPDATE message SET price_amount = 0.5, price_currency = 'EUR', parts = 2"
	                  " WHERE id = 2");
	read_it(r, &d);
	assert_int_equal(d.rows[1].sent, 3);
	assert_true(d.rows[1].has_saving);
	assert_true(d.rows[1].saving == 0.75);
	assert_true(d.rows[1].price.amount == 0.5);
	template_demand_finish(&d);
	/* A region without a text of its own gets that of its language. */
	app_rig_tamper(r, "UPDATE message SET locale = 'fr-CA' WHERE id = 1");
	read_it(r, &d);
	assert_int_equal(d.rows[1].sent, 3);
	assert_int_equal(d.rows[0].sent, 0);
	template_demand_finish(&d);
}

static void
on_arrived(void *context, struct template_demand *demand, const struct fault *f)
{
	size_t *rows = context;

	(void)f;
	*rows += demand->row_count;
}

static void
the_console_gets_it_from_a_job(void **state)
{
	struct app_rig *r = *state;
	size_t rows = 0;

	(void)template_demand_ask(r->session, TEMPLATE_VERIFICATION, on_arrived, &rows);
	app_rig_settle(r);
	assert_int_equal(rows, 1);
	template_demand_cancel(
		template_demand_ask(r->session, TEMPLATE_VERIFICATION, on_arrived, &rows));
	app_rig_settle(r);
	assert_int_equal(rows, 1);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(each_language_has_one_row_with_what_everybody_gets),
		WITH_RIG(a_text_that_does_not_render_costs_nothing_that_is_known),
		WITH_RIG(a_locale_that_is_asked_for_and_has_no_text_is_a_gap),
		WITH_RIG(a_fix_saves_what_went_out_times_the_last_price),
		WITH_RIG(the_console_gets_it_from_a_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
