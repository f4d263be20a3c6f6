/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_ANSWERS_IMPL_H
#define SANDBOX_ANSWERS_IMPL_H
/* What both files of the answers share. */
#include "domain/cause.h"
#include "sandbox/answers.h"

/* "EC_CALL_BARRED" as "Call barred": the provider describes a code in hardly more words than its
 * name has. */
void answers_spell_out(const char *name, char out[MESSAGE_NAME_BYTES]);
#endif
