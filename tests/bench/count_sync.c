/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into otpdeck: counts fsync and fdatasync, and appends the number to the file that
 * OTPDECK_BENCH_SYNCS names when the program ends.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A preloaded library has no other place to count. */
static int syncs;

int
fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
	syncs++;
	return real(fd);
}

int
fsync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
	syncs++;
	return real(fd);
}

__attribute__((destructor)) static void
tell(void)
{
	const char *path = getenv("OTPDECK_BENCH_SYNCS");
	if (!path)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dprintf(fd, "%d\n", syncs);
	close(fd);
}
