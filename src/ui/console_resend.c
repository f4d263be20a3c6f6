/* SPDX-License-Identifier: MIT */
/* messages sent again: what is asked before, and how far it is, on whatever screen */
#include "ui/console.h"

#include "ui/console_impl.h"

static const struct resend_item *
first_item(const struct console *c)
{
	return resend_item(c->resend.run, 0);
}

static bool
is_several(const struct console *c)
{
	return resend_count(c->resend.run) > 1;
}

/* --- What came of it ------------------------------------------------------------------------ */

static enum role
role_of(const struct message *m)
{
	if (message_state_is_failed(m->state))
		return ROLE_FAILURE;
	return m->state == MESSAGE_DELIVERED ? ROLE_GOOD : ROLE_WAITING;
}

static void
tell_one(struct console *c)
{
	const struct resend_item *item = first_item(c);
	const struct message *now = &item->now;

	switch (item->fate) {
	case RESEND_SENT:
		console_say(c, role_of(now), "message %lld was sent again as %lld: %s",
		            (long long)item->was.id, (long long)now->id,
		            message_state_word(now->state));
		break;
	case RESEND_FOUND:
		console_say(c, role_of(&item->was),
		            "not sent again: the provider has message %lld, it is %s",
		            (long long)item->was.id, message_state_word(item->was.state));
		break;
	case RESEND_LEFT_OUT: console_say_fault(c, &item->fault); break;
	case RESEND_WAITING:
		if (resend_fault(c->resend.run)->code != ST_OK)
			console_say_fault(c, resend_fault(c->resend.run));
		else
			console_say(c, ROLE_INFO, "nothing was sent again");
		break;
	}
}

/* Why the first of those left out was. */
static const char *
first_reason(const struct resend *r)
{
	if (resend_fault(r)->code != ST_OK)
		return resend_fault(r)->cause;
	for (size_t i = 0; i < resend_count(r); i++)
		if (resend_item(r, i)->fate == RESEND_LEFT_OUT)
			return resend_item(r, i)->fault.cause;
	return "";
}

static void
tell_several(struct console *c)
{
	const struct resend *r = c->resend.run;
	size_t sent = 0;
	size_t failed = 0;
	size_t found = 0;

	for (size_t i = 0; i < resend_count(r); i++) {
		const struct resend_item *item = resend_item(r, i);

		sent += item->fate == RESEND_SENT;
		found += item->fate == RESEND_FOUND;
		failed += item->fate == RESEND_SENT && message_state_is_failed(item->now.state);
	}
	const char *reason = first_reason(r);
	console_say(c, failed > 0 || reason[0] ? ROLE_FAILURE : ROLE_WAITING,
	            "%s%zu of %zu sent again, %zu failed%s%s%s",
	            resend_is_stopping(r) ? "stopped: " : "", sent, resend_count(r), failed,
	            found > 0 ? ", some were found at the provider" : "", reason[0] ? "; " : "",
	            reason);
}

static void
open_to_edit(struct console *c)
{
	const struct resend_item *item = first_item(c);
	const struct screen_args args = { .message = item->was.id };

	if (item->fate == RESEND_WAITING && !resend_is_stopping(c->resend.run))
		console_open(c, "send", &args);
	else
		tell_one(c);
}

static void
tell_end(struct console *c)
{
	if (c->resend.edits)
		open_to_edit(c);
	else if (is_several(c))
		tell_several(c);
	else
		tell_one(c);
	console_wake_follow(c);
}

/* --- The run -------------------------------------------------------------------------------- */

static bool
flies(const struct resend *r)
{
	const struct sender *x = resend_sender(r);
	enum sender_phase phase = x ? sender_phase(x) : SENDER_ENDED;

	return phase == SENDER_RECORDING || phase == SENDER_SENDING || phase == SENDER_NOTING;
}

static void
count_flight(struct console *c)
{
	bool now = flies(c->resend.run);

	if (now != c->resend.in_flight)
		console_in_flight(c, now ? 1 : -1);
	c->resend.in_flight = now;
}

static void
changed(void *context)
{
	struct console *c = context;

	if (!c->resend.run)
		return;
	count_flight(c);
	console_broadcast(c, EVENT_STORE_CHANGED);
	if (resend_phase(c->resend.run) == RESEND_ASKING)
		console_ask_resend(c);
	else if (resend_phase(c->resend.run) == RESEND_ENDED)
		tell_end(c);
}

static bool
is_running(const struct console *c)
{
	enum resend_phase phase = c->resend.run ? resend_phase(c->resend.run) : RESEND_ENDED;
	return phase != RESEND_ENDED && phase != RESEND_ASKING;
}

bool
console_is_resending(const struct console *c)
{
	return is_running(c);
}

static bool
begin(struct console *c, const struct resend_options *options)
{
	struct fault f = { 0 };

	if (is_running(c)) {
		console_say(c, ROLE_WAITING, "others are being sent again: Esc stops that");
		return false;
	}
	if (!console_follow_profile(c))
		return false;
	resend_destroy(c->resend.run);
	c->resend.run = NULL;
	c->resend.edits = options->look_only;
	if (resend_start(c->session, options, &c->resend.run, &f) == ST_OK)
		return true;
	console_say_fault(c, &f);
	return false;
}

bool
console_resend(struct console *c, const int64_t *ids, size_t count)
{
	const struct resend_options options = {
		.ids = ids,
		.count = count,
		.repeat = true,
		.changed = changed,
		.context = c,
	};
	return begin(c, &options);
}

bool
console_resend_edited(struct console *c, int64_t id)
{
	const struct resend_options options = {
		.ids = &id,
		.count = 1,
		.look_only = true,
		.changed = changed,
		.context = c,
	};
	return begin(c, &options);
}

bool
console_stop_resend(struct console *c)
{
	if (!is_running(c))
		return false;
	console_say(c, ROLE_WAITING, "%s",
	            c->resend.in_flight ? "stopping after the one in flight" : "stopping");
	resend_stop(c->resend.run);
	return true;
}

const struct resend *
console_resends(const struct console *c)
{
	return c->resend.run;
}

/* "sending again 3 of 7, Esc stops  ": before what the screen says of itself. */
void
console_write_resend(const struct console *c, struct text *out)
{
	const struct resend *r = c->resend.run;

	if (!is_running(c))
		return;
	if (resend_phase(r) == RESEND_LOOKING)
		text_append_format(out, "asking the log about message %lld, Esc stops  ",
		                   (long long)resend_item(r, resend_at(r))->was.id);
	else
		text_append_format(out, "sending again %zu of %zu, %s  ", resend_at(r) + 1,
		                   resend_count(r),
		                   resend_is_stopping(r) ? "stopping" : "Esc stops");
}

void
console_end_resend(struct console *c)
{
	resend_destroy(c->resend.run);
	c->resend.run = NULL;
}

void
console_forget_resend(struct console *c)
{
	if (!is_running(c))
		console_end_resend(c);
	else if (!resend_is_stopping(c->resend.run))
		resend_stop(c->resend.run);
}
