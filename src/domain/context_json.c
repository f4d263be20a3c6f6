/* SPDX-License-Identifier: MIT */
/* the context read from both published forms, and written for a hook and for a template */
#include "domain/context.h"

#include <string.h>

#include "domain/context_impl.h"
#include "domain/redact.h"

/* A spoken break. Speech services rest at a comma. */
#define VOICE_PAUSE ","
#define GROUP_BYTES 16

/* The members of the nested form that hold other members. */
static const char *const groups[] = { "request", "client", "user" };

/* What a node says for a field; a JSON null says nothing, as an absent member does. */
static enum status
set_from_node(struct context *c, enum context_field field, const struct json *node, struct fault *f)
{
	if (node == NULL || json_is_null(node))
		return ST_OK;
	if (context_field_is_object(field))
		return context_set_node(c, field, node, f);
	if (json_string(node) == NULL)
		return context_complain(field, "is a text", f);
	return context_set(c, field, json_string(node), f);
}

/* The nested form is Auth0's reference, so it wins where an object has both. */
static enum status
read_fields(struct context *c, const struct json *root, struct fault *f)
{
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		const struct context_row *row = &context_rows[i];
		const struct json *node = json_at_path(root, row->nested);
		enum status st;

		if ((node == NULL || json_is_null(node)) && row->flat != NULL)
			node = json_member(root, row->flat);
		st = set_from_node(c, (enum context_field)i, node, f);
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

static enum status
check_groups(const struct json *root, struct fault *f)
{
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		const struct json *group = json_member(root, groups[i]);

		if (group != NULL && !json_is_object(group) && !json_is_null(group))
			return fault_set(f, WORD_CONTEXT_INVALID, "%s: is a JSON object",
			                 groups[i]);
	}
	return ST_OK;
}

enum status
context_read_json(struct context *c, const char *bytes, size_t size_bytes, struct fault *f)
{
	struct context read = *c;
	struct json *root;
	enum status st = json_parse(bytes, size_bytes, "the context", &root, f);

	if (st != ST_OK)
		return st;
	if (json_is_object(root))
		st = check_groups(root, f);
	else
		st = fault_set(f, WORD_CONTEXT_INVALID, "the context is a JSON object");
	if (st == ST_OK)
		st = read_fields(&read, root, f);
	if (st == ST_OK)
		*c = read;
	json_destroy(root);
	return st;
}

/* Ids, the browser and the address mean what they say, so only the code itself goes from them. */
static bool
is_known_value(enum context_field field)
{
	return field == CONTEXT_CLIENT_ID || field == CONTEXT_USER_ID || field == CONTEXT_IP ||
	       field == CONTEXT_USER_AGENT;
}

static void
append_redacted(const struct context *c, enum context_field field, struct text *out)
{
	const char *value = c->values[field];
	const char *code = c->values[CONTEXT_CODE];

	if (context_field_is_object(field))
		(void)redact_answer(out, value, strlen(value), code);
	else if (is_known_value(field))
		(void)redact_code_only(out, value, strlen(value), code);
	else
		(void)redact_text(out, value, strlen(value), code);
}

static void
write_value(struct json_writer *w, const char *name, enum context_field field, const char *value)
{
	if (context_field_is_object(field))
		json_write_raw(w, name, value);
	else
		json_write_string(w, name, value);
}

/* The group that a dotted path begins with, "" when it has none. */
static void
group_of(const char *path, char group[GROUP_BYTES])
{
	size_t size = strcspn(path, ".");

	group[0] = '\0';
	if (size < GROUP_BYTES && path[size] == '.') {
		memcpy(group, path, size);
		group[size] = '\0';
	}
}

/* The table names the members of one group one after another, so a group opens once. */
static void
enter_group(struct json_writer *w, const char *path, char open[GROUP_BYTES])
{
	char group[GROUP_BYTES];

	group_of(path, group);
	if (strcmp(group, open) == 0)
		return;
	if (open[0] != '\0')
		json_write_object_end(w);
	if (group[0] != '\0')
		json_write_object(w, group);
	memcpy(open, group, GROUP_BYTES);
}

