/* SPDX-License-Identifier: MIT */
#ifndef NET_HTTP_H
#define NET_HTTP_H
/*
 * Requests in flight on one curl multi handle, and the loop's only wait.
 *
 * One http_start is one request on the wire: the connection is fresh and never used again, because
 * libcurl repeats even a POST by itself on a kept-alive connection that dies. Calls that only read
 * may ask for a kept connection; a billed send never gets one (asserted). Redirects are not
 * followed; only https, or http to a loopback host, is spoken; no environment variable, proxy
 * (unless named), netrc or key log has a say; certificates are always verified, TLS 1.2 or newer.
 *
 * Owns    http_start copies what it needs; the answer is borrowed inside the callback.
 * Fails   a request that was started always ends in its callback, once, from http_turn or
 *         http_cancel; it never calls back from inside http_start.
 * Limits  answer 1 MiB counted after decompression, headers 64 KiB, connect 10 s, whole 30 s, under
 *         1 byte/s for 15 s aborts.
 */
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/text.h"
#include "domain/message.h"

#define HTTP_BODY_MAX ((size_t)1024 * 1024)
#define HTTP_HEADERS_MAX ((size_t)64 * 1024)
#define HTTP_RETRY_AFTER_MAX_S 600
#define HTTP_RETRY_AFTER_TOO_LONG (-2) /* asked for more: when to go on is the operator's */
#define HTTP_WAIT_FDS_MAX 16
#define HTTP_USER_AGENT "otpdeck/0.1.0"

struct http;

enum http_outcome {
	HTTP_ANSWERED, /* a whole answer was read */
	HTTP_NOT_SENT, /* no byte of the request left: name, connect, TLS, proxy */
	HTTP_BROKEN,   /* bytes left, no whole answer was read */
	HTTP_CANCELLED /* by us; sent_bytes tells whether anything left */
};

/* Which connection a request travels on. */
enum http_connection {
	HTTP_OWN,   /* a fresh one, closed behind it */
	HTTP_FIRST, /* a fresh one, kept for the next; the answer has the facts of its TLS */
	HTTP_NEXT,  /* the kept one, or a fresh one where it has died; kept */
	HTTP_LAST   /* the same, closed behind it */
};

/* Why nothing was sent. */
enum http_reason {
	HTTP_REASON_NONE,
	HTTP_REASON_NAME,    /* the name is not known, or the name service is silent */
	HTTP_REASON_CONNECT, /* refused, or no connection in time */
	HTTP_REASON_PROXY,
	HTTP_REASON_CA_FILE, /* the file of trusted certificates cannot be read */
	HTTP_REASON_EXPIRED,
	HTTP_REASON_NOT_YET_VALID,
	HTTP_REASON_WRONG_HOST,
	HTTP_REASON_SELF_SIGNED,
	HTTP_REASON_UNKNOWN_ISSUER,
	HTTP_REASON_CERTIFICATE,  /* refused for another reason */
	HTTP_REASON_OLD_PROTOCOL, /* nothing newer than TLS 1.1 */
	HTTP_REASON_TLS           /* the handshake ended otherwise, or no TLS is spoken */
};

/* What the other side showed of itself; cleaned, as it may be drawn. Empty without TLS, and where
 * the TLS library below libcurl does not tell. */
struct http_tls {
	char version[16];      /* "TLSv1.3" */
	char subject[96];      /* "CN = *.api.infobip.com" */
	char issuer[96];       /* of the certificate */
	char names[160];       /* "DNS:*.api.infobip.com, DNS:api.infobip.com" */
	int64_t expires_at_ms; /* 0: unknown */
};

struct http_request {
	const char *method; /* "GET", "POST" */
	const char *url;    /* whole */
	const char *body;   /* NULL: none */
	size_t body_bytes;
	const struct secret *api_key; /* sent as "Authorization: App KEY"; NULL: none */
	const char *ca_file;          /* NULL or "": the system's */
	const char *proxy;            /* NULL or "": none */
	enum http_connection connection;
	int connect_limit_ms; /* 0: 10,000 */
	int total_limit_ms;   /* 0: 30,000 */
};

struct http_answer {
	enum http_outcome outcome;
	int status;         /* 0: no status line was read */
	int64_t sent_bytes; /* request bytes written; 0: certainly none */
	const char *body;   /* never NULL */
	size_t body_bytes;
	char content_type[64];
	int64_t retry_after_s; /* from seconds or a date; -1: none or nonsense,
	                                  * or HTTP_RETRY_AFTER_TOO_LONG */
	struct message_timings timings;
	enum http_reason reason; /* of HTTP_NOT_SENT */
	struct http_tls tls;     /* HTTP_FIRST only */
	bool has_date;           /* the answer says what time it is there */
	int64_t clock_ahead_ms;  /* how far this machine's clock is ahead of that, give or take */
	int64_t clock_within_ms; /* ... half the way there and back, and half a second */
	char cause[160];         /* for the operator: what went wrong; "" when answered */
	char hint[160];
};

typedef void (*http_done_fn)(void *context, const struct http_answer *answer);

/* WORD_SYSTEM when libcurl lacks asynchronous name resolution or TLS. */
MUST_USE enum status http_create(struct http **out, struct fault *f);
/* Cancels what is in flight (callbacks run). NULL is accepted. */
void http_destroy(struct http *h);

/* Tests only: `script` answers in place of the wire, at the next http_turn. It sees the request
 * as it was checked and copied, without the key. */
typedef void (*http_script_fn)(void *context, const struct http_request *request,
                               struct http_answer *answer);
struct http *http_create_scripted(http_script_fn script, void *context);

/* libcurl with its parts, for --version. */
const char *http_library(void);

/* Starts a request; *id names it. WORD_BASE_URL_INVALID or WORD_SECRET_INVALID (a control
 * character in header material) before anything is opened. */
MUST_USE enum status http_start(struct http *h, const struct http_request *request,
                                http_done_fn done, void *context, uint64_t *id, struct fault *f);
/* Ends it with HTTP_CANCELLED; nothing for an unknown id. */
void http_cancel(struct http *h, uint64_t id);
size_t http_in_flight(const struct http *h);

/* Sleeps until a descriptor of `fds` or a connection has news, or the time is over. The revents are
 * filled in; below 0 there is no limit. `h` may be NULL: then it is poll(2). At most
 * HTTP_WAIT_FDS_MAX descriptors. */
void http_wait(struct http *h, struct pollfd *fds, size_t count, int limit_ms);
/* Moves everything forward and calls back what has ended. */
void http_turn(struct http *h);
#endif
