/* SPDX-License-Identifier: MIT */
/* JavaScript to paste into Auth0, filled from a profile */
#include "domain/hookcode.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/json.h"
#include "domain/voice.h"

#define FOLDER "hooks/"
#define PART "//+ "
#define CONDITION "//?"
#define NAME_BYTES 64
#define LANGUAGES_BYTES_MAX ((size_t)4 * 1024)

static const struct {
	const char *word;
	const char *title;
} generations[HOOKCODE_COUNT] = {
	[HOOKCODE_HOOK] = { "hook", "Hook send-phone-message" },
	[HOOKCODE_ACTION] = { "action", "Action send-phone-message" },
	[HOOKCODE_CUSTOM_PHONE_PROVIDER] = { "custom-phone-provider",
	                                     "Action custom-phone-provider" },
};

/* A piece of an embedded file; ends where `size_bytes` says. */
struct piece {
	const char *bytes;
	size_t size_bytes;
};

struct filling {
	const struct profile *profile;
	struct text *out;
	bool keeps; /* the lines here apply to this profile */
};

const char *
hookcode_word(enum hookcode_generation generation)
{
	return generation < HOOKCODE_COUNT ? generations[generation].word : "";
}

const char *
hookcode_title(enum hookcode_generation generation)
{
	return generation < HOOKCODE_COUNT ? generations[generation].title : "";
}

bool
hookcode_from_word(const char *word, enum hookcode_generation *out)
{
	for (int i = 0; i < HOOKCODE_COUNT; i++) {
		if (strcmp(word, generations[i].word) != 0)
			continue;
		*out = (enum hookcode_generation)i;
		return true;
	}
	return false;
}

static bool
is_word(const struct piece *name, const char *word)
{
	return name->size_bytes == strlen(word) && memcmp(name->bytes, word, name->size_bytes) == 0;
}

static bool
condition_holds(const struct profile *p, const struct piece *word)
{
	const char *version = profile_get(p, PROFILE_API_VERSION);

	if (is_word(word, "v2") || is_word(word, "v3"))
		return (strcmp(version, "2") == 0) == is_word(word, "v2");
	if (is_word(word, "sender"))
		return profile_get(p, PROFILE_SENDER)[0] != '\0';
	if (is_word(word, "voice_sender") || is_word(word, "no_voice_sender"))
		return (profile_get(p, PROFILE_VOICE_SENDER)[0] != '\0') ==
		       is_word(word, "voice_sender");
	if (is_word(word, "validity"))
		return profile_get_integer(p, PROFILE_VALIDITY_MINUTES) > 0;
	return false;
}

static bool
conditions_hold(const struct profile *p, struct piece words)
{
	while (words.size_bytes > 0) {
		struct piece word = { words.bytes, 0 };
		while (word.size_bytes < words.size_bytes && word.bytes[word.size_bytes] != ' ')
			word.size_bytes++;
		if (word.size_bytes > 0 && !condition_holds(p, &word))
			return false;
		size_t used = word.size_bytes + (word.size_bytes < words.size_bytes);
		words.bytes += used;
		words.size_bytes -= used;
	}
	return true;
}

/* The languages that a call may be in, with a blank between. */
static void
write_languages(struct json_writer *w)
{
	struct text languages;

	text_init(&languages, LANGUAGES_BYTES_MAX);
	for (size_t i = 0; voice_language_at(i); i++)
		text_append_format(&languages, "%s%s", i > 0 ? " " : "", voice_language_at(i));
	json_write_string(w, NULL, text_string(&languages));
	text_finish(&languages);
}

static const char *
transport_of(const char *base_url)
{
	struct profile_url url;
	struct fault unused;

	return profile_url_parse(base_url, &url, &unused) == ST_OK && !url.https ? "http" : "https";
}

/* A text, in quotes. */
static void
write_words(const struct filling *fill, const struct piece *name, struct json_writer *w)
{
	const char *base_url = profile_get(fill->profile, PROFILE_BASE_URL);

	if (is_word(name, "base_url"))
		json_write_string(w, NULL, base_url);
	else if (is_word(name, "transport"))
		json_write_string(w, NULL, transport_of(base_url));
	else if (is_word(name, "sender"))
		json_write_string(w, NULL, profile_get(fill->profile, PROFILE_SENDER));
	else if (is_word(name, "voice_sender"))
		json_write_string(w, NULL, profile_get(fill->profile, PROFILE_VOICE_SENDER));
	else if (is_word(name, "languages"))
		write_languages(w);
}

