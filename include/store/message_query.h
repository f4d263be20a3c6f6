/* SPDX-License-Identifier: MIT */
#ifndef STORE_MESSAGE_QUERY_H
#define STORE_MESSAGE_QUERY_H
/*
 * Pages of the log by key, never by offset, and counts.
 *
 * The order is (created_at, id) descending within one profile; failures have an index of their
 * own. A page costs the same at the top and at the end of ten million rows.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/message.h"
#include "store/vault.h"

struct db;

struct message_query {
	int64_t profile_id;
	bool failed_only;
	bool by_number;
	unsigned char to_hash[VAULT_HASH_BYTES]; /* with by_number */
	char last_four[5];                       /* "" : any */
	int64_t since_ms;                        /* 0: no bound */
	int64_t until_ms;                        /* 0: no bound; exclusive */
};

struct message_key {
	int64_t created_at_ms;
	int64_t id;
};

enum message_direction { MESSAGE_OLDER, MESSAGE_NEWER };

/* One block of rows, newest first whatever the direction; one free. */
struct message_page {
	struct message *rows;
	size_t count;
	bool more; /* there are further rows in the direction asked for */
};

/* The page after `from` in the direction (from NULL: the newest page, or the oldest when newer).
 * ST_MORE when the connection's time limit ended it: ask again on the worker. */
MUST_USE enum status message_query_page(struct db *db, const struct message_query *q,
                                        const struct message_key *from,
                                        enum message_direction direction, size_t limit,
                                        struct message_page *out, struct fault *f);
void message_page_finish(struct message_page *page);

/* Rows that match, counted up to `ceiling` (0: all). */
MUST_USE enum status message_query_count(struct db *db, const struct message_query *q,
                                         int64_t ceiling, int64_t *out, struct fault *f);
/* Rows by state since a time. */
MUST_USE enum status message_query_states(struct db *db, int64_t profile_id, int64_t since_ms,
                                          int64_t out[MESSAGE_STATE_COUNT], struct fault *f);
#define MESSAGE_USES_MAX 256
/* Messages (no calls) of a profile since a time, by locale and country, the most first. */
struct message_uses {
	struct {
		char locale[36];
		char country[3];
		int64_t count;
	} items[MESSAGE_USES_MAX];
	size_t count;
};
MUST_USE enum status message_query_uses(struct db *db, int64_t profile_id, int64_t since_ms,
                                        struct message_uses *out, struct fault *f);
/* The chain of resends that a row belongs to: it, what it was sent again from, and everything that
 * was sent again from one of these; oldest first, at most `limit` rows (`more` tells of further
 * ones). A row that stands alone is a chain of one. ST_MORE as above. */
MUST_USE enum status message_query_chain(struct db *db, int64_t id, size_t limit,
                                         struct message_page *out, struct fault *f);
#endif
