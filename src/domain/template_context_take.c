/* SPDX-License-Identifier: MIT */
/* which members of an Auth0 event are taken over, from where, and which as fiction only */
#include "domain/template_context_impl.h"

#include <string.h>

#include "domain/phone.h"

#define GROUP_BYTES 24
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum care {
	CARE_FICTION, /* replaced as a whole */
	CARE_CODE,    /* the same, by digits of the same number */
	CARE_ID,      /* digits that mean something */
	CARE_TEXT,    /* anybody's words */
	CARE_TYPE,    /* sms or voice, "text" read as sms */
	CARE_ACTION,
	CARE_KIND,
	CARE_LOCALE,
	CARE_COUNTRY, /* of a number that itself goes */
};

/* Where a member stands in the three generations, the first of the hook. Members of one group stand
 * one after another. */
struct member {
	const char *to;
	const char *from[4];
	enum care care;
	const char *fiction;
};

static const struct member members[] = {
	{ "template_kind", { "template_kind", "notification.message_type" }, CARE_KIND, NULL },
	{ "message_type",
	  { "message_type", "message_options.message_type", "notification.delivery_method" },
	  CARE_TYPE,
	  NULL },
	{ "action",
	  { "action", "message_options.action", "notification.message_type" },
	  CARE_ACTION,
	  NULL },
	{ "language",
	  { "language", "notification.locale", "request.language" },
	  CARE_LOCALE,
	  NULL },
	{ "code", { "code", "message_options.code", "notification.code" }, CARE_CODE, NULL },
	{ "country",
	  { "recipient", "message_options.recipient", "notification.recipient", "country" },
	  CARE_COUNTRY,
	  NULL },
	{ "connection", { "connection.name", "connection" }, CARE_ID, NULL },
	{ "request.ip", { "request.ip", "ip" }, CARE_FICTION, "127.0.0.1" },
	{ "request.language", { "request.language" }, CARE_ID, NULL },
	{ "client.client_id", { "client.client_id", "client_id" }, CARE_ID, NULL },
	{ "client.name", { "client.name", "name" }, CARE_TEXT, NULL },
	{ "client.client_metadata",
	  { "client.client_metadata", "client.metadata", "client_metadata" },
	  CARE_TEXT,
	  NULL },
	{ "user.user_id", { "user.user_id" }, CARE_FICTION, "auth0|test12345" },
	{ "user.name", { "user.name" }, CARE_FICTION, "Test User" },
	{ "user.nickname", { "user.nickname" }, CARE_FICTION, "test" },
	{ "user.given_name", { "user.given_name" }, CARE_FICTION, "Test" },
	{ "user.family_name", { "user.family_name" }, CARE_FICTION, "User" },
	{ "user.username", { "user.username" }, CARE_FICTION, "test.user" },
	{ "user.email", { "user.email" }, CARE_FICTION, "test@example.com" },
	{ "user.email_verified", { "user.email_verified" }, CARE_TEXT, NULL },
	{ "user.phone_number", { "user.phone_number" }, CARE_FICTION, "+12025550100" },
	{ "user.phone_verified", { "user.phone_verified" }, CARE_TEXT, NULL },
	{ "user.picture", { "user.picture" }, CARE_FICTION, "https://example.com/user.png" },
	{ "user.user_metadata", { "user.user_metadata" }, CARE_TEXT, NULL },
	{ "user.app_metadata", { "user.app_metadata" }, CARE_TEXT, NULL },
	{ "organization.id", { "organization.id" }, CARE_ID, NULL },
	{ "organization.name", { "organization.name" }, CARE_TEXT, NULL },
	{ "organization.display_name", { "organization.display_name" }, CARE_TEXT, NULL },
	{ "organization.metadata", { "organization.metadata" }, CARE_TEXT, NULL },
	{ "organization.branding", { "organization.branding" }, CARE_TEXT, NULL },
	{ "custom_domain.domain", { "custom_domain.domain" }, CARE_TEXT, NULL },
	{ "custom_domain.domain_metadata", { "custom_domain.domain_metadata" }, CARE_TEXT, NULL },
	{ "tenant.id", { "tenant.id" }, CARE_ID, NULL },
	{ "tenant.support_email", { "tenant.support_email" }, CARE_FICTION, "help@example.com" },
	{ "tenant.support_url", { "tenant.support_url" }, CARE_TEXT, NULL },
	{ "tenant.home_url", { "tenant.home_url" }, CARE_TEXT, NULL },
	{ "tenant.logo_url", { "tenant.logo_url" }, CARE_TEXT, NULL },
};

