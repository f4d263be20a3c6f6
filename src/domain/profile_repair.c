/* SPDX-License-Identifier: MIT */
/* the base URL that was meant by a pasted one */
#include "domain/profile.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define INFOBIP_DOMAIN ".infobip.com"

/* What may stand around a base URL that was copied from somewhere. */
static const struct {
	const char *bytes;
	unsigned change;
} around[] = {
	{ " ", PROFILE_URL_BLANKS },
	{ "\t", PROFILE_URL_BLANKS },
	{ "\r", PROFILE_URL_LINE_ENDS },
	{ "\n", PROFILE_URL_LINE_ENDS },
	{ "\"", PROFILE_URL_QUOTES },
	{ "'", PROFILE_URL_QUOTES },
	{ "`", PROFILE_URL_QUOTES },
	{ "\xE2\x80\x98", PROFILE_URL_QUOTES },   /* U+2018 */
	{ "\xE2\x80\x99", PROFILE_URL_QUOTES },   /* U+2019 */
	{ "\xE2\x80\x9A", PROFILE_URL_QUOTES },   /* U+201A */
	{ "\xE2\x80\x9C", PROFILE_URL_QUOTES },   /* U+201C */
	{ "\xE2\x80\x9D", PROFILE_URL_QUOTES },   /* U+201D */
	{ "\xE2\x80\x9E", PROFILE_URL_QUOTES },   /* U+201E */
	{ "\xC2\xAB", PROFILE_URL_QUOTES },       /* U+00AB */
	{ "\xC2\xBB", PROFILE_URL_QUOTES },       /* U+00BB */
	{ "\xC2\xA0", PROFILE_URL_NO_BREAK },     /* U+00A0 */
	{ "\xE2\x80\x87", PROFILE_URL_NO_BREAK }, /* U+2007, as wide as a digit */
	{ "\xE2\x80\xAF", PROFILE_URL_NO_BREAK }, /* U+202F, narrow */
	{ "\xE2\x80\x8B", PROFILE_URL_NO_BREAK }, /* U+200B, of no width */
	{ "\xE2\x81\xA0", PROFILE_URL_NO_BREAK }, /* U+2060, of no width */
	{ "\xEF\xBB\xBF", PROFILE_URL_NO_BREAK }, /* U+FEFF, of no width */
	{ "<", PROFILE_URL_MARKS },
	{ ">", PROFILE_URL_MARKS },
	{ ",", PROFILE_URL_MARKS },
	{ ";", PROFILE_URL_MARKS },
};
#define AROUND_COUNT (sizeof(around) / sizeof(around[0]))

static size_t
junk_in_front(const char *source, unsigned *changed)
{
	for (size_t i = 0; i < AROUND_COUNT; i++) {
		size_t size = strlen(around[i].bytes);

		if (strncmp(source, around[i].bytes, size) != 0)
			continue;
		*changed |= around[i].change;
		return size;
	}
	return 0;
}

static size_t
junk_behind(const char *source, size_t size_bytes, unsigned *changed)
{
	if (size_bytes > 0 && source[size_bytes - 1] == '/') {
		*changed |= PROFILE_URL_SLASH;
		return 1;
	}
	for (size_t i = 0; i < AROUND_COUNT; i++) {
		size_t size = strlen(around[i].bytes);

		if (size_bytes < size ||
		    memcmp(source + size_bytes - size, around[i].bytes, size) != 0)
			continue;
		*changed |= around[i].change;
		return size;
	}
	return 0;
}

/* What is between the junk, with a scheme in front. */
static bool
write_meant(const char *typed, struct text *out, unsigned *changed)
{
	size_t size;
	size_t junk;

	while ((junk = junk_in_front(typed, changed)) > 0)
		typed += junk;
	size = strlen(typed);
	while ((junk = junk_behind(typed, size, changed)) > 0)
		size -= junk;
	if (size == 0)
		return false;
	if (!memmem(typed, size, "://", 3)) {
		*changed |= PROFILE_URL_SCHEME;
		text_append(out, "https://");
	}
	return text_append_bytes(out, typed, size) && !out->overflowed;
}

/* http leaves this machine to loopback hosts only, so elsewhere https was meant. */
static void
use_https(const struct profile_url *url, struct text *meant, unsigned *changed)
{
	struct text secure;

	if (url->https || url->loopback)
		return;
	*changed |= PROFILE_URL_SECURED;
	text_init(&secure, PROFILE_VALUE_BYTES - 1);
	text_append(&secure, "https://");
	text_append(&secure, text_string(meant) + strlen("http://"));
	text_reset(meant);
	text_append(meant, text_string(&secure));
	text_finish(&secure);
}

/* The base URL of an account is a host; what stands behind Infobip's was copied from a call. */
static void
drop_path(const struct profile_url *url, struct text *meant, unsigned *changed)
{
	size_t host = strlen(url->host);
	size_t domain = strlen(INFOBIP_DOMAIN);
	const char *after = text_string(meant) + strlen("https://");

	size_t whole = meant->size_bytes;

	if (host <= domain || strcasecmp(url->host + host - domain, INFOBIP_DOMAIN) != 0)
		return;
	text_cut(meant, strlen("https://") + strcspn(after, "/"));
	if (meant->size_bytes < whole)
		*changed |= PROFILE_URL_PATH;
}

bool
profile_url_repair(const char *typed, char out[PROFILE_VALUE_BYTES], unsigned *changed)
{
	struct profile_url url;
	struct fault ignored = { 0 };
	struct text meant;

	out[0] = '\0';
	*changed = 0;
	text_init(&meant, PROFILE_VALUE_BYTES - 1);
	if (write_meant(typed, &meant, changed) &&
	    profile_url_parse(text_string(&meant), &url, &ignored) == ST_OK) {
		use_https(&url, &meant, changed);
		drop_path(&url, &meant, changed);
		if (strcmp(text_string(&meant), typed) != 0)
			text_copy(out, PROFILE_VALUE_BYTES, text_string(&meant));
	}
	text_finish(&meant);
	if (out[0] == '\0')
		*changed = 0;
	return out[0] != '\0';
}

void
profile_url_describe(unsigned changed, struct text *out)
{
	static const char *const removed[] = {
		"blanks around it", "line ends",       "quotes around it",     "no-break spaces",
		"the slash behind", "marks around it", "the path of one call",
	};
	const char *between = "removed ";

	for (unsigned i = 0; i < sizeof(removed) / sizeof(removed[0]); i++) {
		if ((changed & 1U << i) == 0)
			continue;
		text_append_format(out, "%s%s", between, removed[i]);
		between = ", ";
	}
	between = strcmp(between, ", ") == 0 ? "; " : "";
	if (changed & PROFILE_URL_SCHEME)
		text_append_format(out, "%shttps:// put in front", between);
	if (changed & PROFILE_URL_SECURED)
		text_append_format(out, "%shttp made https", between);
}
