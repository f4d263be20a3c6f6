/* SPDX-License-Identifier: MIT */
/* a console in this process on an emulated terminal */
#include "rig_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/loop.h"
#include "app/session.h"
#include "base/clock.h"
#include "store/db.h"
#include "ui/console.h"
#include "ui/term.h"

#define TURN_MS 10

/* Environment: what a test asks for, and nothing of the caller's. */

static void
set_variable(const char *assignment, bool present)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(assignment, "="), assignment);
	if (present)
		setenv(name, assignment + strlen(name) + 1, 1);
	else
		unsetenv(name);
}

static void
set_environment(struct rig *r, const struct rig_options *options)
{
	static const char *const unwanted[] = {
		"LINES",         "COLUMNS",        "NO_COLOR",        "CLICOLOR",
		"ESCDELAY",      "OTPDECK_STORE",  "OTPDECK_PROFILE", "XDG_CONFIG_HOME",
		"XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME",
	};
	const char *home = getenv("HOME");

	snprintf(r->home_before, sizeof(r->home_before), "%s", home ? home : "");
	setenv("HOME", r->folder.path, 1);
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		unsetenv(unwanted[i]);
	if (options->term && !*options->term)
		unsetenv("TERM");
	else
		setenv("TERM", options->term ? options->term : "xterm-256color", 1);
	setenv("LC_ALL", options->locale ? options->locale : "C.UTF-8", 1);
	setlocale(LC_CTYPE, "");
	for (size_t i = 0; i < 4 && options->environment[i]; i++) {
		r->environment[i] = options->environment[i];
		set_variable(options->environment[i], true);
	}
}

static void
restore_environment(struct rig *r)
{
	for (size_t i = 0; i < 4 && r->environment[i]; i++)
		set_variable(r->environment[i], false);
	setenv("HOME", r->home_before, 1);
	unsetenv("LC_ALL");
	setlocale(LC_CTYPE, "C");
}

/* Begin and end. */

struct rig *
rig_create(void **state, const struct rig_options *options)
{
	static const struct rig_options standard = { .rows = 0 };
	const struct rig_options *o = options ? options : &standard;
	struct rig *r = calloc(1, sizeof(*r));
	struct winsize size = {
		.ws_row = (unsigned short)(o->rows > 0 ? o->rows : 24),
		.ws_col = (unsigned short)(o->columns > 0 ? o->columns : 80),
	};

	assert_non_null(r);
	*state = r;
	r->child_fd = -1;
	r->job_pipe = -1;
	r->exit_status = -1;
	signal(SIGPIPE, SIG_IGN);
	folder_create(&r->folder);
	set_environment(r, o);
	assert_int_equal(openpty(&r->master, &r->slave, NULL, NULL, &size), 0);
	fcntl(r->master, F_SETFD, FD_CLOEXEC);
	fcntl(r->slave, F_SETFD, FD_CLOEXEC);
	rig_pump_start(r);
	return r;
}

static void
close_program(struct rig *r)
{
	console_destroy(r->console);
	r->console = NULL;
	if (r->has_term)
		term_close();
	r->has_term = false;
	session_close(r->session);
	r->session = NULL;
}

int
rig_tear_down(void **state)
{
	struct rig *r = *state;

	if (!r)
		return 0;
	close_program(r);
	rig_child_end(r);
	rig_pump_stop(r);
	if (r->master >= 0)
		close(r->master);
	if (r->slave >= 0)
		close(r->slave);
	restore_environment(r);
	folder_destroy(&r->folder);
	clock_release();
	free(r);
	*state = NULL;
	return 0;
}

const struct folder *
rig_folder(const struct rig *r)
{
	return &r->folder;
}

int
rig_slave(const struct rig *r)
{
	return r->slave;
}

struct session *
rig_session(const struct rig *r)
{
	return r->session;
}

struct console *
rig_console(const struct rig *r)
{
	return r->console;
}

void
rig_open_term(struct rig *r)
{
	struct fault f = { .code = ST_OK };

	if (term_open(r->slave, r->slave, &f) != ST_OK)
		fail_msg("the terminal is refused: %s", f.cause);
	r->has_term = true;
}

/* The first start is over before the console opens, and its store is filled. */
static void
make_store(const struct rig_options *options)
{
	const struct session_options first = { .threaded = false };
	const struct db_options writing = { .use = DB_WRITE };
	struct fault f = { .code = ST_OK };
	struct session *s = NULL;
	struct db *db = NULL;

	if (session_open(&first, &s, &f) != ST_OK)
		fail_msg("no store: %s", f.cause);
	if (options && options->fill) {
		if (db_open(s->paths.store, &writing, &db, &f) != ST_OK)
			fail_msg("the store cannot be filled: %s", f.cause);
		options->fill(s, db);
		db_close(db);
	}
	session_close(s);
}

