/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_LENS_H
#define APP_TEMPLATE_LENS_H
/*
 * A draft seen through its test contexts while it is typed: preview, parts, offenders, findings.
 *
 * Opening reads the contexts of the profile once, on the session's reader. A glance is meant for
 * every key: it takes a few milliseconds and leaves what does not fit into them, which asking for
 * the rest brings from the worker. A look takes the time it takes. The contexts are those that
 * would get the text of this name (the draft itself is taken to be there); where none are kept,
 * some are made: the locale, client and channel of the name, and, for a text that tells locales
 * apart by itself, each locale that stands in it between quotes. Where only calls are kept, a
 * message is made beside them.
 *
 * Owns    a lens owns contexts, samples, the newest look and what was asked for. What it lends
 *         lives until the next look or glance, until what was asked for arrives, or until it is
 *         closed.
 */
#include "app/session.h"
#include "domain/template_lint.h"
#include "domain/template_measure.h"

struct db;
struct template_lens;

/* Through this many contexts a draft is looked at, at most. */
#define TEMPLATE_LENS_CONTEXTS_MAX 24

struct template_look {
	/* Rendering i is of context i: template_lens_context. A glance's may not be whole. */
	struct template_measure measure;
	struct template_findings findings;
};

/* WORD_STORE_*. On failure *out is NULL. */
MUST_USE enum status template_lens_open(struct session *s, const struct template_name *name,
                                        struct template_lens **out, struct fault *f);
/* The same on any thread, with a connection of its own, which outlives the lens. */
MUST_USE enum status template_lens_open_in(struct db *db, const struct profile *p,
                                           const struct template_name *name,
                                           struct template_lens **out, struct fault *f);
/* Without a store: through contexts that are made. */
struct template_lens *template_lens_make(const struct template_name *name, const char *tenant_name);
void template_lens_close(struct template_lens *l);

/* Looks at a draft. Borrowed until the next look. */
const struct template_look *template_lens_look(struct template_lens *l, const char *source,
                                               size_t size_bytes);
/* The same at every key: through the context `first` before the others, and through as many as a
 * few milliseconds allow. */
const struct template_look *template_lens_glance(struct template_lens *l, const char *source,
                                                 size_t size_bytes, size_t first);
/* `look` is NULL when the worker could not do it. */
typedef void (*template_lens_fn)(void *context, const struct template_look *look);
/* Where the newest glance is not whole: looks at the same draft on the session's worker. `arrived`
 * is called on the loop's thread, first with the context `first` if that is missing, then with all
 * of it. The next glance or look, and closing, end it without a call. */
void template_lens_ask(struct template_lens *l, struct session *s, const char *source,
                       size_t size_bytes, size_t first, template_lens_fn arrived, void *context);
/* How many contexts the newest look was through; at least one, in the order of its renderings. */
size_t template_lens_count(const struct template_lens *l);
const struct template_context *template_lens_context(const struct template_lens *l, size_t i);
/* Whether the contexts are kept with the profile, not made. */
bool template_lens_is_kept(const struct template_lens *l);
#endif
