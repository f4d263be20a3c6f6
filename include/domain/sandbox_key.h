/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_SANDBOX_KEY_H
#define DOMAIN_SANDBOX_KEY_H
/*
 * What a sandbox key may do: its beginning says so.
 *
 * Any key is accepted and may do everything, but for those whose beginning stands in the table.
 * It is here once, for the sandbox that plays it and for the shell that lists it.
 */
#include <stdbool.h>
#include <stddef.h>

/* The provider's scopes; a call asks for any one of several. */
enum sandbox_scope {
	SCOPE_MESSAGE_SEND = 1 << 0,  /* message:send */
	SCOPE_SMS_SEND = 1 << 1,      /* sms:message:send */
	SCOPE_SMS_LOGS = 1 << 2,      /* sms:logs:read */
	SCOPE_SMS_MANAGE = 1 << 3,    /* sms:manage */
	SCOPE_VOICE_SEND = 1 << 4,    /* voice-message:message:send */
	SCOPE_VOICE_LOGS = 1 << 5,    /* voice-message:logs:read */
	SCOPE_VOICE_REPORTS = 1 << 6, /* voice-reports:read, voice:logs:read */
	SCOPE_VOICE_MANAGE = 1 << 7,  /* voice-message:manage */
	SCOPE_ACCOUNT = 1 << 8,       /* account-management:manage */
	SCOPE_EVERY = (1 << 9) - 1
};

struct sandbox_key {
	const char *prefix; /* "" of any other key */
	bool is_refused;    /* no key at all to the provider: 401 */
	bool is_trial;      /* of an account that is being tried out */
	unsigned scopes;
	const char *does; /* in our words */
};

/* What the key may do; never NULL. */
const struct sandbox_key *sandbox_key_look_up(const char *key);
/* The rows with a prefix, in the order worth showing; NULL past the end. */
const struct sandbox_key *sandbox_key_at(size_t index);
#endif
