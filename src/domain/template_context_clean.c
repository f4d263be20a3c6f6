/* SPDX-License-Identifier: MIT */
/* takes the code, numbers and mail addresses out of an event before anybody keeps it */
#include "domain/template_context_impl.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "domain/redact.h"

#define FICTION "12345678"
#define FICTION_MAIL "test@example.com"
#define CODE_DIGITS_MIN 4
#define CODE_DIGITS_MAX 8
#define CODE_DIGITS_USUAL 6
/* As many digits in a row are a number; ids that are made by chance hardly have them, but UUIDs. */
#define NUMBER_DIGITS 9
#define UUID_BYTES "0123456789abcdefABCDEF-"
#define UUID_LENGTH 36

void
template_cleaner_init(struct template_cleaner *c, const char *code)
{
	size_t digits = strlen(code);

	if (digits < CODE_DIGITS_MIN || digits > CODE_DIGITS_MAX)
		digits = CODE_DIGITS_USUAL;
	c->code = code;
	memcpy(c->fiction, FICTION, digits);
	c->fiction[digits] = '\0';
}

/* Bytes above ASCII count: a mail address may be written in any script. */
static bool
is_mail_byte(char byte)
{
	return byte != '\0' && strchr(" \t\r\n\"'<>()[]{},;:|=/\\", byte) == NULL;
}

