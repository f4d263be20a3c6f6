/* SPDX-License-Identifier: MIT */
#ifndef STORE_MESSAGE_QUERY_IMPL_H
#define STORE_MESSAGE_QUERY_IMPL_H
/*
 * The statements of message_query, so that a test can ask SQLite how it would run them.
 */
#include "store/message_query.h"

/* Parameters: ?1 profile, (?2, ?3) lower and (?4, ?5) upper key, ?6 last four, ?7 hash of the
 * number (by_number only), ?8 limit. */
const char *message_query_page_sql(const struct message_query *q, enum message_direction direction);
const char *message_query_count_sql(const struct message_query *q);
/* Parameters: ?1 row, ?2 limit. */
const char *message_query_chain_sql(void);
#endif
