/* SPDX-License-Identifier: MIT */
/* all texts of a kind folded into the one text that Auth0 stores, and unfolded again */
#include "domain/template_pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/liquid.h"
#include "domain/template_pack_impl.h"

bool
template_pack_has_field(enum template_kind kind, enum template_channel field)
{
	return (template_kind_generation(kind) == TEMPLATE_OLDER) == (field == TEMPLATE_BOTH);
}

const char *
template_pack_field_word(enum template_channel field)
{
	switch (field) {
	case TEMPLATE_SMS: return "text";
	case TEMPLATE_VOICE: return "voice";
	default: return "";
	}
}

/* --- The shape ------------------------------------------------------------------------------ */

void
template_pack_write_head(enum template_kind kind, enum template_channel field, struct text *out)
{
	const char *word = template_pack_field_word(field);

	text_append(out, PACK_COMMENT PACK_MARK);
	text_append_format(out, "%s%s%s", template_kind_name(kind), word[0] ? " " : "", word);
	text_append(out, PACK_COMMENT_END PACK_ASSIGNS);
}

/* Appends one test, joined to those before it. */
static void
add_test(struct text *out, bool *any, const char *variable, const char *value)
{
	text_append_format(out, "%s%s == \"%s\"", *any ? " and " : "", variable, value);
	*any = true;
}

static void
add_locale_test(const struct template_name *name, struct text *out, bool *any)
{
	char folded[TEMPLATE_LOCALE_BYTES];

	/* A locale without subtags is a language, and answers for each of its regions. */
	template_locale_fold(name->locale, folded, sizeof(folded));
	add_test(out, any, strchr(folded, '-') ? "packed_locale" : "packed_language", folded);
}

bool
template_pack_write_test(const struct template_name *name, enum template_channel field, bool first,
                         struct text *out)
{
	bool unified = field != TEMPLATE_BOTH;
	bool any = false;
	struct text test;
	char written[TEMPLATE_NAME_BYTES];

	text_init(&test, 512);
	if (name->client_id[0])
		add_test(&test, &any, unified ? "client.clientID" : "client.client_id",
		         name->client_id);
	if (name->locale[0])
		add_locale_test(name, &test, &any);
	if (!unified && name->channel != TEMPLATE_BOTH)
		add_test(&test, &any, "message_type", template_channel_word(name->channel));
	/* Of a field's own text and that of both channels the second one is never reached, yet
	 * kept; only the last test may be an else. */
	if (!any && !first && name->channel == TEMPLATE_BOTH)
		text_append(out, "{% else\n%}");
	else
		text_append_format(out, "{%% %s %s\n%%}", first ? "if" : "elsif",
		                   any ? text_string(&test) : "true");
	template_name_write(name, written, sizeof(written));
	text_finish(&test);
	return text_append(out, PACK_COMMENT) && text_append(out, written) &&
	       text_append(out, PACK_COMMENT_END);
}

/* Regions before languages before none: whichever matches first is the better one. */
static int
rank(const struct template_name *name)
{
	int locale = name->locale[0] == '\0' ? 2 : strchr(name->locale, '-') == NULL;

	return (name->client_id[0] ? 0 : 3) + locale;
}

int
template_pack_compare(const void *a, const void *b)
{
	const struct template_name *one = &((const struct template_part *)a)->name;
	const struct template_name *two = &((const struct template_part *)b)->name;
	int order = rank(one) - rank(two);

	if (order == 0)
		order = strcmp(one->client_id, two->client_id);
	if (order == 0)
		order = strcmp(one->locale, two->locale);
	/* TEMPLATE_BOTH is the smallest. */
	return order != 0 ? order : (int)two->channel - (int)one->channel;
}

/* --- Packing -------------------------------------------------------------------------------- */

static enum status
refuse_part(const struct template_name *name, const char *why, struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];

	template_name_write(name, written, sizeof(written));
	return fault_set(f, WORD_TEMPLATE_INVALID, "%s cannot be packed: %s", written, why);
}

static enum status
try_parsing(const char *source, size_t size_bytes, struct fault *f)
{
	struct liquid *parsed = NULL;
	enum status st = liquid_create(source, size_bytes, &parsed, f);

	liquid_destroy(parsed);
	return st;
}

