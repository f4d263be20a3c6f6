/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_TLS_FRONT_H
#define SUPPORT_TLS_FRONT_H
/*
 * TLS in front of a plain server on loopback, with a certificate that is good or has one fault.
 *
 * What the other side sends through it is passed on to the server behind, and back. It makes its
 * own authority and certificates as it starts; the authority's certificate is a file for ca_file.
 *
 * Owns    tls_front_start gives what tls_front_destroy ends, threads and file included.
 * Fails   by abort: a test without its server proves nothing.
 */
#include <stddef.h>
#include <stdint.h>

enum tls_face {
	TLS_GOOD, /* for localhost and 127.0.0.1, by the authority in the file */
	TLS_EXPIRED,
	TLS_NOT_YET,
	TLS_WRONG_HOST,
	TLS_SELF_SIGNED,
	TLS_UNKNOWN_CA, /* by another authority than that in the file */
	TLS_ONLY_1_0,   /* the good certificate, in a protocol too old */
	TLS_ONLY_1_1
};

struct tls_front;

/* `valid_s` is how long before and after now a good certificate is valid; 0: a year. */
struct tls_front *tls_front_start(enum tls_face face, int port_behind, int64_t valid_s);
void tls_front_destroy(struct tls_front *t);
int tls_front_port(const struct tls_front *t);
/* "https://127.0.0.1:PORT" */
const char *tls_front_url(const struct tls_front *t);
/* The authority's certificate, in PEM. */
const char *tls_front_ca_file(const struct tls_front *t);
/* Connections taken; handshakes that ended well; bytes that came through them. */
size_t tls_front_connections(struct tls_front *t);
size_t tls_front_handshakes(struct tls_front *t);
size_t tls_front_bytes(struct tls_front *t);
#endif
