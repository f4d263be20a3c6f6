/* SPDX-License-Identifier: MIT */
/* what the text of a source may hold */
#include <string.h>

#include "rules.h"

static bool
is_c(const struct source *s)
{
	return source_has_ending(s, ".c") || source_has_ending(s, ".h") ||
	       source_has_ending(s, ".def");
}

/* What is judged line by line: everything but prose and lists. */
static bool
is_source(const struct source *s)
{
	return is_c(s) || source_has_ending(s, ".sh") || source_has_ending(s, "/run") ||
	       strcmp(s->path, "Makefile") == 0;
}

/* C of the program itself, outside of base. */
static bool
is_above_base(const struct source *s)
{
	char layer[32];
	char module[128];

	if (!is_c(s))
		return false;
	return strcmp(s->path, "src/otpdeck.c") == 0 ||
	       (source_layer(s, layer, module) && strcmp(layer, "base") != 0);
}

/* Banned functions. */

static const char *const banned[] = {
	"malloc",  "calloc",   "realloc",   "reallocarray", "free",      "strdup",
	"strndup", "asprintf", "vasprintf", "strcpy",       "strcat",    "strncpy",
	"strncat", "stpcpy",   "sprintf",   "vsprintf",     "strtok",    "strtok_r",
	"atoi",    "atol",     "atoll",     "atof",         "gets",      "printf",
	"vprintf", "fprintf",  "vfprintf",  "puts",         "fputs",     "putchar",
	"perror",  "time",     "sleep",     "usleep",       "nanosleep", "exit",
};

/* A call: the word, then a parenthesis, and not a member such as hooks->free(). */
static bool
is_call(const struct source *s, const char *at, const char *word)
{
	const char *after = at + strlen(word);

	after += strspn(after, " \t\n");
	if (*after != '(')
		return false;
	return at == s->code ||
	       (at[-1] != '.' && (at < s->code + 2 || strncmp(at - 2, "->", 2) != 0));
}

/* The statement may be a literal, a constant in capitals, or a file from data/: what was put
 * together while running goes through a prepared statement. */
static void
check_exec(const struct source *s, struct findings *out)
{
	const char *at = s->code;

	while ((at = find_word(s->code, at, "sqlite3_exec")) != NULL) {
		const char *comma = strchr(at, ',');
		const char *sql = comma ? comma + 1 + strspn(comma + 1, " \t\n") : "";
		size_t length = strcspn(sql, ",");
		bool capitals = strspn(sql, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == length;
		bool embedded = length > 7 && strncmp(sql + length - 7, "->bytes", 7) == 0;

		if (*sql != '"' && !capitals && !embedded)
			finding_add(out, s, line_of(s->code, at),
			            "sqlite3_exec with a statement that is no literal");
		at++;
	}
}

void
rule_banned_functions(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];

		if (!is_above_base(s))
			continue;
		for (size_t k = 0; k < sizeof(banned) / sizeof(*banned); k++) {
			const char *at = s->code;

			for (; (at = find_word(s->code, at, banned[k])) != NULL; at++)
				if (is_call(s, at, banned[k]))
					finding_add(out, s, line_of(s->code, at),
					            "%s() is banned here", banned[k]);
		}
		check_exec(s, out);
	}
}

/* Doors to secrets. */

#define ALLOW_FILE "tests/house/secret_borrow.allow"

static bool
borrows(const struct source *s)
{
	const char *at = s->code;

	for (; (at = find_word(s->code, at, "secret_borrow")) != NULL; at++)
		if (is_call(s, at, "secret_borrow"))
			return true;
	return false;
}

/* Finds "path<TAB>reason" for the path; a reason is a few words. */
static bool
is_allowed(const struct source *list, const char *path)
{
	size_t length = strlen(path);

	for (const char *line = list ? list->text : ""; *line; line += *line == '\n') {
		if (strncmp(line, path, length) == 0 && line[length] == '\t' &&
		    strcspn(line + length + 1, "\n") >= 10)
			return true;
		line += strcspn(line, "\n");
	}
	return false;
}

static void
check_allowed_still_borrow(const struct tree *t, const struct source *list, struct findings *out)
{
	for (const char *line = list ? list->text : ""; *line; line += *line == '\n') {
		char path[256];
		const struct source *s;

		if (*line != '#' && sscanf(line, "%255[^\t\n]", path) == 1) {
			s = tree_find(t, "%s", path);
			if (!s || !borrows(s))
				finding_add(out, list, line_of(list->text, line),
				            "%s does not borrow", path);
		}
		line += strcspn(line, "\n");
	}
}

