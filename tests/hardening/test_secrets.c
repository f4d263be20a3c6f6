/* SPDX-License-Identifier: MIT */
/* secrets, codes and numbers stay where they belong: modes, /proc, argv, files and words */
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "fault_server.h"
#include "needles.h"
#include "program.h"

#define SECRETS 20
#define CODE "48291357"
#define NUMBER "+447700900123"
#define JSON_TYPE "Content-Type: application/json\r\n"
#define OTHER_USER 65533

static const struct program_child no_child = { .input_fd = -1, .fds = { -1, -1 } };

/* Characters that some encoding changes, and no run of digits: those are starred wherever they
 * stand, and a secret would be hidden by chance. */
static void
make_secret(int index, char out[64])
{
	uint32_t drawn = 0x9e3779b9u * (uint32_t)(index + 1);

	snprintf(out, 64, "mk%c/+=q\"", 'A' + index);
	for (size_t i = strlen(out); i < 28; i++) {
		drawn = drawn * 1664525u + 1013904223u;
		out[i] = (char)('a' + (drawn >> 16) % 26);
		out[i + 1] = '\0';
	}
}

static void
add_all(struct needles *n)
{
	char secret[64];

	*n = (struct needles){ 0 };
	for (int i = 0; i < SECRETS; i++) {
		make_secret(i, secret);
		needles_add(n, secret);
	}
	needles_add(n, CODE);
	needles_add(n, "4 8 2 9 1 3 5 7");
	needles_add(n, "7700900123");
	needles_add(n, "7700 900123");
	needles_add(n, "someone.private@example.com");
	needles_add(n, "Private Person");
	needles_add(n, "198.51.100.77");
}

/* --- T1: modes ------------------------------------------------------------------------------- */

static int
expect_private_entry(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)type;
	if (walk->level > 0 && (info->st_mode & 077) != 0)
		fail_msg("%s has mode %03o", path, (unsigned)info->st_mode & 0777);
	return 0;
}

static void
expect_private(struct program *p)
{
	assert_int_equal(nftw(p->home, expect_private_entry, 8, FTW_PHYS), 0);
}

