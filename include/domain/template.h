/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_H
#define DOMAIN_TEMPLATE_H
/*
 * Which text is used for which purpose.
 *
 * A template is named by its kind; the two kinds are Auth0's own of its older phone templates.
 * The default texts (data/templates/) are the ones that Auth0's Management API documents.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/random.h"

#define TEMPLATE_NAME_BYTES 128

enum template_kind { TEMPLATE_VERIFICATION, TEMPLATE_ENROLLMENT, TEMPLATE_KIND_COUNT };

struct template_info {
	int64_t id;
	char name[TEMPLATE_NAME_BYTES]; /* "verification" */
	int64_t revision;
	int64_t changed_at_ms;
};

const char *template_kind_name(enum template_kind kind);
/* WORD_NOT_FOUND naming the kinds there are. */
MUST_USE enum status template_kind_parse(const char *name, enum template_kind *out,
                                         struct fault *f);
/* The kind that Auth0 takes for an action: enrollment, else verification. */
enum template_kind template_kind_for_action(const char *action);
/* Auth0's default text of a kind. */
const char *template_default_text(enum template_kind kind);
#endif
