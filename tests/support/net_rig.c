/* SPDX-License-Identifier: MIT */
/* one send to a server that misbehaves, from the request to the verdict */
#include "net_rig.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/secret.h"

enum { CONNECT_LIMIT_MS = 400, TOTAL_LIMIT_MS = 800, SLACK_MS = 2500 };

static const struct infobip_send message = {
	.api = INFOBIP_SMS_V3,
	.sender = "ServiceSMS",
	.to = NET_RIG_NUMBER,
	.text = "Your code is 730155",
	.message_id = NET_RIG_ID,
};

struct net_rig *
net_rig_open(enum fault_door door)
{
	struct net_rig *r = calloc(1, sizeof(*r));
	struct fault f;

	assert_non_null(r);
	signal(SIGPIPE, SIG_IGN);
	secret_system_init();
	json_system_init();
	r->server = fault_server_start(door);
	assert_int_equal(http_create(&r->http, &f), ST_OK);
	r->key = secret_create(NET_RIG_KEY, strlen(NET_RIG_KEY));
	r->connect_limit_ms = CONNECT_LIMIT_MS;
	r->total_limit_ms = TOTAL_LIMIT_MS;
	return r;
}

void
net_rig_close(struct net_rig *r)
{
	http_run_finish(&r->run);
	http_destroy(r->http);
	fault_server_destroy(r->server);
	secret_destroy(r->key);
	free(r);
}

static void
expect_no_secret(const char *words)
{
	assert_null(strstr(words, NET_RIG_KEY));
	assert_null(strstr(words, &NET_RIG_NUMBER[1]));
	assert_null(strstr(words, "730155"));
}

void
net_rig_send_to(struct net_rig *r, const char *base_url, const char *path)
{
	struct http_request request = { .method = "POST",
		                        .api_key = r->key,
		                        .ca_file = r->ca_file,
		                        .connect_limit_ms = r->connect_limit_ms,
		                        .total_limit_ms = r->total_limit_ms };
	struct text body;
	char url[512];

	text_init(&body, 4096);
	infobip_write_send(&message, &body);
	snprintf(url, sizeof(url), "%s%s", base_url, path);
	request.url = url;
	request.body = text_string(&body);
	request.body_bytes = body.size_bytes;
	http_run_finish(&r->run);
	http_run(r->http, &request, &r->run);
	infobip_judge(&r->run.answer, &message, r->repeat, &r->verdict);
	text_finish(&body);
	assert_true(r->run.elapsed_us < (r->total_limit_ms + SLACK_MS) * 1000LL);
	expect_no_secret(r->run.answer.cause);
	expect_no_secret(r->verdict.cause);
	expect_no_secret(r->verdict.hint);
}

void
net_rig_send(struct net_rig *r, const char *path)
{
	net_rig_send_to(r, fault_server_url(r->server), path);
}

void
net_rig_send_under(struct net_rig *r, enum fault_mode mode)
{
	struct fault_script script = { .mode = mode };

	fault_server_script(r->server, &script);
	net_rig_send(r, "/sms/3/messages");
}

void
net_rig_send_answered(struct net_rig *r, int status, const char *headers, const char *body)
{
	fault_server_answer(r->server, NULL, status, headers, body);
	net_rig_send(r, "/sms/3/messages");
}

void
net_rig_expect_arrivals(struct net_rig *r, size_t arrivals)
{
	fault_server_stop(r->server);
	assert_int_equal(fault_server_arrivals(r->server), arrivals);
}

void
net_rig_in_child(int (*check)(struct net_rig *r), struct net_rig *r)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(check(r));
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NET_RIG_SKIP)
		skip();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the child ended with %#x", (unsigned)status);
}
