/* SPDX-License-Identifier: MIT */
/* the project's own source text, read once, for the rules to look at */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tree.h"

enum { PATH_BYTES = 4096 };

/* Reading. */

enum place { IN_CODE, IN_LINE_COMMENT, IN_COMMENT, IN_STRING, IN_CHARACTER };

static enum place
place_after(enum place place, const char *at)
{
	switch (place) {
	case IN_CODE:
		if (at[0] == '/' && at[1] == '*')
			return IN_COMMENT;
		if (at[0] == '/' && at[1] == '/')
			return IN_LINE_COMMENT;
		return at[0] == '"' ? IN_STRING : at[0] == '\'' ? IN_CHARACTER : IN_CODE;
	case IN_LINE_COMMENT: return at[0] == '\n' ? IN_CODE : place;
	case IN_COMMENT: return at[-1] == '*' && at[0] == '/' ? IN_CODE : place;
	case IN_STRING: return at[0] == '"' || at[0] == '\n' ? IN_CODE : place;
	case IN_CHARACTER: return at[0] == '\'' || at[0] == '\n' ? IN_CODE : place;
	}
	return place;
}

/* Fills `bare` and `code`. The quotes around a literal stay in both. */
static void
source_blank(struct source *s)
{
	enum place place = IN_CODE;

	for (size_t i = 0; s->text[i]; i++) {
		enum place next = place_after(place, s->text + i);
		bool comment = place == IN_COMMENT || place == IN_LINE_COMMENT ||
		               next == IN_COMMENT || next == IN_LINE_COMMENT;
		bool literal = place == next && (place == IN_STRING || place == IN_CHARACTER);

		if (s->text[i] != '\n' && comment)
			s->bare[i] = ' ';
		if (s->text[i] != '\n' && (comment || literal))
			s->code[i] = ' ';
		if (literal && s->text[i] == '\\' && s->text[i + 1] != '\0' &&
		    s->text[i + 1] != '\n')
			s->code[++i] = ' ';
		/* Both opening characters are taken at once, or the star could close it. */
		if (place == IN_CODE && next == IN_COMMENT) {
			s->bare[i + 1] = s->code[i + 1] = ' ';
			i++;
		}
		place = next;
	}
}

static char *
read_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	char *text = NULL;
	size_t capacity = 0;

	assert_non_null(in);
	if (getdelim(&text, &capacity, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(in);
	return text;
}

static void
tree_add(struct tree *t, const char *root, const char *path)
{
	char full[PATH_BYTES];
	struct source *s;

	assert_true(snprintf(full, sizeof(full), "%s/%s", root, path) < (int)sizeof(full));
	t->items = realloc(t->items, (t->count + 1) * sizeof(*t->items));
	assert_non_null(t->items);
	s = &t->items[t->count++];
	s->path = strdup(path);
	s->text = read_file(full);
	s->bare = strdup(s->text);
	s->code = strdup(s->text);
	if (source_has_ending(s, ".c") || source_has_ending(s, ".h") ||
	    source_has_ending(s, ".def"))
		source_blank(s);
}

static bool
is_judged(const char *name)
{
	static const char *const endings[] = { ".c", ".h", ".def", ".sh", ".md", ".allow" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (strcmp(dot, endings[i]) == 0)
			return true;
	return strcmp(name, "run") == 0 || strcmp(name, "Makefile") == 0;
}

static void
tree_walk(struct tree *t, const char *root, const char *path)
{
	char full[PATH_BYTES];
	struct stat info;
	DIR *folder;

	assert_true(snprintf(full, sizeof(full), "%s/%s", root, path) < (int)sizeof(full));
	if (lstat(full, &info) != 0)
		return;
	if (S_ISREG(info.st_mode) && is_judged(strrchr(full, '/') + 1))
		tree_add(t, root, path);
	folder = S_ISDIR(info.st_mode) ? opendir(full) : NULL;
	for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
		char below[PATH_BYTES];

		if (entry->d_name[0] == '.')
			continue;
		assert_true(snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) <
		            (int)sizeof(below));
		tree_walk(t, root, below);
	}
	if (folder)
		closedir(folder);
}

