/* SPDX-License-Identifier: MIT */
/* test contexts: an Auth0 event without anything private, and what is expected of a text */
#include "domain/template_context.h"

#include <stdio.h>
#include <string.h>

#include "domain/template_context_impl.h"

#define CODE_BYTES 64
#define REPLACED_BYTES 1024

void
template_context_init(struct template_context *c)
{
	memset(c, 0, sizeof(*c));
	text_init(&c->event, TEMPLATE_CONTEXT_BYTES_MAX);
}

void
template_context_finish(struct template_context *c)
{
	text_finish(&c->event);
}

void
template_context_copy(struct template_context *to, const struct template_context *from)
{
	*to = *from;
	text_init(&to->event, TEMPLATE_CONTEXT_BYTES_MAX);
	text_append_bytes(&to->event, text_string(&from->event), from->event.size_bytes);
}

enum status
template_context_set_name(struct template_context *c, const char *name, struct fault *f)
{
	size_t size = strlen(name);

	if (size == 0 || size >= sizeof(c->name) || !text_is_utf8(name, size) ||
	    text_has_control(name, size, false))
		return fault_set(f, WORD_VALUE_INVALID,
		                 "the name of a test context is 1 to %zu bytes without control"
		                 " characters",
		                 sizeof(c->name) - 1);
	text_copy(c->name, sizeof(c->name), name);
	return ST_OK;
}

/* --- Reading -------------------------------------------------------------------------------- */

/* The code as a text, which some write as a number. */
static void
code_of(const struct json *pasted, char out[CODE_BYTES])
{
	const struct json *event = template_event_of(pasted);
	int64_t number;

	(void)text_copy(out, CODE_BYTES, template_event_text(pasted, "code"));
	if (out[0] == '\0' && json_integer(json_member(event, "code"), &number))
		(void)snprintf(out, CODE_BYTES, "%lld", (long long)number);
}

/* What resolution and lists want to know, from the event as it is kept. */
static enum status
learn(struct template_context *c, struct fault *f)
{
	struct json *event = NULL;
	const char *word;
	enum status st =
		json_parse(text_string(&c->event), c->event.size_bytes, "the event", &event, f);

	if (st != ST_OK)
		return st;
	word = template_event_text(event, "template_kind");
	if (word[0] == '\0' || template_kind_parse(word, &c->kind, f) != ST_OK)
		c->kind = template_kind_for_action(template_event_text(event, "action"));
	c->voice = strcmp(template_event_text(event, "message_type"), "voice") == 0;
	(void)text_copy(c->locale, sizeof(c->locale), template_event_text(event, "language"));
	(void)text_copy(c->client_id, sizeof(c->client_id),
	                template_event_text(event, "client.client_id"));
	(void)text_copy(c->country, sizeof(c->country), template_event_text(event, "country"));
	(void)text_copy(c->code, sizeof(c->code), template_event_text(event, "code"));
	json_destroy(event);
	return ST_OK;
}

static enum status
read_expectations(struct template_context *c, const struct json *pasted,
                  const struct template_cleaner *cleaner, struct text *replaced, struct fault *f)
{
	const struct json *node = json_member(pasted, "expect");
	enum status st = ST_OK;

	template_expect_init(&c->expect, c->kind, c->voice);
	if (node != NULL && template_event_of(pasted) != pasted)
		st = template_expect_read_json(&c->expect, node, f);
	if (st == ST_OK)
		template_expect_clean(&c->expect, cleaner, replaced);
	return st;
}

/* An object that has nothing of an event is a file taken by mistake. */
static enum status
check_event(const struct json *pasted, struct fault *f)
{
	static const char *const telling[] = { "code",     "message_type", "action",
		                               "language", "client",       "message_options",
		                               "user",     "notification", "client_id" };
	const struct json *event = template_event_of(pasted);

	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++) {
		if (json_member(event, telling[i]) != NULL)
			return ST_OK;
	}
	fault_set(f, WORD_CONTEXT_INVALID, "this is neither an Auth0 event nor a hook's context");
	return fault_hint(f, "paste a JSON object with members such as code, language and client");
}

