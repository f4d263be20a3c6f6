/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_PRICE_H
#define APP_TEMPLATE_PRICE_H
/*
 * What a message of so many parts costs, by the last price that was seen for its country.
 *
 * Nobody publishes a price to this program: it is what the provider charged for earlier messages.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "domain/profile.h"

struct db;

struct template_price {
	bool is_known;
	double amount; /* of one message with these parts */
	char currency[8];
	char country[3];
	int64_t seen_at_ms;
};

/* `country` is an ISO code, or "" for that of the newest priced message. */
MUST_USE enum status template_price_find(struct db *db, const struct profile *p,
                                         const char *country, size_t parts,
                                         struct template_price *out, struct fault *f);
#endif
