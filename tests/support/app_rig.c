/* SPDX-License-Identifier: MIT */
/* a session on a real store, with a scripted provider and clocks that stand still */
#include "app_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/setup.h"
#include "app/worker.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "store/db.h"

/* --- The provider --------------------------------------------------------------------------- */

/* What a script answers lives until the callback has seen it. */
static char answer_body[64 * 1024];

static void PRINTF_LIKE(1, 2) append(const char *format, ...)
{
	size_t size = strlen(answer_body);
	va_list list;

	va_start(list, format);
	vsnprintf(answer_body + size, sizeof(answer_body) - size, format, list);
	va_end(list);
}

static struct app_rig_request *
record(struct app_rig *r, const struct http_request *request)
{
	assert_true(r->request_count < APP_RIG_REQUESTS_MAX);
	struct app_rig_request *kept = &r->requests[r->request_count++];

	kept->is_send = strcmp(request->method, "POST") == 0;
	const char *path = strstr(request->url, "/sms");

	if (!path)
		path = strstr(request->url, "/tts");
	if (path)
		snprintf(kept->path, sizeof(kept->path), "%.31s", path);
	kept->at_us = clock_monotonic_us();
	snprintf(r->url, sizeof(r->url), "%s", request->url);
	return kept;
}

static void
answer_accepted(const struct app_rig_answer *plan, const char *to, const char *message_id)
{
	append("{\"bulkId\":\"b\",\"messages\":[{\"messageId\":\"%s\",\"destination\":\"%s\","
	       "\"to\":\"%s\",\"status\":{\"groupId\":%d,\"groupName\":\"GROUP\",\"id\":%d,"
	       "\"name\":\"STATUS_%d\",\"description\":\"Some words\"}}]}",
	       message_id, to, to, plan->group, plan->id, plan->id);
}

static void
answer_send(struct app_rig *r, const struct http_request *request, struct http_answer *answer)
{
	struct app_rig_answer plan = { .status = 200, .sent_bytes = 100, .group = 1, .id = 26 };
	struct json *root = NULL;

	if (r->answers_used < r->answer_count)
		plan = r->answers[r->answers_used++];
	snprintf(r->body, sizeof(r->body), "%.*s", (int)request->body_bytes, request->body);
	app_rig_must(r, json_parse(request->body, request->body_bytes, "it", &root, &r->f));
	const struct json *message = json_first(json_member(root, "messages"));
	const struct json *first = json_first(json_member(message, "destinations"));
	const char *message_id = json_string(json_member(first, "messageId"));
	assert_non_null(message_id);
	snprintf(r->requests[r->request_count - 1].message_id, RANDOM_UUID_BYTES, "%s", message_id);
	if (plan.body)
		append("%s", plan.body);
	else if (plan.status == 200)
		answer_accepted(&plan, json_string(json_member(first, "to")), message_id);
	json_destroy(root);
	answer->outcome = plan.outcome;
	answer->status = plan.status;
	answer->sent_bytes = plan.sent_bytes;
	answer->retry_after_s = plan.retry_after_s ? plan.retry_after_s : -1;
	if (plan.outcome != HTTP_ANSWERED)
		snprintf(answer->cause, sizeof(answer->cause), "the wire broke");
}

/* A call has its price by the second, and took ten of them. */
static void
append_price(const struct app_rig_news *news, bool call)
{
	if (news->price <= 0)
		return;
	if (call)
		append(",\"duration\":10,\"price\":{\"pricePerSecond\":%.4f,\"currency\":\"EUR\"}",
		       news->price / 10);
	else
		append(",\"price\":{\"pricePerMessage\":%.4f,\"currency\":\"EUR\"}", news->price);
}

static void
answer_row(const struct app_rig_news *news, const char *message_id, size_t bytes)
{
	append("%s{\"messageId\":\"%.*s\",\"destination\":\"15550100123\",\"to\":\"15550100123\","
	       "\"sentAt\":\"2026-11-25T10:00:00.000+0000\","
	       "\"doneAt\":\"2026-11-25T10:00:02.000+0000\","
	       "\"status\":{\"groupId\":%d,\"groupName\":\"GROUP\",\"id\":%d,"
	       "\"name\":\"LOG_%d\",\"description\":\"Words of 482913 the log\"}",
	       answer_body[strlen(answer_body) - 1] == '[' ? "" : ",", (int)bytes, message_id,
	       news->group, news->id, news->id);
	if (news->error)
		append(",\"error\":{\"groupId\":1,\"groupName\":\"HANDSET_ERRORS\",\"id\":%d,"
		       "\"name\":\"EC_%d\",\"description\":\"d\",\"permanent\":true}",
		       news->error, news->error);
}

static void
append_row(const struct app_rig_news *news, const char *message_id, size_t bytes, bool call)
{
	answer_row(news, message_id, bytes);
	append_price(news, call);
	append("}");
}

