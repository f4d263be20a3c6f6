/* SPDX-License-Identifier: MIT */
/* the ways in which the fault server misbehaves */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fault_impl.h"

enum {
	CONTINUES = 5000,
	DRIP_MS = 100,
	HEADERS_MANY = 200000,
	HEADER_LONG = 2 * 1024 * 1024,
	BLOCK = 64 * 1024
};

static bool
write_text(struct fault_server *s, int fd, const char *text)
{
	return fault_write(s, fd, text, strlen(text));
}

/* Copies the string value that follows `name` in the request's JSON; "" when it is not there. */
static void
copy_value(const char *request, const char *name, char *out, size_t out_bytes)
{
	const char *at = strstr(request, name);
	size_t length = at ? strcspn(at + strlen(name), "\"") : 0;

	if (length >= out_bytes)
		length = out_bytes - 1;
	if (at)
		memcpy(out, at + strlen(name), length);
	out[length] = '\0';
}

/* Infobip's answer to a send, with the members of both versions. */
static void
make_acceptance(const char *request, char *out, size_t out_bytes)
{
	char body[1024];
	char to[64];
	char id[256];
	int length;

	copy_value(request, "\"to\":\"", to, sizeof(to));
	copy_value(request, "\"messageId\":\"", id, sizeof(id));
	length = snprintf(body, sizeof(body),
	                  "{\"bulkId\":\"7300000000000000001\",\"messages\":[{\"messageId\":\"%s\","
	                  "\"to\":\"%s\",\"destination\":\"%s\",\"status\":{\"groupId\":1,"
	                  "\"groupName\":\"PENDING\",\"id\":26,\"name\":\"PENDING_ACCEPTED\","
	                  "\"description\":\"Message sent to next instance\"}}]}",
	                  id, to, to);
	snprintf(
		out, out_bytes,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		length, body);
}

static bool
play_accept(struct fault_server *s, int fd, const char *request)
{
	char answer[2048];

	make_acceptance(request, answer, sizeof(answer));
	return write_text(s, fd, answer);
}

/* The messageId of a send, or of a question to the log. */
static void
copy_id(const char *request, char *out, size_t out_bytes)
{
	const char *asked = strstr(request, "messageId=");

	copy_value(request, "\"messageId\":\"", out, out_bytes);
	if (out[0] == '\0' && asked)
		snprintf(out, out_bytes, "%.36s", asked + strlen("messageId="));
}

/* The body with the request's own id and number where it says @ID@ and @TO@. */
static char *
fill_body(const struct fault_script *script, const char *request, size_t *size_bytes)
{
	const char *at = script->body ? script->body : "";
	const char *end = at + script->body_bytes;
	char id[64];
	char to[64];
	char *body = malloc(script->body_bytes * 16 + 1);
	char *out = body;

	fault_must(body != NULL);
	copy_id(request, id, sizeof(id));
	copy_value(request, "\"to\":\"", to, sizeof(to));
	while (at < end) {
		bool is_id = end - at >= 4 && memcmp(at, "@ID@", 4) == 0;
		bool is_to = end - at >= 4 && memcmp(at, "@TO@", 4) == 0;

		if (is_id || is_to)
			out = stpcpy(out, is_id ? id : to);
		else
			*out++ = *at;
		at += is_id || is_to ? 4 : 1;
	}
	*size_bytes = (size_t)(out - body);
	return body;
}

static bool
play_answer(struct fault_server *s, int fd, const struct fault_script *script, const char *request)
{
	size_t size_bytes;
	char *body = fill_body(script, request, &size_bytes);
	char head[256];
	bool written;

	snprintf(head, sizeof(head), "HTTP/1.1 %d Scripted\r\nContent-Length: %zu\r\n",
	         script->status, size_bytes);
	written = write_text(s, fd, head) &&
	          write_text(s, fd, script->headers ? script->headers : "") &&
	          write_text(s, fd, "\r\n") && fault_write(s, fd, body, size_bytes);
	free(body);
	return written;
}

static bool
play_half(struct fault_server *s, int fd, const char *request)
{
	char answer[2048];

	make_acceptance(request, answer, sizeof(answer));
	fault_write(s, fd, answer, strlen(answer) - 60);
	fault_pause(s, fd, -1);
	return false;
}

