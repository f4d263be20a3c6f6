/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_APP_RIG_H
#define SUPPORT_APP_RIG_H
/*
 * A session on a real store in a private folder, a provider that is a script, and clocks that
 * stand still until the test moves them.
 *
 * The folder stands in for HOME and every XDG place. The profile in use is the sandbox with a
 * base_url that nobody listens on, so that no child is started and no socket is opened.
 *
 * Owns    app_rig_open gives what app_rig_close ends. The scripted provider keeps what it was
 *         asked until then.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/follow.h"
#include "app/sender.h"
#include "app/session.h"
#include "folder.h"
#include "net/http.h"
#include "store/message_store.h"

#define APP_RIG_NOW_MS 1795600800000LL
#define APP_RIG_URL "http://127.0.0.1:9"
#define APP_RIG_DELIVERED "+99930005"
/* Reserved for fiction, so that it is nobody's, and yet no sandbox number. */
#define APP_RIG_NUMBER "+15550100123"
#define APP_RIG_KEY "marker-5d41402abc4b2a76b9719d911017c592"
#define APP_RIG_CODE "482913"
#define APP_RIG_REQUESTS_MAX 256
#define APP_RIG_ANSWERS_MAX 32

struct app_rig;

/* What the provider does with one send. */
struct app_rig_answer {
	enum http_outcome outcome;
	int status;
	int64_t sent_bytes;
	int group; /* without a body: the status of the message that was asked for */
	int id;
	const char *body;      /* NULL: Infobip's, with the request's number and messageId */
	int64_t retry_after_s; /* 0: none */
};

/* One row as the provider's log has it; group -1: the log does not know it. */
struct app_rig_news {
	int group;
	int id;
	int error;    /* 0: none */
	double price; /* 0: none */
};

struct app_rig_request {
	bool is_send;
	char path[32]; /* cut */
	int64_t at_us;
	size_t id_count;                    /* messageIds that the log was asked for */
	char message_id[RANDOM_UUID_BYTES]; /* of a send, or the first of these */
};

struct app_rig {
	struct folder folder;
	char store[FOLDER_PATH_BYTES];
	bool threaded;
	struct session *session;
	struct fault f;

	/* Called while a request is "on the wire", before it is answered. */
	void (*on_wire)(struct app_rig *r, const struct http_request *request);
	struct app_rig_answer answers[APP_RIG_ANSWERS_MAX];
	size_t answer_count;
	size_t answers_used; /* beyond the planned ones a send is accepted (1/26) */
	struct app_rig_news news;
	int log_status;            /* 0: 200 */
	int64_t log_retry_after_s; /* 0: none */
	struct app_rig_request requests[APP_RIG_REQUESTS_MAX];
	size_t request_count;
	char body[8192]; /* of the last send */
	char url[4096];  /* of the last request */
	void *scene;     /* the test's own */
};

/* cmocka's setup in two forms, and the teardown. */
int app_rig_open(void **state);
int app_rig_open_threaded(void **state);
int app_rig_close(void **state);

/* The environment and clocks of a rig whose session is not open. */
int app_rig_prepare(void **state);
/* Opens the session, and closes it alone; a second one beside it is the caller's to close. */
void app_rig_start_session(struct app_rig *r, bool threaded);
struct session *app_rig_second_session(struct app_rig *r);
void app_rig_end_session(struct app_rig *r);

/* Makes and acts on the profile "staging", with a key and an https address nobody listens on. */
void app_rig_use_staging(struct app_rig *r);
/* Enters APP_RIG_KEY anew, which binds it to the host of base_url. */
void app_rig_set_key(struct app_rig *r);
/* The same with "live", which may send to the US and is not armed. */
void app_rig_use_production(struct app_rig *r);
/* Fails the test with the fault's words unless the status is ST_OK. */
void app_rig_must(const struct app_rig *r, enum status st);
/* Fails the test unless this word came with its own status. */
void app_rig_must_fail(const struct app_rig *r, enum status st, enum fault_word word);

void app_rig_plan(struct app_rig *r, struct app_rig_answer answer);
size_t app_rig_sends(const struct app_rig *r);
size_t app_rig_polls(const struct app_rig *r);

/* Turns until nothing is left to do at this moment. */
void app_rig_settle(struct app_rig *r);
/* Moves the clocks in steps of at most half a second, settling after each. */
void app_rig_pass(struct app_rig *r, int64_t ms);
/* Moves the clocks at once. */
void app_rig_jump(struct app_rig *r, int64_t ms);

/* A confirmed draft to a number, with the code APP_RIG_CODE. */
void app_rig_draft(const struct app_rig *r, const char *to, struct send_draft *out);
/* Starts a send of that draft, and settles. */
struct sender *app_rig_send(struct app_rig *r, const char *to, bool repeat, bool follow);
/* The row as another process reads it. */
struct message app_rig_row(const struct app_rig *r, int64_t id);
/* "ready>sending sending>accepted": the history of a row. In a static buffer. */
const char *app_rig_history(const struct app_rig *r, int64_t id);
/* The newest answer that the row keeps. In a static buffer. */
const char *app_rig_answer_text(const struct app_rig *r, int64_t id);
/* The newest row of the provider's log that its history keeps. */
const char *app_rig_look_up_text(const struct app_rig *r, int64_t id);
/* Rows of the store. */
size_t app_rig_rows(const struct app_rig *r);
/* The first column of the first row, past everything that the store checks. */
int64_t app_rig_ask(const struct app_rig *r, const char *sql);
/* Runs SQL on a connection of its own. */
void app_rig_tamper(const struct app_rig *r, const char *sql);
#endif
