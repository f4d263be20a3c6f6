/* SPDX-License-Identifier: MIT */
/* follow-up of open messages in the provider's log, on one schedule */
#include "app/follow.h"

#include <string.h>

#include "app/follow_impl.h"
#include "base/clock.h"
#include "base/diary.h"
#include "base/mem.h"
#include "net/http.h"

#define REQUESTS_A_MINUTE 30
#define MINUTE_MS 60000

static void look_for_due(struct follow *w);

static void
free_all(struct follow *w)
{
	secret_destroy(w->api_key);
	text_finish(&w->base_url);
	mem_free(w->rows);
	mem_free(w);
}

static void
tell(struct follow *w)
{
	if (w->options.changed)
		w->options.changed(w->options.context);
}

static void
timer_fired(void *context)
{
	struct follow *w = context;
	w->timer = 0;
	look_for_due(w);
}

/* Sleeps until the next row is due, or until the minute's budget of requests is new. */
static void
sleep_until_due(struct follow *w)
{
	int64_t now_ms = clock_now_ms();
	int64_t wait_ms = w->next_due_ms - now_ms;

	w->busy = false;
	loop_stop_timer(w->session->loop, w->timer);
	w->timer = 0;
	if (w->next_due_ms == 0)
		return;
	if (w->requests_this_minute >= REQUESTS_A_MINUTE &&
	    w->minute_began_ms + MINUTE_MS - now_ms > wait_ms)
		wait_ms = w->minute_began_ms + MINUTE_MS - now_ms;
	w->timer = loop_start_timer(w->session->loop, wait_ms, timer_fired, w);
}

static void
count_request(struct follow *w)
{
	int64_t now_ms = clock_now_ms();
	if (now_ms - w->minute_began_ms >= MINUTE_MS) {
		w->minute_began_ms = now_ms;
		w->requests_this_minute = 0;
	}
	w->requests_this_minute++;
}

static void
answered(void *context, const struct http_answer *answer)
{
	struct follow *w = context;
	w->request_id = 0;
	w->fault = (struct fault){ 0 };
	w->found_count = 0;
	enum status st =
		infobip_read_logs(w->rows[0].api_version, answer, follow_found, w, &w->fault);
	w->asked_well = st == ST_OK;
	if (!w->asked_well)
		diary_fault("follow", &w->fault);
	if (w->orphaned) {
		free_all(w);
		return;
	}
	follow_submit_note(w);
}

static void
ask_log(struct follow *w)
{
	const char *ids[INFOBIP_IDS_MAX];
	struct http *h = NULL;
	struct text url;

	for (size_t i = 0; i < w->row_count; i++)
		ids[i] = w->rows[i].message_id;
	text_init(&url, PROFILE_VALUE_BYTES + 4096);
	text_append(&url, text_string(&w->base_url));
	infobip_write_logs_path(w->rows[0].api_version, ids, w->row_count, &url);
	const struct http_request request = {
		.method = "GET",
		.url = text_string(&url),
		.api_key = w->api_key,
		.ca_file = profile_get(&w->profile, PROFILE_CA_FILE),
		.proxy = profile_get(&w->profile, PROFILE_USE_PROXY),
	};
	count_request(w);
	enum status st = loop_http(w->session->loop, &h, &w->fault);
	if (st == ST_OK)
		st = http_start(h, &request, answered, w, &w->request_id, &w->fault);
	text_finish(&url);
	if (st != ST_OK) {
		sleep_until_due(w);
		tell(w);
	}
}

void
follow_taken(struct follow *w, enum status st, const struct fault *f)
{
	if (w->orphaned) {
		free_all(w);
		return;
	}
	if (st != ST_OK) {
		w->fault = *f;
		w->next_due_ms = clock_now_ms() + MINUTE_MS;
		sleep_until_due(w);
		tell(w);
		return;
	}
	if (w->settled)
		tell(w);
	if (w->row_count > 0)
		ask_log(w);
	else
		sleep_until_due(w);
}

void
follow_noted(struct follow *w, enum status st, const struct fault *f)
{
	if (w->orphaned) {
		free_all(w);
		return;
	}
	if (st != ST_OK) {
		w->fault = *f;
		diary_fault("follow", f);
	}
	tell(w);
	look_for_due(w);
}

static void
look_for_due(struct follow *w)
{
	loop_stop_timer(w->session->loop, w->timer);
	w->timer = 0;
	w->busy = true;
	follow_submit_take(w);
}

struct follow *
follow_create(struct session *s, const struct follow_options *options)
{
	struct follow *w = mem_alloc(sizeof(*w));
	w->session = s;
	w->profile = s->profile;
	w->options = *options;
	w->rows = mem_alloc_array(INFOBIP_IDS_MAX, sizeof(*w->rows));
	text_init(&w->base_url, PROFILE_VALUE_BYTES);
	look_for_due(w);
	return w;
}

void
follow_destroy(struct follow *w)
{
	struct http *h = NULL;
	struct fault ignored = { 0 };

	if (!w)
		return;
	loop_stop_timer(w->session->loop, w->timer);
	w->orphaned = true;
	w->options.changed = NULL;
	if (w->request_id != 0 && loop_http(w->session->loop, &h, &ignored) == ST_OK)
		http_cancel(h, w->request_id); /* calls back and frees */
	else if (w->job_runs)
		worker_cancel(w->session->worker, &w->job);
	else
		free_all(w);
}

void
follow_wake(struct follow *w)
{
	if (!w->busy)
		look_for_due(w);
}

int64_t
follow_next_at_ms(const struct follow *w)
{
	return w->next_due_ms;
}

const struct fault *
follow_fault(const struct follow *w)
{
	return &w->fault;
}
