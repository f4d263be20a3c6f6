/* SPDX-License-Identifier: MIT */
/* what stands where a key should be, and is none */
#include <string.h>
#include <strings.h>

#include "base/secret_impl.h"

/* The sandbox's keys of one's own choice are this short at times. */
#define VALUE_BYTES_MIN 4
#define MASK_RUN_BYTES 4

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

/* A part of a borrowed value. */
struct part {
	const char *bytes;
	size_t size_bytes;
};

struct sign {
	const char *text;
	const char *cause;
	const char *hint;
};

#define PASTE_ITSELF "paste the value itself"
#define COPY_WHOLE "copy it whole from where it was made"

static const char not_shown[] = "Auth0 never shows a stored secret: take it from where it was made";

/* The whole value, in any case of letters. */
static const struct sign words[] = {
	{ "your_api_key", "the value is the placeholder YOUR_API_KEY", PASTE_ITSELF },
	{ "your-api-key", "the value is the placeholder your-api-key", PASTE_ITSELF },
	{ "yourapikey", "the value is the placeholder yourApiKey", PASTE_ITSELF },
	{ "your api key", "the value is the placeholder \"your api key\"", PASTE_ITSELF },
	{ "api_key", "the value is API_KEY, a secret's name", PASTE_ITSELF },
	{ "api_key_logs", "the value is API_KEY_LOGS, a secret's name", PASTE_ITSELF },
	{ "api-key", "the value is the placeholder api-key", PASTE_ITSELF },
	{ "apikey", "the value is the placeholder apikey", PASTE_ITSELF },
	{ "app", "the value is the word App, with no key behind it",
	  "paste the key that follows it" },
	{ "undefined", "the value is \"undefined\": a script had none", PASTE_ITSELF },
	{ "null", "the value is \"null\": a script had none", PASTE_ITSELF },
	{ "_value_not_shown_", "the value is Auth0's placeholder _VALUE_NOT_SHOWN_", not_shown },
	{ "_value_not_shown", "the value is Auth0's placeholder _VALUE_NOT_SHOWN", not_shown },
};

/* What a value begins with that is no key; a blank stands behind it. */
static const struct sign heads[] = {
	{ "bearer", "the value begins with Bearer, which is no API key",
	  "paste an API key alone, without the word: they are made in the portal" },
	{ "basic", "the value begins with Basic: that is a user name and a password",
	  "make an API key in the portal and paste it alone" },
	{ "authorization:", "the value is a whole header line",
	  "paste only what follows the word App" },
};

static const struct sign brackets[] = {
	{ "<>", "the value is a placeholder in < and >", PASTE_ITSELF },
	{ "{}", "the value is a placeholder in { and }", PASTE_ITSELF },
	{ "[]", "the value is a placeholder in [ and ]", PASTE_ITSELF },
};

static const char *const mask_marks[] = {
	"***",          "...", "\xE2\x80\xA2", /* a bullet */
	"\xE2\x97\x8F",                        /* a black circle */
	"\xE2\x80\xA6",                        /* an ellipsis */
};

static bool
begins_with(const struct part *v, const char *head)
{
	size_t size = strlen(head);

	return v->size_bytes >= size && strncasecmp(v->bytes, head, size) == 0;
}

static bool
is_one_byte_repeated(const struct part *v)
{
	for (size_t i = 1; i < v->size_bytes; i++)
		if (v->bytes[i] != v->bytes[0])
			return false;
	return v->size_bytes > 2;
}

static bool
is_mask(const struct part *v)
{
	static const char run[MASK_RUN_BYTES] = { 'x', 'x', 'x', 'x' };

	for (size_t i = 0; i < LENGTH(mask_marks); i++)
		if (memmem(v->bytes, v->size_bytes, mask_marks[i], strlen(mask_marks[i])))
			return true;
	return is_one_byte_repeated(v) ||
	       (v->size_bytes >= sizeof(run) &&
	        (strncasecmp(v->bytes, run, sizeof(run)) == 0 ||
	         strncasecmp(v->bytes + v->size_bytes - sizeof(run), run, sizeof(run)) == 0));
}

static const struct sign *
find_word(const struct part *v)
{
	for (size_t i = 0; i < LENGTH(words); i++)
		if (v->size_bytes == strlen(words[i].text) && begins_with(v, words[i].text))
			return &words[i];
	return NULL;
}

static const struct sign *
find_head(const struct part *v)
{
	for (size_t i = 0; i < LENGTH(heads); i++)
		if (begins_with(v, heads[i].text) &&
		    memchr(v->bytes, ' ', v->size_bytes) == v->bytes + strlen(heads[i].text))
			return &heads[i];
	return NULL;
}

/* "${KEY}" and "$KEY" are what a shell or a template would have filled in. */
static const struct sign *
find_bracket(const struct part *v)
{
	size_t skip = v->size_bytes > 1 && v->bytes[0] == '$' ? 1 : 0;

	for (size_t i = 0; i < LENGTH(brackets) && v->size_bytes > 1; i++)
		if (v->bytes[skip] == brackets[i].text[0] &&
		    v->bytes[v->size_bytes - 1] == brackets[i].text[1])
			return &brackets[i];
	return NULL;
}

static const struct sign *
find_sign(const struct part *v)
{
	static const struct sign mask = { "", "the value is masked: parts of it are left out",
		                          COPY_WHOLE };
	static const struct sign blank = { "", "the value has a blank inside",
		                           "paste the key alone, without what stands around it" };
	const struct sign *found = find_word(v);

	if (!found)
		found = find_bracket(v);
	if (!found)
		found = find_head(v);
	if (!found && is_mask(v))
		found = &mask;
	if (!found && memchr(v->bytes, ' ', v->size_bytes))
		found = &blank;
	return found;
}

enum status
secret_refuse_placeholder(const unsigned char *bytes, size_t size_bytes, struct fault *f)
{
	const struct part v = { (const char *)bytes, size_bytes };
	const struct sign *found = find_sign(&v);

	if (found) {
		fault_set(f, WORD_SECRET_INVALID, "%s", found->cause);
		return fault_hint(f, "%s", found->hint);
	}
	if (size_bytes >= VALUE_BYTES_MIN)
		return ST_OK;
	fault_set(f, WORD_SECRET_INVALID, "the value is too short: it has fewer than %d characters",
	          VALUE_BYTES_MIN);
	return fault_hint(f, COPY_WHOLE);
}
