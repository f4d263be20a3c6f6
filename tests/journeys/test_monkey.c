/* SPDX-License-Identifier: MIT */
/*
 * Keys that nobody meant: random ones, held ones, pastes of a mebibyte, on a profile that costs
 * money, with a provider that counts what arrives.
 *
 * MONKEY_KEYS (10,000), MONKEY_SEED (1), HELD_MS (1,500) and PASTE_BYTES (65,536, of a paste
 * without its marks) make it longer: `make soak` does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault_server.h"
#include "program.h"
#include "rig.h"
#include "typist.h"

#define KEY "marker-5d41402abc4b2a76b9719d911017c592"
/* The monkey types the digits 1 to 8 only, so that it cannot type the last four of this. */
#define NUMBER "+447700900109"
#define LAST_FOUR "0109"
#define QUESTION "billed SMS?"
#define EPOCH_KEYS 2000 /* then program and store begin anew: it may have left the profile */
#define AIM_KEYS 100    /* then the number stands in its field again */
#define ESCAPE_MS 35    /* more than the program waits for the rest of a sequence */
#define QUESTIONS 250   /* keys, of which one at least comes to the question */
#define REPEAT_MS 33
#define FRAME_MS 1
#define MEBIBYTE ((size_t)1024 * 1024)

struct zoo {
	struct program *p;
	struct rig *r;
	struct typist typist;
	struct fault_server *wire;
	uint64_t random;
	char home[FOLDER_PATH_BYTES + 8];
};

static long
number_of(const char *name, long standard)
{
	const char *value = getenv(name);
	return value && *value ? atol(value) : standard;
}

static int
set_up(void **state)
{
	struct zoo *z = calloc(1, sizeof(*z));
	void *program = NULL;

	assert_non_null(z);
	*state = z;
	program_set_up(&program);
	z->p = program;
	z->wire = fault_server_start(FAULT_DOOR_OPEN);
	z->random = (uint64_t)number_of("MONKEY_SEED", 1) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	z->typist.phrase = QUESTION;
	snprintf(z->home, sizeof(z->home), "HOME=%s", z->p->home);
	program_make_staging(z->p, fault_server_url(z->wire), KEY);
	return 0;
}

static int
tear_down(void **state)
{
	struct zoo *z = *state;
	void *program = z->p;
	void *rig = z->r;

	typist_stop(&z->typist);
	if (z->r)
		rig_tear_down(&rig);
	program_tear_down(&program);
	fault_server_destroy(z->wire);
	free(z);
	return 0;
}

/* Requests that carry a message to somebody; a probe of a check carries none. */
static size_t
sends(struct zoo *z)
{
	return fault_server_arrivals_with(z->wire, "\"messageId\"");
}

static void
start_on_rig(struct zoo *z)
{
	const struct rig_options size = { .rows = 30, .columns = 100 };
	const char *const words[] = { "env",      z->home, "TERM=xterm-256color", "LC_ALL=C.UTF-8",
		                      z->p->deck, NULL };
	void *rig = NULL;

	z->r = rig_create(&rig, &size);
	rig_spawn(z->r, words);
	rig_type(z->r, "2");
	rig_expect_text(z->r, "[ Send billed SMS ]");
	rig_key(z->r, "C-u");
	rig_type(z->r, NUMBER);
	rig_key(z->r, "Esc");
}

static void
wait_ms(struct rig *r, int64_t ms)
{
	int64_t begun = program_now_ms();

	while (program_now_ms() - begun < ms)
		rig_settle(r);
}

/* Completes the dialog as a person does: the arrivals go up by one, so the way was open. */
static void
expect_one_more_when_meant(struct zoo *z)
{
	size_t before = sends(z);

	start_on_rig(z);
	rig_key(z->r, "F2");
	rig_expect_text(z->r, QUESTION);
	wait_ms(z->r, 300);
	rig_type(z->r, LAST_FOUR);
	rig_key(z->r, "Enter");
	rig_expect_text(z->r, "PENDING");
	assert_int_equal(sends(z), before + 1);
}

/* --- The monkey ------------------------------------------------------------------------------ */

static uint32_t
draw(struct zoo *z, uint32_t below)
{
	z->random ^= z->random << 13;
	z->random ^= z->random >> 7;
	z->random ^= z->random << 17;
	return (uint32_t)((z->random >> 33) % below);
}

