/* SPDX-License-Identifier: MIT */
/* what comes out of random has the right form and is never the same twice */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "base/secret.h"

static void
a_uuid_has_the_form_of_version_4(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		char uuid[RANDOM_UUID_BYTES];

		random_uuid(uuid);
		assert_int_equal(strlen(uuid), 36);
		for (size_t i = 0; i < 36; i++) {
			const char *allowed = i == 8 || i == 13 || i == 18 || i == 23 ? "-"
			                      : i == 14                               ? "4"
			                      : i == 19                               ? "89ab"
			                                : "0123456789abcdef";

			assert_non_null(strchr(allowed, uuid[i]));
		}
	}
}

static void
no_uuid_comes_twice(void **state)
{
	static char uuids[500][RANDOM_UUID_BYTES];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		random_uuid(uuids[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(uuids[i], uuids[j]);
	}
}

static void
below_reaches_every_value_and_no_other(void **state)
{
	unsigned seen[10] = { 0 };

	(void)state;
	for (int i = 0; i < 2000; i++) {
		uint32_t value = random_below(10);

		assert_true(value < 10);
		seen[value]++;
	}
	for (size_t i = 0; i < 10; i++)
		assert_true(seen[i] > 0);
	assert_int_equal(random_below(0), 0);
	assert_int_equal(random_below(1), 0);
}

static void
digits_are_digits_and_may_begin_with_0(void **state)
{
	char code[9];
	bool began_with_0 = false;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		memset(code, 'x', sizeof(code));
		random_digits(code, 6);
		assert_int_equal(strlen(code), 6);
		assert_int_equal(strspn(code, "0123456789"), 6);
		assert_int_equal(code[7], 'x');
		began_with_0 = began_with_0 || code[0] == '0';
	}
	assert_true(began_with_0);
	random_digits(code, 0);
	assert_string_equal(code, "");
}

static void
bytes_fill_all_of_the_buffer(void **state)
{
	unsigned char bytes[64];
	unsigned char any[64] = { 0 };
	static const unsigned char zeros[64];

	(void)state;
	for (int round = 0; round < 64; round++) {
		random_bytes(bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes); i++)
			any[i] |= bytes[i];
	}
	for (size_t i = 0; i < sizeof(any); i++)
		assert_int_not_equal(any[i], 0);
	memset(bytes, 0, sizeof(bytes));
	random_bytes(bytes, 0);
	assert_memory_equal(bytes, zeros, sizeof(bytes));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_uuid_has_the_form_of_version_4),
		cmocka_unit_test(no_uuid_comes_twice),
		cmocka_unit_test(below_reaches_every_value_and_no_other),
		cmocka_unit_test(digits_are_digits_and_may_begin_with_0),
		cmocka_unit_test(bytes_fill_all_of_the_buffer),
	};

	secret_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
