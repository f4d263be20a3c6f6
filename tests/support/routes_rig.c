/* SPDX-License-Identifier: MIT */
/* the sandbox's routes, asked without a socket */
#include "routes_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

int
routes_rig_open(void **state)
{
	struct routes_rig *rig = mem_alloc(sizeof(*rig));
	struct fault f;

	json_system_init();
	clock_freeze(ROUTES_RIG_NOW_MS, 0);
	assert_int_equal(ledger_open(NULL, &rig->ledger, &f), ST_OK);
	routes_init(&rig->routes, rig->ledger, 1, 1);
	rig->key = "key";
	*state = rig;
	return 0;
}

int
routes_rig_close(void **state)
{
	struct routes_rig *rig = *state;

	routes_finish_answer(&rig->answer);
	ledger_close(rig->ledger);
	mem_free(rig);
	clock_release();
	return 0;
}

static void
ask(struct routes_rig *rig, const char *method, const char *target, const char *body)
{
	struct request r = {
		.method = method,
		.target = target,
		.body = body,
		.body_bytes = strlen(body),
	};
	char authorization[128];

	if (rig->key) {
		(void)snprintf(authorization, sizeof(authorization), "App %s", rig->key);
		r.headers[0] = (struct request_header){ "Authorization", authorization };
		r.header_count = 1;
	}
	routes_finish_answer(&rig->answer);
	routes_answer(&rig->routes, &r, &rig->answer);
	assert_true(json_is_acceptable(routes_rig_body(rig), rig->answer.body.size_bytes));
}

void
routes_rig_get(struct routes_rig *rig, const char *target, int http_status)
{
	ask(rig, "GET", target, "");
	assert_int_equal(rig->answer.http_status, http_status);
}

void
routes_rig_post(struct routes_rig *rig, const char *target, const char *body, int http_status)
{
	ask(rig, "POST", target, body);
	assert_int_equal(rig->answer.http_status, http_status);
}

void
routes_rig_send(struct routes_rig *rig, int api_version, const char *number, const char *message_id)
{
	char body[512];

	(void)snprintf(body, sizeof(body),
	               api_version == 2
	                       ? "{\"messages\":[{\"from\":\"S\",\"text\":\"Code 1\","
	                         "\"destinations\":[{\"to\":\"%s\",\"messageId\":\"%s\"}]}]}"
	                       : "{\"messages\":[{\"sender\":\"S\",\"content\":{\"text\":"
	                         "\"Code 1\"},\"destinations\":[{\"to\":\"%s\","
	                         "\"messageId\":\"%s\"}]}]}",
	               number, message_id);
	routes_rig_post(rig, api_version == 2 ? "/sms/2/text/advanced" : "/sms/3/messages", body,
	                200);
}

const char *
routes_rig_body(const struct routes_rig *rig)
{
	return text_string(&rig->answer.body);
}

bool
routes_rig_says(const struct routes_rig *rig, const char *words)
{
	return strstr(routes_rig_body(rig), words) != NULL;
}

size_t
routes_rig_count(const struct routes_rig *rig, const char *words)
{
	const char *at = routes_rig_body(rig);
	size_t count = 0;

	while ((at = strstr(at, words)) != NULL) {
		at += strlen(words);
		count++;
	}
	return count;
}