static bool
play_drip(struct fault_server *s, int fd, const char *request)
{
	char answer[2048];

	make_acceptance(request, answer, sizeof(answer));
	for (const char *at = answer; *at; at++) {
		if (!fault_write(s, fd, at, 1))
			break;
		fault_pause(s, fd, DRIP_MS);
	}
	return false;
}

static bool
play_reset(int fd)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	return false;
}

static bool
play_short(struct fault_server *s, int fd, bool chunked)
{
	write_text(s, fd,
	           chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	                     "40\r\n{\"messages\":[{\"messageId\""
	                   : "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"
	                     "{\"messages\":[{\"messageId\"");
	return false;
}

/* `times` blocks of the same byte; the other side ends it when it has had enough. */
static void
write_blocks(struct fault_server *s, int fd, char byte, size_t times)
{
	char block[BLOCK];

	memset(block, byte, sizeof(block));
	while (times-- > 0 && fault_write(s, fd, block, sizeof(block)))
		;
}

static bool
play_endless(struct fault_server *s, int fd, bool with_length)
{
	write_text(s, fd,
	           with_length ? "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
	                       : "HTTP/1.1 200 OK\r\n\r\n");
	write_blocks(s, fd, '[', with_length ? 1073741824 / BLOCK : (size_t)-1);
	return false;
}

static bool
play_bomb(struct fault_server *s, int fd)
{
	char head[128];

	snprintf(head, sizeof(head),
	         "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
	         s->bomb_bytes);
	return write_text(s, fd, head) && fault_write(s, fd, s->bomb, s->bomb_bytes);
}

static bool
play_headers(struct fault_server *s, int fd, bool one_long)
{
	char line[64];

	write_text(s, fd, "HTTP/1.1 200 OK\r\n");
	if (one_long) {
		write_text(s, fd, "X-Long: ");
		write_blocks(s, fd, 'a', HEADER_LONG / BLOCK);
		write_text(s, fd, "\r\n");
	}
	for (int i = 0; i < HEADERS_MANY && !one_long; i++) {
		snprintf(line, sizeof(line), "X-Header-%d: value\r\n", i);
		if (!write_text(s, fd, line))
			return false;
	}
	return write_text(s, fd, "Content-Length: 2\r\n\r\n{}");
}

static bool
play_continues(struct fault_server *s, int fd, const char *request)
{
	for (int i = 0; i < CONTINUES; i++) {
		if (!write_text(s, fd, "HTTP/1.1 100 Continue\r\n\r\n"))
			return false;
	}
	return play_accept(s, fd, request);
}

bool
fault_play(struct fault_server *s, int fd, const struct fault_script *script, const char *request)
{
	switch (script->mode) {
	case FAULT_ACCEPT: return play_accept(s, fd, request);
	case FAULT_ANSWER: return play_answer(s, fd, script, request);
	case FAULT_RAW: fault_write(s, fd, script->body, script->body_bytes); return false;
	case FAULT_STALL: fault_pause(s, fd, -1); return false;
	case FAULT_STALL_HALF: return play_half(s, fd, request);
	case FAULT_DRIP: return play_drip(s, fd, request);
	case FAULT_CLOSE: return false;
	case FAULT_RESET: return play_reset(fd);
	case FAULT_SHORT: return play_short(s, fd, false);
	case FAULT_SHORT_CHUNKED: return play_short(s, fd, true);
	case FAULT_ENDLESS: return play_endless(s, fd, false);
	case FAULT_ENDLESS_LENGTH: return play_endless(s, fd, true);
	case FAULT_BOMB: return play_bomb(s, fd);
	case FAULT_LONG_HEADER: return play_headers(s, fd, true);
	case FAULT_MANY_HEADERS: return play_headers(s, fd, false);
	case FAULT_CONTINUES: return play_continues(s, fd, request);
	}
	return false;
}

char *
fault_make_bomb(size_t *size_bytes)
{
	FILE *pipe = popen("head -c 209715200 /dev/zero | gzip -9c", "r");
	char *bytes = malloc(BLOCK * 8);

	fault_must(pipe && bytes);
	*size_bytes = fread(bytes, 1, BLOCK * 8, pipe);
	fault_must(pclose(pipe) == 0 && *size_bytes > 100000);
	return bytes;
}
