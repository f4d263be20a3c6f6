/* SPDX-License-Identifier: MIT */
/* HTTP and HTTPS on 127.0.0.1, asked through the running program */
#include "sandbox/server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "folder.h"
#include "sandbox_rig.h"

#define V2 "/sms/2/text/advanced"
#define V3 "/sms/3/messages"
#define DEADLINE_US (20LL * 1000 * 1000)

struct bench {
	struct folder folder;
	struct sandbox_rig r;
	struct sandbox_rig other;
	struct sandbox_answer a;
	char state[FOLDER_PATH_BYTES];
	char journal[FOLDER_PATH_BYTES];
};

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	folder_create(&b->folder);
	(void)snprintf(b->state, sizeof(b->state), "%s", folder_file(&b->folder, "state"));
	(void)snprintf(b->journal, sizeof(b->journal), "%s", folder_file(&b->folder, "journal"));
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	(void)sandbox_rig_stop(&b->r);
	(void)sandbox_rig_stop(&b->other);
	folder_destroy(&b->folder);
	free(b);
	return 0;
}

/* Every option stands in one text, apart by blanks. */
static const char *const *
options_of(const char *words)
{
	static char buffer[1024];
	static const char *options[20];
	size_t count = 0;

	(void)snprintf(buffer, sizeof(buffer), "%s", words);
	for (char *at = buffer; *at && count < 19; count++) {
		options[count] = at;
		at += strcspn(at, " ");
		if (*at)
			*at++ = '\0';
	}
	options[count] = NULL;
	return options;
}

static void
begin(struct bench *b, const char *options)
{
	sandbox_rig_start(&b->r, options_of(options));
}

static void
begin_with_files(struct bench *b, struct sandbox_rig *r)
{
	const char *const options[] = { "--state", b->state, "--journal", b->journal,
		                        "--speed", "50",     NULL };

	sandbox_rig_start(r, options);
}

static const char *
body_for(int api_version, const char *number, const char *id)
{
	static char body[512];

	(void)snprintf(body, sizeof(body),
	               api_version == 2
	                       ? "{\"messages\":[{\"from\":\"S\",\"destinations\":[{\"to\":\"%s\","
	                         "\"messageId\":\"%s\"}],\"text\":\"Code 482913\"}]}"
	                       : "{\"messages\":[{\"sender\":\"S\",\"destinations\":[{\"to\":"
	                         "\"%s\",\"messageId\":\"%s\"}],\"content\":{\"text\":"
	                         "\"Code 482913\"}}]}",
	               number, id);
	return body;
}

static void
send_to(struct bench *b, const struct sandbox_rig *r, const char *number, const char *id)
{
	sandbox_rig_ask(r, "key", V3, body_for(3, number, id), &b->a);
}

static void
expect(const struct bench *b, int http_status, const char *words)
{
	assert_int_equal(b->a.http_status, http_status);
	if (!strstr(b->a.body, words))
		fail_msg("\"%s\" is not in %s", words, b->a.body);
}

/* Lets the sandbox's time pass, after which its log says so. */
static void
expect_log_soon(struct bench *b, const struct sandbox_rig *r, const char *id, const char *words)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "/sms/3/logs?messageId=%s", id);
	sandbox_rig_ask(r, "key", "/sandbox/clock", "{\"advance_s\":3}", &b->a);
	expect(b, 200, "\"now\":");
	sandbox_rig_ask(r, "key", target, NULL, &b->a);
	expect(b, 200, words);
}

static void
a_message_arrives_by_itself(void **state)
{
	struct bench *b = *state;
	int64_t deadline_us;

	begin(b, "--speed 1000");
	send_to(b, &b->r, "99930005", "m");
	deadline_us = sandbox_rig_now_us() + DEADLINE_US;
	do
		sandbox_rig_ask(&b->r, "key", "/sms/3/reports", NULL, &b->a);
	while (!strstr(b->a.body, "DELIVERED_TO_HANDSET") && sandbox_rig_now_us() < deadline_us);
	expect(b, 200, "DELIVERED_TO_HANDSET");
}

/* Numbers. */

