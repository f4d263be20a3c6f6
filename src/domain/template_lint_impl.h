/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_LINT_IMPL_H
#define DOMAIN_TEMPLATE_LINT_IMPL_H
/* What the files of domain/template_lint share: the lists of Auth0, and adding a finding. */
#include "domain/template_lint.h"

/* Where a finding is; a zeroed one is of no one place. */
struct template_range {
	struct liquid_place place;
	size_t offset_bytes;
	size_t size_bytes;
};

/* Adds a finding; NULL when there is no room, which is counted. */
struct template_finding *template_finding_add(struct template_findings *out,
                                              enum template_rule rule,
                                              const struct template_range *range,
                                              const char *format, ...) PRINTF_LIKE(4, 5);
/* Gives the newest finding (NULL is accepted) what to put in its place. */
void template_finding_fix(struct template_finding *found, const char *fix);
/* A range of the source, with its line and column. */
struct template_range template_range_of(const struct template_lint_case *c, size_t offset_bytes,
                                        size_t size_bytes);

/* Whether Auth0 lists a variable, tag or filter for this kind. */
bool template_lists_variable(enum template_kind kind, const char *path);
bool template_lists_tag(const char *name);
bool template_lists_filter(const char *name);
/* The listed name that is nearest to a mistyped one; NULL when none is near. */
const char *template_near_variable(enum template_kind kind, const char *path);
const char *template_near_filter(const char *name);
/* The tenant's name as this kind calls it. */
const char *template_tenant_name_of(enum template_kind kind);

/* The rules that ask the tree for its names, and those that look at what was rendered. */
void template_lint_names(const struct template_lint_case *c, struct template_findings *out);
void template_lint_renderings(const struct template_lint_case *c, struct template_findings *out);
#endif
