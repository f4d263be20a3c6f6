/* SPDX-License-Identifier: MIT */
/* the program's own log file; masks every number and is handed no secret */
#include "base/diary.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define LINE_BYTES 512
#define FORMAT_BYTES 1024
#define FILE_BYTES_MAX ((off_t)1024 * 1024)
#define RUN_DIGITS 4   /* this many in a row are masked */
#define GROUP_DIGITS 6 /* and this many with a blank or a hyphen between: "0151 234 567" */

/* One diary a process, written by the loop and by the worker, hence the globals and the lock. */
static pthread_mutex_t diary_lock = PTHREAD_MUTEX_INITIALIZER;
static int diary_fd = -1;
static char diary_path[1024];

/* A file of the user's own that no link leads elsewhere; anything else leaves the diary off. */
static int
open_file(const char *path)
{
	int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	int fd = open(path, flags, 0600);
	struct stat seen;

	if (fd < 0)
		return -1;
	if (fstat(fd, &seen) == 0 && S_ISREG(seen.st_mode) && seen.st_uid == geteuid() &&
	    seen.st_nlink == 1 && fchmod(fd, 0600) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
close_file(void)
{
	if (diary_fd >= 0)
		(void)close(diary_fd);
	diary_fd = -1;
}

void
diary_open(const char *path)
{
	pthread_mutex_lock(&diary_lock);
	close_file();
	if (text_copy(diary_path, sizeof diary_path, path))
		diary_fd = open_file(diary_path);
	pthread_mutex_unlock(&diary_lock);
}

void
diary_close(void)
{
	pthread_mutex_lock(&diary_lock);
	close_file();
	pthread_mutex_unlock(&diary_lock);
}

/* Another process may have renamed the file already; then only the new one is opened. */
static void
rotate_when_full(void)
{
	char old_path[sizeof diary_path + 2];
	struct stat ours, named;

	if (fstat(diary_fd, &ours) != 0 || ours.st_size < FILE_BYTES_MAX)
		return;
	if (lstat(diary_path, &named) == 0 && named.st_ino == ours.st_ino &&
	    named.st_dev == ours.st_dev) {
		(void)snprintf(old_path, sizeof old_path, "%s.1", diary_path);
		if (rename(diary_path, old_path) != 0)
			return;
	}
	close_file();
	diary_fd = open_file(diary_path);
}

/* Bytes of the digit at `at`: ASCII, Arabic-Indic or full-width; 0 when it is none. */
static size_t
digit_bytes(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	if (byte[0] >= '0' && byte[0] <= '9')
		return 1;
	if ((byte[0] == 0xD9 && byte[1] >= 0xA0 && byte[1] <= 0xA9) ||
	    (byte[0] == 0xDB && byte[1] >= 0xB0 && byte[1] <= 0xB9))
		return 2;
	if (byte[0] == 0xEF && byte[1] == 0xBC && byte[2] >= 0x90 && byte[2] <= 0x99)
		return 3;
	return 0;
}

/* The end of the group of digits that begins at `at`, and whether it has to be masked. What ends
 * with the text may be the front half of something longer when the text is `cut`. */
static const char *
group_end(const char *at, bool cut, bool *masked)
{
	int run = 0, longest = 0, total = 0;

	for (;;) {
		size_t size_bytes = digit_bytes(at);
		if (size_bytes == 0 && (*at == ' ' || *at == '-') && digit_bytes(at + 1) > 0) {
			run = 0;
			at++;
			continue;
		}
		if (size_bytes == 0)
			break;
		at += size_bytes;
		total++;
		run++;
		longest = run > longest ? run : longest;
	}
	*masked = longest >= RUN_DIGITS || total >= GROUP_DIGITS || (cut && *at == '\0');
	return at;
}

static void
append_masked(struct text *t, const char *source, bool cut)
{
	const char *at = source;

	while (*at != '\0') {
		size_t plain = 0;
		bool masked = false;

		while (at[plain] != '\0' && digit_bytes(at + plain) == 0)
			plain++;
		(void)text_append_clean(t, at, plain, false);
		at += plain;
		if (*at == '\0')
			return;

		const char *end = group_end(at, cut, &masked);
		(void)(masked ? text_append(t, "****")
		              : text_append_bytes(t, at, (size_t)(end - at)));
		at = end;
	}
}

static void
append_line(const char *line)
{
	pthread_mutex_lock(&diary_lock);
	if (diary_fd >= 0)
		rotate_when_full();
	if (diary_fd >= 0 && write(diary_fd, line, strlen(line)) < 0)
		close_file();
	pthread_mutex_unlock(&diary_lock);
}

static void
write_event(const char *event, const char *raw, bool cut)
{
	char at[CLOCK_TEXT_BYTES], line[LINE_BYTES];
	struct text t;

	text_init(&t, (size_t)16 * FORMAT_BYTES);
	clock_format(clock_now_ms(), at);
	(void)text_append_format(&t, "%s %ld %s ", at, (long)getpid(), event);
	append_masked(&t, raw, cut);

	(void)text_copy(line, sizeof line - 1, text_string(&t));
	memcpy(line + strlen(line), "\n", 2);
	append_line(line);
	text_finish(&t);
}

static bool
diary_is_open(void)
{
	pthread_mutex_lock(&diary_lock);
	bool is_open = diary_fd >= 0;
	pthread_mutex_unlock(&diary_lock);
	return is_open;
}

void
diary_write(const char *event, const char *format, ...)
{
	char raw[FORMAT_BYTES];
	va_list args;

	if (!diary_is_open())
		return;
	va_start(args, format);
	int size = vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	if (size >= 0)
		write_event(event, raw, size >= (int)sizeof raw);
}

void
diary_fault(const char *event, const struct fault *f)
{
	diary_write(event, "%s: %s", fault_word_text(f->word), f->cause);
}
