/* SPDX-License-Identifier: MIT */
/* who may include whom */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* Layers. */

struct layer_rule {
	const char *layer;
	const char *may_include; /* blank before and after each name */
};

static const struct layer_rule layer_rules[] = {
	{ "base", " base " },
	{ "domain", " base domain " },
	{ "store", " base domain store " },
	{ "net", " base domain net " },
	{ "app", " base domain store net app " },
	{ "ui", " base domain app ui " },
	{ "cli", " base domain app cli " },
	{ "sandbox", " base domain sandbox " },
};

static const char *
may_include(const char *layer)
{
	for (size_t i = 0; i < sizeof(layer_rules) / sizeof(*layer_rules); i++)
		if (strcmp(layer_rules[i].layer, layer) == 0)
			return layer_rules[i].may_include;
	return NULL;
}

/* A header ending in _impl.h is for its own layer: it may show a library's types. */
static void
check_private(const struct source *s, const char *layer, const struct include *inc,
              struct findings *out)
{
	size_t length = strlen(inc->name);
	size_t ending = strlen("_impl.h");

	if (length <= ending || strcmp(inc->name + length - ending, "_impl.h") != 0)
		return;
	if (strcspn(inc->name, "/") != strlen(layer) ||
	    strncmp(inc->name, layer, strlen(layer)) != 0)
		finding_add(out, s, line_of(s->bare, inc->at), "%s is private to its layer",
		            inc->name);
	else if (source_is_below(s, "include/"))
		finding_add(out, s, line_of(s->bare, inc->at), "a contract includes the private %s",
		            inc->name);
}

static void
check_screen(const struct source *s, const struct include *inc, struct findings *out)
{
	size_t length = strlen(inc->name);

	if (source_is_below(s, "src/ui/screens/") && strncmp(inc->name, "ui/screens/", 11) == 0 &&
	    (length < 8 || strcmp(inc->name + length - 7, "_impl.h") != 0))
		finding_add(out, s, line_of(s->bare, inc->at), "a screen includes the screen %s",
		            inc->name);
}

static void
check_layer(const struct source *s, const char *layer, const struct include *inc,
            struct findings *out)
{
	const char *allowed = may_include(layer);
	char other[40];

	snprintf(other, sizeof(other), " %.*s ", (int)(strcspn(inc->name, "/") % 32), inc->name);
	if (!allowed)
		finding_add(out, s, 0, "%s is no layer", layer);
	else if (!strchr(inc->name, '/'))
		finding_add(out, s, line_of(s->bare, inc->at), "%s is not written from its layer",
		            inc->name);
	else if (!strstr(allowed, other))
		finding_add(out, s, line_of(s->bare, inc->at), "%s may not include %s", layer,
		            inc->name);
}

void
rule_layers_point_downwards(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		const char *at = s->bare;
		char layer[32];
		char module[128];
		struct include inc;

		if (!source_layer(s, layer, module))
			continue;
		while (next_include(&at, &inc)) {
			if (!inc.quoted)
				continue;
			check_layer(s, layer, &inc, out);
			check_private(s, layer, &inc, out);
			check_screen(s, &inc, out);
		}
	}
}

/* Circles. */

enum visit { UNSEEN, OPEN, DONE };

struct circle_search {
	const struct tree *tree;
	enum visit *visits; /* one for each source */
	struct findings *out;
};

static const struct source *
resolve(const struct tree *t, const struct include *inc)
{
	const struct source *s = tree_find(t, "include/%s", inc->name);

	return s ? s : tree_find(t, "src/%s", inc->name);
}

/* Depth first; an edge to a header that is still open closes a circle. Headers are few and no
 * deeper than the layers, so that recursion is fine. */
static void
search_circles(struct circle_search *search, const struct source *s)
{
	enum visit *visit = &search->visits[s - search->tree->items];
	const char *at = s->bare;
	struct include inc;

	*visit = OPEN;
	while (next_include(&at, &inc)) {
		const struct source *next = inc.quoted ? resolve(search->tree, &inc) : NULL;

		if (!next)
			continue;
		switch (search->visits[next - search->tree->items]) {
		case UNSEEN: search_circles(search, next); break;
		case OPEN:
			finding_add(search->out, s, line_of(s->bare, inc.at),
			            "%s closes a circle of includes", inc.name);
			break;
		case DONE: break;
		}
	}
	*visit = DONE;
}

void
rule_no_include_circles(const struct tree *t, struct findings *out)
{
	struct circle_search search = { t, calloc(t->count, sizeof(enum visit)), out };

	for (size_t i = 0; search.visits && i < t->count; i++)
		if (search.visits[i] == UNSEEN && source_has_ending(&t->items[i], ".h"))
			search_circles(&search, &t->items[i]);
	free(search.visits);
}

/* Libraries. */

struct library_rule {
	const char *header; /* a pattern of fnmatch() */
	const char *module; /* another one: who may include it; NULL for nobody */
};

static const struct library_rule library_rules[] = {
	{ "cjson/*", "base/json*" },
	{ "utf8proc.h", "base/text*" },
	{ "sodium.h", "base/secret*" },
	{ "sodium.h", "base/random*" },
	{ "sodium.h", "store/vault*" },
	{ "sodium/*", NULL },
	{ "sqlite3.h", "store/*" },
	{ "curl/*", "net/http*" },
	{ "*curses*", "ui/term*" },
	{ "*curses*", "ui/canvas*" },
	{ "*curses*", "ui/theme*" },
	{ "term.h", "ui/term*" },
	{ "microhttpd.h", "sandbox/*" },
	/* Libraries that nobody links. */
	{ "openssl/*", NULL },
	{ "gnutls/*", NULL },
	{ "gcrypt.h", NULL },
	{ "readline/*", NULL },
	{ "unicode/*", NULL },
	{ "pcre*", NULL },
	{ "glib*", NULL },
	{ "uv.h", NULL },
	{ "event2/*", NULL },
	{ "panel.h", NULL },
	{ "menu.h", NULL },
	{ "form.h", NULL },
	{ "zlib.h", NULL },
	{ "jansson.h", NULL },
};

static void
check_library(const struct source *s, const char *module, const struct include *inc,
              struct findings *out)
{
	bool known = false;

	for (size_t i = 0; i < sizeof(library_rules) / sizeof(*library_rules); i++) {
		const struct library_rule *rule = &library_rules[i];

		if (fnmatch(rule->header, inc->name, 0) != 0)
			continue;
		known = true;
		if (rule->module && fnmatch(rule->module, module, 0) == 0)
			return;
	}
	if (known)
		finding_add(out, s, line_of(s->bare, inc->at), "%s does not belong in %s",
		            inc->name, module);
}

void
rule_libraries_stay_in_their_modules(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		const char *at = s->bare;
		char layer[32];
		char module[128];
		struct include inc;

		if (!source_layer(s, layer, module)) {
			if (!source_is_below(s, "src/"))
				continue;
			snprintf(module, sizeof(module), "%.127s", s->path);
		}
		while (next_include(&at, &inc))
			check_library(s, module, &inc, out);
	}
}
