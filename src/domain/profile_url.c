/* SPDX-License-Identifier: MIT */
/* an environment with its settings: defaults, checks, base URLs */
#include "domain/profile.h"

#include <string.h>

#include "base/text.h"
#include "domain/profile_impl.h"

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HOST_BYTES_MAX 253
#define LABEL_BYTES_MAX 63
#define DEFAULT_SOCKS_PORT 1080
#define API_HOST "api.infobip.com"

static bool
is_any_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static void
lower(char *bytes)
{
	for (; *bytes; bytes++) {
		if (*bytes >= 'A' && *bytes <= 'Z')
			*bytes = (char)(*bytes - 'A' + 'a');
	}
}

/* What no URL may hold, whatever its parts are. */
static const char *
check_bytes(const char *url)
{
	for (; *url; url++) {
		unsigned char byte = (unsigned char)*url;

		if (byte > 0x7e)
			return "has a character outside ASCII";
		if (byte < 0x20)
			return "has a control character";
		if (byte == ' ')
			return "has a blank";
		if (byte == '@')
			return "has a user part";
		if (byte == '?')
			return "has a query";
		if (byte == '#')
			return "has a fragment";
		if (is_any_of((char)byte, "\\\"<>^`{|}"))
			return "has a character that URLs do not take";
	}
	return NULL;
}

static const char *
read_scheme(const char **cursor, const char *const *schemes, const char **scheme)
{
	const char *end = strstr(*cursor, "://");
	size_t size_bytes = end ? (size_t)(end - *cursor) : 0;

	for (int i = 0; end && schemes[i]; i++) {
		if (strlen(schemes[i]) == size_bytes &&
		    strncasecmp(*cursor, schemes[i], size_bytes) == 0) {
			*scheme = schemes[i];
			*cursor = end + 3;
			return NULL;
		}
	}
	return end ? "has another scheme" : "has no scheme";
}

/* One number of a dotted quad: no sign, no leading zero, which other programs read as octal. */
static bool
read_octet(const char **cursor, int *out)
{
	size_t size_bytes = strspn(*cursor, DIGITS);

	if (size_bytes < 1 || size_bytes > 3 || (size_bytes > 1 && **cursor == '0'))
		return false;
	*out = 0;
	for (size_t i = 0; i < size_bytes; i++)
		*out = *out * 10 + (*(*cursor)++ - '0');
	return *out <= 255;
}

static bool
read_quad(const char *host, int out[4])
{
	for (int i = 0; i < 4; i++) {
		if (i > 0 && *host++ != '.')
			return false;
		if (!read_octet(&host, &out[i]))
			return false;
	}
	return *host == '\0';
}

/* Whether every label is made of letters, digits and inner hyphens. */
static bool
is_host_name(const char *host)
{
	while (*host) {
		size_t label = strspn(host, LETTERS DIGITS "-");

		if (label < 1 || label > LABEL_BYTES_MAX || host[0] == '-' ||
		    host[label - 1] == '-')
			return false;
		host += label;
		if (*host == '.' && host[1] != '\0')
			host++;
		else if (*host != '\0')
			return false;
	}
	return true;
}

static const char *
check_host(const char *host, bool *loopback)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot ? dot + 1 : host;
	int quad[4];

	if (!is_host_name(host))
		return "has a host that is no name";
	*loopback = strcmp(host, "localhost") == 0;
	/* A last label that begins with a digit is no top level domain but an address, which
	 * some resolvers also take in short, octal and hexadecimal forms. Only the plain one
	 * is certain. */
	if (!is_any_of(last[0], DIGITS))
		return NULL;
	if (!read_quad(host, quad))
		return "has an address that is no dotted quad";
	*loopback = quad[0] == 127;
	return NULL;
}

/* Counts the groups of a piece of an IPv6 address; -1 when one is malformed. */
static int
count_groups(const char *piece, size_t size_bytes)
{
	size_t digits = 0;
	int groups = size_bytes > 0 ? 1 : 0;

	for (size_t i = 0; i < size_bytes; i++) {
		if (piece[i] == ':' && digits > 0 && i + 1 < size_bytes) {
			groups++;
			digits = 0;
		} else if (!is_any_of(piece[i], DIGITS "abcdef") || ++digits > 4) {
			return -1;
		}
	}
	return groups;
}

