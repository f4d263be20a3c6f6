/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_impl.h"
#include "net/http_curl_impl.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"

#define RETRY_AFTER "Retry-After:"
#define DATE "Date:"
#define VALUE_BYTES_MAX 64
/* A shorter key might be a word that answers use. */
#define KEY_BYTES_MIN 8

int
http_before_request(void *context, char *remote, char *local, int remote_port, int local_port)
{
	struct http_flight *flight = context;

	(void)remote;
	(void)local;
	(void)remote_port;
	(void)local_port;
	/* libcurl comes here again when it wants to repeat a request by itself: on a stream that
	 * HTTP/2 refused, or on a connection that died. Each of our sends goes out once; what only
	 * reads may be asked again. */
	if (flight->on_wire && flight->connection == HTTP_OWN) {
		flight->cut = HTTP_CUT_REPEAT;
		return CURL_PREREQFUNC_ABORT;
	}
	flight->on_wire = true;
	http_tls_version(flight);
	return CURL_PREREQFUNC_OK;
}

static int64_t
read_seconds(const char *digits)
{
	int64_t seconds = 0;

	if (digits[strspn(digits, "0123456789")] != '\0')
		return -1;
	while (*digits && seconds <= HTTP_RETRY_AFTER_MAX_S)
		seconds = seconds * 10 + (*digits++ - '0');
	return seconds <= HTTP_RETRY_AFTER_MAX_S ? seconds : HTTP_RETRY_AFTER_TOO_LONG;
}

static int64_t
read_date(const char *value)
{
	int64_t wanted_ms = (int64_t)http_curl()->getdate(value, NULL) * 1000;
	int64_t ahead_ms = wanted_ms - clock_now_ms();

	if (wanted_ms < 0 || ahead_ms < 0)
		return -1;
	if (ahead_ms > HTTP_RETRY_AFTER_MAX_S * 1000LL)
		return HTTP_RETRY_AFTER_TOO_LONG;
	return (ahead_ms + 999) / 1000;
}

/* The value of a header line without the blanks around it; "" when it is too long to be one that
 * is read here. */
static void
copy_value(const char *bytes, size_t size_bytes, char out[VALUE_BYTES_MAX])
{
	size_t end = size_bytes;
	size_t start = 0;

	out[0] = '\0';
	while (start < end && (bytes[start] == ' ' || bytes[start] == '\t'))
		start++;
	while (end > start && strchr(" \t\r\n", bytes[end - 1]))
		end--;
	if (end - start >= VALUE_BYTES_MAX)
		return;
	memcpy(out, bytes + start, end - start);
	out[end - start] = '\0';
}

static int64_t
read_retry_after(const char *value)
{
	if (value[0] == '\0')
		return -1;
	return value[0] >= '0' && value[0] <= '9' ? read_seconds(value) : read_date(value);
}

/* Reads the few headers that are of use. */
static void
take_value(struct http_flight *flight, const char *bytes, size_t size_bytes)
{
	size_t retry_bytes = sizeof(RETRY_AFTER) - 1;
	size_t date_bytes = sizeof(DATE) - 1;
	char value[VALUE_BYTES_MAX];

	if (size_bytes > retry_bytes && strncasecmp(bytes, RETRY_AFTER, retry_bytes) == 0) {
		copy_value(bytes + retry_bytes, size_bytes - retry_bytes, value);
		flight->retry_after_s = read_retry_after(value);
	} else if (size_bytes > date_bytes && strncasecmp(bytes, DATE, date_bytes) == 0) {
		copy_value(bytes + date_bytes, size_bytes - date_bytes, value);
		int64_t date_ms = (int64_t)http_curl()->getdate(value, NULL) * 1000;
		flight->date_ms = date_ms > 0 ? date_ms : 0;
		flight->date_at_ms = clock_now_ms();
	}
}

size_t
http_take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct http_flight *flight = context;
	size_t size_bytes = size * count;

	/* Any number of interim answers may come first; each status line begins a new block. */
	if (size_bytes >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		flight->header_bytes = 0;
		flight->retry_after_s = -1;
		flight->date_ms = 0;
	}
	flight->header_bytes += size_bytes;
	if (flight->header_bytes > HTTP_HEADERS_MAX) {
		flight->cut = HTTP_CUT_HEADERS;
		return 0;
	}
	take_value(flight, bytes, size_bytes);
	return size_bytes;
}

/* Called with what decompression gave, so a small bomb is counted at its full size. */
size_t
http_take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http_flight *flight = context;
	size_t size_bytes = size * count;

	if (!text_append_bytes(&flight->body, bytes, size_bytes)) {
		flight->cut = HTTP_CUT_BODY;
		return 0;
	}
	return size_bytes;
}

void
http_answer_init(struct http_answer *out)
{
	memset(out, 0, sizeof(*out));
	out->body = "";
	out->retry_after_s = -1;
	out->timings = (struct message_timings){ -1, -1, -1, -1, -1 };
}

