/* SPDX-License-Identifier: MIT */
/* the two kinds of message text and Auth0's default for each */
#include "domain/template.h"

#include <string.h>

#include "base/embedded.h"

static const struct {
	const char *name;
	const char *file;
} kinds[TEMPLATE_KIND_COUNT] = {
	[TEMPLATE_VERIFICATION] = { "verification", "templates/verification.liquid" },
	[TEMPLATE_ENROLLMENT] = { "enrollment", "templates/enrollment.liquid" },
};

const char *
template_kind_name(enum template_kind kind)
{
	return kind < TEMPLATE_KIND_COUNT ? kinds[kind].name : "";
}

enum status
template_kind_parse(const char *name, enum template_kind *out, struct fault *f)
{
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		if (strcmp(name, kinds[i].name) == 0) {
			*out = (enum template_kind)i;
			return ST_OK;
		}
	fault_set(f, WORD_NOT_FOUND, "no template has this name");
	return fault_hint(f, "the names are %s and %s", kinds[TEMPLATE_VERIFICATION].name,
	                  kinds[TEMPLATE_ENROLLMENT].name);
}

enum template_kind
template_kind_for_action(const char *action)
{
	return strcmp(action, "enrollment") == 0 ? TEMPLATE_ENROLLMENT : TEMPLATE_VERIFICATION;
}

const char *
template_default_text(enum template_kind kind)
{
	const struct embedded *file =
		kind < TEMPLATE_KIND_COUNT ? embedded_find(kinds[kind].file) : NULL;

	return file != NULL ? file->bytes : "";
}
