/* SPDX-License-Identifier: MIT */
/* the provider's answers as JSON */
#include "sandbox/answers_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
answers_spell_out(const char *name, char out[MESSAGE_NAME_BYTES])
{
	size_t i;

	if (strncmp(name, "EC_", 3) == 0)
		name += 3;
	for (i = 0; i < MESSAGE_NAME_BYTES - 1 && name[i]; i++) {
		char byte = (char)(name[i] == '_' ? ' ' : name[i]);

		if (i > 0 && byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		out[i] = byte;
	}
	out[i] = '\0';
}

void
answers_add_violation(struct answers_violations *v, const char *words, const char *format, ...)
{
	va_list args;

	if (v->count == ANSWERS_VIOLATIONS_MAX)
		return;
	va_start(args, format);
	(void)vsnprintf(v->items[v->count].property, sizeof(v->items[0].property), format, args);
	va_end(args);
	(void)text_copy(v->items[v->count].words, sizeof(v->items[0].words), words);
	v->count++;
}

static bool
stands_earlier(const struct answers_violations *v, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(v->items[i].property, v->items[index].property) == 0)
			return true;
	return false;
}

static void
write_validation_errors(struct json_writer *w, const struct answers_violations *v)
{
	json_write_object(w, "validationErrors");
	for (size_t i = 0; i < v->count; i++) {
		if (stands_earlier(v, i))
			continue;
		json_write_array(w, v->items[i].property);
		for (size_t k = i; k < v->count; k++)
			if (strcmp(v->items[k].property, v->items[i].property) == 0)
				json_write_string(w, NULL, v->items[k].words);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

/* The word for an HTTP status: the provider's own for 500, else the catalogue's. */
static void
name_http_status(int http_status, char name[MESSAGE_NAME_BYTES])
{
	if (http_status == 500)
		(void)text_copy(name, MESSAGE_NAME_BYTES, "GENERAL_ERROR");
	else if (!cause_provider_name(CAUSE_HTTP, 0, http_status, name))
		(void)text_copy(name, MESSAGE_NAME_BYTES, "UNKNOWN");
}

/* The words of the provider's specification; other statuses are called by their names. */
static const struct words {
	int http_status;
	const char *text;        /* of the older body */
	const char *description; /* of the present one */
	const char *action;
} known_words[] = {
	{ 400, "Bad request", "Request cannot be processed.",
	  "Check the syntax, violations and adjust the request." },
	{ 401, "Unauthorized",
	  "The request lacks valid authentication credentials for the requested resource.",
	  "Check the resources and adjust authentication credentials." },
	{ 403, "Forbidden", "Insufficient permissions to access the requested resource.",
	  "Repeat the request with new or different credentials." },
	{ 404, "Not found",
	  "Not found - request URL doesn't exist on the API server or resource is not found.",
	  "Check the resources and adjust your request." },
	{ 429, "Too many requests", "Too many requests sent.",
	  "Check request rate limit specified in the API endpoint documentation resource." },
	{ 500, "Something went wrong. Please contact support.", "Something went wrong.",
	  "Contact the support." },
};

/* `name` stands in where there are no words; *out borrows it. */
static void
find_words(int http_status, const char *name, struct words *out)
{
	*out = (struct words){ http_status, name, name, "Ask the support." };
	for (size_t i = 0; i < sizeof(known_words) / sizeof(*known_words); i++)
		if (known_words[i].http_status == http_status)
			*out = known_words[i];
}

static void
write_old_error(struct json_writer *w, const char *name, const char *words,
                const struct answers_violations *v)
{
	json_write_object(w, "requestError");
	json_write_object(w, "serviceException");
	json_write_string(w, "messageId", name);
	json_write_string(w, "text", words);
	if (v && v->count > 0)
		write_validation_errors(w, v);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void
write_new_error(struct json_writer *w, int http_status, const char *words, const char *action,
                const struct answers_violations *v)
{
	char code[16];

	(void)snprintf(code, sizeof(code), "E%d", http_status);
	json_write_string(w, "errorCode", code);
	json_write_string(w, "description", words);
	json_write_string(w, "action", action);
	json_write_array(w, "violations");
	for (size_t i = 0; v && i < v->count; i++) {
		json_write_object(w, NULL);
		json_write_string(w, "property", v->items[i].property);
		json_write_string(w, "violation", v->items[i].words);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_array(w, "resources");
	json_write_array_end(w);
}

/* `own_words` NULL takes those for the status. */
static void
write_any_error(struct text *out, int api_version, int http_status, const char *own_words,
                const struct answers_violations *v)
{
	char name[MESSAGE_NAME_BYTES];
	char described[MESSAGE_NAME_BYTES];
	struct json_writer w;
	struct words words;

	name_http_status(http_status, name);
	answers_spell_out(name, described);
	find_words(http_status, described, &words);
	if (own_words)
		words.text = words.description = own_words;
	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	if (api_version == 2)
		write_old_error(&w, name, words.text, v);
	else
		write_new_error(&w, http_status, words.description, words.action, v);
	json_write_object_end(&w);
}

void
answers_write_error(struct text *out, int api_version, int http_status,
                    const struct answers_violations *v)
{
	write_any_error(out, api_version, http_status, NULL, v);
}

void
answers_write_error_with(struct text *out, int api_version, int http_status, const char *words)
{
	write_any_error(out, api_version, http_status, words, NULL);
}
