/* SPDX-License-Identifier: MIT */
/* Opening otpdeck: what a new store holds, which profile counts, keys, addresses, the sandbox. */
#include "app/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/logbook.h"
#include "app/sender.h"
#include "app/setup.h"
#include "app/worker.h"
#include "app_rig.h"
#include "base/mem.h"
#include "base/secret.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/template_store.h"
#include "store/vault.h"

#define NOBODY 65534

static struct session *
open_with(struct app_rig *r, struct session_options options)
{
	struct session *s = NULL;

	options.store = r->store;
	app_rig_must(r, session_open(&options, &s, &r->f));
	return s;
}

static void
expect_not_opened(struct app_rig *r, struct session_options options, enum fault_word word)
{
	struct session *s = NULL;

	options.store = r->store;
	enum status st = session_open(&options, &s, &r->f);

	assert_null(s);
	app_rig_must_fail(r, st, word);
}

/* --- A new store ---------------------------------------------------------------------------- */

static void
a_new_store_is_ready_for_its_first_send(void **state)
{
	struct app_rig *r = *state;
	struct template_info *templates = NULL;
	struct profile *profiles = NULL;
	size_t count = 0;
	struct session *s = open_with(r, (struct session_options){ .threaded = false });

	assert_true(s->born);
	assert_false(s->read_only);
	assert_true(session_is_unlocked(s));
	assert_string_equal(s->profile.name, "sandbox");
	assert_int_equal(s->profile.environment, PROFILE_SANDBOX);
	assert_int_equal(s->recovered, 0);
	assert_null(s->recovery);
	app_rig_must(r, setup_list_profiles(s, &profiles, &count, &r->f));
	assert_int_equal(count, 1);
	mem_free(profiles);
	app_rig_must(r, template_store_list(s->reader, &s->profile, &templates, &count, &r->f));
	assert_int_equal(count, 2);
	assert_string_equal(templates[0].name, "verification");
	assert_string_equal(templates[1].name, "enrollment");
	mem_free(templates);
	app_rig_must(r, audit_store_verify(s->reader, &r->f));
	session_close(s);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'store_made'"),
	                 1);
}

static void
a_store_is_born_once(void **state)
{
	struct app_rig *r = *state;

	session_close(NULL);
	session_close(open_with(r, (struct session_options){ .threaded = false }));
	struct session *s = open_with(r, (struct session_options){ .threaded = true });

	assert_false(s->born);
	session_close(s);
}

