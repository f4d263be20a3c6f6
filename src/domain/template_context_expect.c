/* SPDX-License-Identifier: MIT */
/* what is expected of a rendering: the usual, as JSON, and without anything private */
#include "domain/template_context_impl.h"

#include <string.h>

#define PARTS_MOST 255

void
template_expect_init(struct template_expect *e, enum template_kind kind, bool voice)
{
	memset(e, 0, sizeof(*e));
	e->known_only = true;
	e->no_link = true;
	/* A voice says the code twice, and costs by the second. */
	e->code_once = template_kind_has_code(kind) && !voice;
	e->parts_max = voice ? 0 : 1;
}

void
template_expect_write_json(const struct template_expect *e, struct json_writer *w, const char *name)
{
	json_write_object(w, name);
	json_write_bool(w, "known_only", e->known_only);
	json_write_bool(w, "code_once", e->code_once);
	json_write_bool(w, "no_link", e->no_link);
	json_write_integer(w, "parts_max", e->parts_max);
	json_write_string(w, "resolves_to", e->resolves_to[0] ? e->resolves_to : NULL);
	json_write_string(w, "contains", e->contains[0] ? e->contains : NULL);
	json_write_string(w, "equals", e->equals[0] ? e->equals : NULL);
	json_write_object_end(w);
}

static enum status
complain(const char *member, const char *what, struct fault *f)
{
	return fault_set(f, WORD_CONTEXT_INVALID, "expect.%s %s", member, what);
}

static enum status
read_text(const struct json *node, char *out, size_t out_bytes, struct fault *f)
{
	const char *words = json_string(node);

	if (json_is_null(node)) {
		out[0] = '\0';
		return ST_OK;
	}
	if (words == NULL)
		return complain(json_name(node), "is a text", f);
	if (!text_copy(out, out_bytes, words))
		return fault_set(f, WORD_CONTEXT_INVALID, "expect.%s is over %zu bytes",
		                 json_name(node), out_bytes - 1);
	return ST_OK;
}

static enum status
read_name(const struct json *node, struct template_expect *e, struct fault *f)
{
	struct template_name name;
	enum status st = read_text(node, e->resolves_to, sizeof(e->resolves_to), f);

	if (st != ST_OK || e->resolves_to[0] == '\0')
		return st;
	st = template_name_parse(e->resolves_to, &name, f);
	if (st == ST_OK)
		template_name_write(&name, e->resolves_to, sizeof(e->resolves_to));
	return st;
}

static enum status
read_parts(const struct json *node, struct template_expect *e, struct fault *f)
{
	int64_t parts = 0;

	if (!json_is_null(node) && (!json_integer(node, &parts) || parts < 0 || parts > PARTS_MOST))
		return complain("parts_max", "is 1 to 255, or 0 for any number", f);
	e->parts_max = (int)parts;
	return ST_OK;
}

static enum status
read_member(const struct json *node, struct template_expect *e, struct fault *f)
{
	const char *name = json_name(node);
	const struct {
		const char *name;
		bool *value;
	} flags[] = {
		{ "known_only", &e->known_only },
		{ "code_once", &e->code_once },
		{ "no_link", &e->no_link },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(name, flags[i].name) != 0)
			continue;
		return json_bool(node, flags[i].value) ? ST_OK
		                                       : complain(name, "is true or false", f);
	}
	if (strcmp(name, "parts_max") == 0)
		return read_parts(node, e, f);
	if (strcmp(name, "resolves_to") == 0)
		return read_name(node, e, f);
	if (strcmp(name, "contains") == 0)
		return read_text(node, e->contains, sizeof(e->contains), f);
	if (strcmp(name, "equals") == 0)
		return read_text(node, e->equals, sizeof(e->equals), f);
	fault_set(f, WORD_CONTEXT_INVALID, "there is no expectation of that name");
	return fault_hint(f, "known_only, code_once, no_link, parts_max, resolves_to, contains,"
	                     " equals");
}

enum status
template_expect_read_json(struct template_expect *e, const struct json *node, struct fault *f)
{
	struct template_expect read = *e;
	enum status st = ST_OK;

	if (!json_is_object(node))
		return fault_set(f, WORD_CONTEXT_INVALID, "expect is a JSON object");
	for (const struct json *i = json_first(node); st == ST_OK && i != NULL; i = json_next(i))
		st = read_member(i, &read, f);
	if (st == ST_OK)
		*e = read;
	return st;
}

/* A text that holds the real code says the fictional one from now on, and is met by that. */
static bool
still_means(const char *before, const char *after, const struct template_cleaner *c)
{
	size_t code_bytes = strlen(c->code);
	const char *found;

	while (code_bytes > 0 && (found = strstr(before, c->code)) != NULL) {
		size_t kept = (size_t)(found - before);

		if (strncmp(before, after, kept) != 0 ||
		    strncmp(after + kept, c->fiction, strlen(c->fiction)) != 0)
			return false;
		before += kept + code_bytes;
		after += kept + strlen(c->fiction);
	}
	return strcmp(before, after) == 0;
}

/* Cleaning may lengthen a text; what does not fit any more is expected no longer than that. */
static void
clean(const char *member, char *words, size_t words_bytes, const struct template_cleaner *c,
      struct text *replaced)
{
	struct text cleaned;

	text_init(&cleaned, 16 * words_bytes);
	template_clean_expected(c, words, &cleaned);
	if (!still_means(words, text_string(&cleaned), c))
		template_tell_name(replaced, member);
	(void)text_copy(words, words_bytes, text_string(&cleaned));
	text_finish(&cleaned);
}

void
template_expect_clean(struct template_expect *e, const struct template_cleaner *c,
                      struct text *replaced)
{
	clean("expect.contains", e->contains, sizeof(e->contains), c, replaced);
	clean("expect.equals", e->equals, sizeof(e->equals), c, replaced);
}