const struct json *
template_event_of(const struct json *pasted)
{
	const struct json *event = json_member(pasted, "event");

	if (!json_is_object(event))
		event = json_member(pasted, "context");
	return json_is_object(event) ? event : pasted;
}

/* The recipient of a hook stands beside its context. */
static const struct json *
find(const struct json *pasted, const char *path)
{
	const struct json *node = json_at_path(template_event_of(pasted), path);

	if (node == NULL && strcmp(path, "recipient") == 0)
		node = json_member(pasted, path);
	return json_is_null(node) ? NULL : node;
}

static const struct json *
find_member(const struct json *pasted, const struct member *m)
{
	const struct json *node = NULL;

	for (size_t i = 0; i < COUNT_OF(m->from) && m->from[i] != NULL && node == NULL; i++)
		node = find(pasted, m->from[i]);
	return node;
}

const char *
template_event_text(const struct json *pasted, const char *member)
{
	const char *words = NULL;

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		if (strcmp(members[i].to, member) == 0)
			words = json_string(find_member(pasted, &members[i]));
	}
	return words != NULL ? words : "";
}

/* --- One member ----------------------------------------------------------------------------- */

struct taking {
	const struct template_cleaner *cleaner;
	const struct json *pasted;
	struct json_writer w;
	struct text *replaced; /* names with commas */
};

/* What one of our fixed words stands for a text; NULL: the text is taken as it is. */
static const char *
word_for(enum care care, const char *words)
{
	enum template_kind kind;
	struct fault f;

	switch (care) {
	case CARE_TYPE: return strcmp(words, "voice") == 0 ? "voice" : "sms";
	case CARE_ACTION:
		return strcmp(words, "enrollment") == 0 || strcmp(words, "otp_enroll") == 0
		               ? "enrollment"
		               : "second-factor-authentication";
	case CARE_KIND: return template_kind_parse(words, &kind, &f) == ST_OK ? words : "";
	default: return NULL;
	}
}

/* A locale is letters, digits, '-' and '_', or Auth0's word for none; anything else is none. */
static const char *
locale_of(const char *words)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_";
	size_t size = strlen(words);

	if (!template_locale_is_given(words))
		return words;
	if (size >= TEMPLATE_LOCALE_BYTES || strspn(words, allowed) != size ||
	    strpbrk(words, "0123456789") == words)
		return "";
	return words;
}

static const char *
country_of(const char *number, struct phone_reading *reading)
{
	if (phone_country_exists(number))
		return number;
	phone_read(number, strlen(number), NULL, reading);
	return reading->country;
}

static void
write_fiction(struct taking *t, const struct member *m, const char *name, const char *words,
              const char *fiction)
{
	json_write_string(&t->w, name, fiction);
	if (strcmp(words, fiction) != 0)
		template_tell_name(t->replaced, m->to);
}

static void
write_cleaned(struct taking *t, const struct member *m, const char *name, const struct json *node)
{
	struct text before;
	struct text after;
	struct json_writer w;

	text_init(&before, JSON_BYTES_MAX);
	text_init(&after, JSON_BYTES_MAX);
	json_write_begin(&w, &before);
	json_write_node(&w, NULL, node);
	json_write_begin(&w, &after);
	template_clean_node(t->cleaner, node, &w, NULL);
	json_write_raw(&t->w, name, text_string(&after));
	if (strcmp(text_string(&before), text_string(&after)) != 0)
		template_tell_name(t->replaced, m->to);
	text_finish(&before);
	text_finish(&after);
}

static void
write_id(struct taking *t, const struct member *m, const char *name, const char *words)
{
	struct text cleaned;

	text_init(&cleaned, JSON_BYTES_MAX);
	template_clean_id(t->cleaner, words, &cleaned);
	json_write_string(&t->w, name, text_string(&cleaned));
	if (strcmp(text_string(&cleaned), words) != 0)
		template_tell_name(t->replaced, m->to);
	text_finish(&cleaned);
}