static enum status
read_parsed(struct template_context *c, const struct json *pasted, struct text *told,
            struct fault *f)
{
	struct template_cleaner cleaner;
	char code[CODE_BYTES];
	struct text replaced;
	enum status st = check_event(pasted, f);

	if (st != ST_OK)
		return st;
	code_of(pasted, code);
	template_cleaner_init(&cleaner, code);
	text_init(&replaced, REPLACED_BYTES);
	st = template_event_take(c, pasted, &cleaner, &replaced, f);
	if (st == ST_OK)
		st = learn(c, f);
	if (st == ST_OK)
		st = read_expectations(c, pasted, &cleaner, &replaced, f);
	if (st == ST_OK && told != NULL)
		template_event_tell(pasted, &replaced, told);
	text_finish(&replaced);
	return st;
}

enum status
template_context_read(struct template_context *c, const char *bytes, size_t size_bytes,
                      struct text *told, struct fault *f)
{
	struct template_context read;
	struct json *pasted = NULL;
	enum status st = json_parse(bytes, size_bytes, "the event", &pasted, f);

	if (st != ST_OK)
		return st;
	template_context_init(&read);
	read.id = c->id;
	(void)text_copy(read.name, sizeof(read.name), c->name);
	st = read_parsed(&read, pasted, told, f);
	json_destroy(pasted);
	if (st != ST_OK) {
		template_context_finish(&read);
		return st;
	}
	template_context_finish(c);
	*c = read;
	return ST_OK;
}

/* --- Our own -------------------------------------------------------------------------------- */

/* The payload of the hook's runner, as Auth0 documents it. */
static void
write_own_event(struct json_writer *w, const struct template_context *c)
{
	json_write_object(w, NULL);
	json_write_string(w, "template_kind", template_kind_name(c->kind));
	json_write_string(w, "message_type", c->voice ? "voice" : "sms");
	json_write_string(w, "action",
	                  c->kind == TEMPLATE_ENROLLMENT || c->kind == TEMPLATE_OTP_ENROLL
	                          ? "enrollment"
	                          : "second-factor-authentication");
	json_write_string(w, "language", c->locale);
	json_write_string(w, "code", "123456");
	json_write_object(w, "client");
	json_write_string(w, "client_id", c->client_id);
	json_write_string(w, "name", "Test Application");
	json_write_object_end(w);
	json_write_object(w, "user");
	json_write_string(w, "user_id", "auth0|test12345");
	json_write_string(w, "name", "Test User");
	json_write_string(w, "email", "test@example.com");
	json_write_object_end(w);
	json_write_object_end(w);
}

void
template_context_make(struct template_context *c, enum template_kind kind, const char *locale,
                      const char *client_id, bool voice)
{
	struct json_writer w;

	c->id = 0;
	c->kind = kind;
	c->voice = voice;
	c->country[0] = '\0';
	(void)text_copy(c->locale, sizeof(c->locale), locale);
	(void)text_copy(c->client_id, sizeof(c->client_id), client_id);
	(void)text_copy(c->code, sizeof(c->code), "123456");
	(void)snprintf(c->name, sizeof(c->name), "%s%s%.20s%s", locale[0] ? locale : "(any)",
	               client_id[0] ? " " : "", client_id, voice ? " voice" : "");
	template_expect_init(&c->expect, kind, voice);
	text_reset(&c->event);
	json_write_begin(&w, &c->event);
	write_own_event(&w, c);
}

struct template_request
template_context_request(const struct template_context *c)
{
	return (struct template_request){
		.kind = c->kind,
		.locale = c->locale,
		.client_id = c->client_id,
		.channel = c->voice ? TEMPLATE_VOICE : TEMPLATE_SMS,
	};
}
