/* SPDX-License-Identifier: MIT */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H
/*
 * Where files live, by the XDG rules: unset, empty or relative XDG variables mean the default.
 * OTPDECK_STORE may be relative, as --store may; empty it counts as unset.
 *
 * Fails   WORD_SYSTEM when there is no home, a path is over PATHS_BYTES, or a directory cannot be
 *         made or is open to others. WORD_VALUE_INVALID when `store_option` is empty.
 */
#include "base/fault.h"

#define PATHS_BYTES 1024

struct paths {
	char store[PATHS_BYTES];         /* --store, OTPDECK_STORE, DATA/otpdeck/otpdeck.db */
	char key_dir[PATHS_BYTES];       /* CONFIG/otpdeck/keys */
	char state_dir[PATHS_BYTES];     /* STATE/otpdeck */
	char sandbox_state[PATHS_BYTES]; /* STATE/otpdeck/sandbox.jsonl */
	char diary[PATHS_BYTES];         /* STATE/otpdeck/otpdeck.log */
	char program_dir[PATHS_BYTES];   /* the folder of the running program */
};

/* Reads the environment and makes nothing. `store_option` may be NULL. */
MUST_USE enum status paths_resolve(const char *store_option, struct paths *out, struct fault *f);
/* Makes a directory and its missing parents with mode 0700; one that exists must belong to the
 * user and must not be writable by others. Only directories of otpdeck's own are made. */
MUST_USE enum status paths_make_dir(const char *path, struct fault *f);
/* Makes the directory in which `file` lies. One that exists may be root's or have the sticky bit,
 * such as /tmp. */
MUST_USE enum status paths_make_parent(const char *file, struct fault *f);
#endif
