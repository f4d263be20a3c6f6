/* SPDX-License-Identifier: MIT */
/* a price is the last one seen for the country, times the parts, or not known yet */
#include "app/template_price.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_rig.h"

static void
send(struct app_rig *r)
{
	sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
	app_rig_jump(r, 60000);
}

static struct template_price
find(struct app_rig *r, const char *country, size_t parts)
{
	struct template_price price;

	app_rig_must(r, template_price_find(r->session->reader, &r->session->profile, country,
	                                    parts, &price, &r->f));
	return price;
}

static void
without_a_priced_message_it_is_not_known(void **state)
{
	struct app_rig *r = *state;

	assert_false(find(r, "DE", 1).is_known);
	send(r);
	assert_false(find(r, "DE", 1).is_known);
	assert_false(find(r, "", 1).is_known);
}

static void
the_newest_of_the_country_counts_by_the_part(void **state)
{
	struct app_rig *r = *state;
	struct template_price price;

	send(r);
	send(r);
	send(r);
	app_rig_tamper(r, "UPDATE message SET price_currency = 'EUR', to_country = 'DE', parts = 2,"
	                  " price_amount = 0.25 WHERE id < 3");
	app_rig_tamper(r, "UPDATE message SET price_amount = 0.5 WHERE id = 2");
	app_rig_tamper(r, "UPDATE message SET price_currency = 'USD', to_country = 'FR', parts = 1,"
	                  " price_amount = 0.125 WHERE id = 3");
	price = find(r, "DE", 3);
	assert_true(price.is_known);
	assert_true(price.amount == 0.75);
	assert_string_equal(price.currency, "EUR");
	price = find(r, "", 1);
	assert_string_equal(price.country, "FR");
	assert_true(price.amount == 0.125);
	assert_false(find(r, "HR", 1).is_known);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(without_a_priced_message_it_is_not_known),
		WITH_RIG(the_newest_of_the_country_counts_by_the_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
