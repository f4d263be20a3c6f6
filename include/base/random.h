/* SPDX-License-Identifier: MIT */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H
/* Random bytes of the system, UUIDs, digits. Needs secret_system_init. */
#include <stddef.h>
#include <stdint.h>

#define RANDOM_UUID_BYTES 37

void random_bytes(void *out, size_t size_bytes);
/* 0 to limit - 1, without bias; limit 0 gives 0. */
uint32_t random_below(uint32_t limit);
/* A version 4 UUID in lower case with its NUL. */
void random_uuid(char out[RANDOM_UUID_BYTES]);
/* `count` decimal digits and a NUL; the first may be 0. */
void random_digits(char *out, size_t count);
#endif
