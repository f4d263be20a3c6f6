/* SPDX-License-Identifier: MIT */
/* an environment with its settings: defaults, checks, base URLs */
#include "domain/profile.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "domain/profile_impl.h"

static const struct profile_setting_row rows[PROFILE_SETTING_COUNT] = {
#define SETTING(id, key, standard, kind, help) { key, standard, help, PROFILE_KIND_##kind },
	PROFILE_SETTINGS(SETTING)
#undef SETTING
};

static const struct {
	const char *word;
	const char *mark;
} environments[] = {
	[PROFILE_SANDBOX] = { "sandbox", "SIM" },
	[PROFILE_STAGING] = { "staging", "STG" },
	[PROFILE_PRODUCTION] = { "production", "PROD" },
};

#define ENVIRONMENT_COUNT (sizeof(environments) / sizeof(environments[0]))

const struct profile_setting_row *
profile_setting_row(enum profile_setting setting)
{
	assert((unsigned)setting < PROFILE_SETTING_COUNT);
	return &rows[setting];
}

static enum status
check_name(const char *name, struct fault *f)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

	if (strlen(name) >= PROFILE_NAME_BYTES)
		fault_set(f, WORD_VALUE_INVALID, "the profile's name has %zu bytes", strlen(name));
	else if (name[0] == '\0' || name[strspn(name, allowed)] != '\0')
		fault_set(f, WORD_VALUE_INVALID, "the profile's name %s",
		          name[0] == '\0' ? "is empty" : "has a character that none may have");
	else
		return ST_OK;
	return fault_hint(f, "use 1 to %d letters, digits, '-', '_' or '.'",
	                  PROFILE_NAME_BYTES - 1);
}

enum status
profile_make(const char *name, enum profile_environment environment, struct profile *out,
             struct fault *f)
{
	enum status st = check_name(name, f);

	if (st != ST_OK)
		return st;
	memset(out, 0, sizeof(*out));
	text_copy(out->name, sizeof(out->name), name);
	out->environment = environment;
	for (size_t i = 0; i < PROFILE_SETTING_COUNT; i++)
		text_copy(out->values[i], sizeof(out->values[i]), rows[i].standard);
	return ST_OK;
}

const char *
profile_get(const struct profile *p, enum profile_setting setting)
{
	assert((unsigned)setting < PROFILE_SETTING_COUNT);
	return p->values[setting];
}

double
profile_get_number(const struct profile *p, enum profile_setting setting)
{
	double number;

	return profile_read_number(profile_get(p, setting), &number) ? number : 0;
}

int64_t
profile_get_integer(const struct profile *p, enum profile_setting setting)
{
	return (int64_t)profile_get_number(p, setting);
}

enum status
profile_set(struct profile *p, enum profile_setting setting, const char *value, struct fault *f)
{
	const struct profile_setting_row *row = profile_setting_row(setting);
	size_t size_bytes = strlen(value);
	enum status st;

	if (size_bytes >= PROFILE_VALUE_BYTES) {
		fault_set(f, WORD_VALUE_TOO_LONG, "the value of %s has %zu bytes", row->key,
		          size_bytes);
		return fault_hint(f, "at most %d bytes are kept", PROFILE_VALUE_BYTES - 1);
	}
	st = profile_check_value(p, setting, value, f);
	if (st != ST_OK)
		return st;
	while (row->kind == PROFILE_KIND_URL && size_bytes > 0 && value[size_bytes - 1] == '/')
		size_bytes--;
	if (row->kind == PROFILE_KIND_CALLER && value[0] == '+') {
		value++;
		size_bytes--;
	}
	/* The value may be the old one, borrowed from profile_get. */
	memmove(p->values[setting], value, size_bytes);
	p->values[setting][size_bytes] = '\0';
	return ST_OK;
}

bool
profile_setting_by_key(const char *key, enum profile_setting *out)
{
	for (size_t i = 0; i < PROFILE_SETTING_COUNT; i++) {
		if (strcmp(rows[i].key, key) == 0) {
			*out = (enum profile_setting)i;
			return true;
		}
	}
	return false;
}

const char *
profile_setting_key(enum profile_setting setting)
{
	return profile_setting_row(setting)->key;
}

const char *
profile_setting_help(enum profile_setting setting)
{
	return profile_setting_row(setting)->help;
}

const char *
profile_setting_default(enum profile_setting setting)
{
	return profile_setting_row(setting)->standard;
}

const char *
profile_environment_word(enum profile_environment environment)
{
	assert((unsigned)environment < ENVIRONMENT_COUNT);
	return environments[environment].word;
}

const char *
profile_environment_mark(enum profile_environment environment)
{
	assert((unsigned)environment < ENVIRONMENT_COUNT);
	return environments[environment].mark;
}

bool
profile_environment_from_word(const char *word, enum profile_environment *out)
{
	for (size_t i = 0; i < ENVIRONMENT_COUNT; i++) {
		if (strcmp(environments[i].word, word) == 0) {
			*out = (enum profile_environment)i;
			return true;
		}
	}
	return false;
}

bool
profile_is_billed(const struct profile *p)
{
	return p->environment != PROFILE_SANDBOX;
}

bool
profile_sends_alike(const struct profile *a, const struct profile *b)
{
	static const enum profile_setting deciding[] = {
		PROFILE_BASE_URL,     PROFILE_API_VERSION,      PROFILE_SENDER,
		PROFILE_VOICE_SENDER, PROFILE_VALIDITY_MINUTES, PROFILE_USE_PROXY,
	};
	bool alike = a->environment == b->environment && strcmp(a->name, b->name) == 0;

	for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++)
		alike = alike &&
		        strcmp(profile_get(a, deciding[i]), profile_get(b, deciding[i])) == 0;
	return alike;
}
