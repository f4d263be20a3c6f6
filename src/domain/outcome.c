/* SPDX-License-Identifier: MIT */
/* what a sandbox number does */
#include "domain/outcome.h"

#include <string.h>

#include "domain/cause.h"

#define DIGITS "0123456789"
#define ERROR_GROUP_UNLISTED 3 /* an operator's, as most of them are */
#define HTTP_UNUSABLE 400

/* Reads digits only; the caller bounds their count. */
static int
number_of(const char *digits)
{
	int value = 0;

	for (; *digits; digits++)
		value = value * 10 + (*digits - '0');
	return value;
}

/* Where an id stands in several groups (4102), the one of outgoing messages is the highest. */
static int
group_of_error(int id)
{
	char name[MESSAGE_NAME_BYTES];

	for (int group = 3; group >= 0; group--)
		if (cause_provider_name(CAUSE_ERROR, group, id, name))
			return group;
	return ERROR_GROUP_UNLISTED;
}

static void
set_status(struct outcome *out, enum outcome_kind kind, int group, int id)
{
	out->kind = kind;
	out->status_group = group;
	out->status_id = id;
}

static void
set_error(struct outcome *out, int id)
{
	set_status(out, OUTCOME_ERROR, 2, 9);
	out->error_id = id;
	out->error_group = group_of_error(id);
}

/* An answer below 200 announces another one, and nothing stands above 599. */
static void
set_http(struct outcome *out, int http_status)
{
	set_status(out, OUTCOME_HTTP, 0, 0);
	out->http_status = http_status >= 200 && http_status <= 599 ? http_status : HTTP_UNUSABLE;
}

static void
set_slow(struct outcome *out, int delay_s)
{
	set_status(out, delay_s == 0 ? OUTCOME_DROPPED : OUTCOME_SLOW, 3, 5);
	out->delay_s = delay_s;
}

bool
outcome_of_number(const char *number, struct outcome *out)
{
	const char *digits = number[0] == '+' ? number + 1 : number;
	size_t length = strspn(digits, DIGITS);
	const char *rule;
	size_t value_digits;

	memset(out, 0, sizeof(*out));
	if (digits[length] != '\0' || strncmp(digits, "999", 3) != 0)
		return false;
	set_status(out, OUTCOME_DELIVERED, 3, 5);
	rule = digits + 3;
	value_digits = length > 3 ? length - 4 : 0;
	if (*rule == '8' && (value_digits == 4 || value_digits == 5))
		set_error(out, number_of(rule + 1));
	if (value_digits != 4)
		return true;
	if (*rule >= '1' && *rule <= '5')
		set_status(out, OUTCOME_STATUS, *rule - '0', number_of(rule + 1));
	else if (*rule == '9')
		set_http(out, number_of(rule + 1));
	else if (*rule == '0')
		set_slow(out, number_of(rule + 1));
	return true;
}

bool
outcome_is_refused_at_once(const struct outcome *o)
{
	return o->kind == OUTCOME_STATUS && o->status_group == 5;
}

static const struct outcome_example examples[] = {
	{ "+99930005", "delivered to the handset" },
	{ "+99930002", "delivered to the operator, then silence" },
	{ "+99910003", "pending for good" },
	{ "+99920009", "undeliverable" },
	{ "+99920004", "turned down by the operator" },
	{ "+99940029", "expired without a report" },
	{ "+99950012", "refused at once: no credit left" },
	{ "+99950018", "refused at once: number not registered" },
	{ "+99980027", "undeliverable: the phone is off" },
	{ "+99980011", "undeliverable: the phone cannot receive" },
	{ "+99985003", "a call that nobody takes" },
	{ "+999810201", "a call to a busy line" },
	{ "+99990401", "HTTP 401: the key is refused" },
	{ "+99990429", "HTTP 429: too many requests" },
	{ "+99990500", "HTTP 500: sent or not is open" },
	{ "+99900012", "the answer takes 12 seconds" },
	{ "+99900000", "accepted, then no answer" },
};

const struct outcome_example *
outcome_example_at(size_t index)
{
	return index < sizeof(examples) / sizeof(*examples) ? &examples[index] : NULL;
}
