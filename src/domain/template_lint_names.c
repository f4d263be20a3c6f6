/* SPDX-License-Identifier: MIT */
/* the names that a template uses, held against those that Auth0 lists */
#include "domain/template_lint_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define NAME_BYTES 128
#define OWN_NAMES_MAX 64

/* Names that the template sets itself, and those of loops. */
struct own_names {
	char (*items)[NAME_BYTES];
	size_t count;
};

struct naming {
	const struct template_lint_case *c;
	struct template_findings *out;
	struct own_names own;
};

static const char *
generation_words(enum template_kind kind)
{
	return template_kind_generation(kind) == TEMPLATE_OLDER ? "older" : "unified";
}

/* The first name of a path: "user" of "user.name". */
static size_t
head_size(const char *path)
{
	return strcspn(path, ".[");
}

static void
collect_own(void *context, const struct liquid_use *use)
{
	struct own_names *own = context;
	size_t size = head_size(use->name);

	if (use->kind != LIQUID_USE_SET || size >= NAME_BYTES || own->count == OWN_NAMES_MAX)
		return;
	memcpy(own->items[own->count], use->name, size);
	own->items[own->count++][size] = '\0';
}

static bool
is_own(const struct own_names *own, const char *path)
{
	static const char *const loops[] = { "forloop", "tablerowloop", "block" };
	size_t size = head_size(path);

	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		if (strlen(loops[i]) == size && memcmp(loops[i], path, size) == 0)
			return true;
	}
	for (size_t i = 0; i < own->count; i++) {
		if (strlen(own->items[i]) == size && memcmp(own->items[i], path, size) == 0)
			return true;
	}
	return false;
}

/* The tenant's name as some generation or some page of Auth0 spells it. */
static bool
is_tenant_name(const char *path)
{
	static const char *const spellings[] = { "friendly_name", "friendlyName",
		                                 "tenant.friendly_name", "tenant.friendlyName" };

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		if (strcmp(spellings[i], path) == 0)
			return true;
	}
	return false;
}

static struct template_range
range_of(const struct liquid_use *use)
{
	return (struct template_range){ use->place, use->offset_bytes, use->size_bytes };
}

static void
judge_tenant_name(struct naming *n, const struct liquid_use *use)
{
	const char *right = template_tenant_name_of(n->c->kind);
	struct template_range range = range_of(use);
	struct template_finding *found;

	if (strcmp(use->name, right) == 0)
		return;
	if (template_kind_generation(n->c->kind) == TEMPLATE_OLDER &&
	    strcmp(use->name, "tenant.friendlyName") == 0)
		found = template_finding_add(
			n->out, TEMPLATE_RULE_NAME_RARE, &range,
			"%s stands in a table of Auth0's only; its own texts write %s", use->name,
			right);
	else
		found = template_finding_add(n->out, TEMPLATE_RULE_NAME_FOREIGN, &range,
		                             "%s is empty in the %s templates, which call it %s",
		                             use->name, generation_words(n->c->kind), right);
	template_finding_fix(found, right);
}

static void
judge_variable(struct naming *n, const struct liquid_use *use)
{
	enum template_kind kind = n->c->kind;
	struct template_range range = range_of(use);
	struct template_finding *found;
	const char *near;

	if (is_own(&n->own, use->name))
		return;
	if (is_tenant_name(use->name)) {
		judge_tenant_name(n, use);
		return;
	}
	if (template_lists_variable(kind, use->name))
		return;
	near = template_near_variable(kind, use->name);
	found = template_finding_add(n->out, TEMPLATE_RULE_VARIABLE_UNKNOWN, &range,
	                             "Auth0 lists no variable %.60s for %s, so it may be empty%s%s",
	                             use->name, template_kind_name(kind),
	                             near != NULL ? "; near: " : "", near != NULL ? near : "");
	if (near != NULL)
		template_finding_fix(found, near);
}

static void
judge_tag(struct naming *n, const struct liquid_use *use)
{
	struct template_range range = range_of(use);
	const char *name = strcmp(use->name, "#") == 0 ? "# (inline comment)" : use->name;

	if (!template_lists_tag(use->name) && strncmp(use->name, "end", 3) != 0)
		(void)template_finding_add(n->out, TEMPLATE_RULE_TAG_UNLISTED, &range,
		                           "Auth0 does not list the tag %.40s", name);
}

static void
judge_filter(struct naming *n, const struct liquid_use *use)
{
	struct template_range range = range_of(use);
	struct template_finding *found;
	const char *near;

	if (template_lists_filter(use->name))
		return;
	if (liquid_has_filter(use->name)) {
		(void)template_finding_add(n->out, TEMPLATE_RULE_FILTER_UNLISTED, &range,
		                           "Auth0 does not list the filter %.40s", use->name);
		return;
	}
	near = template_near_filter(use->name);
	found = template_finding_add(n->out, TEMPLATE_RULE_FILTER_UNLISTED, &range,
	                             "there is no filter %.40s: the value passes unchanged%s%s",
	                             use->name, near != NULL ? "; near: " : "",
	                             near != NULL ? near : "");
	if (near != NULL)
		template_finding_fix(found, near);
}

static void
judge(void *context, const struct liquid_use *use)
{
	struct naming *n = context;

	if (use->kind == LIQUID_USE_VARIABLE)
		judge_variable(n, use);
	else if (use->kind == LIQUID_USE_TAG)
		judge_tag(n, use);
	else if (use->kind == LIQUID_USE_FILTER)
		judge_filter(n, use);
}

void
template_lint_names(const struct template_lint_case *c, struct template_findings *out)
{
	struct naming n = { .c = c, .out = out };

	n.own.items = mem_alloc_array(OWN_NAMES_MAX, sizeof(*n.own.items));
	liquid_visit(c->measure->tree, collect_own, &n.own);
	liquid_visit(c->measure->tree, judge, &n);
	mem_free(n.own.items);
}
