/* SPDX-License-Identifier: MIT */
/* records to requests and answers to records of Infobip's SMS and voice API, without sockets */
#include "net/infobip.h"

#include <assert.h>
#include <string.h>

#include "domain/redact.h"
#include "net/infobip_impl.h"

#define LOG_ROWS_MAX 1000 /* the most that one answer of the log may hold */
#define SHOWN_BYTES_MAX ((size_t)64 * 1024)
#define INDENT "  "

const char *
infobip_digits(const char *e164)
{
	return e164[0] == '+' ? e164 + 1 : e164;
}

enum infobip_api
infobip_api_of(const struct message *m)
{
	if (m->type == MESSAGE_VOICE)
		return INFOBIP_VOICE;
	return m->api_version == 2 ? INFOBIP_SMS_V2 : INFOBIP_SMS_V3;
}

const char *
infobip_send_path(enum infobip_api api)
{
	switch (api) {
	case INFOBIP_SMS_V2: return "/sms/2/text/advanced";
	case INFOBIP_VOICE: return "/tts/3/advanced";
	default: return "/sms/3/messages";
	}
}

static bool
has_sender(const struct infobip_send *send)
{
	return send->sender && send->sender[0] != '\0';
}

static void
write_destination(struct json_writer *w, const struct infobip_send *send)
{
	json_write_array(w, "destinations");
	json_write_object(w, NULL);
	json_write_string(w, "to", infobip_digits(send->to));
	json_write_string(w, "messageId", send->message_id);
	json_write_object_end(w);
	json_write_array_end(w);
}

/* Member for member what the published hook posts, and the messageId. */
static void
write_v2(struct json_writer *w, const struct infobip_send *send)
{
	if (has_sender(send))
		json_write_string(w, "from", send->sender);
	write_destination(w, send);
	json_write_string(w, "text", send->text);
	if (send->validity_minutes > 0)
		json_write_integer(w, "validityPeriod", send->validity_minutes);
}

static void
write_v3(struct json_writer *w, const struct infobip_send *send)
{
	if (has_sender(send))
		json_write_string(w, "sender", send->sender);
	write_destination(w, send);
	json_write_object(w, "content");
	json_write_string(w, "text", send->text);
	json_write_object_end(w);
	if (send->validity_minutes <= 0)
		return;
	json_write_object(w, "options");
	json_write_object(w, "validityPeriod");
	json_write_integer(w, "amount", send->validity_minutes);
	json_write_string(w, "timeUnit", "MINUTES");
	json_write_object_end(w);
	json_write_object_end(w);
}

/* The voice itself is left to the provider, which has one for each language. */
static void
write_voice(struct json_writer *w, const struct infobip_send *send)
{
	if (has_sender(send))
		json_write_string(w, "from", infobip_digits(send->sender));
	write_destination(w, send);
	json_write_string(w, "text", send->text);
	json_write_string(w, "language", send->language);
	if (send->validity_minutes > 0)
		json_write_integer(w, "validityPeriod", send->validity_minutes);
}

void
infobip_write_send(const struct infobip_send *send, struct text *body)
{
	struct json_writer w;

	json_write_begin(&w, body);
	json_write_object(&w, NULL);
	json_write_array(&w, "messages");
	json_write_object(&w, NULL);
	if (send->api == INFOBIP_SMS_V2)
		write_v2(&w, send);
	else if (send->api == INFOBIP_VOICE)
		write_voice(&w, send);
	else
		write_v3(&w, send);
	json_write_object_end(&w);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

static void
break_line(struct text *out, int depth)
{
	text_append(out, "\n");
	while (depth-- > 0)
		text_append(out, INDENT);
}

/* Spreads compact JSON over lines. The writer leaves no blanks and no empty array or object. */
static void
indent_json(const char *json, struct text *out)
{
	bool quoted = false;
	int depth = 0;

	for (; *json; json++) {
		bool escaped = quoted && *json == '\\';

		if (!quoted && strchr("]}", *json))
			break_line(out, --depth);
		text_append_bytes(out, json, 1);
		if (escaped)
			text_append_bytes(out, ++json, 1);
		else if (*json == '"')
			quoted = !quoted;
		else if (!quoted && strchr("[{,", *json))
			break_line(out, depth += *json == ',' ? 0 : 1);
		else if (!quoted && *json == ':')
			text_append(out, " ");
	}
}

void
infobip_write_headers(struct text *out)
{
	text_append(out, "Authorization: App ********\n"
	                 "Accept: application/json\n"
	                 "Content-Type: application/json\n"
	                 "User-Agent: " HTTP_USER_AGENT "\n");
}

void
infobip_write_shown(const struct infobip_send *send, const char *base_url, const char *code,
                    struct text *out)
{
	struct infobip_send shown = *send;
	char number[PHONE_MASKED_BYTES];
	struct text words;
	struct text body;

	text_init(&words, SHOWN_BYTES_MAX);
	text_init(&body, SHOWN_BYTES_MAX);
	phone_mask(send->to, number);
	redact_text(&words, send->text, strlen(send->text), code);
	shown.to = number;
	shown.text = text_string(&words);
	infobip_write_send(&shown, &body);
	text_append_format(out, "POST %s%s\n", base_url, infobip_send_path(send->api));
	infobip_write_headers(out);
	text_append(out, "\n");
	indent_json(text_string(&body), out);
	text_append(out, "\n");
	text_finish(&body);
	text_finish(&words);
}

static bool
is_unreserved(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || (byte != '\0' && strchr("-._~", byte));
}

static void
append_encoded(struct text *out, const char *value)
{
	for (; *value; value++) {
		if (is_unreserved(*value))
			text_append_bytes(out, value, 1);
		else
			text_append_format(out, "%%%02X", (unsigned)(unsigned char)*value);
	}
}

static const char *
logs_path(enum infobip_api api)
{
	switch (api) {
	case INFOBIP_SMS_V2: return "/sms/1/logs";
	case INFOBIP_VOICE: return "/tts/3/logs";
	default: return "/sms/3/logs";
	}
}

void
infobip_write_logs_path(enum infobip_api api, const char *const *message_ids, size_t count,
                        struct text *out)
{
	assert(count > 0 && count <= INFOBIP_IDS_MAX);
	text_append_format(out, "%s?messageId=", logs_path(api));
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_append(out, ",");
		append_encoded(out, message_ids[i]);
	}
	/* The log gives 50 rows unless asked for more, fewer than ids fit. */
	text_append_format(out, "&limit=%d", LOG_ROWS_MAX);
}
