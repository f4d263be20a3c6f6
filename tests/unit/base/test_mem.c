/* SPDX-License-Identifier: MIT */
/* memory never fails quietly and never goes back with its contents */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

/* Keeps the compiler from reasoning about a size that no block can have. */
static volatile size_t too_large = SIZE_MAX - 8;

static bool
is_all(const void *block, size_t size_bytes, unsigned char byte)
{
	for (size_t i = 0; i < size_bytes; i++)
		if (((const unsigned char *)block)[i] != byte)
			return false;
	return true;
}

static void
a_new_block_is_zeroed(void **state)
{
	(void)state;
	for (size_t size = 1; size < 5000; size = size * 3 + 1) {
		void *dirty = mem_hook_malloc(size);
		void *block;

		memset(dirty, 0xA5, size);
		mem_hook_free(dirty);
		block = mem_alloc(size);
		assert_true(is_all(block, size, 0));
		mem_free(block);
		block = mem_alloc_array(size, 3);
		assert_true(is_all(block, size * 3, 0));
		mem_free(block);
	}
}

static void
a_block_of_nothing_may_be_freed(void **state)
{
	void *block = mem_alloc(0);

	(void)state;
	assert_non_null(block);
	mem_free(block);
	mem_free(NULL);
	mem_free(mem_copy("", 0));
	mem_hook_free(NULL);
}

static void
a_block_fits_any_type(void **state)
{
	(void)state;
	for (size_t size = 1; size < 64; size++) {
		void *block = mem_alloc(size);

		assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
		mem_free(block);
	}
}

static void
growing_keeps_the_contents_and_zeroes_the_rest(void **state)
{
	unsigned char *block = mem_resize(NULL, 10);

	(void)state;
	assert_true(is_all(block, 10, 0));
	memset(block, 7, 10);
	block = mem_resize(block, 5000);
	assert_true(is_all(block, 10, 7));
	assert_true(is_all(block + 10, 4990, 0));
	assert_int_equal(mem_hook_size(block), 5000);
	mem_free(block);
}

static void
shrinking_wipes_what_is_left_over(void **state)
{
	unsigned char *block = mem_alloc(100);

	(void)state;
	memset(block, 7, 100);
	block = mem_resize(block, 10);
	assert_true(is_all(block, 10, 7));
	assert_int_equal(mem_hook_size(block), 10);
	block = mem_resize(block, 100);
	assert_true(is_all(block, 10, 7));
	assert_true(is_all(block + 10, 90, 0));
	mem_free(block);
}

static void
copies_are_their_own(void **state)
{
	char original[] = "Z\xC3\xBCrich";
	char *text = mem_copy_text(original);
	char *bytes = mem_copy(original, sizeof(original));
	char *hooked = mem_hook_strdup(original);

	(void)state;
	original[0] = 'x';
	assert_string_equal(text, "Z\xC3\xBCrich");
	assert_string_equal(bytes, "Z\xC3\xBCrich");
	assert_string_equal(hooked, "Z\xC3\xBCrich");
	mem_free(text);
	mem_free(bytes);
	mem_hook_free(hooked);
}

static void
wiping_overwrites_just_what_it_was_given(void **state)
{
	char bytes[] = "secret!";

	(void)state;
	mem_wipe(bytes, 6);
	assert_true(is_all(bytes, 6, 0));
	assert_string_equal(bytes + 6, "!");
	mem_wipe(NULL, 0);
	mem_wipe(bytes, 0);
	assert_string_equal(bytes + 6, "!");
}

static void
hooks_return_null_where_libraries_expect_it(void **state)
{
	char *block = mem_hook_malloc(8);

	(void)state;
	assert_null(mem_hook_malloc(too_large));
	assert_null(mem_hook_calloc(too_large / 2, 3));
	strcpy(block, "kept");
	assert_null(mem_hook_realloc(block, too_large));
	assert_string_equal(block, "kept");
	mem_hook_free(block);
}

static void
hooks_know_the_size_of_a_block(void **state)
{
	void *block = mem_hook_calloc(6, 7);

	(void)state;
	assert_int_equal(mem_hook_size(block), 42);
	assert_true(is_all(block, 42, 0));
	block = mem_hook_realloc(block, 420);
	assert_int_equal(mem_hook_size(block), 420);
	assert_int_equal(mem_hook_size(NULL), 0);
	mem_hook_free(block);
	block = mem_hook_realloc(NULL, 9);
	assert_int_equal(mem_hook_size(block), 9);
	mem_hook_free(block);
}

