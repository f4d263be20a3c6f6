/* SPDX-License-Identifier: MIT */
#ifndef BASE_MEM_H
#define BASE_MEM_H
/*
 * Memory that is always there, and that is wiped when it goes.
 *
 * mem_alloc and kin never return NULL: exhaustion ends the program through die(). The hooks are
 * for the libraries (cJSON, SQLite, libcurl): they may return NULL, which those libraries handle,
 * and they wipe every block before it goes back, because the default allocators leave copies of
 * a key in freed memory.
 */
#include <stddef.h>

#include "base/fault.h"

/* Before a large local array that is written before it is read: the hardening of the build would
 * fill it with zeros at each call. */
#ifdef __has_attribute
#if __has_attribute(uninitialized)
#define LEAVE_UNSET __attribute__((uninitialized))
#endif
#endif
#ifndef LEAVE_UNSET
#define LEAVE_UNSET
#endif

/* A zeroed block. A size of 0 gives a block that may be freed. */
void *mem_alloc(size_t size_bytes);
/* A zeroed block of count items; dies when the product overflows. */
void *mem_alloc_array(size_t count, size_t item_bytes);
/* The block with its contents, moved when needed; what is new is zeroed, what is left is wiped. */
void *mem_resize(void *block, size_t size_bytes);
char *mem_copy_text(const char *source);
void *mem_copy(const void *source, size_t size_bytes);
/* Wipes, then frees. NULL is accepted. */
void mem_free(void *block);
/* Overwrites in a way that the compiler keeps. */
void mem_wipe(void *block, size_t size_bytes);

void *mem_hook_malloc(size_t size_bytes);
void *mem_hook_calloc(size_t count, size_t item_bytes);
void *mem_hook_realloc(void *block, size_t size_bytes);
char *mem_hook_strdup(const char *source);
void mem_hook_free(void *block);
/* The usable size of a block that a hook gave. */
size_t mem_hook_size(void *block);

typedef void (*die_fn)(void);
/* Called once by die() before it speaks: ui/term restores the terminal here. NULL removes it. */
void die_register(die_fn restore);
/* Ends the program with exit status 3 and one line on stderr. For exhaustion only. */
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);
#endif
