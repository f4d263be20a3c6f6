/* SPDX-License-Identifier: MIT */
#ifndef STORE_MESSAGE_STORE_IMPL_H
#define STORE_MESSAGE_STORE_IMPL_H
/*
 * Rows of the table `message` and their history, for the files of message_store and for
 * message_query.
 *
 * Every column that struct message knows stands once in the two lists below; statements, binding
 * and reading are made from them.
 */
#include <stdint.h>

#include "domain/message.h"
#include "store/db_impl.h"

/* COLUMN(name, kind, field of struct message): set when the row is inserted, for good. */
#define MESSAGE_FIXED_COLUMNS(COLUMN)                                                              \
	COLUMN(profile_id, INT64, profile_id)                                                      \
	COLUMN(message_id, TEXT, message_id)                                                       \
	COLUMN(created_at_ms, INT64, created_at_ms)                                                \
	COLUMN(type, TYPE, type)                                                                   \
	COLUMN(action, TEXT, action)                                                               \
	COLUMN(locale, TEXT, locale)                                                               \
	COLUMN(client_id, TEXT, client_id)                                                         \
	COLUMN(template_name, TEXT, template_name)                                                 \
	COLUMN(template_revision, INT64, template_revision)                                        \
	COLUMN(to_masked, TEXT, to_masked)                                                         \
	COLUMN(to_country, TEXT, country)                                                          \
	COLUMN(to_last_four, TEXT, last_four)                                                      \
	COLUMN(sender, TEXT, sender)                                                               \
	COLUMN(encoding, ENCODING, encoding)                                                       \
	COLUMN(parts, INT64, parts)                                                                \
	COLUMN(units, INT64, units)                                                                \
	COLUMN(api_version, INT, api_version)                                                      \
	COLUMN(key_uuid, TEXT, key_uuid)                                                           \
	COLUMN(parent_id, INT64, parent_id)

/* Written by every update. */
#define MESSAGE_CHANGING_COLUMNS(COLUMN)                                                           \
	COLUMN(state, STATE, state)                                                                \
	COLUMN(final, FINAL, final)                                                                \
	COLUMN(failed, FAILED, state)                                                              \
	COLUMN(http_status, INT, http_status)                                                      \
	COLUMN(status_group, INT, status.group_id)                                                 \
	COLUMN(status_id, INT, status.id)                                                          \
	COLUMN(status_group_name, TEXT, status.group_name)                                         \
	COLUMN(status_name, TEXT, status.name)                                                     \
	COLUMN(status_description, TEXT, status.description)                                       \
	COLUMN(status_action, TEXT, status.action)                                                 \
	COLUMN(error_group, INT, error.group_id)                                                   \
	COLUMN(error_id, INT, error.id)                                                            \
	COLUMN(error_group_name, TEXT, error.group_name)                                           \
	COLUMN(error_name, TEXT, error.name)                                                       \
	COLUMN(error_description, TEXT, error.description)                                         \
	COLUMN(error_permanent, FLAG, error.permanent)                                             \
	COLUMN(price_amount, AMOUNT, price_amount)                                                 \
	COLUMN(price_currency, CURRENCY, price_currency)                                           \
	COLUMN(lookup_us, INT64, timings.lookup_us)                                                \
	COLUMN(connect_us, INT64, timings.connect_us)                                              \
	COLUMN(tls_us, INT64, timings.tls_us)                                                      \
	COLUMN(first_byte_us, INT64, timings.first_byte_us)                                        \
	COLUMN(total_us, INT64, timings.total_us)                                                  \
	COLUMN(tries, INT64, tries)                                                                \
	COLUMN(first_try_at_ms, INT64, first_try_at_ms)                                            \
	COLUMN(last_change_at_ms, INT64, last_change_at_ms)                                        \
	COLUMN(next_poll_at_ms, INT64, next_poll_at_ms)                                            \
	COLUMN(polls, INT64, polls)                                                                \
	COLUMN(absent_polls, INT64, absent_polls)                                                  \
	COLUMN(first_absent_at_ms, INT64, first_absent_at_ms)                                      \
	COLUMN(cause, TEXT, cause)

/* Pieces of a statement, a comma in front of every column. */
#define MESSAGE_COLUMN_NAME(name, kind, field) ", " #name
#define MESSAGE_COLUMN_PLACE(name, kind, field) ", ?"
#define MESSAGE_COLUMN_SET(name, kind, field) ", " #name " = ?"
#define MESSAGE_NAMES                                                                              \
	MESSAGE_FIXED_COLUMNS(MESSAGE_COLUMN_NAME) MESSAGE_CHANGING_COLUMNS(MESSAGE_COLUMN_NAME)
#define MESSAGE_PLACES                                                                             \
	MESSAGE_FIXED_COLUMNS(MESSAGE_COLUMN_PLACE) MESSAGE_CHANGING_COLUMNS(MESSAGE_COLUMN_PLACE)
#define MESSAGE_CHANGES MESSAGE_CHANGING_COLUMNS(MESSAGE_COLUMN_SET)
#define MESSAGE_SELECT "SELECT id" MESSAGE_NAMES " FROM message"

/* Reads a row of MESSAGE_SELECT. WORD_ROW_DAMAGED when its state is none that there is. */
MUST_USE enum status message_store_read_row(const struct db_statement *s, struct message *out,
                                            struct fault *f);
/* Binds the columns of one list from `position` on and returns the position after them. */
int message_store_bind_fixed(struct db_statement *s, int position, const struct message *m);
int message_store_bind_changing(struct db_statement *s, int position, const struct message *m);

/* Appends a step to the chained history of the row `id`. `answer` may be NULL. */
MUST_USE enum status message_store_append_step(struct db *db, int64_t id,
                                               const struct message_step *step, const char *answer,
                                               struct fault *f);
/* What the guards count of the last day: here so that a test can ask SQLite how it runs it. */
const char *message_store_windows_sql(void);
#endif
