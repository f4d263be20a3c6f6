/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_impl.h"
#include "net/http_curl_impl.h"

#include <string.h>

#include "base/clock.h"

/* OpenSSL's verdicts on a certificate (X509_V_ERR_* in openssl/x509_vfy.h), as libcurl hands them
 * on. Another TLS library leaves 0 there, and the operator gets the general words. */
enum certificate_verdict {
	CERTIFICATE_FINE = 0,
	CERTIFICATE_UNVERIFIED = 1, /* libcurl's start value: the host was compared first */
	CERTIFICATE_NO_ISSUER = 2,
	CERTIFICATE_NOT_YET = 9,
	CERTIFICATE_EXPIRED = 10,
	CERTIFICATE_SELF_SIGNED = 18,
	CERTIFICATE_SELF_SIGNED_ISSUER = 19,
	CERTIFICATE_NO_LOCAL_ISSUER = 20,
	CERTIFICATE_NO_CHAIN = 21,
	CERTIFICATE_WRONG_HOST = 62,
	CERTIFICATE_WRONG_ADDRESS = 64
};

#define HINT_TRUST                                                                                 \
	"a private issuer's certificate belongs in ca_file; otherwise somebody stands between"
#define HINT_UNCERTAIN "it may have been sent; the provider's log tells"
#define HINT_URL "check base_url"

static double
read_seconds(CURL *easy, CURLINFO which)
{
	curl_off_t us = 0;

	http_curl()->easy_getinfo(easy, which, &us);
	return (double)us / 1e6;
}

/* Both ends of a certificate's life look the same through a wrong clock. */
static void
explain_clock(const char *host, const char *what, struct fault *f)
{
	char today[CLOCK_TEXT_BYTES];

	clock_format_date_time(clock_now_ms(), true, today);
	fault_set(f, WORD_NOT_SENT, "the certificate of %.80s %s", host, what);
	fault_hint(f, "check your clock: it says %.10s; if that is right, the certificate is wrong",
	           today);
}

static enum http_reason
reason_of(long verdict)
{
	switch (verdict) {
	case CERTIFICATE_NOT_YET: return HTTP_REASON_NOT_YET_VALID;
	case CERTIFICATE_EXPIRED: return HTTP_REASON_EXPIRED;
	case CERTIFICATE_SELF_SIGNED: return HTTP_REASON_SELF_SIGNED;
	case CERTIFICATE_NO_ISSUER:
	case CERTIFICATE_SELF_SIGNED_ISSUER:
	case CERTIFICATE_NO_LOCAL_ISSUER:
	case CERTIFICATE_NO_CHAIN: return HTTP_REASON_UNKNOWN_ISSUER;
	case CERTIFICATE_FINE:
	case CERTIFICATE_UNVERIFIED:
	case CERTIFICATE_WRONG_HOST:
	case CERTIFICATE_WRONG_ADDRESS: return HTTP_REASON_WRONG_HOST;
	default: return HTTP_REASON_CERTIFICATE;
	}
}

