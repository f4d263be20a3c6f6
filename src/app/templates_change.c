/* SPDX-License-Identifier: MIT */
/* one change of a message text as a job: waited for in place, or told of later */
#include <stdio.h>
#include <string.h>

#include "app/templates.h"
#include "base/mem.h"
#include "domain/template_pack.h"
#include "store/audit_store.h"
#include "store/db.h"

struct templates_change {
	struct job job;
	struct session *session;
	struct profile profile;
	struct templates_order order;
	char *source; /* the order's own copy */
	struct templates_result result;
	bool in_place;          /* who waits frees it */
	templates_done_fn done; /* NULL: nobody waits any more */
	void *context;
};

static enum status
audit(struct templates_change *c, struct db *db, const char *event, const char *detail,
      struct fault *f)
{
	return audit_store_append(db, c->profile.id, event, detail, f);
}

/* --- Saving --------------------------------------------------------------------------------- */

/* Whether the newest text is this one already; a removed template has none. */
static enum status
is_there(struct templates_change *c, struct db *db, const struct template_save *save, bool *same,
         struct fault *f)
{
	struct template_text now;
	enum status st;

	template_text_init(&now);
	st = template_store_load(db, &c->profile, &save->name, &now.info, &now.source, f);
	*same = st == ST_OK && now.source.size_bytes == save->size_bytes &&
	        memcmp(text_string(&now.source), save->source, save->size_bytes) == 0;
	if (*same)
		c->result.info = now.info;
	template_text_finish(&now);
	if (st != ST_NOT_FOUND)
		return st;
	*f = (struct fault){ 0 };
	return ST_OK;
}

static enum status
save(struct templates_change *c, struct db *db, const struct template_save *what, const char *event,
     struct fault *f)
{
	char detail[AUDIT_DETAIL_BYTES];
	bool same = false;
	enum status st = template_check_source(what->source, what->size_bytes, f);

	if (st == ST_OK)
		st = is_there(c, db, what, &same, f);
	if (st != ST_OK)
		return st;
	if (same) {
		c->result.kept++;
		return ST_OK;
	}
	st = template_store_save(db, &c->profile, what, &c->result.info, f);
	if (st != ST_OK)
		return st;
	c->result.changed++;
	snprintf(detail, sizeof(detail), "%s revision %lld, %s", c->result.info.name,
	         (long long)c->result.info.revision, what->origin);
	return audit(c, db, event, detail, f);
}

static enum status
make_save(struct templates_change *c, struct db *db, struct fault *f)
{
	const struct template_save what = {
		.name = c->order.name,
		.source = c->source,
		.size_bytes = c->order.size_bytes,
		.expected = c->order.expected,
		.origin = "edited",
	};
	return save(c, db, &what, "template_saved", f);
}

static enum status
make_restore(struct templates_change *c, struct db *db, struct fault *f)
{
	bool standard = c->order.kind == TEMPLATES_RESTORE_DEFAULT;
	struct template_text old;
	char origin[TEMPLATE_ORIGIN_BYTES] = "default";
	struct template_save what = { .name = c->order.name,
		                      .expected = c->order.expected,
		                      .origin = origin };
	enum status st;

	template_text_init(&old);
	if (!standard)
		snprintf(origin, sizeof(origin), "restored %lld", (long long)c->order.revision);
	st = standard ? templates_load_default(&what.name, &old, f)
	              : template_store_load_revision(db, &c->profile, &what.name, c->order.revision,
	                                             &old.info, &old.source, f);
	what.source = text_string(&old.source);
	what.size_bytes = old.source.size_bytes;
	if (st == ST_OK)
		st = save(c, db, &what, "template_restored", f);
	template_text_finish(&old);
	return st;
}

/* The sources of the parts point into the packed text, so that each is copied to have its end. */
static enum status
save_part(struct templates_change *c, struct db *db, const struct template_part *part,
          struct fault *f)
{
	struct template_save what = {
		.name = part->name,
		.size_bytes = part->size_bytes,
		.expected = TEMPLATE_ANY_REVISION,
		.origin = "unpacked",
	};
	char *source = mem_alloc(part->size_bytes + 1);
	enum status st;

