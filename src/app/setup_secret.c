/* SPDX-License-Identifier: MIT */
/* secrets of a profile: listed, set, removed, revealed */
#include "app/setup_impl.h"

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

enum status
setup_make_secret(struct setup_change *c, struct db *db, struct fault *f)
{
	text_append(&c->detail, c->first);
	return secret_store_set(db, c->session->vault, &c->profile, c->first, c->secret, f);
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
