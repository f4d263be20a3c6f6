/* SPDX-License-Identifier: MIT */
/* TLS in front of a plain server on loopback */
#include "tls_front.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault_impl.h"
#include "tls_front_impl.h"

enum { CONNECTIONS_MAX = 64, HANDSHAKE_LIMIT_MS = 5000 };

struct tls_front {
	enum tls_face face;
	int port_behind;
	gnutls_certificate_credentials_t credentials;
	char ca_file[64];
	int listener;
	int port;
	char url[64];
	int stop_pipe[2]; /* its writing end is closed to end every wait */
	pthread_t thread;
	pthread_t connections[CONNECTIONS_MAX];
	size_t taken; /* the listener's */
	atomic_size_t connection_count;
	atomic_size_t handshake_count;
	atomic_size_t byte_count;
};

struct passage {
	struct tls_front *front;
	int fd;
	int behind;
	gnutls_session_t session;
};

static const char *
priorities(enum tls_face face)
{
	if (face == TLS_ONLY_1_0)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.0";
	if (face == TLS_ONLY_1_1)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.1";
	return "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
}

static int
connect_behind(const struct tls_front *t)
{
	union fault_address at;
	socklen_t size_bytes = fault_make_address(&at, AF_INET, t->port_behind);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int at_once = 1;

	fault_must(fd >= 0 && connect(fd, &at.any, size_bytes) == 0);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
	return fd;
}

/* From the other side to the server. False at the end. */
static bool
pass_in(struct passage *p)
{
	char bytes[16 * 1024];
	ssize_t got;

	do {
		got = gnutls_record_recv(p->session, bytes, sizeof(bytes));
		if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
			return true;
		if (got <= 0 || send(p->behind, bytes, (size_t)got, MSG_NOSIGNAL) != got)
			return false;
		atomic_fetch_add(&p->front->byte_count, (size_t)got);
	} while (gnutls_record_check_pending(p->session) > 0);
	return true;
}

static bool
pass_out(struct passage *p)
{
	char bytes[16 * 1024];
	ssize_t got = recv(p->behind, bytes, sizeof(bytes), 0);

	return got > 0 && gnutls_record_send(p->session, bytes, (size_t)got) == got;
}

static void
pass(struct passage *p)
{
	struct pollfd fds[] = { { p->fd, POLLIN, 0 },
		                { p->behind, POLLIN, 0 },
		                { p->front->stop_pipe[0], POLLIN, 0 } };

	while (poll(fds, 3, -1) > 0 && !fds[2].revents) {
		if (fds[0].revents && !pass_in(p))
			break;
		if (fds[1].revents && !pass_out(p))
			break;
	}
	gnutls_bye(p->session, GNUTLS_SHUT_WR);
}

static void *
run_passage(void *context)
{
	struct passage *p = context;
	struct tls_front *t = p->front;
	int code;

	tls_must(gnutls_init(&p->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL));
	tls_must(gnutls_priority_set_direct(p->session, priorities(t->face), NULL));
	tls_must(gnutls_credentials_set(p->session, GNUTLS_CRD_CERTIFICATE, t->credentials));
	gnutls_transport_set_int(p->session, p->fd);
	gnutls_handshake_set_timeout(p->session, HANDSHAKE_LIMIT_MS);
	do {
		code = gnutls_handshake(p->session);
	} while (code < 0 && gnutls_error_is_fatal(code) == 0);
	if (code >= 0) {
		atomic_fetch_add(&t->handshake_count, 1);
		p->behind = connect_behind(t);
		pass(p);
		close(p->behind);
	} else {
		gnutls_alert_send_appropriate(p->session, code);
	}
	gnutls_deinit(p->session);
	close(p->fd);
	free(p);
	return NULL;
}

static void
take_connection(struct tls_front *t, int fd)
{
	struct passage *p = calloc(1, sizeof(*p));
	int at_once = 1;

	fault_must(p && t->taken < CONNECTIONS_MAX);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
	p->front = t;
	p->fd = fd;
	atomic_fetch_add(&t->connection_count, 1);
	fault_must(pthread_create(&t->connections[t->taken++], NULL, run_passage, p) == 0);
}

static void *
run_front(void *context)
{
	struct tls_front *t = context;
	struct pollfd fds[] = { { t->listener, POLLIN, 0 }, { t->stop_pipe[0], POLLIN, 0 } };

	while (poll(fds, 2, -1) > 0 && !fds[1].revents) {
		int fd = accept4(t->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			take_connection(t, fd);
	}
	return NULL;
}

struct tls_front *
tls_front_start(enum tls_face face, int port_behind, int64_t valid_s)
{
	struct tls_front *t = calloc(1, sizeof(*t));
	int fd;

	fault_must(t);
	t->face = face;
	t->port_behind = port_behind;
	snprintf(t->ca_file, sizeof(t->ca_file), "/tmp/otpdeck-ca-XXXXXX");
	fd = mkstemp(t->ca_file);
	fault_must(fd >= 0);
	close(fd);
	tls_must(gnutls_certificate_allocate_credentials(&t->credentials));
	tls_cast_make(face, valid_s, t->ca_file, t->credentials);
	fault_must(pipe2(t->stop_pipe, O_CLOEXEC) == 0);
	t->port = fault_listen(AF_INET, 0, 16, &t->listener);
	fault_must(t->port != 0);
	snprintf(t->url, sizeof(t->url), "https://127.0.0.1:%d", t->port);
	fault_must(pthread_create(&t->thread, NULL, run_front, t) == 0);
	return t;
}

void
tls_front_destroy(struct tls_front *t)
{
	if (!t)
		return;
	close(t->stop_pipe[1]);
	pthread_join(t->thread, NULL);
	for (size_t i = 0; i < t->taken; i++)
		pthread_join(t->connections[i], NULL);
	close(t->listener);
	close(t->stop_pipe[0]);
	gnutls_certificate_free_credentials(t->credentials);
	unlink(t->ca_file);
	free(t);
}

int
tls_front_port(const struct tls_front *t)
{
	return t->port;
}

const char *
tls_front_url(const struct tls_front *t)
{
	return t->url;
}

const char *
tls_front_ca_file(const struct tls_front *t)
{
	return t->ca_file;
}

size_t
tls_front_connections(struct tls_front *t)
{
	return atomic_load(&t->connection_count);
}

size_t
tls_front_handshakes(struct tls_front *t)
{
	return atomic_load(&t->handshake_count);
}

size_t
tls_front_bytes(struct tls_front *t)
{
	return atomic_load(&t->byte_count);
}