void
rule_secret_borrow_is_allowed_by_name(const struct tree *t, struct findings *out)
{
	const struct source *list = tree_find(t, ALLOW_FILE);

	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];

		if (source_is_below(s, "src/") && source_has_ending(s, ".c") &&
		    !source_is_below(s, "src/base/secret") && borrows(s) &&
		    !is_allowed(list, s->path))
			finding_add(out, s, 0, "borrows a secret without a reason in " ALLOW_FILE);
	}
	check_allowed_still_borrow(t, list, out);
}

/* SQL, conditions. */

void
rule_sql_stays_in_the_store(const struct tree *t, struct findings *out)
{
	static const char *const openings[] = { "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ",
		                                "\"CREATE ", "\"PRAGMA ", "\"ATTACH " };

	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];

		if (!is_c(s) || source_is_below(s, "src/store/") || source_is_below(s, "tests/"))
			continue;
		for (size_t k = 0; k < sizeof(openings) / sizeof(*openings); k++) {
			const char *at = strstr(s->bare, openings[k]);

			for (; at; at = strstr(at + 1, openings[k]))
				finding_add(out, s, line_of(s->bare, at),
				            "SQL outside of the store");
		}
	}
}

void
rule_conditions_stay_in_base(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];

		if (!is_above_base(s) || !source_has_ending(s, ".c"))
			continue;
		for (const char *at = strstr(s->code, "#if"); at; at = strstr(at + 1, "#if"))
			finding_add(out, s, line_of(s->code, at), "#if outside of base");
	}
}

/* Lines. */

enum { COLUMN_MAX = 100, FILE_LINES_MAX = 400, FUNCTION_LINES_MAX = 60 };

/* Tabs reach to the next multiple of eight; the bytes that continue a character are no column. */
static size_t
columns(const char *line, size_t length)
{
	size_t column = 0;

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '\t')
			column += 8 - column % 8;
		else if (((unsigned char)line[i] & 0xC0) != 0x80)
			column++;
	}
	return column;
}

void
rule_lines_end_at_column_100(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		size_t number = 1;

		if (!is_source(s))
			continue;
		for (const char *line = s->text; *line; number++) {
			size_t length = strcspn(line, "\n");

			if (columns(line, length) > COLUMN_MAX)
				finding_add(out, s, number, "%zu columns", columns(line, length));
			line += length + (line[length] == '\n');
		}
	}
}

void
rule_no_reminders(const struct tree *t, struct findings *out)
{
	/* In halves, or this file would break its own rule. */
	static const char *const words[] = { "TO"
		                             "DO",
		                             "FIX"
		                             "ME",
		                             "X"
		                             "XX" };

	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];

		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
			const char *at = s->text;

			for (; (at = find_word(s->text, at, words[k])) != NULL; at++)
				finding_add(out, s, line_of(s->text, at), "%s", words[k]);
		}
	}
}

void
rule_licence_in_every_source(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		const char *line = s->text;

		if (!is_source(s))
			continue;
		/* In a script the line that names the shell comes first. */
		if (strncmp(line, "#!", 2) == 0)
			line += strcspn(line, "\n") + (strchr(line, '\n') != NULL);
		line += strspn(line, "/*# ");
		if (strncmp(line, "SPDX-License-Identifier: MIT", 28) != 0)
			finding_add(out, s, 1, "no SPDX line");
	}
}

/* Length. */

/* A function's body stands between braces in the first column; a table's does not begin so. */
static void
check_functions(const struct source *s, struct findings *out)
{
	size_t number = 1;
	size_t begin = 0;

	for (const char *line = s->code; *line; number++) {
		size_t length = strcspn(line, "\n");

		if (length > 0 && line[0] == '{')
			begin = number;
		if (line[0] == '}' && begin > 0) {
			if (number - begin - 1 > FUNCTION_LINES_MAX)
				finding_add(out, s, begin, "a function of %zu lines",
				            number - begin - 1);
			begin = 0;
		}
		line += length + (line[length] == '\n');
	}
}

void
rule_files_and_functions_are_short(const struct tree *t, struct findings *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct source *s = &t->items[i];
		size_t lines;

		if (!source_is_below(s, "src/") || !source_has_ending(s, ".c"))
			continue;
		lines = line_of(s->text, s->text + strlen(s->text)) - 1;
		if (lines > FILE_LINES_MAX)
			finding_add(out, s, 0, "%zu lines", lines);
		check_functions(s, out);
	}
}
