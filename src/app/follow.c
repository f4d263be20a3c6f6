/* SPDX-License-Identifier: MIT */
/* follow-up of open messages in the provider's log, on one schedule */
#include "app/follow.h"

#include <string.h>

#include "app/follow_impl.h"
#include "base/clock.h"
#include "base/diary.h"
#include "base/mem.h"
#include "net/http.h"

#define SECOND_US (1000 * 1000LL)
#define MINUTE_US (60 * SECOND_US)
#define MINUTE_MS (60 * 1000LL)
#define TOO_MANY_REQUESTS 429
/* How often the store is looked at for what another console may have heard: while one row is
 * waited for, and a few times after somebody else was faster. */
#define GLANCE_MS 1000LL
#define GLANCES_US (2 * MINUTE_US)
#define GLANCES 3

static void look_for_due(struct follow *w);
static void sleep_until_due(struct follow *w);

static void
free_all(struct follow *w)
{
	secret_destroy(w->api_key);
	text_finish(&w->base_url);
	mem_free(w->rows);
	mem_free(w);
}

/* False when the owner has destroyed it meanwhile, which is allowed in there. */
static bool
tell(struct follow *w)
{
	w->telling = true;
	if (w->options.changed)
		w->options.changed(w->options.context);
	w->telling = false;
	if (!w->orphaned)
		return true;
	if (!w->job_runs)
		free_all(w);
	return false;
}

/* The longest of the waits for the provider's sake: 30 requests in any minute, over all the
 * follow-ups of this process, and what its last 429 asked for. */
static int64_t
budget_wait_ms(const struct session *s)
{
	int64_t oldest_us = s->log_requests_us[s->log_request_at];
	int64_t now_us = clock_monotonic_us();
	int64_t wait_us = oldest_us == 0 ? 0 : oldest_us + MINUTE_US - now_us;

	if (wait_us < s->log_quiet_until_us - now_us)
		wait_us = s->log_quiet_until_us - now_us;
	return wait_us <= 0 ? 0 : (wait_us + 999) / 1000;
}

static void
note_quiet(struct session *s, const struct http_answer *answer)
{
	if (answer->status == TOO_MANY_REQUESTS && answer->retry_after_s > 0)
		s->log_quiet_until_us = clock_monotonic_us() + answer->retry_after_s * SECOND_US;
}

static void
count_request(struct session *s)
{
	s->log_requests_us[s->log_request_at] = clock_monotonic_us();
	s->log_request_at = (s->log_request_at + 1) % SESSION_LOG_REQUESTS_A_MINUTE;
}

static bool
is_due(const struct follow *w)
{
	return w->next_due_ms != 0 && clock_now_ms() >= w->next_due_ms;
}

/* When it comes to look at the store before a row is due; -1: not at all. */
static int64_t
glance_ms(const struct follow *w)
{
	if (w->glances > 0)
		return GLANCE_MS;
	if (w->options.only_id == 0 || w->next_due_ms == 0)
		return -1;
	return clock_monotonic_us() - w->began_us < GLANCES_US ? GLANCE_MS : MINUTE_MS;
}

static void
timer_fired(void *context)
{
	struct follow *w = context;

	w->timer = 0;
	w->was_due = is_due(w);
	if (w->was_due) {
		look_for_due(w);
		return;
	}
	if (w->glances > 0)
		w->glances--;
	if (tell(w) && !w->busy)
		sleep_until_due(w);
}

/* Sleeps until the next row is due, or until the minute's budget of requests is new. */
static void
sleep_until_due(struct follow *w)
{
	int64_t wait_ms = w->next_due_ms - clock_now_ms();
	int64_t budget_ms = budget_wait_ms(w->session);
	int64_t before_ms = glance_ms(w);

	w->busy = false;
	loop_stop_timer(w->session->loop, w->timer);
	w->timer = 0;
	if (wait_ms < budget_ms)
		wait_ms = budget_ms;
	if (w->next_due_ms == 0 || (before_ms >= 0 && before_ms < wait_ms))
		wait_ms = before_ms;
	if (wait_ms >= 0 || w->next_due_ms != 0)
		w->timer = loop_start_timer(w->session->loop, wait_ms, timer_fired, w);
}

