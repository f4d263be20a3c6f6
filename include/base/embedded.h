/* SPDX-License-Identifier: MIT */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
/*
 * The files below data/, carried inside the program, so that an installed otpdeck needs
 * nothing beside itself. The build writes the table; src/embed/embed.c is its generator.
 *
 * Owns    nothing: everything handed out is constant and lives as long as the program.
 * Fails   never; a name that is not there is NULL.
 */
#include <stddef.h>

struct embedded {
	const char *name;  /* the path below data/: "schema/001_first.sql" */
	const char *bytes; /* may hold any byte; a NUL follows the last one, not counted */
	size_t size_bytes;
};

/* Returns the file of exactly this name, or NULL. */
const struct embedded *embedded_find(const char *name);

/* Returns the file at `index` in the order of strcmp() over the names, NULL past the end;
 * the files of one folder therefore stand together. */
const struct embedded *embedded_at(size_t index);
#endif
