/* SPDX-License-Identifier: MIT */
/* templates that want to hang or fill the machine: how soon they are refused, at what size */
#include "bench_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"

#define LIMIT_MS 50
#define LIMIT_KIB (16 * 1024)
#define MIB ((size_t)1 << 20)
#define ANSWER_MAX 4096

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

static void
hostile_row(const char *what, const char *template, const char *wanted)
{
	struct door d;
	struct json_writer w;
	struct text line;
	char answer[ANSWER_MAX] = "";
	double warm_ms, took_ms;

	text_init(&line, 4 * MIB);
	json_write_begin(&w, &line);
	json_write_object(&w, NULL);
	json_write_string(&w, "template", template);
	json_write_object(&w, "data");
	json_write_object_end(&w);
	json_write_object_end(&w);
	text_append(&line, "\n");
	open_door(&d);
	/* The start of the program is another row's. */
	ask(&d, "{\"template\":\"x\",\"data\":{}}\n", 27, answer);
	warm_ms = bench_now_ms();
	ask(&d, text_string(&line), line.size_bytes, answer);
	took_ms = bench_now_ms() - warm_ms;
	long kib = most_kib(&d);
	close(d.in);
	close(d.out);
	waitpid(d.pid, NULL, 0);
	text_finish(&line);
	bool met = took_ms < LIMIT_MS && kib > 0 && kib < LIMIT_KIB && strstr(answer, wanted);
	printf("%-44s %9.2f ms, goal below %d; %ld KiB, goal below %d  %s\n    %.120s\n", what,
	       took_ms, LIMIT_MS, kib, LIMIT_KIB, met ? "met" : "MISSED", answer);
	fflush(stdout);
}

static char *
repeated(const char *piece, size_t times)
{
	size_t size_bytes = strlen(piece);
	char *made = malloc(size_bytes * times + 1);

	if (!made)
		exit(1);
	for (size_t i = 0; i < times; i++)
		memcpy(made + i * size_bytes, piece, size_bytes);
	made[size_bytes * times] = '\0';
	return made;
}

static void
repeated_row(const char *what, const char *piece, size_t times)
{
	char *template = repeated(piece, times);

	hostile_row(what, template, "\"ok\":false");
	free(template);
}

void
bench_hostile(struct bench *b)
{
	(void)b;
	hostile_row("nested loops to a billion",
	            "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}"
	            "{{ a }}{% endfor %}{% endfor %}{% endfor %}",
	            "\"ok\":false");
	hostile_row("one range to a billion", "{% for a in (1..1000000000) %}{{ a }}{% endfor %}",
	            "\"ok\":false");
	hostile_row("loops to a billion that write nothing",
	            "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}"
	            "{% endfor %}{% endfor %}{% endfor %}",
	            "\"ok\":false");
	hostile_row("a text that doubles itself",
	            "{% assign s = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..60) %}"
	            "{% assign s = s | append: s %}{% endfor %}{{ s | size }}",
	            "\"ok\":false");
	repeated_row("10,000 open tags", "{% if a %}", 10000);
	repeated_row("1 MiB of open braces", "{{", MIB / 2);
	repeated_row("1 MiB of outputs", "{{ a }}", MIB / 7);
	repeated_row("1 MiB of text", "abcdefgh", MIB / 8);
}
