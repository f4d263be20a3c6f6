/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_REDACT_IMPL_H
#define DOMAIN_REDACT_IMPL_H
/* What redaction takes for a digit and for a gap between two digits. */
#include <stdbool.h>
#include <stdint.h>

/* The value of a decimal digit of any script, -1 for anything else. */
int redact_digit(uint32_t code_point);
/* Whether a character may stand between the digits of one number that is written apart. */
bool redact_is_gap(uint32_t code_point);
/* The same where the digits are known to be the code's: any punctuation. */
bool redact_is_wide_gap(uint32_t code_point);
#endif
