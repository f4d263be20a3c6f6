/* SPDX-License-Identifier: MIT */
/* HTTP and HTTPS on 127.0.0.1 */
#include "sandbox/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#define SWALLOWED_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define HEADER_MEMORY_BYTES ((size_t)64 * 1024)
#define CONNECTIONS_MAX 256u
#define SILENCE_S 60u
#define BACKLOG 128

struct server {
	struct MHD_Daemon *daemon;
	struct routes *routes;
	struct journal *journal;
	char *certificate; /* the library reads both as long as it runs */
	char *key;
	int stop_fd; /* readable from the moment the server stops */
	uint16_t port;
};

/* One request while it arrives. */
struct arrival {
	char *target;
	struct text body;
	size_t seen_bytes;
	bool begun;
};

static void *
begin_arrival(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct arrival *a = mem_alloc(sizeof(*a));

	(void)context;
	(void)connection;
	a->target = mem_copy_text(uri);
	text_init(&a->body, JSON_BYTES_MAX);
	return a;
}

static void
end_arrival(void *context, struct MHD_Connection *connection, void **arrival,
            enum MHD_RequestTerminationCode code)
{
	struct arrival *a = *arrival;

	(void)context;
	(void)connection;
	(void)code;
	if (!a)
		return;
	mem_free(a->target);
	text_finish(&a->body);
	mem_free(a);
	*arrival = NULL;
}

static enum MHD_Result
keep_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct request *r = context;

	(void)kind;
	if (r->header_count == REQUEST_HEADERS_MAX)
		return MHD_NO;
	r->headers[r->header_count].name = name;
	r->headers[r->header_count].value = value ? value : "";
	r->header_count++;
	return MHD_YES;
}

/* The date is the movable clock's, so that a client whose own differs can be seen to notice. */
static void
add_headers(struct MHD_Response *response, const struct routes_answer *answer, bool is_bare)
{
	char words[64];
	struct tm date;
	time_t now_s = (time_t)(answer->now_ms / 1000);

	if (!is_bare)
		(void)MHD_add_response_header(response, "Content-Type", "application/json");
	if (answer->retry_after_s > 0) {
		(void)snprintf(words, sizeof(words), "%d", answer->retry_after_s);
		(void)MHD_add_response_header(response, "Retry-After", words);
	}
	if (gmtime_r(&now_s, &date) &&
	    strftime(words, sizeof(words), "%a, %d %b %Y %H:%M:%S GMT", &date) > 0)
		(void)MHD_add_response_header(response, "Date", words);
}

static enum MHD_Result
queue(struct MHD_Connection *connection, const struct routes_answer *answer)
{
	bool is_bare = answer->http_status == 204 || answer->http_status == 304;
	struct MHD_Response *response;
	enum MHD_Result result;

	response =
		MHD_create_response_from_buffer(is_bare ? 0 : answer->body.size_bytes,
	                                        (void *)answer->body.bytes, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	add_headers(response, answer, is_bare);
	result = MHD_queue_response(connection, (unsigned)answer->http_status, response);
	MHD_destroy_response(response);
	return result;
}

/* Lets the seconds pass; false when the server stops or the other side goes away before. */
static bool
wait_seconds(const struct server *s, struct MHD_Connection *connection, int seconds)
{
	int64_t deadline_us = clock_monotonic_us() + (int64_t)seconds * 1000 * 1000;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd watched[] = {
		{ .fd = s->stop_fd, .events = POLLIN },
		{ .fd = info ? info->connect_fd : -1, .events = POLLRDHUP },
	};

	for (;;) {
		int64_t left_ms = (deadline_us - clock_monotonic_us() + 999) / 1000;

		if (left_ms <= 0)
			return true;
		if (poll(watched, 2, (int)left_ms) > 0)
			return false;
	}
}

/* A request that cannot be written down is not served, so that the journal is the truth. */
static enum MHD_Result
answer_request(struct server *s, struct MHD_Connection *connection, const struct request *r)
{
	struct routes_answer answer = { .http_status = 0 };
	enum MHD_Result result = MHD_NO;
	struct fault ignored;

	if (s->journal && journal_write(s->journal, r, &ignored) != ST_OK)
		return MHD_NO;
	routes_answer(s->routes, r, &answer);
	if (!answer.dropped && wait_seconds(s, connection, answer.delay_s))
		result = queue(connection, &answer);
	routes_finish_answer(&answer);
	return result;
}

/* Called once when the headers are there, once for each piece of the body, once at its end. */
static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *piece, size_t *piece_bytes, void **arrival)
{
	struct arrival *a = *arrival;
	struct request r;

	(void)url;
	(void)version;
	if (!a)
		return MHD_NO;
	if (!a->begun) {
		a->begun = true;
		return MHD_YES;
	}
	if (*piece_bytes > 0) {
		a->seen_bytes += *piece_bytes;
		text_append_bytes(&a->body, piece, *piece_bytes);
		*piece_bytes = 0;
		return a->seen_bytes <= SWALLOWED_BYTES_MAX ? MHD_YES : MHD_NO;
	}
	memset(&r, 0, sizeof(r));
	r.arrived_at_ms = clock_now_ms();
	r.method = method;
	r.target = a->target;
	r.body = text_string(&a->body);
	r.body_bytes = a->body.size_bytes;
	r.body_too_large = a->body.overflowed;
	(void)MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header, &r);
	return answer_request(context, connection, &r);
}

