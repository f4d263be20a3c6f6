/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_PACK_H
#define DOMAIN_TEMPLATE_PACK_H
/*
 * All texts of a kind folded into the one Liquid text that Auth0 stores, and unfolded again.
 *
 * The packed text is a chain of tests in the order of template_resolve, each with its text to the
 * byte; what it renders to is what the text that answers renders to, for every locale, client and
 * channel. An older kind has one text, which tests message_type too; a unified kind has two
 * fields, text and voice, each with the texts of its channel and those of both.
 *
 * Auth0 documents `locale` and `message_type` for the older kinds, but no client: theirs is tested
 * as client.client_id, which the context of a hook has. For the unified kinds it is
 * client.clientID.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"
#include "domain/template.h"

/* One text with its name. */
struct template_part {
	struct template_name name;
	const char *source;
	size_t size_bytes;
};

/* Whether a kind has this field: the older ones one for both channels, the unified ones two. */
bool template_pack_has_field(enum template_kind kind, enum template_channel field);
/* "text", "voice", or "" for the one of the older kinds. */
const char *template_pack_field_word(enum template_channel field);

/* Appends the packed text of one field to `out`, from parts of one kind in any order; those of the
 * other channel are left out. WORD_NOT_FOUND when none are left, or no text is for every locale and
 * client. WORD_TEMPLATE_INVALID names a text that cannot stand inside of another one.
 * WORD_TEMPLATE_TOO_LARGE above TEMPLATE_SOURCE_MAX, or above what Auth0 takes. On failure `out` is
 * as it was. */
MUST_USE enum status template_pack(const struct template_part *parts, size_t count,
                                   enum template_channel field, struct text *out, struct fault *f);

struct template_unpacked {
	struct template_part *parts; /* their sources point into the source that was unpacked */
	size_t count;
};
/* Reads what template_pack wrote, several packed texts one after the other too, such as both fields
 * of a unified kind; a text for both channels that stands in both fields is given once. The sources
 * may have been changed, everything between them not. WORD_TEMPLATE_INVALID "line:column: what is
 * not recognised"; *out has nothing then. */
MUST_USE enum status template_unpack(const char *source, size_t size_bytes,
                                     struct template_unpacked *out, struct fault *f);
void template_unpacked_finish(struct template_unpacked *u);
#endif
