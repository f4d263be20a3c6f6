/* SPDX-License-Identifier: MIT */
/* the base URL that was meant by a pasted one */
#include "domain/profile.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define INFOBIP_DOMAIN ".infobip.com"

static const char *const around[] = {
	" ",
	"\t",
	"\r",
	"\n",
	"\"",
	"'",
	"`",
	"<",
	">",
	",",
	";",
	"\xC2\xA0",     /* U+00A0, a no-break space */
	"\xE2\x80\x8B", /* U+200B, of no width */
	"\xEF\xBB\xBF", /* U+FEFF, of no width */
};
#define AROUND_COUNT (sizeof(around) / sizeof(around[0]))

static size_t
junk_in_front(const char *source)
{
	for (size_t i = 0; i < AROUND_COUNT; i++)
		if (strncmp(source, around[i], strlen(around[i])) == 0)
			return strlen(around[i]);
	return 0;
}

static size_t
junk_behind(const char *source, size_t size_bytes)
{
	if (size_bytes > 0 && source[size_bytes - 1] == '/')
		return 1;
	for (size_t i = 0; i < AROUND_COUNT; i++) {
		size_t size = strlen(around[i]);
		if (size_bytes >= size && memcmp(source + size_bytes - size, around[i], size) == 0)
			return size;
	}
	return 0;
}

/* What is between the junk, with a scheme in front. */
static bool
write_meant(const char *typed, struct text *out)
{
	size_t size;
	size_t junk;

	while ((junk = junk_in_front(typed)) > 0)
		typed += junk;
	size = strlen(typed);
	while ((junk = junk_behind(typed, size)) > 0)
		size -= junk;
	if (size == 0)
		return false;
	if (!memmem(typed, size, "://", 3))
		text_append(out, "https://");
	return text_append_bytes(out, typed, size) && !out->overflowed;
}

/* http leaves this machine to loopback hosts only, so elsewhere https was meant. */
static void
use_https(const struct profile_url *url, struct text *meant)
{
	struct text secure;

	if (url->https || url->loopback)
		return;
	text_init(&secure, PROFILE_VALUE_BYTES - 1);
	text_append(&secure, "https://");
	text_append(&secure, text_string(meant) + strlen("http://"));
	text_reset(meant);
	text_append(meant, text_string(&secure));
	text_finish(&secure);
}

/* The base URL of an account is a host; what stands behind Infobip's was copied from a call. */
static void
drop_path(const struct profile_url *url, struct text *meant)
{
	size_t host = strlen(url->host);
	size_t domain = strlen(INFOBIP_DOMAIN);
	const char *after = text_string(meant) + strlen("https://");

	if (host > domain && strcasecmp(url->host + host - domain, INFOBIP_DOMAIN) == 0)
		text_cut(meant, strlen("https://") + strcspn(after, "/"));
}

bool
profile_url_repair(const char *typed, char out[PROFILE_VALUE_BYTES])
{
	struct profile_url url;
	struct fault ignored = { 0 };
	struct text meant;

	out[0] = '\0';
	text_init(&meant, PROFILE_VALUE_BYTES - 1);
	if (write_meant(typed, &meant) &&
	    profile_url_parse(text_string(&meant), &url, &ignored) == ST_OK) {
		use_https(&url, &meant);
		drop_path(&url, &meant);
		if (strcmp(text_string(&meant), typed) != 0)
			text_copy(out, PROFILE_VALUE_BYTES, text_string(&meant));
	}
	text_finish(&meant);
	return out[0] != '\0';
}
