/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS and voice API, without sockets */
#include "net/infobip_impl.h"

#include <limits.h>
#include <string.h>

#include "domain/cause.h"
#include "domain/redact.h"

#define WORDS_BYTES_MAX ((size_t)4 * 1024)

void
infobip_init_status(struct message_status *out)
{
	memset(out, 0, sizeof(*out));
	out->group_id = -1;
	out->id = -1;
}

void
infobip_init_error(struct message_error *out)
{
	memset(out, 0, sizeof(*out));
	out->group_id = -1;
	out->id = -1;
}

/* A provider may send any length; only the beginning of it is looked at. */
static size_t
bounded_bytes(const char *words)
{
	return strnlen(words, WORDS_BYTES_MAX / 2);
}

void
infobip_copy_id(char *out, size_t out_bytes, const char *id)
{
	struct text clean;

	text_init(&clean, WORDS_BYTES_MAX * 4);
	if (id)
		text_append_clean(&clean, id, bounded_bytes(id), false);
	text_copy(out, out_bytes, text_string(&clean));
	text_finish(&clean);
}

void
infobip_copy_words(char *out, size_t out_bytes, const char *words)
{
	struct text redacted;

	text_init(&redacted, WORDS_BYTES_MAX * 4);
	if (words)
		redact_text(&redacted, words, bounded_bytes(words), NULL);
	infobip_copy_id(out, out_bytes, text_string(&redacted));
	text_finish(&redacted);
}

static bool
read_small(const struct json *node, int *out)
{
	int64_t value;

	if (!json_integer(node, &value) || value < 0 || value > INT_MAX)
		return false;
	*out = (int)value;
	return true;
}

static void
copy_member(const struct json *object, const char *name, char *out, size_t out_bytes)
{
	infobip_copy_words(out, out_bytes, json_string(json_member(object, name)));
}

bool
infobip_read_status(const struct json *node, struct message_status *out)
{
	infobip_init_status(out);
	if (!read_small(json_member(node, "groupId"), &out->group_id) ||
	    !read_small(json_member(node, "id"), &out->id)) {
		infobip_init_status(out);
		return false;
	}
	copy_member(node, "groupName", out->group_name, sizeof(out->group_name));
	copy_member(node, "name", out->name, sizeof(out->name));
	copy_member(node, "description", out->description, sizeof(out->description));
	copy_member(node, "action", out->action, sizeof(out->action));
	return true;
}

bool
infobip_read_error(const struct json *node, struct message_error *out)
{
	infobip_init_error(out);
	if (!read_small(json_member(node, "groupId"), &out->group_id) ||
	    !read_small(json_member(node, "id"), &out->id)) {
		infobip_init_error(out);
		return false;
	}
	copy_member(node, "groupName", out->group_name, sizeof(out->group_name));
	copy_member(node, "name", out->name, sizeof(out->name));
	copy_member(node, "description", out->description, sizeof(out->description));
	json_bool(json_member(node, "permanent"), &out->permanent);
	return true;
}

void
infobip_copy_line(char *out, size_t out_bytes, const char *sentence)
{
	size_t size_bytes;

	text_copy(out, out_bytes, sentence);
	size_bytes = strlen(out);
	if (size_bytes > 0 && out[size_bytes - 1] == '.')
		out[size_bytes - 1] = '\0';
}

void
infobip_copy_advice(const struct message_status *status, char *out, size_t out_bytes)
{
	struct cause c;

	cause_look_up(CAUSE_STATUS, status->group_id, status->id, status->name, status->description,
	              &c);
	infobip_copy_line(out, out_bytes,
	                  !c.known && status->action[0] ? status->action : c.advice);
}

void
infobip_copy_http_advice(int http_status, const char *fallback, char *out, size_t out_bytes)
{
	struct cause c;

	cause_look_up(CAUSE_HTTP, 0, http_status, "", "", &c);
	infobip_copy_line(out, out_bytes, c.known ? c.advice : fallback);
}
