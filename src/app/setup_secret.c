/* SPDX-License-Identifier: MIT */
/* secrets of a profile: listed, set, removed, revealed */
#include <stdio.h>
#include <string.h>

#include "app/setup_impl.h"
#include "base/mem.h"

/* Infobip promises no form; theirs are far longer. */
#define KEY_BYTES_MIN 8

enum status
setup_list_secrets_of(struct session *s, const struct profile *p, struct secret_info **out,
                      size_t *count, struct fault *f)
{
	return secret_store_list(s->reader, p, out, count, f);
}

enum status
setup_list_secrets(struct session *s, struct secret_info **out, size_t *count, struct fault *f)
{
	return setup_list_secrets_of(s, &s->profile, out, count, f);
}

/* A piece of a key is refused where Infobip's is wanted; the sandbox's may be short. */
static enum status
check_length(const struct profile *p, const char *name, const struct secret *value, struct fault *f)
{
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };
	bool is_key = strcmp(name, "API_KEY") == 0 || strcmp(name, "API_KEY_LOGS") == 0;

	if (!is_key || !profile_is_billed(p) || secret_size_bytes(value) >= KEY_BYTES_MIN ||
	    (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) == ST_OK &&
	     url.loopback))
		return ST_OK;
	fault_set(f, WORD_SECRET_INVALID, "the value is too short: a key has %d characters or more",
	          KEY_BYTES_MIN);
	return fault_hint(f, "copy it whole from where it was made");
}

enum status
setup_store_secret(struct setup_change *c, struct db *db, const char *name,
                   const struct secret *value, struct fault *f)
{
	enum status st = check_length(&c->profile, name, value, f);
	int64_t before = 0;

	if (st == ST_OK)
		st = secret_store_count_billed(db, &before, f);
	if (st == ST_OK && before == 0 && profile_is_billed(&c->profile))
		c->first_billed = true;
	return st == ST_OK ? secret_store_set(db, c->session->vault, &c->profile, name, value, f)
	                   : st;
}

enum status
setup_make_secret(struct setup_change *c, struct db *db, struct fault *f)
{
	text_append(&c->detail, c->first);
	return setup_store_secret(c, db, c->first, c->secret, f);
}

enum status
setup_set_secret(struct session *s, const char *name, const struct secret *value, unsigned *removed,
                 struct fault *f)
{
	struct secret *cleaned = NULL;
	enum status st = secret_store_check_name(name, f);
	if (st == ST_OK)
		st = secret_create_cleaned(value, &cleaned, removed, f);
	if (st == ST_OK) {
		struct setup_change c = { .make = setup_make_secret,
			                  .event = "secret_set",
			                  .first = name,
			                  .secret = cleaned,
			                  .leaves_ciphertext = true };
		st = setup_run(s, &c, f);
	}
	secret_destroy(cleaned);
	return st;
}

enum status
setup_make_secret_remove(struct setup_change *c, struct db *db, struct fault *f)
{
	text_append(&c->detail, c->first);
	return secret_store_remove(db, &c->profile, c->first, f);
}

enum status
setup_count_waiting(struct session *s, const struct profile *p, const char *name, int64_t *out,
                    struct fault *f)
{
	return secret_store_count_waiting(s->reader, p, name, out, f);
}

void
setup_write_waiting(int64_t waiting, const char *name, char out[SETUP_WAITING_BYTES])
{
	out[0] = '\0';
	if (waiting > 0)
		snprintf(out, SETUP_WAITING_BYTES,
		         "Without %s, %lld message%s not final can no longer be looked up.", name,
		         (long long)waiting, waiting == 1 ? " that is" : "s that are");
}

enum status
setup_require_secret(struct session *s, const char *name, struct fault *f)
{
	struct secret_info *infos = NULL;
	size_t count = 0;
	size_t i = 0;
	enum status st = secret_store_check_name(name, f);

	if (st == ST_OK)
		st = secret_store_list(s->reader, &s->profile, &infos, &count, f);
	while (i < count && strcmp(infos[i].name, name) != 0)
		i++;
	mem_free(infos);
	if (st != ST_OK || i < count)
		return st;
	fault_set(f, WORD_SECRET_MISSING, "the profile %s has no secret %s", s->profile.name, name);
	return fault_hint(f, "otpdeck secret list shows those that there are");
}

enum status
setup_remove_secret(struct session *s, const char *name, struct fault *f)
{
	struct setup_change c = { .make = setup_make_secret_remove,
		                  .event = "secret_removed",
		                  .first = name,
		                  .leaves_ciphertext = true };
	return setup_run(s, &c, f);
}

enum status
setup_make_reveal(struct setup_change *c, struct db *db, struct fault *f)
{
	/* The step may be repeated while the store is busy. */
	secret_destroy(c->result.revealed);
	c->result.revealed = NULL;
	text_append(&c->detail, c->first);
	return secret_store_open(db, c->session->vault, &c->profile, c->first, &c->result.revealed,
	                         f);
}

enum status
setup_reveal_secret(struct session *s, const char *name, struct secret **out, struct fault *f)
{
	struct setup_change c = { .make = setup_make_reveal,
		                  .event = "secret_revealed",
		                  .first = name };
	enum status st = setup_run(s, &c, f);

	*out = c.result.revealed;
	return st;
}

enum status
setup_list_past_secrets(struct session *s, const char *name, struct secret_past_info **out,
                        size_t *count, struct fault *f)
{
	enum status st = secret_store_check_name(name, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	return secret_store_list_past(s->reader, &s->profile, name, out, count, f);
}
