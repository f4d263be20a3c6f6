/* SPDX-License-Identifier: MIT */
/* The envelope as a script reads it, for success and for failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/output.h"
#include "cli/envelope.h"

static char printed[8192];

/* Prints into a pipe in place of stdout and reads it back as one JSON object. */
static struct json *
print(const struct cli *c, enum status st, const struct fault *f)
{
	int ends[2];
	struct json *out = NULL;
	struct fault ignored = { 0 };
	int kept = dup(STDOUT_FILENO);

	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	dup2(ends[1], STDOUT_FILENO);
	output_init(OUTPUT_COLOR_NEVER, false);
	envelope_print(c, st, f);
	assert_int_equal(output_finish(&ignored), ST_OK);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(ends[1]);
	ssize_t size = read(ends[0], printed, sizeof(printed) - 1);
	close(ends[0]);
	assert_true(size > 0);
	printed[size] = '\0';
	assert_int_equal(json_parse(printed, (size_t)size, "the envelope", &out, &ignored), ST_OK);
	return out;
}

static void
success_without_data_has_an_empty_object(void **state)
{
	struct cli c = { 0 };
	struct fault f = { 0 };
	bool ok = false;
	(void)state;
	struct json *envelope = print(&c, ST_OK, &f);
	assert_true(json_bool(json_member(envelope, "ok"), &ok));
	assert_true(ok);
	assert_true(json_is_object(json_member(envelope, "data")));
	assert_int_equal(json_count(json_member(envelope, "data")), 0);
	assert_null(json_member(envelope, "error"));
	assert_non_null(json_string(json_at_path(envelope, "meta.version")));
	json_destroy(envelope);
}

static void
a_failure_carries_word_cause_and_hint(void **state)
{
	struct cli c = { 0 };
	struct fault f = { 0 };
	bool ok = true;
	(void)state;
	fault_set(&f, WORD_NUMBER_NOT_E164, "a national \"0\" is kept");
	fault_hint(&f, "use +491761234567");
	struct json *envelope = print(&c, f.code, &f);
	assert_true(json_bool(json_member(envelope, "ok"), &ok));
	assert_false(ok);
	assert_null(json_member(envelope, "data"));
	assert_string_equal(json_string(json_at_path(envelope, "error.code")), "number_not_e164");
	assert_string_equal(json_string(json_at_path(envelope, "error.cause")),
	                    "a national \"0\" is kept");
	assert_string_equal(json_string(json_at_path(envelope, "error.hint")), "use +491761234567");
	json_destroy(envelope);
}

static void
data_stands_beside_the_error_of_a_failed_send(void **state)
{
	struct cli c = { 0 };
	struct fault f = { 0 };
	int64_t id = 0;
	(void)state;
	text_init(&c.data, 1024);
	text_append(&c.data, "{\"id\":7}");
	fault_set(&f, WORD_PROVIDER_REFUSED, "refused");
	struct json *envelope = print(&c, f.code, &f);
	assert_true(json_integer(json_at_path(envelope, "data.id"), &id));
	assert_int_equal(id, 7);
	assert_true(json_is_object(json_member(envelope, "error")));
	text_finish(&c.data);
	json_destroy(envelope);
}

static void
the_envelope_is_one_line(void **state)
{
	struct cli c = { 0 };
	struct fault f = { 0 };
	(void)state;
	fault_set(&f, WORD_USAGE, "one\ntwo");
	json_destroy(print(&c, f.code, &f));
	assert_ptr_equal(strchr(printed, '\n'), printed + strlen(printed) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success_without_data_has_an_empty_object),
		cmocka_unit_test(a_failure_carries_word_cause_and_hint),
		cmocka_unit_test(data_stands_beside_the_error_of_a_failed_send),
		cmocka_unit_test(the_envelope_is_one_line),
	};
	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
