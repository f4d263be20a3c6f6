/* SPDX-License-Identifier: MIT */
/* what a message probably costs, by the prices of earlier ones */
#include "store/message_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "stock.h"

/* A message of staging with a price, the newer the smaller its age. */
static void
add(struct stock *r, const char *country, const char *sender, double amount, int64_t age_ms)
{
	struct stock_message message;

	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	message.m.created_at_ms = STOCK_NOW_MS - age_ms;
	message.m.has_price = amount > 0;
	message.m.price_amount = amount;
	message.m.parts = 1;
	strcpy(message.m.price_currency, amount > 0 ? "EUR" : "");
	strcpy(message.m.country, country);
	strcpy(message.m.sender, sender);
	stock_message_insert(r, &message);
}

static struct message_price
price_of(struct stock *r, const char *country, const char *sender, int64_t parts)
{
	struct message like = { .profile_id = r->staging.id, .parts = parts };
	struct message_price price;

	strcpy(like.country, country);
	strcpy(like.sender, sender);
	stock_must(r, message_store_last_price(r->db, &like, &price, &r->f));
	return price;
}

static void
expect_amount(double found, double expected)
{
	assert_true(found > expected - 1e-9 && found < expected + 1e-9);
}

static void
nothing_is_known_at_first(void **state)
{
	struct stock *r = *state;

	add(r, "DE", "Acme", 0, 1000);
	expect_amount(price_of(r, "DE", "Acme", 1).amount, 0);
}

static void
the_newest_price_of_the_country_is_taken(void **state)
{
	struct stock *r = *state;

	add(r, "DE", "Acme", 0.09, 60000);
	add(r, "DE", "Acme", 0.075, 30000);
	add(r, "FR", "Acme", 0.2, 1000);
	add(r, "DE", "Acme", 0, 500);
	expect_amount(price_of(r, "DE", "Acme", 1).amount, 0.075);
	assert_string_equal(price_of(r, "DE", "Acme", 1).currency, "EUR");
	assert_true(price_of(r, "DE", "Acme", 1).seen_at_ms == STOCK_NOW_MS - 30000);
	expect_amount(price_of(r, "GB", "Acme", 1).amount, 0);
	expect_amount(price_of(r, "", "Acme", 1).amount, 0);
}

static void
the_own_senders_price_comes_before_anothers(void **state)
{
	struct stock *r = *state;

	add(r, "DE", "Acme", 0.09, 60000);
	add(r, "DE", "Other", 0.05, 30000);
	expect_amount(price_of(r, "DE", "Acme", 1).amount, 0.09);
	expect_amount(price_of(r, "DE", "Third", 1).amount, 0.05);
}

static void
more_parts_cost_more(void **state)
{
	struct stock *r = *state;

	add(r, "DE", "Acme", 0.07, 1000);
	expect_amount(price_of(r, "DE", "Acme", 3).amount, 0.21);
}

static void
another_profiles_price_says_nothing(void **state)
{
	struct stock *r = *state;
	struct message like = { .profile_id = r->sandbox.id, .parts = 1, .country = "DE" };
	struct message_price price;

	add(r, "DE", "Acme", 0.07, 1000);
	stock_must(r, message_store_last_price(r->db, &like, &price, &r->f));
	expect_amount(price.amount, 0);
}

int
main(void)
{
#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)
	const struct CMUnitTest tests[] = {
		STOCKED(nothing_is_known_at_first),
		STOCKED(the_newest_price_of_the_country_is_taken),
		STOCKED(the_own_senders_price_comes_before_anothers),
		STOCKED(more_parts_cost_more),
		STOCKED(another_profiles_price_says_nothing),
	};
	return cmocka_run_group_tests_name("store/message_store: prices", tests, NULL, NULL);
}
