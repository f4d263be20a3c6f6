/* SPDX-License-Identifier: MIT */
/* an unlock by passphrase against the one derivation that it cannot do without */
#include "bench_impl.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session.h"
#include "app/vaults.h"

#define PASSPHRASE "correct horse battery"
#define RUNS 9
#define FRAME_MS 16.7

static bool over;

static void
unlocked(void *context, const struct vaults_result *result)
{
	(void)context;
	over = true;
	if (result->status != ST_OK)
		exit(1);
}

static double
bare(void)
{
	const struct vault_cost cost = VAULT_COST_NORMAL;
	unsigned char key[32], salt[crypto_pwhash_SALTBYTES] = { 1 };
	double began = bench_now_ms();

	if (crypto_pwhash(key, sizeof(key), PASSPHRASE, strlen(PASSPHRASE), salt,
	                  (unsigned long long)cost.passes, (size_t)cost.memory_kib * 1024,
	                  crypto_pwhash_ALG_ARGON2ID13) != 0)
		exit(1);
	return bench_now_ms() - began;
}

/* The loop turns as the console's does; the longest turn is what a key would have waited. */
static double
unlock(struct session *s, const struct secret *typed, double *longest)
{
	const struct vaults_order order = { .kind = VAULTS_UNLOCK, .typed = typed };
	double began, turn;

	vaults_lock(s);
	over = false;
	began = bench_now_ms();
	vaults_start(s, &order, unlocked, NULL);
	while (!over) {
		turn = bench_now_ms();
		loop_turn(s->loop, 1);
		turn = bench_now_ms() - turn;
		if (turn > *longest)
			*longest = turn;
	}
	return bench_now_ms() - began;
}

static void
add_passphrase(struct session *s, const struct secret *typed)
{
	const struct vaults_order order = { .kind = VAULTS_ADD_PASSPHRASE, .typed = typed };
	struct vaults_result result;
	struct fault f = { 0 };

	if (vaults_run(s, &order, &result, &f) != ST_OK) {
		printf("%s\n", f.cause);
		exit(1);
	}
}

void
bench_unlock(struct bench *b)
{
	const struct session_options options = { .store = b->store, .threaded = true };
	double ours[RUNS], theirs[RUNS], longest = 0;
	struct session *s = NULL;
	struct fault f = { 0 };

	if (session_open(&options, &s, &f) != ST_OK) {
		printf("%s\n", f.cause);
		exit(1);
	}
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	add_passphrase(s, typed);
	/* By turns, so that what else the machine does meets both alike. */
	for (int i = 0; i < RUNS; i++) {
		ours[i] = unlock(s, typed, &longest);
		theirs[i] = bare();
	}
	bench_row("unlock, against one bare crypto_pwhash", bench_median(ours, RUNS),
	          bench_median(theirs, RUNS), 1.05, "ms");
	bench_row("longest turn of the loop meanwhile, against a frame", longest, FRAME_MS, 1,
	          "ms");
	secret_destroy(typed);
	session_close(s);
}
