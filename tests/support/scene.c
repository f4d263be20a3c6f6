/* SPDX-License-Identifier: MIT */
/* a console on a rig with a scripted provider, and screens compared with golden files */
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "app/sender.h"
#include "app/session.h"
#include "app/setup.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "folder.h"
#include "net/http.h"
#include "store/db.h"
#include "store/message_store.h"
#include "ui/term.h"

#define PLANS_MAX 16
#define URL_NOBODY "http://127.0.0.1:9"
#define ROW_BYTES 2048

static struct {
	struct scene_answer plans[PLANS_MAX];
	size_t planned;
	size_t used;
	size_t sends;
	int probe_status;
	int64_t clock_ahead_ms;
	size_t probes;
	int news_group;
	int news_id;
	char body[8192];
	char answer[64 * 1024];
	void (*fill)(struct session *s, struct db *db);
} scene;

/* --- The provider --------------------------------------------------------------------------- */

static void
write_answer(const struct scene_answer *plan, const char *body)
{
	struct json *root = NULL;
	struct fault f = { 0 };

	if (json_parse(body, strlen(body), "it", &root, &f) != ST_OK)
		fail_msg("the console posts what is no JSON: %s", f.cause);
	const struct json *message = json_first(json_member(root, "messages"));
	const struct json *first = json_first(json_member(message, "destinations"));
	snprintf(scene.answer, sizeof(scene.answer),
	         "{\"bulkId\":\"b1\",\"messages\":[{\"messageId\":\"%s\",\"destination\":\"%s\","
	         "\"to\":\"%s\",\"status\":{\"groupId\":%d,\"groupName\":\"GROUP\",\"id\":%d,"
	         "\"name\":\"%s\",\"description\":\"Words of the provider\"}}]}",
	         json_string(json_member(first, "messageId")),
	         json_string(json_member(first, "to")), json_string(json_member(first, "to")),
	         plan->group, plan->id,
	         plan->group == 1 ? "PENDING_ACCEPTED" : "REJECTED_NOT_ENOUGH_CREDITS");
	json_destroy(root);
}

static void
answer_send(const struct http_request *request, struct http_answer *answer)
{
	struct scene_answer plan = { .http_status = 200, .group = 1, .id = 26, .takes_ms = 38 };

	if (scene.used < scene.planned)
		plan = scene.plans[scene.used++];
	scene.sends++;
	snprintf(scene.body, sizeof(scene.body), "%.*s", (int)request->body_bytes, request->body);
	if (plan.body)
		snprintf(scene.answer, sizeof(scene.answer), "%s", plan.body);
	else if (plan.http_status == 200)
		write_answer(&plan, scene.body);
	answer->outcome = plan.broken ? HTTP_BROKEN : HTTP_ANSWERED;
	answer->status = plan.broken ? 0 : plan.http_status;
	answer->sent_bytes = 100;
	answer->retry_after_s = plan.retry_after_s > 0 ? plan.retry_after_s : -1;
	answer->timings = (struct message_timings){
		.lookup_us = 0,
		.connect_us = 200,
		.tls_us = -1,
		.first_byte_us = plan.takes_ms * 1000 - 100,
		.total_us = plan.takes_ms * 1000,
	};
	if (plan.broken)
		snprintf(answer->cause, sizeof(answer->cause), "the connection broke off");
	clock_advance_ms(plan.takes_ms);
}

static void
answer_log(const struct http_request *request, struct http_answer *answer)
{
	const char *at = strstr(request->url, "messageId=");
	size_t size = 0;

	assert_non_null(at);
	size += (size_t)snprintf(scene.answer, sizeof(scene.answer), "{\"results\":[");
	for (at += strlen("messageId="); scene.news_group >= 0 && *at && *at != '&';) {
		size_t bytes = strcspn(at, ",&");

		size += (size_t)snprintf(scene.answer + size, sizeof(scene.answer) - size,
		                         "%s{\"messageId\":\"%.*s\",\"destination\":\"99930005\","
		                         "\"to\":\"99930005\",\"status\":{\"groupId\":%d,"
		                         "\"groupName\":\"GROUP\",\"id\":%d,\"name\":\"\","
		                         "\"description\":\"\"}}",
		                         scene.answer[size - 1] == '[' ? "" : ",", (int)bytes, at,
		                         scene.news_group, scene.news_id);
		at += bytes + (at[bytes] == ',');
	}
	snprintf(scene.answer + size, sizeof(scene.answer) - size, "]}");
	answer->outcome = HTTP_ANSWERED;
	answer->status = 200;
	answer->sent_bytes = 100;
}

