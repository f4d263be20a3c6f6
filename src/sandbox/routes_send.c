/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <string.h>

#include "base/mem.h"
#include "domain/outcome.h"
#include "domain/parts.h"

#define MADE_IDS_MAX 100
/* What is not the sandbox's may be a person's: no such destination. */
#define FOREIGN_GROUP 5
#define FOREIGN_ID 52
#define DUPLICATE_GROUP 5
#define DUPLICATE_ID 23

/* What became of one recipient. */
struct taken {
	struct ledger_entry entry;
	bool duplicate;
};

/* The HTTP status that one of the numbers asks for, 0 when none does. */
static int
http_status_of(const struct send *s)
{
	struct outcome o;

	for (size_t i = 0; i < s->count; i++)
		if (outcome_of_number(s->recipients[i].number, &o) && o.kind == OUTCOME_HTTP)
			return o.http_status;
	return 0;
}

static int
count_parts(const char *text)
{
	struct parts measured;
	struct fault ignored;

	if (parts_measure(text, strlen(text), &measured, &ignored) != ST_OK || measured.count < 1)
		return 1;
	return (int)measured.count;
}

static void
fill_entry(const struct call *c, const struct recipient *r, const struct outcome *o,
           struct ledger_entry *e)
{
	e->status_group = o->status_group;
	e->status_id = o->status_id;
	e->error_group = o->error_group;
	e->error_id = o->error_id;
	e->parts = count_parts(r->text);
	e->text = r->text;
	e->sender = r->sender;
	memcpy(e->notes, r->notes, sizeof(e->notes));
	(void)text_copy(e->number, sizeof(e->number), r->number);
	routes_plan(c->routes, e->message_id, &e->operator_ms, &e->end_ms);
	/* The operator's having it is the end itself. */
	if (o->status_group == 3 && o->status_id == 2)
		e->end_ms = e->operator_ms;
	if (r->language)
		routes_fill_call(r, e);
}

/* A made id may have been made before, by a process with the same seed on the same state. */
static enum status
append(struct call *c, const struct recipient *r, const struct outcome *o, struct taken *out,
       struct fault *f)
{
	int attempts = r->message_id ? 1 : MADE_IDS_MAX;
	enum status st;

	do {
		if (r->message_id)
			(void)text_copy(out->entry.message_id, LEDGER_ID_BYTES, r->message_id);
		else
			routes_make_uuid(c->routes, out->entry.message_id);
		fill_entry(c, r, o, &out->entry);
		st = ledger_append(c->routes->ledger, &out->entry, &out->duplicate, f);
	} while (st == ST_OK && out->duplicate && --attempts > 0);
	return st;
}

static enum status
take(struct call *c, const struct recipient *r, const char *bulk_id, struct taken *out,
     struct fault *f)
{
	struct outcome o;
	enum status st;

	memset(out, 0, sizeof(*out));
	(void)text_copy(out->entry.bulk_id, LEDGER_BULK_BYTES, bulk_id);
	if (!outcome_of_number(r->number, &o)) {
		o.status_group = FOREIGN_GROUP;
		o.status_id = FOREIGN_ID;
	}
	st = append(c, r, &o, out, f);
	if (st != ST_OK || out->duplicate)
		return st;
	if (o.kind == OUTCOME_DROPPED)
		c->answer->dropped = true;
	if (o.kind == OUTCOME_SLOW && o.delay_s > c->answer->delay_s)
		c->answer->delay_s = o.delay_s;
	return ST_OK;
}

static void
write_answer(struct call *c, const struct send *s, const struct taken *taken, const char *bulk_id)
{
	struct answers_message *messages = mem_alloc_array(s->count, sizeof(*messages));

	for (size_t i = 0; i < s->count; i++) {
		struct ledger_standing at =
			ledger_standing_at(&taken[i].entry, taken[i].entry.taken_at_ms);

		messages[i].message_id = taken[i].entry.message_id;
		messages[i].number = s->recipients[i].number;
		messages[i].status_group = taken[i].duplicate ? DUPLICATE_GROUP : at.status_group;
		messages[i].status_id = taken[i].duplicate ? DUPLICATE_ID : at.status_id;
		messages[i].parts = s->with_counts ? taken[i].entry.parts : 0;
	}
	answers_write_send(&c->answer->body, c->api_version, bulk_id, messages, s->count);
	mem_free(messages);
}

static void
take_all(struct call *c, const struct send *s)
{
	struct taken *taken = mem_alloc_array(s->count, sizeof(*taken));
	char bulk_id[LEDGER_BULK_BYTES];
	enum status st = ST_OK;
	struct fault f;

	if (s->bulk_id)
		(void)text_copy(bulk_id, sizeof(bulk_id), s->bulk_id);
	else
		routes_make_bulk_id(c->routes, bulk_id);
	for (size_t i = 0; st == ST_OK && i < s->count; i++)
		st = take(c, &s->recipients[i], bulk_id, &taken[i], &f);
	if (st == ST_OK)
		write_answer(c, s, taken, bulk_id);
	else
		routes_refuse(c, 500, NULL);
	mem_free(taken);
}

void
routes_answer_send(struct call *c, routes_read_fn read)
{
	struct answers_violations violations = { .count = 0 };
	struct json *root = NULL;
	struct fault ignored;
	struct send s;
	int http_status;

	if (json_parse(c->request->body, c->request->body_bytes, "the body", &root, &ignored) !=
	    ST_OK) {
		routes_refuse(c, 400, NULL);
		return;
	}
	read(root, &s, &violations);
	http_status = violations.count > 0 ? 400 : http_status_of(&s);
	if (http_status != 0)
		routes_refuse(c, http_status, &violations);
	else
		take_all(c, &s);
	routes_finish_send(&s);
	json_destroy(root);
}

static void
read_old(const struct json *root, struct send *out, struct answers_violations *v)
{
	routes_read_send(root, 2, out, v);
}

static void
read_present(const struct json *root, struct send *out, struct answers_violations *v)
{
	routes_read_send(root, 3, out, v);
}

void
routes_send(struct call *c)
{
	routes_answer_send(c, c->api_version == 2 ? read_old : read_present);
}