/* The length of "@" at this place, be it plain, percent-encoded or in full width; 0: none. */
static size_t
at_sign(const char *at)
{
	static const char *const signs[] = { "@", "%40", "\uff20", "\ufe6b" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (strncmp(at, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	}
	return 0;
}

/* Where the mail address around the sign at `sign` begins and ends; false when it is none. */
static bool
mail_around(const char *source, size_t sign, size_t *begin, size_t *end)
{
	size_t behind = sign + at_sign(source + sign);

	*begin = sign;
	while (*begin > 0 && is_mail_byte(source[*begin - 1]))
		(*begin)--;
	*end = behind;
	while (is_mail_byte(source[*end]))
		(*end)++;
	return *begin != sign && *end != behind;
}

static void
take_mails(const char *source, struct text *out)
{
	size_t kept = 0; /* where the bytes begin that go over as they are */
	size_t begin;
	size_t end;

	for (size_t i = 0; source[i] != '\0'; i++) {
		if (at_sign(source + i) == 0 || !mail_around(source, i, &begin, &end))
			continue;
		text_append_bytes(out, source + kept, begin > kept ? begin - kept : 0);
		text_append(out, FICTION_MAIL);
		kept = end;
		i = end - 1;
	}
	text_append(out, source + kept);
}

static void
append_redacted(const struct template_cleaner *c, const char *source, size_t size_bytes, bool is_id,
                struct text *out)
{
	if (is_id)
		(void)redact_code_only(out, source, size_bytes, c->code);
	else
		(void)redact_text(out, source, size_bytes, c->code);
}

/* A code that stands there plain becomes the fictional one, so that a text that is expected still
 * reads as what is rendered; spelt otherwise it becomes asterisks. */
static void
take_digits(const struct template_cleaner *c, const char *source, bool is_id, struct text *out)
{
	size_t code_bytes = strlen(c->code);
	const char *found;

	while (!is_id && code_bytes > 0 && (found = strstr(source, c->code)) != NULL) {
		append_redacted(c, source, (size_t)(found - source), is_id, out);
		text_append(out, c->fiction);
		source = found + code_bytes;
	}
	append_redacted(c, source, strlen(source), is_id, out);
}

static void
clean(const struct template_cleaner *c, const char *source, bool is_id, struct text *out)
{
	struct text without_mails;

	/* An address of one letter grows to the fictional one. */
	text_init(&without_mails, JSON_BYTES_MAX * 4);
	take_mails(source, &without_mails);
	take_digits(c, text_string(&without_mails), is_id, out);
	text_finish(&without_mails);
}

void
template_clean_text(const struct template_cleaner *c, const char *source, struct text *out)
{
	clean(c, source, false, out);
}

/* Digits of a number that is spelt with blanks, dots and the like count as one run. */
static bool
has_number(const char *source)
{
	bool is_uuid = strlen(source) == UUID_LENGTH && strspn(source, UUID_BYTES) == UUID_LENGTH;
	size_t digits = 0;

	for (const char *i = source; *i != '\0'; i++) {
		if ((*i & 0x80) != 0 || (*i == '+' && isdigit((unsigned char)i[1])))
			return true;
		if (isdigit((unsigned char)*i))
			digits++;
		else if (strchr(" ./()-", *i) == NULL)
			digits = 0;
		if (digits >= NUMBER_DIGITS && !is_uuid)
			return true;
	}
	return false;
}

void
template_clean_id(const struct template_cleaner *c, const char *source, struct text *out)
{
	clean(c, source, !has_number(source), out);
}

/* Digits beside a separator may be the rest of a number. */
static bool
joins(char beside, char beyond)
{
	static const char separators[] = " .-/()";

	return isalnum((unsigned char)beside) || beside == '+' || beside == '@' ||
	       (beside != '\0' && strchr(separators, beside) != NULL &&
	        (isdigit((unsigned char)beyond) || beyond == '+'));
}

static const char *
find_fiction(const struct template_cleaner *c, const char *text, const char *source)
{
	size_t size = strlen(c->fiction);
	const char *at = source;

	while ((at = strstr(at, c->fiction)) != NULL) {
		char before = '\0';
		char beyond = '\0';
		char after_next = '\0';

		if (at > text)
			before = at[-1];
		if (at > text + 1)
			beyond = at[-2];
		if (at[size] != '\0')
			after_next = at[size + 1];
		if (!joins(before, beyond) && !joins(at[size], after_next))
			return at;
		at += size;
	}
	return NULL;
}

void
template_clean_expected(const struct template_cleaner *c, const char *words, struct text *out)
{
	char *rest = mem_copy_text(words);
	char *source = rest;
	const char *found;

	while ((found = find_fiction(c, rest, source)) != NULL) {
		rest[found - rest] = '\0';
		clean(c, source, false, out);
		text_append(out, c->fiction);
		source = rest + (found - rest) + strlen(c->fiction);
	}
	clean(c, source, false, out);
	mem_free(rest);
}

static bool
is_private_name(const struct template_cleaner *c, const char *name)
{
	struct text cleaned;
	bool is_private;

	text_init(&cleaned, JSON_BYTES_MAX * 4);
	clean(c, name, false, &cleaned);
	is_private = strcmp(text_string(&cleaned), name) != 0;
	text_finish(&cleaned);
	return is_private;
}

static void
clean_children(const struct template_cleaner *c, const struct json *node, struct json_writer *w)
{
	for (const struct json *i = json_first(node); i != NULL; i = json_next(i)) {
		const char *name = json_name(i);

		if (name == NULL || !is_private_name(c, name))
			template_clean_node(c, i, w, name);
	}
}

static void
clean_scalar(const struct template_cleaner *c, const struct json *node, struct json_writer *w,
             const char *name)
{
	const char *words = json_string(node);
	struct text written;
	struct text cleaned;
	struct json_writer number;

	text_init(&written, JSON_BYTES_MAX);
	text_init(&cleaned, JSON_BYTES_MAX * 4);
	json_write_begin(&number, &written);
	if (words == NULL)
		json_write_node(&number, NULL, node);
	clean(c, words != NULL ? words : text_string(&written), false, &cleaned);
	if (words != NULL)
		json_write_string_bytes(w, name, text_string(&cleaned), cleaned.size_bytes);
	else if (strcmp(text_string(&written), text_string(&cleaned)) != 0)
		json_write_integer(w, name, 0);
	else
		json_write_node(w, name, node);
	text_finish(&written);
	text_finish(&cleaned);
}

void
template_clean_node(const struct template_cleaner *c, const struct json *node,
                    struct json_writer *w, const char *name)
{
	if (json_is_object(node)) {
		json_write_object(w, name);
		clean_children(c, node, w);
		json_write_object_end(w);
	} else if (json_is_array(node)) {
		json_write_array(w, name);
		clean_children(c, node, w);
		json_write_array_end(w);
	} else {
		clean_scalar(c, node, w, name);
	}
}
