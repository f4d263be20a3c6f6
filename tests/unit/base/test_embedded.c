/* SPDX-License-Identifier: MIT */
/* the files below data/ are found by name and walked in order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"

/* Reads the file `name` below data/ of the tree that the runner names. */
static size_t
read_original(const char *name, char *bytes, size_t capacity)
{
	const char *root = getenv("OTPDECK_ROOT");
	char path[4096];
	FILE *in;
	size_t size;

	snprintf(path, sizeof(path), "%s/data/%s", root ? root : ".", name);
	in = fopen(path, "rb");
	assert_non_null(in);
	size = fread(bytes, 1, capacity, in);
	fclose(in);
	return size;
}

static void
every_file_is_what_lies_below_data(void **state)
{
	static char original[4 * 1024 * 1024];
	const struct embedded *file;

	(void)state;
	assert_non_null(embedded_at(0));
	for (size_t i = 0; (file = embedded_at(i)) != NULL; i++) {
		assert_int_equal(read_original(file->name, original, sizeof(original)),
		                 file->size_bytes);
		assert_memory_equal(original, file->bytes, file->size_bytes);
		assert_int_equal(file->bytes[file->size_bytes], '\0');
	}
}

static void
every_file_is_found_by_its_name(void **state)
{
	const struct embedded *file;

	(void)state;
	for (size_t i = 0; (file = embedded_at(i)) != NULL; i++)
		assert_ptr_equal(embedded_find(file->name), file);
}

static void
files_stand_in_the_order_of_their_names(void **state)
{
	const struct embedded *file;

	(void)state;
	for (size_t i = 1; (file = embedded_at(i)) != NULL; i++)
		assert_true(strcmp(embedded_at(i - 1)->name, file->name) < 0);
}

static void
a_name_that_is_not_there_is_null(void **state)
{
	(void)state;
	assert_null(embedded_find(""));
	assert_null(embedded_find("schema"));
	assert_null(embedded_find("zzz/none"));
	assert_null(embedded_at((size_t)-1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_what_lies_below_data),
		cmocka_unit_test(every_file_is_found_by_its_name),
		cmocka_unit_test(files_stand_in_the_order_of_their_names),
		cmocka_unit_test(a_name_that_is_not_there_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
