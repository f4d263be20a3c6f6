/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H
/*
 * HTTP and HTTPS on 127.0.0.1, one thread a connection.
 *
 * The one module that knows libmicrohttpd. A request is read whole, written into the journal, and
 * answered by the routes; the delays and the silence that a number asks for happen here.
 *
 * Owns    server_start gives what server_stop ends; routes and journal are borrowed until then.
 * Fails   WORD_PORT_TAKEN, WORD_SYSTEM, WORD_FILE_UNREADABLE for a certificate that does not load.
 * Limits  body 1 MiB (413 above, closed above 16 MiB), headers 64 KiB and 64 of them, 256
 *         connections, 60 s without a byte.
 */
#include <stdint.h>

#include "base/fault.h"
#include "sandbox/journal.h"
#include "sandbox/routes.h"

struct server;

struct server_options {
	uint16_t port;           /* 0: a free one */
	const char *certificate; /* PEM; NULL for plain HTTP */
	const char *key;         /* PEM; NULL for plain HTTP */
	struct routes *routes;
	struct journal *journal; /* may be NULL */
};

/* The threads it starts inherit the caller's signal mask. */
MUST_USE enum status server_start(const struct server_options *options, struct server **out,
                                  struct fault *f);
uint16_t server_port(const struct server *s);
/* Ends every connection, also those whose answer is being delayed. */
void server_stop(struct server *s);
#endif
