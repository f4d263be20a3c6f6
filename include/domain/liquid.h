/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_H
#define DOMAIN_LIQUID_H
/*
 * Message texts in Liquid, as Auth0 renders them: "Your code is {{ code }}".
 *
 * Parse once, render as often as wanted. The dialect is that of LiquidJS 10 with its default
 * options, which Auth0 names; where it differs from Shopify's Liquid, LiquidJS is followed, also
 * in its oddities. A filter that does not exist passes its value on, a tag that does not exist is
 * an error, a variable that does not exist renders as nothing. Loading and saving is
 * store/template_store; which text is whose is domain/template.
 *
 * Owns    a template owns a copy of its source and never changes: any thread may render it, at
 *         the same time as others.
 * Fails   WORD_TEMPLATE_INVALID and WORD_TEMPLATE_TOO_LARGE with "line:column: message" as the
 *         cause, counted from 1 and in code points; liquid_place_of reads it back. Bad input never
 *         aborts.
 * Limits  source 64 KiB, also of a partial; blocks and partials nested 64; 100,000 turns of loops;
 *         work worth 50 ms; 4 MiB of memory; output the ceiling of `out`.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/json.h"
#include "base/text.h"

#define LIQUID_SOURCE_MAX ((size_t)64 * 1024)
#define LIQUID_OUTPUT_MAX ((size_t)64 * 1024) /* the ceiling to give `out` */
#define LIQUID_DEPTH_MAX 64
#define LIQUID_TURNS_MAX 100000
#define LIQUID_ZONE_NAME_MAX 64 /* bytes */
/* Units of work that a render may take; 50 ms at most, and far less in most templates. */
#define LIQUID_WORK_MAX 1000000

struct liquid;

/* Line and column from 1; a column is a code point. */
struct liquid_place {
	size_t line;
	size_t column;
};

/* Parses `source` (UTF-8). On failure *out is NULL. */
MUST_USE enum status liquid_create(const char *source, size_t size_bytes, struct liquid **out,
                                   struct fault *f);
/* Appends the rendering to `out`; unknown variables that are output without a default render as
 * nothing and are counted in *missing (may be NULL). There are no partials, and "now" is 1970. On
 * failure `out` holds what it held before. */
MUST_USE enum status liquid_render(const struct liquid *t, const struct json *data,
                                   struct text *out, size_t *missing, struct fault *f);
void liquid_destroy(struct liquid *t);

/* Gives the source of a partial that include, render or layout names; false: there is none. The
 * source is borrowed until the function is called again or the render ends. */
typedef bool (*liquid_partial_fn)(void *context, const char *name, const char **source,
                                  size_t *size_bytes);

/* Gives the seconds east of UTC of a time zone that the filter date is given by name, at a second.
 * A failure ends the render, with the first 111 bytes of its cause. */
typedef enum status (*liquid_zone_fn)(void *context, const char *name, int64_t utc_s,
                                      int32_t *east_s, struct fault *f);

/* What a render is given, and what it found. A zeroed struct is a render without data. */
struct liquid_run {
	const struct json *data;   /* borrowed; NULL is an empty object */
	liquid_partial_fn partial; /* NULL: there are no partials */
	void *partial_context;
	liquid_zone_fn zone; /* NULL: no zones by name but UTC */
	void *zone_context;
	int64_t now_ms;        /* what "now" and "today" are for the filter date */
	int tz_offset_minutes; /* east of UTC, for what the filter date shows */
	int64_t work_max;      /* units of work it may take, below LIQUID_WORK_MAX; 0: all */
	size_t missing;        /* afterwards: as for liquid_render */
	int64_t work;          /* afterwards: units taken; beyond work_max it went on too long */
};

/* As liquid_render, with all there is to say. */
MUST_USE enum status liquid_render_with(const struct liquid *t, struct liquid_run *run,
                                        struct text *out, struct fault *f);
/* The same of a source that is rendered once. */
MUST_USE enum status liquid_render_source(const char *source, size_t size_bytes,
                                          struct liquid_run *run, struct text *out,
                                          struct fault *f);

/* Takes the place from a fault of this module or of template_check_source; returns the message
 * behind it. A fault of another module gives 0:0 and its whole cause. */
const char *liquid_place_of(const struct fault *f, struct liquid_place *out);
/* The place of a byte of a source. */
struct liquid_place liquid_place_at(const char *source, size_t size_bytes, size_t offset_bytes);

/* Whether Liquid has a tag (also one that only closes or divides a block) or a filter. */
bool liquid_has_tag(const char *name);
bool liquid_has_filter(const char *name);

enum liquid_use_kind {
	LIQUID_USE_VARIABLE, /* "tenant.friendly_name": as far as its names are literal */
	LIQUID_USE_TAG,      /* "if", also "elsif" and "endif" */
	LIQUID_USE_FILTER,
	LIQUID_USE_PARTIAL, /* a name that is literal */
	LIQUID_USE_SET      /* a variable that the template itself sets */
};

/* One use, valid during the call only. */
struct liquid_use {
	enum liquid_use_kind kind;
	const char *name;
	struct liquid_place place;
	size_t offset_bytes; /* in the source */
	size_t size_bytes;
};

typedef void (*liquid_use_fn)(void *context, const struct liquid_use *use);

/* Names what a template uses, in the order of its source, partials not entered. */
void liquid_visit(const struct liquid *t, liquid_use_fn visit, void *context);

enum liquid_token_kind {
	LIQUID_TOKEN_TEXT,      /* what stands for itself */
	LIQUID_TOKEN_DELIMITER, /* {{ }} {% %} with their hyphens */
	LIQUID_TOKEN_TAG,
	LIQUID_TOKEN_VARIABLE,
	LIQUID_TOKEN_FILTER,
	LIQUID_TOKEN_LITERAL, /* a quoted text, a number, true, nil */
	LIQUID_TOKEN_OPERATOR,
	LIQUID_TOKEN_COMMENT,
	LIQUID_TOKEN_BLANK /* white space between the words of a tag */
};

struct liquid_token {
	enum liquid_token_kind kind;
	size_t offset_bytes;
	size_t size_bytes;
};

typedef void (*liquid_token_fn)(void *context, const struct liquid_token *token);

/* Cuts a source that may be broken into tokens, for colours: never fails, leaves no byte out, and
 * takes sources of any size. */
void liquid_scan(const char *source, size_t size_bytes, liquid_token_fn token, void *context);
#endif