/* A status below 200 only announces one. */
static int
read_status(CURL *easy)
{
	long code = 0;

	http_curl()->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
	return code >= 200 && code <= 999 ? (int)code : 0;
}

/* libcurl counts what it wrote to a proxy, too: only a connection that was ready for the request
 * can have carried a part of it. */
static int64_t
read_sent(const struct http_flight *flight)
{
	curl_off_t upload = 0;
	long request = 0;

	if (!flight->on_wire)
		return 0;
	http_curl()->easy_getinfo(flight->easy, CURLINFO_REQUEST_SIZE, &request);
	http_curl()->easy_getinfo(flight->easy, CURLINFO_SIZE_UPLOAD_T, &upload);
	return request > upload ? request : (int64_t)upload;
}

static int64_t
read_timing(CURL *easy, CURLINFO which)
{
	curl_off_t us = 0;

	/* libcurl has 0 for what was not reached. */
	return http_curl()->easy_getinfo(easy, which, &us) == CURLE_OK && us > 0 ? (int64_t)us : -1;
}

static void
read_timings(CURL *easy, struct message_timings *out)
{
	out->lookup_us = read_timing(easy, CURLINFO_NAMELOOKUP_TIME_T);
	out->connect_us = read_timing(easy, CURLINFO_CONNECT_TIME_T);
	out->tls_us = read_timing(easy, CURLINFO_APPCONNECT_TIME_T);
	/* A connection closed before any byte came has a time here as well. */
	out->first_byte_us =
		read_status(easy) > 0 ? read_timing(easy, CURLINFO_STARTTRANSFER_TIME_T) : -1;
	out->total_us = read_timing(easy, CURLINFO_TOTAL_TIME_T);
}

/* The other side wrote its date, in whole seconds that have been cut, between the last byte of the
 * request and the first of the answer: in the middle of both it was half a second later, by at
 * most half of each. */
static void
read_clock(const struct http_flight *flight, struct http_answer *out)
{
	int64_t asked_us = read_timing(flight->easy, CURLINFO_PRETRANSFER_TIME_T);
	int64_t waited_ms = (out->timings.first_byte_us - asked_us) / 1000;

	if (flight->date_ms == 0 || asked_us < 0 || out->timings.first_byte_us < 0)
		return;
	if (waited_ms < 0)
		waited_ms = 0;
	out->has_date = true;
	out->clock_ahead_ms = flight->date_at_ms - waited_ms / 2 - (flight->date_ms + 500);
	out->clock_within_ms = 500 + (waited_ms + 1) / 2;
}

static void
read_content_type(CURL *easy, char *out, size_t out_bytes)
{
	const char *value = NULL;

	http_curl()->easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &value);
	text_copy(out, out_bytes, value ? value : "");
	for (; *out; out++) {
		if (*out < ' ' || *out > '~')
			*out = '?';
	}
}

/* The key as the request carries it, "" without one. */
static const char *
sent_key(const struct http_flight *flight)
{
	size_t name_bytes = sizeof(HTTP_KEY_HEADER) - 1;

	for (const struct curl_slist *line = flight->headers; line; line = line->next) {
		if (strncmp(line->data, HTTP_KEY_HEADER, name_bytes) == 0)
			return line->data + name_bytes;
	}
	return "";
}

/* How many bytes the key takes at `at`, 0 when it does not stand there. JSON may have put a
 * backslash in front of any character. */
static size_t
match_key(const char *at, const char *end, const char *key)
{
	const char *begin = at;

	for (; *key; key++, at++) {
		if (at < end && *at == '\\' && *key != '\\')
			at++;
		if (at >= end || *at != *key)
			return 0;
	}
	return (size_t)(at - begin);
}

static void
hide_key(struct http_flight *flight)
{
	const char *key = sent_key(flight);
	char *end = flight->body.bytes + flight->body.size_bytes;

	if (strlen(key) < KEY_BYTES_MIN || flight->body.size_bytes == 0)
		return;
	for (char *at = flight->body.bytes; at < end; at++)
		memset(at, '*', match_key(at, end, key));
}

void
http_answer_read(struct http_flight *flight, CURLcode code, struct http_answer *out)
{
	http_answer_init(out);
	if (!flight->easy)
		return;
	hide_key(flight);
	out->sent_bytes = read_sent(flight);
	out->status = flight->on_wire ? read_status(flight->easy) : 0;
	out->body = text_string(&flight->body);
	out->body_bytes = flight->body.size_bytes;
	out->retry_after_s = flight->retry_after_s;
	read_content_type(flight->easy, out->content_type, sizeof(out->content_type));
	read_timings(flight->easy, &out->timings);
	if (flight->on_wire)
		read_clock(flight, out);
	if (flight->connection == HTTP_FIRST)
		http_tls_read(flight, &out->tls);
	if (code == CURLE_OK && out->status > 0) {
		out->outcome = HTTP_ANSWERED;
		return;
	}
	out->outcome = out->sent_bytes > 0 ? HTTP_BROKEN : HTTP_NOT_SENT;
	http_answer_explain(flight, code, out);
}