/* Opening the socket ourselves is the only way to learn that the port is taken. */
static enum status
listen_on(uint16_t port, int *out, struct fault *f)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	int reuse = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int reason;

	*out = -1;
	if (fd < 0)
		return fault_set(f, WORD_SYSTEM, "cannot make a socket: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, BACKLOG) == 0) {
		*out = fd;
		return ST_OK;
	}
	reason = errno;
	(void)close(fd);
	if (reason == EADDRINUSE)
		return fault_set(f, WORD_PORT_TAKEN, "port %u of 127.0.0.1 is taken",
		                 (unsigned)port);
	return fault_set(f, WORD_SYSTEM, "cannot listen on port %u of 127.0.0.1: %s",
	                 (unsigned)port, strerror(reason));
}

static uint16_t
port_of(int fd)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	memset(&address, 0, sizeof(address));
	(void)getsockname(fd, (struct sockaddr *)&address, &size);
	return ntohs(address.sin_port);
}

static struct MHD_Daemon *
start_daemon(struct server *s, int fd)
{
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL_INTERNAL_THREAD |
	                 MHD_USE_ITC | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, s->certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, s->key },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	if (s->certificate)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(
		flags, 0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_URI_LOG_CALLBACK, begin_arrival, s, MHD_OPTION_NOTIFY_COMPLETED,
		end_arrival, s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_MEMORY_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		SILENCE_S, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY,
		s->certificate ? tls : none, MHD_OPTION_END);
}

enum status
server_start(const struct server_options *options, struct server **out, struct fault *f)
{
	struct server *s;
	enum status st;
	int fd;

	*out = NULL;
	st = listen_on(options->port, &fd, f);
	if (st != ST_OK)
		return st;
	s = mem_alloc(sizeof(*s));
	s->routes = options->routes;
	s->journal = options->journal;
	s->certificate = options->certificate ? mem_copy_text(options->certificate) : NULL;
	s->key = options->key ? mem_copy_text(options->key) : NULL;
	s->port = port_of(fd);
	s->stop_fd = eventfd(0, EFD_CLOEXEC);
	s->daemon = s->stop_fd >= 0 ? start_daemon(s, fd) : NULL;
	if (!s->daemon) {
		(void)close(fd);
		st = s->certificate && s->stop_fd >= 0
		             ? fault_set(f, WORD_FILE_UNREADABLE,
		                         "the certificate and the key do not load together")
		             : fault_set(f, WORD_SYSTEM, "the HTTP server does not start");
		server_stop(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

uint16_t
server_port(const struct server *s)
{
	return s->port;
}

void
server_stop(struct server *s)
{
	if (!s)
		return;
	/* Every thread that waits sees it; nobody takes it away. */
	if (s->stop_fd >= 0)
		(void)eventfd_write(s->stop_fd, 1);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	if (s->stop_fd >= 0)
		(void)close(s->stop_fd);
	mem_free(s->certificate);
	mem_free(s->key);
	mem_free(s);
}
