/* SPDX-License-Identifier: MIT */
/* from a stored row to the draft that sends it again, and what edits make of it */
#include "app/resend.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/message_store.h"

#define RENDERED_MAX ((size_t)16 * 1024)
/* What domain/redact makes of a run of digits has at least so many in a row. */
#define MASK "****"

static enum status
open_context(struct session *s, const struct message *m, struct context *out, struct fault *f)
{
	struct text json;

	text_init(&json, JSON_BYTES_MAX);
	enum status st = message_store_context(s->reader, s->vault, &s->profile, m, &json, f);
	if (st == ST_OK)
		st = context_read_json(out, text_string(&json), json.size_bytes, f);
	text_finish(&json);
	return st;
}

enum status
resend_draft(struct session *s, const struct message *m, struct send_draft *out, struct fault *f)
{
	send_draft_init(out, &s->profile);
	out->parent_id = m->id;
	out->own_text = m->template_name[0] == '\0';
	text_copy(out->template_name, sizeof(out->template_name), m->template_name);
	out->template_revision = m->template_revision;
	text_copy(out->sender, sizeof(out->sender), m->sender);
	enum status st = message_store_number(s->reader, s->vault, &s->profile, m, out->to, f);
	return st == ST_OK ? open_context(s, m, &out->context, f) : st;
}

/* --- Edits ---------------------------------------------------------------------------------- */

/* Names that the options of a send have for fields of the context. */
static const struct {
	const char *key;
	enum context_field field;
} aliases[] = {
	{ "type", CONTEXT_MESSAGE_TYPE },
	{ "locale", CONTEXT_LANGUAGE },
	{ "client", CONTEXT_CLIENT_ID },
};

static bool
find_field(const char *key, enum context_field *out)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(key, aliases[i].key) != 0)
			continue;
		*out = aliases[i].field;
		return true;
	}
	return context_field_by_key(key, out);
}

static enum status
edit_context(struct send_draft *d, const char *key, const char *value, struct fault *f)
{
	enum context_field field;

	if (!find_field(key, &field)) {
		fault_set(f, WORD_USAGE, "there is nothing called %.60s to edit", key);
		return fault_hint(f, "to, template, text, sender, locale, client, type, or a field "
		                     "of the context");
	}
	if (field == CONTEXT_MESSAGE_TYPE && strcmp(value, context_get(&d->context, field)) != 0)
		d->sender[0] = '\0';
	return context_set(&d->context, field, value, f);
}

static enum status
edit_plain(char *out, size_t out_bytes, const char *key, const char *value, struct fault *f)
{
	if (!text_is_utf8(value, strlen(value)))
		return fault_set(f, WORD_NOT_UTF8, "%s is not UTF-8", key);
	if (text_copy(out, out_bytes, value))
		return ST_OK;
	return fault_set(f, WORD_VALUE_TOO_LONG, "%s is longer than %zu bytes", key, out_bytes - 1);
}

static enum status
edit_one(struct send_draft *d, const char *key, const char *value, struct fault *f)
{
	if (strcmp(key, "to") == 0)
		return edit_plain(d->to, sizeof(d->to), key, value, f);
	if (strcmp(key, "sender") == 0)
		return edit_plain(d->sender, sizeof(d->sender), key, value, f);
	if (strcmp(key, "text") != 0 && strcmp(key, "template") != 0)
		return edit_context(d, key, value, f);
	d->own_text = strcmp(key, "text") == 0;
	d->template_revision = 0;
	d->template_name[0] = '\0';
	if (d->own_text)
		return edit_plain(d->text, sizeof(d->text), key, value, f);
	return edit_plain(d->template_name, sizeof(d->template_name), key, value, f);
}

static enum status
read_edit(const char *edit, char key[64], const char **value, struct fault *f)
{
	const char *equals = strchr(edit, '=');
	size_t size = equals ? (size_t)(equals - edit) : 0;

	if (size == 0 || size >= 64)
		return fault_set(f, WORD_USAGE, "--edit wants KEY=VALUE, not %.60s", edit);
	memcpy(key, edit, size);
	key[size] = '\0';
	*value = equals + 1;
	return ST_OK;
}

/* The type comes first, as it takes the sender with it, which another edit may name. */
enum status
resend_edit(struct send_draft *d, const char *const *edits, size_t count, struct fault *f)
{
	bool text = false;
	bool template = false;
	char key[64];
	const char *value = "";

	for (size_t i = 0; i < 2 * count; i++) {
		const char *edit = edits[i < count ? i : i - count];
		enum status st = read_edit(edit, key, &value, f);
		bool is_type = strcmp(key, "type") == 0 || strcmp(key, "message_type") == 0;

		text = text || strcmp(key, "text") == 0;
		template = template || strcmp(key, "template") == 0;
		if (st == ST_OK && is_type == (i < count))
			st = edit_one(d, key, value, f);
		if (st != ST_OK)
			return st;
	}
	if (text && template)
		return fault_set(f, WORD_USAGE, "text and template exclude each other");
	return ST_OK;
}

/* --- What was not kept ---------------------------------------------------------------------- */

static enum status
refuse_own_text(const struct send_draft *d, struct fault *f)
{
	fault_set(f, WORD_NOT_KEPT, "message %lld had a text of its own, which is not kept",
	          (long long)d->parent_id);
	return fault_hint(f,
	                  "otpdeck log resend %lld --edit text=... gives one; R in the console "
	                  "opens it to be written",
	                  (long long)d->parent_id);
}

/* Whether the text depends on a field: it is rendered once more without what the field says. */
static bool
text_depends_on(struct session *s, const struct send_draft *d, enum context_field field,
                const char *rendered)
{
	struct send_draft other = *d;
	struct send_preview preview = { 0 };
	struct fault ignored = { 0 };
	bool differs = false;

	text_copy(other.context.values[field], CONTEXT_VALUE_BYTES,
	          d->context.values[field][0] == '{' ? "{}" : "");
	text_init(&preview.text, RENDERED_MAX);
	if (sender_preview(s, &other, &preview, &ignored) != ST_OK)
		differs = true;
	else
		differs = strcmp(text_string(&preview.text), rendered) != 0;
	text_finish(&preview.text);
	mem_wipe(&other, sizeof(other));
	return differs;
}

static enum status
check_masks(struct session *s, const struct send_draft *d, const char *rendered, struct fault *f)
{
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		enum context_field field = (enum context_field)i;
		const char *key = context_key(field);

		if (!strstr(context_get(&d->context, field), MASK) ||
		    !text_depends_on(s, d, field, rendered))
			continue;
		fault_set(f, WORD_NOT_KEPT,
		          "%s was kept with its digits masked, and the text of "
		          "message %lld needs them",
		          key, (long long)d->parent_id);
		return fault_hint(f, "otpdeck log resend %lld --edit %s=... gives it anew",
		                  (long long)d->parent_id, key);
	}
	return ST_OK;
}

enum status
resend_preview(struct session *s, const struct send_draft *d, struct send_preview *out,
               struct fault *f)
{
	text_reset(&out->text);
	if (d->own_text && d->text[0] == '\0' && d->parent_id != 0)
		return refuse_own_text(d, f);
	enum status st = sender_preview(s, d, out, f);
	return st == ST_OK && d->parent_id != 0 ? check_masks(s, d, text_string(&out->text), f)
	                                        : st;
}

bool
resend_is_uncertain(const struct message *m)
{
	return m->state == MESSAGE_UNKNOWN || m->state == MESSAGE_LIKELY_NOT_SENT ||
	       m->state == MESSAGE_UNRESOLVED;
}
