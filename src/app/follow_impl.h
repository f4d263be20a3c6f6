/* SPDX-License-Identifier: MIT */
#ifndef APP_FOLLOW_IMPL_H
#define APP_FOLLOW_IMPL_H
/* What the parts of follow share: one poll at a time, from due rows to noted news. */
#include "app/follow.h"
#include "app/job.h"
#include "base/secret.h"
#include "net/infobip.h"

struct follow {
	struct session *session;
	struct profile profile;
	struct follow_options options;
	bool orphaned; /* destroyed while something ran: freed when that ends */
	bool telling;  /* `changed` runs */
	bool busy;     /* between looking for due rows and noting their news */
	bool was_due;  /* the look under way is for a row that was to be due */
	int glances;   /* still to come, for what another process asked about */
	uint64_t timer;
	int64_t began_us;
	int64_t next_due_ms; /* 0: no row is open */

	struct job job; /* take or note */
	bool job_runs;
	uint64_t request_id; /* 0: nothing in flight */

	/* The worker's while a job runs. */
	struct text base_url;
	struct secret *api_key;
	char key_uuid[RANDOM_UUID_BYTES]; /* what the rows of this poll went out with */
	struct message *rows;             /* taken for this poll, one API */
	size_t row_count;
	bool hastens;         /* every open row is yet to be made due */
	bool can_ask;         /* key and address are there */
	int64_t taken_due_ms; /* what the taking found to be due next */
	bool settled;         /* taking the rows changed some: 48 hours are over */
	struct infobip_log_row found[INFOBIP_IDS_MAX];
	size_t found_count;
	bool asked_well;
	size_t answers;
	struct fault fault;
};

/* follow_record.c: the worker's two halves, and the news of one log row. */
void follow_submit_take(struct follow *w);
void follow_submit_note(struct follow *w);
void follow_found(void *context, const struct infobip_log_row *row);

/* follow.c: what the halves come back to. */
void follow_taken(struct follow *w, enum status st, const struct fault *f);
void follow_noted(struct follow *w, enum status st, const struct fault *f);

/* follow_news.c, pure: what a word of the log makes of a row. */
/* The end of the provider's 48 hours. */
void follow_settle(struct message *m, int64_t now_ms);
/* Returns whether it said anything new. */
bool follow_apply_news(struct message *m, const struct infobip_log_row *row, int64_t now_ms);
void follow_apply_silence(struct message *m, int64_t now_ms);
/* The log's row as JSON in the provider's terms, without its number. */
void follow_write_row(const struct infobip_log_row *row, struct text *out);
#endif
