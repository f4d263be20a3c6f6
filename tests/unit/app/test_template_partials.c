/* SPDX-License-Identifier: MIT */
/* what a text includes is found by its exact name, once */
#include "app/template_partials.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app_rig.h"

static void
a_text_of_the_profile_is_lent_until_the_end(void **state)
{
	struct app_rig *r = *state;
	struct template_partials *p =
		template_partials_create(r->session->reader, &r->session->profile);
	const char *first = NULL;
	const char *again = NULL;
	size_t size = 0;

	assert_true(template_partials_find(p, "verification", &first, &size));
	assert_int_equal(size, strlen(first));
	assert_non_null(strstr(first, "{{code}}"));
	assert_true(template_partials_find(p, "verification", &again, &size));
	assert_ptr_equal(first, again);
	template_partials_destroy(p);
}

static void
other_names_are_no_partials(void **state)
{
	struct app_rig *r = *state;
	struct template_partials *p =
		template_partials_create(r->session->reader, &r->session->profile);
	const char *source = NULL;
	size_t size = 0;

	assert_false(template_partials_find(p, "verification/fr", &source, &size));
	assert_false(template_partials_find(p, "../../etc/passwd", &source, &size));
	template_partials_destroy(p);
	template_partials_destroy(NULL);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(a_text_of_the_profile_is_lent_until_the_end),
		WITH_RIG(other_names_are_no_partials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