void
rig_open_console(struct rig *r)
{
	const struct session_options threaded = { .threaded = true };
	struct fault f = { .code = ST_OK };

	rig_open_term(r);
	if (session_open(&threaded, &r->session, &f) != ST_OK ||
	    console_create(r->session, &r->console, &f) != ST_OK)
		fail_msg("the console does not open: %s", f.cause);
	rig_settle(r);
}

struct rig *
rig_open(void **state, const struct rig_options *options)
{
	struct rig *r = rig_create(state, options);

	if (!options || !options->fresh)
		make_store(options);
	rig_open_console(r);
	return r;
}

/* Frames. */

void
rig_drain(struct rig *r)
{
	char marker[48];
	int size = snprintf(marker, sizeof(marker), "\033]7777;%lu\007", ++r->marker);

	if (r->slave < 0 || r->master < 0)
		return;
	if (write(r->slave, marker, (size_t)size) == size && !rig_wait_marker(r, r->marker))
		rig_fail(r, "the terminal does not read what is written to it");
}

void
rig_turn(struct rig *r)
{
	loop_turn(r->session->loop, TURN_MS);
}

void
rig_settle(struct rig *r)
{
	int64_t deadline_ms = rig_now_ms() + RIG_DEADLINE_MS;

	if (!r->session) {
		rig_drain(r);
		return;
	}
	while (loop_has_work(r->session->loop) && !loop_is_quitting(r->session->loop)) {
		if (rig_now_ms() > deadline_ms)
			rig_fail(r, "the console does not come to rest");
		rig_turn(r);
	}
	rig_drain(r);
}

void
rig_advance_ms(struct rig *r, long long by_ms)
{
	clock_advance_ms(by_ms);
	rig_settle(r);
}

static bool
ask(struct rig *r, rig_question_fn question, const void *context)
{
	pthread_mutex_lock(&r->mutex);
	bool answer = question(r, context);
	pthread_mutex_unlock(&r->mutex);
	return answer;
}

static bool
wait_here(struct rig *r, rig_question_fn question, const void *context)
{
	int64_t deadline_ms = rig_now_ms() + RIG_DEADLINE_MS;

	for (;;) {
		rig_drain(r);
		if (ask(r, question, context))
			return true;
		if (!r->session || rig_now_ms() > deadline_ms)
			return false;
		rig_turn(r);
	}
}

static bool
wait_for_child(struct rig *r, rig_question_fn question, const void *context)
{
	int64_t deadline_ms = rig_now_ms() + RIG_DEADLINE_MS;
	bool answer = false;
	bool more = true;

	pthread_mutex_lock(&r->mutex);
	while (more && !answer) {
		rig_wait_quiet(r, deadline_ms);
		answer = question(r, context);
		more = answer || rig_wait_news(r, deadline_ms);
	}
	pthread_mutex_unlock(&r->mutex);
	return answer;
}

bool
rig_wait(struct rig *r, rig_question_fn question, const void *context)
{
	return r->child > 0 || r->slave < 0 ? wait_for_child(r, question, context)
	                                    : wait_here(r, question, context);
}

char *
rig_stream(struct rig *r, size_t *size_bytes)
{
	pthread_mutex_lock(&r->mutex);
	char *copy = malloc(r->stream_bytes + 1);
	assert_non_null(copy);
	*size_bytes = 0;
	/* The rig's own markers are not the program's. */
	for (size_t i = 0; i < r->stream_bytes; i++) {
		const char *at = r->stream + i;
		const char *end = r->stream_bytes - i > 7 && memcmp(at, "\033]7777;", 7) == 0
		                          ? memchr(at, '\007', r->stream_bytes - i)
		                          : NULL;
		if (end)
			i = (size_t)(end - r->stream);
		else
			copy[(*size_bytes)++] = *at;
	}
	copy[*size_bytes] = '\0';
	pthread_mutex_unlock(&r->mutex);
	return copy;
}

size_t
rig_count_in_stream(struct rig *r, const void *bytes, size_t size_bytes)
{
	size_t count = 0;
	size_t size = 0;
	char *stream = rig_stream(r, &size);
	const char *at = stream;

	while ((at = memmem(at, size - (size_t)(at - stream), bytes, size_bytes)) != NULL) {
		count++;
		at += size_bytes;
	}
	free(stream);
	return count;
}