/* The five calls of a probe, none of which sends anything; the first is open to anybody. */
static const struct {
	const char *path;
	int status;
	const char *body;
} probes[] = {
	{ "/platform/1/", 200, "{}" },
	{ "/sms/1/bulks?", 404,
	  "{\"requestError\":{\"serviceException\":{\"messageId\":\"NOT_FOUND\","
	  "\"text\":\"Bulk not found\"}}}" },
	{ "/sms/3/logs?limit=1", 200, "{\"results\":[]}" },
	{ "/sms/1/preview", 200, "{\"originalText\":\"otpdeck\",\"previews\":[]}" },
	{ "/account/1/balance", 200, "{\"balance\":12.5,\"currency\":\"EUR\"}" },
};

static bool
answer_probe(const struct http_request *request, struct http_answer *answer)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		if (!strstr(request->url, probes[i].path))
			continue;
		bool refused = i > 0 && scene.probe_status != 0;
		scene.probes++;
		answer->status = refused ? scene.probe_status : probes[i].status;
		answer->timings = (struct message_timings){ 41000, 60000, 88000, 120000, 131000 };
		answer->has_date = scene.clock_ahead_ms != 0;
		answer->clock_ahead_ms = scene.clock_ahead_ms;
		answer->clock_within_ms = 600;
		snprintf(scene.answer, sizeof(scene.answer), "%s", refused ? "" : probes[i].body);
		return true;
	}
	return false;
}

static void
play(void *context, const struct http_request *request, struct http_answer *answer)
{
	(void)context;
	scene.answer[0] = '\0';
	answer->sent_bytes = 100;
	answer->retry_after_s = -1;
	if (answer_probe(request, answer))
		answer->outcome = HTTP_ANSWERED;
	else if (strcmp(request->method, "POST") == 0)
		answer_send(request, answer);
	else
		answer_log(request, answer);
	answer->body = scene.answer;
	answer->body_bytes = strlen(scene.answer);
}

void
scene_plan(struct scene_answer answer)
{
	assert_true(scene.planned < PLANS_MAX);
	scene.plans[scene.planned++] = answer;
}

void
scene_news(int group, int id)
{
	scene.news_group = group;
	scene.news_id = id;
}

void
scene_probes(int http_status)
{
	scene.probe_status = http_status;
}

void
scene_clock_ahead(int64_t ms)
{
	scene.clock_ahead_ms = ms;
}

size_t
scene_probe_count(void)
{
	return scene.probes;
}

size_t
scene_sends(void)
{
	return scene.sends;
}

int
scene_audits(struct rig *r, const char *event)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;

	assert_int_equal(
		sqlite3_open_v2(rig_session(r)->paths.store, &db, SQLITE_OPEN_READONLY, NULL),
		SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "SELECT count(*) FROM audit WHERE event = ?", -1, &s, NULL),
		SQLITE_OK);
	sqlite3_bind_text(s, 1, event, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int count = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return count;
}

const char *
scene_body(void)
{
	return scene.body;
}

/* --- Opening -------------------------------------------------------------------------------- */

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(f->word), f->cause);
}

static void
fill_sandbox(struct session *s, struct db *db)
{
	struct fault f = { 0 };

	must(setup_set(s, "base_url", URL_NOBODY, &f), &f);
	if (scene.fill)
		scene.fill(s, db);
}

