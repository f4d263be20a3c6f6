/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PROFILE_H
#define DOMAIN_PROFILE_H
/*
 * A profile: one environment with its provider settings. The table of settings is here; help,
 * parsing, checks, defaults and the store's rows are derived from it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

#define PROFILE_NAME_BYTES 64
#define PROFILE_VALUE_BYTES 512

enum profile_environment { PROFILE_SANDBOX, PROFILE_STAGING, PROFILE_PRODUCTION };

/* SETTING(id, key, default, kind, help). A setting is listed when something reads it. */
#define PROFILE_SETTINGS(SETTING)                                                                  \
	SETTING(BASE_URL, "base_url", "", URL, "Infobip's address for this account")               \
	SETTING(API_VERSION, "api_version", "3", VERSION,                                          \
	        "2 posts as the published hook does, 3 is current")                                \
	SETTING(SENDER, "sender", "ServiceSMS", SENDER, "Who the message is from")                 \
	SETTING(VOICE_SENDER, "voice_sender", "", CALLER,                                          \
	        "Number that calls are from: country code and digits")                             \
	SETTING(VALIDITY_MINUTES, "validity_minutes", "", MINUTES,                                 \
	        "How long the provider keeps trying, 1 to 2880")                                   \
	SETTING(TENANT_NAME, "tenant_name", "Acme Bank", NAME,                                     \
	        "tenant.friendly_name in templates")                                               \
	SETTING(LOCALE_DEFAULT, "locale_default", "en", LOCALE,                                    \
	        "Language of a send that names none")                                              \
	SETTING(COUNTRY_ALLOW, "country_allow", "", COUNTRIES,                                     \
	        "ISO codes with commas; empty: all in staging")                                    \
	SETTING(PARTS_MAX, "parts_max", "2", COUNT, "Parts a billed message may have, 1 to 25")    \
	SETTING(BUDGET_HOUR_MESSAGES, "budget_hour_messages", "20", COUNT,                         \
	        "Billed messages in an hour")                                                      \
	SETTING(BUDGET_DAY_MESSAGES, "budget_day_messages", "50", COUNT,                           \
	        "Billed messages in a day")                                                        \
	SETTING(BUDGET_DAY_AMOUNT, "budget_day_amount", "5", AMOUNT,                               \
	        "Money in a day, in the account's currency")                                       \
	SETTING(AUTO_LOCK_MINUTES, "auto_lock_minutes", "5", COUNT,                                \
	        "Minutes without a key that lock a console, 1 to 1440")                            \
	SETTING(CA_FILE, "ca_file", "", PATH, "Certificates to trust instead of the system's")     \
	SETTING(USE_PROXY, "use_proxy", "", PROXY,                                                 \
	        "A proxy's URL; empty: none, whatever the environment says")                       \
	SETTING(SANDBOX_SPEED, "sandbox_speed", "1", SPEED,                                        \
	        "How much faster simulated phones are, 0.1 to 1000")

enum profile_setting {
#define SETTING(id, key, standard, kind, help) PROFILE_##id,
	PROFILE_SETTINGS(SETTING)
#undef SETTING
		PROFILE_SETTING_COUNT
};

struct profile {
	int64_t id;    /* 0: not stored */
	char uuid[37]; /* bound into every sealed value */
	char name[PROFILE_NAME_BYTES];
	enum profile_environment environment;
	char values[PROFILE_SETTING_COUNT][PROFILE_VALUE_BYTES];
};

/* Name, environment and defaults. WORD_VALUE_INVALID for a name that is empty, over 63 bytes, or
 * has other characters than letters, digits, '-', '_' and '.'. */
MUST_USE enum status profile_make(const char *name, enum profile_environment environment,
                                  struct profile *out, struct fault *f);
const char *profile_get(const struct profile *p, enum profile_setting setting);
/* 0 for an empty setting. The decimal mark is a point in every locale. */
int64_t profile_get_integer(const struct profile *p, enum profile_setting setting);
double profile_get_number(const struct profile *p, enum profile_setting setting);
/* Checks the value for this profile's environment and sets it; the fault names what is allowed.
 * base_url: https, or http to a loopback host, without a path; a sandbox profile takes loopback
 * hosts only. It is stored without a trailing slash, voice_sender without a plus. */
