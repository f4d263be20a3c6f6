/* SPDX-License-Identifier: MIT */
/* a port that is open and answers no connection */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault_impl.h"

enum { FILLERS = 8, SETTLE_MS = 50 };

struct fault_deaf {
	int listener;
	int port;
	int fillers[FILLERS];
};

/* Connects until the kernel lets a connection hang; the port is deaf from then on. */
static void
fill_backlog(struct fault_deaf *d, const union fault_address *at, socklen_t size_bytes)
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
	union fault_address at;
	socklen_t size_bytes;

	if (!d)
		return NULL;
	for (int i = 0; i < FILLERS; i++)
		d->fillers[i] = -1;
	d->port = fault_listen(family, port, 0, &d->listener);
	if (d->port == 0) {
		fault_deaf_stop(d);
		return NULL;
	}
	size_bytes = fault_make_address(&at, family, d->port);
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
