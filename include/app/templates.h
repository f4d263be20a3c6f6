/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATES_H
#define APP_TEMPLATES_H
/*
 * The message texts of the session's profile as console and shell use them: read, resolved,
 * changed, packed into the one text that Auth0 stores and unpacked from it.
 *
 * Reading is on the session's reader, on the loop's thread. A change is a job and has its row in
 * the audit, in the same transaction; it comes in two forms, as app/setup has them: one is waited
 * for in place (shell), one tells later (console).
 */
#include <stddef.h>

#include "app/session.h"
#include "base/json.h"
#include "domain/template.h"
#include "store/template_store.h"

/* One text with what is known of it. */
struct template_text {
	struct template_info info;
	struct text source;
};
void template_text_init(struct template_text *t);
void template_text_finish(struct template_text *t);

/* In the order of template_name_compare; in one block for mem_free. */
MUST_USE enum status templates_list(struct session *s, struct template_info **out, size_t *count,
                                    struct fault *f);
/* Their names alone, in the same order, with room for one more; in one block for mem_free. */
MUST_USE enum status templates_names(struct session *s, struct template_name **out, size_t *count,
                                     struct fault *f);
/* The text of exactly this name; revision 0 is the newest, and another one may be of a removed
 * template. `out` was inited; its text is replaced. WORD_NOT_FOUND. */
MUST_USE enum status templates_load(struct session *s, const struct template_name *name,
                                    int64_t revision, struct template_text *out, struct fault *f);
/* Auth0's own text for this name, as revision 0; `out` as above. WORD_NOT_FOUND where it is not
 * known to this program. */
MUST_USE enum status templates_load_default(const struct template_name *name,
                                            struct template_text *out, struct fault *f);
/* Adds to a fault how a kind that has no text for everybody gets one. Returns f->code. */
enum status templates_hint_first(enum template_kind kind, enum template_channel channel,
                                 struct fault *f);
/* Puts the name of a text before what is wrong with it, and hints at lint. Returns f->code. */
enum status templates_name_fault(const char *name, struct fault *f);
/* Newest first, also of a removed template; in one block for mem_free. WORD_NOT_FOUND. */
MUST_USE enum status templates_history(struct session *s, const struct template_name *name,
                                       struct template_info **out, size_t *count, struct fault *f);

/* Which text answers, why, and the text itself. Without an answer WORD_NOT_FOUND, with *trace
 * filled all the same. */
MUST_USE enum status templates_resolve(struct session *s, const struct template_request *ask,
                                       struct template_trace *trace, struct template_text *out,
                                       struct fault *f);

/* Renders a text as messages of this profile are: what it includes are templates of the profile,
 * by their exact names. Appends to `out`; *missing (may be NULL) is liquid_render's. */
MUST_USE enum status templates_render(struct session *s, const struct text *source,
                                      const struct json *data, struct text *out, size_t *missing,
                                      struct fault *f);

/* The packed text of one field of a kind (domain/template_pack), from all texts of the profile.
 * *tests_client (may be NULL) tells whether one of them is for a client, which Auth0 does not
 * document for the older kinds. WORD_NOT_FOUND, and what template_pack says. */
MUST_USE enum status templates_pack(struct session *s, enum template_kind kind,
                                    enum template_channel field, struct text *out,
                                    bool *tests_client, struct fault *f);

/* --- Changing ------------------------------------------------------------------------------- */

enum templates_order_kind {
	TEMPLATES_SAVE,            /* `source` as the newest revision */
	TEMPLATES_REMOVE,          /* out of use; the revisions stay, restoring brings it back */
	TEMPLATES_RESTORE,         /* `revision` once more as the newest */
	TEMPLATES_RESTORE_DEFAULT, /* Auth0's text */
	TEMPLATES_UNPACK           /* every text of the packed `source`; all or none */
};

/* Everything it points to is copied. */
struct templates_order {
	enum templates_order_kind kind;
	struct template_name name;
	const char *source;
	size_t size_bytes;
	int64_t revision;
	/* The revision that the editor began from, 0 for none; TEMPLATE_ANY_REVISION: not asked. */
	int64_t expected;
};

struct templates_result {
	enum status status;
	struct fault fault;
	struct template_info info; /* as it is now; of several, the last one changed */
	bool unchanged;            /* the newest revision had this text already: none was added */
	size_t changed;            /* how many texts got a new revision */
	size_t kept;               /* how many of the packed texts were there already */
};

/* In place, for the shell. A text is checked by template_check_source first. WORD_ROW_MOVED when
 * another revision than the expected one is the newest. The plain text of a kind that sends take
 * by their action is not removed (WORD_TEMPLATE_IN_USE): Auth0's default is what is restored. */
MUST_USE enum status templates_change(struct session *s, const struct templates_order *order,
                                      struct templates_result *out, struct fault *f);

struct templates_change;
/* On the loop, once, unless the change was abandoned. */
typedef void (*templates_done_fn)(void *context, const struct templates_result *result);
/* For the console: never fails by itself, what is wrong comes back in the result. */
struct templates_change *templates_start(struct session *s, const struct templates_order *order,
                                         templates_done_fn done, void *context);
/* Nobody waits for it any more: it goes on to its end, and `done` is not called. NULL is
 * accepted; not from inside `done`. */
void templates_abandon(struct templates_change *c);
#endif
