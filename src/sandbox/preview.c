/* SPDX-License-Identifier: MIT */
/* what a text takes as an SMS in a language of its own, or spelt with other letters */
#include "sandbox/preview.h"

#include <string.h>

#include "domain/parts.h"

#define ALONE 155
#define JOINED 149
#define LETTER_BYTES 5
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* What a national table changes in the default alphabet. */
static const struct language {
	const char *code;
	const char *one;  /* letters of one septet */
	const char *two;  /* letters behind the escape */
	const char *lost; /* letters that have given their places away */
} languages[] = {
	{ "TR", "€ıĞğŞşİç", "", "èìØøÆæ¡¿" },
	{ "ES", "", "çÁÍÓÚáíóú", "" },
	{ "PT", "", "êçÔôÁáÊÀÍÓÚÃÕÂíóúãõâ", "" },
};

/* Languages. */

bool
preview_knows_language(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (strcmp(languages[i].code, code) == 0)
			return true;
	return strcmp(code, "AUTODETECT") == 0;
}

/* Takes one letter from the text, as a string of its own. Returns its bytes, 0 at the end. */
static size_t
take_letter(const char *text, char out[LETTER_BYTES])
{
	uint32_t code_point;
	size_t taken = text_next_code_point(text, strlen(text), &code_point);

	if (taken >= LETTER_BYTES)
		return 0;
	memcpy(out, text, taken);
	out[taken] = '\0';
	return taken;
}

/* Septets of a letter; 0 when the table lacks it. */
static size_t
septets_in(const struct language *l, const char *letter)
{
	struct parts measured;
	struct fault ignored;

	if (strstr(l->one, letter))
		return 1;
	if (strstr(l->two, letter))
		return 2;
	if (strstr(l->lost, letter) ||
	    parts_measure(letter, strlen(letter), &measured, &ignored) != ST_OK ||
	    measured.encoding != PARTS_GSM7)
		return 0;
	return measured.units;
}

/* False when the table cannot write the text. */
static bool
measure_in(const struct language *l, const char *text, struct preview_size *out)
{
	char letter[LETTER_BYTES];
	size_t in_last = 0;
	size_t units = 0;
	size_t joined = 1;
	size_t taken;

	for (; (taken = take_letter(text, letter)) > 0; text += taken) {
		size_t septets = septets_in(l, letter);

		if (septets == 0)
			return false;
		if (in_last + septets > JOINED) {
			joined++;
			in_last = 0;
		}
		in_last += septets;
		units += septets;
	}
	out->parts = units <= ALONE ? 1 : joined;
	out->remaining = units <= ALONE ? ALONE - units : JOINED - in_last;
	return true;
}

void
preview_measure(const char *text, const char *language, struct preview_size *out)
{
	bool detects = language && strcmp(language, "AUTODETECT") == 0;
	struct parts measured;
	struct fault ignored;

	if (parts_measure(text, strlen(text), &measured, &ignored) != ST_OK)
		memset(&measured, 0, sizeof(measured));
	out->parts = measured.count;
	out->remaining = measured.remaining;
	if (!language || (detects && measured.encoding == PARTS_GSM7))
		return;
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		bool is_asked = detects || strcmp(languages[i].code, language) == 0;

		if (is_asked && measure_in(&languages[i], text, out))
			return;
	}
}

/* Transliterations. */

/* Both scripts from their first capital on, a letter a word; "." has no stand-in. */
static const char greek[] =
	"A . E H I . O . Y Ω I A B Γ Δ E Z H Θ I K Λ M N Ξ O Π P . Σ T Y Φ X Ψ Ω I Y "
	"A E H I Y A B Γ Δ E Z H Θ I K Λ M N Ξ O Π P Σ Σ T Y Φ X Ψ Ω I Y O Y Ω ";
static const char cyrillic[] =
	"E E Dj G E Z I I J Lj Nj C K I U Dz "
	"A B V G D E Zh Z I J K L M N O P R S T U F H C Ch Sh Shch \" Y ' E Yu Ya "
	"a b v g d e zh z i j k l m n o p r s t u f h c ch sh shch \" y ' e yu ya "
	"e e dj g e z i i j lj nj c k i u dz ";
#define GREEK_FIRST 0x0386
#define GREEK_LAST 0x03ce
#define CYRILLIC_FIRST 0x0400
#define CYRILLIC_LAST 0x045f

enum { LATIN = 1, GREEK = 2, CYRILLIC = 4, SIGNS = 8 };

static const struct {
	const char *name;
	unsigned scripts;
} transliterations[] = {
	{ "NONE", 0 },
	{ "TURKISH", LATIN },
	{ "GREEK", GREEK },
	{ "CYRILLIC", CYRILLIC },
	{ "SERBIAN_CYRILLIC", CYRILLIC },
	{ "BULGARIAN_CYRILLIC", CYRILLIC },
	{ "CENTRAL_EUROPEAN", LATIN },
	{ "BALTIC", LATIN },
	{ "PORTUGUESE", LATIN },
	{ "COLOMBIAN", LATIN },
	{ "NON_UNICODE", SIGNS },
	{ "ALL", LATIN | GREEK | CYRILLIC | SIGNS },
};

static unsigned
scripts_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(transliterations); i++)
		if (strcmp(transliterations[i].name, name) == 0)
			return transliterations[i].scripts;
	return 0;
}

bool
preview_knows_transliteration(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(transliterations); i++)
		if (strcmp(transliterations[i].name, name) == 0)
			return true;
	return false;
}

static unsigned
script_of(uint32_t code_point)
{
	if (code_point >= GREEK_FIRST && code_point <= GREEK_LAST)
		return GREEK;
	if (code_point >= CYRILLIC_FIRST && code_point <= CYRILLIC_LAST)
		return CYRILLIC;
	return code_point >= 0x00c0 && code_point <= 0x024f ? LATIN : SIGNS;
}

/* Appends the word at `index` of a list; false when it is the mark of none. */
static bool
append_word(struct text *out, const char *list, size_t index)
{
	size_t size_bytes;

	for (; index > 0; index--)
		list += strcspn(list, " ") + 1;
	size_bytes = strcspn(list, " ");
	if (size_bytes == 1 && *list == '.')
		return false;
	text_append_bytes(out, list, size_bytes);
	return true;
}

/* False when the letter stays as it is. */
static bool
append_stand_in(struct text *out, const struct parts_offender *offender)
{
	switch (script_of(offender->code_point)) {
	case GREEK: return append_word(out, greek, offender->code_point - GREEK_FIRST);
	case CYRILLIC: return append_word(out, cyrillic, offender->code_point - CYRILLIC_FIRST);
	default: break;
	}
	if (!offender->suggestion)
		return false;
	text_append(out, offender->suggestion);
	return true;
}

void
preview_spell(const char *text, const char *transliteration, struct text *out)
{
	unsigned scripts = transliteration ? scripts_of(transliteration) : 0;
	struct parts_offender offender;
	char letter[LETTER_BYTES];
	size_t taken;

	for (; (taken = take_letter(text, letter)) > 0; text += taken) {
		bool is_dear = parts_offenders(letter, taken, &offender, 1) > 0;

		if (!is_dear || (scripts & script_of(offender.code_point)) == 0 ||
		    !append_stand_in(out, &offender))
			text_append(out, letter);
	}
}