void
context_write_json(const struct context *c, bool redact_code, struct text *out)
{
	char open[GROUP_BYTES] = "";
	struct json_writer w;
	struct text value;

	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	text_init(&value, (size_t)2 * CONTEXT_VALUE_BYTES);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		const char *path = context_rows[i].nested;
		const char *dot = strchr(path, '.');

		/* The hook's reference does not have it, so an empty one is left out. */
		if (i == CONTEXT_FACTOR_TYPE && c->values[i][0] == '\0')
			continue;
		enter_group(&w, path, open);
		text_reset(&value);
		if (redact_code)
			append_redacted(c, (enum context_field)i, &value);
		else
			(void)text_append(&value, c->values[i]);
		write_value(&w, dot != NULL ? dot + 1 : path, (enum context_field)i,
		            text_string(&value));
	}
	text_finish(&value);
	if (open[0] != '\0')
		json_write_object_end(&w);
	json_write_object_end(&w);
}

static bool
is_voice(const struct context *c)
{
	return strcmp(c->values[CONTEXT_MESSAGE_TYPE], "voice") == 0;
}

/* The code as the message says it: a voice reads its digits one by one. */
static void
write_code(struct json_writer *w, const struct context *c)
{
	const char *code = c->values[CONTEXT_CODE];
	char spoken[4 * CONTEXT_VALUE_BYTES];
	size_t size = 0;

	if (!is_voice(c) || strspn(code, "0123456789") != strlen(code)) {
		json_write_string(w, "code", code);
		return;
	}
	for (size_t i = 0; code[i] != '\0'; i++) {
		if (i > 0)
			spoken[size++] = ' ';
		spoken[size++] = code[i];
		spoken[size++] = '.';
	}
	json_write_string_bytes(w, "code", spoken, size);
}

static void
write_tenant(struct json_writer *w, enum template_generation generation, const char *tenant_name)
{
	if (generation == TEMPLATE_UNIFIED) {
		json_write_string(w, "friendly_name", tenant_name);
		json_write_string(w, "tenant", tenant_name);
		return;
	}
	json_write_object(w, "tenant");
	json_write_string(w, "friendly_name", tenant_name);
	json_write_string(w, "friendlyName", tenant_name);
	json_write_object_end(w);
}

/* The application as each of the names says it that Auth0 has for it. */
static void
write_application(struct json_writer *w, const struct context *c, const char *name,
                  const char *id_key, const char *metadata_key)
{
	json_write_object(w, name);
	write_value(w, id_key, CONTEXT_CLIENT_ID, c->values[CONTEXT_CLIENT_ID]);
	write_value(w, "name", CONTEXT_CLIENT_NAME, c->values[CONTEXT_CLIENT_NAME]);
	write_value(w, metadata_key, CONTEXT_CLIENT_METADATA, c->values[CONTEXT_CLIENT_METADATA]);
	json_write_object_end(w);
}

static void
write_older(struct json_writer *w, const struct context *c)
{
	json_write_object(w, "requestInfo");
	json_write_string(w, "lang", c->values[CONTEXT_LANGUAGE]);
	json_write_object_end(w);
	write_application(w, c, "client", "client_id", "client_metadata");
}

static void
write_unified(struct json_writer *w, const struct context *c)
{
	write_application(w, c, "client", "clientID", "metadata");
	write_application(w, c, "application", "clientID", "client_metadata");
}

static void
write_group(struct json_writer *w, const struct context *c, const char *name)
{
	char group[GROUP_BYTES];

	json_write_object(w, name);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		const char *path = context_rows[i].nested;

		group_of(path, group);
		if (strcmp(group, name) == 0)
			write_value(w, path + strlen(group) + 1, (enum context_field)i,
			            c->values[i]);
	}
	json_write_object_end(w);
}

void
context_write_template_data(const struct context *c, enum template_generation generation,
                            const char *tenant_name, struct text *out)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	write_code(&w, c);
	json_write_string(&w, "locale", c->values[CONTEXT_LANGUAGE]);
	json_write_string(&w, "message_type", c->values[CONTEXT_MESSAGE_TYPE]);
	json_write_string(&w, "action", c->values[CONTEXT_ACTION]);
	write_tenant(&w, generation, tenant_name);
	json_write_string(&w, "pause", is_voice(c) ? VOICE_PAUSE : "");
	if (generation == TEMPLATE_UNIFIED)
		write_unified(&w, c);
	else
		write_older(&w, c);
	write_group(&w, c, "user");
	json_write_object_end(&w);
}
