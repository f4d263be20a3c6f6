/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store_impl.h"

#include <string.h>

enum column_kind {
	COLUMN_INT64,
	COLUMN_INT,
	COLUMN_FLAG,
	COLUMN_TEXT,
	COLUMN_TYPE,
	COLUMN_ENCODING,
	COLUMN_STATE,
	COLUMN_FINAL,
	COLUMN_FAILED,
	COLUMN_AMOUNT,
	COLUMN_CURRENCY
};

/* Where a column lives in struct message. */
struct column {
	enum column_kind kind;
	size_t offset_bytes;
	size_t size_bytes;
};

#define COLUMN_ROW(name, kind, field)                                                              \
	{ COLUMN_##kind, offsetof(struct message, field),                                          \
	  sizeof(((const struct message *)NULL)->field) },
#define COLUMN_ONE(name, kind, field) +1
#define COLUMN_ROWS MESSAGE_FIXED_COLUMNS(COLUMN_ROW) MESSAGE_CHANGING_COLUMNS(COLUMN_ROW)

#define FIXED_COUNT (0 MESSAGE_FIXED_COLUMNS(COLUMN_ONE))
#define CHANGING_COUNT (0 MESSAGE_CHANGING_COLUMNS(COLUMN_ONE))

static const struct column columns[FIXED_COUNT + CHANGING_COUNT] = { COLUMN_ROWS };

/* --- Struct to row -------------------------------------------------------------------------- */

static void
bind_price(struct db_statement *s, int position, const struct column *column,
           const struct message *m)
{
	if (!m->has_price)
		db_bind_null(s, position);
	else if (column->kind == COLUMN_AMOUNT)
		db_bind_real(s, position, m->price_amount);
	else
		db_bind_text(s, position, m->price_currency);
}

static void
bind_column(struct db_statement *s, int position, const struct column *column,
            const struct message *m)
{
	const void *field = (const char *)m + column->offset_bytes;

	switch (column->kind) {
	case COLUMN_INT64: db_bind_int(s, position, *(const int64_t *)field); break;
	case COLUMN_INT: db_bind_int(s, position, *(const int *)field); break;
	case COLUMN_FLAG: db_bind_int(s, position, *(const bool *)field); break;
	case COLUMN_TEXT: db_bind_text(s, position, field); break;
	case COLUMN_TYPE: db_bind_text(s, position, message_type_word(m->type)); break;
	case COLUMN_ENCODING: db_bind_text(s, position, parts_encoding_name(m->encoding)); break;
	case COLUMN_STATE: db_bind_text(s, position, message_state_word(m->state)); break;
	case COLUMN_FINAL:
		db_bind_int(s, position, m->final || message_state_is_final(m->state));
		break;
	case COLUMN_FAILED: db_bind_int(s, position, message_state_is_failed(m->state)); break;
	case COLUMN_AMOUNT:
	case COLUMN_CURRENCY: bind_price(s, position, column, m); break;
	}
}

static int
bind_columns(struct db_statement *s, int position, const struct column *first, size_t count,
             const struct message *m)
{
	for (size_t i = 0; i < count; i++)
		bind_column(s, position++, &first[i], m);
	return position;
}

int
message_store_bind_fixed(struct db_statement *s, int position, const struct message *m)
{
	return bind_columns(s, position, columns, FIXED_COUNT, m);
}

int
message_store_bind_changing(struct db_statement *s, int position, const struct message *m)
{
	return bind_columns(s, position, columns + FIXED_COUNT, CHANGING_COUNT, m);
}

/* --- Row to struct -------------------------------------------------------------------------- */

/* Whether the column holds this word. */
static bool
holds(const struct db_statement *s, int position, const char *word)
{
	return strcmp(db_column_text(s, position), word) == 0;
}

static bool
read_column(const struct db_statement *s, int position, const struct column *column,
            struct message *out)
{
	void *field = (char *)out + column->offset_bytes;

	switch (column->kind) {
	case COLUMN_INT64: *(int64_t *)field = db_column_int(s, position); break;
	case COLUMN_INT: *(int *)field = (int)db_column_int(s, position); break;
	case COLUMN_FINAL:
	case COLUMN_FLAG: *(bool *)field = db_column_int(s, position) != 0; break;
	case COLUMN_CURRENCY:
	case COLUMN_TEXT: text_copy(field, column->size_bytes, db_column_text(s, position)); break;
	case COLUMN_TYPE:
		out->type = holds(s, position, message_type_word(MESSAGE_VOICE)) ? MESSAGE_VOICE
		                                                                 : MESSAGE_SMS;
		break;
	case COLUMN_ENCODING:
		out->encoding = holds(s, position, parts_encoding_name(PARTS_UCS2)) ? PARTS_UCS2
		                                                                    : PARTS_GSM7;
		break;
	case COLUMN_STATE: return message_state_from_word(db_column_text(s, position), field);
	case COLUMN_FAILED: break;
	case COLUMN_AMOUNT:
		out->has_price = !db_column_is_null(s, position);
		out->price_amount = db_column_real(s, position);
		break;
	}
	return true;
}

enum status
message_store_read_row(const struct db_statement *s, struct message *out, struct fault *f)
{
	message_init(out);
	out->id = db_column_int(s, 0);
	for (size_t i = 0; i < FIXED_COUNT + CHANGING_COUNT; i++)
		if (!read_column(s, (int)i + 1, &columns[i], out))
			return fault_set(f, WORD_ROW_DAMAGED,
			                 "message %lld has a state that does not exist",
			                 (long long)out->id);
	return ST_OK;
}
