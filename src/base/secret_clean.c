/* SPDX-License-Identifier: MIT */
/* what pasting adds around a key, taken off */
#include "base/secret.h"

#include <string.h>
#include <strings.h>

#include "base/secret_impl.h"

/* The part of a borrowed value that is still wanted. */
struct span {
	const unsigned char *bytes;
	size_t size_bytes;
};

struct pair {
	const char *left;
	const char *right;
};

static const char *const no_break_spaces[] = {
	"\xC2\xA0",     /* U+00A0 */
	"\xE2\x80\x87", /* U+2007, as wide as a digit */
	"\xE2\x80\xAF", /* U+202F, narrow */
	"\xE2\x81\xA0", /* U+2060, of no width */
	"\xEF\xBB\xBF", /* U+FEFF, of no width */
};

static const struct pair quotes[] = {
	{ "\"", "\"" },
	{ "'", "'" },
	{ "`", "`" },
	{ "\xE2\x80\x9C", "\xE2\x80\x9D" }, /* U+201C, U+201D */
	{ "\xE2\x80\x9E", "\xE2\x80\x9C" }, /* U+201E, U+201C */
	{ "\xE2\x80\x98", "\xE2\x80\x99" }, /* U+2018, U+2019 */
	{ "\xC2\xAB", "\xC2\xBB" },         /* U+00AB, U+00BB */
};

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

static bool
starts_with(const struct span *v, const char *head)
{
	size_t size = strlen(head);

	return v->size_bytes >= size && memcmp(v->bytes, head, size) == 0;
}

static bool
ends_with(const struct span *v, const char *tail)
{
	size_t size = strlen(tail);

	return v->size_bytes >= size && memcmp(v->bytes + v->size_bytes - size, tail, size) == 0;
}

static void
cut_front(struct span *v, size_t size_bytes)
{
	v->bytes += size_bytes;
	v->size_bytes -= size_bytes;
}

static bool
is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t
no_break_space_at(const struct span *v)
{
	for (size_t i = 0; i < LENGTH(no_break_spaces); i++)
		if (starts_with(v, no_break_spaces[i]))
			return strlen(no_break_spaces[i]);
	return 0;
}

/* No-break spaces are wrong anywhere in a key, so they go first and leave a guarded copy. */
static struct secret *
copy_without_no_break(const struct secret *source, unsigned *removed)
{
	struct secret *copy = secret_create(NULL, 0);
	struct span rest = { source->bytes, source->size_bytes };

	while (rest.size_bytes > 0) {
		size_t skipped = no_break_space_at(&rest);

		if (skipped > 0) {
			*removed |= SECRET_CLEAN_NO_BREAK;
			cut_front(&rest, skipped);
			continue;
		}
		secret_append_byte(copy, rest.bytes[0]);
		cut_front(&rest, 1);
	}
	return copy;
}

static unsigned
kind_of_blank(unsigned char byte)
{
	return byte == '\r' || byte == '\n' ? SECRET_CLEAN_LINE_END : SECRET_CLEAN_SPACE;
}

static unsigned
trim_blanks_in_front(struct span *v)
{
	unsigned found = 0;

	for (; v->size_bytes > 0 && is_blank(v->bytes[0]); cut_front(v, 1))
		found |= kind_of_blank(v->bytes[0]);
	return found;
}

static unsigned
trim_blanks_behind(struct span *v)
{
	unsigned found = 0;

	for (; v->size_bytes > 0 && is_blank(v->bytes[v->size_bytes - 1]); v->size_bytes--)
		found |= kind_of_blank(v->bytes[v->size_bytes - 1]);
	return found;
}

static unsigned
trim_prefix(struct span *v)
{
	if (v->size_bytes < 4 || strncasecmp((const char *)v->bytes, "App", 3) != 0 ||
	    !is_blank(v->bytes[3]))
		return 0;
	cut_front(v, 4);
	return SECRET_CLEAN_PREFIX;
}

static unsigned
trim_quotes(struct span *v)
{
	for (size_t i = 0; i < LENGTH(quotes); i++) {
		size_t left = strlen(quotes[i].left);
		size_t right = strlen(quotes[i].right);

		if (v->size_bytes < left + right || !starts_with(v, quotes[i].left) ||
		    !ends_with(v, quotes[i].right))
			continue;
		cut_front(v, left);
		v->size_bytes -= right;
		return SECRET_CLEAN_QUOTES;
	}
	return 0;
}

/* What was pasted nests in any order: a quoted header value, or a header with a quoted key.
 * The prefix is looked for before the blanks behind go, or "App " would be a key named App. */
static void
trim_all(struct span *v, unsigned *removed)
{
	unsigned found;

	do {
		found = trim_blanks_in_front(v);
		found |= trim_prefix(v);
		found |= trim_blanks_behind(v);
		found |= trim_quotes(v);
		*removed |= found;
	} while (found != 0);
}

static bool
can_travel_in_a_header(const struct span *v)
{
	for (size_t i = 0; i < v->size_bytes; i++)
		if (v->bytes[i] < ' ' || v->bytes[i] > '~')
			return false;
	return true;
}

/* A mask is told first: what it is made of is often outside ASCII. */
static enum status
judge(const struct span *v, struct fault *f)
{
	enum status st;

	if (v->size_bytes == 0)
		return fault_set(f, WORD_SECRET_INVALID, "the value is empty");
	st = secret_refuse_placeholder(v->bytes, v->size_bytes, f);
	if (st == ST_OK && !can_travel_in_a_header(v)) {
		st = fault_set(f, WORD_SECRET_INVALID,
		               "the value holds a control character or one outside ASCII");
		fault_hint(f, "copy it again from where it was made, without formatting");
	}
	return st;
}

enum status
secret_create_cleaned(const struct secret *source, struct secret **out, unsigned *removed,
                      struct fault *f)
{
	struct secret *copy = copy_without_no_break(source, removed);
	struct span value = { copy->bytes, copy->size_bytes };

	*out = NULL;
	trim_all(&value, removed);
	enum status st = judge(&value, f);
	if (st == ST_OK)
		*out = secret_create(value.bytes, value.size_bytes);
	secret_destroy(copy);
	return st;
}

const char *
secret_cleaning_words(unsigned bit)
{
	switch (bit) {
	case SECRET_CLEAN_PREFIX: return "the word \"App \" in front";
	case SECRET_CLEAN_QUOTES: return "quotes around it";
	case SECRET_CLEAN_SPACE: return "blanks around it";
	case SECRET_CLEAN_NO_BREAK: return "no-break spaces";
	case SECRET_CLEAN_LINE_END: return "line ends around it";
	default: return NULL;
	}
}
