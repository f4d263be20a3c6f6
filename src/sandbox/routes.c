/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes.h"

#include <string.h>

#include "sandbox/routes_impl.h"

#define BODY_BYTES_MAX ((size_t)32 * 1024 * 1024)
#define KEY_SCHEME "App "

#define SENDS (SCOPE_MESSAGE_SEND | SCOPE_SMS_SEND | SCOPE_SMS_MANAGE)
#define READS_LOGS (SCOPE_SMS_LOGS | SCOPE_SMS_MANAGE)
#define CALLS (SCOPE_MESSAGE_SEND | SCOPE_VOICE_SEND | SCOPE_VOICE_MANAGE)
#define READS_CALLS (SCOPE_MESSAGE_SEND | SCOPE_VOICE_LOGS | SCOPE_VOICE_MANAGE)
#define READS_CALL_REPORTS (SCOPE_VOICE_REPORTS | SCOPE_MESSAGE_SEND)
#define READS_BULKS (SCOPE_SMS_SEND | SCOPE_SMS_MANAGE)

struct route {
	const char *method;
	const char *path;
	int api_version;
	unsigned scopes; /* any one of them is enough; 0: no key is read */
	void (*answer)(struct call *c);
	const struct throttle_rate *rate; /* NULL: as often as one likes */
};

static const struct throttle_rate log_rate = { 120, 60000 };
static const struct throttle_rate call_rate = { 2000, 1000 };
static const struct throttle_rate open_rate = { 20, 1000 };

static const struct route table[] = {
	{ "POST", "/sms/2/text/advanced", 2, SENDS, routes_send, NULL },
	{ "POST", "/sms/3/messages", 3, SENDS, routes_send, NULL },
	{ "GET", "/sms/1/logs", 2, READS_LOGS, routes_logs, &log_rate },
	{ "GET", "/sms/3/logs", 3, READS_LOGS, routes_logs, &log_rate },
	{ "POST", "/tts/3/advanced", 2, CALLS, routes_call, &call_rate },
	{ "POST", "/tts/3/single", 2, CALLS, routes_single_call, &call_rate },
	{ "GET", "/tts/3/logs", 2, READS_CALLS, routes_call_logs, &log_rate },
	{ "GET", "/voice/1/reports", 2, READS_CALL_REPORTS, routes_call_reports, NULL },
	{ "GET", "/sms/1/reports", 2, SENDS, routes_reports, NULL },
	{ "GET", "/sms/3/reports", 3, SENDS, routes_reports, NULL },
	{ "POST", "/sms/1/preview", 2, SCOPE_SMS_MANAGE, routes_preview, NULL },
	{ "GET", "/sms/1/bulks", 2, READS_BULKS, routes_bulk, NULL },
	{ "GET", "/sms/1/bulks/status", 2, READS_BULKS, routes_bulk_status, NULL },
	{ "GET", "/account/1/balance", 2, SCOPE_ACCOUNT, routes_balance, NULL },
	{ "GET", "/account/1/total-balance", 2, SCOPE_ACCOUNT, routes_total_balance, NULL },
	{ "GET", "/account/1/free-messages", 2, SCOPE_ACCOUNT, routes_free_messages, NULL },
	{ "GET", "/platform/1/openapi/available-products", 3, 0, routes_products, &open_rate },
	{ "GET", "/sandbox/clock", 3, 0, routes_clock, NULL },
	{ "POST", "/sandbox/clock", 3, 0, routes_advance_clock, NULL },
};

_Static_assert(sizeof(table) / sizeof(*table) <= ROUTES_MAX, "a throttle for every route");

void
routes_init(struct routes *routes, struct ledger *ledger, uint64_t seed, double speed)
{
	routes->ledger = ledger;
	routes->seed = seed;
	routes->speed = speed;
	atomic_init(&routes->id_count, 0);
	routes->mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	memset(routes->throttles, 0, sizeof(routes->throttles));
}

void
routes_refuse(struct call *c, int http_status, const struct answers_violations *v)
{
	text_reset(&c->answer->body);
	c->answer->http_status = http_status;
	answers_write_error(&c->answer->body, c->api_version, http_status, v);
}

void
routes_refuse_with(struct call *c, int http_status, const char *words)
{
	text_reset(&c->answer->body);
	c->answer->http_status = http_status;
	answers_write_error_with(&c->answer->body, c->api_version, http_status, words);
}

static const struct route *
find_route(const struct request *r)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(table[i].method, r->method) == 0 && request_path_is(r, table[i].path))
			return &table[i];
	return NULL;
}

/* Which of the two error bodies a path gets that leads nowhere. */
static int
version_of_path(const struct request *r)
{
	return strncmp(r->target, "/sms/3/", 7) == 0 ? 3 : 2;
}

/* The key of "App KEY", NULL when there is none. The scheme is spelt exactly so. */
static const char *
find_key(const struct request *r)
{
	const char *value = request_header(r, "Authorization");

	if (!value || strncmp(value, KEY_SCHEME, strlen(KEY_SCHEME)) != 0)
		return NULL;
	value += strlen(KEY_SCHEME);
	return *value ? value : NULL;
}

/* The key is looked at before the path, so that nobody without one learns which paths there are. */
static int
refusal_of(const struct call *c, const struct route *route)
{
	bool is_open = route && route->scopes == 0;

	if (!is_open && (!c->key || c->key->is_refused))
		return 401;
	if (!route)
		return 404;
	if (!is_open && (c->key->scopes & route->scopes) == 0)
		return 403;
	return c->request->body_too_large ? 413 : 0;
}

/* Whether the rate of the route lets the call through; if not, the answer says when to return. */
static bool
is_let_through(struct call *c, const struct route *route)
{
	struct throttle_rate rate;
	int64_t wait_ms;

	if (!route->rate)
		return true;
	rate = *route->rate;
	rate.window_ms = (int)(rate.window_ms / c->routes->speed);
	(void)pthread_mutex_lock(&c->routes->mutex);
	wait_ms = throttle_enter(&c->routes->throttles[route - table], rate, c->now_ms);
	(void)pthread_mutex_unlock(&c->routes->mutex);
	c->answer->retry_after_s = (int)((wait_ms + 999) / 1000);
	return wait_ms == 0;
}

void
routes_answer(struct routes *routes, const struct request *r, struct routes_answer *out)
{
	const struct route *route = find_route(r);
	const char *key = find_key(r);
	struct call c = {
		.routes = routes,
		.request = r,
		.api_version = route ? route->api_version : version_of_path(r),
		.now_ms = ledger_now_ms(routes->ledger),
		.key = key ? sandbox_key_look_up(key) : NULL,
		.answer = out,
	};
	int refusal = refusal_of(&c, route);

	memset(out, 0, sizeof(*out));
	text_init(&out->body, BODY_BYTES_MAX);
	out->http_status = 200;
	out->now_ms = c.now_ms;
	if (!route || refusal != 0)
		routes_refuse(&c, refusal, NULL);
	else if (!is_let_through(&c, route))
		routes_refuse(&c, 429, NULL);
	else
		route->answer(&c);
	if (out->body.overflowed)
		routes_refuse(&c, 500, NULL);
}

void
routes_finish_answer(struct routes_answer *a)
{
	text_finish(&a->body);
}
