/* SPDX-License-Identifier: MIT */
/* Fills a store with messages of all kinds, through the same functions that a send uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/session.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/random.h"
#include "bench_impl.h"
#include "store/db.h"
#include "store/message_store.h"

#define BATCH 1000
#define SPACING_MS 1000

static void
must(enum status st, const struct fault *f)
{
	if (st == ST_OK)
		return;
	printf("bench: %s\n", f->cause);
	exit(1);
}

/* Nine delivered for one refused, which is about what a quiet day looks like. */
static void
shape(struct message *m, const struct profile *p, long index, long count)
{
	message_init(m);
	random_uuid(m->message_id);
	m->profile_id = p->id;
	m->created_at_ms = clock_now_ms() - (count - index) * SPACING_MS;
	m->first_try_at_ms = m->created_at_ms;
	m->state = MESSAGE_SENDING;
	m->tries = 1;
	m->api_version = 3;
	m->parts = 1;
	m->units = 46;
	snprintf(m->to_masked, sizeof(m->to_masked), "+9993%04ld", index % 10000);
	snprintf(m->last_four, sizeof(m->last_four), "%04ld", index % 10000);
	text_copy(m->locale, sizeof(m->locale), index % 3 ? "en" : "de");
	text_copy(m->action, sizeof(m->action), "second-factor-authentication");
	text_copy(m->template_name, sizeof(m->template_name), "verification");
	text_copy(m->sender, sizeof(m->sender), "ServiceSMS");
}

static void
finish(struct message *m, long index)
{
	bool refused = index % 10 == 0;
	m->state = refused ? MESSAGE_REJECTED : MESSAGE_DELIVERED;
	m->final = true;
	m->http_status = 200;
	m->status.group_id = refused ? 5 : 3;
	m->status.id = refused ? 12 : 5;
	text_copy(m->status.name, sizeof(m->status.name),
	          refused ? "REJECTED_NOT_ENOUGH_CREDITS" : "DELIVERED_TO_HANDSET");
}

static void
add(struct session *s, struct db *db, long index, long count)
{
	struct message m;
	struct fault f = { 0 };
	const struct message_owner owner = { getpid(), process_start_ticks(getpid()) };
	const struct message_private p = {
		.profile = &s->profile,
		.e164 = "+99930005",
		.context_json = "{}",
		.preview = "****** is your verification code for Acme Bank",
		.request = "POST /sms/3/messages",
	};
	shape(&m, &s->profile, index, count);
	must(message_store_insert(db, s->vault, &m, &p, &owner, &f), &f);
	finish(&m, index);
	must(message_store_update(db, MESSAGE_SENDING, &m, "{}", &f), &f);
}

void
bench_fill(struct bench *b, long count)
{
	struct session *s = NULL;
	struct db *db = NULL;
	struct fault f = { 0 };
	const struct session_options options = { .store = b->store };
	const struct db_options writing = { .use = DB_WRITE };

	must(session_open(&options, &s, &f), &f);
	must(db_open(b->store, &writing, &db, &f), &f);
	for (long i = 0; i < count; i++) {
		if (i % BATCH == 0)
			must(db_begin(db, &f), &f);
		add(s, db, i, count);
		if (i % BATCH == BATCH - 1 || i == count - 1)
			must(db_commit(db, &f), &f);
	}
	db_close(db);
	session_close(s);
	printf("a store with %ld messages\n", count);
}
