/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PARTS_IMPL_H
#define DOMAIN_PARTS_IMPL_H
/* What both files of the parts module share: the GSM-7 alphabet. */
#include <stddef.h>
#include <stdint.h>

/* Septets of a character: 1, 2 with its escape, 0 when GSM-7 lacks it. */
size_t parts_gsm_septets(uint32_t code_point);
/* GSM-7 text in place of a character that it lacks; NULL when there is none. */
const char *parts_gsm_suggestion(uint32_t code_point);
#endif
