/* SPDX-License-Identifier: MIT */
/* who did what, as console and shell read it */
#include "app/audit.h"

#include "base/mem.h"

struct audit_reading {
	struct job job;
	struct session *session;
	struct audit_ask ask;
	struct audit_page page;
	audit_arrived_fn arrived; /* NULL: nobody waits any more */
	void *context;
};

enum status
audit_read(struct session *s, const struct audit_ask *ask, struct audit_page *out, struct fault *f)
{
	return audit_store_page(s->reader, ask, out, f);
}

static enum status
reading_step(struct job *j, struct fault *f)
{
	struct audit_reading *r = j->context;
	return audit_store_page(j->db, &r->ask, &r->page, f);
}

static void
reading_done(struct job *j, enum status st, const struct fault *f)
{
	struct audit_reading *r = j->context;

	if (r->arrived)
		r->arrived(r->context, st == ST_OK ? &r->page : NULL, f);
	audit_page_finish(&r->page);
	mem_free(r);
}

struct audit_reading *
audit_start(struct session *s, const struct audit_ask *ask, audit_arrived_fn arrived, void *context)
{
	struct audit_reading *r = mem_alloc(sizeof(*r));

	*r = (struct audit_reading){
		.session = s, .ask = *ask, .arrived = arrived, .context = context
	};
	r->job = (struct job){
		.what = "reading the audit",
		.class = JOB_ASKED,
		.step = reading_step,
		.done = reading_done,
		.context = r,
	};
	worker_submit(s->worker, &r->job);
	return r;
}

void
audit_abandon(struct audit_reading *r)
{
	if (!r)
		return;
	r->arrived = NULL;
	worker_cancel(r->session->worker, &r->job);
}