static void
every_kind_of_number_ends_as_it_says(void **state)
{
	static const struct {
		const char *number;
		const char *answer;
		const char *end;
	} kinds[] = {
		{ "99930005", "\"id\":26,", "DELIVERED_TO_HANDSET" },
		{ "99930002", "\"id\":26,", "DELIVERED_TO_OPERATOR" },
		{ "99910003", "PENDING_WAITING_DELIVERY", "PENDING_WAITING_DELIVERY" },
		{ "99920009", "\"id\":26,", "UNDELIVERABLE_NOT_DELIVERED" },
		{ "99940029", "\"id\":26,", "EXPIRED_DLR_UNKNOWN" },
		{ "99950012", "REJECTED_NOT_ENOUGH_CREDITS", "REJECTED_NOT_ENOUGH_CREDITS" },
		{ "99980027", "\"id\":26,", "EC_ABSENT_SUBSCRIBER" },
		{ "99984102", "\"id\":26,", "\"groupId\":3,\"groupName\":\"OPERATOR_ERRORS\"" },
		{ "99979999", "\"id\":26,", "DELIVERED_TO_HANDSET" },
		{ "99939999", "\"id\":26,", "\"id\":9999,\"name\":\"UNKNOWN\"" },
		{ "447700900123", "REJECTED_DESTINATION\"", "REJECTED_DESTINATION\"" },
	};
	struct bench *b = *state;

	begin(b, "--speed 50");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int api_version = i % 2 ? 2 : 3;
		char id[16];

		(void)snprintf(id, sizeof(id), "m%zu", i);
		sandbox_rig_ask(&b->r, "key", api_version == 2 ? V2 : V3,
		                body_for(api_version, kinds[i].number, id), &b->a);
		expect(b, 200, kinds[i].answer);
		expect_log_soon(b, &b->r, id, kinds[i].end);
	}
}

static void
both_versions_have_their_own_shape(void **state)
{
	struct bench *b = *state;

	begin(b, "");
	sandbox_rig_ask(&b->r, "key", V2, body_for(2, "99930005", "m2"), &b->a);
	expect(b, 200, "\"to\":\"99930005\"");
	assert_non_null(strstr(b->a.head, "Content-Type: application/json"));
	sandbox_rig_ask(&b->r, "key", V3, body_for(3, "99930005", "m3"), &b->a);
	expect(b, 200, "\"destination\":\"99930005\"");
	sandbox_rig_ask(&b->r, "key", "/sms/1/logs?messageId=m3", NULL, &b->a);
	expect(b, 200, "\"from\":\"S\",\"text\":\"Code 482913\"");
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs?messageId=m2", NULL, &b->a);
	expect(b, 200, "\"sender\":\"S\",\"content\":{\"text\":\"Code 482913\"}");
}

static void
an_http_number_answers_with_that_status(void **state)
{
	static const int statuses[] = {
		200, 204, 301, 304, 400, 401, 403, 404, 429, 500, 503, 599
	};
	struct bench *b = *state;
	char number[16];

	begin(b, "");
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		(void)snprintf(number, sizeof(number), "9999%04d", statuses[i]);
		send_to(b, &b->r, number, "m");
		assert_int_equal(b->a.http_status, statuses[i]);
	}
	send_to(b, &b->r, "99990100", "m");
	expect(b, 400, "E400");
	sandbox_rig_ask(&b->r, "key", V2, body_for(2, "99990429", "m"), &b->a);
	expect(b, 429, "\"messageId\":\"TOO_MANY_REQUESTS\"");
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
	expect(b, 200, "{\"results\":[]}");
}

static void
a_repeated_id_is_refused(void **state)
{
	struct bench *b = *state;

	begin(b, "");
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "\"id\":23,\"name\":\"REJECTED_DUPLICATE_MESSAGE_ID\"");
}

static void
a_dropped_number_gets_no_byte_but_is_taken_in(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	send_to(b, &b->r, "99900000", "m");
	assert_int_equal(b->a.http_status, 0);
	assert_string_equal(b->a.head, "");
	expect_log_soon(b, &b->r, "m", "DELIVERED_TO_HANDSET");
	assert_int_equal(folder_find(&b->folder, "\"messageIds\":[\"m\"]", 18), 1);
}

static void
a_slow_number_takes_its_seconds_whatever_the_speed(void **state)
{
	struct bench *b = *state;

	begin(b, "--speed 1000");
	send_to(b, &b->r, "99900001", "m");
	expect(b, 200, "PENDING_ACCEPTED");
	assert_true(b->a.elapsed_us >= 1000000);
}

