/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_TLS_FRONT_IMPL_H
#define SUPPORT_TLS_FRONT_IMPL_H
/* What tls_front.c (connections) shares with tls_cast.c (certificates). */
#include <gnutls/gnutls.h>

#include "tls_front.h"

/* Makes the certificate of a face, loads it and writes the authority's to `ca_file`. */
void tls_cast_make(enum tls_face face, int64_t valid_s, const char *ca_file,
                   gnutls_certificate_credentials_t out);
/* Ends the test's process when gnutls says no. */
void tls_must(int code);
#endif
