/* SPDX-License-Identifier: MIT */
/* memory that is always there, and is wiped when it goes */
#include "base/mem.h"

#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_EXHAUSTED 3
/* Blocks up to about this size the C library keeps at hand, for malloc and not for calloc. */
#define SMALL_BYTES 1024

/* Stands in front of every block. free() does not say how large a block is, and a wipe must
 * know; the aligned size keeps what follows fit for any type. */
struct block_head {
	alignas(max_align_t) size_t size_bytes;
};

/* The terminal's restorer must be reachable from wherever memory ends, so it cannot travel as
 * an argument. */
static die_fn restore_hook;

void
mem_wipe(void *block, size_t size_bytes)
{
	if (block != NULL && size_bytes > 0)
		explicit_bzero(block, size_bytes);
}

static struct block_head *
head_of(void *block)
{
	return (struct block_head *)block - 1;
}

static bool
is_too_large(size_t size_bytes)
{
	return size_bytes > (size_t)PTRDIFF_MAX - sizeof(struct block_head);
}

void *
mem_hook_malloc(size_t size_bytes)
{
	struct block_head *head;

	if (is_too_large(size_bytes))
		return NULL;
	head = malloc(sizeof(*head) + size_bytes);
	if (head == NULL)
		return NULL;
	head->size_bytes = size_bytes;
	return head + 1;
}

void *
mem_hook_calloc(size_t count, size_t item_bytes)
{
	size_t size_bytes;
	struct block_head *head;

	if (__builtin_mul_overflow(count, item_bytes, &size_bytes) || is_too_large(size_bytes))
		return NULL;
	if (size_bytes <= SMALL_BYTES) {
		void *small = mem_hook_malloc(size_bytes);

		return small != NULL ? memset(small, 0, size_bytes) : NULL;
	}
	head = calloc(1, sizeof(*head) + size_bytes);
	if (head == NULL)
		return NULL;
	head->size_bytes = size_bytes;
	return head + 1;
}

size_t
mem_hook_size(void *block)
{
	return block != NULL ? head_of(block)->size_bytes : 0;
}

void
mem_hook_free(void *block)
{
	/* Callers free in the middle of reporting an error, whose errno must survive. */
	int saved_errno = errno;

	if (block != NULL) {
		mem_wipe(block, head_of(block)->size_bytes);
		free(head_of(block));
	}
	errno = saved_errno;
}

/* realloc() would leave a copy behind when it moves the block, so a larger one is a new one. */
void *
mem_hook_realloc(void *block, size_t size_bytes)
{
	size_t old_bytes = mem_hook_size(block);
	void *moved;

	if (block != NULL && size_bytes <= old_bytes) {
		mem_wipe((char *)block + size_bytes, old_bytes - size_bytes);
		head_of(block)->size_bytes = size_bytes;
		return block;
	}
	moved = mem_hook_malloc(size_bytes);
	if (moved == NULL || block == NULL)
		return moved;
	memcpy(moved, block, old_bytes);
	mem_hook_free(block);
	return moved;
}

char *
mem_hook_strdup(const char *source)
{
	size_t size_bytes = strlen(source) + 1;
	char *copy = mem_hook_malloc(size_bytes);

	if (copy != NULL)
		memcpy(copy, source, size_bytes);
	return copy;
}

static void *
or_die(void *block, size_t size_bytes)
{
	if (block == NULL)
		die("no memory for %zu bytes", size_bytes);
	return block;
}

void *
mem_alloc(size_t size_bytes)
{
	return or_die(mem_hook_calloc(1, size_bytes), size_bytes);
}

void *
mem_alloc_array(size_t count, size_t item_bytes)
{
	void *block = mem_hook_calloc(count, item_bytes);

	if (block == NULL)
		die("no memory for %zu items of %zu bytes", count, item_bytes);
	return block;
}

void *
mem_resize(void *block, size_t size_bytes)
{
	size_t old_bytes = mem_hook_size(block);
	char *resized = or_die(mem_hook_realloc(block, size_bytes), size_bytes);

	if (size_bytes > old_bytes)
		memset(resized + old_bytes, 0, size_bytes - old_bytes);
	return resized;
}

char *
mem_copy_text(const char *source)
{
	return or_die(mem_hook_strdup(source), strlen(source) + 1);
}

void *
mem_copy(const void *source, size_t size_bytes)
{
	void *copy = or_die(mem_hook_malloc(size_bytes), size_bytes);

	if (size_bytes > 0)
		memcpy(copy, source, size_bytes);
	return copy;
}

void
mem_free(void *block)
{
	mem_hook_free(block);
}

void
die_register(die_fn restore)
{
	restore_hook = restore;
}

void
die(const char *format, ...)
{
	char line[256];
	va_list arguments;
	die_fn restore = restore_hook;
	int head;

	/* A restorer that needs memory comes back here: the second time it is not asked. */
	restore_hook = NULL;
	if (restore != NULL)
		restore();
	head = snprintf(line, sizeof(line), "%s: ", program_invocation_short_name);
	if (head < 0 || (size_t)head >= sizeof(line))
		head = 0;
	va_start(arguments, format);
	vsnprintf(line + head, sizeof(line) - (size_t)head - 1, format, arguments);
	va_end(arguments);
	line[strlen(line) + 1] = '\0';
	line[strlen(line)] = '\n';

	/* Nobody is left to tell when stderr is gone too. */
	ssize_t written = write(STDERR_FILENO, line, strlen(line));
	(void)written;
	_exit(EXIT_EXHAUSTED);
}