static int
compare_sources(const void *left, const void *right)
{
	return strcmp(((const struct source *)left)->path, ((const struct source *)right)->path);
}

void
tree_load(struct tree *t, const char *root)
{
	static const char *const places[] = { "include", "src",      "tests",
		                              ".ci",     "Makefile", "README.md" };

	*t = (struct tree){ 0 };
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		tree_walk(t, root, places[i]);
	assert_true(t->count > 0);
	qsort(t->items, t->count, sizeof(*t->items), compare_sources);
}

void
tree_finish(struct tree *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free(t->items[i].path);
		free(t->items[i].text);
		free(t->items[i].bare);
		free(t->items[i].code);
	}
	free(t->items);
	*t = (struct tree){ 0 };
}

/* Looking. */

const struct source *
tree_find(const struct tree *t, const char *format, ...)
{
	char path[PATH_BYTES];
	struct source key = { .path = path };
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	return bsearch(&key, t->items, t->count, sizeof(*t->items), compare_sources);
}

bool
source_is_below(const struct source *s, const char *prefix)
{
	return strncmp(s->path, prefix, strlen(prefix)) == 0;
}

bool
source_has_ending(const struct source *s, const char *ending)
{
	size_t have = strlen(s->path);
	size_t want = strlen(ending);

	return have > want && strcmp(s->path + have - want, ending) == 0;
}

bool
source_layer(const struct source *s, char layer[32], char module[128])
{
	const char *name = s->path;
	size_t length;

	if (source_is_below(s, "include/"))
		name += strlen("include/");
	else if (source_is_below(s, "src/"))
		name += strlen("src/");
	else
		return false;
	length = strcspn(name, "/");
	/* The generators and the scripts run while building and are in no layer. */
	if (name[length] == '\0' || length >= 32 || strncmp(name, "embed/", 6) == 0 ||
	    strncmp(name, "manual/", 7) == 0 || strncmp(name, "setup/", 6) == 0)
		return false;
	snprintf(layer, 32, "%.*s", (int)length, name);
	length = strcspn(name, ".");
	assert_true(length < 128);
	snprintf(module, 128, "%.*s", (int)length, name);
	return true;
}

size_t
line_of(const char *text, const char *at)
{
	size_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static bool
is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_';
}

const char *
find_word(const char *text, const char *from, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(from, word); at; at = strstr(at + 1, word))
		if ((at == text || !is_word_byte(at[-1])) && !is_word_byte(at[length]))
			return at;
	return NULL;
}

bool
next_include(const char **at, struct include *out)
{
	for (const char *line = *at; *line; line += *line == '\n') {
		const char *word = line + strspn(line, " \t");
		size_t length;

		line += strcspn(line, "\n");
		if (*word != '#')
			continue;
		word += 1 + strspn(word + 1, " \t");
		if (strncmp(word, "include", 7) != 0)
			continue;
		word += 7 + strspn(word + 7, " \t");
		length = strcspn(word + 1, ">\"\n");
		if ((*word != '"' && *word != '<') || length >= sizeof(out->name))
			continue;
		snprintf(out->name, sizeof(out->name), "%.*s", (int)length, word + 1);
		out->quoted = *word == '"';
		out->at = word;
		*at = line;
		return true;
	}
	return false;
}

/* Saying. */

void
findings_init(struct findings *out)
{
	*out = (struct findings){ 0 };
	out->out = open_memstream(&out->text, &out->size_bytes);
	assert_non_null(out->out);
}

void
findings_finish(struct findings *out)
{
	fclose(out->out);
	free(out->text);
}

void
finding_add(struct findings *out, const struct source *s, size_t line, const char *format, ...)
{
	va_list args;

	fprintf(out->out, line > 0 ? "%s:%zu: " : "%s: ", s->path, line);
	va_start(args, format);
	vfprintf(out->out, format, args);
	va_end(args);
	fputc('\n', out->out);
	fflush(out->out);
	out->count++;
}