static void
freeing_keeps_errno(void **state)
{
	void *block = mem_alloc(10);

	(void)state;
	errno = EAGAIN;
	mem_free(block);
	assert_int_equal(errno, EAGAIN);
}

/* The allocator hands a block of the same size out again, so what was in it can be looked at
 * without touching freed memory. A sanitizer keeps freed blocks back, and then nothing is seen. */
static void
a_freed_block_leaves_nothing_behind(void **state)
{
	bool seen = false;

	(void)state;
	for (int round = 0; round < 50; round++) {
		char *block = mem_hook_malloc(200);
		uintptr_t place = (uintptr_t)block;
		char *next;

		memset(block, 0x5A, 200);
		mem_hook_free(block);
		next = mem_hook_malloc(200);
		if ((uintptr_t)next == place) {
			seen = true;
			assert_true(is_all(next, 200, 0));
		}
		mem_hook_free(next);
	}
	if (!seen)
		skip();
}

static void
restore_terminal(void)
{
	assert_int_equal(write(STDERR_FILENO, "[restored]", 10), 10);
}

static void
restore_and_die_again(void)
{
	restore_terminal();
	die("from the restorer");
}

/* Runs `fatal` in a child and gives back what it said; returns its exit status. */
static int
end_of(void (*fatal)(void), die_fn restore, char said[512])
{
	int ends[2];
	int status;
	size_t size = 0;
	ssize_t got = 1;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		die_register(restore);
		fatal();
		_exit(77);
	}
	close(ends[1]);
	while (got > 0 && size < 511) {
		got = read(ends[0], said + size, 511 - size);
		size += got > 0 ? (size_t)got : 0;
	}
	said[size] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
die_of_words(void)
{
	die("out of %s", "everything");
}

static void
die_of_many_words(void)
{
	die("%01000d", 7);
}

static void
die_of_size(void)
{
	mem_free(mem_alloc(too_large));
}

static void
die_of_product(void)
{
	mem_free(mem_alloc_array(too_large / 2, 3));
}

static void
die_of_growth(void)
{
	mem_free(mem_resize(mem_alloc(1), too_large));
}

static void
dying_restores_the_terminal_says_one_line_and_exits_with_3(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(end_of(die_of_words, restore_terminal, said), 3);
	assert_string_equal(said, "[restored]test_mem: out of everything\n");
	assert_int_equal(end_of(die_of_words, NULL, said), 3);
	assert_string_equal(said, "test_mem: out of everything\n");
}

static void
dying_in_the_restorer_ends_too(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(end_of(die_of_words, restore_and_die_again, said), 3);
	assert_string_equal(said, "[restored]test_mem: from the restorer\n");
}

static void
dying_with_a_long_text_still_says_one_line(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(end_of(die_of_many_words, NULL, said), 3);
	assert_int_equal(strlen(said), 255);
	assert_ptr_equal(strchr(said, '\n'), said + 254);
}

static void
exhaustion_is_the_end_of_the_program(void **state)
{
	void (*const ways[])(void) = { die_of_size, die_of_product, die_of_growth };
	char said[512];

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_int_equal(end_of(ways[i], NULL, said), 3);
		assert_non_null(strstr(said, "no memory for"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_block_is_zeroed),
		cmocka_unit_test(a_block_of_nothing_may_be_freed),
		cmocka_unit_test(a_block_fits_any_type),
		cmocka_unit_test(growing_keeps_the_contents_and_zeroes_the_rest),
		cmocka_unit_test(shrinking_wipes_what_is_left_over),
		cmocka_unit_test(copies_are_their_own),
		cmocka_unit_test(wiping_overwrites_just_what_it_was_given),
		cmocka_unit_test(hooks_return_null_where_libraries_expect_it),
		cmocka_unit_test(hooks_know_the_size_of_a_block),
		cmocka_unit_test(freeing_keeps_errno),
		cmocka_unit_test(a_freed_block_leaves_nothing_behind),
		cmocka_unit_test(dying_restores_the_terminal_says_one_line_and_exits_with_3),
		cmocka_unit_test(dying_in_the_restorer_ends_too),
		cmocka_unit_test(dying_with_a_long_text_still_says_one_line),
		cmocka_unit_test(exhaustion_is_the_end_of_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
