/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_impl.h"
#include "net/http_curl_impl.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

#define LOW_SPEED_BYTES 1L
#define LOW_SPEED_SECONDS 15L

static bool
is_query(const char *query)
{
	for (; *query; query++) {
		if (*query <= ' ' || *query > '~' || strchr("\"#<>\\^`{|}", *query))
			return false;
	}
	return true;
}

/* The part before the query is a base URL with a path, and judged as one. */
static enum status
check_url(const char *whole, struct profile_url *url, struct fault *f)
{
	size_t size_bytes = strcspn(whole, "?");
	char *front = mem_copy(whole, size_bytes + 1);
	enum status st;

	front[size_bytes] = '\0';
	st = profile_url_parse(front, url, f);
	mem_free(front);
	if (st == ST_OK && !is_query(whole + size_bytes))
		st = fault_set(f, WORD_BASE_URL_INVALID,
		               "the URL's query has a character that "
		               "must be written as %%XX");
	if (st == ST_OK && !url->https && !url->loopback) {
		fault_set(f, WORD_BASE_URL_INVALID, "the URL is http to another machine");
		st = fault_hint(f, "use https; http is for a sandbox on this machine only");
	}
	return st;
}

/* The one place where a key becomes bytes of a header. The block is wiped when it is freed;
 * libcurl's own copy is, through its hooks, as soon as the request ends. */
static bool
add_key(struct curl_slist **headers, const struct secret *key)
{
	size_t prefix_bytes = sizeof(HTTP_KEY_HEADER) - 1;
	size_t key_bytes = secret_size_bytes(key);
	char *line = mem_alloc(prefix_bytes + key_bytes + 1);
	struct curl_slist *longer;

	memcpy(line, HTTP_KEY_HEADER, prefix_bytes);
	memcpy(line + prefix_bytes, secret_borrow(key), key_bytes);
	longer = http_curl()->slist_append(*headers, line);
	mem_free(line);
	if (longer)
		*headers = longer;
	return longer != NULL;
}

static enum status
check_key(const struct secret *key, struct fault *f)
{
	const unsigned char *bytes;

	if (!key)
		return ST_OK;
	if (!secret_is_set(key))
		return fault_set(f, WORD_SECRET_INVALID, "the API key is empty");
	bytes = secret_borrow(key);
	for (size_t i = 0; i < secret_size_bytes(key); i++) {
		if (bytes[i] < ' ' || bytes[i] > '~') {
			fault_set(f, WORD_SECRET_INVALID,
			          "the API key has a character that cannot "
			          "travel in a header");
			return fault_hint(f, "enter the key again, as the portal shows it");
		}
	}
	return ST_OK;
}

/* Calls that need a body and yet change nothing and cost nothing. */
static const char *const reading_posts[] = { "/sms/1/preview" };

/* Whether it does no harm when the request arrives twice, which is what a kept connection that
 * dies may lead to. */
static bool
only_reads(const struct http_request *request)
{
	size_t url_bytes = strlen(request->url);

	if (strcmp(request->method, "GET") == 0)
		return true;
	for (size_t i = 0; i < sizeof(reading_posts) / sizeof(*reading_posts); i++) {
		size_t path_bytes = strlen(reading_posts[i]);

		if (url_bytes > path_bytes &&
		    strcmp(request->url + url_bytes - path_bytes, reading_posts[i]) == 0)
			return true;
	}
	return false;
}

enum status
http_request_check(const struct http_request *request, struct profile_url *url, struct fault *f)
{
	enum status st = check_url(request->url, url, f);

	assert(strcmp(request->method, "GET") == 0 || strcmp(request->method, "POST") == 0);
	assert(request->connection == HTTP_OWN || only_reads(request));
	return st == ST_OK ? check_key(request->api_key, f) : st;
}

static bool
add_header(struct curl_slist **headers, const char *line)
{
	struct curl_slist *longer = http_curl()->slist_append(*headers, line);

	if (longer)
		*headers = longer;
	return longer != NULL;
}

static bool
build_headers(struct http_flight *flight, const struct http_request *request)
{
	struct curl_slist **headers = &flight->headers;
	bool fine = add_header(headers, "Accept: application/json");

	if (request->api_key)
		fine = fine && add_key(headers, request->api_key);
	if (request->body)
		fine = fine && add_header(headers, "Content-Type: application/json");
	/* An empty value keeps libcurl from asking for a "100 Continue". */
	return fine && add_header(headers, "Expect:");
}

