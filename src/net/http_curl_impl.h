/* SPDX-License-Identifier: MIT */
#ifndef NET_HTTP_CURL_IMPL_H
#define NET_HTTP_CURL_IMPL_H
/*
 * libcurl, loaded when the first request needs it.
 *
 * Linking it brings some thirty further libraries (TLS, Kerberos, LDAP, SSH) into every start, for
 * more time than all else before the first frame together; most commands and the first screen
 * need none of them.
 */
#include <curl/curl.h>

#include "base/fault.h"

#define HTTP_CURL_FUNCTIONS(FUNCTION)                                                              \
	FUNCTION(easy_cleanup)                                                                     \
	FUNCTION(easy_getinfo)                                                                     \
	FUNCTION(easy_init)                                                                        \
	FUNCTION(easy_setopt)                                                                      \
	FUNCTION(getdate)                                                                          \
	FUNCTION(global_cleanup)                                                                   \
	FUNCTION(global_init_mem)                                                                  \
	FUNCTION(multi_add_handle)                                                                 \
	FUNCTION(multi_cleanup)                                                                    \
	FUNCTION(multi_info_read)                                                                  \
	FUNCTION(multi_init)                                                                       \
	FUNCTION(multi_perform)                                                                    \
	FUNCTION(multi_poll)                                                                       \
	FUNCTION(multi_remove_handle)                                                              \
	FUNCTION(multi_setopt)                                                                     \
	FUNCTION(slist_append)                                                                     \
	FUNCTION(slist_free_all)                                                                   \
	FUNCTION(version)                                                                          \
	FUNCTION(version_info)

struct http_curl {
#define FUNCTION(name) __typeof__(curl_##name) *name;
	HTTP_CURL_FUNCTIONS(FUNCTION)
#undef FUNCTION
	/* OpenSSL's SSL_get_version, of the libssl that this libcurl uses; NULL with another TLS
	 * library. */
	const char *(*SSL_get_version)(const void *ssl);
};

/* Loads it once. WORD_SYSTEM when it is not there. */
MUST_USE enum status http_curl_load(struct fault *f);
/* Its functions; only after http_curl_load has succeeded. */
const struct http_curl *http_curl(void);
#endif
