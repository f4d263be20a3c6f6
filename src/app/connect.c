/* SPDX-License-Identifier: MIT */
/* staged probes of the provider: address, host, key, scopes; they send nothing */
#include "app/connect.h"

#include <string.h>

#include "app/connect_impl.h"
#include "base/mem.h"
#include "base/random.h"
#include "store/secret_store.h"

#define LOGS_KEY "API_KEY_LOGS"

static const struct {
	const char *word;
	const char *title;
} probes[] = {
#define PROBE(id, word, title) { word, title },
	CONNECT_PROBES(PROBE)
#undef PROBE
};

static void make_call(struct connect *c, enum infobip_probe at);

const char *
connect_probe_word(enum connect_probe p)
{
	return probes[p].word;
}

const char *
connect_probe_title(enum connect_probe p)
{
	return probes[p].title;
}

/* What is looked at for longer than it runs holds no key. */
static void
drop_keys(struct connect *c)
{
	secret_destroy(c->key);
	secret_destroy(c->logs_key);
	c->key = NULL;
	c->logs_key = NULL;
}

static void
free_all(struct connect *c)
{
	drop_keys(c);
	text_finish(&c->base_url);
	mem_free(c);
}

/* False when the owner has destroyed it meanwhile, which is allowed in there. */
static bool
tell(struct connect *c, enum connect_probe ended)
{
	loop_mark_dirty(c->session->loop);
	c->telling = true;
	if (c->options.changed)
		c->options.changed(c->options.context, ended);
	c->telling = false;
	if (!c->orphaned)
		return true;
	free_all(c);
	return false;
}

/* Tells about every probe that has ended and was not told about. False: it is gone. */
static bool
tell_news(struct connect *c)
{
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++) {
		if (c->told[i] || !finding_is_over(&c->findings[i]))
			continue;
		c->told[i] = true;
		if (!tell(c, (enum connect_probe)i))
			return false;
	}
	return true;
}

static void
end(struct connect *c)
{
	connect_read_end(c);
	drop_keys(c);
	if (!tell_news(c))
		return;
	c->over = true;
	tell(c, CONNECT_PROBE_COUNT);
}

static void
go_on(struct connect *c)
{
	enum infobip_probe next = (enum infobip_probe)(c->at + 1);

	while (next < INFOBIP_PROBE_COUNT && !connect_key_for(c, next))
		next = (enum infobip_probe)(next + 1);
	if (!tell_news(c))
		return;
	if (next < INFOBIP_PROBE_COUNT)
		make_call(c, next);
	else
		end(c);
}

static void
answered(void *context, const struct http_answer *answer)
{
	struct connect *c = context;

	c->request_id = 0;
	if (c->orphaned) {
		free_all(c);
		return;
	}
	if (c->at != INFOBIP_PROBE_REACH) {
		connect_read_access(c, c->at, answer);
		go_on(c);
	} else if (connect_read_reach(c, answer))
		go_on(c);
	else
		end(c);
}

static void
mark_running(struct connect *c, enum infobip_probe at)
{
	static const enum connect_probe shown[] = {
		[INFOBIP_PROBE_REACH] = CONNECT_NAME,
		[INFOBIP_PROBE_SEND] = CONNECT_KEY,
		[INFOBIP_PROBE_LOGS] = CONNECT_LOGS,
		[INFOBIP_PROBE_PREVIEW] = CONNECT_PREVIEW,
		[INFOBIP_PROBE_BALANCE] = CONNECT_BALANCE,
	};
	struct finding *found = &c->findings[shown[at]];

	c->at = at;
	if (!finding_is_over(found))
		found->result = FINDING_RUNNING;
}

/* All of them only read, so that one connection serves all. */
static enum http_connection
connection_for(enum infobip_probe at)
{
	if (at == INFOBIP_PROBE_REACH)
		return HTTP_FIRST;
	return at == INFOBIP_PROBE_COUNT - 1 ? HTTP_LAST : HTTP_NEXT;
}

static void
make_call(struct connect *c, enum infobip_probe at)
{
	const char *body = infobip_probe_body(at);
	struct fault f = { 0 };
	struct http *h = NULL;
	struct text url;

	mark_running(c, at);
	text_init(&url, PROFILE_VALUE_BYTES + 128);
	text_append(&url, text_string(&c->base_url));
	infobip_write_probe_path(at, c->random_id, &url);
	const struct http_request request = {
		.method = infobip_probe_method(at),
		.url = text_string(&url),
		.body = body,
		.body_bytes = body ? strlen(body) : 0,
		.api_key = at == INFOBIP_PROBE_REACH ? NULL : connect_key_for(c, at),
		.ca_file = profile_get(&c->profile, PROFILE_CA_FILE),
		.proxy = profile_get(&c->profile, PROFILE_USE_PROXY),
		.connection = connection_for(at),
	};
	enum status st = loop_http(c->session->loop, &h, &f);
	if (st == ST_OK)
		st = http_start(h, &request, answered, c, &c->request_id, &f);
	text_finish(&url);
	if (st == ST_OK)
		return;
	if (c->fault.code == ST_OK)
		c->fault = f;
	end(c);
}