static void
every_file_is_private_whatever_the_umask(void **state)
{
	struct program *p = *state;
	struct program_child c = no_child;
	char line[128];

	p->mask = 0;
	program_expect(p, 0, "log", "list", NULL);
	expect_private(p);
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	expect_private(p);
	program_expect(p, 0, "profile", "add", "staging", "--environment", "staging", NULL);
	expect_private(p);
	p->input = "secret-of-a-test";
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	expect_private(p);
	program_expect(p, 0, "log", "follow", NULL);
	expect_private(p);
	program_start(p, &c, "send", "--to", "+99900020", NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	expect_private(p);
	program_end(p, &c, SIGKILL);
	program_child_finish(&c);
	expect_private(p);
	program_start(p, &c, "sandbox", "--journal", "journal.jsonl", "--state", "state.jsonl",
	              NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	program_end(p, &c, SIGTERM);
	program_child_finish(&c);
	expect_private(p);
}

/* nftw() hands nothing on to its callback. */
static size_t readable_bytes;

static int
count_readable(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	char bytes[4096];
	ssize_t got;
	int fd;

	(void)info;
	(void)walk;
	if (type != FTW_F || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return 0;
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		readable_bytes += (size_t)got;
	close(fd);
	return 0;
}

static void
another_user_reads_nothing(void **state)
{
	struct program *p = *state;
	int status;
	pid_t pid;

	if (geteuid() != 0)
		skip();
	p->mask = 0;
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	assert_int_equal(chmod(p->folder.path, 0755), 0);
	assert_int_equal(chmod(p->home, 0755), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if (syscall(SYS_setgroups, 0, NULL) != 0 ||
		    syscall(SYS_setresgid, OTHER_USER, OTHER_USER, OTHER_USER) != 0 ||
		    syscall(SYS_setresuid, OTHER_USER, OTHER_USER, OTHER_USER) != 0)
			_exit(2);
		nftw(p->home, count_readable, 8, FTW_PHYS);
		_exit(readable_bytes > 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- T2, T7: a live process ------------------------------------------------------------------ */

/* What the same user without rights gets of a file in /proc/PID; -1 when it is refused. */
static ssize_t
read_as(uid_t uid, pid_t of, const char *name, char *out, size_t out_bytes)
{
	int ends[2];
	ssize_t size_bytes = 0;
	ssize_t got;
	char path[64];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)of, name);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		char bytes[65536];
		int fd;

		if (uid != geteuid() && (syscall(SYS_setgroups, 0, NULL) != 0 ||
		                         syscall(SYS_setresgid, uid, uid, uid) != 0 ||
		                         syscall(SYS_setresuid, uid, uid, uid) != 0))
			_exit(2);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		got = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
		_exit(got < 0 || write(ends[1], bytes, (size_t)got) != got);
	}
	close(ends[1]);
	while ((got = read(ends[0], out + size_bytes, out_bytes - (size_t)size_bytes)) > 0)
		size_bytes += got;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 2);
	return WEXITSTATUS(status) == 0 ? size_bytes : -1;
}

static void
expect_closed(struct program *p, const struct needles *n, pid_t pid)
{
	static const char *const refused[] = { "environ", "maps", "mem", "auxv", "syscall" };
	static char bytes[1024 * 1024];
	ssize_t size_bytes;

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		if (read_as(p->uid, pid, refused[i], bytes, sizeof(bytes)) >= 0)
			fail_msg("/proc/%d/%s can be read", (int)pid, refused[i]);
	}
	size_bytes = read_as(p->uid, pid, "cmdline", bytes, sizeof(bytes));
	assert_true(size_bytes > 0);
	assert_null(needles_find(n, bytes, (size_t)size_bytes));
	size_bytes = read_as(p->uid, pid, "limits", bytes, sizeof(bytes));
	assert_true(size_bytes > 0);
	bytes[size_bytes] = '\0';
	assert_non_null(strstr(bytes, "Max core file size        0                    0"));
}

static void
a_live_process_shows_nothing_to_its_own_user(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct fault_script stalls = { .path = "/sms/3/messages", .mode = FAULT_STALL };
	struct program_child c = no_child;
	struct needles n;
	char secret[64];

	add_all(&n);
	program_be_nobody(p);
	make_secret(0, secret);
	program_make_staging(p, fault_server_url(server), secret);
	fault_server_script(server, &stalls);
	p->input = CODE;
	program_start(p, &c, "send", "--to", NUMBER, "--code", "-", "--yes", NULL);
	assert_int_equal(write(c.input_fd, CODE, strlen(CODE)), strlen(CODE));
	close(c.input_fd);
	c.input_fd = -1;
	/* The number was typed as an argument, which is the operator's own. */
	needles_finish(&n);
	needles_add(&n, secret);
	needles_add(&n, CODE);
	while (fault_server_arrivals(server) == 0)
		program_pause(c.started_ms);
	expect_closed(p, &n, c.pid);
	program_end(p, &c, SIGKILL);
	program_child_finish(&c);
	needles_finish(&n);
	fault_server_destroy(server);
}

static void
the_sandbox_inherits_neither_secrets_nor_environment(void **state)
{
	struct program *p = *state;
	struct program_child c = no_child;
	struct needles n = { 0 };
	char bytes[65536];
	char line[128];
	pid_t sandbox;
	ssize_t size_bytes;
	int fd;

	program_be_nobody(p);
	needles_add(&n, "marker-in-the-environment");
	needles_add(&n, CODE);
	program_set_env(p, "SOMEBODYS_TOKEN=marker-in-the-environment");
	program_start(p, &c, "send", "--to", "+99900020", "--code", CODE, NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	sandbox = program_find_child(c.pid, "otpdeck-sandbox");
	assert_true(sandbox > 0);
	expect_closed(p, &n, sandbox);
	/* Root may look in, and finds nothing either. */
	snprintf(line, sizeof(line), "/proc/%d/environ", (int)sandbox);
	fd = open(line, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		size_bytes = read(fd, bytes, sizeof(bytes));
		assert_true(size_bytes <= 0 || !needles_find(&n, bytes, (size_t)size_bytes));
		close(fd);
	}
	program_end(p, &c, SIGKILL);
	program_child_finish(&c);
	needles_finish(&n);
}

/* --- T3, T8: every file and every word ------------------------------------------------------- */

struct hunt {
	struct program *p;
	struct needles n;
	struct fault_server *server;
	int runs;
};

static void
look_at_words(struct hunt *h, const char *what)
{
	const char *form = needles_find(&h->n, h->p->out, h->p->out_bytes);

	if (!form)
		form = needles_find(&h->n, h->p->err, h->p->err_bytes);
	if (form)
		fail_msg("%s prints a secret %s:\n%s%s", what, form, h->p->out, h->p->err);
}

#define HUNT(h, ...)                                                                               \
	do {                                                                                       \
		program_run_list((h)->p, (const char *const[]){ __VA_ARGS__, NULL });              \
		look_at_words(h, (const char *const[]){ __VA_ARGS__ }[0]);                         \
		needles_expect_none_below(&(h)->n, (h)->p->folder.path);                           \
	} while (0)

static void
store_secrets(struct hunt *h)
{
	char secret[64];
	char name[32];

	for (int i = 0; i < SECRETS; i++) {
		make_secret(i, secret);
		snprintf(name, sizeof(name), "%s%.0d", i == 0 ? "API_KEY" : "HOOK_", i);
		h->p->input = secret;
		program_run(h->p, "secret", "set", name, NULL);
		assert_int_equal(h->p->status, 0);
		look_at_words(h, "secret set");
	}
	needles_expect_none_below(&h->n, h->p->folder.path);
	HUNT(h, "secret", "list");
	HUNT(h, "secret", "list", "--json");
}

/* A key that was refused in an earlier send is not sent again until it is set anew. */
static void
set_key_anew(struct hunt *h)
{
	char secret[64];

	make_secret(0, secret);
	h->p->input = secret;
	program_run(h->p, "secret", "set", "API_KEY", NULL);
	assert_int_equal(h->p->status, 0);
}

/* A send with everything that must not be kept, in a form that does not come through argv. */
static void
send_all(struct hunt *h, bool json)
{
	static const char context[] =
		"{\"code\":\"" CODE "\",\"message_type\":\"sms\",\"language\":\"en\",\"user\":{"
		"\"name\":\"Private Person\","
		"\"email\":\"someone.private@example.com\"},\"request\":{\"ip\":\"198.51.100.77\"},"
		"\"client\":{\"client_id\":\"app\",\"client_metadata\":{\"last\":\"" CODE "\"}}}";

	/* Six seconds hold three sends; the rows of others are moved out of the way. */
	program_tamper(h->p, "UPDATE message SET created_at_ms = created_at_ms - 7200000");
	h->p->input = context;
	HUNT(h, "send", "--to", NUMBER, "--context", "-", "--yes", json ? "--json" : "-q", "--text",
	     "Your code {{code}}, again {{code}}. 4. 8. 2. 9. 1. 3. 5. 7.");
	if (h->p->status == 9 || h->p->status == 2)
		fail_msg("%s%s", h->p->out, h->p->err);
	h->runs++;
}

static void
send_under_faults(struct hunt *h)
{
	static const enum fault_mode modes[] = { FAULT_ACCEPT,        FAULT_CLOSE,
		                                 FAULT_RESET,         FAULT_SHORT,
		                                 FAULT_SHORT_CHUNKED, FAULT_BOMB,
		                                 FAULT_MANY_HEADERS };
	static const int statuses[] = { 301, 400, 401, 403, 429, 500, 503 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct fault_script script = { .mode = modes[i] };

		fault_server_script(h->server, &script);
		send_all(h, i % 2 == 0);
	}
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		set_key_anew(h);
		fault_server_answer(h->server, NULL, statuses[i], NULL, "");
		send_all(h, i % 2 == 0);
	}
}

/* A gateway that answers with all that it was sent. */
static void
send_to_echoes(struct hunt *h)
{
	char body[1024];
	char secret[64];
	char escaped[80];
	size_t size_bytes = 0;

	make_secret(0, secret);
	for (const char *at = secret; *at; at++) {
		if (*at == '"')
			escaped[size_bytes++] = '\\';
		escaped[size_bytes++] = *at;
	}
	escaped[size_bytes] = '\0';
	snprintf(body, sizeof(body),
	         "<pre>Authorization: App %s\n{\"to\":\"447700900123\",\"text\":\"" CODE
	         "\"}</pre>",
	         secret);
	fault_server_answer(h->server, NULL, 502, "Content-Type: text/html\r\n", body);
	send_all(h, true);
	set_key_anew(h);
	fault_server_answer(h->server, NULL, 401, "Content-Type: text/html\r\n", body);
	send_all(h, false);
	snprintf(body, sizeof(body),
	         "{\"errorCode\":\"E401\",\"description\":\"no key like App %s for "
	         "447700900123: " CODE "\",\"violations\":[{\"property\":\"%s\","
	         "\"violation\":\"" CODE "\"}]}",
	         escaped, escaped);
	set_key_anew(h);
	fault_server_answer(h->server, NULL, 401, JSON_TYPE, body);
	send_all(h, true);
	send_all(h, false);
	snprintf(body, sizeof(body),
	         "{\"messages\":[{\"messageId\":\"@ID@\",\"destination\":\"@TO@\","
	         "\"status\":{\"groupId\":5,\"id\":12,\"groupName\":\"%s\",\"name\":\"" CODE
	         "\",\"description\":\"%s to +447700900123\",\"action\":\"" CODE "\"}}]}",
	         escaped, escaped);
	fault_server_answer(h->server, NULL, 200, JSON_TYPE, body);
	send_all(h, true);
	send_all(h, false);
}

static void
read_everything(struct hunt *h)
{
	char row[16];

	HUNT(h, "log", "list");
	HUNT(h, "log", "list", "--json");
	HUNT(h, "log", "list", "--format", "csv");
	HUNT(h, "log", "list", "--format", "jsonl");
	HUNT(h, "log", "list", "--to", "*0123", "--json");
	HUNT(h, "log", "follow");
	HUNT(h, "profile", "show", "--json");
	HUNT(h, "paths");
	for (int i = 1; i <= h->runs; i++) {
		snprintf(row, sizeof(row), "%d", i);
		HUNT(h, "log", "show", row);
		HUNT(h, "log", "show", row, "--json");
		HUNT(h, "log", "explain", row, "--json");
	}
}

static void
kill_in_mid_send(struct hunt *h)
{
	struct fault_script stalls = { .mode = FAULT_STALL };
	struct program_child c = no_child;
	size_t before = fault_server_arrivals(h->server);

	fault_server_script(h->server, &stalls);
	program_tamper(h->p, "UPDATE message SET created_at_ms = created_at_ms - 7200000");
	program_start(h->p, &c, "send", "--to", NUMBER, "--code", CODE, "--yes", NULL);
	while (fault_server_arrivals(h->server) == before)
		program_pause(c.started_ms);
	program_end(h->p, &c, SIGKILL);
	program_child_finish(&c);
	needles_expect_none_below(&h->n, h->p->folder.path);
	h->runs++;
}

static void
no_secret_code_or_number_stands_in_any_file_or_word(void **state)
{
	struct hunt h = { .p = *state };
	struct program *p = h.p;

	add_all(&h.n);
	h.server = fault_server_start(FAULT_DOOR_OPEN);
	program_make_staging(p, fault_server_url(h.server), "first");
	program_expect(p, 0, "profile", "set", "budget_day_messages", "1000", NULL);
	store_secrets(&h);
	send_under_faults(&h);
	send_to_echoes(&h);
	set_key_anew(&h);
	kill_in_mid_send(&h);
	read_everything(&h);
	program_run(p, "secret", "rm", "HOOK_1", "--yes", NULL);
	HUNT(&h, "secret", "list", "--json");
	needles_finish(&h.n);
	fault_server_destroy(h.server);
}

/* --- T16: what cannot travel in a header ----------------------------------------------------- */

static void
a_key_that_would_be_two_headers_is_refused(void **state)
{
	static const char *const keys[] = {
		"abc\r\nX-Evil: 1", "abc\ndef",     "abc\rdef", "abc\177def", "abc\x01",
		"k\xc3\xa9y",       "\xe2\x80\xae", "",         " \n",        "\"\"",
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		p->input = keys[i];
		program_expect(p, 2, "secret", "set", "API_KEY", "--json", NULL);
		program_expect_word(p, "error.code", "secret_invalid");
		if (strlen(keys[i]) > 3)
			assert_false(program_holds(p->out, p->out_bytes, "abc"));
	}
	p->input = "abc\0def";
	p->input_bytes = 7;
	program_expect(p, 2, "secret", "set", "API_KEY", "--json", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM secret"), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_file_is_private_whatever_the_umask),
		TEST(another_user_reads_nothing),
		TEST(a_live_process_shows_nothing_to_its_own_user),
		TEST(the_sandbox_inherits_neither_secrets_nor_environment),
		TEST(no_secret_code_or_number_stands_in_any_file_or_word),
		TEST(a_key_that_would_be_two_headers_is_refused),
	};

	return cmocka_run_group_tests_name("hardening/secrets", tests, NULL, NULL);
}
