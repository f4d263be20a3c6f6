/* SPDX-License-Identifier: MIT */
/* a thread that reads a pty's master into an emulated terminal */
#include "rig_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 5
#define QUIET_POLLS 3
#define STREAM_MAX ((size_t)64 * 1024 * 1024)
#define MARKER "7777;"

int64_t
rig_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The emulator calls these with the mutex held. */

static void
on_output(const char *bytes, size_t size_bytes, void *context)
{
	struct rig *r = context;

	if (r->typed_bytes + size_bytes > sizeof(r->typed))
		return;
	memcpy(r->typed + r->typed_bytes, bytes, size_bytes);
	r->typed_bytes += size_bytes;
}

static int
on_property(VTermProp property, VTermValue *value, void *context)
{
	struct rig *r = context;

	if (property == VTERM_PROP_ALTSCREEN)
		r->alternate = value->boolean != 0;
	return 1;
}

/* The marker that rig_drain writes: all that was written before it has been read. */
static int
on_osc(const char *command, size_t size_bytes, void *context)
{
	struct rig *r = context;
	char number[32] = "";

	if (size_bytes < sizeof(MARKER) || strncmp(command, MARKER, strlen(MARKER)) != 0)
		return 0;
	size_bytes -= strlen(MARKER);
	memcpy(number, command + strlen(MARKER),
	       size_bytes < sizeof(number) ? size_bytes : sizeof(number) - 1);
	r->marker_seen = strtoul(number, NULL, 10);
	return 1;
}

static void
keep_stream(struct rig *r, const char *bytes, size_t size_bytes)
{
	if (r->stream_bytes + size_bytes > STREAM_MAX)
		abort();
	r->stream = realloc(r->stream, r->stream_bytes + size_bytes + 1);
	if (r->stream == NULL)
		abort();
	memcpy(r->stream + r->stream_bytes, bytes, size_bytes);
	r->stream_bytes += size_bytes;
}

/* Reads what is there; called with the mutex held. */
static void
take_bytes(struct rig *r)
{
	char bytes[8192];
	ssize_t count = read(r->master, bytes, sizeof(bytes));

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count <= 0) {
		r->gone = true;
		return;
	}
	r->quiet_polls = 0;
	r->reads++;
	keep_stream(r, bytes, (size_t)count);
	vterm_input_write(r->vt, bytes, (size_t)count);
}

void
rig_hold_pump(struct rig *r)
{
	pthread_mutex_lock(&r->mutex);
	while (!r->gone && r->quiet_polls < QUIET_POLLS)
		pthread_cond_wait(&r->news, &r->mutex);
}

void
rig_let_pump(struct rig *r)
{
	pthread_mutex_unlock(&r->mutex);
}

void
rig_listen_anew(struct rig *r)
{
	if (r->gone)
		return;
	r->quiet_polls = 0;
	if (write(r->wake[1], "q", 1) != 1)
		abort();
}

static void *
pump(void *context)
{
	struct rig *r = context;
	struct pollfd fds[2] = { { .fd = r->master, .events = POLLIN },
		                 { .fd = r->wake[0], .events = POLLIN } };

	for (;;) {
		/* With nothing to be quiet about any more it waits for the next byte alone. */
		int limit_ms = r->quiet_polls < QUIET_POLLS ? POLL_MS : -1;
		int count = poll(fds, r->gone ? 0 : 2, limit_ms);

		char why = 'q';

		if (fds[1].revents != 0 && count > 0 &&
		    (read(r->wake[0], &why, 1) != 1 || why != 'q'))
			return NULL;
		pthread_mutex_lock(&r->mutex);
		if (count > 0 && fds[0].revents != 0)
			take_bytes(r);
		else if (count <= 0)
			r->quiet_polls++;
		bool ended = r->gone;
		pthread_cond_broadcast(&r->news);
		pthread_mutex_unlock(&r->mutex);
		if (ended)
			return NULL;
	}
}

static void
start_emulator(struct rig *r, int rows, int columns)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property };
	static const VTermParserCallbacks others = { .osc = on_osc };

	r->vt = vterm_new(rows, columns);
	vterm_set_utf8(r->vt, 1);
	vterm_output_set_callback(r->vt, on_output, r);
	r->screen = vterm_obtain_screen(r->vt);
	vterm_screen_set_callbacks(r->screen, &callbacks, r);
	vterm_screen_set_unrecognised_fallbacks(r->screen, &others, r);
	vterm_screen_enable_altscreen(r->screen, 1);
	vterm_screen_reset(r->screen, 1);
}

void
rig_pump_start(struct rig *r)
{
	struct winsize size;
	pthread_condattr_t monotonic;

	if (ioctl(r->master, TIOCGWINSZ, &size) != 0 || pipe2(r->wake, O_CLOEXEC) != 0)
		abort();
	start_emulator(r, size.ws_row, size.ws_col);
	pthread_mutex_init(&r->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&r->news, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&r->pump, NULL, pump, r) != 0)
		abort();
}

static bool
wait_until(struct rig *r, int64_t deadline_ms)
{
	struct timespec until = { .tv_sec = deadline_ms / 1000,
		                  .tv_nsec = deadline_ms % 1000 * 1000000 };
	return pthread_cond_timedwait(&r->news, &r->mutex, &until) == 0;
}

bool
rig_wait_quiet(struct rig *r, int64_t deadline_ms)
{
	while (r->quiet_polls < QUIET_POLLS && !r->gone)
		if (!wait_until(r, deadline_ms))
			return false;
	return true;
}

bool
rig_wait_news(struct rig *r, int64_t deadline_ms)
{
	unsigned long before = r->reads;

	while (r->reads == before && !r->gone)
		if (!wait_until(r, deadline_ms))
			return false;
	return r->reads != before;
}

bool
rig_wait_marker(struct rig *r, unsigned long number)
{
	int64_t deadline_ms = rig_now_ms() + RIG_DEADLINE_MS;
	bool seen = true;

	pthread_mutex_lock(&r->mutex);
	while (seen && r->marker_seen < number && !r->gone)
		seen = wait_until(r, deadline_ms);
	seen = r->marker_seen >= number;
	pthread_mutex_unlock(&r->mutex);
	return seen;
}

void
rig_pump_halt(struct rig *r)
{
	if (r->halted)
		return;
	if (write(r->wake[1], "", 1) != 1)
		abort();
	pthread_join(r->pump, NULL);
	r->halted = true;
	r->gone = true;
}

void
rig_pump_stop(struct rig *r)
{
	if (r->vt == NULL)
		return;
	rig_pump_halt(r);
	close(r->wake[0]);
	close(r->wake[1]);
	pthread_cond_destroy(&r->news);
	pthread_mutex_destroy(&r->mutex);
	vterm_free(r->vt);
	r->vt = NULL;
	free(r->stream);
	r->stream = NULL;
}
