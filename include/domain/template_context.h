/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_CONTEXT_H
#define DOMAIN_TEMPLATE_CONTEXT_H
/*
 * Test contexts: what a template is rendered with before anybody is sent anything, and what is
 * expected of the result.
 *
 * A context is made from what an operator pastes: an Auth0 event of any generation (the hook's
 * context, nested or flat, bare or beside recipient and text; the event of the send-phone-message
 * action; that of a custom phone provider) or a context that was kept before. Only members of a
 * fixed list are taken over. Code, numbers, mail addresses, names of the user, ids of the user and
 * addresses of the network are replaced by fictional ones right here, so that none of them is ever
 * in the hands of a caller that stores things. In members whose contents are anybody's guess
 * (metadata), texts lose mail addresses, the code and runs of four digits and more; words stay.
 *
 * Fails   WORD_JSON_INVALID, WORD_CONTEXT_INVALID; never with the input's own text.
 * Limits  1 MiB of input, TEMPLATE_CONTEXT_BYTES_MAX of what is kept.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/template.h"

#define TEMPLATE_CONTEXT_NAME_BYTES 64
#define TEMPLATE_CONTEXT_BYTES_MAX ((size_t)32 * 1024)

/* What a rendering is held against; "" and 0 expect nothing. */
struct template_expect {
	bool known_only; /* no variable comes out empty for want of a value */
	bool code_once;
	bool no_link;
	int parts_max;
	char resolves_to[TEMPLATE_NAME_BYTES];
	char contains[512];
	char equals[1024];
};

struct template_context {
	int64_t id; /* 0: not stored */
	char name[TEMPLATE_CONTEXT_NAME_BYTES];
	enum template_kind kind;
	bool voice;
	char locale[TEMPLATE_LOCALE_BYTES];
	char client_id[128];
	char country[3]; /* of the number that was replaced; "" */
	char code[9];    /* the fictional one */
	struct template_expect expect;
	struct text event; /* JSON without anything private; may be stored */
};

void template_context_init(struct template_context *c);
void template_context_finish(struct template_context *c);
/* A copy that is finished by itself. */
void template_context_copy(struct template_context *to, const struct template_context *from);

/* 1 to 63 bytes of UTF-8 without control characters. WORD_VALUE_INVALID. */
MUST_USE enum status template_context_set_name(struct template_context *c, const char *name,
                                               struct fault *f);
/* Reads what was pasted; everything but id and name is then new. A member "expect" beside "event"
 * or "context" gives the expectations, else they are the usual ones of the kind. `told` (may be
 * NULL) gets one line of what was replaced or left out: "code, recipient and user.email replaced;
 * request left out"; nothing when nothing was. On failure *c is as it was. */
MUST_USE enum status template_context_read(struct template_context *c, const char *bytes,
                                           size_t size_bytes, struct text *told, struct fault *f);
/* A context of our own making for where none are kept. */
void template_context_make(struct template_context *c, enum template_kind kind, const char *locale,
                           const char *client_id, bool voice);

/* The expectations as JSON, and read from it. WORD_CONTEXT_INVALID names the member. */
void template_expect_write_json(const struct template_expect *e, struct json_writer *w,
                                const char *name);
MUST_USE enum status template_expect_read_json(struct template_expect *e, const struct json *node,
                                               struct fault *f);

/* What it asks for of the texts of a profile; locale and client are borrowed from it. */
struct template_request template_context_request(const struct template_context *c);
/* The data of a template as Auth0 hands it over for this kind: older templates know
 * tenant.friendly_name, unified ones friendly_name; the digits of a voice code are set apart by
 * dots. */
void template_context_write_data(const struct template_context *c, const char *tenant_name,
                                 struct text *out);
#endif
