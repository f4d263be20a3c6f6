/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_H
#define DOMAIN_TEMPLATE_H
/*
 * Which text is used for which purpose, locale, client and channel, and why.
 *
 * A template is named by its kind, refined by any of locale, client and channel:
 * "verification/fr@CLIENT:voice". The kinds are Auth0's: two of its older phone templates, five of
 * the unified ones (Branding, Phone Templates). Texts themselves are kept by store/template_store.
 *
 * Locales are compared without case and with '_' as '-'; their language is what stands before the
 * first '-'. A name is written with the usual case: "fr", "fr-CA", "zh-Hant-TW".
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define TEMPLATE_NAME_BYTES 128
#define TEMPLATE_LOCALE_BYTES 36
#define TEMPLATE_CLIENT_BYTES 65
#define TEMPLATE_SOURCE_MAX ((size_t)64 * 1024)

/* --- Kinds ---------------------------------------------------------------------------------- */

enum template_kind {
	TEMPLATE_VERIFICATION,
	TEMPLATE_ENROLLMENT,
	TEMPLATE_OTP_VERIFY,
	TEMPLATE_OTP_ENROLL,
	TEMPLATE_CHANGE_PASSWORD,
	TEMPLATE_BLOCKED_ACCOUNT,
	TEMPLATE_PASSWORD_BREACH,
	TEMPLATE_KIND_COUNT
};

/* How far Auth0's phone templates have come. The older ones call the tenant by
 * tenant.friendly_name and have no documented limit; the unified ones by friendly_name, with text
 * and voice in two fields of 1 to 20,000 characters each. */
enum template_generation { TEMPLATE_OLDER, TEMPLATE_UNIFIED };

enum template_channel { TEMPLATE_BOTH, TEMPLATE_SMS, TEMPLATE_VOICE };

/* The name in Auth0's API, such as "otp_verify"; "" for an unknown value. */
const char *template_kind_name(enum template_kind kind);
/* The name for the eye, such as "One-time code, verify". */
const char *template_kind_title(enum template_kind kind);
enum template_generation template_kind_generation(enum template_kind kind);
/* The most characters (UTF-16 code units, as JavaScript counts) that Auth0 takes in one field of
 * this kind; 0: none is documented. */
size_t template_kind_limit(enum template_kind kind);
/* Whether messages of this kind carry a code. */
bool template_kind_has_code(enum template_kind kind);
/* Whether it is one that sends take by their action, so that its plain text has to be there. */
bool template_kind_is_sent(enum template_kind kind);
/* WORD_NOT_FOUND naming the kinds there are. */
MUST_USE enum status template_kind_parse(const char *name, enum template_kind *out,
                                         struct fault *f);
/* The kind that Auth0 takes for an action: enrollment, else verification. */
enum template_kind template_kind_for_action(const char *action);
/* Auth0's default text of a kind for a channel; for TEMPLATE_BOTH the one of messages. NULL where
 * none is known to this program. */
const char *template_default_text(enum template_kind kind, enum template_channel channel);

/* "" for TEMPLATE_BOTH, else Auth0's message_type: "sms" or "voice". */
const char *template_channel_word(enum template_channel channel);
/* Of a message_type; whatever is not "voice" is TEMPLATE_SMS. */
enum template_channel template_channel_of_type(const char *message_type);

/* --- Names ---------------------------------------------------------------------------------- */

struct template_name {
	enum template_kind kind;
	char locale[TEMPLATE_LOCALE_BYTES];    /* "": every one */
	char client_id[TEMPLATE_CLIENT_BYTES]; /* "": every one */
	enum template_channel channel;
};

/* Reads KIND[/LOCALE][@CLIENT][:CHANNEL]. A locale is a language of 2 to 8 letters and subtags of
 * 1 to 8 letters and digits; a client is letters, digits and ._~- (Auth0's client_id, compared
 * with case); a channel is sms or voice. Otherwise *out is as it was: WORD_NOT_FOUND for an
 * unknown kind, else WORD_VALUE_INVALID, which says what was expected and at which column. */
MUST_USE enum status template_name_parse(const char *text, struct template_name *out,
                                         struct fault *f);
/* Sets a locale in its usual case; WORD_VALUE_INVALID as above. "" is every locale. */
MUST_USE enum status template_name_set_locale(struct template_name *name, const char *locale,
                                              struct fault *f);
MUST_USE enum status template_name_set_client(struct template_name *name, const char *client_id,
                                              struct fault *f);