/* Whether a word of Auth0's is one that is known here; others are read as the usual one. */
static bool
is_understood(enum care care, const char *words)
{
	enum template_kind kind;
	struct fault f;

	switch (care) {
	case CARE_TYPE:
		return strcmp(words, "sms") == 0 || strcmp(words, "voice") == 0 ||
		       strcmp(words, "text") == 0;
	case CARE_ACTION:
		return strcmp(words, "enrollment") == 0 || strcmp(words, "authentication") == 0 ||
		       strcmp(words, "second-factor-authentication") == 0 ||
		       template_kind_parse(words, &kind, &f) == ST_OK;
	case CARE_KIND: return template_kind_parse(words, &kind, &f) == ST_OK;
	case CARE_LOCALE: return words[0] == '\0' || locale_of(words)[0] != '\0';
	default: return true;
	}
}

static void
write_member(struct taking *t, const struct member *m, const char *name, const struct json *node)
{
	const char *words = json_string(node) != NULL ? json_string(node) : "";
	struct phone_reading reading = { 0 };
	const char *country;

	if (!is_understood(m->care, words) || (m->care == CARE_LOCALE && json_string(node) == NULL))
		template_tell_name(t->replaced, m->to);
	switch (m->care) {
	case CARE_FICTION: write_fiction(t, m, name, words, m->fiction); break;
	case CARE_CODE: write_fiction(t, m, name, words, t->cleaner->fiction); break;
	case CARE_ID: write_id(t, m, name, words); break;
	case CARE_TEXT: write_cleaned(t, m, name, node); break;
	case CARE_LOCALE: json_write_string(&t->w, name, locale_of(words)); break;
	case CARE_COUNTRY:
		country = country_of(words, &reading);
		json_write_string(&t->w, name, country);
		if (strcmp(country, words) != 0)
			template_tell_name(t->replaced, "recipient");
		break;
	default: json_write_string(&t->w, name, word_for(m->care, words)); break;
	}
}

/* --- All of them ---------------------------------------------------------------------------- */

static void
group_of(const char *path, char group[GROUP_BYTES])
{
	size_t size = strcspn(path, ".");

	group[0] = '\0';
	if (size < GROUP_BYTES && path[size] == '.') {
		memcpy(group, path, size);
		group[size] = '\0';
	}
}

static void
enter_group(struct json_writer *w, const char *path, char open[GROUP_BYTES])
{
	char group[GROUP_BYTES];

	group_of(path, group);
	if (strcmp(group, open) == 0)
		return;
	if (open[0] != '\0')
		json_write_object_end(w);
	if (group[0] != '\0')
		json_write_object(w, group);
	memcpy(open, group, GROUP_BYTES);
}

static void
write_members(struct taking *t)
{
	char open[GROUP_BYTES] = "";

	json_write_object(&t->w, NULL);
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		const char *dot = strchr(members[i].to, '.');
		const struct json *node = find_member(t->pasted, &members[i]);

		if (node == NULL)
			continue;
		enter_group(&t->w, members[i].to, open);
		write_member(t, &members[i], dot != NULL ? dot + 1 : members[i].to, node);
	}
	if (open[0] != '\0')
		json_write_object_end(&t->w);
	json_write_object_end(&t->w);
}

bool
template_event_takes(const char *path, bool *below)
{
	size_t size = strlen(path);

	*below = false;
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		for (size_t j = 0; j < COUNT_OF(members[i].from); j++) {
			const char *from = members[i].from[j];

			if (from == NULL)
				break;
			if (strcmp(from, path) == 0)
				return true;
			*below = *below || (strncmp(from, path, size) == 0 && from[size] == '.');
		}
	}
	return false;
}

enum status
template_event_take(struct template_context *c, const struct json *pasted,
                    const struct template_cleaner *cleaner, struct text *replaced, struct fault *f)
{
	struct taking t = { .cleaner = cleaner, .pasted = pasted, .replaced = replaced };

	json_write_begin(&t.w, &c->event);
	write_members(&t);
	if (!c->event.overflowed)
		return ST_OK;
	fault_set(f, WORD_VALUE_TOO_LONG, "the event keeps more than %zu bytes",
	          TEMPLATE_CONTEXT_BYTES_MAX);
	return fault_hint(f, "its metadata is too long: leave some of it away");
}
