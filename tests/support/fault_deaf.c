/* SPDX-License-Identifier: MIT */
/* a port that is open and answers no connection */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault_server.h"

enum { FILLERS = 8, SETTLE_MS = 50 };

struct fault_deaf {
	int listener;
	int port;
	int fillers[FILLERS];
};

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t
make_address(union address *out, int family, int port)
{
	*out = (union address){ 0 };
	if (family == AF_INET) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		out->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(out->v4);
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons((uint16_t)port);
	out->v6.sin6_addr = in6addr_loopback;
	return sizeof(out->v6);
}

/* Connects until the kernel lets a connection hang; the port is deaf from then on. */
static void
fill_backlog(struct fault_deaf *d, const union address *at, socklen_t size_bytes)
{
	for (int i = 0; i < FILLERS; i++) {
		int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		struct pollfd wait = { fd, POLLOUT, 0 };

		d->fillers[i] = fd;
		if (fd >= 0 && connect(fd, &at->any, size_bytes) < 0 && errno == EINPROGRESS &&
		    poll(&wait, 1, SETTLE_MS) == 0)
			return;
	}
}

struct fault_deaf *
fault_deaf_start(int family, int port)
{
	struct fault_deaf *d = calloc(1, sizeof(*d));
	union address at;
	socklen_t size_bytes = make_address(&at, family, port);
	int only_v6 = 1;

	if (!d)
		return NULL;
	for (int i = 0; i < FILLERS; i++)
		d->fillers[i] = -1;
	d->listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (family == AF_INET6)
		setsockopt(d->listener, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6, sizeof(only_v6));
	if (d->listener < 0 || bind(d->listener, &at.any, size_bytes) < 0 ||
	    listen(d->listener, 0) < 0 || getsockname(d->listener, &at.any, &size_bytes) < 0) {
		fault_deaf_stop(d);
		return NULL;
	}
	d->port = ntohs(family == AF_INET ? at.v4.sin_port : at.v6.sin6_port);
	fill_backlog(d, &at, size_bytes);
	return d;
}

int
fault_deaf_port(const struct fault_deaf *d)
{
	return d->port;
}

void
fault_deaf_stop(struct fault_deaf *d)
{
	if (!d)
		return;
	for (int i = 0; i < FILLERS; i++) {
		if (d->fillers[i] >= 0)
			close(d->fillers[i]);
	}
	if (d->listener >= 0)
		close(d->listener);
	free(d);
}
