/* SPDX-License-Identifier: MIT */
/* one line of JSON for every request that arrived */
#include "sandbox/journal.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "domain/redact.h"
#include "sandbox/lines.h"

/* A byte of the body becomes at most six in JSON. */
#define LINE_BYTES_MAX (JSON_BYTES_MAX * 6 + (size_t)1024 * 1024)
#define VALUE_BYTES_MAX ((size_t)64 * 1024)
#define MASK "********"

struct journal {
	pthread_mutex_t mutex;
	struct lines file;
};

enum status
journal_open(const char *path, struct journal **out, struct fault *f)
{
	struct journal *j = mem_alloc(sizeof(*j));
	enum status st = lines_open(path, &j->file, f);

	*out = NULL;
	if (st != ST_OK) {
		mem_free(j);
		return st;
	}
	(void)pthread_mutex_init(&j->mutex, NULL);
	*out = j;
	return ST_OK;
}

void
journal_close(struct journal *j)
{
	if (!j)
		return;
	lines_close(&j->file);
	(void)pthread_mutex_destroy(&j->mutex);
	mem_free(j);
}

static bool
is_credential(const char *name)
{
	return strcasecmp(name, "Authorization") == 0 ||
	       strcasecmp(name, "Proxy-Authorization") == 0 || strcasecmp(name, "Cookie") == 0;
}

static void
append_masked(struct text *out, const char *value)
{
	size_t scheme_bytes = strcspn(value, " ");

	if (value[scheme_bytes] == ' ')
		text_append_bytes(out, value, scheme_bytes + 1);
	text_append(out, MASK);
}

static bool
stands_earlier(const struct request *r, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcasecmp(r->headers[i].name, r->headers[index].name) == 0)
			return true;
	return false;
}

/* Strict readers refuse an object with a name twice, so repeated headers become one. */
static void
write_headers(struct json_writer *w, const struct request *r)
{
	struct text value;

	text_init(&value, VALUE_BYTES_MAX);
	json_write_object(w, "headers");
	for (size_t i = 0; i < r->header_count; i++) {
		const char *name = r->headers[i].name;

		if (stands_earlier(r, i))
			continue;
		text_reset(&value);
		for (size_t k = i; k < r->header_count; k++) {
			if (strcasecmp(r->headers[k].name, name) != 0)
				continue;
			if (k > i)
				text_append(&value, ", ");
			if (is_credential(name))
				append_masked(&value, r->headers[k].value);
			else
				text_append(&value, r->headers[k].value);
		}
		json_write_string(w, name, text_string(&value));
	}
	json_write_object_end(w);
	text_finish(&value);
}

static void
write_message_ids(struct json_writer *w, const struct request *r)
{
	const struct json *message;
	const struct json *to;
	struct fault ignored;
	struct json *root = NULL;

	json_write_array(w, "messageIds");
	if (json_parse(r->body, r->body_bytes, "the body", &root, &ignored) == ST_OK) {
		message = json_first(json_member(root, "messages"));
		for (; message; message = json_next(message)) {
			to = json_first(json_member(message, "destinations"));
			for (; to; to = json_next(to))
				if (json_string(json_member(to, "messageId")))
					json_write_node(w, NULL, json_member(to, "messageId"));
		}
	}
	json_destroy(root);
	json_write_array_end(w);
}

/* Whether a query's piece is one that can hold a number or a text, or what a client that logs in
 * by its URL gives away. */
static bool
is_personal(const char *piece)
{
	static const char *const names[] = {
		"to=",       "from=",      "destination=",   "sender=", "text=",  "username=",
		"password=", "client_id=", "client_secret=", "apiKey=", "token=", "authorization="
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncasecmp(piece, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* A sandbox number is nobody's and stays; whatever else may be a number or a code is masked. */
static void
append_piece(struct text *out, const char *piece, size_t size_bytes)
{
	size_t name_bytes = strcspn(piece, "=&") + 1;
	const char *value = piece + name_bytes;

	if (!is_personal(piece) || strncmp(value, "999", 3) == 0 ||
	    strncmp(value, "%2B999", 6) == 0) {
		text_append_bytes(out, piece, size_bytes);
		return;
	}
	text_append_bytes(out, piece, name_bytes);
	text_append(out, MASK);
}

static void
write_query(struct json_writer *w, const char *query)
{
	struct text shown;

	text_init(&shown, VALUE_BYTES_MAX);
	while (*query) {
		size_t size_bytes = strcspn(query, "&");

		append_piece(&shown, query, size_bytes);
		query += size_bytes;
		if (*query == '&') {
			text_append(&shown, "&");
			query++;
		}
	}
	json_write_string(w, "query", text_string(&shown));
	text_finish(&shown);
}

/* Codes and numbers go before they are written, as they do everywhere else. A log-in, which the
 * sandbox does not know, goes whole. */
static void
write_body(struct json_writer *w, const struct request *r)
{
	struct text body;

	if (strncmp(r->target, "/auth/", 6) == 0) {
		json_write_string(w, "body", r->body_bytes > 0 ? MASK : "");
		return;
	}
	text_init(&body, JSON_BYTES_MAX);
	redact_answer(&body, r->body ? r->body : "", r->body_bytes, NULL);
	json_write_string_bytes(w, "body", text_string(&body), body.size_bytes);
	text_finish(&body);
}

void
journal_format(const struct request *r, struct text *out)
{
	char arrived_at[CLOCK_TEXT_BYTES];
	struct text path;
	struct json_writer w;

	text_init(&path, VALUE_BYTES_MAX);
	request_append_path(r, &path);
	clock_format(r->arrived_at_ms, arrived_at);
	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	json_write_string(&w, "time", arrived_at);
	json_write_string(&w, "method", r->method);
	json_write_string(&w, "path", text_string(&path));
	write_query(&w, request_query(r));
	write_headers(&w, r);
	write_message_ids(&w, r);
	write_body(&w, r);
	if (r->body_too_large)
		json_write_bool(&w, "truncated", true);
	json_write_object_end(&w);
	text_finish(&path);
}

enum status
journal_write(struct journal *j, const struct request *r, struct fault *f)
{
	struct text line;
	enum status st;

	text_init(&line, LINE_BYTES_MAX);
	journal_format(r, &line);
	(void)pthread_mutex_lock(&j->mutex);
	st = lines_lock(&j->file, f);
	if (st == ST_OK) {
		st = lines_append(&j->file, &line, f);
		lines_unlock(&j->file);
	}
	(void)pthread_mutex_unlock(&j->mutex);
	text_finish(&line);
	return st;
}
