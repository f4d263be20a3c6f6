/* SPDX-License-Identifier: MIT */
/* what the provider's log says of a row before it is sent again */
#include "app/resend_impl.h"

#include <stdio.h>

#include "base/clock.h"
#include "store/message_store.h"

/* Somebody waits for the answer, and a request of its own may take thirty seconds. */
#define PATIENCE_MS (40 * 1000)
#define TOO_LATE "48 hours have passed, so the provider's log cannot tell"

static void
doubt(struct resend *r, const char *why)
{
	snprintf(r->doubt, sizeof(r->doubt), "%s", why);
	r->looked = true;
	resend_stop_looking(r);
	resend_go_on(r);
}

static void
doubt_for(struct resend *r, const struct fault *f)
{
	char why[sizeof(r->doubt)];

	snprintf(why, sizeof(why), "the provider's log could not be asked: %s", f->cause);
	doubt(r, why);
}

static void
found(struct resend *r)
{
	r->items[r->at].fate = RESEND_FOUND;
	resend_stop_looking(r);
	resend_go_on(r);
}

/* A row that the log knows is no longer counted as absent, also when its status is a number that
 * this version does not know. Another process may have asked first: its news count as well. */
static void
looked(void *context)
{
	struct resend *r = context;
	struct message *m = &r->items[r->at].was;
	int64_t absent_before = m->absent_polls;
	bool answered = follow_answers(r->look) > 0;
	struct fault f = { 0 };

	if (message_store_load(r->session->reader, m->id, m, &f) != ST_OK)
		doubt_for(r, &f);
	else if (!resend_is_uncertain(m) || (answered && m->absent_polls == 0))
		found(r);
	else if (m->state == MESSAGE_UNRESOLVED)
		doubt(r, TOO_LATE);
	else if (follow_fault(r->look)->code != ST_OK)
		doubt_for(r, follow_fault(r->look));
	else if (answered || m->absent_polls > absent_before)
		doubt(r, "the provider's log does not know it");
}

static void
lost_patience(void *context)
{
	struct resend *r = context;

	r->timer = 0;
	doubt(r, "the provider's log has not answered");
}

void
resend_look(struct resend *r)
{
	const struct follow_options options = {
		.only_id = r->items[r->at].was.id,
		.at_once = true,
		.changed = looked,
		.context = r,
	};

	if (r->items[r->at].was.state == MESSAGE_UNRESOLVED) {
		doubt(r, TOO_LATE);
		return;
	}
	r->timer = loop_start_timer(r->session->loop, PATIENCE_MS, lost_patience, r);
	r->look = follow_create(r->session, &options);
	resend_change_phase(r, RESEND_LOOKING);
}

void
resend_stop_looking(struct resend *r)
{
	loop_stop_timer(r->session->loop, r->timer);
	r->timer = 0;
	follow_destroy(r->look);
	r->look = NULL;
}
