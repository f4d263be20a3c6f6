/* SPDX-License-Identifier: MIT */
/* templates that want to hang or fill the machine: how soon they are refused, at what size */
#include "bench_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"

#define LIMIT_MS 50
#define LIMIT_KIB (16 * 1024)
#define MIB ((size_t)1 << 20)
#define ANSWER_MAX 4096
#define TRIES 5 /* the soonest counts: the start of a program is what others disturb most */

/* One process each, so that its most memory belongs to that template alone. */
struct door {
	pid_t pid;
	int in, out;
};

static void
open_door(struct door *d)
{
	int in[2], out[2];

	if (pipe(in) != 0 || pipe(out) != 0)
		exit(1);
	d->pid = fork();
	if (d->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl("./otpdeck", "otpdeck", "batch", "render", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	d->in = in[1];
	d->out = out[0];
}

static void
ask(struct door *d, const char *line, size_t size_bytes, char answer[ANSWER_MAX])
{
	size_t taken = 0;

	for (size_t written = 0; written < size_bytes;) {
		ssize_t count = write(d->in, line + written, size_bytes - written);
		if (count <= 0)
			break;
		written += (size_t)count;
	}
	while (taken < ANSWER_MAX - 1 && !memchr(answer, '\n', taken)) {
		ssize_t count = read(d->out, answer + taken, ANSWER_MAX - 1 - taken);
		if (count <= 0)
			break;
		taken += (size_t)count;
	}
	answer[taken] = '\0';
	answer[strcspn(answer, "\n")] = '\0';
}

static long
most_kib(const struct door *d)
{
	char path[64], line[256];
	long kib = -1;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)d->pid);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "VmHWM: %ld", &kib);
	if (file)
		fclose(file);
	return kib;
}

struct seen {
	double took_ms; /* of the soonest try */
	long kib;       /* of the largest */
	bool refused;   /* in every try */
	char answer[ANSWER_MAX];
};

static void
add_try(struct seen *s, double took_ms, long kib, bool refused)
{
	if (s->took_ms <= 0 || took_ms < s->took_ms)
		s->took_ms = took_ms;
	if (kib > s->kib)
		s->kib = kib;
	s->refused = s->refused && refused;
}

static void
print_row(const char *what, const struct seen *s)
{
	bool met = s->took_ms < LIMIT_MS && s->kib > 0 && s->kib < LIMIT_KIB && s->refused;

	printf("%-44s %9.2f ms, goal below %d; %ld KiB, goal below %d  %s\n    %.120s\n", what,
	       s->took_ms, LIMIT_MS, s->kib, LIMIT_KIB, met ? "met" : "MISSED", s->answer);
	fflush(stdout);
}

/* Asked when the program already runs: its start is another row's. */
static void
try_line(const char *line, size_t size_bytes, struct seen *s)
{
	static const char easy[] = "{\"template\":\"x\",\"data\":{}}\n";
	struct door d;

	open_door(&d);
	ask(&d, easy, sizeof(easy) - 1, s->answer);
	double began_ms = bench_now_ms();
	ask(&d, line, size_bytes, s->answer);
	double took_ms = bench_now_ms() - began_ms;
	add_try(s, took_ms, most_kib(&d), strstr(s->answer, "\"ok\":false") != NULL);
	close(d.in);
	close(d.out);
	waitpid(d.pid, NULL, 0);
}

static void
hostile_row(const char *what, const char *template)
{
	struct seen seen = { .refused = true };
	struct json_writer w;
	struct text line;

	text_init(&line, MIB);
	json_write_begin(&w, &line);
	json_write_object(&w, NULL);
	json_write_string(&w, "template", template);
	json_write_object_end(&w);
	text_append(&line, "\n");
	for (int i = 0; i < TRIES; i++)
		try_line(text_string(&line), line.size_bytes, &seen);
	text_finish(&line);
	print_row(what, &seen);
}

static void
write_repeated(const char *path, const char *piece, size_t times)
{
	FILE *file = fopen(path, "w");

	for (size_t i = 0; file && i < times; i++)
		fputs(piece, file);
	if (!file || fclose(file) != 0)
		exit(1);
}

/* With the start of the program. The memory that is told is at least what this program had when
 * it forked. */
static void
try_file(const char *path, struct seen *s)
{
	struct rusage used;
	int err[2], status = 0;

	if (pipe(err) != 0)
		exit(1);
	double began_ms = bench_now_ms();
	pid_t pid = fork();
	if (pid == 0) {
		dup2(err[1], 2);
		execl("./otpdeck", "otpdeck", "template", "render", "--file", path, (char *)NULL);
		_exit(127);
	}
	close(err[1]);
	ssize_t size = read(err[0], s->answer, sizeof(s->answer) - 1);
	wait4(pid, &status, 0, &used);
	double took_ms = bench_now_ms() - began_ms;
	close(err[0]);
	s->answer[size > 0 ? size : 0] = '\0';
	s->answer[strcspn(s->answer, "\n")] = '\0';
	add_try(s, took_ms, used.ru_maxrss,
	        WIFEXITED(status) && WEXITSTATUS(status) == 1 && strchr(s->answer, ':'));
}

/* Larger than a line of the door takes: as a file. */
static void
file_row(const struct bench *b, const char *what, const char *piece, size_t times)
{
	struct seen seen = { .refused = true };
	char path[BENCH_PATH + 32];

	snprintf(path, sizeof(path), "%s/hostile.liquid", b->folder);
	write_repeated(path, piece, times);
	for (int i = 0; i < TRIES; i++)
		try_file(path, &seen);
	print_row(what, &seen);
}

void
bench_hostile(struct bench *b)
{
	hostile_row("nested loops to a billion",
	            "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}"
	            "{{ a }}{% endfor %}{% endfor %}{% endfor %}");
	hostile_row("one range to a billion", "{% for a in (1..1000000000) %}{{ a }}{% endfor %}");
	hostile_row("loops to a billion that write nothing",
	            "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}"
	            "{% endfor %}{% endfor %}{% endfor %}");
	hostile_row("a text that doubles itself",
	            "{% assign s = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..60) %}"
	            "{% assign s = s | append: s %}{% endfor %}{{ s | size }}");
	file_row(b, "10,000 open tags", "{% if a %}", 10000);
	file_row(b, "1 MiB of open braces", "{{", MIB / 2);
	file_row(b, "1 MiB of outputs", "{{ a }}", MIB / 7);
	file_row(b, "1 MiB of text", "abcdefgh", MIB / 8);
}
