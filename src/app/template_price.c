/* SPDX-License-Identifier: MIT */
/* what a message of so many parts costs, by the last price seen for its country */
#include "app/template_price.h"

#include "base/text.h"
#include "store/message_store.h"

enum status
template_price_find(struct db *db, const struct profile *p, const char *country, size_t parts,
                    struct template_price *out, struct fault *f)
{
	struct message_price seen;
	enum status st;

	*out = (struct template_price){ 0 };
	(void)text_copy(out->country, sizeof(out->country), country);
	st = message_store_country_price(db, p->id, out->country, &seen, f);
	if (st != ST_OK || seen.amount <= 0)
		return st;
	out->is_known = true;
	out->amount = seen.amount * (double)parts;
	out->seen_at_ms = seen.seen_at_ms;
	(void)text_copy(out->currency, sizeof(out->currency), seen.currency);
	return ST_OK;
}