static void
answer_log(struct app_rig *r, struct app_rig_request *kept, struct http_answer *answer)
{
	const char *at = strstr(r->url, "messageId=");

	assert_non_null(at);
	append("{\"results\":[");
	for (at += strlen("messageId="); *at && *at != '&'; kept->id_count++) {
		size_t bytes = strcspn(at, ",&");

		if (kept->id_count == 0)
			snprintf(kept->message_id, RANDOM_UUID_BYTES, "%.*s", (int)bytes, at);
		if (r->news.group >= 0)
			append_row(&r->news, at, bytes, strncmp(kept->path, "/tts", 4) == 0);
		at += bytes + (at[bytes] == ',');
	}
	append("]}");
	answer->outcome = HTTP_ANSWERED;
	answer->status = r->log_status ? r->log_status : 200;
	answer->retry_after_s = r->log_retry_after_s ? r->log_retry_after_s : -1;
	answer->sent_bytes = 100;
}

static void
play(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct app_rig *r = context;
	struct app_rig_request *kept = record(r, request);

	answer_body[0] = '\0';
	if (r->on_wire)
		r->on_wire(r, request);
	if (kept->is_send)
		answer_send(r, request, answer);
	else
		answer_log(r, kept, answer);
	answer->body = answer_body;
	answer->body_bytes = strlen(answer_body);
}

void
app_rig_plan(struct app_rig *r, struct app_rig_answer answer)
{
	assert_true(r->answer_count < APP_RIG_ANSWERS_MAX);
	r->answers[r->answer_count++] = answer;
}

size_t
app_rig_sends(const struct app_rig *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->request_count; i++)
		count += r->requests[i].is_send;
	return count;
}

size_t
app_rig_polls(const struct app_rig *r)
{
	return r->request_count - app_rig_sends(r);
}

/* --- The session ---------------------------------------------------------------------------- */

static void
set_place(const struct app_rig *r, const char *variable, const char *name)
{
	const char *path = folder_file(&r->folder, name);

	assert_int_equal(mkdir(path, 0700), 0);
	setenv(variable, path, 1);
}

int
app_rig_prepare(void **state)
{
	struct app_rig *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	signal(SIGXFSZ, SIG_IGN);
	folder_create(&r->folder);
	set_place(r, "HOME", "home");
	set_place(r, "XDG_DATA_HOME", "data");
	set_place(r, "XDG_CONFIG_HOME", "config");
	set_place(r, "XDG_STATE_HOME", "state");
	unsetenv("OTPDECK_STORE");
	unsetenv("OTPDECK_PROFILE");
	snprintf(r->store, sizeof(r->store), "%s", folder_file(&r->folder, "data/otpdeck.db"));
	clock_freeze(APP_RIG_NOW_MS, 1000 * 1000);
	r->news.group = -1;
	*state = r;
	return 0;
}

static struct session *
open_session(struct app_rig *r, bool threaded)
{
	const struct session_options options = { .store = r->store, .threaded = threaded };
	struct session *s = NULL;

	app_rig_must(r, session_open(&options, &s, &r->f));
	loop_set_http(s->loop, http_create_scripted(play, r));
	return s;
}

struct session *
app_rig_second_session(struct app_rig *r)
{
	return open_session(r, false);
}

void
app_rig_start_session(struct app_rig *r, bool threaded)
{
	r->threaded = threaded;
	r->session = open_session(r, threaded);
	app_rig_settle(r);
}

void
app_rig_end_session(struct app_rig *r)
{
	session_close(r->session);
	r->session = NULL;
}

static int
open_rig(void **state, bool threaded)
{
	app_rig_prepare(state);
	struct app_rig *r = *state;

	app_rig_start_session(r, threaded);
	app_rig_must(r, setup_set(r->session, "base_url", APP_RIG_URL, &r->f));
	return 0;
}

int
app_rig_open(void **state)
{
	return open_rig(state, false);
}

int
app_rig_open_threaded(void **state)
{
	return open_rig(state, true);
}

int
app_rig_close(void **state)
{
	struct app_rig *r = *state;

	app_rig_end_session(r);
	clock_release();
	folder_destroy(&r->folder);
	free(r);
	return 0;
}

void
app_rig_set_key(struct app_rig *r)
{
	struct secret *key = secret_create(APP_RIG_KEY, sizeof(APP_RIG_KEY) - 1);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY", key, &removed, &r->f));
	secret_destroy(key);
}

static void
use_billed(struct app_rig *r, const char *name, enum profile_environment environment)
{
	struct session *s = r->session;

	app_rig_must(r, setup_add_profile(s, name, environment, &r->f));
	app_rig_must(r, session_switch(s, name, &r->f));
	app_rig_must(r, setup_set(s, "base_url", "https://127.0.0.1:9", &r->f));
	app_rig_set_key(r);
}

void
app_rig_use_staging(struct app_rig *r)
{
	use_billed(r, "staging", PROFILE_STAGING);
}

void
app_rig_use_production(struct app_rig *r)
{
	use_billed(r, "live", PROFILE_PRODUCTION);
	app_rig_must(r, setup_set(r->session, "country_allow", "US", &r->f));
}

