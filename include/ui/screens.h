/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_H
#define UI_SCREENS_H
/* Every screen there is; each file of src/ui/screens ends with its table. */
#include "ui/screen.h"

/* NULL when there is none of this name. */
const struct screen_class *screens_find(const char *name);

extern const struct screen_class screen_welcome; /* first start: one decision */
extern const struct screen_class screen_home;    /* what is set up, what just failed */
extern const struct screen_class screen_send;    /* message, phone, timing, request, answer */
extern const struct screen_class screen_log;     /* every message, newest first */
extern const struct screen_class screen_message; /* one message with everything known */
extern const struct screen_class screen_checks;  /* what is right and what is wrong */
extern const struct screen_class screen_request; /* a dry run: what would be sent */
extern const struct screen_class screen_numbers; /* sandbox numbers by what they do */
extern const struct screen_class screen_help;    /* keys of the place it was opened from */
#endif
