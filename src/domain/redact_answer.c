/* SPDX-License-Identifier: MIT */
/* a provider's answer without its codes and numbers, still the JSON it was */
#include "domain/redact.h"

#include <string.h>

#include "base/json.h"
#include "domain/phone.h"

#define WORDS_KEPT_BYTES ((size_t)4096)
/* JSON writes one byte as six at most ("\u007f"). */
#define JSON_GROWTH 6
#define JSON_SLACK 64
#define NAME_BYTES_MAX JSON_STRING_MAX
/* Of a shorter number the usual mask would leave nearly everything. */
#define PARTY_DIGITS_MIN 9

struct answer {
	struct json_writer writer;
	const char *code;
};

/* Members of Infobip's answers whose digits have a meaning of their own. */
static const char *const known_members[] = {
	"messageId",
	"bulkId",
	"mccMnc",
	"id",
	"groupId",
	"name",
	"groupName",
	"errorCode",
	"entityId",
	"applicationId",
	"campaignReferenceId",
	"smsCount",
	"messageCount",
	"pricePerMessage",
	"pricePerSecond",
	"amount",
	"currency",
	"sentAt",
	"doneAt",
	"sendAt",
	"limit",
	"nextCursor",
	"networkId",
	"duration",
};

static const char *const number_members[] = { "to", "destination", "from", "sender" };

