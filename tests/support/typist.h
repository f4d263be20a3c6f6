/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_TYPIST_H
#define SUPPORT_TYPIST_H
/*
 * A real program on a bare pty, for more keys than an emulated terminal would care to show: what
 * it writes is counted where it holds a phrase, and thrown away.
 *
 * Owns    typist_start gives what typist_stop ends.
 * Fails   by failing the test: a program that reads no key for TYPIST_LIMIT_MS hangs.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TYPIST_LIMIT_MS 20000

struct typist {
	pid_t pid; /* 0: none */
	int master;
	int slave; /* kept open: it tells how much was not read yet */
	const char *phrase;
	char tail[64]; /* the end of what was read, for a phrase in two pieces */
	size_t seen;   /* how often the phrase came, over all programs of this typist */
	size_t written_bytes;
};

/* Starts the words (ending with NULL) on 100x30 and waits for the first thing it draws. */
void typist_start(struct typist *t, const char *const *words);
/* Types bytes at once, then waits until the program has read them. False when it has ended. */
bool typist_type(struct typist *t, const void *bytes, size_t size_bytes);
/* Reads what it draws until it has been silent for so long. */
void typist_rest(struct typist *t, int quiet_ms);
/* The exit status of a program that has ended, 128 + n after a signal; -1: it runs. */
int typist_ended(struct typist *t);
/* Hangs up and waits for its end. */
int typist_stop(struct typist *t);
#endif
