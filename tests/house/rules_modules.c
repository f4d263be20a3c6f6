/* SPDX-License-Identifier: MIT */
/* every module has a header, a test and a line in the tour */
#include <string.h>

#include "rules.h"

/*
 * A module is a .c file with a header of its name below include/. A .c file without one is a
 * part, and opens with a header of its whole: liquid_lex.c with domain/liquid.h or with a
 * private one, domain/liquid_impl.h or domain/liquid_lex_impl.h.
 *
 * Screens share ui/screens.h, shell commands share cli/commands.h, and a program's main file
 * has nobody who could include it: these need none of the three.
 */

static bool
is_exempt(const struct source *s)
{
	return source_is_below(s, "src/ui/screens/") || source_is_below(s, "src/cli/commands/") ||
	       strcmp(s->path, "src/sandbox/main.c") == 0;
}

/* A .c file of a layer, not exempt: the kind that the rules below look at. */
static bool
is_judged(const struct source *s, char layer[32], char module[128])
{
	return source_is_below(s, "src/") && source_has_ending(s, ".c") && !is_exempt(s) &&
	       source_layer(s, layer, module);
}

static bool
has_header(const struct tree *t, const char *module)
{
	return tree_find(t, "include/%s.h", module) != NULL;
}

static bool
is_module(const struct tree *t, const struct source *s, char layer[32], char module[128])
{
	return is_judged(s, layer, module) && has_header(t, module);
}

/* Whether the first of our headers in `s` is the public one of `whole` or a private one. */
static bool
opens_with(const struct source *s, const char *whole)
{
	const char *at = s->bare;
	const char *rest;
	struct include inc = { .quoted = false };

	while (!inc.quoted)
		if (!next_include(&at, &inc))
			return false;
	if (strncmp(inc.name, whole, strlen(whole)) != 0)
		return false;
	rest = inc.name + strlen(whole);
	return strcmp(rest, ".h") == 0 || (*rest == '_' && strstr(rest, "_impl.h"));
}

static bool
is_part(const struct tree *t, const struct source *s, const char *module)
{
	char whole[128];

	snprintf(whole, sizeof(whole), "%s", module);
	for (char *end = strrchr(whole, '_'); end; end = strrchr(whole, '_')) {
		*end = '\0';
		if (has_header(t, whole) && opens_with(s, whole))
			return true;
	}
	return false;
}

void
rule_modules_have_a_header(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		char layer[32];
		char module[128];

		if (is_judged(s, layer, module) && !has_header(t, module) && !is_part(t, s, module))
			finding_add(
				out, s, 0,
				"there is no include/%s.h, and it does not open with the header "
				"of a module that it is a part of",
				module);
	}
}

/* Tests. */

static bool
has_test(const struct tree *t, const char *layer, const char *module)
{
	const char *name = strrchr(module, '/') + 1;

	if (tree_find(t, "tests/unit/%s/test_%s.c", layer, name))
		return true;
	if (strcmp(layer, "ui") == 0)
		return tree_find(t, "tests/screens/test_%s.c", name) != NULL;
	if (strcmp(layer, "cli") == 0 || strcmp(layer, "sandbox") == 0)
		return tree_find(t, "tests/journeys/test_%s.c", name) != NULL;
	return false;
}

void
rule_modules_have_a_test(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		char layer[32];
		char module[128];

		if (is_module(t, s, layer, module) && !has_test(t, layer, module))
			finding_add(out, s, 0, "there is no tests/unit/%s/test_%s.c", layer,
			            strrchr(module, '/') + 1);
	}
}

/* The tour: "- `base/fault` status codes" under "## The tour". */

struct tour_line {
	char module[128];
	char text[256];
	const char *at; /* into the README */
};

static const char *
tour_begin(const struct source *readme)
{
	const char *heading = readme ? strstr(readme->text, "## The tour\n") : NULL;

	return heading ? strchr(heading, '\n') + 1 : NULL;
}

/* Moves *at over one line of the tour; false at its end. */
static bool
next_tour_line(const char **at, struct tour_line *out)
{
	while (*at && **at && strncmp(*at, "## ", 3) != 0) {
		const char *line = *at;
		size_t length = strcspn(line, "\n");

		*at += length + (line[length] == '\n');
		out->at = line;
		if (sscanf(line, "- `%127[^`\n]` %255[^\n]", out->module, out->text) == 2)
			return true;
	}
	return false;
}

static bool
find_tour_line(const struct tree *t, const char *module, struct tour_line *out)
{
	const char *at = tour_begin(tree_find(t, "README.md"));

	while (next_tour_line(&at, out))
		if (strcmp(out->module, module) == 0)
			return true;
	return false;
}

static void
check_lines_name_something(const struct tree *t, struct findings *out)
{
	const struct source *readme = tree_find(t, "README.md");
	const char *at = tour_begin(readme);
	struct tour_line line;

	while (next_tour_line(&at, &line)) {
		if (tree_find(t, "src/%s.c", line.module) || has_header(t, line.module))
			continue;
		finding_add(out, readme, line_of(readme->text, line.at), "there is no module %s",
		            line.module);
	}
}

void
rule_modules_stand_in_the_tour(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		struct tour_line line;
		char layer[32];
		char module[128];

		if (is_module(t, s, layer, module) && !find_tour_line(t, module, &line))
			finding_add(out, s, 0, "the tour in README.md has no line for `%s`",
			            module);
	}
	check_lines_name_something(t, out);
}

/* The comment after the licence, when it opens and closes on one line. */
static bool
first_comment(const struct source *s, char text[256])
{
	const char *line = strchr(s->text, '\n');
	size_t length;

	*text = '\0';
	if (!line || strncmp(line + 1, "/* ", 3) != 0)
		return false;
	line += 4;
	length = strcspn(line, "\n");
	if (length < 3 || length >= 256 || strncmp(line + length - 3, " */", 3) != 0)
		return false;
	snprintf(text, 256, "%.*s", (int)length - 3, line);
	return true;
}

/* Every .c file opens with one line; where the tour has a line too, they are the same. */
void
rule_first_comment_is_the_tour_line(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		struct tour_line line;
		char layer[32];
		char module[128];
		char text[256];

		if (!source_is_below(s, "src/") || !source_has_ending(s, ".c"))
			continue;
		if (!first_comment(s, text))
			finding_add(out, s, 2, "the second line is no comment of one line");
		else if (source_layer(s, layer, module) && find_tour_line(t, module, &line) &&
		         strcmp(text, line.text) != 0)
			finding_add(out, s, 2, "the tour says \"%s\"", line.text);
	}
}
