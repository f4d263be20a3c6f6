/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_impl.h"

#include <string.h>

#include "base/mem.h"

static char *
keep(const char *source)
{
	return source ? mem_copy_text(source) : NULL;
}

/* A script never sees the key: a test has no use for it that a recorder on the wire does not
 * serve better. */
void
http_script_keep(struct http_flight *flight, const struct http_request *request)
{
	struct http_request *kept = &flight->kept;
	char *body = NULL;

	*kept = *request;
	kept->api_key = NULL;
	kept->method = keep(request->method);
	kept->url = keep(request->url);
	kept->ca_file = keep(request->ca_file);
	kept->proxy = keep(request->proxy);
	if (request->body) {
		body = mem_alloc(request->body_bytes + 1);
		if (request->body_bytes > 0)
			memcpy(body, request->body, request->body_bytes);
	}
	kept->body = body;
}

static void
drop(const char *kept)
{
	mem_free((void *)(uintptr_t)kept);
}

void
http_script_drop(struct http_flight *flight)
{
	drop(flight->kept.method);
	drop(flight->kept.url);
	drop(flight->kept.body);
	drop(flight->kept.ca_file);
	drop(flight->kept.proxy);
}
