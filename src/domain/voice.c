/* SPDX-License-Identifier: MIT */
/* what a call says: digits set apart, limits, languages */
#include "domain/voice.h"

#include <stdint.h>
#include <string.h>

#define PAUSE ",, "
#define GAP_MAX 4 /* characters between two digits of one code, as in "4,, 8" */
#define TAG_BYTES 16

/* Of Infobip's Calls API; where a language is spoken in several ways its first stands for it. */
static const char *const languages[] = {
	"ar",    "bg", "ca",    "cs", "da", "de",    "de-at", "el",    "en",    "en-au", "en-gb",
	"en-in", "es", "es-mx", "fi", "fr", "fr-ca", "he",    "hi",    "hr",    "hu",    "id",
	"it",    "ja", "ko",    "ms", "nl", "no",    "pl",    "pt-pt", "pt-br", "ro",    "ru",
	"sk",    "sl", "sv",    "th", "tr", "uk",    "vi",    "zh-cn", "zh-tw",
};
#define LANGUAGES (sizeof(languages) / sizeof(languages[0]))

/* Locales whose beginning does not say which entry of the list speaks them. */
static const struct {
	const char *locale;
	const char *language;
} others[] = {
	{ "nb", "no" },         { "nn", "no" },       { "iw", "he" },       { "in", "id" },
	{ "zh-hant", "zh-tw" }, { "zh-hk", "zh-tw" }, { "zh-mo", "zh-tw" }, { "es-419", "es-mx" },
};

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Where the code that begins at `at` ends; NULL when it does not stand there as a number of its
 * own. The dot behind the last digit belongs to it when dots set the others apart. */
static const char *
end_of_code(const char *at, const char *code)
{
	bool dotted = false;
	size_t gap = 0;

	for (const char *digit = code;; at++) {
		if (*at == *digit) {
			gap = 0;
			if (*++digit == '\0')
				break;
		} else if (digit == code || *at == '\0' || !strchr(" .,-", *at) ||
		           ++gap > GAP_MAX) {
			return NULL;
		} else {
			dotted = dotted || *at == '.';
		}
	}
	if (is_digit(at[1]))
		return NULL;
	return at + (dotted && at[1] == '.' ? 2 : 1);
}

static void
append_spelt(struct text *out, const char *code)
{
	for (; *code; code++) {
		text_append_bytes(out, code, 1);
		if (code[1])
			text_append(out, PAUSE);
	}
}

bool
voice_spell(struct text *out, const char *source, const char *code)
{
	bool is_code = code && *code && code[strspn(code, "0123456789")] == '\0';

	for (const char *at = source; *at;) {
		bool starts = is_code && (at == source || !is_digit(at[-1]));
		const char *end = starts ? end_of_code(at, code) : NULL;

		if (end) {
			append_spelt(out, code);
			at = end;
		} else {
			text_append_bytes(out, at++, 1);
		}
	}
	return !out->overflowed;
}

bool
voice_read_aloud(struct text *out, const char *source)
{
	while (*source) {
		size_t plain = strcspn(source, ",");
		size_t commas = strspn(source + plain, ",");

		text_append_bytes(out, source, plain + (commas == 1));
		source += plain + commas;
	}
	return !out->overflowed;
}

/* Blocks of punctuation, symbols and what is not seen, of which a voice says nothing. */
static bool
is_spoken(uint32_t code_point)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} silent[] = {
		{ 0x00, 0x2f },     { 0x3a, 0x40 },     { 0x5b, 0x60 },     { 0x7b, 0xa9 },
		{ 0xab, 0xb1 },     { 0xb4, 0xb4 },     { 0xb6, 0xb8 },     { 0xbb, 0xbb },
		{ 0xbf, 0xbf },     { 0x2000, 0x206f }, { 0x2190, 0x2bff }, { 0x3000, 0x303f },
		{ 0xfe00, 0xfe6f }, { 0xff00, 0xff0f }, { 0xff1a, 0xff20 }, { 0xfff0, 0xffff },
	};

	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		if (code_point >= silent[i].first && code_point <= silent[i].last)
			return false;
	return true;
}

enum status
voice_check_text(const char *source, size_t *characters, struct fault *f)
{
	size_t size_bytes = strlen(source);
	bool spoken = false;
	uint32_t code_point;
	size_t taken;

	*characters = 0;
	while ((taken = text_next_code_point(source, size_bytes, &code_point)) > 0) {
		spoken = spoken || is_spoken(code_point);
		(*characters)++;
		source += taken;
		size_bytes -= taken;
	}
	if (*characters == 0)
		return fault_set(f, WORD_TEXT_EMPTY,
		                 "the call has nothing to say: its text is empty");
	if (*characters > VOICE_TEXT_MAX) {
		fault_set(f, WORD_VALUE_TOO_LONG,
		          "the call's text has %zu characters, %d are allowed", *characters,
		          VOICE_TEXT_MAX);
		return fault_hint(f,
		                  "shorten it; digits that are set apart count with their commas");
	}
	if (spoken)
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "the call's text is punctuation alone");
	return fault_hint(f, "a voice needs a letter or a digit to say");
}

bool
voice_language_exists(const char *language)
{
	for (size_t i = 0; i < LANGUAGES; i++)
		if (strcmp(languages[i], language) == 0)
			return true;
	return false;
}

const char *
voice_language_at(size_t index)
{
	return index < LANGUAGES ? languages[index] : NULL;
}

/* The language of a list entry, or of a locale, without its region. */
static size_t
tongue_bytes(const char *tag)
{
	return strcspn(tag, "-");
}

static const char *
find_tongue(const char *tag)
{
	size_t size = tongue_bytes(tag);

	for (size_t i = 0; i < LANGUAGES; i++)
		if (tongue_bytes(languages[i]) == size && memcmp(languages[i], tag, size) == 0)
			return languages[i];
	return "en";
}

const char *
voice_language(const char *locale)
{
	char tag[TAG_BYTES];
	size_t size = 0;

	for (; size < sizeof(tag) - 1 && locale[size]; size++) {
		int byte = locale[size] == '_' ? '-' : locale[size];

		tag[size] = (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
	}
	tag[size] = '\0';
	for (size_t i = 0; i < LANGUAGES; i++)
		if (strcmp(languages[i], tag) == 0)
			return languages[i];
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t begins = strlen(others[i].locale);

		if (strncmp(tag, others[i].locale, begins) == 0 &&
		    (tag[begins] == '\0' || tag[begins] == '-'))
			return others[i].language;
	}
	return find_tongue(tag);
}