static enum http_reason
explain_certificate(const struct http_flight *flight, struct fault *f)
{
	const char *host = flight->url.host;
	long verdict = CERTIFICATE_FINE;

	http_curl()->easy_getinfo(flight->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
	enum http_reason reason = reason_of(verdict);
	switch (reason) {
	case HTTP_REASON_NOT_YET_VALID: explain_clock(host, "is not valid yet", f); break;
	case HTTP_REASON_EXPIRED: explain_clock(host, "has expired", f); break;
	case HTTP_REASON_SELF_SIGNED:
		fault_set(f, WORD_NOT_SENT, "the certificate of %.80s is signed by itself", host);
		fault_hint(f, HINT_TRUST);
		break;
	case HTTP_REASON_UNKNOWN_ISSUER:
		fault_set(f, WORD_NOT_SENT, "the certificate of %.80s is from an unknown issuer",
		          host);
		fault_hint(f, HINT_TRUST);
		break;
	case HTTP_REASON_WRONG_HOST:
		fault_set(f, WORD_NOT_SENT, "the certificate shown is not for %.80s", host);
		fault_hint(f, HINT_URL "; if it is right, somebody else answers for this host");
		break;
	default:
		fault_set(f, WORD_NOT_SENT, "the certificate of %.80s was refused (reason %ld)",
		          host, verdict);
		fault_hint(f, HINT_TRUST);
	}
	return reason;
}

static enum http_reason
explain_handshake(const struct http_flight *flight, struct fault *f)
{
	const char *host = flight->url.host;
	const char *words = flight->curl_words;

	if (strstr(words, "wrong version number") || strstr(words, "packet length")) {
		fault_set(f, WORD_NOT_SENT, "%.80s does not speak TLS on port %d", host,
		          flight->url.port);
		fault_hint(f, HINT_URL ": its host and its port");
	} else if (strstr(words, "protocol")) {
		fault_set(f, WORD_NOT_SENT, "%.80s speaks no TLS 1.2 or newer", host);
		fault_hint(f, "older versions are not safe and stay refused");
		return HTTP_REASON_OLD_PROTOCOL;
	} else {
		fault_set(f, WORD_NOT_SENT, "%.80s ended the connection before TLS was agreed",
		          host);
		fault_hint(f, HINT_URL "; a firewall or a proxy may stand between");
	}
	return HTTP_REASON_TLS;
}

/* Which limit was met shows in what had been reached by then. */
static enum http_reason
explain_limit(const struct http_flight *flight, struct fault *f)
{
	const char *host = flight->url.host;
	CURL *easy = flight->easy;
	double spent_s = read_seconds(easy, CURLINFO_TOTAL_TIME_T);
	long local_port = 0;

	/* CONNECT_TIME would not do: with TLS libcurl sets it after the handshake. */
	http_curl()->easy_getinfo(easy, CURLINFO_LOCAL_PORT, &local_port);
	if (read_seconds(easy, CURLINFO_NAMELOOKUP_TIME_T) <= 0) {
		fault_set(f, WORD_NOT_SENT, "the name service did not answer within %.1f s",
		          spent_s);
		fault_hint(f, "check the network and the resolver of this machine");
		return HTTP_REASON_NAME;
	} else if (local_port <= 0) {
		fault_set(f, WORD_NOT_SENT, "%.80s did not take a connection within %.1f s", host,
		          spent_s);
		fault_hint(f, "check the network; a firewall may drop port %d", flight->url.port);
		return HTTP_REASON_CONNECT;
	} else {
		fault_set(f, WORD_NOT_SENT, "%.80s took the connection but not TLS within %.1f s",
		          host, spent_s);
		fault_hint(f, HINT_URL ": its host and its port");
	}
	return HTTP_REASON_TLS;
}

static enum http_reason
explain_refused(const struct http_flight *flight, struct fault *f)
{
	if (flight->proxied) {
		fault_set(f, WORD_NOT_SENT, "the proxy takes no connections");
		fault_hint(f, "check use_proxy");
		return HTTP_REASON_PROXY;
	}
	fault_set(f, WORD_NOT_SENT, "%.80s takes no connections on port %d", flight->url.host,
	          flight->url.port);
	fault_hint(f, "is something running there? " HINT_URL);
	return HTTP_REASON_CONNECT;
}

static enum http_reason
explain_not_sent(const struct http_flight *flight, CURLcode code, struct fault *f)
{
	const char *host = flight->url.host;

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		fault_set(f, WORD_NOT_SENT, "the name %.80s is not known", host);
		fault_hint(f, HINT_URL " and the network");
		return HTTP_REASON_NAME;
	case CURLE_COULDNT_CONNECT: return explain_refused(flight, f);
	case CURLE_OPERATION_TIMEDOUT: return explain_limit(flight, f);
	case CURLE_PEER_FAILED_VERIFICATION: return explain_certificate(flight, f);
	case CURLE_SSL_CONNECT_ERROR: return explain_handshake(flight, f);
	case CURLE_SSL_CACERT_BADFILE:
		fault_set(f, WORD_NOT_SENT, "the file of trusted certificates cannot be read");
		fault_hint(f, "check ca_file");
		return HTTP_REASON_CA_FILE;
	default:
		fault_set(f, WORD_NOT_SENT,
		          flight->proxied ? "the proxy does not lead to %.80s (libcurl %d)"
		                          : "no connection to %.80s (libcurl %d)",
		          host, (int)code);
		fault_hint(f, flight->proxied ? "check use_proxy" : HINT_URL " and the network");
		return flight->proxied ? HTTP_REASON_PROXY : HTTP_REASON_CONNECT;
	}
}

static void
explain_cut(const struct http_flight *flight, struct fault *f)
{
	if (flight->cut == HTTP_CUT_HEADERS)
		fault_set(f, WORD_UNCERTAIN, "the answer's headers are longer than %zu KiB",
		          HTTP_HEADERS_MAX / 1024);
	else if (flight->cut == HTTP_CUT_BODY)
		fault_set(f, WORD_UNCERTAIN, "the answer is longer than %zu KiB",
		          HTTP_BODY_MAX / 1024);
	else
		fault_set(f, WORD_UNCERTAIN, "the other side did not take the request");
}

static void
explain_broken(const struct http_flight *flight, CURLcode code, int status, struct fault *f)
{
	double spent_s = read_seconds(flight->easy, CURLINFO_TOTAL_TIME_T);

	if (flight->cut != HTTP_CUT_NONE)
		explain_cut(flight, f);
	else if (code == CURLE_OPERATION_TIMEDOUT && status == 0)
		fault_set(f, WORD_UNCERTAIN, "no answer came within %.1f s", spent_s);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		fault_set(f, WORD_UNCERTAIN, "the answer was not complete after %.1f s", spent_s);
	else if (code == CURLE_GOT_NOTHING)
		fault_set(f, WORD_UNCERTAIN, "the connection was closed without an answer");
	else if (code == CURLE_PARTIAL_FILE)
		fault_set(f, WORD_UNCERTAIN, "the answer broke off half-way");
	else if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR)
		fault_set(f, WORD_UNCERTAIN, "the connection broke before there was an answer");
	else
		fault_set(f, WORD_UNCERTAIN, "what came back is no HTTP answer (libcurl %d)",
		          (int)code);
	fault_hint(f, HINT_UNCERTAIN);
}

void
http_answer_explain(const struct http_flight *flight, CURLcode code, struct http_answer *out)
{
	struct fault f;

	if (out->outcome == HTTP_NOT_SENT)
		out->reason = explain_not_sent(flight, code, &f);
	else
		explain_broken(flight, code, out->status, &f);
	text_copy(out->cause, sizeof(out->cause), f.cause);
	text_copy(out->hint, sizeof(out->hint), f.hint);
}