static void
fill_billed(struct session *s, const char *name, enum profile_environment environment)
{
	static const char words[] = "marker-5d41402abc4b2a76";
	struct secret *key = secret_create(words, sizeof(words) - 1);
	struct fault f = { 0 };
	unsigned removed = 0;

	must(setup_add_profile(s, name, environment, &f), &f);
	must(setup_use_profile(s, name, &f), &f);
	must(session_switch(s, name, &f), &f);
	must(setup_set(s, "base_url", "https://xyz.api.infobip.com", &f), &f);
	must(setup_set_secret(s, "API_KEY", key, &removed, &f), &f);
	secret_destroy(key);
}

static void
fill_staging(struct session *s, struct db *db)
{
	fill_billed(s, "staging", PROFILE_STAGING);
	if (scene.fill)
		scene.fill(s, db);
}

static void
fill_production(struct session *s, struct db *db)
{
	struct fault f = { 0 };

	fill_billed(s, "acme-live", PROFILE_PRODUCTION);
	must(setup_set(s, "country_allow", "GB,US", &f), &f);
	if (scene.fill)
		scene.fill(s, db);
}

static struct rig *
open_with(void **state, const struct rig_options *options,
          void (*fill)(struct session *s, struct db *db))
{
	struct rig_options o = options ? *options : (struct rig_options){ 0 };

	memset(&scene, 0, sizeof(scene));
	scene.fill = o.fill;
	scene.news_group = -1;
	o.fill = fill;
	setenv("TZ", "UTC", 1);
	tzset();
	clock_freeze(SCENE_NOW_MS, 1000 * 1000);
	struct rig *r = rig_open(state, &o);
	struct fault f = { 0 };
	loop_set_http(rig_session(r)->loop, http_create_scripted(play, NULL));
	/* A store that was just born could not be filled before. */
	if (o.fresh)
		must(setup_set(rig_session(r), "base_url", URL_NOBODY, &f), &f);
	return r;
}

struct rig *
scene_open(void **state, const struct rig_options *options)
{
	return open_with(state, options, fill_sandbox);
}

struct rig *
scene_open_staging(void **state, int rows, int columns)
{
	const struct rig_options options = { .rows = rows, .columns = columns };
	return open_with(state, &options, fill_staging);
}

struct rig *
scene_open_billed(void **state, const struct rig_options *options, bool production)
{
	return open_with(state, options, production ? fill_production : fill_staging);
}

/* --- Rows ----------------------------------------------------------------------------------- */

static void
describe(struct message *m, const struct scene_row *row)
{
	message_init(m);
	random_uuid(m->message_id);
	m->state = MESSAGE_SENDING;
	m->created_at_ms = clock_now_ms() - row->age_ms;
	m->first_try_at_ms = m->created_at_ms;
	m->last_change_at_ms = m->created_at_ms;
	m->tries = 1;
	m->api_version = 3;
	m->parts = 1;
	m->units = 46;
	snprintf(m->action, sizeof(m->action), "second-factor-authentication");
	snprintf(m->template_name, sizeof(m->template_name), "verification");
	m->template_revision = 1;
	snprintf(m->locale, sizeof(m->locale), "en");
	snprintf(m->client_id, sizeof(m->client_id), "%s", row->client ? row->client : "");
	snprintf(m->sender, sizeof(m->sender), "ServiceSMS");
}

static void
bring_to(struct message *m, const struct scene_row *row)
{
	m->state = row->state;
	m->final = message_state_is_final(row->state);
	m->http_status = row->http_status;
	m->last_change_at_ms = m->created_at_ms + 1900;
	if (row->group > 0 || row->id > 0) {
		m->status.group_id = row->group;
		m->status.id = row->id;
	}
	snprintf(m->cause, sizeof(m->cause), "%s", row->cause ? row->cause : "");
	m->timings.total_us = 38000;
}

