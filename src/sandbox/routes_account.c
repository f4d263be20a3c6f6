/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

/* Nobody is charged, so that the balance stays what it is. A trial has free messages in its
 * place. */
#define BALANCE 47.79134
#define FREE_MESSAGES 88

static double
balance_of(const struct call *c)
{
	return c->key->is_trial ? 0.0 : BALANCE;
}

void
routes_balance(struct call *c)
{
	struct json_writer w;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_number(&w, "balance", balance_of(c));
	json_write_string(&w, "currency", "EUR");
	json_write_object_end(&w);
}

void
routes_total_balance(struct call *c)
{
	struct json_writer w;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_number(&w, "balance", balance_of(c));
	json_write_number(&w, "allowedMinus", 0.0);
	json_write_null(&w, "monthlyLimit");
	json_write_null(&w, "monthlyBalance");
	json_write_object(&w, "currency");
	json_write_integer(&w, "id", 2);
	json_write_string(&w, "code", "EUR");
	json_write_string(&w, "currencyName", "Euro");
	json_write_string(&w, "symbol", "\xe2\x82\xac");
	json_write_object_end(&w);
	json_write_object(&w, "freeMessages");
	if (c->key->is_trial)
		json_write_integer(&w, "SMS", FREE_MESSAGES);
	json_write_object_end(&w);
	json_write_object_end(&w);
}

void
routes_free_messages(struct call *c)
{
	struct json_writer w;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_integer(&w, "remainingCount", c->key->is_trial ? FREE_MESSAGES : 0);
	json_write_object_end(&w);
}

/* Asked by whoever wants to know only whether the host answers. */
void
routes_products(struct call *c)
{
	static const char *const products[] = { "sms", "voice", "account-management" };
	struct json_writer w;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_array(&w, "products");
	for (size_t i = 0; i < sizeof(products) / sizeof(*products); i++) {
		json_write_object(&w, NULL);
		json_write_string(&w, "id", products[i]);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
}
