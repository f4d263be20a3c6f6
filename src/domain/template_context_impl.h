/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_CONTEXT_IMPL_H
#define DOMAIN_TEMPLATE_CONTEXT_IMPL_H
/* What the files of domain/template_context share: cleaning, and taking an event apart. */
#include "domain/template_context.h"

/* What is taken out of every text, and what stands in its place. */
struct template_cleaner {
	const char *code; /* the real one; "" */
	char fiction[9];  /* as many digits */
};

void template_cleaner_init(struct template_cleaner *c, const char *code);
/* Appends a text without the code, mail addresses, and runs of digits that may be a code or a
 * number. */
void template_clean_text(const struct template_cleaner *c, const char *source, struct text *out);
/* The same without touching other digits, unless they look like a number: for ids. */
void template_clean_id(const struct template_cleaner *c, const char *source, struct text *out);
/* As a text, but the fictional code stays where it stands by itself: for what is expected. */
void template_clean_expected(const struct template_cleaner *c, const char *words, struct text *out);
/* Writes a node with every text in it cleaned; a member whose very name is private is dropped, a
 * whole number of four digits or more becomes 0. */
void template_clean_node(const struct template_cleaner *c, const struct json *node,
                         struct json_writer *w, const char *name);

/* The event inside of what was pasted: below "event" or "context", or the object itself. */
const struct json *template_event_of(const struct json *pasted);
/* Writes what may be kept of an event into c->event, and names in `replaced` what is not as it was.
 */
MUST_USE enum status template_event_take(struct template_context *c, const struct json *pasted,
                                         const struct template_cleaner *cleaner,
                                         struct text *replaced, struct fault *f);
/* Whether a member of the event is taken from this path; *below: from a path below it. */
bool template_event_takes(const char *path, bool *below);
void template_tell_name(struct text *list, const char *name);
/* Appends "replaced: ...; left out: ..." or nothing. */
void template_event_tell(const struct json *pasted, const struct text *replaced, struct text *told);
/* The first text among the places where the generations keep it; "" where there is none. */
const char *template_event_text(const struct json *pasted, const char *member);
/* The usual expectations of a kind. */
void template_expect_init(struct template_expect *e, enum template_kind kind, bool voice);
/* Cleans the texts that an operator expects; what cannot be met any more is named in `replaced`. */
void template_expect_clean(struct template_expect *e, const struct template_cleaner *c,
                           struct text *replaced);
#endif
