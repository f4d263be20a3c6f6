/* SPDX-License-Identifier: MIT */
/* every screen by its name */
#include "ui/screens.h"

#include <string.h>

static const struct screen_class *const screens[] = {
	&screen_welcome, &screen_home,     &screen_send,     &screen_log,       &screen_message,
	&screen_checks,  &screen_request,  &screen_numbers,  &screen_setup,     &screen_account,
	&screen_secrets, &screen_secret,   &screen_reveal,   &screen_name,      &screen_profiles,
	&screen_audit,   &screen_hookcode, &screen_help,     &screen_templates, &screen_newtext,
	&screen_history, &screen_contexts, &screen_template, &screen_who,
};

const struct screen_class *
screens_find(const char *name)
{
	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++)
		if (strcmp(screens[i]->name, name) == 0)
			return screens[i];
	return NULL;
}
