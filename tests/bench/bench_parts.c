/* SPDX-License-Identifier: MIT */
/* The four measurements: first frame, one send, an idle console, a key while a send runs. */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_impl.h"

#define KEYS 100
#define FORM_FIELDS_MOST 6
/* A frame is written in one go: what comes later belongs to something else, such as a countdown. */
#define QUIET_MS 8

static double
frame(const char *const *argv, const char *marker)
{
	struct on_pty p;
	bench_start(&p, argv);
	double took_ms = bench_wait_for(&p, marker);
	bench_end(&p);
	return took_ms;
}

void
bench_frames(struct bench *b)
{
	double ours[BENCH_RUNS], floor[BENCH_RUNS], bare[BENCH_RUNS];
	double tig[BENCH_RUNS], htop[BENCH_RUNS];
	char program[BENCH_PATH + 32], least[BENCH_PATH + 32];
	bool has_tig = bench_has("tig"), has_htop = bench_has("htop");

	snprintf(program, sizeof(program), "%s/floor_screen", b->programs);
	snprintf(least, sizeof(least), "%s/floor_bare", b->programs);
	const char *const our_argv[] = { "./otpdeck", NULL };
	const char *const bare_argv[] = { least, NULL };
	const char *const floor_argv[] = { program, b->store, NULL };
	const char *const tig_argv[] = { "tig", NULL };
	const char *const htop_argv[] = { "htop", NULL };
	for (int i = 0; i < BENCH_RUNS; i++) {
		ours[i] = frame(our_argv, "row 1 of the latest");
		floor[i] = frame(floor_argv, "floor is painted");
		bare[i] = frame(bare_argv, "floor is painted");
		tig[i] = has_tig ? frame(tig_argv, "[main]") : 0;
		htop[i] = has_htop ? frame(htop_argv, "F10") : 0;
	}
	double median = bench_median(ours, BENCH_RUNS);
	bench_row("first frame, against a bare ncurses program", median,
	          bench_median(floor, BENCH_RUNS), 1.3, "ms");
	if (has_tig) {
		double peer = bench_median(tig, BENCH_RUNS);
		double least_ms = bench_median(bare, BENCH_RUNS);
		bench_row("first frame, against tig", median, peer, 0.1, "ms");
		printf("%-44s %9.2f ms   ratio %6.2f, below which nothing on ncurses goes\n",
		       "one line on ncurses, against tig", least_ms, least_ms / peer);
	} else
		bench_skip("first frame, against tig", "tig is not installed");
	if (has_htop)
		bench_row("first frame, against htop", median, bench_median(htop, BENCH_RUNS), 0.2,
		          "ms");
	else
		bench_skip("first frame, against htop", "htop is not installed");
}

static void
write_body(const char *path)
{
	static const char body[] =
		"{\"messages\":[{\"sender\":\"ServiceSMS\","
		"\"destinations\":[{\"to\":\"99930005\"}],"
		"\"content\":{\"text\":\"123456 is your verification code for Acme Bank\"}}]}";
	FILE *file = fopen(path, "w");
	if (!file || fputs(body, file) < 0 || fclose(file) != 0)
		exit(1);
}

/* How often one send syncs, counted by a preloaded library. */
static long
count_syncs(const struct bench *b, const char *const *argv)
{
	char library[BENCH_PATH + 32], counts[BENCH_PATH + 32], line[32] = "0";
	snprintf(library, sizeof(library), "%s/count_sync.so", b->programs);
	snprintf(counts, sizeof(counts), "%s/syncs", b->folder);
	setenv("OTPDECK_BENCH_SYNCS", counts, 1);
	setenv("LD_PRELOAD", library, 1);
	bench_run(argv);
	unsetenv("LD_PRELOAD");
	FILE *file = fopen(counts, "r");
	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
	}
	return strtol(line, NULL, 10);
}

static bool
has_axios(void)
{
	const char *const argv[] = { "node", "-e", "require('axios')", NULL };
	return bench_has("node") && bench_run(argv) >= 0;
}