/* Leaves a request behind whose answer takes 9999 s, once it has been taken in. */
static int
leave_waiting(struct bench *b)
{
	const char *body = body_for(3, "99909999", "slow");
	int fd = sandbox_rig_connect(&b->r);
	char request[1024];
	int size_bytes;

	size_bytes = snprintf(request, sizeof(request),
	                      "POST " V3 " HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n"
	                      "Content-Length: %zu\r\n\r\n%s",
	                      strlen(body), body);
	assert_int_equal(send(fd, request, (size_t)size_bytes, 0), size_bytes);
	expect_log_soon(b, &b->r, "slow", "\"slow\"");
	return fd;
}

static void
the_end_does_not_wait_for_a_slow_answer(void **state)
{
	struct bench *b = *state;
	int64_t begin_us;
	int fd;

	begin(b, "");
	fd = leave_waiting(b);
	begin_us = sandbox_rig_now_us();
	assert_int_equal(sandbox_rig_stop(&b->r), 0);
	assert_true(sandbox_rig_now_us() - begin_us < DEADLINE_US / 2);
	(void)close(fd);
}

static size_t
count_threads(pid_t pid)
{
	struct dirent *entry;
	size_t count = 0;
	char path[64];
	DIR *tasks;

	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	assert_non_null(tasks);
	while ((entry = readdir(tasks)) != NULL)
		count += entry->d_name[0] != '.';
	(void)closedir(tasks);
	return count;
}

static void
expect_threads_soon(pid_t pid, size_t most)
{
	int64_t deadline_us = sandbox_rig_now_us() + DEADLINE_US;

	while (count_threads(pid) > most)
		if (sandbox_rig_now_us() > deadline_us)
			fail_msg("%zu threads are left", count_threads(pid));
}

static void
a_client_that_leaves_ends_the_waiting(void **state)
{
	struct bench *b = *state;
	size_t threads;
	int fd;

	begin(b, "");
	threads = count_threads(b->r.pid);
	fd = leave_waiting(b);
	assert_true(count_threads(b->r.pid) > threads);
	(void)close(fd);
	expect_threads_soon(b->r.pid, threads);
}

/* Limits. */

static void
a_log_that_is_read_too_often_says_when_to_come_back(void **state)
{
	struct bench *b = *state;

	begin(b, "");
	for (int i = 0; i < 120; i++) {
		sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
		assert_int_equal(b->a.http_status, 200);
	}
	assert_null(strstr(b->a.head, "Retry-After:"));
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
	expect(b, 429, "\"errorCode\":\"E429\"");
	assert_non_null(strstr(b->a.head, "Retry-After: "));
	sandbox_rig_ask(&b->r, "key", "/sandbox/clock", "{\"advance_s\":60}", &b->a);
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
	expect(b, 200, "{\"results\":[]}");
}

static int64_t
date_of(const struct sandbox_answer *a)
{
	const char *at = strstr(a->head, "Date: ");
	struct tm date;

	assert_non_null(at);
	assert_null(strstr(at + 1, "Date: "));
	memset(&date, 0, sizeof(date));
	at = strptime(at, "Date: %a, %d %b %Y %H:%M:%S GMT", &date);
	assert_non_null(at);
	assert_int_equal(*at, '\r');
	return timegm(&date);
}

static void
the_date_is_the_movable_clocks(void **state)
{
	struct bench *b = *state;
	int64_t before_s;

	begin(b, "");
	sandbox_rig_ask(&b->r, "key", "/sandbox/clock", NULL, &b->a);
	before_s = date_of(&b->a);
	assert_true(llabs(before_s - clock_now_ms() / 1000) <= 5);
	sandbox_rig_ask(&b->r, "key", "/sandbox/clock", "{\"advance_s\":86400}", &b->a);
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
	assert_true(llabs(date_of(&b->a) - before_s - 86400) <= 5);
}

/* Keys and paths. */