MUST_USE enum status profile_set(struct profile *p, enum profile_setting setting, const char *value,
                                 struct fault *f);
bool profile_setting_by_key(const char *key, enum profile_setting *out);
const char *profile_setting_key(enum profile_setting setting);
const char *profile_setting_help(enum profile_setting setting);
const char *profile_setting_default(enum profile_setting setting);

const char *profile_environment_word(enum profile_environment environment); /* "sandbox" */
const char *profile_environment_mark(enum profile_environment environment); /* "SIM" */
bool profile_environment_from_word(const char *word, enum profile_environment *out);
/* Whether a send of this profile may cost money or reach a person. */
bool profile_is_billed(const struct profile *p);
/* Whether what is agreed to by one goes out the same by the other: name, environment, host, API,
 * senders, validity and proxy. Caps do not count: a guard reads them anew. */
bool profile_sends_alike(const struct profile *a, const struct profile *b);

/* A parsed base URL. Hosts are compared as parsed, never by a piece of text. */
struct profile_url {
	bool https;
	bool loopback;  /* localhost, 127.0.0.0/8 or ::1 */
	char host[256]; /* lower case; an IPv6 address without its brackets */
	int port;       /* the scheme's own where the URL names none */
};
/* Takes http and https to any host; which of them a profile may use is profile_set's to say.
 * WORD_BASE_URL_INVALID with what is wrong: scheme, user part, query, fragment, control bytes. The
 * URL is not repeated in the fault, because a user part holds a password. */
MUST_USE enum status profile_url_parse(const char *url, struct profile_url *out, struct fault *f);
/* Whether a parsed host is Infobip's: api.infobip.com, or a name that ends in .api.infobip.com. */
bool profile_host_is_infobips(const char *host);
/* Whether a provider's key may go there at all: Infobip's hosts and this machine, no other. */
bool profile_host_may_have_key(const struct profile_url *url);
/* WORD_BASE_URL_INVALID when the profile's base_url is one that no key may go to; ST_OK for none.
 * profile_set takes such hosts, because they are in stores of earlier versions. */
MUST_USE enum status profile_check_key_host(const struct profile *p, struct fault *f);
/* What cleaning a pasted base URL took away or put there. */
enum profile_url_change {
	PROFILE_URL_BLANKS = 1 << 0,
	PROFILE_URL_LINE_ENDS = 1 << 1,
	PROFILE_URL_QUOTES = 1 << 2,   /* straight and curly ones */
	PROFILE_URL_NO_BREAK = 1 << 3, /* no-break spaces, and those of no width */
	PROFILE_URL_SLASH = 1 << 4,
	PROFILE_URL_MARKS = 1 << 5,   /* brackets, commas, semicolons */
	PROFILE_URL_PATH = 1 << 6,    /* of one call behind Infobip's host */
	PROFILE_URL_SCHEME = 1 << 7,  /* https:// in front, where there was none */
	PROFILE_URL_SECURED = 1 << 8, /* https in the place of http */
	/* What pasting adds and nobody means: applied unasked, and said. */
	PROFILE_URL_HARMLESS = PROFILE_URL_BLANKS | PROFILE_URL_LINE_ENDS | PROFILE_URL_QUOTES |
	                       PROFILE_URL_NO_BREAK | PROFILE_URL_SLASH | PROFILE_URL_SCHEME
};
/* The base URL that was probably meant by what somebody pasted: without blanks, quotes and a slash
 * around it, with https:// in front, and without the path of one call behind Infobip's host. False
 * when it is what was typed, or when nothing usable comes of it; *out is then "" and *changed 0.
 * With a change that is not harmless it is to be shown before it is applied. */
bool profile_url_repair(const char *typed, char out[PROFILE_VALUE_BYTES], unsigned *changed);
/* Appends what was changed: "removed blanks around it, line ends; https:// put in front". */
void profile_url_describe(unsigned changed, struct text *out);
#endif
