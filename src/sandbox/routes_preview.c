/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <string.h>

#include "sandbox/preview.h"

#define TEXT_BYTES_MAX (JSON_STRING_MAX * 4)

/* What a request asks for; everything is borrowed from its tree. */
struct wish {
	const char *text;
	const char *language; /* NULL: none */
	const char *transliteration;
};

static const char *
read_setting(const struct json *root, const char *name, bool (*is_known)(const char *word),
             struct answers_violations *v)
{
	const struct json *node = json_member(root, name);
	const char *value = json_string(node);

	if (!node || json_is_null(node))
		return NULL;
	if (!value || !is_known(value)) {
		answers_add_violation(v, "is not supported", "%s", name);
		return NULL;
	}
	return value;
}

static void
read_wish(const struct json *root, struct wish *out, struct answers_violations *v)
{
	out->text = json_string(json_member(root, "text"));
	if (!out->text || !*out->text)
		answers_add_violation(v, "must not be empty", "text");
	out->language = read_setting(root, "languageCode", preview_knows_language, v);
	out->transliteration =
		read_setting(root, "transliteration", preview_knows_transliteration, v);
}

static void
write_preview(struct json_writer *w, const struct wish *wish)
{
	struct preview_size size;
	struct text spelt;

	text_init(&spelt, TEXT_BYTES_MAX);
	preview_spell(wish->text, wish->transliteration, &spelt);
	preview_measure(text_string(&spelt), wish->language, &size);
	json_write_object(w, NULL);
	json_write_string(w, "textPreview", text_string(&spelt));
	json_write_integer(w, "messageCount", (int64_t)size.parts);
	json_write_integer(w, "charactersRemaining", (int64_t)size.remaining);
	json_write_object(w, "configuration");
	if (wish->language) {
		json_write_object(w, "language");
		json_write_string(w, "languageCode", wish->language);
		json_write_object_end(w);
	}
	if (wish->transliteration)
		json_write_string(w, "transliteration", wish->transliteration);
	json_write_object_end(w);
	json_write_object_end(w);
	text_finish(&spelt);
}

/* The text as it stands comes first, then the text with what was asked for. */
static void
write_previews(struct call *c, const struct wish *wish)
{
	struct wish plain = { .text = wish->text };
	struct json_writer w;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_string(&w, "originalText", wish->text);
	json_write_array(&w, "previews");
	write_preview(&w, &plain);
	if (wish->language || wish->transliteration)
		write_preview(&w, wish);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

void
routes_preview(struct call *c)
{
	struct answers_violations violations = { .count = 0 };
	struct json *root = NULL;
	struct fault ignored;
	struct wish wish;

	if (json_parse(c->request->body, c->request->body_bytes, "the body", &root, &ignored) !=
	    ST_OK) {
		routes_refuse(c, 400, NULL);
		return;
	}
	read_wish(root, &wish, &violations);
	if (violations.count > 0)
		routes_refuse(c, 400, &violations);
	else
		write_previews(c, &wish);
	json_destroy(root);
}
