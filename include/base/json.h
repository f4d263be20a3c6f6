/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_H
#define BASE_JSON_H
/*
 * Strict JSON: what is read is exactly what was written, or it is refused.
 *
 * cJSON alone cuts strings at an escaped NUL, takes the first of duplicate keys, loses digits
 * above 2^53 and accepts text that is no JSON. A pre-check of the grammar (RFC 8259) refuses all
 * of that before cJSON sees the bytes.
 *
 * Owns    json_parse gives a tree that json_destroy frees; nodes are borrowed from it.
 * Fails   WORD_JSON_INVALID with line and column; never with the input's own text.
 * Limits  1 MiB, nesting 64, a string 64 KiB, integers within +-2^53, finite numbers.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

#define JSON_BYTES_MAX ((size_t)1024 * 1024)
#define JSON_STRING_MAX ((size_t)64 * 1024)
#define JSON_DEPTH_MAX 64

struct json; /* a node; the root owns all */

/* Once, before any parse: hands cJSON the zero-on-free hooks. Idempotent. */
void json_system_init(void);

/* `what` names the source in the fault ("the context", "the answer"). A byte order mark in front
 * is skipped. On failure *out is NULL. */
MUST_USE enum status json_parse(const char *bytes, size_t size_bytes, const char *what,
                                struct json **out, struct fault *f);
/* Whether json_parse would accept it, without building anything. */
bool json_is_acceptable(const char *bytes, size_t size_bytes);
void json_destroy(struct json *root);

/* Every reader accepts NULL and a node of another type, and then finds nothing. */
const struct json *json_member(const struct json *object, const char *name);
/* The same for a name that need not end in a NUL; adds the members looked at to *seen. */
const struct json *json_member_counted(const struct json *object, const char *name,
                                       size_t name_bytes, size_t *seen);
/* A path of member names with dots: "tenant.friendly_name". */
const struct json *json_at_path(const struct json *object, const char *path);
size_t json_count(const struct json *array_or_object);
const struct json *json_first(const struct json *array_or_object);
const struct json *json_next(const struct json *child);
const char *json_name(const struct json *child); /* member name, or NULL */
bool json_is_object(const struct json *node);
bool json_is_array(const struct json *node);
bool json_is_null(const struct json *node);
const char *json_string(const struct json *node);         /* NULL when it is no string */
bool json_integer(const struct json *node, int64_t *out); /* whole numbers only */
bool json_number(const struct json *node, double *out);
bool json_bool(const struct json *node, bool *out);

/* Writing: straight into a text, in the order of the calls, no tree. `name` is NULL inside an
 * array and at the top. Strings must be UTF-8 (invalid bytes become U+FFFD). */
struct json_writer {
	struct text *out;
	bool needs_comma;
};

void json_write_begin(struct json_writer *w, struct text *out);
void json_write_object(struct json_writer *w, const char *name);
void json_write_object_end(struct json_writer *w);
void json_write_array(struct json_writer *w, const char *name);
void json_write_array_end(struct json_writer *w);
void json_write_string(struct json_writer *w, const char *name, const char *value); /* NULL: null */
void json_write_string_bytes(struct json_writer *w, const char *name, const char *value,
                             size_t size_bytes);
void json_write_integer(struct json_writer *w, const char *name, int64_t value);
void json_write_number(struct json_writer *w, const char *name, double value);
void json_write_bool(struct json_writer *w, const char *name, bool value);
void json_write_null(struct json_writer *w, const char *name);
/* A value that is JSON already. */
void json_write_raw(struct json_writer *w, const char *name, const char *json);
/* A node of a parsed tree, with everything below it. */
void json_write_node(struct json_writer *w, const char *name, const struct json *node);
#endif
