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
#include "store/secret_store.h"

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
	set_url(r, "https://def.api.infobip.com");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	assert_int_equal(try_key(r, true), WORD_KEY_OF_OTHER_HOST);
	assert_non_null(strstr(r->f.cause, "for abc.api.infobip.com, and is not sent to def.api"));
	assert_non_null(strstr(r->f.hint, "secret set API_KEY"));
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	assert_int_equal(sender_fault(x)->word, WORD_KEY_OF_OTHER_HOST);
	assert_int_equal(app_rig_sends(r), 0);
	sender_destroy(x);
	app_rig_set_key(r);
	assert_int_equal(try_key(r, false), WORD_NONE);
}

static void
move_behind_our_back(struct app_rig *r, const char *sql)
{
	app_rig_tamper(r, sql);
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
}

static void
a_foreign_host_is_not_taken(void **state)
{
	static const char *const urls[] = { "https://localhost.evil.example",
		                            "https://abc.api.infobip.com.evil.example",
		                            "https://xapi.infobip.com", "https://192.0.2.1" };
	struct app_rig *r = *state;

	set_url(r, "https://abc.api.infobip.com");
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		assert_int_equal(setup_set(r->session, "base_url", urls[i], &r->f), ST_INVALID);
		assert_int_equal(r->f.word, WORD_BASE_URL_INVALID);
	}
	assert_string_equal(profile_get(&r->session->profile, PROFILE_BASE_URL),
	                    "https://abc.api.infobip.com");
}

static void
a_foreign_host_in_the_store_gets_no_key(void **state)
{
	struct app_rig *r = *state;

	move_behind_our_back(r, "UPDATE setting SET value = 'https://localhost.evil.example'"
	                        " WHERE key = 'base_url' AND value LIKE 'https%'");
	app_rig_set_key(r); /* bound to it */
	assert_int_equal(try_key(r, false), WORD_BASE_URL_INVALID);
	assert_int_equal(try_key(r, true), WORD_BASE_URL_INVALID);
	assert_non_null(strstr(r->f.cause, "localhost.evil.example"));
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	assert_int_equal(sender_fault(x)->word, WORD_BASE_URL_INVALID);
	assert_int_equal(app_rig_sends(r), 0);
	sender_destroy(x);
}

static void
a_host_changed_behind_our_back_gets_no_key(void **state)
{
	struct app_rig *r = *state;

	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	move_behind_our_back(r, "UPDATE setting SET value = 'https://def.api.infobip.com' WHERE"
	                        " key = 'base_url' AND value LIKE '%infobip%'");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	app_rig_tamper(r, "UPDATE secret SET host = 'def.api.infobip.com'");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
	assert_non_null(strstr(r->f.cause, "for another host"));
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

	set_url(r, "https://def.api.infobip.com");
	app_rig_set_key(r);
	app_rig_tamper(r, "CREATE TABLE kept AS SELECT host_mark FROM secret");
	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	app_rig_tamper(r, "UPDATE secret SET host_mark = (SELECT host_mark FROM kept)");
	app_rig_tamper(r, "DROP TABLE kept");
	set_url(r, "https://def.api.infobip.com");
	assert_int_equal(try_key(r, false), WORD_KEY_OF_OTHER_HOST);
}

/* The fingerprint of the key that a message's state would be asked with; "" for none. */
static const char *
asked_with(struct app_rig *r, const char *key_uuid, char out[10])
{
	struct session *s = r->session;
	struct secret *key = NULL;

	out[0] = '\0';
	if (session_open_key_of(s, s->reader, &s->profile, key_uuid, &key, &r->f) == ST_OK)
		secret_fingerprint(key, out);
	secret_destroy(key);
	return out;
}

static void
set_other_key(struct app_rig *r)
{
	struct secret *key = secret_create("another-0f3b9c1d7e5a2468", 24);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY", key, &removed, &r->f));
	secret_destroy(key);
}

static void
a_piece_of_a_key_is_no_key_for_infobip(void **state)
{
	struct app_rig *r = *state;
	struct secret *piece = secret_create("5b1d77c", 7);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY", piece, &removed, &r->f));
	set_url(r, "https://abc.api.infobip.com");
	assert_int_equal(setup_set_secret(r->session, "API_KEY", piece, &removed, &r->f),
	                 ST_INVALID);
	assert_int_equal(r->f.word, WORD_SECRET_INVALID);
	assert_non_null(strstr(r->f.cause, "too short"));
	app_rig_must(r, setup_set_secret(r->session, "OTHER", piece, &removed, &r->f));
	secret_destroy(piece);
}

static void
a_replaced_key_stays_with_its_host(void **state)
{
	struct app_rig *r = *state;
	char uuid[SECRET_UUID_BYTES];
	char before[10];
	char now[10];

	set_url(r, "https://abc.api.infobip.com");
	app_rig_set_key(r);
	app_rig_must(r, secret_store_uuid(r->session->reader, &r->session->profile, "API_KEY", uuid,
	                                  &r->f));
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE final = 0"), 1);
	asked_with(r, "", before);
	set_other_key(r);
	assert_string_equal(asked_with(r, uuid, now), before);
	assert_string_not_equal(asked_with(r, "", now), before);
	set_url(r, "https://def.api.infobip.com");
	assert_string_equal(asked_with(r, uuid, now), "");
	assert_int_equal(r->f.word, WORD_KEY_OF_OTHER_HOST);
	set_other_key(r);
	assert_string_not_equal(asked_with(r, uuid, now), before);
	assert_string_not_equal(now, "");
}

int
main(void)
{
#define STAGING(test) cmocka_unit_test_setup_teardown(test, open_staging, app_rig_close)
	const struct CMUnitTest tests[] = {
		STAGING(a_key_is_not_sent_to_another_host),
		STAGING(a_foreign_host_is_not_taken),
		STAGING(a_foreign_host_in_the_store_gets_no_key),
		STAGING(a_host_changed_behind_our_back_gets_no_key),
		STAGING(a_key_that_comes_first_goes_to_the_first_host),
		STAGING(the_names_of_this_machine_are_one_host),
		STAGING(a_mark_of_another_value_does_not_fit),
		STAGING(a_piece_of_a_key_is_no_key_for_infobip),
		STAGING(a_replaced_key_stays_with_its_host),
	};
	return cmocka_run_group_tests_name("app/session: keys", tests, NULL, NULL);
}