void
bench_sends(struct bench *b)
{
	double ours[BENCH_RUNS], floor[BENCH_RUNS], node[BENCH_RUNS];
	char program[BENCH_PATH + 32], body[BENCH_PATH + 32], url[256], synced[BENCH_PATH + 32];
	char syncs[16];
	bool axios = has_axios();

	snprintf(program, sizeof(program), "%s/floor_send", b->programs);
	snprintf(body, sizeof(body), "%s/body.json", b->folder);
	snprintf(synced, sizeof(synced), "%s/synced", b->folder);
	snprintf(url, sizeof(url), "%s/sms/3/messages", b->sandbox_url);
	write_body(body);
	const char *const set_argv[] = { "./otpdeck", "profile",      "set",
		                         "base_url",  b->sandbox_url, NULL };
	const char *const our_argv[] = { "./otpdeck", "-q", "send", "--to", "+99930005", NULL };
	if (bench_run(set_argv) < 0)
		exit(1);
	snprintf(syncs, sizeof(syncs), "%ld", count_syncs(b, our_argv));
	const char *const floor_argv[] = { program, url, body, syncs, synced, NULL };
	const char *const node_argv[] = { "node", "tests/bench/hook.js", url, body, NULL };
	for (int i = 0; i < BENCH_RUNS; i++) {
		ours[i] = bench_run(our_argv);
		floor[i] = bench_run(floor_argv);
		node[i] = axios ? bench_run(node_argv) : 0;
	}
	printf("one send syncs %s times\n", syncs);
	double median = bench_median(ours, BENCH_RUNS);
	bench_row("one send, against curl and as many syncs", median,
	          bench_median(floor, BENCH_RUNS), 1.5, "ms");
	if (axios)
		bench_row("one send, against an axios hook on Node", median,
		          bench_median(node, BENCH_RUNS), 0.1, "ms");
	else
		bench_skip("one send, against an axios hook on Node",
		           "node or axios is not installed");
}

static long
number_in(const char *path, const char *key)
{
	char line[256];
	long number = -1;
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, strlen(key)) == 0)
			number = strtol(line + strlen(key), NULL, 10);
	}
	if (file)
		fclose(file);
	return number;
}

/* Voluntary context switches of every thread: each wake-up ends with one. */
static long
count_switches(pid_t pid)
{
	char path[64], status[384];
	long total = 0;
	struct dirent *entry;
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *threads = opendir(path);
	while (threads && (entry = readdir(threads)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(status, sizeof(status), "%s/%s/status", path, entry->d_name);
		total += number_in(status, "voluntary_ctxt_switches:");
	}
	if (threads)
		closedir(threads);
	return total;
}

void
bench_idle(struct bench *b)
{
	struct on_pty p;
	char path[64];
	const char *const argv[] = { "./otpdeck", NULL };
	/* A console that still follows messages is not idle. */
	const char *const follow_argv[] = {
		"./otpdeck", "-q", "log", "follow", "--wait", "30", NULL
	};
	(void)b;

	bench_run(follow_argv);
	bench_start(&p, argv);
	bench_wait_for(&p, "row 1 of the latest");
	bench_settle(&p, 1500);
	long before = count_switches(p.pid);
	bench_settle(&p, 10000);
	long after = count_switches(p.pid);
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)p.pid);
	long dirty_kb = number_in(path, "Private_Dirty:");
	bench_end(&p);
	printf("%-44s %9ld wake-ups in 10 s (the clock's minute may be one), goal 0 or 1  %s\n",
	       "idle console", after - before, after - before <= 1 ? "met" : "MISSED");
	printf("%-44s %9ld KiB Private_Dirty, goal below 8192  %s\n", "idle console", dirty_kb,
	       dirty_kb >= 0 && dirty_kb < 8192 ? "met" : "MISSED");
}

void
bench_keys(struct bench *b)
{
	struct on_pty p;
	double took[KEYS];
	const char *const argv[] = { "./otpdeck", NULL };
	static const char *const keys[] = { "\033[B", "\033[B", "f", "\033[A", "\033[6~" };
	(void)b;

	/* A number whose answer takes longer than the measurement keeps a send in flight. */
	bench_start(&p, argv);
	bench_wait_for(&p, "row 1 of the latest");
	bench_press(&p, "2", 100);
	for (int i = 0; i < FORM_FIELDS_MOST; i++)
		bench_press(&p, "\033[A", 30);
	bench_press(&p, "\025+99900060", 200);
	bench_press(&p, "\033OQ", 300);
	bench_press(&p, "3", 300);
	for (int i = 0; i < KEYS; i++) {
		took[i] = bench_press(&p, keys[i % 5], QUIET_MS);
		if (took[i] < 0)
			took[i] = 1000;
	}
	bench_median(took, KEYS);
	printf("%-44s median %.2f ms, 99 of 100 below %.2f ms, goal 16 ms  %s\n",
	       "key to settled screen, a send in flight", took[KEYS / 2], took[KEYS - 2],
	       took[KEYS - 2] < 16 ? "met" : "MISSED");
	bench_end(&p);
}
