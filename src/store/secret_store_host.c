/* SPDX-License-Identifier: MIT */
/* sealed secrets on disk, with what may be shown of them */
#include "store/secret_store.h"

#include <string.h>

#include "base/text.h"
#include "store/db_impl.h"
#include "store/secret_store_impl.h"
#include "store/vault.h"

#define MATERIAL_MAX ((size_t)512)

/* The host that a profile's requests go to; all names of this machine are one. "" without one. */
static void
host_of(const struct profile *p, char out[256])
{
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };

	out[0] = '\0';
	if (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) == ST_OK)
		text_copy(out, 256, url.loopback ? "loopback" : url.host);
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
write_mark(struct db *db, const char *uuid, const unsigned char mark[VAULT_HASH_BYTES],
           struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db, "UPDATE secret SET host_mark = ? WHERE uuid = ? AND host_mark = x''", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, mark, VAULT_HASH_BYTES);
	db_bind_text(s, 2, uuid);
	st = db_run(s, f);
	db_release(s);
	return st;
}

enum status
secret_store_bind_host(struct db *db, const struct vault *v, const struct profile *p,
                       const char *name, struct fault *f)
{
	unsigned char mark[VAULT_HASH_BYTES];
	char uuid[SECRET_UUID_BYTES];
	char host[256];
	enum status st = secret_store_uuid(db, p, name, uuid, f);

	host_of(p, host);
	if (st != ST_OK || uuid[0] == '\0' || host[0] == '\0' || !vault_is_unlocked(v))
		return st;
	st = make_mark(v, uuid, host, mark, f);
	return st == ST_OK ? write_mark(db, uuid, mark, f) : st;
}

static enum status
judge(const struct profile *p, const char *name, bool bound, struct fault *f)
{
	char host[256];

	host_of(p, host);
	if (bound) {
		fault_set(f, WORD_KEY_OF_OTHER_HOST,
		          "%s was entered for another host than %.80s, and is not sent there", name,
		          host);
		return fault_hint(f, "put base_url back, or otpdeck secret set %s for this host",
		                  name);
	}
	fault_set(f, WORD_KEY_OF_OTHER_HOST, "%s was entered before any host it may be sent to",
	          name);
	return fault_hint(f, "otpdeck profile set base_url URL says which");
}

enum status
secret_store_check_host(struct db *db, const struct vault *v, const struct profile *p,
                        const char *name, struct fault *f)
{
	unsigned char mark[VAULT_HASH_BYTES];
	struct db_statement *s = NULL;
	size_t size_bytes = 0;
	char host[256];
	enum status st = db_prepare(
		db, "SELECT uuid, host_mark FROM secret WHERE profile_id = ? AND name = ?", &s, f);

	if (st != ST_OK)
		return st;
	host_of(p, host);
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, name);
	st = db_step(s, f);
	if (st == ST_MORE) {
		const void *stored = db_column_blob(s, 1, &size_bytes);

		st = make_mark(v, db_column_text(s, 0), host, mark, f);
		if (st == ST_OK && (host[0] == '\0' || size_bytes != sizeof(mark) ||
		                    memcmp(stored, mark, sizeof(mark)) != 0))
			st = host[0] == '\0' ? ST_OK : judge(p, name, size_bytes > 0, f);
	}
	db_release(s);
	return st;
}