/* Options return an error only when memory is short or libcurl was built without the feature, so
 * one look at the end is enough. The bits of several codes together mean nothing but "some". */
#define SET(option, value)                                                                         \
	(bad |= (unsigned)http_curl()->easy_setopt(easy, CURLOPT_##option, value))

/* One request, one connection, nothing repeated or followed; kept only where that is asked. */
static unsigned
set_connection(CURL *easy, const struct http_flight *flight, const struct http_request *request)
{
	bool fresh = request->connection == HTTP_OWN || request->connection == HTTP_FIRST;
	bool keeps = request->connection == HTTP_FIRST || request->connection == HTTP_NEXT;
	unsigned bad = 0;

	SET(PROTOCOLS_STR, flight->url.loopback ? "https,http" : "https");
	SET(FRESH_CONNECT, fresh ? 1L : 0L);
	SET(FORBID_REUSE, keeps ? 0L : 1L);
	SET(FOLLOWLOCATION, 0L);
	SET(NOSIGNAL, 1L);
	SET(QUICK_EXIT, 1L);
	SET(NETRC, (long)CURL_NETRC_IGNORED);
	/* Set, even to nothing, these two keep the proxy variables of the environment out. */
	SET(PROXY, flight->proxied ? request->proxy : "");
	SET(NOPROXY, "");
	SET(SUPPRESS_CONNECT_HEADERS, 1L);
	SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(HTTP09_ALLOWED, 0L);
	return bad;
}

static unsigned
set_tls(CURL *easy, const struct http_request *request)
{
	unsigned bad = 0;

	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CERTINFO, request->connection == HTTP_FIRST ? 1L : 0L);
	if (request->ca_file && request->ca_file[0] != '\0') {
		/* The system's directory of certificates would be asked as well. */
		SET(CAINFO, request->ca_file);
		SET(CAPATH, NULL);
	}
	return bad;
}

static unsigned
set_limits(CURL *easy, const struct http_request *request)
{
	int connect_ms = request->connect_limit_ms;
	int total_ms = request->total_limit_ms;
	unsigned bad = 0;

	SET(CONNECTTIMEOUT_MS, (long)(connect_ms > 0 ? connect_ms : HTTP_CONNECT_LIMIT_MS));
	SET(TIMEOUT_MS, (long)(total_ms > 0 ? total_ms : HTTP_TOTAL_LIMIT_MS));
	SET(LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
	SET(LOW_SPEED_TIME, LOW_SPEED_SECONDS);
	return bad;
}

static unsigned
set_request(CURL *easy, const struct http_flight *flight, const struct http_request *request)
{
	unsigned bad = 0;

	SET(URL, request->url);
	SET(USERAGENT, HTTP_USER_AGENT);
	SET(HTTPHEADER, flight->headers);
	SET(ACCEPT_ENCODING, "gzip, deflate");
	if (strcmp(request->method, "POST") == 0) {
		SET(POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
		SET(COPYPOSTFIELDS, request->body ? request->body : "");
	} else {
		SET(HTTPGET, 1L);
	}
	return bad;
}

static unsigned
set_callbacks(CURL *easy, struct http_flight *flight)
{
	unsigned bad = 0;

	SET(PRIVATE, (void *)flight);
	SET(ERRORBUFFER, flight->curl_words);
	SET(HEADERFUNCTION, http_take_header);
	SET(HEADERDATA, (void *)flight);
	SET(WRITEFUNCTION, http_take_body);
	SET(WRITEDATA, (void *)flight);
	SET(PREREQFUNCTION, http_before_request);
	SET(PREREQDATA, (void *)flight);
	return bad;
}

#undef SET

enum status
http_request_build(struct http_flight *flight, const struct http_request *request, struct fault *f)
{
	CURL *easy = flight->easy = http_curl()->easy_init();
	unsigned bad;

	/* What goes to this machine needs no proxy, and in clear it must not meet one. */
	flight->proxied = request->proxy && request->proxy[0] != '\0' && !flight->url.loopback;
	if (!easy || !build_headers(flight, request))
		return fault_set(f, WORD_SYSTEM, "libcurl has no memory for a request");
	bad = set_connection(easy, flight, request);
	bad |= set_tls(easy, request);
	bad |= set_limits(easy, request);
	bad |= set_request(easy, flight, request);
	bad |= set_callbacks(easy, flight);
	return bad == 0 ? ST_OK : fault_set(f, WORD_SYSTEM, "libcurl does not take a request");
}
