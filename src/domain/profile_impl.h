/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PROFILE_IMPL_H
#define DOMAIN_PROFILE_IMPL_H
/* What the three files of the profile module share. */
#include "domain/profile.h"

enum profile_kind {
	PROFILE_KIND_URL,
	PROFILE_KIND_VERSION,
	PROFILE_KIND_SENDER,
	PROFILE_KIND_CALLER,
	PROFILE_KIND_MINUTES,
	PROFILE_KIND_NAME,
	PROFILE_KIND_LOCALE,
	PROFILE_KIND_COUNTRIES,
	PROFILE_KIND_COUNT,
	PROFILE_KIND_AMOUNT,
	PROFILE_KIND_PATH,
	PROFILE_KIND_PROXY,
	PROFILE_KIND_SPEED
};

struct profile_setting_row {
	const char *key;
	const char *standard;
	const char *help;
	enum profile_kind kind;
};

/* The row of a setting in PROFILE_SETTINGS. */
const struct profile_setting_row *profile_setting_row(enum profile_setting setting);

/* Checks a value of any kind; `value` is shorter than PROFILE_VALUE_BYTES. */
MUST_USE enum status profile_check_value(const struct profile *p, enum profile_setting setting,
                                         const char *value, struct fault *f);

/* Reads digits with at most one point among them, whatever the locale; false for anything else,
 * nothing included. */
bool profile_read_number(const char *value, double *out);

/* Takes a URL apart; `schemes` is a list that ends with NULL. *path points at the part of `url`
 * behind host and port. What is wrong is returned as a piece of a sentence ("has a user part"),
 * NULL when nothing is. */
const char *profile_url_split(const char *url, const char *const *schemes, struct profile_url *out,
                              const char **path);
#endif
