/* SPDX-License-Identifier: MIT */
#ifndef NET_HTTP_IMPL_H
#define NET_HTTP_IMPL_H
/*
 * What the parts of http share: one request in flight, and who builds, reads and explains it.
 *
 * http.c owns the flights and the multi handle, http_request.c builds the easy handle,
 * http_answer.c collects what comes back, http_tls.c the certificate, http_cause.c finds the words
 * for what went wrong, http_script.c stands in for the wire in tests.
 */
#include <curl/curl.h>

#include "domain/profile.h"
#include "net/http.h"

#define HTTP_KEY_HEADER "Authorization: App "
#define HTTP_CONNECT_LIMIT_MS 10000
#define HTTP_TOTAL_LIMIT_MS 30000

/* Why our own callbacks ended a transfer. */
enum http_cut {
	HTTP_CUT_NONE,
	HTTP_CUT_HEADERS, /* more than HTTP_HEADERS_MAX */
	HTTP_CUT_BODY,    /* more than HTTP_BODY_MAX */
	HTTP_CUT_REPEAT   /* libcurl was about to send the request a second time */
};

struct http_flight {
	struct http_flight *next;
	uint64_t id;
	http_done_fn done;
	void *context;
	struct profile_url url;
	bool proxied;
	bool on_wire; /* connected as asked: from here on bytes may leave */
	enum http_cut cut;
	CURL *easy; /* NULL when scripted */
	struct curl_slist *headers;
	char curl_words[CURL_ERROR_SIZE];
	struct text body;
	size_t header_bytes; /* of the header block that is being read */
	int64_t retry_after_s;
	int64_t date_ms;    /* the answer's; 0: none */
	int64_t date_at_ms; /* when it came, by this machine's clock */
	enum http_connection connection;
	char tls_version[16];
	struct http_request kept; /* scripted: copies that the flight owns */
};

/* Checks URL and key, and splits the URL. Nothing is opened. */
MUST_USE enum status http_request_check(const struct http_request *request, struct profile_url *url,
                                        struct fault *f);
/* Makes the easy handle of a flight whose `url` is set. WORD_SYSTEM when libcurl will not. */
MUST_USE enum status http_request_build(struct http_flight *flight,
                                        const struct http_request *request, struct fault *f);

/* libcurl's callbacks; the context is the flight. */
size_t http_take_header(char *bytes, size_t size, size_t count, void *context);
size_t http_take_body(char *bytes, size_t size, size_t count, void *context);
int http_before_request(void *context, char *remote, char *local, int remote_port, int local_port);

/* An answer that says nothing yet. */
void http_answer_init(struct http_answer *out);
/* The answer of a flight that ended with `code`; its body stays the flight's. The key that was sent
 * is starred in it: some gateways answer with all that they got. */
void http_answer_read(struct http_flight *flight, CURLcode code, struct http_answer *out);
/* http_tls.c: what the connection shows of the other side. The version can be had only while the
 * connection is in use, the certificate also after it. */
void http_tls_version(struct http_flight *flight);
void http_tls_read(const struct http_flight *flight, struct http_tls *out);
/* Writes reason, cause and hint for a flight that was not answered. */
void http_answer_explain(const struct http_flight *flight, CURLcode code, struct http_answer *out);

void http_script_keep(struct http_flight *flight, const struct http_request *request);
void http_script_drop(struct http_flight *flight);
#endif
