/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/http_curl_impl.h"
#include "net/http_impl.h"

struct http {
	CURLM *multi; /* NULL when scripted */
	http_script_fn script;
	void *script_context;
	struct http_flight *first; /* oldest first */
	uint64_t last_id;
	bool closing;
};

/* What libcurl and the libraries below it would read from the environment and no option turns
 * off: a file for TLS session keys, settings and code for OpenSSL, other names for hosts. */
static const char *const ignored_variables[] = {
	"SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "HOSTALIASES",
};

enum status
http_create(struct http **out, struct fault *f)
{
	int needed = CURL_VERSION_SSL | CURL_VERSION_ASYNCHDNS;
	struct http *h;

	*out = NULL;
	if (http_curl_load(f) != ST_OK)
		return f->code;
	if ((http_curl()->version_info(CURLVERSION_NOW)->features & needed) != needed) {
		fault_set(f, WORD_SYSTEM, "this libcurl lacks TLS or asynchronous name resolution");
		return fault_hint(f, "install the distribution's own libcurl");
	}
	for (size_t i = 0; i < sizeof(ignored_variables) / sizeof(*ignored_variables); i++)
		unsetenv(ignored_variables[i]);
	if (http_curl()->global_init_mem(CURL_GLOBAL_DEFAULT, mem_hook_malloc, mem_hook_free,
	                                 mem_hook_realloc, mem_hook_strdup,
	                                 mem_hook_calloc) != CURLE_OK)
		return fault_set(f, WORD_SYSTEM, "libcurl cannot be started");
	h = mem_alloc(sizeof(*h));
	h->multi = http_curl()->multi_init();
	if (!h->multi) {
		http_destroy(h);
		return fault_set(f, WORD_SYSTEM, "libcurl cannot be started");
	}
	/* A second stream on a connection would be a connection used again. */
	http_curl()->multi_setopt(h->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	*out = h;
	return ST_OK;
}

struct http *
http_create_scripted(http_script_fn script, void *context)
{
	struct http *h = mem_alloc(sizeof(*h));

	h->script = script;
	h->script_context = context;
	return h;
}

static struct http_flight **
find_flight(struct http *h, uint64_t id)
{
	struct http_flight **at = &h->first;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	return at;
}

/* Frees a flight that is in no list any more. */
static void
destroy_flight(struct http *h, struct http_flight *flight)
{
	if (flight->easy) {
		http_curl()->multi_remove_handle(h->multi, flight->easy);
		http_curl()->easy_cleanup(flight->easy);
	}
	if (flight->headers)
		http_curl()->slist_free_all(flight->headers);
	text_finish(&flight->body);
	http_script_drop(flight);
	mem_free(flight);
}

/* Hands the answer over. The flight leaves the list before the callback runs, so that whatever
 * the callback asks of `h` finds it gone. */
static void
end_flight(struct http *h, struct http_flight *flight, const struct http_answer *answer)
{
	*find_flight(h, flight->id) = flight->next;
	flight->done(flight->context, answer);
	destroy_flight(h, flight);
}

const char *
http_library(void)
{
	struct fault ignored = { 0 };

	return http_curl_load(&ignored) == ST_OK ? http_curl()->version() : "libcurl is missing";
}

void
http_destroy(struct http *h)
{
	if (!h)
		return;
	h->closing = true;
	while (h->first)
		http_cancel(h, h->first->id);
	if (!h->script) {
		http_curl()->multi_cleanup(h->multi);
		http_curl()->global_cleanup();
	}
	mem_free(h);
}

enum status
http_start(struct http *h, const struct http_request *request, http_done_fn done, void *context,
           uint64_t *id, struct fault *f)
{
	struct http_flight *flight;
	struct profile_url url;
	enum status st = http_request_check(request, &url, f);

	*id = 0;
	if (st == ST_OK && h->closing)
		st = fault_set(f, WORD_CANCELLED, "the program is ending");
	if (st != ST_OK)
		return st;
	flight = mem_alloc(sizeof(*flight));
	flight->url = url;
	flight->done = done;
	flight->context = context;
	flight->retry_after_s = -1;
	flight->connection = request->connection;
	text_init(&flight->body, HTTP_BODY_MAX);
	if (h->script)
		http_script_keep(flight, request);
	else
		st = http_request_build(flight, request, f);
	if (st == ST_OK && !h->script &&
	    http_curl()->multi_add_handle(h->multi, flight->easy) != CURLM_OK)
		st = fault_set(f, WORD_SYSTEM, "libcurl takes no further request");
	if (st != ST_OK) {
		destroy_flight(h, flight);
		return st;
	}
	flight->id = *id = ++h->last_id;
	*find_flight(h, 0) = flight;
	return ST_OK;
}

void
http_cancel(struct http *h, uint64_t id)
{
	struct http_flight *flight = *find_flight(h, id);
	struct http_answer answer;

	if (!flight)
		return;
	http_answer_read(flight, CURLE_ABORTED_BY_CALLBACK, &answer);
	answer.outcome = HTTP_CANCELLED;
	text_copy(answer.cause, sizeof(answer.cause), "cancelled");
	answer.hint[0] = '\0';
	end_flight(h, flight, &answer);
}

size_t
http_in_flight(const struct http *h)
{
	size_t count = 0;

	for (const struct http_flight *flight = h->first; flight; flight = flight->next)
		count++;
	return count;
}

static short
curl_events(short events)
{
	return (short)((events & POLLIN ? CURL_WAIT_POLLIN : 0) |
	               (events & POLLPRI ? CURL_WAIT_POLLPRI : 0) |
	               (events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
}

static bool
wait_in_curl(struct http *h, const struct pollfd *fds, size_t count, int limit_ms)
{
	struct curl_waitfd waits[HTTP_WAIT_FDS_MAX] = { 0 };

	for (size_t i = 0; i < count; i++) {
		waits[i].fd = fds[i].fd;
		waits[i].events = curl_events(fds[i].events);
	}
	return http_curl()->multi_poll(h->multi, waits, (unsigned)count,
	                               limit_ms < 0 ? INT_MAX : limit_ms, NULL) == CURLM_OK;
}

void
http_wait(struct http *h, struct pollfd *fds, size_t count, int limit_ms)
{
	assert(count <= HTTP_WAIT_FDS_MAX);
	if (h && h->script && h->first)
		limit_ms = 0;
	/* libcurl wakes for a hang-up and then does not report it, so a second look follows. */
	if (h && !h->script && wait_in_curl(h, fds, count, limit_ms))
		limit_ms = 0;
	if (poll(fds, (nfds_t)count, limit_ms) < 0) {
		for (size_t i = 0; i < count; i++)
			fds[i].revents = 0;
	}
}

/* A script answers what was there when the turn began; what its callbacks start comes next. */
static void
turn_script(struct http *h)
{
	uint64_t last_id = h->last_id;
	struct http_answer answer;

	while (h->first && h->first->id <= last_id) {
		http_answer_init(&answer);
		h->script(h->script_context, &h->first->kept, &answer);
		end_flight(h, h->first, &answer);
	}
}

void
http_turn(struct http *h)
{
	int running;
	int left;
	CURLMsg *news;

	if (h->script) {
		turn_script(h);
		return;
	}
	http_curl()->multi_perform(h->multi, &running);
	while ((news = http_curl()->multi_info_read(h->multi, &left)) != NULL) {
		struct http_flight *flight = NULL;
		struct http_answer answer;

		http_curl()->easy_getinfo(news->easy_handle, CURLINFO_PRIVATE, (char **)&flight);
		http_answer_read(flight, news->data.result, &answer);
		end_flight(h, flight, &answer);
	}
}
