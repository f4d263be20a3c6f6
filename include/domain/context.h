/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_CONTEXT_H
#define DOMAIN_CONTEXT_H
/*
 * The `context` that Auth0 hands to a send-phone-message hook: every field editable, read from
 * the flat and the nested published form, and turned into the data of a template.
 *
 * Source of the fields: Auth0's Send Phone Message reference (nested: client.client_id,
 * user.email, request.ip) and its provider articles (flat: client_id, name, client_metadata).
 */
#include <stdbool.h>

#include "base/fault.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/template.h"

#define CONTEXT_VALUE_BYTES 512

/* CONTEXT(id, key shown and typed, path in the nested form, path in the flat form,
 *         default, help) */
#define CONTEXT_FIELDS(CONTEXT)                                                                    \
	CONTEXT(MESSAGE_TYPE, "message_type", "message_type", NULL, "sms", "sms or voice")         \
	CONTEXT(ACTION, "action", "action", NULL, "second-factor-authentication",                  \
	        "enrollment or second-factor-authentication")                                      \
	CONTEXT(LANGUAGE, "language", "language", NULL, "",                                        \
	        "language of the login, such as en or de-AT")                                      \
	CONTEXT(CODE, "code", "code", NULL, "auto", "digits, or auto for fresh ones")              \
	CONTEXT(IP, "ip", "request.ip", "ip", "127.0.0.1", "address of the login")                 \
	CONTEXT(USER_AGENT, "user_agent", "user_agent", NULL, "Mozilla/5.0",                       \
	        "browser of the login")                                                            \
	CONTEXT(CLIENT_ID, "client_id", "client.client_id", "client_id", "", "Auth0 application")  \
	CONTEXT(CLIENT_NAME, "client_name", "client.name", "name", "Test Application", "its name") \
	CONTEXT(CLIENT_METADATA, "client_metadata", "client.client_metadata", "client_metadata",   \
	        "{}", "a JSON object")                                                             \
	CONTEXT(USER_ID, "user_id", "user.user_id", NULL, "auth0|test12345", "who logs in")        \
	CONTEXT(USER_NAME, "user_name", "user.name", NULL, "Test User", "name of the user")        \
	CONTEXT(USER_EMAIL, "user_email", "user.email", NULL, "test@example.com",                  \
	        "mail address of the user")                                                        \
	CONTEXT(APP_METADATA, "app_metadata", "user.app_metadata", NULL, "{}", "a JSON object")    \
	CONTEXT(USER_METADATA, "user_metadata", "user.user_metadata", NULL, "{}", "a JSON object") \
	CONTEXT(FACTOR_TYPE, "factor_type", "factor_type", NULL, "second", "first or second")

enum context_field {
#define CONTEXT(id, key, nested, flat, standard, help) CONTEXT_##id,
	CONTEXT_FIELDS(CONTEXT)
#undef CONTEXT
		CONTEXT_FIELD_COUNT
};

struct context {
	char values[CONTEXT_FIELD_COUNT][CONTEXT_VALUE_BYTES];
};

void context_init(struct context *c);
const char *context_key(enum context_field field);
const char *context_help(enum context_field field);
/* Whether it holds the code, or says who logs in and from where. */
bool context_is_private(enum context_field field);
bool context_field_by_key(const char *key, enum context_field *out);
const char *context_get(const struct context *c, enum context_field field);
/* Checks and sets one field: UTF-8 without control or bidi characters, at most 511 bytes, JSON
 * objects where one is due, the words allowed, a code of 4 to 8 digits or "auto".
 * `authentication` is taken as second-factor-authentication, a code of asterisks (a redacted one)
 * as "auto". WORD_CONTEXT_INVALID names the field, which keeps its value then. */
MUST_USE enum status context_set(struct context *c, enum context_field field, const char *value,
                                 struct fault *f);
/* Reads a JSON object in either form over what is there, the nested one first; unknown members and
 * nulls are ignored (Auth0 may add some), a member of the wrong type is refused, and then nothing
 * is changed. `recipient` and `text`, where the object has
 * them, are left to the caller. */
MUST_USE enum status context_read_json(struct context *c, const char *bytes, size_t size_bytes,
                                       struct fault *f);
/* Replaces "auto" by `count`-digit code fresh from base/random. */
void context_make_code(struct context *c, int count);
/* The nested form, code included; for the hook runner and for sealing (with `code` redacted, and
 * with it every run of digits outside of ids, address and browser). */
void context_write_json(const struct context *c, bool redact_code, struct text *out);
/* The data of a template, with the names of Auth0's documentation. Of both generations: code,
 * locale, message_type, action, pause, client.name and user.*. Older: the object tenant
 * (friendly_name, friendlyName), requestInfo.lang, client.client_id. Unified: friendly_name,
 * tenant as a text, client.clientID, client.metadata, application.*; support_email and its like,
 * connection, organization and custom_domain are not in a hook's context and thus missing. For
 * voice the digits of `code` are set apart by dots ("1. 2. 3."), as Auth0 does. */
void context_write_template_data(const struct context *c, enum template_generation generation,
                                 const char *tenant_name, struct text *out);
#endif
