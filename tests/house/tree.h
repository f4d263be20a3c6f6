/* SPDX-License-Identifier: MIT */
#ifndef HOUSE_TREE_H
#define HOUSE_TREE_H
/*
 * The project's own source text, read once, for the rules to look at.
 *
 * Owns    a tree owns its sources; findings own their text.
 * Fails   through cmocka's assertions: a tree that cannot be read is a failed test.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct source {
	char *path; /* from the root: "src/base/text.c" */
	char *text; /* as it is on disk */
	char *bare; /* the same length, comments replaced by blanks */
	char *code; /* the same length, comments and the insides of literals replaced by blanks */
};

struct tree {
	struct source *items; /* in the order of strcmp() over the paths */
	size_t count;
};

/* One line for everything that breaks a rule. */
struct findings {
	FILE *out;
	char *text;
	size_t size_bytes;
	size_t count;
};

/* Reads what the rules judge below `root`: include, src, tests, .ci, Makefile, README.md. */
void tree_load(struct tree *t, const char *root);
void tree_finish(struct tree *t);

/* Returns the source of exactly this path, which may be built from parts, or NULL. */
const struct source *tree_find(const struct tree *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether the path begins, or ends, so. */
bool source_is_below(const struct source *s, const char *prefix);
bool source_has_ending(const struct source *s, const char *ending);

/* Writes the layer ("ui") and the name below include/ or src/ without its ending
 * ("ui/screens/log"). False for a file outside of the layers. */
bool source_layer(const struct source *s, char layer[32], char module[128]);

/* The number of the line that holds `at`, a pointer into `text`. */
size_t line_of(const char *text, const char *at);

/* Finds `word` standing alone in `text`, from `from` on, or returns NULL. */
const char *find_word(const char *text, const char *from, const char *word);

struct include {
	char name[128];
	bool quoted;
	const char *at; /* into the source's `bare` */
};

/* Moves *at, which begins as the source's `bare`, to the next #include. */
bool next_include(const char **at, struct include *out);

void findings_init(struct findings *out);
void findings_finish(struct findings *out);

/* Records that `s` breaks a rule at `line`; 0 stands for the whole file. */
void finding_add(struct findings *out, const struct source *s, size_t line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#endif