static void
store_and_key_are_for_their_owner_only(void **state)
{
	struct app_rig *r = *state;
	struct session *s = open_with(r, (struct session_options){ .threaded = false });
	struct stat info;

	assert_int_equal(stat(r->store, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(vault_key_file(s->vault), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(info.st_size, 32);
	assert_non_null(strstr(vault_key_file(s->vault), "config/otpdeck/keys/"));
	session_close(s);
}

static void
a_store_from_the_future_is_refused(void **state)
{
	struct app_rig *r = *state;

	session_close(open_with(r, (struct session_options){ .threaded = false }));
	app_rig_tamper(r, "PRAGMA user_version = 99");
	expect_not_opened(r, (struct session_options){ .threaded = true }, WORD_STORE_NEWER);
}

/* --- Which profile -------------------------------------------------------------------------- */

static void
add_profiles(struct app_rig *r)
{
	struct session *s = open_with(r, (struct session_options){ .threaded = false });

	app_rig_must(r, setup_add_profile(s, "one", PROFILE_SANDBOX, &r->f));
	app_rig_must(r, setup_add_profile(s, "two", PROFILE_SANDBOX, &r->f));
	session_close(s);
}

static void
expect_profile(struct app_rig *r, const char *asked, const char *expected)
{
	struct session *s = open_with(r, (struct session_options){ .profile = asked });

	assert_string_equal(s->profile.name, expected);
	session_close(s);
}

static void
the_option_beats_the_variable_and_the_variable_the_choice(void **state)
{
	struct app_rig *r = *state;

	add_profiles(r);
	expect_profile(r, NULL, "sandbox");
	setenv("OTPDECK_PROFILE", "one", 1);
	expect_profile(r, NULL, "one");
	expect_profile(r, "two", "two");
	setenv("OTPDECK_PROFILE", "", 1);
	expect_profile(r, NULL, "sandbox");
	unsetenv("OTPDECK_PROFILE");
}

static void
the_profile_last_chosen_is_the_one_in_use(void **state)
{
	struct app_rig *r = *state;

	add_profiles(r);
	struct session *s = open_with(r, (struct session_options){ .profile = "two" });

	app_rig_must(r, setup_use_profile(s, "one", &r->f));
	assert_string_equal(s->profile.name, "one");
	session_close(s);
	expect_profile(r, NULL, "one");
}

static void
switching_acts_on_another_profile_and_chooses_nothing(void **state)
{
	struct app_rig *r = *state;

	add_profiles(r);
	struct session *s = open_with(r, (struct session_options){ .threaded = false });

	app_rig_must(r, session_switch(s, "two", &r->f));
	assert_string_equal(s->profile.name, "two");
	app_rig_must_fail(r, session_switch(s, "three", &r->f), WORD_PROFILE_NOT_FOUND);
	assert_string_equal(s->profile.name, "two");
	session_close(s);
	expect_profile(r, NULL, "sandbox");
}

static void
a_profile_that_does_not_exist_opens_nothing(void **state)
{
	struct app_rig *r = *state;

	expect_not_opened(r, (struct session_options){ .profile = "nobody" },
	                  WORD_PROFILE_NOT_FOUND);
	setenv("OTPDECK_PROFILE", "nobody", 1);
	expect_not_opened(r, (struct session_options){ .threaded = true }, WORD_PROFILE_NOT_FOUND);
	unsetenv("OTPDECK_PROFILE");
}

/* --- Keys ----------------------------------------------------------------------------------- */

/* A store with one message, and the path of its key file. */
static void
make_message(struct app_rig *r, char key_file[FOLDER_PATH_BYTES])
{
	app_rig_start_session(r, false);
	app_rig_must(r, setup_set(r->session, "base_url", APP_RIG_URL, &r->f));
	sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
	snprintf(key_file, FOLDER_PATH_BYTES, "%s", vault_key_file(r->session->vault));
	app_rig_end_session(r);
}

static void
without_its_key_file_the_vault_is_locked_and_the_log_readable(void **state)
{
	struct app_rig *r = *state;
	char key_file[FOLDER_PATH_BYTES];
	struct message_query q = { 0 };
	struct message_page page = { 0 };

	make_message(r, key_file);
	assert_int_equal(unlink(key_file), 0);
	struct session *s = open_with(r, (struct session_options){ .threaded = false });

	assert_false(session_is_unlocked(s));
	assert_string_equal(vault_key_file(s->vault), key_file);
	q.profile_id = s->profile.id;
	app_rig_must(r, logbook_page(s, &q, NULL, MESSAGE_OLDER, 10, &page, &r->f));
	assert_int_equal(page.count, 1);
	assert_int_equal(page.rows[0].state, MESSAGE_ACCEPTED);
	message_page_finish(&page);
	app_rig_must_fail(r, logbook_query_number(s, APP_RIG_DELIVERED, &q, &r->f), WORD_LOCKED);
	app_rig_must(r, logbook_query_number(s, "*0005", &q, &r->f));
	/* No new key takes the place of the old one. */
	assert_int_equal(access(key_file, F_OK), -1);
	session_close(s);
}

static void
a_key_file_elsewhere_opens_the_vault(void **state)
{
	struct app_rig *r = *state;
	char key_file[FOLDER_PATH_BYTES];
	const char *moved = folder_file(&r->folder, "moved.key");

	make_message(r, key_file);
	assert_int_equal(rename(key_file, moved), 0);
	struct session *s = open_with(r, (struct session_options){ .key_file = moved });

	assert_true(session_is_unlocked(s));
	session_close(s);
}

static void
a_wrong_key_file_is_a_failure(void **state)
{
	struct app_rig *r = *state;
	char key_file[FOLDER_PATH_BYTES];

	make_message(r, key_file);
	folder_flip(key_file, 7);
	expect_not_opened(r, (struct session_options){ .threaded = true }, WORD_KEY_FILE_WRONG);
}

static void
set_secret(struct app_rig *r, const char *name, const char *value)
{
	struct secret *secret = secret_create(value, strlen(value));
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, name, secret, &removed, &r->f));
	secret_destroy(secret);
}

static void
expect_key(struct app_rig *r, bool for_logs, const char *expected)
{
	struct secret *wanted = secret_create(expected, strlen(expected));
	struct secret *key = NULL;
	struct session *s = r->session;

	app_rig_must(r, session_open_key(s, s->reader, &s->profile, for_logs, &key, &r->f));
	assert_true(secret_equals(key, wanted));
	secret_destroy(key);
	secret_destroy(wanted);
}

static void
the_logs_have_a_key_of_their_own_when_there_is_one(void **state)
{
	struct app_rig *r = *state;

	app_rig_start_session(r, false);
	expect_key(r, false, "sandbox");
	expect_key(r, true, "sandbox");
	set_secret(r, "API_KEY", "first-key");
	expect_key(r, false, "first-key");
	expect_key(r, true, "first-key");
	set_secret(r, "API_KEY_LOGS", "second-key");
	expect_key(r, false, "first-key");
	expect_key(r, true, "second-key");
}

static void
a_billed_profile_gets_no_key_by_itself(void **state)
{
	struct app_rig *r = *state;
	struct secret *key = NULL;

	app_rig_start_session(r, false);
	struct session *s = r->session;

	app_rig_must(r, setup_add_profile(s, "staging", PROFILE_STAGING, &r->f));
	app_rig_must(r, session_switch(s, "staging", &r->f));
	app_rig_must_fail(r, session_open_key(s, s->reader, &s->profile, true, &key, &r->f),
	                  WORD_SECRET_MISSING);
	assert_null(key);
}

/* --- Addresses ------------------------------------------------------------------------------ */

static enum status
find_address(struct app_rig *r, char out[128])
{
	struct text url;

	text_init(&url, 127);
	enum status st = session_base_url(r->session, &r->session->profile, &url, &r->f);

	snprintf(out, 128, "%s", text_string(&url));
	text_finish(&url);
	return st;
}

static void
a_billed_profile_without_an_address_says_so(void **state)
{
	struct app_rig *r = *state;
	char url[128];

	app_rig_start_session(r, false);
	app_rig_must(r, setup_add_profile(r->session, "staging", PROFILE_STAGING, &r->f));
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
	app_rig_must_fail(r, find_address(r, url), WORD_BASE_URL_MISSING);
	app_rig_must(r, setup_set(r->session, "base_url", "https://x.api.infobip.com/", &r->f));
	app_rig_must(r, find_address(r, url));
	assert_string_equal(url, "https://x.api.infobip.com");
}

/* Puts a program named otpdeck-sandbox, and nothing else but /bin, in PATH. */
static void
install_sandbox(struct app_rig *r, const char *script)
{
	const char *path = folder_file(&r->folder, "bin");
	char variable[FOLDER_PATH_BYTES + 32];

	mkdir(path, 0700);
	snprintf(variable, sizeof(variable), "%s:/usr/bin:/bin", path);
	setenv("PATH", variable, 1);
	path = folder_file(&r->folder, "bin/otpdeck-sandbox");
	folder_write(path, script, strlen(script));
	assert_int_equal(chmod(path, 0700), 0);
}

#define FAKE_SANDBOX "#!/bin/sh\necho listening http://127.0.0.1:$$\nexec cat >/dev/null\n"

static void
a_sandbox_is_started_once_and_ends_with_the_session(void **state)
{
	struct app_rig *r = *state;
	char first[128];
	char second[128];
	char expected[128];

	install_sandbox(r, FAKE_SANDBOX);
	app_rig_start_session(r, false);
	app_rig_must(r, find_address(r, first));
	pid_t pid = r->session->sandbox.pid;

	snprintf(expected, sizeof(expected), "http://127.0.0.1:%ld", (long)pid);
	assert_string_equal(first, expected);
	app_rig_must(r, find_address(r, second));
	assert_string_equal(first, second);
	assert_int_equal(kill(pid, 0), 0);
	app_rig_end_session(r);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void
a_sandbox_that_was_killed_is_replaced(void **state)
{
	struct app_rig *r = *state;
	char first[128];
	char second[128];
	siginfo_t gone;

	install_sandbox(r, FAKE_SANDBOX);
	app_rig_start_session(r, false);
	app_rig_must(r, find_address(r, first));
	assert_int_equal(kill(r->session->sandbox.pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)r->session->sandbox.pid, &gone, WEXITED | WNOWAIT), 0);
	app_rig_must(r, find_address(r, second));
	assert_string_not_equal(first, second);
}

static void
a_sandbox_that_does_not_listen_is_told_of(void **state)
{
	struct app_rig *r = *state;
	char url[128];

	install_sandbox(r, "#!/bin/sh\necho hello there\nexec cat >/dev/null\n");
	app_rig_start_session(r, false);
	app_rig_must_fail(r, find_address(r, url), WORD_SANDBOX_NOT_STARTED);
	assert_non_null(strstr(r->f.cause, "hello there"));
	install_sandbox(r, "#!/bin/sh\nexit 3\n");
	app_rig_must_fail(r, find_address(r, url), WORD_SANDBOX_NOT_STARTED);
	assert_int_equal(r->session->sandbox.pid, 0);
}

static void
a_sandbox_that_is_nowhere_is_told_of_and_sends_nothing(void **state)
{
	struct app_rig *r = *state;
	char *path = mem_copy_text(getenv("PATH"));

	setenv("PATH", folder_file(&r->folder, "home"), 1);
	app_rig_start_session(r, false);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	assert_int_equal(sender_fault(x)->word, WORD_SANDBOX_NOT_STARTED);
	assert_int_equal(app_rig_rows(r), 0);
	assert_int_equal(r->request_count, 0);
	sender_destroy(x);
	setenv("PATH", path, 1);
	mem_free(path);
}

/* --- A store that may only be read ---------------------------------------------------------- */

static int
give_to_nobody(const char *path, const struct stat *info, int kind, struct FTW *at)
{
	(void)info;
	(void)kind;
	(void)at;
	return lchown(path, NOBODY, NOBODY);
}

/* In a child, as another user when this one is root: 0 when everything is as it should be. */
static int
use_read_only(struct app_rig *r)
{
	const struct session_options options = { .store = r->store, .threaded = true };
	const struct sender_options sending = { .follow = true };
	struct send_draft draft;
	struct session *s = NULL;
	struct sender *x = NULL;
	struct logbook_entry entry;
	struct fault f;

	if (geteuid() == 0 &&
	    (setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0))
		return 1;
	if (chmod(r->store, 0400) != 0 || chmod(folder_file(&r->folder, "data"), 0500) != 0)
		return 2;
	if (session_open(&options, &s, &f) != ST_OK || !s->read_only || s->recovery)
		return 3;
	r->session = s;
	app_rig_draft(r, APP_RIG_DELIVERED, &draft);
	if (sender_start(s, &draft, &sending, &x, &f) != ST_STORE || x)
		return 4;
	if (f.word != WORD_STORE_READ_ONLY)
		return 5;
	if (logbook_open(s, "1", &entry, &f) != ST_OK)
		return 6;
	logbook_entry_finish(&entry);
	if (setup_set(s, "sender", "Other", &f) == ST_OK || f.word != WORD_STORE_READ_ONLY)
		return 7;
	session_close(s);
	return chmod(folder_file(&r->folder, "data"), 0700) == 0 ? 0 : 8;
}

static void
a_read_only_store_is_read_and_nothing_is_sent(void **state)
{
	struct app_rig *r = *state;
	char key_file[FOLDER_PATH_BYTES];
	int ended = 0;

	make_message(r, key_file);
	if (geteuid() == 0)
		assert_int_equal(nftw(r->folder.path, give_to_nobody, 8, FTW_PHYS), 0);
	pid_t pid = fork();

	if (pid == 0)
		_exit(use_read_only(r));
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFEXITED(ended));
	assert_int_equal(WEXITSTATUS(ended), 0);
}

