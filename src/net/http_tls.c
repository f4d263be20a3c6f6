/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_impl.h"
#include "net/http_curl_impl.h"

#include <string.h>

#define FACT_BYTES_MAX 4096

void
http_tls_version(struct http_flight *flight)
{
	const struct curl_tlssessioninfo *session = NULL;

	if (!http_curl()->SSL_get_version || !flight->url.https ||
	    http_curl()->easy_getinfo(flight->easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK)
		return;
	if (session && session->backend == CURLSSLBACKEND_OPENSSL && session->internals)
		text_copy(flight->tls_version, sizeof(flight->tls_version),
		          http_curl()->SSL_get_version(session->internals));
}

/* A certificate's words come from outside. */
static void
copy_fact(char *out, size_t out_bytes, const char *fact)
{
	struct text clean;

	text_init(&clean, FACT_BYTES_MAX);
	text_append_clean(&clean, fact, strnlen(fact, FACT_BYTES_MAX / 8), false);
	text_copy(out, out_bytes, text_string(&clean));
	text_finish(&clean);
}

static void
read_fact(const char *line, struct http_tls *out)
{
	const char *value = strchr(line, ':');
	size_t name_bytes = value ? (size_t)(value++ - line) : 0;
	static const char expires[] = "Expire date";
	static const char names[] = "X509v3 Subject Alternative Name";

	if (name_bytes == 7 && strncmp(line, "Subject", 7) == 0)
		copy_fact(out->subject, sizeof(out->subject), value);
	else if (name_bytes == 6 && strncmp(line, "Issuer", 6) == 0)
		copy_fact(out->issuer, sizeof(out->issuer), value);
	else if (name_bytes == sizeof(names) - 1 && strncmp(line, names, name_bytes) == 0)
		copy_fact(out->names, sizeof(out->names), value);
	else if (name_bytes == sizeof(expires) - 1 && strncmp(line, expires, name_bytes) == 0)
		out->expires_at_ms = (int64_t)http_curl()->getdate(value, NULL) * 1000;
	if (out->expires_at_ms < 0)
		out->expires_at_ms = 0;
}

void
http_tls_read(const struct http_flight *flight, struct http_tls *out)
{
	const struct curl_certinfo *chain = NULL;

	text_copy(out->version, sizeof(out->version), flight->tls_version);
	if (http_curl()->easy_getinfo(flight->easy, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
	    !chain || chain->num_of_certs < 1)
		return;
	/* The first is the host's own; those that follow signed one another. */
	for (const struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
		read_fact(line->data, out);
}
