/* SPDX-License-Identifier: MIT */
/* sealed secrets on disk, with what may be shown of them */
#include "store/secret_store.h"

#include <string.h>

#include "base/text.h"
#include "store/db_impl.h"
#include "store/secret_store_impl.h"
#include "store/vault.h"

#define MATERIAL_MAX ((size_t)512)

void
secret_store_host_of(const struct profile *p, char out[SECRET_HOST_BYTES])
{
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };

	out[0] = '\0';
	if (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) == ST_OK)
		text_copy(out, SECRET_HOST_BYTES, url.loopback ? "this machine" : url.host);
}

/* Keyed and with the uuid of the value, so that whoever can only write to the file can neither make
 * a mark nor take another's. */
static enum status
make_mark(const struct vault *v, const char *uuid, const char *host,
          unsigned char out[VAULT_HASH_BYTES], struct fault *f)
{
	struct text material;

	text_init(&material, MATERIAL_MAX);
	text_append_format(&material, "%s %s", uuid, host);
	enum status st = vault_hash(v, "host", text_string(&material), material.size_bytes, out, f);
	text_finish(&material);
	return st;
}

static enum status
write_mark(struct db *db, const char *uuid, const char *host,
           const unsigned char mark[VAULT_HASH_BYTES], struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "UPDATE secret SET host_mark = ?, host = ?"
	                            " WHERE uuid = ? AND host_mark = x''",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, mark, VAULT_HASH_BYTES);
	db_bind_text(s, 2, host);
	db_bind_text(s, 3, uuid);
	return db_complete(s, f);
}

enum status
secret_store_bind_host(struct db *db, const struct vault *v, const struct profile *p,
                       const char *name, struct fault *f)
{
	unsigned char mark[VAULT_HASH_BYTES];
	char uuid[SECRET_UUID_BYTES];
	char host[SECRET_HOST_BYTES];
	enum status st = secret_store_uuid(db, p, name, uuid, f);

	secret_store_host_of(p, host);
	if (st != ST_OK || uuid[0] == '\0' || host[0] == '\0' || !vault_is_unlocked(v))
		return st;
	st = make_mark(v, uuid, host, mark, f);
	return st == ST_OK ? write_mark(db, uuid, host, mark, f) : st;
}

/* A row's binding, with the name of its value; the texts are the statement's. */
struct binding {
	const char *uuid;
	const char *host;
	const void *mark;
	size_t mark_bytes;
	const char *name;
};

static enum status
compare(const struct vault *v, const struct binding *b, const char *host, bool *same,
        struct fault *f)
{
	unsigned char mark[VAULT_HASH_BYTES];
	enum status st = make_mark(v, b->uuid, host, mark, f);

	*same = st == ST_OK && b->mark_bytes == sizeof(mark) &&
	        memcmp(b->mark, mark, sizeof(mark)) == 0;
	return st;
}

static enum status
refuse(const struct binding *b, const char *host, bool host_is_known, struct fault *f)
{
	if (b->mark_bytes == 0) {
		fault_set(f, WORD_KEY_OF_OTHER_HOST,
		          "%s was entered before any host it may be sent to", b->name);
		return fault_hint(f, "otpdeck profile set base_url URL says which");
	}
	fault_set(f, WORD_KEY_OF_OTHER_HOST, "%s was entered for %.80s, and is not sent to %.80s",
	          b->name, host_is_known ? b->host : "another host", host);
	return fault_hint(f, "put base_url back, or otpdeck secret set %s for this host", b->name);
}

/* The readable host is named only where it is what was marked. */
static enum status
judge(const struct vault *v, const struct profile *p, const struct binding *b, struct fault *f)
{
	char host[SECRET_HOST_BYTES];
	bool same = false;
	bool known = false;

	secret_store_host_of(p, host);
	if (host[0] == '\0')
		return ST_OK;
	enum status st = compare(v, b, host, &same, f);
	if (st == ST_OK && !same)
		st = compare(v, b, b->host, &known, f);
	return st == ST_OK && !same ? refuse(b, host, known, f) : st;
}

/* Judges the row that `s` finds, if any; releases it. */
static enum status
judge_found(struct db_statement *s, const struct vault *v, const struct profile *p, struct fault *f)
{
	struct binding b = { 0 };
	enum status st = db_step(s, f);

	if (st == ST_MORE) {
		b.uuid = db_column_text(s, 0);
		b.mark = db_column_blob(s, 1, &b.mark_bytes);
		b.host = db_column_text(s, 2);
		b.name = db_column_text(s, 3);
		st = judge(v, p, &b, f);
	}
	db_release(s);
	return st;
}

enum status
secret_store_check_host(struct db *db, const struct vault *v, const struct profile *p,
                        const char *name, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(db,
	                                      "SELECT uuid, host_mark, host, name FROM secret"
	                                      " WHERE profile_id = ? AND name = ?",
	                                      p, name, &s, f);

	return st == ST_OK ? judge_found(s, v, p, f) : st;
}

enum status
secret_store_check_past_host(struct db *db, const struct vault *v, const struct profile *p,
                             const char *uuid, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(db,
	                                      "SELECT uuid, host_mark, host, name FROM secret_past"
	                                      " WHERE profile_id = ? AND uuid = ?",
	                                      p, uuid, &s, f);

	return st == ST_OK ? judge_found(s, v, p, f) : st;
}
