/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes.h"

#include <string.h>

#include "sandbox/routes_impl.h"

#define BODY_BYTES_MAX ((size_t)32 * 1024 * 1024)
#define KEY_SCHEME "App "

struct route {
	const char *method;
	const char *path;
	int api_version;
	void (*answer)(struct call *c);
};

static const struct route table[] = {
	{ "POST", "/sms/2/text/advanced", 2, routes_send },
	{ "POST", "/sms/3/messages", 3, routes_send },
	{ "GET", "/sms/1/logs", 2, routes_logs },
	{ "GET", "/sms/3/logs", 3, routes_logs },
};

void
routes_init(struct routes *routes, struct ledger *ledger, uint64_t seed, double speed)
{
	routes->ledger = ledger;
	routes->seed = seed;
	routes->speed = speed;
	atomic_init(&routes->id_count, 0);
}

void
routes_refuse(struct call *c, int http_status, const struct answers_violations *v)
{
	text_reset(&c->answer->body);
	c->answer->http_status = http_status;
	answers_write_error(&c->answer->body, c->api_version, http_status, v);
}

static const struct route *
find_route(const struct request *r)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(table[i].method, r->method) == 0 && request_path_is(r, table[i].path))
			return &table[i];
	return NULL;
}

/* Which of the two error bodies a path gets, also one that leads nowhere. */
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

static void
dispatch(struct call *c)
{
	const struct route *route = find_route(c->request);
	const char *key = find_key(c->request);

	if (!key || strncmp(key, "bad-", 4) == 0)
		routes_refuse(c, 401, NULL);
	else if (!route)
		routes_refuse(c, 404, NULL);
	else if (strncmp(key, "noscope-", 8) == 0)
		routes_refuse(c, 403, NULL);
	else if (c->request->body_too_large)
		routes_refuse(c, 413, NULL);
	else
		route->answer(c);
}

void
routes_answer(struct routes *routes, const struct request *r, struct routes_answer *out)
{
	struct call c = { routes, r, version_of_path(r), out };

	memset(out, 0, sizeof(*out));
	text_init(&out->body, BODY_BYTES_MAX);
	out->http_status = 200;
	dispatch(&c);
	if (out->body.overflowed)
		routes_refuse(&c, 500, NULL);
}

void
routes_finish_answer(struct routes_answer *a)
{
	text_finish(&a->body);
}
