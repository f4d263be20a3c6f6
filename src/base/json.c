/* SPDX-License-Identifier: MIT */
/* strict JSON, read and written exactly or not at all */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/json_impl.h"
#include "base/mem.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define BYTE_ORDER_MARK_BYTES 3
#define INTEGER_MAX 9007199254740992.0 /* 2^53 */

/* The loop and the worker may both come first. */
static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

static void
install_hooks(void)
{
	cJSON_Hooks hooks = { mem_hook_malloc, mem_hook_free };

	cJSON_InitHooks(&hooks);
}

void
json_system_init(void)
{
	pthread_once(&hooks_once, install_hooks);
}

/* struct json exists only as the outside name of a cJSON item. */
static const cJSON *
item_of(const struct json *node)
{
	return (const cJSON *)(const void *)node;
}

static const struct json *
node_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

/* cJSON keeps flags above the type. */
static bool
has_type(const struct json *node, int type)
{
	return node != NULL && (item_of(node)->type & 0xFF) == type;
}

static size_t
byte_order_mark_bytes(const char *bytes, size_t size_bytes)
{
	bool has_mark = size_bytes >= BYTE_ORDER_MARK_BYTES &&
	                memcmp(bytes, BYTE_ORDER_MARK, BYTE_ORDER_MARK_BYTES) == 0;

	return has_mark ? BYTE_ORDER_MARK_BYTES : 0;
}

static struct json_scan
scan_of(const char *bytes, size_t size_bytes)
{
	size_t skipped = byte_order_mark_bytes(bytes, size_bytes);

	return (struct json_scan){
		.bytes = (const unsigned char *)bytes + skipped,
		.size_bytes = size_bytes - skipped,
	};
}

bool
json_is_acceptable(const char *bytes, size_t size_bytes)
{
	struct json_scan s = scan_of(bytes, size_bytes);
	bool accepted = json_scan_run(&s);

	json_scan_finish(&s);
	return accepted;
}

/* Says where the offence is, counted in characters as an editor does. */
static enum status
fault_at(const struct json_scan *s, const char *what, struct fault *f)
{
	size_t line = 1;
	size_t column = 1;

	for (size_t i = 0; i < s->at; i++) {
		if (s->bytes[i] == '\n') {
			line++;
			column = 1;
		} else if ((s->bytes[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	return fault_set(f, WORD_JSON_INVALID, "%s, line %zu, column %zu: %s", what, line, column,
	                 s->why);
}

/* cJSON knows of decimal points of one byte only, and some locales have longer ones. */
static cJSON *
build(const struct json_scan *s)
{
	locale_t before = json_c_locale_enter();
	cJSON *root = cJSON_ParseWithLength((const char *)s->bytes, s->size_bytes);

	json_c_locale_leave(before);
	return root;
}

enum status
json_parse(const char *bytes, size_t size_bytes, const char *what, struct json **out,
           struct fault *f)
{
	struct json_scan s = scan_of(bytes, size_bytes);
	cJSON *root = NULL;
	enum status st = ST_OK;

	json_system_init();
	if (!json_scan_run(&s)) {
		st = fault_at(&s, what, f);
		goto done;
	}
	/* What the scan accepts a cJSON without faults builds, as far as there is memory. */
	root = build(&s);
	if (root == NULL)
		st = fault_set(f, WORD_SYSTEM, "cJSON has no memory for %s", what);
done:
	*out = (struct json *)(void *)root;
	json_scan_finish(&s);
	return st;
}

void
json_destroy(struct json *root)
{
	cJSON_Delete((cJSON *)(void *)root);
}

/* Most names differ at once. A name with a NUL inside is nobody's. */
const struct json *
json_member_counted(const struct json *object, const char *name, size_t name_bytes, size_t *seen)
{
	const cJSON *child = has_type(object, cJSON_Object) ? item_of(object)->child : NULL;
	char first = '\0';
	size_t differ = 0;

	if (name_bytes > 0)
		first = name[0];
	for (; child != NULL; child = child->next, differ++)
		if (child->string[0] == first && strlen(child->string) == name_bytes &&
		    (name_bytes == 0 || memcmp(child->string, name, name_bytes) == 0))
			break;
	*seen += differ + (child != NULL);
	return node_of(child);
}

const struct json *
json_member(const struct json *object, const char *name)
{
	size_t seen = 0;

	return json_member_counted(object, name, strlen(name), &seen);
}

const struct json *
json_at_path(const struct json *object, const char *path)
{
	const struct json *node = object;
	size_t seen = 0;

	while (node != NULL) {
		size_t size = strcspn(path, ".");

		node = json_member_counted(node, path, size, &seen);
		if (path[size] == '\0')
			return node;
		path += size + 1;
	}
	return NULL;
}

size_t
json_count(const struct json *array_or_object)
{
	size_t count = 0;

	for (const struct json *i = json_first(array_or_object); i != NULL; i = json_next(i))
		count++;
	return count;
}

const struct json *
json_first(const struct json *array_or_object)
{
	return array_or_object != NULL ? node_of(item_of(array_or_object)->child) : NULL;
}

const struct json *
json_next(const struct json *child)
{
	return child != NULL ? node_of(item_of(child)->next) : NULL;
}

const char *
json_name(const struct json *child)
{
	return child != NULL ? item_of(child)->string : NULL;
}

bool
json_is_object(const struct json *node)
{
	return has_type(node, cJSON_Object);
}

bool
json_is_array(const struct json *node)
{
	return has_type(node, cJSON_Array);
}

bool
json_is_null(const struct json *node)
{
	return has_type(node, cJSON_NULL);
}

const char *
json_string(const struct json *node)
{
	return has_type(node, cJSON_String) ? item_of(node)->valuestring : NULL;
}

bool
json_number(const struct json *node, double *out)
{
	if (!has_type(node, cJSON_Number))
		return false;
	*out = item_of(node)->valuedouble;
	return true;
}

bool
json_integer(const struct json *node, int64_t *out)
{
	double value;
	int64_t whole;

	if (!json_number(node, &value) || fabs(value) > INTEGER_MAX)
		return false;
	whole = (int64_t)value;
	if ((double)whole < value || (double)whole > value)
		return false;
	*out = whole;
	return true;
}

bool
json_bool(const struct json *node, bool *out)
{
	if (!cJSON_IsBool(item_of(node)))
		return false;
	*out = cJSON_IsTrue(item_of(node));
	return true;
}
