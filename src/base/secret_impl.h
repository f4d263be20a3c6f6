/* SPDX-License-Identifier: MIT */
#ifndef BASE_SECRET_IMPL_H
#define BASE_SECRET_IMPL_H
/* The inside of a secret, for the parts of base/secret alone. */
#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"

/* The struct itself holds nothing secret and lives in ordinary memory. */
struct secret {
	unsigned char *bytes; /* guarded, read-only but while it is written, NUL after size_bytes */
	size_t size_bytes;
	size_t capacity_bytes; /* without the NUL */
	bool is_locked;
};

/* secret_placeholder.c: WORD_SECRET_INVALID for what is no key, as secret_create_cleaned says. */
MUST_USE enum status secret_refuse_placeholder(const unsigned char *bytes, size_t size_bytes,
                                               struct fault *f);
#endif