static bool
is_named(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; name != NULL && i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
is_known(const char *name)
{
	return is_named(name, known_members, sizeof known_members / sizeof known_members[0]);
}

static bool
is_number_member(const char *name)
{
	return is_named(name, number_members, sizeof number_members / sizeof number_members[0]);
}

/* Whether `value` has the shape: 9 is a digit, f a hexadecimal one, the rest stands for itself. */
static bool
begins_like(const char *value, const char *shape)
{
	for (; *shape != '\0'; shape++, value++) {
		const char *set = *shape == '9' ? "0123456789" : "0123456789abcdefABCDEF";

		if (*shape == '9' || *shape == 'f') {
			if (*value == '\0' || strchr(set, *value) == NULL)
				return false;
		} else if (*value != *shape) {
			return false;
		}
	}
	return true;
}

static bool
is_time(const char *value)
{
	return begins_like(value, "9999-99-99T99:99") && strlen(value) <= 40 &&
	       strspn(value, "0123456789-:.+TZ") == strlen(value);
}

static bool
is_uuid(const char *value)
{
	return begins_like(value, "ffffffff-ffff-ffff-ffff-ffffffffffff") && strlen(value) == 36;
}

/* A recipient or a sender: a number is masked as everywhere, a name is kept. */
static bool
append_party(struct text *out, const char *value, const char *code)
{
	const char *digits = value[0] == '+' ? value + 1 : value;
	size_t size = strlen(digits);
	char e164[PHONE_E164_BYTES] = "+";
	char masked[PHONE_MASKED_BYTES];
	struct phone_reading reading;

	if (strpbrk(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != NULL)
		return redact_code_only(out, value, strlen(value), code);
	if (size + 2 > sizeof e164 || strspn(digits, "0123456789") != size)
		return redact_text(out, value, strlen(value), code);
	memcpy(e164 + 1, digits, size + 1);
	if (phone_is_sandbox(e164))
		return redact_code_only(out, value, strlen(value), code);
	phone_read(e164, size + 1, NULL, &reading);
	if (!reading.valid || size < PARTY_DIGITS_MIN)
		return redact_text(out, value, strlen(value), code);
	phone_mask(e164, masked);
	return redact_code_only(out, masked, strlen(masked), code);
}

static void
append_value(struct text *out, const char *name, const char *value, const char *code)
{
	size_t size = strlen(value);

	if (is_number_member(name))
		(void)append_party(out, value, code);
	else if (is_known(name) || is_time(value) || is_uuid(value))
		(void)redact_code_only(out, value, size, code);
	else
		(void)redact_text(out, value, size, code);
}

/* A number that has to change becomes a string, so that the answer stays JSON. */
static void
write_number(struct answer *a, const char *name, const char *own_name, const struct json *node)
{
	struct json_writer plain;
	struct text before;
	struct text after;

	text_init(&before, JSON_SLACK);
	text_init(&after, JSON_SLACK);
	json_write_begin(&plain, &before);
	json_write_node(&plain, NULL, node);
	append_value(&after, own_name, text_string(&before), a->code);
	if (strcmp(text_string(&before), text_string(&after)) == 0)
		json_write_node(&a->writer, name, node);
	else
		json_write_string(&a->writer, name, text_string(&after));
	text_finish(&before);
	text_finish(&after);
}

static void
write_string(struct answer *a, const char *name, const char *own_name, const char *value)
{
	struct text redacted;

	text_init(&redacted, strlen(value) + PHONE_MASKED_BYTES);
	append_value(&redacted, own_name, value, a->code);
	json_write_string(&a->writer, name, text_string(&redacted));
	text_finish(&redacted);
}

static void
write_leaf(struct answer *a, const char *name, const char *own_name, const struct json *node)
{
	double number;

	if (json_string(node) != NULL)
		write_string(a, name, own_name, json_string(node));
	else if (json_number(node, &number))
		write_number(a, name, own_name, node);
	else
		json_write_node(&a->writer, name, node);
}

/* Writes a node and what is below it; `own_name` is the member that a list belongs to. */
static void
write_redacted(struct answer *a, const char *own_name, const struct json *node)
{
	bool is_list = json_is_array(node);
	struct text name;
	const char *shown;

	text_init(&name, NAME_BYTES_MAX);
	if (json_name(node) != NULL)
		(void)redact_text(&name, json_name(node), strlen(json_name(node)), a->code);
	shown = json_name(node) != NULL ? text_string(&name) : NULL;
	if (!is_list && !json_is_object(node)) {
		write_leaf(a, shown, own_name, node);
		text_finish(&name);
		return;
	}
	if (is_list)
		json_write_array(&a->writer, shown);
	else
		json_write_object(&a->writer, shown);
	for (const struct json *i = json_first(node); i != NULL; i = json_next(i))
		write_redacted(a, is_list ? own_name : json_name(i), i);
	if (is_list)
		json_write_array_end(&a->writer);
	else
		json_write_object_end(&a->writer);
	text_finish(&name);
}

static bool
append_json(struct text *out, const struct json *root, size_t size_bytes, const char *code)
{
	struct answer a = { .code = code };
	struct text written;
	bool fits;

	text_init(&written, size_bytes * JSON_GROWTH + JSON_SLACK);
	json_write_begin(&a.writer, &written);
	write_redacted(&a, NULL, root);
	/* A code may also be spelt over the items of a list; then it goes, and the answer with it
	 * is no JSON any more. */
	fits = !written.overflowed &&
	       redact_code_only(out, text_string(&written), written.size_bytes, code);
	text_finish(&written);
	return fits;
}

static size_t
cut_between_characters(const char *words, size_t size_bytes)
{
	size_t cut = size_bytes < WORDS_KEPT_BYTES ? size_bytes : WORDS_KEPT_BYTES;

	while (cut < size_bytes && cut > 0 && ((unsigned char)words[cut] & 0xC0) == 0x80)
		cut--;
	return cut;
}

static bool
append_words(struct text *out, const char *bytes, size_t size_bytes, const char *code)
{
	struct text redacted;
	bool fits;

	text_init(&redacted, size_bytes);
	fits = redact_text(&redacted, bytes, size_bytes, code) &&
	       text_append_bytes(
		       out, text_string(&redacted),
		       cut_between_characters(text_string(&redacted), redacted.size_bytes));
	text_finish(&redacted);
	return fits;
}

bool
redact_answer(struct text *out, const char *bytes, size_t size_bytes, const char *code)
{
	struct json *root;
	struct fault f;
	bool fits;

	if (json_parse(bytes, size_bytes, "the answer", &root, &f) != ST_OK)
		return append_words(out, bytes, size_bytes, code);
	fits = append_json(out, root, size_bytes, code);
	json_destroy(root);
	return fits;
}