static void
keys_decide_who_may(void **state)
{
	static const char bare[] =
		"GET /sms/3/logs HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
	struct bench *b = *state;

	begin(b, "");
	sandbox_rig_ask(&b->r, "bad-key", "/sms/3/logs", NULL, &b->a);
	expect(b, 401, "\"errorCode\":\"E401\"");
	sandbox_rig_ask(&b->r, "bad-key", V2, "{}", &b->a);
	expect(b, 401, "\"messageId\":\"UNAUTHORIZED\"");
	sandbox_rig_ask(&b->r, "noscope-key", "/sms/1/logs", NULL, &b->a);
	expect(b, 403, "\"messageId\":\"FORBIDDEN\"");
	sandbox_rig_exchange(&b->r, bare, sizeof(bare) - 1, &b->a);
	expect(b, 401, "\"errorCode\":\"E401\"");
	sandbox_rig_ask(&b->r, "key", "/account/1/nothing", NULL, &b->a);
	expect(b, 404, "\"messageId\":\"NOT_FOUND\"");
	sandbox_rig_ask(&b->r, "key", V3, "{\"messages\":[{}]}", &b->a);
	expect(b, 400, "\"property\":\"messages[0].destinations\"");
}

/* Files. */

static void
two_servers_share_a_state_file(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	begin_with_files(b, &b->other);
	assert_int_not_equal(b->r.port, b->other.port);
	send_to(b, &b->r, "99930005", "m");
	send_to(b, &b->other, "99930005", "m");
	expect(b, 200, "REJECTED_DUPLICATE_MESSAGE_ID");
	expect_log_soon(b, &b->other, "m", "DELIVERED_TO_HANDSET");
	assert_null(strstr(b->a.body, "482913"));
	expect_log_soon(b, &b->r, "m", "DELIVERED_TO_HANDSET");
	assert_non_null(strstr(b->a.body, "482913"));
}

static void
two_servers_hand_a_report_out_once(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	begin_with_files(b, &b->other);
	send_to(b, &b->other, "99930005", "m");
	sandbox_rig_ask(&b->r, "key", "/sandbox/clock", "{\"advance_s\":3}", &b->a);
	sandbox_rig_ask(&b->r, "key", "/sms/1/reports", NULL, &b->a);
	expect(b, 200, "\"messageId\":\"m\"");
	/* The clock of the other one has moved as well. */
	sandbox_rig_ask(&b->other, "key", "/sms/1/logs", NULL, &b->a);
	expect(b, 200, "DELIVERED_TO_HANDSET");
	sandbox_rig_ask(&b->other, "key", "/sms/1/reports", NULL, &b->a);
	expect(b, 200, "{\"results\":[]}");
}

static void
messages_outlive_a_killed_server(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	send_to(b, &b->r, "99980027", "m");
	(void)kill(b->r.pid, SIGKILL);
	assert_int_equal(sandbox_rig_wait(&b->r), 128 + SIGKILL);
	begin_with_files(b, &b->r);
	expect_log_soon(b, &b->r, "m", "EC_ABSENT_SUBSCRIBER");
	send_to(b, &b->r, "99980027", "m");
	expect(b, 200, "REJECTED_DUPLICATE_MESSAGE_ID");
}

static void
the_state_holds_no_text_and_the_journal_neither_key_nor_code(void **state)
{
	struct bench *b = *state;
	size_t size_bytes;
	char *bytes;

	begin_with_files(b, &b->r);
	sandbox_rig_ask(&b->r, "k3y-0f-m1ne", V3, body_for(3, "99930005", "m"), &b->a);
	expect(b, 200, "PENDING_ACCEPTED");
	assert_true(folder_is_private(&b->folder));
	assert_int_equal(folder_find(&b->folder, "k3y-0f-m1ne", 11), 0);
	bytes = (char *)folder_read(b->state, &size_bytes);
	assert_null(memmem(bytes, size_bytes, "482913", 6));
	free(bytes);
	bytes = (char *)folder_read(b->journal, &size_bytes);
	assert_non_null(memmem(bytes, size_bytes, "\"Authorization\":\"App ********\"", 30));
	assert_null(memmem(bytes, size_bytes, "482913", 6));
	assert_non_null(memmem(bytes, size_bytes, "99930005", 8));
	free(bytes);
}

static void
the_journal_has_refused_requests_too(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	sandbox_rig_ask(&b->r, "bad-key", "/sms/3/logs?limit=1", NULL, &b->a);
	sandbox_rig_ask(&b->r, "key", "/nowhere", NULL, &b->a);
	send_to(b, &b->r, "99990500", "m");
	assert_int_equal(folder_find(&b->folder, "\"query\":\"limit=1\"", 17), 1);
	assert_int_equal(folder_find(&b->folder, "\"path\":\"/nowhere\"", 17), 1);
	assert_int_equal(folder_find(&b->folder, "\"messageIds\":[\"m\"]", 18), 1);
}

