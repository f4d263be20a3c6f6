/* SPDX-License-Identifier: MIT */
/* what decides about money, for the question before a billed send */
#include "app/sender_impl.h"

#include <stdio.h>

#include "base/clock.h"

#define PRICE_BYTES 80

/* By prices that the provider named for earlier messages. */
static void
write_price(struct session *s, const struct send_preview *p, char out[PRICE_BYTES])
{
	struct message like = {
		.profile_id = s->profile.id,
		.type = p->type,
		.parts = (int64_t)p->parts.count,
	};
	struct message_price price;
	struct fault ignored = { 0 };
	char seen[CLOCK_TEXT_BYTES];

	text_copy(like.country, sizeof(like.country), p->country);
	text_copy(like.sender, sizeof(like.sender), p->sender);
	text_copy(out, PRICE_BYTES, "not known");
	/* A reader that was asked too much of the moment knows no price either. */
	if (message_store_last_price(s->reader, &like, &price, &ignored) != ST_OK ||
	    price.amount <= 0)
		return;
	clock_format_date_time(price.seen_at_ms, true, seen);
	snprintf(out, PRICE_BYTES, "about %s %.4f (as seen %.16s)", price.currency, price.amount,
	         seen);
}

static void
write_address(const struct profile *p, struct text *out)
{
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };

	if (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) != ST_OK)
		text_append(out, "host     no base_url is set\n");
	else if (url.loopback)
		text_append_format(out, "host     %s:%d\n", url.host, url.port);
	else
		text_append_format(out, "host     %s\n", url.host);
}

static void
write_size(const struct send_preview *p, struct text *out)
{
	size_t room = p->parts.units + p->parts.remaining;

	if (p->type == MESSAGE_VOICE)
		text_append_format(out, "call     in %s, %zu/%zu characters, billed by its time\n",
		                   p->language, p->parts.units, room);
	else
		text_append_format(out, "parts    %zu, %s, %zu/%zu\n", p->parts.count,
		                   parts_encoding_name(p->parts.encoding), p->parts.units, room);
}

/* On one line, whatever it holds; control characters are cleaned where it is shown. */
static void
write_text(const char *source, struct text *out)
{
	text_append(out, "text     ");
	for (; *source; source++)
		text_append_bytes(out, *source == '\n' || *source == '\r' ? " " : source, 1);
}

void
sender_write_facts(struct session *s, const struct send_preview *p, struct text *out)
{
	const struct profile *profile = &s->profile;
	char price[PRICE_BYTES];

	write_price(s, p, price);
	text_append_format(out, "profile  %s (%s)\n", profile->name,
	                   profile_environment_word(profile->environment));
	write_address(profile, out);
	text_append_format(out, "to       %s  %s\n", p->e164,
	                   p->country[0] ? p->country : "country not certain");
	text_append_format(out, "from     %s\n", p->sender[0] ? p->sender : "the account's own");
	write_size(p, out);
	text_append_format(out, "price    %s\n", price);
	text_append_format(out, "code     %s\n",
	                   p->fresh_code ? "a fresh one in its place, made when it is sent"
	                                 : "as it stands there");
	text_append_format(out, "It %s a real phone and cannot be taken back.\n",
	                   p->type == MESSAGE_VOICE ? "rings" : "reaches");
	write_text(text_string(&p->text), out);
}
