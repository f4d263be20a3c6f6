/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_H
#define UI_SCREENS_H
/* Every screen there is; each file of src/ui/screens ends with its table. */
#include "ui/screen.h"

/* NULL when there is none of this name. */
const struct screen_class *screens_find(const char *name);

extern const struct screen_class screen_welcome;   /* first start: one decision */
extern const struct screen_class screen_home;      /* what is set up, what just failed */
extern const struct screen_class screen_send;      /* message, phone, timing, request, answer */
extern const struct screen_class screen_log;       /* every message, newest first */
extern const struct screen_class screen_message;   /* one message with everything known */
extern const struct screen_class screen_templates; /* texts, and what each costs at worst */
extern const struct screen_class screen_template;  /* one text, edited and previewed */
extern const struct screen_class screen_who;       /* which text answers, and why */
extern const struct screen_class screen_contexts;  /* test contexts, tried and made */
extern const struct screen_class screen_history;   /* revisions of a text, compared */
extern const struct screen_class screen_newtext;   /* the name of a text that is to be written */
extern const struct screen_class screen_checks;    /* what is right and what is wrong */
extern const struct screen_class screen_request;   /* a dry run: what would be sent */
extern const struct screen_class screen_numbers;   /* sandbox numbers by what they do */
extern const struct screen_class screen_setup;     /* profiles, and what each still lacks */
extern const struct screen_class screen_account;   /* one profile as a form, checked live */
extern const struct screen_class screen_secrets;   /* secrets of one profile */
extern const struct screen_class screen_secret;    /* one secret, typed or pasted */
extern const struct screen_class screen_reveal;    /* a secret in clear for ten seconds */
extern const struct screen_class screen_name;      /* a name for a copy, or to confirm with */
extern const struct screen_class screen_hookcode;  /* the code to paste into Auth0 */
extern const struct screen_class screen_profiles;  /* which profile to act on */
extern const struct screen_class screen_audit;     /* who did what, newest first */
extern const struct screen_class screen_help;      /* keys of the place it was opened from */
#endif
