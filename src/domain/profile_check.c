/* SPDX-License-Identifier: MIT */
/* an environment with its settings: defaults, checks, base URLs */
#include "domain/profile.h"

#include <string.h>

#include "base/text.h"
#include "domain/phone.h"
#include "domain/profile_impl.h"

/* No country has shorter ones, the code of the country included. */
#define CALLER_DIGITS_MIN 7
#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NAME_BYTES_MAX 200
#define SENDER_DIGITS_MAX 15
#define SENDER_LETTERS_MAX 11
#define NUMBER_BYTES_MAX 15

/* A kind whose values are judged by themselves: whether they pass, and what the operator reads. */
struct kind_rule {
	bool may_be_empty;
	bool (*is_valid)(const char *value);
	const char *allowed;
	const char *example;
};

static bool
consists_of(const char *value, const char *set)
{
	return value[strspn(value, set)] == '\0';
}

bool
profile_read_number(const char *value, double *out)
{
	size_t whole = strspn(value, DIGITS);
	size_t fraction = value[whole] == '.' ? strspn(value + whole + 1, DIGITS) : 0;
	size_t size_bytes = whole + (fraction > 0 ? fraction + 1 : 0);
	double scale = 1;

	if (whole == 0 || value[size_bytes] != '\0' || size_bytes > NUMBER_BYTES_MAX)
		return false;
	*out = 0;
	/* Summed as an integer and divided once, so that "0.1" is the nearest double to it. */
	for (size_t i = 0; i < size_bytes; i++) {
		if (value[i] != '.')
			*out = *out * 10 + (value[i] - '0');
		if (i > whole)
			scale *= 10;
	}
	*out /= scale;
	return true;
}

static bool
is_between(const char *value, double least, double most)
{
	double number;

	return profile_read_number(value, &number) && number >= least && number <= most;
}

static bool
is_version(const char *value)
{
	return strcmp(value, "2") == 0 || strcmp(value, "3") == 0;
}

/* Letters, digits and marks that every operator takes, all of them one GSM-7 septet. */
static bool
is_sender(const char *value)
{
	size_t size_bytes = strlen(value);

	if (consists_of(value, DIGITS))
		return size_bytes >= 1 && size_bytes <= SENDER_DIGITS_MAX;
	return size_bytes <= SENDER_LETTERS_MAX && consists_of(value, LOWER UPPER DIGITS " .-&") &&
	       strpbrk(value, LOWER UPPER) != NULL && value[0] != ' ' &&
	       value[size_bytes - 1] != ' ';
}

/* Infobip wants digits with the country code; the plus of E.164 may stand before them. */
static bool
is_caller(const char *value)
{
	struct phone_reading reading;
	char e164[PHONE_E164_BYTES + 1] = "+";

	if (!text_copy(e164 + 1, sizeof(e164) - 1, value[0] == '+' ? value + 1 : value) ||
	    strlen(e164 + 1) < CALLER_DIGITS_MIN)
		return false;
	phone_read(e164, strlen(e164), NULL, &reading);
	return reading.valid || (reading.reason == PHONE_SANDBOX && reading.e164[0] != '\0');
}

static bool
is_minutes(const char *value)
{
	return consists_of(value, DIGITS) && is_between(value, 1, 2880);
}

static bool
is_name(const char *value)
{
	size_t size_bytes = strlen(value);

	return size_bytes >= 1 && size_bytes <= NAME_BYTES_MAX && text_is_utf8(value, size_bytes) &&
	       !text_has_control(value, size_bytes, false);
}

/* A language of two or three letters, then a script of four ("-Hant"), then a region of two
 * letters or three digits; the last two may be missing. */
static bool
is_locale(const char *value)
{
	size_t language = strspn(value, LOWER);

	if (language != 2 && language != 3)
		return false;
	value += language;
	if (value[0] == '-' && strspn(value + 1, UPPER) == 1 && strspn(value + 2, LOWER) == 3)
		value += 5;
	if (value[0] == '-' && (strspn(value + 1, UPPER) == 2 || strspn(value + 1, DIGITS) == 3))
		value += value[1] <= '9' ? 4 : 3;
	return value[0] == '\0';
}

static bool
is_countries(const char *value)
{
	for (;;) {
		char iso[3] = { 0 };

		if (strspn(value, UPPER) != 2)
			return false;
		memcpy(iso, value, 2);
		if (!phone_country_exists(iso))
			return false;
		if (value[2] == '\0')
			return true;
		if (value[2] != ',')
			return false;
		value += 3;
	}
}

static bool
is_amount(const char *value)
{
	return is_between(value, 0, 1e9);
}

static bool
is_path(const char *value)
{
	size_t size_bytes = strlen(value);

	return value[0] == '/' && value[size_bytes - 1] != '/' && text_is_utf8(value, size_bytes) &&
	       !text_has_control(value, size_bytes, false);
}

static bool
is_speed(const char *value)
{
	return is_between(value, 0.1, 1000);
}

