/* SPDX-License-Identifier: MIT */
/* the context of a hook: every field editable, checked one by one */
#include "domain/context.h"

#include <string.h>

#include "base/random.h"
#include "domain/context_impl.h"

#define CODE_DIGITS_MIN 4
#define CODE_DIGITS_MAX 8

const struct context_row context_rows[CONTEXT_FIELD_COUNT] = {
#define CONTEXT(id, key, nested, flat, standard, help)                                             \
	[CONTEXT_##id] = { key, nested, flat, standard, help },
	CONTEXT_FIELDS(CONTEXT)
#undef CONTEXT
};

void
context_init(struct context *c)
{
	memset(c, 0, sizeof *c);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		(void)text_copy(c->values[i], CONTEXT_VALUE_BYTES, context_rows[i].standard);
}

const char *
context_key(enum context_field field)
{
	return field < CONTEXT_FIELD_COUNT ? context_rows[field].key : "";
}

const char *
context_help(enum context_field field)
{
	return field < CONTEXT_FIELD_COUNT ? context_rows[field].help : "";
}

bool
context_is_private(enum context_field field)
{
	switch (field) {
	case CONTEXT_CODE:
	case CONTEXT_IP:
	case CONTEXT_USER_ID:
	case CONTEXT_USER_NAME:
	case CONTEXT_USER_EMAIL:
	case CONTEXT_APP_METADATA:
	case CONTEXT_USER_METADATA: return true;
	default: return false;
	}
}

bool
context_field_by_key(const char *key, enum context_field *out)
{
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		if (strcmp(key, context_rows[i].key) == 0) {
			*out = (enum context_field)i;
			return true;
		}
	return false;
}

const char *
context_get(const struct context *c, enum context_field field)
{
	return field < CONTEXT_FIELD_COUNT ? c->values[field] : "";
}

bool
context_field_is_object(enum context_field field)
{
	return field == CONTEXT_CLIENT_METADATA || field == CONTEXT_APP_METADATA ||
	       field == CONTEXT_USER_METADATA;
}

enum status
context_complain(enum context_field field, const char *what, struct fault *f)
{
	return fault_set(f, WORD_CONTEXT_INVALID, "%s: %s", context_rows[field].key, what);
}

/* A text that every field can hold, whatever it means. */
static enum status
check_text(enum context_field field, const char *value, struct fault *f)
{
	size_t size = strlen(value);

	if (size >= CONTEXT_VALUE_BYTES)
		return fault_set(f, WORD_CONTEXT_INVALID, "%s: %zu bytes, %d are the most",
		                 context_rows[field].key, size, CONTEXT_VALUE_BYTES - 1);
	if (!text_is_utf8(value, size))
		return context_complain(field, "is not UTF-8 text", f);
	if (text_has_control(value, size, false))
		return context_complain(field, "holds a control or direction character", f);
	return ST_OK;
}

static bool
is_code(const char *value)
{
	size_t size = strlen(value);

	return size >= CODE_DIGITS_MIN && size <= CODE_DIGITS_MAX &&
	       strspn(value, "0123456789") == size;
}

/* A redacted context holds asterisks where its code was; the next message gets a fresh one. */
static bool
is_redacted_code(const char *value)
{
	size_t size = strlen(value);

	return size > 0 && strspn(value, "*") == size;
}

static bool
is_either(const char *value, const char *one, const char *other)
{
	return strcmp(value, one) == 0 || strcmp(value, other) == 0;
}

/* The value as it is stored, or NULL when the field cannot take it. *what says what it takes. */
static const char *
accepted(enum context_field field, const char *value, const char **what)
{
	static const char second_factor[] = "second-factor-authentication";

	switch (field) {
	case CONTEXT_MESSAGE_TYPE:
		*what = "is sms or voice";
		return is_either(value, "sms", "voice") ? value : NULL;
	case CONTEXT_ACTION:
		*what = "is enrollment or second-factor-authentication";
		if (strcmp(value, "authentication") == 0)
			return second_factor;
		return is_either(value, "enrollment", second_factor) ? value : NULL;
	case CONTEXT_CODE:
		*what = "is 4 to 8 digits, or auto";
		if (is_redacted_code(value))
			return "auto";
		return is_code(value) || strcmp(value, "auto") == 0 ? value : NULL;
	case CONTEXT_FACTOR_TYPE:
		*what = "is first, second or empty";
		return value[0] == '\0' || is_either(value, "first", "second") ? value : NULL;
	default: return value;
	}
}

enum status
context_set_node(struct context *c, enum context_field field, const struct json *node,
                 struct fault *f)
{
	struct json_writer w;
	struct text compact;
	enum status st;

	if (!json_is_object(node))
		return context_complain(field, "is a JSON object", f);
	text_init(&compact, JSON_BYTES_MAX);
	json_write_begin(&w, &compact);
	json_write_node(&w, NULL, node);
	st = check_text(field, text_string(&compact), f);
	if (st == ST_OK)
		(void)text_copy(c->values[field], CONTEXT_VALUE_BYTES, text_string(&compact));
	text_finish(&compact);
	return st;
}

static enum status
set_object(struct context *c, enum context_field field, const char *value, struct fault *f)
{
	struct json *root;
	enum status st;

	if (json_parse(value, strlen(value), context_rows[field].key, &root, f) != ST_OK)
		return fault_set(f, WORD_CONTEXT_INVALID, "%s", f->cause);
	st = context_set_node(c, field, root, f);
	json_destroy(root);
	return st;
}

enum status
context_set(struct context *c, enum context_field field, const char *value, struct fault *f)
{
	const char *what = "";
	const char *stored;
	enum status st;

	if (field >= CONTEXT_FIELD_COUNT)
		return fault_set(f, WORD_CONTEXT_INVALID, "the context has no such field");
	if (context_field_is_object(field))
		return set_object(c, field, value[0] != '\0' ? value : "{}", f);
	st = check_text(field, value, f);
	if (st != ST_OK)
		return st;
	stored = accepted(field, value, &what);
	if (stored == NULL)
		return context_complain(field, what, f);
	(void)text_copy(c->values[field], CONTEXT_VALUE_BYTES, stored);
	return ST_OK;
}

void
context_make_code(struct context *c, int count)
{
	char *code = c->values[CONTEXT_CODE];

	if (strcmp(code, "auto") != 0)
		return;
	if (count < CODE_DIGITS_MIN)
		count = CODE_DIGITS_MIN;
	if (count > CODE_DIGITS_MAX)
		count = CODE_DIGITS_MAX;
	random_digits(code, (size_t)count);
}