/* One key, or what a terminal sends for one; the weight says how often. */
static const struct {
	int weight;
	const char *bytes;
} keys[] = {
	{ 60, "\r" },
	{ 40, "s" },
	{ 60, "\033OQ" }, /* F2 */
	{ 12, "\t" },
	{ 6, "\033[Z" },
	{ 8, "\033[A" },
	{ 8, "\033OA" },
	{ 12, "\033[B" },
	{ 8, "\033[C" },
	{ 8, "\033[D" },
	{ 16, "\033" },
	{ 10, "y" },
	{ 10, "Y" },
	{ 2, "d" },
	{ 4, " " },
	{ 3, "\177" },
	{ 1, "\033[3~" },
	{ 2, "\033[5~" },
	{ 2, "\033[6~" },
	{ 2, "\033[H" },
	{ 2, "\033[F" },
	{ 2, "\033OP" },
	{ 2, "\033OR" },
	{ 2, "\033OS" },
	{ 2, "\033[15~" },
	{ 2, "\033[17~" },
	{ 2, "\033[18~" },
	{ 2, "\033[20~" },
	{ 1, "\033[23~" },
	{ 1, "\033[24~" },
	{ 4, "\033[200~" LAST_FOUR "\r\033[201~" },
	{ 3, "\033[200~y\r\r\033[201~" },
	{ 1, "\033[200~" NUMBER "\n\033[201~" },
	{ 2, "\033[M !!" },
	{ 2, "\033[<0;10;10M" },
	{ 2, "\033[99z" },
	{ 2, "\033]0;x\007" },
	{ 2, "\303\251" },
	{ 2, "\346\274\242" },
	{ 2, "\377\376" },
	{ 2, "\302\233" },
	{ 1, "\001" },
	{ 1, "\005" },
	{ 1, "\014" },
	{ 1, "\020" },
	{ 1, "\016" },
	{ 1, "\027" },
	{ 1, "\032" },
	{ 1, "?" },
	{ 1, "/" },
	{ 1, ":" },
};

