/* SPDX-License-Identifier: MIT */
/* a copy of the store, and a copy put in the store's place */
#include "app/backup.h"

#include <string.h>
#include <unistd.h>

#include "base/diary.h"
#include "base/json.h"
#include "base/mem.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/vault.h"
#include "store/vault_slots.h"

/* The name without its folder: where copies lie is nobody's business but the operator's. */
static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static enum status
note(struct db *db, const char *event, const char *path, struct fault *f)
{
	enum status st = db_begin(db, f);
	if (st != ST_OK)
		return st;
	return db_end(db, audit_store_append(db, 0, event, name_of(path), f), f);
}

/* --- A copy --------------------------------------------------------------------------------- */

struct copying {
	struct job job;
	const char *to;
	bool with_key_file_slot;
	bool copied; /* what is left is the note of it */
};

static enum status
leave_out(struct db *copy, void *context, struct fault *f)
{
	(void)context;
	return vault_slots_leave_out_key_files(copy, f);
}

/* A store that is written by somebody else is waited for between the two: the copy is made once. */
static enum status
copy_step(struct job *j, struct fault *f)
{
	struct copying *c = j->context;

	if (!c->copied) {
		enum status st = db_backup_altered(
			j->db, c->to, c->with_key_file_slot ? NULL : leave_out, NULL, f);
		if (st != ST_OK)
			return st;
		c->copied = true;
	}
	return db_is_read_only(j->db) ? ST_OK : note(j->db, "store_copied", c->to, f);
}

enum status
backup_make(struct session *s, const char *to, bool with_key_file_slot, struct fault *f)
{
	struct copying c = { .to = to, .with_key_file_slot = with_key_file_slot };

	c.job = (struct job){
		.what = "copying the store",
		.class = JOB_BULK,
		.step = copy_step,
		.context = &c,
	};
	enum status st = session_run(s, &c.job, f);
	/* What is not in the audit does not exist. */
	if (st != ST_OK && c.copied)
		unlink(to);
	return st;
}

/* --- The way back --------------------------------------------------------------------------- */

static enum status
fault_locked(const struct vault *v, struct fault *f)
{
	fault_set(f, WORD_LOCKED,
	          "the copy cannot be unlocked, so nobody knows whether it is whole");
	if (vault_has_passphrase(v))
		return fault_hint(f, "run it at a terminal, or give --passphrase-fd or --key-file");
	return fault_hint(f, "give its key file with --key-file");
}

/* The live store is not concerned, so that nothing is to be reset there. */
static enum status
unlock_by(struct db *copy, struct vault *v, const struct secret *typed, struct fault *f)
{
	enum status st = vault_unlock_passphrase(copy, v, typed, f);

	if (st == ST_OK || f->word != WORD_PASSPHRASE_WRONG)
		return st;
	return fault_hint(f, "the copy opens by a passphrase of the day it was made, or by "
	                     "--key-file PATH");
}

static enum status
unlock_by_asking(const struct backup_restore *o, struct db *copy, struct vault *v, struct fault *f)
{
	struct secret *typed = NULL;
	enum status st = o->ask(o->context, &typed, f);

	if (st == ST_OK)
		st = unlock_by(copy, v, typed, f);
	secret_destroy(typed);
	return st;
}

static enum status
unlock(const struct backup_restore *o, struct db *copy, struct vault *v, struct fault *f)
{
	if (vault_is_unlocked(v))
		return ST_OK;
	if (o->passphrase)
		return unlock_by(copy, v, o->passphrase, f);
	if (vault_has_passphrase(v) && o->ask)
		return unlock_by_asking(o, copy, v, f);
	return fault_locked(v, f);
}

static enum status
open_every_value(const struct backup_restore *o, struct db *copy, const struct vault *v,
                 size_t *opened, struct fault *f)
{
	struct vault_checked *checked = mem_alloc(sizeof(*checked));
	enum status st = vault_check(copy, v, checked, f);

	*opened = checked->opened;
	if (st == ST_OK && checked->damaged_count > 0) {
		fault_set(f, WORD_ROW_DAMAGED, "%zu sealed values of %.60s do not open",
		          checked->damaged_count, name_of(o->from));
		st = fault_hint(f, "the first is %.40s in table %.20s; take an older copy",
		                checked->damaged[0].kind, checked->damaged[0].table);
	}
	mem_free(checked);
	return st;
}

/* History and audit, from their first rows on. */
static enum status
follow_chains(struct db *copy, struct fault *f)
{
	enum status st = message_store_verify(copy, f);

	if (st == ST_OK)
		st = audit_store_verify(copy, f);
	if (st == ST_OK || f->word != WORD_ROW_DAMAGED)
		return st;
	return fault_hint(f, "the copy was changed outside otpdeck: take an older one");
}

static enum status
prove(const struct backup_restore *o, struct db *copy, size_t *opened, struct fault *f)
{
	struct vault *v = NULL;
	enum status st = vault_open(copy, o->paths->key_dir, o->key_file, &v, f);

	if (st == ST_OK)
		st = unlock(o, copy, v, f);
	if (st == ST_OK)
		st = open_every_value(o, copy, v, opened, f);
	if (st == ST_OK)
		st = follow_chains(copy, f);
	vault_close(v);
	return st == ST_OK ? note(copy, "store_restored", o->from, f) : st;
}

static enum status
prove_and_swap(const struct backup_restore *o, struct backup_restored *out, struct fault *f)
{
	struct db_restore *r = NULL;
	struct text kept;
	enum status st = db_restore_begin(o->from, o->paths->store, &r, f);

	if (st == ST_OK)
		st = prove(o, db_restore_candidate(r), &out->opened, f);
	if (st != ST_OK) {
		db_restore_cancel(r);
		return st;
	}
	text_init(&kept, sizeof(out->kept));
	st = db_restore_commit(r, &kept, f);
	text_copy(out->kept, sizeof(out->kept), text_string(&kept));
	text_finish(&kept);
	return st;
}

enum status
backup_restore(const struct backup_restore *order, struct backup_restored *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	secret_system_init();
	json_system_init();
	db_system_init();
	enum status st = paths_make_parent(order->paths->store, f);
	if (st == ST_OK)
		st = paths_make_dir(order->paths->state_dir, f);
	if (st != ST_OK)
		return st;
	diary_open(order->paths->diary);
	st = prove_and_swap(order, out, f);
	if (st != ST_OK)
		diary_fault("restore", f);
	diary_close();
	return st;
}
