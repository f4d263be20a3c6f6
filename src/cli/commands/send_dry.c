/* SPDX-License-Identifier: MIT */
/* send --dry-run: the exact request, and nothing else */
#include "cli/commands/send_impl.h"

#include <string.h>

#include "base/output.h"

/* "Name: value" lines as members of an object. */
static void
write_headers(struct json_writer *w, const char *lines)
{
	char name[64];

	json_write_object(w, "headers");
	while (*lines) {
		size_t name_bytes = strcspn(lines, ":");
		size_t line_bytes = strcspn(lines, "\n");

		if (name_bytes < sizeof(name) && name_bytes + 2 <= line_bytes) {
			memcpy(name, lines, name_bytes);
			name[name_bytes] = '\0';
			json_write_string_bytes(w, name, lines + name_bytes + 2,
			                        line_bytes - name_bytes - 2);
		}
		lines += line_bytes + (lines[line_bytes] == '\n');
	}
	json_write_object_end(w);
}

/* Which text it says, and why this one; null for an own text. */
static void
write_template(struct json_writer *w, const struct send_request *r)
{
	if (r->template.id == 0) {
		json_write_null(w, "template");
		return;
	}
	json_write_object(w, "template");
	json_write_string(w, "name", r->template.name);
	json_write_integer(w, "revision", r->template.revision);
	json_write_string(w, "why", r->why[0] ? r->why : NULL);
	json_write_object_end(w);
}

static void
tell_template(const struct send_request *r)
{
	if (r->template.id == 0)
		return;
	output_words("text: %s, revision %lld", r->why[0] ? r->why : r->template.name,
	             (long long)r->template.revision);
}

static void
write_request(struct json_writer *w, const struct send_request *r)
{
	json_write_object(w, NULL);
	json_write_object(w, "request");
	json_write_string(w, "method", r->method);
	json_write_string(w, "url", text_string(&r->url));
	write_headers(w, text_string(&r->headers));
	json_write_raw(w, "body", text_string(&r->body));
	json_write_object_end(w);
	write_template(w, r);
	json_write_object_end(w);
}

enum status
cli_send_print_request(struct cli *c, const struct send_draft *d, struct fault *f)
{
	struct send_request r;

	send_request_init(&r);
	enum status st = sender_dry_run(c->session, d, &r, f);
	if (st == ST_OK && c->json)
		write_request(&c->writer, &r);
	else if (st == ST_OK)
		output_data("%s %s\n%s\n%s\n", r.method, text_string(&r.url),
		            text_string(&r.headers), text_string(&r.body));
	if (st == ST_OK)
		tell_template(&r);
	if (st == ST_OK)
		output_words("nothing was sent or written down; messageId and a made-up code are "
		             "new each time");
	if (st == ST_OK && r.refusal.code != ST_OK)
		output_words("it would be refused now: %s", r.refusal.cause);
	send_request_finish(&r);
	return st;
}
