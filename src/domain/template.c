/* SPDX-License-Identifier: MIT */
/* kinds of message texts, their limits, and Auth0's default for each */
#include "domain/template.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"

/* Auth0's Management API: body.text and body.voice of a phone template, 1 to 20,000 each. */
#define UNIFIED_LIMIT 20000

/* The older ones are documented by the Management API; the unified ones are what its phone
 * templates hold before anybody changes them. What is NULL is not known here. */
static const struct {
	const char *name;
	const char *title;
	enum template_generation generation;
	bool has_code;
	const char *text;
	const char *voice;
} kinds[TEMPLATE_KIND_COUNT] = {
	[TEMPLATE_VERIFICATION] = { "verification", "Verification", TEMPLATE_OLDER, true,
	                            "templates/verification.liquid",
	                            "templates/verification.liquid" },
	[TEMPLATE_ENROLLMENT] = { "enrollment", "Enrollment", TEMPLATE_OLDER, true,
	                          "templates/enrollment.liquid", "templates/enrollment.liquid" },
	[TEMPLATE_OTP_VERIFY] = { "otp_verify", "One-time code, verify", TEMPLATE_UNIFIED, true,
	                          "templates/otp_verify.liquid", "templates/otp_voice.liquid" },
	[TEMPLATE_OTP_ENROLL] = { "otp_enroll", "One-time code, enroll", TEMPLATE_UNIFIED, true,
	                          "templates/otp_enroll.liquid", "templates/otp_voice.liquid" },
	[TEMPLATE_CHANGE_PASSWORD] = { "change_password", "Change password", TEMPLATE_UNIFIED, true,
	                               "templates/change_password.liquid",
	                               "templates/change_password_voice.liquid" },
	[TEMPLATE_BLOCKED_ACCOUNT] = { "blocked_account", "Blocked account", TEMPLATE_UNIFIED,
	                               false, "templates/blocked_account.liquid", NULL },
	[TEMPLATE_PASSWORD_BREACH] = { "password_breach", "Password breach", TEMPLATE_UNIFIED,
	                               false, NULL, NULL },
};

const char *
template_kind_name(enum template_kind kind)
{
	return kind < TEMPLATE_KIND_COUNT ? kinds[kind].name : "";
}

const char *
template_kind_title(enum template_kind kind)
{
	return kind < TEMPLATE_KIND_COUNT ? kinds[kind].title : "";
}

enum template_generation
template_kind_generation(enum template_kind kind)
{
	return kind < TEMPLATE_KIND_COUNT ? kinds[kind].generation : TEMPLATE_OLDER;
}

size_t
template_kind_limit(enum template_kind kind)
{
	return template_kind_generation(kind) == TEMPLATE_UNIFIED ? UNIFIED_LIMIT : 0;
}

bool
template_kind_has_code(enum template_kind kind)
{
	return kind < TEMPLATE_KIND_COUNT && kinds[kind].has_code;
}

bool
template_kind_is_sent(enum template_kind kind)
{
	return kind == TEMPLATE_VERIFICATION || kind == TEMPLATE_ENROLLMENT;
}

static enum status
no_such_kind(struct fault *f)
{
	char names[sizeof(f->hint)] = "";
	size_t used = 0;

	for (int i = 0; i < TEMPLATE_KIND_COUNT && used < sizeof(names); i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
		                         i > 0 ? ", " : "", kinds[i].name);
	fault_set(f, WORD_NOT_FOUND, "no template has this name");
	return fault_hint(f, "the names are %s", names);
}

enum status
template_kind_parse(const char *name, enum template_kind *out, struct fault *f)
{
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		if (strcmp(name, kinds[i].name) == 0) {
			*out = (enum template_kind)i;
			return ST_OK;
		}
	return no_such_kind(f);
}

enum template_kind
template_kind_for_action(const char *action)
{
	return strcmp(action, "enrollment") == 0 ? TEMPLATE_ENROLLMENT : TEMPLATE_VERIFICATION;
}

const char *
template_default_text(enum template_kind kind, enum template_channel channel)
{
	const char *name = NULL;
	const struct embedded *file;

	if (kind < TEMPLATE_KIND_COUNT)
		name = channel == TEMPLATE_VOICE ? kinds[kind].voice : kinds[kind].text;
	file = name ? embedded_find(name) : NULL;
	return file ? file->bytes : NULL;
}

const char *
template_channel_word(enum template_channel channel)
{
	switch (channel) {
	case TEMPLATE_SMS: return "sms";
	case TEMPLATE_VOICE: return "voice";
	default: return "";
	}
}

enum template_channel
template_channel_of_type(const char *message_type)
{
	return strcmp(message_type, "voice") == 0 ? TEMPLATE_VOICE : TEMPLATE_SMS;
}
