/* SPDX-License-Identifier: MIT */
/* requests in flight on one curl multi handle, and the loop's only wait */
#include "net/http_curl_impl.h"

#include <assert.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The binary interface that curl/curl.h of Debian 12 describes. */
#define LIBRARY "libcurl.so.4"

/* A loaded library is the process's, so its table is too. It is filled once, on the loop's
 * thread, before any request. */
static struct http_curl functions;
static bool loaded;

static bool
find(void *library, const char *name, void *slot, size_t slot_bytes)
{
	void *found = dlsym(library, name);

	/* ISO C cannot cast an object pointer to a function pointer; POSIX keeps them alike. */
	assert(slot_bytes == sizeof(found));
	memcpy(slot, &found, slot_bytes);
	return found != NULL;
}

enum status
http_curl_load(struct fault *f)
{
	bool fine = true;

	if (loaded)
		return ST_OK;
	void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	if (!library) {
		fault_set(f, WORD_SYSTEM, "%s cannot be loaded", LIBRARY);
		return fault_hint(f, "apt-get install libcurl4");
	}
#define FUNCTION(name)                                                                             \
	fine = fine && find(library, "curl_" #name, &functions.name, sizeof(functions.name));
	HTTP_CURL_FUNCTIONS(FUNCTION)
#undef FUNCTION
	if (!fine)
		return fault_set(f, WORD_SYSTEM, "%s is too old", LIBRARY);
	(void)!find(library, "SSL_get_version", &functions.SSL_get_version,
	            sizeof(functions.SSL_get_version));
	loaded = true;
	return ST_OK;
}

const struct http_curl *
http_curl(void)
{
	assert(loaded);
	return &functions;
}
