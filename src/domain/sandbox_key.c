/* SPDX-License-Identifier: MIT */
/* what a sandbox key may do */
#include "domain/sandbox_key.h"

#include <string.h>

static const struct sandbox_key any_other = { "", false, false, SCOPE_EVERY, "may do everything" };

/* No prefix is the beginning of another one. */
static const struct sandbox_key keys[] = {
	{ "bad-", true, false, 0, "HTTP 401: a key that nobody has" },
	{ "expired-", true, false, 0, "HTTP 401: past its last day" },
	{ "elsewhere-", true, false, 0, "HTTP 401: bound to another address" },
	{ "noscope-", false, false, 0, "HTTP 403 everywhere: no scope at all" },
	{ "send-", false, false, SCOPE_SMS_SEND, "sms:message:send: sends, reports, bulks" },
	{ "message-", false, false, SCOPE_MESSAGE_SEND,
	  "message:send: sends and calls, their reports, no bulks" },
	{ "logs-", false, false, SCOPE_SMS_LOGS, "sms:logs:read: the SMS log only" },
	{ "sendlogs-", false, false, SCOPE_SMS_SEND | SCOPE_SMS_LOGS,
	  "sms:message:send and sms:logs:read: no previews" },
	{ "sms-", false, false, SCOPE_SMS_MANAGE, "sms:manage: all of SMS, no calls, no account" },
	{ "voice-", false, false, SCOPE_VOICE_MANAGE, "voice-message:manage: calls and their log" },
	{ "account-", false, false, SCOPE_ACCOUNT, "account-management:manage: the balance only" },
	{ "trial-", false, true, SCOPE_EVERY, "everything, on a trial account" },
};

const struct sandbox_key *
sandbox_key_look_up(const char *key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strncmp(key, keys[i].prefix, strlen(keys[i].prefix)) == 0)
			return &keys[i];
	return &any_other;
}

const struct sandbox_key *
sandbox_key_at(size_t index)
{
	return index < sizeof(keys) / sizeof(*keys) ? &keys[index] : NULL;
}