	memcpy(source, part->source, part->size_bytes);
	what.source = source;
	st = save(c, db, &what, "template_saved", f);
	mem_free(source);
	return st;
}

static enum status
make_unpack(struct templates_change *c, struct db *db, struct fault *f)
{
	struct template_unpacked u;
	enum status st = template_unpack(c->source, c->order.size_bytes, &u, f);

	for (size_t i = 0; st == ST_OK && i < u.count; i++)
		st = save_part(c, db, &u.parts[i], f);
	template_unpacked_finish(&u);
	return st;
}

/* --- Removing ------------------------------------------------------------------------------- */

static enum status
make_remove(struct templates_change *c, struct db *db, struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];
	const struct template_name *name = &c->order.name;
	enum status st;

	template_name_write(name, written, sizeof(written));
	if (template_kind_is_sent(name->kind) && template_name_is_plain(name)) {
		fault_set(f, WORD_TEMPLATE_IN_USE, "%s answers wherever no other text does",
		          written);
		return templates_hint_first(name->kind, name->channel, f);
	}
	st = template_store_remove(db, &c->profile, name, c->order.expected, f);
	if (st != ST_OK)
		return st;
	c->result.changed++;
	c->result.info.of = *name;
	text_copy(c->result.info.name, sizeof(c->result.info.name), written);
	c->result.info.removed = true;
	return audit(c, db, "template_removed", written, f);
}

/* --- The job -------------------------------------------------------------------------------- */

static enum status
make(struct templates_change *c, struct db *db, struct fault *f)
{
	switch (c->order.kind) {
	case TEMPLATES_SAVE: return make_save(c, db, f);
	case TEMPLATES_REMOVE: return make_remove(c, db, f);
	case TEMPLATES_UNPACK: return make_unpack(c, db, f);
	default: return make_restore(c, db, f);
	}
}

static enum status
change_step(struct job *j, struct fault *f)
{
	struct templates_change *c = j->context;
	enum status st = db_begin(j->db, f);

	if (st != ST_OK)
		return st;
	c->result = (struct templates_result){ 0 };
	st = make(c, j->db, f);
	return db_end(j->db, st, f);
}

static void
change_free(struct templates_change *c)
{
	mem_free(c->source);
	mem_free(c);
}

static void
change_done(struct job *j, enum status st, const struct fault *f)
{
	struct templates_change *c = j->context;

	c->result.status = st;
	c->result.fault = *f;
	c->result.unchanged = st == ST_OK && c->result.changed == 0;
	if (c->in_place)
		return;
	if (c->done)
		c->done(c->context, &c->result);
	change_free(c);
}

static struct templates_change *
create(struct session *s, const struct templates_order *order)
{
	struct templates_change *c = mem_alloc(sizeof(*c));

	c->session = s;
	c->profile = s->profile;
	c->order = *order;
	if (order->source) {
		c->source = mem_alloc(order->size_bytes + 1);
		memcpy(c->source, order->source, order->size_bytes);
	}
	c->job = (struct job){
		.what = "writing a template",
		.class = JOB_ASKED,
		.step = change_step,
		.done = change_done,
		.context = c,
	};
	return c;
}

enum status
templates_change(struct session *s, const struct templates_order *order,
                 struct templates_result *out, struct fault *f)
{
	struct templates_change *c = create(s, order);

	c->in_place = true;
	enum status st = session_run(s, &c->job, f);
	*out = c->result;
	change_free(c);
	return st;
}

struct templates_change *
templates_start(struct session *s, const struct templates_order *order, templates_done_fn done,
                void *context)
{
	struct templates_change *c = create(s, order);

	c->done = done;
	c->context = context;
	worker_submit(s->worker, &c->job);
	return c;
}

void
templates_abandon(struct templates_change *c)
{
	if (c)
		c->done = NULL;
}