static const char *
check_ipv6(const char *host, bool *loopback)
{
	const char *gap = strstr(host, "::");
	size_t head = gap ? (size_t)(gap - host) : strlen(host);
	int before = count_groups(host, head);
	int after = gap ? count_groups(gap + 2, strlen(gap + 2)) : 0;

	if (before < 0 || after < 0 || (gap ? before + after > 7 : before != 8))
		return "has a malformed IPv6 address";
	*loopback = strcmp(host, "::1") == 0;
	return NULL;
}

static const char *
read_host(const char **cursor, struct profile_url *out)
{
	bool bracket = **cursor == '[';
	const char *start = *cursor + (bracket ? 1 : 0);
	size_t size_bytes = strcspn(start, bracket ? "]/" : ":/");

	if (size_bytes == 0)
		return "has no host";
	if (size_bytes > HOST_BYTES_MAX)
		return "has a host of more than 253 bytes";
	if (bracket && start[size_bytes] != ']')
		return "has a bracket that is not closed";
	memcpy(out->host, start, size_bytes);
	out->host[size_bytes] = '\0';
	lower(out->host);
	*cursor = start + size_bytes + (bracket ? 1 : 0);
	return bracket ? check_ipv6(out->host, &out->loopback)
	               : check_host(out->host, &out->loopback);
}

static const char *
read_port(const char **cursor, struct profile_url *out)
{
	size_t digits;

	if (**cursor != ':')
		return **cursor == '\0' || **cursor == '/' ? NULL : "has something behind its host";
	digits = strspn(++*cursor, DIGITS);
	if (digits < 1 || digits > 5)
		return "has a port that is no number from 1 to 65535";
	out->port = 0;
	for (size_t i = 0; i < digits; i++)
		out->port = out->port * 10 + (*(*cursor)++ - '0');
	if (out->port < 1 || out->port > 65535 || (**cursor != '\0' && **cursor != '/'))
		return "has a port that is no number from 1 to 65535";
	return NULL;
}

static int
default_port(const char *scheme)
{
	if (strcmp(scheme, "https") == 0)
		return 443;
	return strcmp(scheme, "http") == 0 ? 80 : DEFAULT_SOCKS_PORT;
}

const char *
profile_url_split(const char *url, const char *const *schemes, struct profile_url *out,
                  const char **path)
{
	const char *wrong = check_bytes(url);
	const char *scheme = "";

	memset(out, 0, sizeof(*out));
	if (!wrong)
		wrong = read_scheme(&url, schemes, &scheme);
	out->https = strcmp(scheme, "https") == 0;
	out->port = default_port(scheme);
	if (!wrong)
		wrong = read_host(&url, out);
	if (!wrong)
		wrong = read_port(&url, out);
	*path = url;
	return wrong;
}

enum status
profile_url_parse(const char *url, struct profile_url *out, struct fault *f)
{
	static const char *const schemes[] = { "https", "http", NULL };
	const char *path;
	const char *wrong = profile_url_split(url, schemes, out, &path);

	if (!wrong)
		return ST_OK;
	fault_set(f, WORD_BASE_URL_INVALID, "the URL %s", wrong);
	return fault_hint(f,
	                  "a base URL is https:// and a host, as in https://xyz.api.infobip.com");
}

bool
profile_host_is_infobips(const char *host)
{
	size_t host_bytes = strlen(host);
	size_t api_bytes = sizeof(API_HOST) - 1;

	if (host_bytes < api_bytes || strcmp(host + host_bytes - api_bytes, API_HOST) != 0)
		return false;
	return host_bytes == api_bytes || host[host_bytes - api_bytes - 1] == '.';
}

bool
profile_host_may_have_key(const struct profile_url *url)
{
	return url->loopback || profile_host_is_infobips(url->host);
}

enum status
profile_check_key_host(const struct profile *p, struct fault *f)
{
	const char *value = profile_get(p, PROFILE_BASE_URL);
	struct profile_url url;
	enum status st = value[0] ? profile_url_parse(value, &url, f) : ST_OK;

	if (st != ST_OK || !value[0] || profile_host_may_have_key(&url))
		return st;
	fault_set(f, WORD_BASE_URL_INVALID, "%.100s is not Infobip's: no key goes there", url.host);
	return fault_hint(f, "Infobip's hosts end in .api.infobip.com; the portal shows yours");
}
