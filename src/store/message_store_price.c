/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include "store/message_store_impl.h"

/* Older prices say little, and a count of rows bounds the time that the question takes. */
#define LOOKED_AT "200"
/* Named, because "*" reads the texts of each of those rows too. */
#define COLUMNS "price_amount, price_currency, parts, created_at_ms, type, to_country, sender"

enum status
message_store_last_price(struct db *db, const struct message *like, struct message_price *out,
                         struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"SELECT price_amount, price_currency, parts, created_at_ms FROM"
		" (SELECT " COLUMNS " FROM message INDEXED BY message_by_time WHERE profile_id = ?1"
		"  ORDER BY created_at_ms DESC, id DESC LIMIT " LOOKED_AT ")"
		" WHERE price_amount > 0 AND type = ?2 AND to_country = ?3 AND to_country <> ''"
		" ORDER BY sender = ?4 DESC, created_at_ms DESC LIMIT 1",
		&s, f);

	*out = (struct message_price){ 0 };
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, like->profile_id);
	db_bind_text(s, 2, message_type_word(like->type));
	db_bind_text(s, 3, like->country);
	db_bind_text(s, 4, like->sender);
	st = db_step(s, f);
	if (st == ST_MORE) {
		int64_t parts = db_column_int(s, 2);

		out->amount = db_column_real(s, 0) * (double)like->parts /
		              (double)(parts > 0 ? parts : 1);
		text_copy(out->currency, sizeof(out->currency), db_column_text(s, 1));
		out->seen_at_ms = db_column_int(s, 3);
		st = ST_OK;
	}
	db_release(s);
	return st;
}

/* By the index of priced rows; without a country by the newest of the last messages. */
static enum status
prepare_country(struct db *db, const char *country, struct db_statement **out, struct fault *f)
{
	if (country[0] != '\0')
		return db_prepare(db,
		                  "SELECT price_amount, price_currency, parts, created_at_ms,"
		                  " to_country FROM message WHERE profile_id = ?1 AND type = 'sms'"
		                  " AND to_country = ?2 AND price_amount > 0"
		                  " ORDER BY created_at_ms DESC LIMIT 1",
		                  out, f);
	return db_prepare(
		db,
		"SELECT price_amount, price_currency, parts, created_at_ms, to_country FROM"
		" (SELECT " COLUMNS " FROM message INDEXED BY message_by_time WHERE profile_id = ?1"
		"  ORDER BY created_at_ms DESC, id DESC LIMIT " LOOKED_AT ")"
		" WHERE price_amount > 0 AND type = 'sms' AND to_country <> ?2"
		" ORDER BY created_at_ms DESC LIMIT 1",
		out, f);
}

enum status
message_store_country_price(struct db *db, int64_t profile_id, char country[3],
                            struct message_price *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = prepare_country(db, country, &s, f);

	*out = (struct message_price){ 0 };
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_text(s, 2, country);
	st = db_step(s, f);
	if (st == ST_MORE) {
		int64_t parts = db_column_int(s, 2);

		out->amount = db_column_real(s, 0) / (double)(parts > 0 ? parts : 1);
		text_copy(out->currency, sizeof(out->currency), db_column_text(s, 1));
		out->seen_at_ms = db_column_int(s, 3);
		text_copy(country, 3, db_column_text(s, 4));
		st = ST_OK;
	}
	db_release(s);
	return st;
}