/* --- Judging -------------------------------------------------------------------------------- */

void
app_rig_must(const struct app_rig *r, enum status st)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(r->f.word), r->f.cause);
}

void
app_rig_must_fail(const struct app_rig *r, enum status st, enum fault_word word)
{
	if (st == ST_OK)
		fail_msg("success instead of %s", fault_word_text(word));
	if (r->f.word != word || st != fault_word_status(word))
		fail_msg("%s instead of %s: %s", fault_word_text(r->f.word), fault_word_text(word),
		         r->f.cause);
}

/* --- Time ----------------------------------------------------------------------------------- */

void
app_rig_settle(struct app_rig *r)
{
	struct session *s = r->session;

	while (loop_has_work(s->loop)) {
		bool waits = r->threaded && worker_has_work(s->worker);

		loop_turn(s->loop, waits ? 100 : 0);
	}
}

void
app_rig_jump(struct app_rig *r, int64_t ms)
{
	clock_advance_ms(ms);
	app_rig_settle(r);
}

void
app_rig_pass(struct app_rig *r, int64_t ms)
{
	for (int64_t left = ms; left > 0; left -= 500)
		app_rig_jump(r, left < 500 ? left : 500);
}

/* --- Sending -------------------------------------------------------------------------------- */

void
app_rig_draft(const struct app_rig *r, const char *to, struct send_draft *out)
{
	struct fault f;

	send_draft_init(out, &r->session->profile);
	snprintf(out->to, sizeof(out->to), "%s", to);
	out->confirmed = true;
	assert_int_equal(context_set(&out->context, CONTEXT_CODE, APP_RIG_CODE, &f), ST_OK);
}

struct sender *
app_rig_send(struct app_rig *r, const char *to, bool repeat, bool follow)
{
	const struct sender_options options = { .repeat = repeat, .follow = follow };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_draft(r, to, &draft);
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	return x;
}

/* --- The store, as another process sees it -------------------------------------------------- */

static struct db *
connect(const struct app_rig *r)
{
	const struct db_options options = { .use = DB_READ };
	struct db *db = NULL;
	struct fault f;

	if (db_open(r->store, &options, &db, &f) != ST_OK)
		fail_msg("%s", f.cause);
	return db;
}

struct message
app_rig_row(const struct app_rig *r, int64_t id)
{
	struct db *db = connect(r);
	struct message m;
	struct fault f;
	enum status st = message_store_load(db, id, &m, &f);

	db_close(db);
	if (st != ST_OK)
		fail_msg("%s", f.cause);
	return m;
}

const char *
app_rig_history(const struct app_rig *r, int64_t id)
{
	static char out[1024];
	struct db *db = connect(r);
	struct message_step *steps = NULL;
	size_t count = 0;
	size_t size = 0;
	struct fault f;

	out[0] = '\0';
	if (message_store_history(db, id, &steps, &count, &f) != ST_OK)
		fail_msg("%s", f.cause);
	for (size_t i = 0; i < count && size < sizeof(out); i++)
		size += (size_t)snprintf(out + size, sizeof(out) - size, "%s%s>%s", i ? " " : "",
		                         message_state_word(steps[i].from),
		                         message_state_word(steps[i].to));
	mem_free(steps);
	db_close(db);
	return out;
}

static const char *
body_text(const struct app_rig *r, int64_t id, bool look_up)
{
	static char out[16 * 1024];
	struct message_body body = { 0 };
	struct db *db = connect(r);
	struct fault f;

	text_init(&body.preview, 64 * 1024);
	text_init(&body.request, 64 * 1024);
	text_init(&body.answer, sizeof(out) - 1);
	text_init(&body.look_up, sizeof(out) - 1);
	if (message_store_body(db, id, &body, &f) != ST_OK)
		fail_msg("%s", f.cause);
	snprintf(out, sizeof(out), "%s", text_string(look_up ? &body.look_up : &body.answer));
	text_finish(&body.preview);
	text_finish(&body.request);
	text_finish(&body.answer);
	text_finish(&body.look_up);
	db_close(db);
	return out;
}

const char *
app_rig_answer_text(const struct app_rig *r, int64_t id)
{
	return body_text(r, id, false);
}

const char *
app_rig_look_up_text(const struct app_rig *r, int64_t id)
{
	return body_text(r, id, true);
}

static int64_t
run_sql(const struct app_rig *r, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	int64_t number = 0;

	assert_int_equal(sqlite3_open(r->store, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	int code = sqlite3_step(s);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	if (code == SQLITE_ROW)
		number = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return number;
}

int64_t
app_rig_ask(const struct app_rig *r, const char *sql)
{
	return run_sql(r, sql);
}

void
app_rig_tamper(const struct app_rig *r, const char *sql)
{
	(void)run_sql(r, sql);
}

size_t
app_rig_rows(const struct app_rig *r)
{
	return (size_t)app_rig_ask(r, "SELECT count(*) FROM message");
}