/* A fault that was left behind by a search that found something in the end is none. */
static enum status
open_key(struct connect *c, struct db *db)
{
	enum status st;

	if (c->options.key)
		return ST_OK;
	st = session_open_key(c->session, db, &c->profile, false, &c->key, &c->key_fault);
	if (st == ST_OK)
		c->key_fault = (struct fault){ 0 };
	return st;
}

static void
open_logs_key(struct connect *c, struct db *db)
{
	struct fault *f = &c->logs_key_fault;

	if (c->options.logs_key)
		return;
	c->logs_key_tried = session_open_stored_key(c->session, db, &c->profile, LOGS_KEY,
	                                            &c->logs_key, f) == ST_OK ||
	                    f->word != WORD_SECRET_MISSING;
	if (c->logs_key)
		*f = (struct fault){ 0 };
}

/* What cannot be had becomes a finding, not the job's failure. */
static enum status
prepare_step(struct job *j, struct fault *f)
{
	struct connect *c = j->context;

	text_reset(&c->base_url);
	if (c->url_fault.code == ST_OK &&
	    session_base_url(c->session, &c->profile, &c->base_url, &c->url_fault) == ST_OK &&
	    profile_url_parse(text_string(&c->base_url), &c->url, &c->url_fault) != ST_OK)
		text_reset(&c->base_url);
	if (open_key(c, j->db) != ST_OK && c->key_fault.word == WORD_STORE_BUSY) {
		*f = c->key_fault;
		return f->code;
	}
	open_logs_key(c, j->db);
	return ST_OK;
}

static void
prepare_done(struct job *j, enum status st, const struct fault *f)
{
	struct connect *c = j->context;

	c->job_runs = false;
	if (c->orphaned) {
		free_all(c);
		return;
	}
	if (st != ST_OK && c->url_fault.code == ST_OK)
		c->url_fault = *f;
	bool goes_on = connect_read_address(c);
	if (!tell_news(c))
		return;
	if (goes_on)
		make_call(c, INFOBIP_PROBE_REACH);
	else
		end(c);
}

static void
take_typed(struct connect *c)
{
	const char *url = c->options.base_url;
	unsigned removed = 0;

	/* A stored one is looked at like a typed one: rules change, and stores are edited. */
	if (!url)
		url = profile_get(c->options.profile, PROFILE_BASE_URL);
	if (profile_set(&c->profile, PROFILE_BASE_URL, url, &c->url_fault) == ST_OK)
		c->url_fault = (struct fault){ 0 };
	if (c->options.key)
		(void)!secret_create_cleaned(c->options.key, &c->key, &removed, &c->key_fault);
	if (c->options.logs_key) {
		c->logs_key_tried = true;
		(void)!secret_create_cleaned(c->options.logs_key, &c->logs_key, &removed,
		                             &c->logs_key_fault);
	}
}

struct connect *
connect_start(struct session *s, const struct connect_options *options)
{
	struct connect *c = mem_alloc(sizeof(*c));

	c->session = s;
	c->profile = *options->profile;
	c->options = *options;
	text_init(&c->base_url, PROFILE_VALUE_BYTES);
	random_uuid(c->random_id);
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++)
		finding_init(&c->findings[i]);
	take_typed(c);
	c->job = (struct job){
		.what = "opening the key",
		.class = JOB_ASKED,
		.step = prepare_step,
		.done = prepare_done,
		.context = c,
	};
	c->job_runs = true;
	worker_submit(s->worker, &c->job);
	return c;
}

void
connect_destroy(struct connect *c)
{
	struct http *h = NULL;
	struct fault ignored = { 0 };

	if (!c)
		return;
	c->orphaned = true;
	c->options.changed = NULL;
	if (c->request_id != 0) {
		/* The callback frees; without a client it is already on its way. */
		if (loop_http(c->session->loop, &h, &ignored) == ST_OK)
			http_cancel(h, c->request_id);
	} else if (c->job_runs)
		worker_cancel(c->session->worker, &c->job);
	else if (!c->telling)
		free_all(c);
}

bool
connect_is_over(const struct connect *c)
{
	return c->over;
}

const struct finding *
connect_finding(const struct connect *c, enum connect_probe p)
{
	return &c->findings[p];
}

enum status
connect_verdict(const struct connect *c, struct fault *f)
{
	*f = c->fault;
	return f->code;
}