static const char *
choose_key(struct zoo *z)
{
	static const char digits[][2] = { "1", "2", "3", "4", "5", "6", "7", "8" };
	static char letter[2];
	int total = 0;

	/* The list of sandbox numbers, of which an Enter picks one that this profile refuses. */
	if (draw(z, 600) == 0)
		return "\033[19~";
	/* Most of the digits lead back to the Send screen, where it is about money. */
	if (draw(z, 20) == 0)
		return digits[draw(z, 10) ? 1 : draw(z, 8)];
	if (draw(z, 16) == 0) {
		/* q leaves, which costs a start: it comes seldom. */
		do {
			letter[0] = (char)('a' + draw(z, 26));
		} while (letter[0] == 'q' && draw(z, 20) != 0);
		return letter;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		total += keys[i].weight;
	int at = (int)draw(z, (uint32_t)total);
	for (size_t i = 0;; i++) {
		at -= keys[i].weight;
		if (at < 0)
			return keys[i].bytes;
	}
}

static void
run(const char *const *words)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(words[0], (char *const *)(size_t)words);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

/* What a monkey has done to profiles and settings is undone. */
static void
start_epoch(struct zoo *z, bool first)
{
	char kept[FOLDER_PATH_BYTES + 8];
	const char *const copy[] = { "cp", "-a", z->p->home, kept, NULL };
	const char *const drop[] = { "rm", "-rf", z->p->home, NULL };
	const char *const back[] = { "cp", "-a", kept, z->p->home, NULL };

	snprintf(kept, sizeof(kept), "%s.kept", z->p->home);
	typist_stop(&z->typist);
	if (first) {
		run(copy);
		return;
	}
	run(drop);
	run(back);
}

static void
rest_ms(struct zoo *z, int64_t ms)
{
	int64_t begun_ms = program_now_ms();

	for (int64_t left_ms = ms; left_ms > 0; left_ms = ms - (program_now_ms() - begun_ms))
		typist_rest(&z->typist, (int)left_ms);
}

static void
escape(struct zoo *z)
{
	if (z->typist.pid != 0 && typist_type(&z->typist, "\033", 1))
		typist_rest(&z->typist, ESCAPE_MS);
}

static void
type(struct zoo *z, const char *bytes)
{
	if (z->typist.pid != 0)
		typist_type(&z->typist, bytes, strlen(bytes));
}

/* The Send screen with the number in its field and the button marked, whatever was there. */
static void
aim(struct zoo *z)
{
	const char *const words[] = { "env",      z->home, "TERM=xterm-256color", "LC_ALL=C.UTF-8",
		                      z->p->deck, NULL };

	if (z->typist.pid == 0)
		typist_start(&z->typist, words);
	for (int i = 0; i < 2; i++)
		escape(z);
	type(z, "2");
	for (int i = 0; i < 24; i++)
		type(z, "\033[A");
	type(z, "\025" NUMBER);
	escape(z);
}

/* A program that ends does so because it was asked to. */
static void
expect_no_crash(struct zoo *z, int status, long key)
{
	if (status != 0 && status != 130)
		fail_msg("the program ended with %d at key %ld of seed %ld", status, key,
		         number_of("MONKEY_SEED", 1));
	(void)z;
}

static void
expect_nothing_sent(struct zoo *z, long key)
{
	const char *request = NULL;

	if (sends(z) == 0)
		return;
	for (size_t i = 0; (request = fault_server_arrival(z->wire, i, NULL)) != NULL; i++)
		print_message("%s\n", request);
	fail_msg("%zu sends arrived by key %ld of seed %ld", sends(z), key,
	         number_of("MONKEY_SEED", 1));
}

static void
random_keys_send_nothing(void **state)
{
	struct zoo *z = *state;
	long wanted = number_of("MONKEY_KEYS", 10000);
	int starts = 0;

	for (long i = 0; i < wanted; i++) {
		if (i % EPOCH_KEYS == 0)
			start_epoch(z, i == 0);
		if (z->typist.pid == 0 || i % AIM_KEYS == 0) {
			starts += z->typist.pid == 0;
			aim(z);
			expect_nothing_sent(z, i);
		}
		const char *key = choose_key(z);
		typist_type(&z->typist, key, strlen(key));
		/* What is typed before a frame is typed ahead, which has its turns too. */
		if (draw(z, 2) == 0)
			typist_rest(&z->typist, FRAME_MS);
		int status = typist_ended(&z->typist);
		if (status >= 0)
			expect_no_crash(z, status, i);
	}
	typist_stop(&z->typist);
	expect_nothing_sent(z, wanted);
	print_message("%ld random keys, %d starts, the question drawn %zu times, 0 sends\n", wanted,
	              starts, z->typist.seen);
	/* It must have been near: else it proves nothing. */
	assert_true(z->typist.seen > (size_t)wanted / QUESTIONS);
	start_epoch(z, false);
	expect_one_more_when_meant(z);
}

/* --- Held and pasted ------------------------------------------------------------------------- */

static void
an_enter_held_on_yes_sends_once(void **state)
{
	struct zoo *z = *state;
	int64_t held_ms = number_of("HELD_MS", 1500);
	int count = 0;

	aim(z);
	type(z, "s");
	rest_ms(z, 350);
	type(z, LAST_FOUR);
	rest_ms(z, 50);
	for (; count * REPEAT_MS < held_ms; count++) {
		type(z, "\r");
		rest_ms(z, REPEAT_MS);
	}
	assert_true(z->typist.seen > 0);
	print_message("Enter held for %lld ms, %d repeats: %zu send\n", (long long)held_ms, count,
	              sends(z));
	assert_int_equal(sends(z), 1);
	assert_int_equal(program_ask(z->p, "SELECT count(*) FROM message"), 1);
}

/* Lines that would be keys, an answer among them. */
static void
fill(char *bytes, size_t size_bytes, const char *line)
{
	size_t line_bytes = strlen(line);

	for (size_t i = 0; i < size_bytes; i++)
		bytes[i] = line[i % line_bytes];
}

static void
a_pasted_mebibyte_sends_nothing(void **state)
{
	struct zoo *z = *state;
	char *bytes = malloc(MEBIBYTE + 16);

	assert_non_null(bytes);
	/* With the marks of a paste it may even hold the answer. */
	memcpy(bytes, "\033[200~", 6);
	fill(bytes + 6, MEBIBYTE, "s\r" LAST_FOUR "\ry\r");
	memcpy(bytes + 6 + MEBIBYTE, "\033[201~", 6);
	aim(z);
	assert_true(typist_type(&z->typist, bytes, MEBIBYTE + 12));
	typist_rest(&z->typist, ESCAPE_MS);
	expect_nothing_sent(z, 1);
	/* Without them it is keys, and among these the answer is not. */
	aim(z);
	size_t plain_bytes = (size_t)number_of("PASTE_BYTES", 65536);
	fill(bytes, plain_bytes, "s\r1234\ry\r\t\ts5678\r");
	assert_true(typist_type(&z->typist, bytes, plain_bytes));
	typist_rest(&z->typist, ESCAPE_MS);
	expect_nothing_sent(z, 2);
	assert_int_equal(typist_ended(&z->typist), -1);
	assert_true(z->typist.seen > 0);
	free(bytes);
	typist_stop(&z->typist);
	expect_one_more_when_meant(z);
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(random_keys_send_nothing),
		TEST(an_enter_held_on_yes_sends_once),
		TEST(a_pasted_mebibyte_sends_nothing),
	};
	return cmocka_run_group_tests_name("monkey", tests, NULL, NULL);
}