static void
answered(void *context, const struct http_answer *answer)
{
	struct follow *w = context;

	w->request_id = 0;
	secret_destroy(w->api_key);
	w->api_key = NULL;
	if (w->orphaned) {
		free_all(w);
		return;
	}
	note_quiet(w->session, answer);
	w->fault = (struct fault){ 0 };
	w->found_count = 0;
	enum status st =
		infobip_read_logs(infobip_api_of(w->rows), answer, follow_found, w, &w->fault);
	w->asked_well = st == ST_OK;
	if (!w->asked_well)
		diary_fault("follow", &w->fault);
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
	infobip_write_logs_path(infobip_api_of(w->rows), ids, w->row_count, &url);
	const struct http_request request = {
		.method = "GET",
		.url = text_string(&url),
		.api_key = w->api_key,
		.ca_file = profile_get(&w->profile, PROFILE_CA_FILE),
		.proxy = profile_get(&w->profile, PROFILE_USE_PROXY),
	};
	count_request(w->session);
	enum status st = loop_http(w->session->loop, &h, &w->fault);
	if (st == ST_OK)
		st = http_start(h, &request, answered, w, &w->request_id, &w->fault);
	text_finish(&url);
	if (st != ST_OK && tell(w))
		sleep_until_due(w);
}

/* Tries again in a minute: nothing is lost, the log is kept for 48 hours. */
static void
put_off(struct follow *w, const struct fault *f)
{
	w->fault = *f;
	w->next_due_ms = clock_now_ms() + MINUTE_MS;
	if (tell(w))
		sleep_until_due(w);
}

void
follow_taken(struct follow *w, enum status st, const struct fault *f)
{
	if (w->orphaned) {
		free_all(w);
		return;
	}
	w->next_due_ms = w->taken_due_ms;
	if (st != ST_OK) {
		put_off(w, f);
		return;
	}
	/* Somebody else asks about what was due here: their news come soon. */
	bool taken_before = w->row_count == 0 && !w->settled && w->was_due;
	if (taken_before)
		w->glances = GLANCES;
	w->was_due = false;
	bool tells = w->settled || taken_before || (w->options.only_id != 0 && w->row_count == 0);
	if (tells && !tell(w))
		return;
	if (w->row_count > 0)
		ask_log(w);
	else if (w->settled)
		look_for_due(w); /* what is due next was read before they were settled */
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
	w->answers += st == ST_OK && w->asked_well;
	if (tell(w))
		look_for_due(w);
}

static void
look_for_due(struct follow *w)
{
	loop_stop_timer(w->session->loop, w->timer);
	w->timer = 0;
	if (budget_wait_ms(w->session) > 0) {
		sleep_until_due(w);
		return;
	}
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
	w->hastens = options->at_once;
	w->began_us = clock_monotonic_us();
	w->next_due_ms = clock_now_ms();
	w->rows = mem_alloc_array(INFOBIP_IDS_MAX, sizeof(*w->rows));
	text_init(&w->base_url, PROFILE_VALUE_BYTES);
	look_for_due(w);
	return w;
}

/* News that were read are still noted; everything else is given up. */
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
	if (w->request_id != 0) {
		/* The callback frees; without a client it is already on its way. */
		if (loop_http(w->session->loop, &h, &ignored) == ST_OK)
			http_cancel(h, w->request_id);
	} else if (w->job_runs && !w->job.must_run)
		worker_cancel(w->session->worker, &w->job);
	else if (!w->job_runs && !w->telling)
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

bool
follow_is_busy(const struct follow *w)
{
	return w->busy;
}

const struct fault *
follow_fault(const struct follow *w)
{
	return &w->fault;
}

size_t
follow_answers(const struct follow *w)
{
	return w->answers;
}