int64_t
scene_add(struct session *s, struct db *db, const struct scene_row *row)
{
	const struct message_owner owner = {
		.pid = getpid(),
		.start_ticks = process_start_ticks(getpid()),
	};
	const struct message_private p = {
		.profile = &s->profile,
		.e164 = row->to ? row->to : "+99930005",
		.context_json = "{}",
		.preview = "****** is your verification code for Acme Bank",
		.request = "POST http://127.0.0.1:9/sms/3/messages\n"
			   "Authorization: App ********\n\n"
			   "{\n  \"messages\": []\n}\n",
	};
	struct fault f = { 0 };
	struct message m;

	describe(&m, row);
	must(db_begin(db, &f), &f);
	must(message_store_insert(db, s->vault, &m, &p, &owner, &f), &f);
	if (row->state != MESSAGE_SENDING) {
		bring_to(&m, row);
		must(message_store_update(db, MESSAGE_SENDING, &m, row->answer, &f), &f);
	}
	must(db_commit(db, &f), &f);
	return m.id;
}

/* --- Golden screens ------------------------------------------------------------------------- */

static void
blot(char *from, size_t size_bytes)
{
	for (size_t i = 0; i < size_bytes; i++)
		if (from[i] != '-' && from[i] != ' ')
			from[i] = '~';
}

/* A messageId, whole, the piece that a narrow pane leaves of it, or shortened in its middle. */
static void
mask_ids(char *row)
{
	for (char *at = row; *at;) {
		size_t size = strspn(at, "0123456789abcdef-");

		if (size >= 12 && memchr(at, '-', size) && strspn(at, "-") < size)
			blot(at, size);
		if (size == 8 && strncmp(at + size, "..", 2) == 0 &&
		    strspn(at + size + 2, "0123456789abcdef") == 4)
			blot(at, size + 6);
		at += size > 0 ? size : 1;
	}
}

static void
mask_code(char *row)
{
	char *at = strstr(row, " is your ");

	if (at && at - row >= 6 && strspn(at - 6, "0123456789") == 6)
		blot(at - 6, 6);
}

static void
mask_folder(char *row, const char *folder)
{
	char *at = strstr(row, folder);
	char *end = strstr(row, "/.local/share");

	if (at)
		blot(at, strlen(folder));
	else if (end)
		for (at = end; at > row && at[-1] != ' '; at--)
			at[-1] = '~';
}

static void
golden_path(const char *name, char out[512])
{
	const char *root = getenv("OTPDECK_ROOT");
	snprintf(out, 512, "%s/tests/screens/golden/%s.txt", root ? root : ".", name);
}

static void
read_masked(struct rig *r, int row, char out[ROW_BYTES])
{
	snprintf(out, ROW_BYTES, "%s", rig_row(r, row));
	mask_ids(out);
	mask_code(out);
	mask_folder(out, rig_folder(r)->path);
}

static void
write_golden(struct rig *r, const char *path, int rows)
{
	FILE *file = fopen(path, "w");
	char row[ROW_BYTES];

	if (!file)
		fail_msg("%s cannot be written", path);
	for (int i = 0; i < rows; i++) {
		read_masked(r, i, row);
		fprintf(file, "%s\n", row);
	}
	fclose(file);
}

void
scene_expect_golden(struct rig *r, const char *name)
{
	char path[512];
	char wanted[ROW_BYTES];
	char row[ROW_BYTES];
	int rows = term_rows();

	golden_path(name, path);
	rig_settle(r);
	if (getenv("UPDATE_GOLDEN"))
		write_golden(r, path, rows);
	FILE *file = fopen(path, "r");
	if (!file)
		fail_msg("%s is missing: UPDATE_GOLDEN=1 writes it", path);
	for (int i = 0; i < rows; i++) {
		if (!fgets(wanted, sizeof(wanted), file))
			wanted[0] = '\0';
		wanted[strcspn(wanted, "\n")] = '\0';
		read_masked(r, i, row);
		if (strcmp(row, wanted) != 0) {
			fclose(file);
			rig_fail(r, "%s, row %d is\n[%s]\ninstead of\n[%s]", name, i, row, wanted);
		}
	}
	fclose(file);
}
