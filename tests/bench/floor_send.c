/* SPDX-License-Identifier: MIT */
/*
 * The floor of a send: curl posting the same body, and as many fdatasync calls as otpdeck makes.
 * Arguments: URL, file with the body, number of syncs, file to sync.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int
run_curl(char *url, char *body)
{
	char data[1024] = "@";
	int status = 0;
	for (size_t i = 0; body[i] && i < sizeof(data) - 2; i++)
		data[i + 1] = body[i];
	pid_t pid = fork();
	if (pid == 0) {
		execlp("curl", "curl", "-s", "-o", "/dev/null", "-H", "Authorization: App sandbox",
		       "-H", "Content-Type: application/json", "--data-binary", data, url,
		       (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int
main(int argc, char **argv)
{
	static const char page[4096];
	if (argc != 5)
		return 2;
	long syncs = strtol(argv[3], NULL, 10);
	int fd = open(argv[4], O_WRONLY | O_CREAT | O_APPEND, 0600);
	for (long i = 0; i < syncs / 2; i++) {
		if (write(fd, page, sizeof(page)) < 0 || fdatasync(fd) != 0)
			return 3;
	}
	int status = run_curl(argv[1], argv[2]);
	for (long i = syncs / 2; i < syncs; i++) {
		if (write(fd, page, sizeof(page)) < 0 || fdatasync(fd) != 0)
			return 3;
	}
	close(fd);
	return status;
}
