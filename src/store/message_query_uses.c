/* SPDX-License-Identifier: MIT */
/* how many messages went out in which locale and to which country */
#include "store/message_query.h"

#include <string.h>

#include "store/db_impl.h"

enum status
message_query_uses(struct db *db, int64_t profile_id, int64_t since_ms, struct message_uses *out,
                   struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"SELECT locale, to_country, count(*) AS sent"
		" FROM message INDEXED BY message_by_time"
		" WHERE profile_id = ? AND created_at_ms >= ? AND type = 'sms'"
		" GROUP BY locale, to_country ORDER BY sent DESC, locale, to_country LIMIT ?",
		&s, f);

	memset(out, 0, sizeof(*out));
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, since_ms);
	db_bind_int(s, 3, MESSAGE_USES_MAX);
	while ((st = db_step(s, f)) == ST_MORE && out->count < MESSAGE_USES_MAX) {
		text_copy(out->items[out->count].locale, sizeof(out->items[0].locale),
		          db_column_text(s, 0));
		text_copy(out->items[out->count].country, sizeof(out->items[0].country),
		          db_column_text(s, 1));
		out->items[out->count++].count = db_column_int(s, 2);
	}
	db_release(s);
	return st == ST_MORE ? ST_OK : st;
}
