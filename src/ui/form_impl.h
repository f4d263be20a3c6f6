/* SPDX-License-Identifier: MIT */
#ifndef UI_FORM_IMPL_H
#define UI_FORM_IMPL_H
/* What the parts of form share. */
#include "ui/form.h"

/* form_secret.c: appends all of it; false when it does not fit. */
bool form_secret_insert(struct form_field *field, const char *source);
bool form_secret_key(struct form_field *field, const char *key, bool *changed);
/* Stars for what was typed, as many as `room` columns take; with its last four when the field is
 * left, as they are shown of a stored one. */
void form_secret_write(const struct form_field *field, bool focus, int room, struct text *out);
#endif