/* Whether a text parses where it shall stand, as it does by itself. */
static enum status
check_inside(const struct template_part *part, struct fault *f)
{
	bool ends_open = part->size_bytes > 0 && part->source[part->size_bytes - 1] == '{';
	struct fault inner = { 0 };
	struct text wrapped;
	enum status st = ST_OK;

	if (try_parsing(part->source, part->size_bytes, &inner) != ST_OK)
		return refuse_part(&part->name, inner.cause, f);
	text_init(&wrapped, TEMPLATE_SOURCE_MAX);
	if (!text_append(&wrapped, "{% if true %}") ||
	    !text_append_bytes(&wrapped, part->source, part->size_bytes) ||
	    !text_append(&wrapped, PACK_END))
		st = refuse_part(&part->name, "it is too long", f);
	else if (try_parsing(text_string(&wrapped), wrapped.size_bytes, &inner) != ST_OK)
		st = refuse_part(&part->name,
		                 ends_open ? "it ends with {, which would join the tag behind it"
		                           : "its layout would take what stands behind it",
		                 f);
	text_finish(&wrapped);
	return st;
}

static enum status
check_part(const struct template_part *part, struct fault *f)
{
	static const char *const reserved[] = { "packed_locale", "packed_language", PACK_MARK,
		                                PACK_COMMENT_END };

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (memmem(part->source, part->size_bytes, reserved[i], strlen(reserved[i])))
			return refuse_part(&part->name,
			                   "it holds words that only a packed text has", f);
	return check_inside(part, f);
}

/* Somebody whom no test knows gets a text as well: one for both channels, or one for each. */
static enum status
check_complete(const struct template_part *parts, size_t count, enum template_channel field,
               struct fault *f)
{
	enum template_kind kind = parts[0].name.kind;
	unsigned answered = 0;

	for (size_t i = 0; i < count; i++)
		if (!parts[i].name.client_id[0] && !parts[i].name.locale[0])
			answered |= 1U << parts[i].name.channel;
	if (answered & 1U << TEMPLATE_BOTH || (answered && field != TEMPLATE_BOTH) ||
	    answered == (1U << TEMPLATE_SMS | 1U << TEMPLATE_VOICE))
		return ST_OK;
	fault_set(f, WORD_NOT_FOUND, "%s has no text for every locale and client",
	          template_kind_name(kind));
	return fault_hint(f, "otpdeck template set %s --file FILE gives it one",
	                  template_kind_name(kind));
}

static enum status
check_length(const struct text *packed, enum template_kind kind, struct fault *f)
{
	size_t limit = template_kind_limit(kind);
	size_t units = text_utf16_units(text_string(packed), packed->size_bytes);

	if (limit == 0 || units <= limit)
		return ST_OK;
	return fault_set(f, WORD_TEMPLATE_TOO_LARGE,
	                 "packed, %s has %zu characters; Auth0 takes %zu", template_kind_name(kind),
	                 units, limit);
}

/* `parts` are those of the field, sorted. */
static enum status
write_packed(const struct template_part *parts, size_t count, enum template_channel field,
             struct text *out, struct fault *f)
{
	bool room = true;

	template_pack_write_head(parts[0].name.kind, field, out);
	for (size_t i = 0; i < count; i++) {
		enum status st = check_part(&parts[i], f);

		if (st != ST_OK)
			return st;
		room = room && template_pack_write_test(&parts[i].name, field, i == 0, out) &&
		       text_append_bytes(out, parts[i].source, parts[i].size_bytes);
	}
	room = room && text_append(out, PACK_END);
	if (!room)
		return fault_set(f, WORD_TEMPLATE_TOO_LARGE,
		                 "packed, the texts of %s are over %zu bytes",
		                 template_kind_name(parts[0].name.kind), TEMPLATE_SOURCE_MAX);
	enum status st = try_parsing(text_string(out), out->size_bytes, f);
	return st == ST_OK ? check_length(out, parts[0].name.kind, f) : st;
}

enum status
template_pack(const struct template_part *parts, size_t count, enum template_channel field,
              struct text *out, struct fault *f)
{
	struct template_part *own = mem_alloc_array(count + 1, sizeof(*own));
	struct text packed;
	size_t kept = 0;
	enum status st = ST_OK;

	text_init(&packed, TEMPLATE_SOURCE_MAX);
	for (size_t i = 0; i < count; i++)
		if (field == TEMPLATE_BOTH || parts[i].name.channel == TEMPLATE_BOTH ||
		    parts[i].name.channel == field)
			own[kept++] = parts[i];
	if (kept == 0)
		st = fault_set(f, WORD_NOT_FOUND, "there is no text to pack");
	else
		st = check_complete(own, kept, field, f);
	if (st == ST_OK) {
		qsort(own, kept, sizeof(*own), template_pack_compare);
		st = write_packed(own, kept, field, &packed, f);
	}
	if (st == ST_OK && !text_append(out, text_string(&packed)))
		st = fault_set(f, WORD_TEMPLATE_TOO_LARGE, "the packed text does not fit");
	text_finish(&packed);
	mem_free(own);
	return st;
}
