/* SPDX-License-Identifier: MIT */
/* the data that Auth0 hands to a template of the older and of the unified kind */
#include "domain/template_context_impl.h"

#include <string.h>

/* A spoken break, as in domain/context. */
#define VOICE_PAUSE ","

struct source {
	const struct template_context *context;
	const struct json *event;
	const char *tenant_name;
	struct json_writer w;
};

static void
copy_member(struct source *s, const char *name, const char *path)
{
	const struct json *node = json_at_path(s->event, path);

	if (node != NULL)
		json_write_node(&s->w, name, node);
}

/* A voice reads the digits one by one: "1. 2. 3." */
static void
write_code(struct source *s)
{
	const char *code = s->context->code;
	char spoken[4 * sizeof(s->context->code)];
	size_t size = 0;

	if (!s->context->voice) {
		json_write_string(&s->w, "code", code);
		return;
	}
	for (size_t i = 0; code[i] != '\0'; i++) {
		if (i > 0)
			spoken[size++] = ' ';
		spoken[size++] = code[i];
		spoken[size++] = '.';
	}
	json_write_string_bytes(&s->w, "code", spoken, size);
}

static void
write_common(struct source *s)
{
	bool voice = s->context->voice;

	if (template_kind_has_code(s->context->kind))
		write_code(s);
	json_write_string(&s->w, "locale", s->context->locale);
	json_write_string(&s->w, "message_type", voice ? "voice" : "sms");
	json_write_string(&s->w, "pause", voice ? VOICE_PAUSE : "");
	copy_member(s, "action", "action");
	copy_member(s, "custom_domain", "custom_domain");
	copy_member(s, "user", "user");
}

static void
write_older(struct source *s)
{
	const char *language = json_string(json_at_path(s->event, "request.language"));

	json_write_object(&s->w, "tenant");
	json_write_string(&s->w, "friendly_name", s->tenant_name);
	json_write_string(&s->w, "friendlyName", s->tenant_name);
	json_write_object_end(&s->w);
	json_write_object(&s->w, "requestInfo");
	json_write_string(&s->w, "lang", language != NULL ? language : s->context->locale);
	json_write_object_end(&s->w);
	copy_member(s, "client", "client");
}

/* Clients go by several names in Auth0's documents. */
static void
write_client(struct source *s, const char *name)
{
	json_write_object(&s->w, name);
	copy_member(s, "name", "client.name");
	copy_member(s, "clientID", "client.client_id");
	copy_member(s, "client_id", "client.client_id");
	copy_member(s, "metadata", "client.client_metadata");
	copy_member(s, "client_metadata", "client.client_metadata");
	json_write_object_end(&s->w);
}

static void
write_unified(struct source *s)
{
	const char *raw_name = json_string(json_at_path(s->event, "tenant.id"));

	json_write_string(&s->w, "tenant", raw_name != NULL ? raw_name : "example");
	json_write_string(&s->w, "friendly_name", s->tenant_name);
	copy_member(s, "support_email", "tenant.support_email");
	copy_member(s, "support_url", "tenant.support_url");
	copy_member(s, "home_url", "tenant.home_url");
	copy_member(s, "logo_url", "tenant.logo_url");
	copy_member(s, "connection", "connection");
	copy_member(s, "organization", "organization");
	write_client(s, "client");
	write_client(s, "application");
}

void
template_context_write_data(const struct template_context *c, const char *tenant_name,
                            struct text *out)
{
	struct source s = { .context = c, .tenant_name = tenant_name };
	struct json *event = NULL;
	struct fault f;

	/* It was read from what stands here, so it parses; without it the data is the least. */
	if (json_parse(text_string(&c->event), c->event.size_bytes, "the event", &event, &f) !=
	    ST_OK)
		event = NULL;
	s.event = event;
	json_write_begin(&s.w, out);
	json_write_object(&s.w, NULL);
	write_common(&s);
	if (template_kind_generation(c->kind) == TEMPLATE_OLDER)
		write_older(&s);
	else
		write_unified(&s);
	json_write_object_end(&s.w);
	json_destroy(event);
}
