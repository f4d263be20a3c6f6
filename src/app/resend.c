/* SPDX-License-Identifier: MIT */
/* messages sent again, one or several after another, linked to their rows */
#include "app/resend.h"

#include "app/arming.h"
#include "app/resend_impl.h"
#include "base/mem.h"

#define RENDERED_MAX ((size_t)16 * 1024)

/* --- Beginning and end ---------------------------------------------------------------------- */

static enum status
check_count(struct session *s, const struct resend_options *o, struct fault *f)
{
	bool production = s->profile.environment == PROFILE_PRODUCTION;

	if (o->count == 0)
		return fault_set(f, WORD_NOT_FOUND, "there is nothing to send again");
	if (o->count > RESEND_ITEMS_MAX)
		return fault_set(f, WORD_GUARD, "%zu messages at once, %d are the most", o->count,
		                 RESEND_ITEMS_MAX);
	if (!production || o->count <= RESEND_PRODUCTION_MAX)
		return ST_OK;
	fault_set(f, WORD_GUARD,
	          "more than %d messages of a production profile need a second "
	          "person's yes",
	          RESEND_PRODUCTION_MAX);
	return fault_hint(f, "this program knows no second person: send at most %d at once",
	                  RESEND_PRODUCTION_MAX);
}

/* Finds out beforehand what cannot be sent again; the first reason stands for all when nothing is
 * left. */
static enum status
look_ahead(struct resend *r, struct fault *f)
{
	enum status first = ST_OK;
	size_t left = 0;

	for (size_t i = 0; i < r->count; i++) {
		struct resend_item *item = &r->items[i];
		enum status st = resend_prepare(r, item, &item->fault);

		item->parts = (int64_t)r->preview.parts.count;
		item->fate = st == ST_OK ? RESEND_WAITING : RESEND_LEFT_OUT;
		left += st == ST_OK;
		if (st == ST_OK || first != ST_OK)
			continue;
		first = st;
		*f = item->fault;
	}
	return left > 0 ? ST_OK : first;
}

enum status
resend_start(struct session *s, const struct resend_options *options, struct resend **out,
             struct fault *f)
{
	enum status st = check_count(s, options, f);

	*out = NULL;
	if (st == ST_OK && !options->look_only)
		st = arming_check(s->reader, &s->profile, f);
	if (st != ST_OK)
		return st;
	struct resend *r = mem_alloc(sizeof(*r));
	r->session = s;
	r->profile_id = s->profile.id;
	r->profile = s->profile;
	r->options = *options;
	r->phase = RESEND_PACING;
	r->count = options->count;
	r->items = mem_alloc_array(r->count, sizeof(*r->items));
	text_init(&r->preview.text, RENDERED_MAX);
	for (size_t i = 0; i < r->count; i++)
		r->items[i].was.id = options->ids[i];
	r->options.ids = NULL;
	st = look_ahead(r, f);
	if (st != ST_OK) {
		resend_destroy(r);
		return st;
	}
	resend_go_on(r);
	*out = r;
	return ST_OK;
}

void
resend_destroy(struct resend *r)
{
	if (!r)
		return;
	r->options.changed = NULL;
	loop_stop_timer(r->session->loop, r->timer);
	follow_destroy(r->look);
	sender_destroy(r->sender);
	text_finish(&r->preview.text);
	mem_wipe(&r->draft, sizeof(r->draft));
	mem_free(r->items);
	mem_free(r);
}

void
resend_confirm(struct resend *r)
{
	if (r->phase != RESEND_ASKING)
		return;
	r->answered |= r->asks;
	r->asks = 0;
	r->confirmed = true;
	r->phase = RESEND_PACING;
	resend_go_on(r);
}

static void
stop_sending(struct resend *r)
{
	enum sender_phase phase = r->sender ? sender_phase(r->sender) : SENDER_ENDED;
	bool waits = phase == SENDER_PAUSING || phase == SENDER_FOLLOWING;

	if (r->sender && (waits || r->stopping))
		sender_cancel(r->sender);
	r->stopping = true;
	resend_change_phase(r, r->phase);
}

void
resend_stop(struct resend *r)
{
	if (r->phase == RESEND_ENDED)
		return;
	if (r->phase == RESEND_SENDING) {
		stop_sending(r);
		return;
	}
	r->stopping = true;
	resend_stop_looking(r);
	resend_end(r);
}

/* --- Looks ---------------------------------------------------------------------------------- */

enum resend_phase
resend_phase(const struct resend *r)
{
	return r->phase;
}

size_t
resend_count(const struct resend *r)
{
	return r->count;
}

const struct resend_item *
resend_item(const struct resend *r, size_t i)
{
	return &r->items[i];
}

size_t
resend_at(const struct resend *r)
{
	return r->at < r->count ? r->at : r->count - 1;
}

const struct sender *
resend_sender(const struct resend *r)
{
	return r->sender;
}

int64_t
resend_next_at_ms(const struct resend *r)
{
	if (r->phase == RESEND_SENDING && r->sender)
		return sender_next_at_ms(r->sender);
	return r->phase == RESEND_PACING ? r->next_at_ms : 0;
}

const struct fault *
resend_fault(const struct resend *r)
{
	return &r->fault;
}

const struct send_draft *
resend_asked(const struct resend *r)
{
	return &r->draft;
}

const struct send_preview *
resend_shown(const struct resend *r)
{
	return &r->preview;
}

const char *
resend_doubt(const struct resend *r)
{
	return r->doubt;
}

unsigned
resend_asks_again(const struct resend *r)
{
	return r->asks;
}

bool
resend_is_stopping(const struct resend *r)
{
	return r->stopping;
}

void
resend_add_up(const struct resend *r, struct resend_sum *out)
{
	*out = (struct resend_sum){ 0 };
	for (size_t i = 0; i < r->count; i++) {
		const struct resend_item *item = &r->items[i];

		out->left_out += item->fate == RESEND_LEFT_OUT;
		if (item->fate != RESEND_WAITING)
			continue;
		out->messages++;
		out->parts += item->parts;
		if (!item->was.has_price)
			continue;
		out->priced++;
		out->amount += item->was.price_amount;
		text_copy(out->currency, sizeof(out->currency), item->was.price_currency);
	}
}