static void
the_seed_makes_ids_come_again(void **state)
{
	static const char body[] = "{\"messages\":[{\"destinations\":[{\"to\":\"9993\"}],"
				   "\"content\":{\"text\":\"x\"}}]}";
	struct bench *b = *state;
	char first[SANDBOX_RIG_ANSWER_BYTES];

	begin(b, "--seed 18446744073709551615");
	sandbox_rig_ask(&b->r, "key", V3, body, &b->a);
	(void)memcpy(first, b->a.body, sizeof(first));
	assert_int_equal(sandbox_rig_stop(&b->r), 0);
	begin(b, "--seed 18446744073709551615");
	sandbox_rig_ask(&b->r, "key", V3, body, &b->a);
	assert_string_equal(b->a.body, first);
	assert_int_equal(sandbox_rig_stop(&b->r), 0);
	begin(b, "");
	sandbox_rig_ask(&b->r, "key", V3, body, &b->a);
	assert_string_not_equal(b->a.body, first);
}

/* The process. */

static void
listens_on_loopback_only(void **state)
{
	struct bench *b = *state;
	struct sockaddr_in address = { .sin_family = AF_INET };
	char wanted[64];
	int fd;

	begin(b, "");
	(void)snprintf(wanted, sizeof(wanted), "http://127.0.0.1:%u", b->r.port);
	assert_string_equal(b->r.url, wanted);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address.sin_port = htons((uint16_t)b->r.port);
	address.sin_addr.s_addr = inet_addr("127.0.0.2");
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), -1);
	assert_int_equal(errno, ECONNREFUSED);
	(void)close(fd);
}

static void
ends_when_its_pipe_closes(void **state)
{
	struct bench *b = *state;

	sandbox_rig_start_piped(&b->r, NULL);
	assert_int_equal(write(b->r.stdin_fd, "words\n", 6), 6);
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
	(void)close(b->r.stdin_fd);
	b->r.stdin_fd = -1;
	assert_int_equal(sandbox_rig_wait(&b->r), 0);
}

static void
signals_end_it_well(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		begin(b, "");
		(void)kill(b->r.pid, signals[i]);
		assert_int_equal(sandbox_rig_wait(&b->r), 0);
	}
}

static void
a_signal_that_its_starter_ignores_stays_ignored(void **state)
{
	struct bench *b = *state;

	(void)signal(SIGINT, SIG_IGN);
	begin(b, "");
	(void)signal(SIGINT, SIG_DFL);
	(void)kill(b->r.pid, SIGINT);
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
	assert_int_equal(sandbox_rig_stop(&b->r), 0);
}