static const struct kind_rule rules[] = {
	[PROFILE_KIND_VERSION] = { false, is_version, "2 or 3", "3" },
	[PROFILE_KIND_SENDER] = { false, is_sender,
	                          "1 to 15 digits, or 1 to 11 letters, digits and ' .-&'",
	                          "ServiceSMS" },
	[PROFILE_KIND_CALLER] = { true, is_caller,
	                          "a phone number with its country code, digits alone, or empty",
	                          "12025550100" },
	[PROFILE_KIND_MINUTES] = { true, is_minutes, "a whole number from 1 to 2880, or empty",
	                           "10" },
	[PROFILE_KIND_NAME] = { false, is_name, "1 to 200 bytes of printable UTF-8", "Acme Bank" },
	[PROFILE_KIND_LOCALE] = { false, is_locale, "a language, or a language and a country",
	                          "en or pt-BR" },
	[PROFILE_KIND_COUNTRIES] = { true, is_countries,
	                             "ISO country codes in capitals with commas, or empty",
	                             "DE,FR" },
	[PROFILE_KIND_AMOUNT] = { false, is_amount, "an amount of 0 or more with a decimal point",
	                          "2.50" },
	[PROFILE_KIND_PATH] = { true, is_path, "the absolute path of a file, or empty",
	                        "/etc/ssl/certs/acme.pem" },
	[PROFILE_KIND_SPEED] = { false, is_speed, "a number from 0.1 to 1000", "10" },
};

static enum status
check_by_rule(const struct profile_setting_row *row, const char *value, struct fault *f)
{
	const struct kind_rule *rule = &rules[row->kind];

	if (value[0] == '\0' ? rule->may_be_empty : rule->is_valid(value))
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "%s must be %s", row->key, rule->allowed);
	return fault_hint(f, "for example: %s", rule->example);
}

static enum status
check_count(enum profile_setting setting, const char *value, struct fault *f)
{
	/* A budget of nothing is a way to stop every billed send; a message of no parts is none. */
	bool locks = setting == PROFILE_AUTO_LOCK_MINUTES;
	int least = setting == PROFILE_PARTS_MAX || locks ? 1 : 0;
	int most = setting == PROFILE_PARTS_MAX ? 25 : locks ? 1440 : 100000;
	const char *key = profile_setting_key(setting);

	if (consists_of(value, DIGITS) && is_between(value, least, most))
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "%s must be a whole number from %d to %d", key, least,
	          most);
	return fault_hint(f, "for example: %s", profile_setting_default(setting));
}

/* What is pasted with the path of a call would have every call's own path behind it. */
static enum status
check_no_path(const char *value, struct fault *f)
{
	const char *host = strstr(value, "://") + 3;
	size_t host_bytes = strcspn(host, "/");

	if (consists_of(host + host_bytes, "/"))
		return ST_OK;
	fault_set(f, WORD_BASE_URL_INVALID, "the URL has a path");
	return fault_hint(f, "a base URL ends with its host: %.*s",
	                  (int)(host + host_bytes - value), value);
}

static enum status
check_base_url(const struct profile *p, const char *value, struct fault *f)
{
	struct profile_url url;
	enum status st;

	if (value[0] == '\0')
		return ST_OK;
	st = profile_url_parse(value, &url, f);
	if (st == ST_OK)
		st = check_no_path(value, f);
	if (st != ST_OK)
		return st;
	if (p->environment == PROFILE_SANDBOX && !url.loopback) {
		fault_set(f, WORD_BASE_URL_INVALID, "a sandbox profile reaches this machine only");
		return fault_hint(
			f, "use a loopback host as in http://127.0.0.1:8080, or a staging profile");
	}
	if (strncmp(url.host, "yours.", 6) == 0) {
		fault_set(f, WORD_BASE_URL_INVALID,
		          "YOURS stands for the first part of an address of your own");
		return fault_hint(f, "Infobip's portal shows it on its first page");
	}
	if (!url.https && !url.loopback) {
		fault_set(f, WORD_BASE_URL_INVALID, "http would send the API key in the clear");
		return fault_hint(f, "use https; http is for loopback hosts only");
	}
	return ST_OK;
}

static enum status
check_proxy(const char *key, const char *value, struct fault *f)
{
	static const char *const schemes[] = { "http", "https", "socks5", NULL };
	struct profile_url url;
	const char *path;
	const char *wrong;

	if (value[0] == '\0')
		return ST_OK;
	wrong = profile_url_split(value, schemes, &url, &path);
	if (!wrong && path[0] != '\0' && strcmp(path, "/") != 0)
		wrong = "has a path";
	if (!wrong)
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "the URL of %s %s", key, wrong);
	return fault_hint(f, "use http, https or socks5, as in socks5://127.0.0.1:1080");
}

enum status
profile_check_value(const struct profile *p, enum profile_setting setting, const char *value,
                    struct fault *f)
{
	const struct profile_setting_row *row = profile_setting_row(setting);

	switch (row->kind) {
	case PROFILE_KIND_URL: return check_base_url(p, value, f);
	case PROFILE_KIND_PROXY: return check_proxy(row->key, value, f);
	case PROFILE_KIND_COUNT: return check_count(setting, value, f);
	default: return check_by_rule(row, value, f);
	}
}
