/* SPDX-License-Identifier: MIT */
/* A key goes to the host that it was entered for, and to no other. */
#include "app/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "app/setup.h"
#include "app_rig.h"

static int
open_staging(void **state)
{
	app_rig_open(state);
	app_rig_use_staging(*state);
	return 0;
}

static void
set_url(struct app_rig *r, const char *url)
{
	app_rig_must(r, setup_set(r->session, "base_url", url, &r->f));
}

/* WORD_NONE when the key is given out. */
static enum fault_word
try_key(struct app_rig *r, bool for_logs)
{
	struct session *s = r->session;
	struct secret *key = NULL;
	enum status st = session_open_key(s, s->reader, &s->profile, for_logs, &key, &r->f);

	assert_true((st == ST_OK) == (key != NULL));
	secret_destroy(key);
	return st == ST_OK ? WORD_NONE : r->f.word;
}

static void
a_key_is_not_sent_to_another_host(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	assert_int_equal(try_key(r, false), WORD_NONE);
	set_url(r, "https://abc.api.infobip.com:8443");
	assert_int_equal(try_key(r, false), WORD_NONE);
	set_url(r, "https://abc.api.infobip.com.evil.example");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	assert_int_equal(try_key(r, true), WORD_KEY_OF_OTHER_HOST);
	assert_non_null(strstr(r->f.hint, "secret set API_KEY"));
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	assert_int_equal(sender_fault(x)->word, WORD_KEY_OF_OTHER_HOST);
	assert_int_equal(app_rig_sends(r), 0);
	sender_destroy(x);
	app_rig_set_key(r);
	assert_int_equal(try_key(r, false), WORD_NONE);
}

static void
a_host_changed_behind_our_back_gets_no_key(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	app_rig_tamper(r, "UPDATE setting SET value = 'https://evil.example' WHERE key = "
	                  "'base_url' AND value LIKE '%infobip%'");
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	app_rig_tamper(r, "UPDATE secret SET host_mark = x''");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
}

static void
a_key_that_comes_first_goes_to_the_first_host(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "");
	app_rig_set_key(r);
	set_url(r, "https://abc.api.infobip.com");
	assert_int_equal(try_key(r, false), WORD_NONE);
	set_url(r, "https://def.api.infobip.com");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	set_url(r, "https://ABC.api.infobip.com");
	assert_int_equal(try_key(r, false), WORD_NONE);
}

static void
the_names_of_this_machine_are_one_host(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "http://127.0.0.1:8080");
	app_rig_set_key(r);
	set_url(r, "http://localhost:9090");
	assert_int_equal(try_key(r, false), WORD_NONE);
}

static void
a_mark_of_another_value_does_not_fit(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "https://evil.example");
	app_rig_set_key(r);
	app_rig_tamper(r, "CREATE TABLE kept AS SELECT host_mark FROM secret");
	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	app_rig_tamper(r, "UPDATE secret SET host_mark = (SELECT host_mark FROM kept)");
	app_rig_tamper(r, "DROP TABLE kept");
	set_url(r, "https://evil.example");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
}

int
main(void)
{
#define STAGING(test) cmocka_unit_test_setup_teardown(test, open_staging, app_rig_close)
	const struct CMUnitTest tests[] = {
		STAGING(a_key_is_not_sent_to_another_host),
		STAGING(a_host_changed_behind_our_back_gets_no_key),
		STAGING(a_key_that_comes_first_goes_to_the_first_host),
		STAGING(the_names_of_this_machine_are_one_host),
		STAGING(a_mark_of_another_value_does_not_fit),
	};
	return cmocka_run_group_tests_name("app/session: keys", tests, NULL, NULL);
}