/* --- Closing -------------------------------------------------------------------------------- */

static void
closing_while_the_recovery_waits_is_no_trouble(void **state)
{
	struct app_rig *r = *state;

	for (int i = 0; i < 20; i++)
		session_close(open_with(r, (struct session_options){ .threaded = true }));
}

struct last_words {
	struct session *session;
	struct job job;
	int cancelled;
	int written;
};

static enum status
write_down(struct job *j, struct fault *f)
{
	struct last_words *w = j->context;

	w->written++;
	enum status st = db_begin(j->db, f);

	db_cancel(j->db);
	return st;
}

static void
written_down(struct job *j, enum status st, const struct fault *f)
{
	(void)j;
	(void)f;
	assert_int_equal(st, ST_OK);
}

static void
answer_comes(void *context, const struct http_answer *answer)
{
	struct last_words *w = context;

	w->cancelled += answer->outcome == HTTP_CANCELLED;
	w->job = (struct job){ .what = "writing it down",
		               .class = JOB_SEND,
		               .step = write_down,
		               .done = written_down,
		               .context = w,
		               .must_run = true };
	worker_submit(w->session->worker, &w->job);
}

static void
what_is_in_flight_when_the_session_closes_is_still_written_down(void **state)
{
	struct app_rig *r = *state;
	const struct http_request request = { .method = "GET", .url = APP_RIG_URL "/x" };
	struct last_words w = { 0 };
	struct http *h = NULL;
	uint64_t id = 0;

	for (int threaded = 0; threaded < 2; threaded++) {
		app_rig_start_session(r, threaded);
		w.session = r->session;
		app_rig_must(r, loop_http(r->session->loop, &h, &r->f));
		app_rig_must(r, http_start(h, &request, answer_comes, &w, &id, &r->f));
		app_rig_end_session(r);
	}
	assert_int_equal(w.cancelled, 2);
	assert_int_equal(w.written, 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, app_rig_prepare, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_new_store_is_ready_for_its_first_send),
		CASE(a_store_is_born_once),
		CASE(store_and_key_are_for_their_owner_only),
		CASE(a_store_from_the_future_is_refused),
		CASE(the_option_beats_the_variable_and_the_variable_the_choice),
		CASE(the_profile_last_chosen_is_the_one_in_use),
		CASE(switching_acts_on_another_profile_and_chooses_nothing),
		CASE(a_profile_that_does_not_exist_opens_nothing),
		CASE(without_its_key_file_the_vault_is_locked_and_the_log_readable),
		CASE(a_key_file_elsewhere_opens_the_vault),
		CASE(a_wrong_key_file_is_a_failure),
		CASE(the_logs_have_a_key_of_their_own_when_there_is_one),
		CASE(a_billed_profile_gets_no_key_by_itself),
		CASE(a_billed_profile_without_an_address_says_so),
		CASE(a_sandbox_is_started_once_and_ends_with_the_session),
		CASE(a_sandbox_that_was_killed_is_replaced),
		CASE(a_sandbox_that_does_not_listen_is_told_of),
		CASE(a_sandbox_that_is_nowhere_is_told_of_and_sends_nothing),
		CASE(a_read_only_store_is_read_and_nothing_is_sent),
		CASE(what_is_in_flight_when_the_session_closes_is_still_written_down),
		CASE(closing_while_the_recovery_waits_is_no_trouble),
	};
	return cmocka_run_group_tests_name("app/session", tests, NULL, NULL);
}
