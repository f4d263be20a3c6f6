/* SPDX-License-Identifier: MIT */
/* test contexts as console and shell use them: listed, pasted, removed, tried */
#include "app/template_contexts.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/template_context_store.h"

#define TOLD_MAX 4096

struct template_contexts_task {
	struct job job;
	struct profile profile;
	bool removes;
	struct template_context context; /* cleaned */
	struct template_contexts_result result;
	bool in_place;                  /* who waits frees it */
	template_contexts_done_fn done; /* NULL: nobody waits any more */
	void *done_context;
};

enum status
template_contexts_list(struct session *s, struct template_context **out, size_t *count,
                       struct fault *f)
{
	return template_context_store_list(s->reader, &s->profile, out, count, f);
}

void
template_contexts_free(struct template_context *list, size_t count)
{
	template_context_list_free(list, count);
}

/* --- Reading what was pasted ---------------------------------------------------------------- */

/* "Mobile fr-FR", as far as these are known; the kind else. */
static void
make_name(struct template_context *c)
{
	char made[TEMPLATE_CONTEXT_NAME_BYTES];
	struct json *event = NULL;
	struct fault f;
	const char *client = NULL;

	if (json_parse(text_string(&c->event), c->event.size_bytes, "the event", &event, &f) ==
	    ST_OK)
		client = json_string(json_at_path(event, "client.name"));
	if (client == NULL || client[0] == '\0')
		client = template_kind_name(c->kind);
	(void)snprintf(made, sizeof(made), "%.40s%s%.16s%s", client, c->locale[0] ? " " : "",
	               c->locale, c->voice ? " voice" : "");
	json_destroy(event);
	/* A cut inside of a letter, or a control character, makes it no name. */
	if (template_context_set_name(c, made, &f) != ST_OK)
		(void)text_copy(c->name, sizeof(c->name), template_kind_name(c->kind));
}

static enum status
read_order(struct template_contexts_task *t, const struct template_contexts_order *order,
           struct fault *f)
{
	struct text told;
	enum status st = ST_OK;

	if (order->name != NULL && order->name[0] != '\0')
		st = template_context_set_name(&t->context, order->name, f);
	if (st != ST_OK || order->removes)
		return st;
	text_init(&told, TOLD_MAX);
	st = template_context_read(&t->context, order->pasted, order->size_bytes, &told, f);
	(void)text_copy(t->result.told, sizeof(t->result.told), text_string(&told));
	text_finish(&told);
	return st;
}

/* --- The job -------------------------------------------------------------------------------- */

static bool
is_taken(const struct template_context *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A made name that is taken gets a number, so that a paste replaces nothing unasked. */
static enum status
find_free_name(struct template_contexts_task *t, struct db *db, struct fault *f)
{
	struct template_context *list = NULL;
	char stem[TEMPLATE_CONTEXT_NAME_BYTES - 8];
	size_t count = 0;
	enum status st = template_context_store_list(db, &t->profile, &list, &count, f);

	if (st != ST_OK)
		return st;
	make_name(&t->context);
	(void)text_copy(stem, sizeof(stem), t->context.name);
	for (int number = 2; number < 1000 && is_taken(list, count, t->context.name); number++)
		(void)snprintf(t->context.name, sizeof(t->context.name), "%.50s %d", stem, number);
	template_context_list_free(list, count);
	return ST_OK;
}

static enum status
note_replaced(struct template_contexts_task *t, struct db *db, struct fault *f)
{
	struct template_context *list = NULL;
	size_t count = 0;
	enum status st = template_context_store_list(db, &t->profile, &list, &count, f);

	/* A damaged row keeps nobody from adding: what it was is told where it is read. */
	if (st != ST_OK)
		return f->word == WORD_ROW_DAMAGED ? ST_OK : st;
	t->result.in_place = is_taken(list, count, t->context.name);
	template_context_list_free(list, count);
	return ST_OK;
}

static enum status
change(struct template_contexts_task *t, struct db *db, struct fault *f)
{
	struct template_context *c = &t->context;
	char detail[AUDIT_DETAIL_BYTES];
	enum status st = ST_OK;

	if (!t->removes && c->name[0] == '\0')
		st = find_free_name(t, db, f);
	if (st == ST_OK && !t->removes)
		st = note_replaced(t, db, f);
	if (st == ST_OK)
		st = t->removes ? template_context_store_remove(db, &t->profile, c->name, f)
		                : template_context_store_save(db, &t->profile, c, f);
	if (st != ST_OK)
		return st;
	(void)text_copy(t->result.name, sizeof(t->result.name), c->name);
	(void)snprintf(detail, sizeof(detail), "%s", c->name);
	return audit_store_append(db, t->profile.id,
	                          t->removes ? "test_context_removed" : "test_context_saved",
	                          detail, f);
}

static enum status
task_step(struct job *j, struct fault *f)
{
	struct template_contexts_task *t = j->context;
	enum status st;

	/* What was pasted could not be read: it says so where every result is told. */
	if (t->result.status != ST_OK) {
		*f = t->result.fault;
		return t->result.status;
	}
	st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	return db_end(j->db, change(t, j->db, f), f);
}

static void
task_free(struct template_contexts_task *t)
{
	template_context_finish(&t->context);
	mem_free(t);
}

static void
task_done(struct job *j, enum status st, const struct fault *f)
{
	struct template_contexts_task *t = j->context;

	t->result.status = st;
	t->result.fault = *f;
	if (t->in_place)
		return;
	if (t->done != NULL)
		t->done(t->done_context, &t->result);
	task_free(t);
}

static struct template_contexts_task *
create(struct session *s, const struct template_contexts_order *order)
{
	struct template_contexts_task *t = mem_alloc(sizeof(*t));

	t->profile = s->profile;
	t->removes = order->removes;
	template_context_init(&t->context);
	t->result.status = read_order(t, order, &t->result.fault);
	t->job = (struct job){
		.what = "writing a test context",
		.class = JOB_ASKED,
		.step = task_step,
		.done = task_done,
		.context = t,
	};
	return t;
}

enum status
template_contexts_change(struct session *s, const struct template_contexts_order *order,
                         struct template_contexts_result *out, struct fault *f)
{
	struct template_contexts_task *t = create(s, order);

	t->in_place = true;
	enum status st = session_run(s, &t->job, f);
	*out = t->result;
	task_free(t);
	return st;
}

struct template_contexts_task *
template_contexts_start(struct session *s, const struct template_contexts_order *order,
                        template_contexts_done_fn done, void *context)
{
	struct template_contexts_task *t = create(s, order);

	t->done = done;
	t->done_context = context;
	worker_submit(s->worker, &t->job);
	return t;
}

void
template_contexts_abandon(struct template_contexts_task *t)
{
	if (t != NULL)
		t->done = NULL;
}