static void
write_value(const struct filling *fill, const struct piece *name)
{
	int64_t minutes = profile_get_integer(fill->profile, PROFILE_VALIDITY_MINUTES);
	struct json_writer w;

	json_write_begin(&w, fill->out);
	if (is_word(name, "validity_minutes"))
		json_write_integer(&w, NULL, minutes);
	else
		write_words(fill, name, &w);
}

/* Where `wanted` stands in the piece; its end when it does not. */
static size_t
find_in(const struct piece *in, size_t from, const char *wanted)
{
	size_t size = strlen(wanted);

	for (size_t at = from; at + size <= in->size_bytes; at++) {
		if (memcmp(in->bytes + at, wanted, size) == 0)
			return at;
	}
	return in->size_bytes;
}

/* A line with the value of its one placeholder; the quotes around that are the placeholder's. */
static void
write_line(const struct filling *fill, const struct piece *line)
{
	size_t begin = find_in(line, 0, "{{");
	size_t end = find_in(line, begin, "}}");

	if (end == line->size_bytes) {
		text_append_bytes(fill->out, line->bytes, line->size_bytes);
		return;
	}
	const struct piece name = { line->bytes + begin + 2, end - begin - 2 };
	bool quoted = begin > 0 && line->bytes[begin - 1] == '"';
	size_t rest = end + 2 + quoted;
	text_append_bytes(fill->out, line->bytes, begin - quoted);
	write_value(fill, &name);
	text_append_bytes(fill->out, line->bytes + rest, line->size_bytes - rest);
}

static struct piece
find_file(const char *folder, const struct piece *name)
{
	char path[NAME_BYTES];

	snprintf(path, sizeof(path), FOLDER "%s%.*s.js", folder, (int)name->size_bytes,
	         name->bytes);
	const struct embedded *file = embedded_find(path);
	return file ? (struct piece){ file->bytes, file->size_bytes } : (struct piece){ "", 0 };
}

static bool
begins_with(const struct piece *line, const char *start)
{
	return line->size_bytes >= strlen(start) && memcmp(line->bytes, start, strlen(start)) == 0;
}

/* The next line with its end; nothing when all are taken. */
static struct piece
take_line(struct piece *from)
{
	struct piece line = { from->bytes, find_in(from, 0, "\n") };

	line.size_bytes += line.size_bytes < from->size_bytes;
	from->bytes += line.size_bytes;
	from->size_bytes -= line.size_bytes;
	return line;
}

/* What stands on a directive's line behind its mark. */
static struct piece
rest_of(const struct piece *line, const char *mark)
{
	size_t size = strlen(mark);
	return (struct piece){ line->bytes + size, find_in(line, 0, "\n") - size };
}

static void
write_part(struct filling *fill, struct piece part)
{
	fill->keeps = true;
	while (part.size_bytes > 0) {
		struct piece line = take_line(&part);
		if (begins_with(&line, CONDITION))
			fill->keeps = conditions_hold(fill->profile, rest_of(&line, CONDITION));
		else if (fill->keeps)
			write_line(fill, &line);
	}
}

static void
write_file(struct filling *fill, struct piece file)
{
	bool after_part = false;

	while (file.size_bytes > 0) {
		struct piece line = take_line(&file);
		bool is_part = begins_with(&line, PART);
		if (is_part) {
			const struct piece name = rest_of(&line, PART);
			text_append(fill->out, after_part ? "\n" : "");
			write_part(fill, find_file("parts/", &name));
		} else {
			write_line(fill, &line);
		}
		after_part = is_part;
	}
}

enum status
hookcode_write(enum hookcode_generation generation, const struct profile *p, struct text *out,
               struct fault *f)
{
	const char *word = hookcode_word(generation);
	const struct piece name = { word, strlen(word) };
	struct filling fill = { .profile = p, .out = out, .keeps = true };
	size_t before = out->size_bytes;

	if (profile_get(p, PROFILE_BASE_URL)[0] == '\0') {
		fault_set(f, WORD_BASE_URL_MISSING,
		          "profile %s has no base_url for the code to use", p->name);
		/* The sandbox of a sandbox profile runs only while it is needed. */
		if (p->environment == PROFILE_SANDBOX)
			return fault_hint(f, "take a staging profile, or otpdeck profile set "
			                     "base_url of a running otpdeck-sandbox");
		return fault_hint(f, "otpdeck profile set base_url https://YOURS.api.infobip.com");
	}
	write_file(&fill, find_file("", &name));
	if (!out->overflowed)
		return ST_OK;
	text_cut(out, before);
	return fault_set(f, WORD_VALUE_TOO_LONG, "the code does not fit where it is to go");
}
