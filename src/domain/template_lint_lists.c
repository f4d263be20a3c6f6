/* SPDX-License-Identifier: MIT */
/* the variables, tags and filters that Auth0 lists for each generation of its templates */
#include "domain/template_lint_impl.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define OLDER (1U << TEMPLATE_OLDER)
#define UNIFIED (1U << TEMPLATE_UNIFIED)

/* `is_open`: anything may stand below it, such as the operator's own metadata. */
static const struct variable {
	const char *path;
	unsigned generations;
	bool is_open;
} variables[] = {
	{ "code", OLDER | UNIFIED, false },
	{ "locale", OLDER | UNIFIED, false },
	{ "pause", OLDER | UNIFIED, false },
	{ "custom_domain.domain", OLDER | UNIFIED, false },
	{ "custom_domain.domain_metadata", OLDER | UNIFIED, true },
	{ "message_type", OLDER, false },
	{ "requestInfo.lang", OLDER, false },
	{ "tenant.friendly_name", OLDER, false },
	{ "tenant", UNIFIED, false },
	{ "friendly_name", UNIFIED, false },
	{ "support_email", UNIFIED, false },
	{ "support_url", UNIFIED, false },
	{ "logo_url", UNIFIED, false },
	{ "home_url", UNIFIED, false },
	{ "region", UNIFIED, false },
	{ "connection", UNIFIED, false },
	{ "user.name", UNIFIED, false },
	{ "user.nickname", UNIFIED, false },
	{ "user.given_name", UNIFIED, false },
	{ "user.family_name", UNIFIED, false },
	{ "user.picture", UNIFIED, false },
	{ "user.login_count", UNIFIED, false },
	{ "user.user_metadata", UNIFIED, true },
	{ "user.app_metadata", UNIFIED, true },
	{ "user.email_verified", UNIFIED, false },
	{ "user.email", UNIFIED, false },
	{ "user.phone_number", UNIFIED, false },
	{ "user.phone_verified", UNIFIED, false },
	{ "user.multifactor", UNIFIED, true },
	{ "user.source_ip", UNIFIED, false },
	{ "user.country", UNIFIED, false },
	{ "user.city", UNIFIED, false },
	{ "client.name", UNIFIED, false },
	{ "client.clientID", UNIFIED, false },
	{ "client.metadata", UNIFIED, true },
	{ "application", UNIFIED, true },
	{ "organization.id", UNIFIED, false },
	{ "organization.name", UNIFIED, false },
	{ "organization.display_name", UNIFIED, false },
	{ "organization.metadata", UNIFIED, true },
	{ "organization.branding", UNIFIED, true },
};

/* With the words that close or divide a block of a listed one. */
static const char *const tags[] = {
	"for",   "endfor",   "break",  "continue",  "cycle",     "tablerow",   "endtablerow",
	"if",    "endif",    "unless", "endunless", "elsif",     "else",       "case",
	"when",  "endcase",  "assign", "increment", "decrement", "include",    "layout",
	"block", "endblock", "raw",    "endraw",    "comment",   "endcomment",
};

static const char *const filters[] = {
	"plus",       "minus",         "modulo",        "times",       "floor",
	"ceil",       "round",         "divided_by",    "abs",         "at_least",
	"at_most",    "append",        "prepend",       "capitalize",  "upcase",
	"downcase",   "strip",         "lstrip",        "rstrip",      "strip_newlines",
	"split",      "replace",       "replace_first", "remove",      "remove_first",
	"truncate",   "truncatewords", "escape",        "escape_once", "url_encode",
	"url_decode", "strip_html",    "newline_to_br", "slice",       "map",
	"sort",       "sort_natural",  "first",         "last",        "join",
	"reverse",    "size",          "date",          "default",
};

static bool
is_of_kind(const struct variable *v, enum template_kind kind)
{
	if (!(v->generations & (1U << template_kind_generation(kind))))
		return false;
	return template_kind_has_code(kind) || strcmp(v->path, "code") != 0;
}

/* What may be asked of any value behind its name. */
static bool
is_property(const char *rest)
{
	return strcmp(rest, ".size") == 0 || strcmp(rest, ".first") == 0 ||
	       strcmp(rest, ".last") == 0;
}

bool
template_lists_variable(enum template_kind kind, const char *path)
{
	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		const struct variable *v = &variables[i];
		size_t size = strlen(v->path);
		size_t given = strlen(path);

		if (!is_of_kind(v, kind))
			continue;
		/* A whole group, such as user, is a name of Auth0's as well. */
		if (given < size && strncmp(v->path, path, given) == 0 && v->path[given] == '.')
			return true;
		if (strncmp(path, v->path, size) != 0)
			continue;
		if (path[size] == '\0' || is_property(path + size) ||
		    (v->is_open && path[size] == '.'))
			return true;
	}
	return false;
}

static bool
is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

bool
template_lists_tag(const char *name)
{
	return is_among(name, tags, COUNT_OF(tags));
}

bool
template_lists_filter(const char *name)
{
	return is_among(name, filters, COUNT_OF(filters));
}

/* A third of the letters may be wrong, and one of a short name. */
static size_t
near_enough(const char *name)
{
	size_t size = strlen(name);

	return size < 6 ? 1 : size / 3;
}

const char *
template_near_variable(enum template_kind kind, const char *path)
{
	const char *best = NULL;
	size_t best_distance = near_enough(path) + 1;

	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		size_t here = text_distance(path, variables[i].path);

		if (is_of_kind(&variables[i], kind) && here < best_distance) {
			best = variables[i].path;
			best_distance = here;
		}
	}
	return best;
}

const char *
template_near_filter(const char *name)
{
	const char *best = NULL;
	size_t best_distance = near_enough(name) + 1;

	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		size_t here = text_distance(name, filters[i]);

		if (here < best_distance) {
			best = filters[i];
			best_distance = here;
		}
	}
	return best;
}

const char *
template_tenant_name_of(enum template_kind kind)
{
	return template_kind_generation(kind) == TEMPLATE_OLDER ? "tenant.friendly_name"
	                                                        : "friendly_name";
}
