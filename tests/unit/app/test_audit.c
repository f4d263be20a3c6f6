/* SPDX-License-Identifier: MIT */
/* Who did what, read at once and as a job. */
#include "app/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "app/setup.h"
#include "app_rig.h"

struct arrival {
	int times;
	struct audit_page page;
	bool failed;
	struct fault fault;
};

static void
arrived(void *context, struct audit_page *page, const struct fault *f)
{
	struct arrival *a = context;

	a->times++;
	a->failed = page == NULL;
	a->fault = *f;
	if (page) {
		a->page = *page;
		*page = (struct audit_page){ 0 };
	}
}

static void
the_newest_row_comes_first_with_its_profile(void **state)
{
	struct app_rig *r = *state;
	const struct audit_ask ask = { .limit = 2 };
	struct audit_page page;

	app_rig_must(r, audit_read(r->session, &ask, &page, &r->f));
	assert_int_equal(page.count, 2);
	assert_string_equal(page.rows[0].event, "setting_changed");
	assert_string_equal(page.rows[0].detail, "base_url");
	assert_string_equal(page.rows[0].profile, "sandbox");
	assert_string_equal(page.rows[1].event, "store_made");
	assert_false(page.more);
	audit_page_finish(&page);
}

static void
a_job_brings_the_same_page_once(void **state)
{
	struct app_rig *r = *state;
	const struct audit_ask ask = { .limit = 1 };
	struct arrival a = { 0 };

	audit_start(r->session, &ask, arrived, &a);
	app_rig_settle(r);
	assert_int_equal(a.times, 1);
	assert_int_equal(a.page.count, 1);
	assert_true(a.page.more);
	assert_string_equal(a.page.rows[0].event, "setting_changed");
	audit_page_finish(&a.page);
}

static void
an_abandoned_reading_never_arrives(void **state)
{
	struct app_rig *r = *state;
	const struct audit_ask ask = { .limit = 1 };
	struct arrival a = { 0 };

	audit_abandon(audit_start(r->session, &ask, arrived, &a));
	audit_abandon(NULL);
	app_rig_settle(r);
	assert_int_equal(a.times, 0);
}

static void
a_reading_that_fails_says_why(void **state)
{
	struct app_rig *r = *state;
	const struct audit_ask ask = { .limit = 1 };
	struct arrival a = { 0 };

	app_rig_tamper(r, "DROP TABLE audit");
	audit_start(r->session, &ask, arrived, &a);
	app_rig_settle(r);
	assert_int_equal(a.times, 1);
	assert_true(a.failed);
	assert_true(strlen(a.fault.cause) > 0);
}

int
main(void)
{
#define BOTH(name)                                                                                 \
	cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(name, app_rig_open_threaded, app_rig_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_newest_row_comes_first_with_its_profile,
		                                app_rig_open, app_rig_close),
		BOTH(a_job_brings_the_same_page_once),
		BOTH(an_abandoned_reading_never_arrives),
		BOTH(a_reading_that_fails_says_why),
	};

	return cmocka_run_group_tests_name("app/audit", tests, NULL, NULL);
}