/* Runs the program with wrong options: one line, and the exit status. */
static void
expect_refusal(const char *options, int exit_status, const char *words)
{
	char said[4096];

	assert_int_equal(sandbox_rig_run(options_of(options), said, sizeof(said)), exit_status);
	assert_memory_equal(said, "otpdeck-sandbox: ", 17);
	if (!strstr(said, words))
		fail_msg("\"%s\" is not in %s", words, said);
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static void
a_taken_port_is_said_in_one_line(void **state)
{
	struct bench *b = *state;
	char options[64];
	char words[64];

	begin(b, "");
	(void)snprintf(options, sizeof(options), "--port %u", b->r.port);
	(void)snprintf(words, sizeof(words), "port %u of 127.0.0.1 is taken", b->r.port);
	expect_refusal(options, 3, words);
	assert_int_equal(sandbox_rig_stop(&b->r), 0);
	begin(b, options);
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
}

static void
wrong_use_is_said_in_one_line(void **state)
{
	(void)state;
	expect_refusal("--tls", 2, "--tls needs --cert FILE and --key FILE");
	expect_refusal("--tls --cert x", 2, "--tls needs");
	expect_refusal("--cert x --key y", 2, "need --tls");
	expect_refusal("--colour", 2, "unknown option \"--colour\"");
	expect_refusal("-x", 2, "unknown option \"-x\"");
	expect_refusal("--port", 2, "--port needs a value");
	expect_refusal("--port 65536", 2, "--port takes a number from 0 to 65535");
	expect_refusal("--port -1", 2, "--port takes");
	expect_refusal("--port 80a", 2, "--port takes");
	expect_refusal("--seed 18446744073709551616", 2, "--seed takes");
	expect_refusal("--speed 0", 2, "--speed takes a number from 0.1 to 1000");
	expect_refusal("--speed nan", 2, "--speed takes");
	expect_refusal("--speed 1x", 2, "--speed takes");
	expect_refusal("run", 2, "nothing is expected at \"run\"");
	expect_refusal("--state /nonexistent/x", 3, "/nonexistent/x");
	expect_refusal("--state /dev/null", 3, "no regular file");
	expect_refusal("--journal /nonexistent/x", 3, "/nonexistent/x");
}

static void
help_begins_with_examples(void **state)
{
	char said[8192];

	(void)state;
	assert_int_equal(sandbox_rig_run(options_of("--help"), said, sizeof(said)), 0);
	assert_memory_equal(said, "Examples:\n", 10);
	assert_non_null(strstr(said, "+99950012"));
	assert_int_equal(sandbox_rig_run(options_of("--version"), said, sizeof(said)), 0);
	assert_memory_equal(said, "otpdeck-sandbox ", 16);
	assert_int_equal(sandbox_rig_run(options_of("--journal x -h"), said, sizeof(said)), 0);
	assert_int_not_equal(access("x", F_OK), 0);
}

/* TLS. */

static void
skip_without_openssl(void)
{
	if (system("openssl version >/dev/null 2>&1") != 0) {
		print_message("openssl is not installed\n");
		skip();
	}
}

static void
make_certificate(const struct bench *b, const char *name)
{
	char command[1024];

	(void)snprintf(command, sizeof(command),
	               "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
	               "-days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 "
	               "-keyout '%s/%s.key' -out '%s/%s.cert' >/dev/null 2>&1",
	               b->folder.path, name, b->folder.path, name);
	assert_int_equal(system(command), 0);
}

static void
answers_over_tls(void **state)
{
	struct bench *b = *state;
	char command[1024];
	char answer[4096] = "";
	FILE *client;

	skip_without_openssl();
	make_certificate(b, "a");
	(void)snprintf(command, sizeof(command), "--tls --cert %s/a.cert --key %s/a.key",
	               b->folder.path, b->folder.path);
	begin(b, command);
	assert_memory_equal(b->r.url, "https://127.0.0.1:", 18);
	(void)snprintf(
		command, sizeof(command),
		"printf 'GET /sms/3/logs HTTP/1.1\\r\\nHost: h\\r\\nAuthorization: App k\\r\\n"
		"Connection: close\\r\\n\\r\\n' | openssl s_client -quiet -connect "
		"127.0.0.1:%u -CAfile '%s/a.cert' -verify_return_error 2>/dev/null",
		b->r.port, b->folder.path);
	client = popen(command, "r");
	assert_non_null(client);
	assert_true(fread(answer, 1, sizeof(answer) - 1, client) > 0);
	(void)pclose(client);
	assert_memory_equal(answer, "HTTP/1.1 200 OK", 15);
	assert_non_null(strstr(answer, "{\"results\":[]}"));
	sandbox_rig_ask(&b->r, "key", "/sms/3/logs", NULL, &b->a);
	assert_int_equal(b->a.http_status, 0);
}

static void
a_key_of_another_certificate_does_not_load(void **state)
{
	struct bench *b = *state;
	char options[1024];

	skip_without_openssl();
	make_certificate(b, "a");
	make_certificate(b, "b");
	(void)snprintf(options, sizeof(options), "--tls --cert %s/a.cert --key %s/b.key",
	               b->folder.path, b->folder.path);
	expect_refusal(options, 2, "do not load together");
	(void)snprintf(options, sizeof(options), "--tls --cert %s/a.cert --key %s/none",
	               b->folder.path, b->folder.path);
	expect_refusal(options, 2, "none");
}

/* Hostile input. */

static void
send_raw(struct bench *b, const char *bytes)
{
	sandbox_rig_exchange(&b->r, bytes, strlen(bytes), &b->a);
}

static void
send_body_of(struct bench *b, size_t body_bytes)
{
	size_t room_bytes = body_bytes + 512;
	char *request = malloc(room_bytes);
	int head_bytes = snprintf(request, room_bytes,
	                          "POST " V3 " HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n"
	                          "Connection: close\r\nContent-Length: %zu\r\n\r\n",
	                          body_bytes);

	memset(request + head_bytes, '[', body_bytes);
	sandbox_rig_exchange(&b->r, request, (size_t)head_bytes + body_bytes, &b->a);
	free(request);
}

static void
large_bodies_are_refused(void **state)
{
	struct bench *b = *state;

	begin_with_files(b, &b->r);
	send_body_of(b, 1024 * 1024);
	expect(b, 400, "E400");
	send_body_of(b, 1024 * 1024 + 1);
	expect(b, 413, "E413");
	assert_int_equal(folder_find(&b->folder, "\"truncated\":true", 16), 1);
	send_body_of(b, 17 * 1024 * 1024);
	assert_int_equal(b->a.http_status, 0);
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
}

static void
other_ways_to_send_a_body_work(void **state)
{
	struct bench *b = *state;
	const char *body = body_for(3, "99930005", "m1");
	char request[1024];

	begin(b, "");
	(void)snprintf(
		request, sizeof(request),
		"POST " V3 " HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\nConnection: "
		"close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%.5s\r\n%zx\r\n%s\r\n0\r\n\r\n",
		body, strlen(body) - 5, body + 5);
	send_raw(b, request);
	expect(b, 200, "PENDING_ACCEPTED");
	body = body_for(3, "99930005", "m2");
	(void)snprintf(request, sizeof(request),
	               "POST " V3
	               " HTTP/1.0\r\nAuthorization: App k\r\nContent-Length: %zu\r\n\r\n%s",
	               strlen(body), body);
	send_raw(b, request);
	assert_non_null(strstr(b->a.body, "PENDING_ACCEPTED"));
}

static void
one_connection_carries_several_requests(void **state)
{
	struct bench *b = *state;

	begin(b, "");
	send_raw(b, "GET /sms/3/logs?limit=1 HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n\r\n"
	            "GET /sms/3/logs?limit=0 HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n"
	            "Connection: close\r\n\r\n");
	expect(b, 200, "{\"results\":[]}HTTP/1.1 400");
}

/* Sends, says that no more will come, and waits for the other side to close. */
static void
send_and_hang_up(const struct sandbox_rig *r, const char *bytes, size_t size_bytes)
{
	char thrown_away[512];
	int fd = sandbox_rig_connect(r);

	(void)send(fd, bytes, size_bytes, MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	while (recv(fd, thrown_away, sizeof(thrown_away), 0) > 0)
		;
	(void)close(fd);
}

static void
break_off(struct bench *b, const char *bytes)
{
	send_and_hang_up(&b->r, bytes, strlen(bytes));
}

static void
broken_requests_do_not_end_it(void **state)
{
	struct bench *b = *state;
	char *long_line = malloc(300001);

	begin(b, "");
	memset(long_line, 'a', 300000);
	long_line[300000] = '\0';
	memcpy(long_line, "GET /", 5);
	break_off(b, long_line);
	memcpy(long_line + 1000, " HTTP/1.1\r\nX: ", 14);
	break_off(b, long_line);
	free(long_line);
	break_off(b, "\r\n\r\n\r\n");
	break_off(b, "GET\r\n\r\n");
	break_off(b, "POST " V3 " HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n{}");
	break_off(b, "POST " V3 " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
	break_off(b, "GET /%00%ff%zz?%=&=&&a%00=%00 HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n"
	             "Connection: close\r\n\r\n");
	break_off(b, "\x16\x03\x01\x02\x01\x01\xfc\x03\x03");
	send_to(b, &b->r, "99930005", "m");
	expect(b, 200, "PENDING_ACCEPTED");
}

/* In this process, so that sanitizers see both sides. */

struct inside {
	struct ledger *ledger;
	struct routes routes;
	struct server *server;
	struct sandbox_rig r;
};

static void
begin_inside(struct inside *in)
{
	struct server_options options = { .routes = &in->routes };
	struct fault f;

	memset(in, 0, sizeof(*in));
	assert_int_equal(ledger_open(NULL, &in->ledger, &f), ST_OK);
	routes_init(&in->routes, in->ledger, 1, 1);
	assert_int_equal(server_start(&options, &in->server, &f), ST_OK);
	in->r.port = server_port(in->server);
}

static void
end_inside(struct inside *in)
{
	server_stop(in->server);
	server_stop(NULL);
	ledger_close(in->ledger);
}

static void
random_bytes_are_survived(void **state)
{
	static const char *const openings[] = {
		"",
		"GET /sms/3/logs?",
		"POST " V3
		" HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\nContent-Length: 99\r\n\r\n",
		"POST " V2 " HTTP/1.1\r\nHost: h\r\nAuthorization: App k\r\n",
		"POST " V3 " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
	};
	struct bench *b = *state;
	struct inside in;

	begin_inside(&in);
	srand(11);
	for (int i = 0; i < 300; i++) {
		const char *opening = openings[i % 5];
		size_t size_bytes = strlen(opening);
		char bytes[512];

		memcpy(bytes, opening, size_bytes);
		while (size_bytes < sizeof(bytes))
			bytes[size_bytes++] = (char)rand();
		send_and_hang_up(&in.r, bytes, (size_t)(rand() % 300) + strlen(opening));
	}
	sandbox_rig_ask(&in.r, "key", V3, body_for(3, "99930005", "m"), &b->a);
	expect(b, 200, "PENDING_ACCEPTED");
	end_inside(&in);
}

struct sender {
	const struct sandbox_rig *r;
	int number;
	int accepted;
};

/* Sends forty messages, of which every second has an id that all senders use. */
static void *
send_many(void *context)
{
	struct sender *s = context;
	struct sandbox_answer *a = malloc(sizeof(*a));

	for (int i = 0; i < 40; i++) {
		char body[256];

		(void)snprintf(
			body, sizeof(body),
			"{\"messages\":[{\"destinations\":[{\"to\":\"99930005\",\"messageId\":"
			"\"%d-%d\"}],\"text\":\"x\"}]}",
			i % 2 ? s->number : 0, i);
		sandbox_rig_ask(s->r, "key", V2, body, a);
		s->accepted += strstr(a->body, "PENDING_ACCEPTED") != NULL;
	}
	free(a);
	return NULL;
}

static void
senders_at_the_same_time_do_not_disturb_each_other(void **state)
{
	struct sender senders[6];
	pthread_t threads[6];
	struct bench *b = *state;
	struct inside in;
	int accepted = 0;

	begin_inside(&in);
	for (int i = 0; i < 6; i++) {
		senders[i] = (struct sender){ &in.r, i + 1, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, send_many, &senders[i]), 0);
	}
	for (int i = 0; i < 6; i++) {
		(void)pthread_join(threads[i], NULL);
		accepted += senders[i].accepted;
	}
	assert_int_equal(accepted, 6 * 20 + 20);
	sandbox_rig_ask(&in.r, "key", "/sms/3/logs?limit=1&messageId=0-38", NULL, &b->a);
	expect(b, 200, "\"0-38\"");
	end_inside(&in);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_message_arrives_by_itself),
		TEST(every_kind_of_number_ends_as_it_says),
		TEST(both_versions_have_their_own_shape),
		TEST(an_http_number_answers_with_that_status),
		TEST(a_repeated_id_is_refused),
		TEST(a_dropped_number_gets_no_byte_but_is_taken_in),
		TEST(a_slow_number_takes_its_seconds_whatever_the_speed),
		TEST(the_end_does_not_wait_for_a_slow_answer),
		TEST(a_client_that_leaves_ends_the_waiting),
		TEST(a_log_that_is_read_too_often_says_when_to_come_back),
		TEST(the_date_is_the_movable_clocks),
		TEST(keys_decide_who_may),
		TEST(two_servers_share_a_state_file),
		TEST(two_servers_hand_a_report_out_once),
		TEST(messages_outlive_a_killed_server),
		TEST(the_state_holds_no_text_and_the_journal_neither_key_nor_code),
		TEST(the_journal_has_refused_requests_too),
		TEST(the_seed_makes_ids_come_again),
		TEST(listens_on_loopback_only),
		TEST(ends_when_its_pipe_closes),
		TEST(signals_end_it_well),
		TEST(a_signal_that_its_starter_ignores_stays_ignored),
		TEST(a_taken_port_is_said_in_one_line),
		TEST(wrong_use_is_said_in_one_line),
		TEST(help_begins_with_examples),
		TEST(answers_over_tls),
		TEST(a_key_of_another_certificate_does_not_load),
		TEST(large_bodies_are_refused),
		TEST(other_ways_to_send_a_body_work),
		TEST(one_connection_carries_several_requests),
		TEST(broken_requests_do_not_end_it),
		TEST(random_bytes_are_survived),
		TEST(senders_at_the_same_time_do_not_disturb_each_other),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
