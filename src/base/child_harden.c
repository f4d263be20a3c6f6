/* SPDX-License-Identifier: MIT */
/* what a process of ours gives up before it does anything else */
#include "base/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A debugger needs the first, LeakSanitizer the second: both trace the process. */
#if defined(OTPDECK_DUMPABLE) || defined(__SANITIZE_ADDRESS__)
#define STAYS_DUMPABLE true
#else
#define STAYS_DUMPABLE false
#endif

static bool
is_removed(const char *name, size_t name_bytes)
{
	static const char suffix[] = "_proxy";
	size_t suffix_bytes = sizeof suffix - 1;

	if (strncmp(name, "SSLKEYLOGFILE", name_bytes) == 0 && name_bytes == 13)
		return true;
	if (strncmp(name, "NETRC", 5) == 0 || strncmp(name, "CURL", 4) == 0)
		return true;
	return name_bytes >= suffix_bytes &&
	       strncasecmp(name + name_bytes - suffix_bytes, suffix, suffix_bytes) == 0;
}

/* Removing one entry moves the rest down, so the place is looked at again. */
static void
clean_own_environment(void)
{
	size_t i = 0;

	while (environ != NULL && environ[i] != NULL) {
		char name[256];
		size_t size = strcspn(environ[i], "=");

		if (size == 0 || size >= sizeof name || !is_removed(environ[i], size)) {
			i++;
			continue;
		}
		memcpy(name, environ[i], size);
		name[size] = '\0';
		(void)unsetenv(name);
	}
}

static void
ignore_signal(int number)
{
	struct sigaction ignored;

	memset(&ignored, 0, sizeof ignored);
	ignored.sa_handler = SIG_IGN;
	(void)sigaction(number, &ignored, NULL);
}

/* The lowest that is kept from `first` on; -1: none. */
static int
next_kept(const int *keep, size_t count, unsigned first)
{
	int lowest = -1;

	for (size_t i = 0; i < count; i++) {
		if (keep[i] >= (int)first && (lowest < 0 || keep[i] < lowest))
			lowest = keep[i];
	}
	return lowest;
}

static void
close_inherited(const int *keep, size_t count)
{
	unsigned first = STDERR_FILENO + 1;
	int kept;

	while ((kept = next_kept(keep, count, first)) >= 0) {
		if ((unsigned)kept > first)
			(void)close_range(first, (unsigned)kept - 1, 0);
		(void)fcntl(kept, F_SETFD, FD_CLOEXEC);
		first = (unsigned)kept + 1;
	}
	(void)close_range(first, ~0U, 0);
}

/* The lowest free number is what open gives, so the gaps are filled in order. Otherwise the store
 * could become descriptor 2 and a message on stderr would be written into it. */
static void
open_missing_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			_exit(3);
	}
}

void
process_harden(const int *keep, size_t count)
{
	struct rlimit no_core = { 0, 0 };

	(void)umask(077);
	if (!STAYS_DUMPABLE)
		(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	ignore_signal(SIGPIPE);
	ignore_signal(SIGXFSZ);
	close_inherited(keep, count);
	open_missing_streams();
	clean_own_environment();
}
