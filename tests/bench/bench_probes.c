/* SPDX-License-Identifier: MIT */
/* Five probes over TLS, against the same calls by curl over one connection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench_impl.h"

#define KEY_HEADER "Authorization: App sandbox"
#define PROFILE "probes"

struct listener {
	pid_t pid;
	int stdin_fd;
	char url[128];
	char key[BENCH_PATH + 32];
	char certificate[BENCH_PATH + 32];
};

static bool
make_certificate(const struct bench *b, struct listener *l)
{
	snprintf(l->key, sizeof(l->key), "%s/probes.key", b->folder);
	snprintf(l->certificate, sizeof(l->certificate), "%s/probes.pem", b->folder);
	const char *const argv[] = { "openssl",
		                     "req",
		                     "-x509",
		                     "-newkey",
		                     "ec",
		                     "-pkeyopt",
		                     "ec_paramgen_curve:P-256",
		                     "-nodes",
		                     "-days",
		                     "2",
		                     "-subj",
		                     "/CN=localhost",
		                     "-addext",
		                     "subjectAltName=IP:127.0.0.1",
		                     "-keyout",
		                     l->key,
		                     "-out",
		                     l->certificate,
		                     NULL };

	return bench_run(argv) >= 0;
}

static bool
start(struct listener *l)
{
	int in[2], out[2];
	char line[128] = "";

	if (pipe(in) != 0 || pipe(out) != 0)
		exit(1);
	l->pid = fork();
	if (l->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl("./otpdeck-sandbox", "otpdeck-sandbox", "--tls", "--cert", l->certificate,
		      "--key", l->key, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	l->stdin_fd = in[1];
	if (read(out[0], line, sizeof(line) - 1) <= 10)
		return false;
	close(out[0]);
	line[strcspn(line, "\n")] = '\0';
	snprintf(l->url, sizeof(l->url), "%s", line + strlen("listening "));
	return true;
}

/* A profile of its own, so that the other measurements keep theirs. */
static void
make_profile(const struct listener *l)
{
	const char *const add[] = { "./otpdeck",     "profile", "add", PROFILE,
		                    "--environment", "sandbox", NULL };
	const char *const set_url[] = { "./otpdeck", "-p",       PROFILE, "profile",
		                        "set",       "base_url", l->url,  NULL };
	const char *const set_file[] = { "./otpdeck", "-p",      PROFILE,        "profile",
		                         "set",       "ca_file", l->certificate, NULL };

	if (bench_run(add) < 0 || bench_run(set_url) < 0 || bench_run(set_file) < 0)
		exit(1);
}

static double
run_curl(const struct listener *l)
{
	static const char *const paths[] = { "/platform/1/openapi/available-products",
		                             "/sms/1/bulks?bulkId=none", "/sms/3/logs?limit=1",
		                             "/account/1/balance" };
	char urls[4][256];
	char preview[256];

	for (int i = 0; i < 4; i++)
		snprintf(urls[i], sizeof(urls[i]), "%s%s", l->url, paths[i]);
	snprintf(preview, sizeof(preview), "%s/sms/1/preview", l->url);
	const char *const argv[] = { "curl",      "-s",
		                     "--cacert",  l->certificate,
		                     "-H",        KEY_HEADER,
		                     "-o",        "/dev/null",
		                     urls[0],     "-o",
		                     "/dev/null", urls[1],
		                     "-o",        "/dev/null",
		                     urls[2],     "-o",
		                     "/dev/null", urls[3],
		                     "--next",    "-s",
		                     "--cacert",  l->certificate,
		                     "-H",        KEY_HEADER,
		                     "-H",        "Content-Type: application/json",
		                     "-d",        "{\"text\":\"otpdeck\"}",
		                     "-o",        "/dev/null",
		                     preview,     NULL };
	return bench_run(argv);
}

void
bench_probes(struct bench *b)
{
	static const char what[] = "five probes over TLS, against curl";
	const char *const our_argv[] = { "./otpdeck", "-q", "-p", PROFILE, "connect", NULL };
	double ours[BENCH_RUNS], theirs[BENCH_RUNS];
	struct listener l = { 0 };

	if (!bench_has("curl") || !bench_has("openssl") || !make_certificate(b, &l)) {
		bench_skip(what, "curl or openssl is not installed");
		return;
	}
	if (!start(&l))
		exit(1);
	make_profile(&l);
	for (int i = 0; i < BENCH_RUNS; i++) {
		ours[i] = bench_run(our_argv);
		theirs[i] = run_curl(&l);
		if (ours[i] < 0 || theirs[i] < 0)
			exit(1);
	}
	bench_row(what, bench_median(ours, BENCH_RUNS), bench_median(theirs, BENCH_RUNS), 1.3,
	          "ms");
	close(l.stdin_fd);
	waitpid(l.pid, NULL, 0);
}
