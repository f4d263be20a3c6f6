/* SPDX-License-Identifier: MIT */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H
/*
 * Time zones by their names, "Europe/Berlin", from the system's database of them (TZif, RFC 9636).
 *
 * A zone says what clocks show at a second of UTC, and which seconds a time on a clock may mean.
 * The user's own zone is not asked for here: base/clock has it from the C library.
 *
 * Owns    a zone owns its tables; a book owns the zones it gave, 16 at a time.
 * Fails   WORD_VALUE_INVALID for a name that is none or that the database lacks,
 *         WORD_FILE_UNREADABLE for a damaged file and where there is no database at all.
 * Limits  a file 64 KiB and 4096 changes; a book is for one thread at a time.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define ZONE_NAME_MAX 48 /* the longest in use has 30 letters */
#define ZONE_ABBREVIATION_BYTES 16

/* What clocks show. */
struct zone_state {
	int32_t east_s; /* seconds east of UTC */
	bool is_dst;
	char abbreviation[ZONE_ABBREVIATION_BYTES]; /* "CEST", or "+03" where there is no word */
};

/* How many seconds of UTC a time on the clocks of a zone is. */
enum zone_fit {
	ZONE_ONCE,
	ZONE_NEVER, /* the clocks were put forward over it */
	ZONE_TWICE  /* the clocks were put back over it */
};

struct zone;

/* Reads a file of the database, versions 1 to 4. On failure *out is NULL. */
MUST_USE enum status zone_create(const void *bytes, size_t size_bytes, struct zone **out,
                                 struct fault *f);
void zone_destroy(struct zone *z);

/* Any second since 1970, also before the first change and behind the last. */
void zone_look(const struct zone *z, int64_t utc_s, struct zone_state *out);
/* `local_s` is what the clocks show, counted as if it were UTC, at most 2^62 from 1970. Fills
 * utc_s[0] and [1], the same twice when the time is there once. Of two, the earlier is first. Of a
 * time that never was, [0] is what the clocks of before and [1] what those of behind make of it:
 * [0] shows as much too late as [1] shows too early. */
enum zone_fit zone_from_local(const struct zone *z, int64_t local_s, int64_t utc_s[2]);

struct zone_book;

/* Reads below a folder; NULL: the system's. Nothing is opened before it is asked for. */
struct zone_book *zone_book_create(const char *folder);
void zone_book_destroy(struct zone_book *b);
/* A zone by its name, letters small or capital. *out is borrowed until the next call. What is in
 * the folder but names no place (posix/..., right/..., localtime) is not found. */
MUST_USE enum status zone_book_find(struct zone_book *b, const char *name, const struct zone **out,
                                    struct fault *f);
/* The seconds east of UTC of a zone at a second: liquid_zone_fn of domain/liquid, `book` being the
 * struct. */
MUST_USE enum status zone_book_east(void *book, const char *name, int64_t utc_s, int32_t *east_s,
                                    struct fault *f);
#endif