/* Writes the name; TEMPLATE_NAME_BYTES always suffice. */
void template_name_write(const struct template_name *name, char *out, size_t size_bytes);
bool template_name_equals(const struct template_name *a, const struct template_name *b);
/* By kind, then locale, client and channel; "every one" comes first. For sorting. */
int template_name_compare(const struct template_name *a, const struct template_name *b);
/* Neither locale nor client nor channel. */
bool template_name_is_plain(const struct template_name *name);

/* Adds a name that is not among them yet; *count grows then, and there is room for it. */
void template_names_add(struct template_name *names, size_t *count,
                        const struct template_name *name);

/* False for "" and for Auth0's word for none, "N/A". Takes any text. */
bool template_locale_is_given(const char *locale);
/* Whether two locales are one, whatever their case and separators. Takes any text. */
bool template_locale_equals(const char *a, const char *b);
/* A locale as locales are compared: in small letters, with '-'. */
void template_locale_fold(const char *locale, char *out, size_t size_bytes);
/* The language of a locale in small letters: "fr" of "fr_CA". */
void template_locale_language(const char *locale, char *out, size_t size_bytes);

/* --- As they are kept ----------------------------------------------------------------------- */

#define TEMPLATE_ORIGIN_BYTES 48

/* One revision of a template. */
struct template_info {
	int64_t id; /* of the template; 0: none */
	struct template_name of;
	char name[TEMPLATE_NAME_BYTES]; /* the same, written */
	int64_t revision;
	int64_t changed_at_ms;
	char origin[TEMPLATE_ORIGIN_BYTES]; /* "edited", "default", "restored 2"; "": older */
	size_t size_bytes;
	bool removed; /* the template; its revisions are still there */
};

/* Whether a text can be kept as a template: 1 byte to TEMPLATE_SOURCE_MAX of UTF-8, without
 * control characters but tabs and line ends (a CR only before its LF) and without direction
 * overrides, and it parses. WORD_TEXT_EMPTY, WORD_TEMPLATE_TOO_LARGE, WORD_NOT_UTF8,
 * WORD_VALUE_INVALID and WORD_TEMPLATE_INVALID with line and column. */
MUST_USE enum status template_check_source(const char *source, size_t size_bytes, struct fault *f);

/* --- Which text answers --------------------------------------------------------------------- */

struct template_request {
	enum template_kind kind;
	const char *locale;            /* any text, as it comes from Auth0; "" or "N/A": none */
	const char *client_id;         /* any text; "": none */
	enum template_channel channel; /* TEMPLATE_SMS or TEMPLATE_VOICE */
};

/* The rungs, best first; on each the text of the request's channel comes before that of both. */
enum template_rung {
	TEMPLATE_CLIENT_AND_LOCALE,
	TEMPLATE_CLIENT_AND_LANGUAGE,
	TEMPLATE_CLIENT,
	TEMPLATE_LOCALE,
	TEMPLATE_LANGUAGE,
	TEMPLATE_PLAIN,
	TEMPLATE_RUNG_COUNT
};

enum template_step_result {
	TEMPLATE_HIT,
	TEMPLATE_NO_TEXT,
	TEMPLATE_NOT_TRIED, /* a better rung has answered */
	TEMPLATE_NO_CLIENT, /* the request names no client */
	TEMPLATE_NO_LOCALE, /* the request names no locale */
	TEMPLATE_SAME       /* the locale is a language already */
};

struct template_step {
	enum template_rung rung;
	enum template_channel channel; /* TEMPLATE_BOTH or the request's own */
	char wanted
		[TEMPLATE_NAME_BYTES]; /* the name looked for, cut when the request's is longer */
	enum template_step_result result;
};

#define TEMPLATE_STEP_COUNT (2 * TEMPLATE_RUNG_COUNT)

struct template_trace {
	struct template_step steps[TEMPLATE_STEP_COUNT];
	bool found;
	size_t step;  /* of the hit */
	size_t have;  /* which of the names answered */
	size_t count; /* how many of them are of this kind */
};

/* Says which of `have` answers, and about every step what came of it. Always fills *out. */
void template_resolve(const struct template_name *have, size_t count,
                      const struct template_request *ask, struct template_trace *out);
/* "client and locale", "default": the rung in words. */
const char *template_rung_words(enum template_rung rung);
/* "hit", "no text", "not tried", "no client given": the result in words. */
const char *template_result_words(enum template_step_result result);
/* One line on which text answers and why, such as "verification/fr, by language: no text for
 * fr-CA". Cut to `size_bytes`. */
void template_trace_sentence(const struct template_trace *trace, const struct template_request *ask,
                             char *out, size_t size_bytes);
#endif
