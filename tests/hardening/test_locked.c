/* SPDX-License-Identifier: MIT */
/* a locked vault leaves no key in memory, a deleted secret none in a file, none comes cheap */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/setup.h"
#include "app/vaults.h"
#include "app_rig.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/vault_impl.h"

/* What is looked for never stands in memory by the search itself: its bits are turned. */
#define MASK 0x5A
#define HIDDEN_BYTES 32

struct hidden {
	unsigned char masked[HIDDEN_BYTES];
};

static void
hide(struct hidden *h, const unsigned char *bytes)
{
	for (size_t i = 0; i < HIDDEN_BYTES; i++)
		h->masked[i] = bytes[i] ^ MASK;
}

/* Letters, so that they pass for a passphrase and for a key. */
static struct hidden
invent(unsigned seed)
{
	struct hidden h;

	for (size_t i = 0; i < HIDDEN_BYTES; i++)
		h.masked[i] = (unsigned char)('a' + (seed * 7 + i * i * 3 + i) % 26) ^ MASK;
	return h;
}

/* Byte by byte into guarded memory. */
static struct secret *
reveal(const struct hidden *h)
{
	struct secret *s = secret_create("", 0);

	for (size_t i = 0; i < HIDDEN_BYTES; i++)
		secret_append_byte(s, h->masked[i] ^ MASK);
	return s;
}

static size_t
count_in(const unsigned char *bytes, size_t size, const struct hidden *h)
{
	size_t found = 0;

	for (size_t at = 0; at + HIDDEN_BYTES <= size; at++) {
		size_t i = 0;
		while (i < HIDDEN_BYTES && (bytes[at + i] ^ MASK) == h->masked[i])
			i++;
		found += i == HIDDEN_BYTES;
	}
	return found;
}

/* How often it stands in what this process can write to, the stack of this function included. */
static size_t
count_in_memory(const struct hidden *h)
{
	static unsigned char page[1 << 16];
	char line[512];
	size_t found = 0;
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY);

	assert_non_null(maps);
	assert_true(mem >= 0);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long from = 0;
		unsigned long to = 0;
		char modes[8] = "";

		if (sscanf(line, "%lx-%lx %7s", &from, &to, modes) != 3 || modes[0] != 'r')
			continue;
		/* Each piece overlaps the one before, so that nothing hides on its edge. */
		for (; from < to; from += sizeof(page) - HIDDEN_BYTES) {
			size_t size = to - from < sizeof(page) ? to - from : sizeof(page);
			ssize_t got = pread(mem, page, size, (off_t)from);
			bool is_own = from < (unsigned long)(uintptr_t)(page + sizeof(page)) &&
			              from + size > (unsigned long)(uintptr_t)page;
			if (got > 0 && !is_own)
				found += count_in(page, (size_t)got, h);
		}
	}
	memset(page, 0, sizeof(page));
	close(mem);
	fclose(maps);
	return found;
}

static void
run_order(struct app_rig *r, enum vaults_kind kind, const struct hidden *h)
{
	struct vaults_order order = { .kind = kind,
		                      .cost = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB } };
	struct vaults_result result;
	struct secret *typed = reveal(h);

	order.typed = typed;
	app_rig_must(r, vaults_run(r->session, &order, &result, &r->f));
	secret_destroy(typed);
}

static void
after_a_lock_no_key_and_no_passphrase_is_in_memory(void **state)
{
	struct app_rig *r = *state;
	struct hidden passphrase = invent(1);
	struct hidden key = invent(2);
	struct hidden data_key;
	struct secret *copy;
	unsigned removed = 0;

	app_rig_use_staging(r);
	run_order(r, VAULTS_ADD_PASSPHRASE, &passphrase);
	struct secret *value = reveal(&key);
	app_rig_must(r, setup_set_secret(r->session, "API_KEY", value, &removed, &r->f));
	secret_destroy(value);
	vaults_lock(r->session);
	run_order(r, VAULTS_UNLOCK, &passphrase);
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	copy = vault_keys_copy_data_key(r->session->vault->keys);
	hide(&data_key, secret_borrow(copy));
	/* The search finds what is there: the vault's own and this copy. */
	assert_int_equal(count_in_memory(&data_key), 2);
	secret_destroy(copy);
	vaults_lock(r->session);
	assert_int_equal(count_in_memory(&data_key), 0);
	assert_int_equal(count_in_memory(&passphrase), 0);
	assert_int_equal(count_in_memory(&key), 0);
}

static size_t
read_blob(const struct app_rig *r, const char *sql, unsigned char *out, size_t room)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	size_t size;

	assert_int_equal(sqlite3_open(r->store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	size = (size_t)sqlite3_column_bytes(s, 0);
	assert_true(size <= room);
	memcpy(out, sqlite3_column_blob(s, 0), size);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return size;
}

/* In the store's file, its log and its index. */
static size_t
count_in_files(const struct app_rig *r, const unsigned char *bytes, size_t size)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	size_t found = 0;

	for (size_t i = 0; i < 3; i++) {
		char path[FOLDER_PATH_BYTES + 8];
		size_t file_size = 0;

		snprintf(path, sizeof(path), "%s%s", r->store, suffixes[i]);
		if (access(path, F_OK) != 0)
			continue;
		unsigned char *file = folder_read(path, &file_size);
		for (size_t at = 0; at + size <= file_size; at++)
			found += memcmp(file + at, bytes, size) == 0;
		free(file);
	}
	return found;
}

static void
set_key(struct app_rig *r, unsigned seed)
{
	struct hidden key = invent(seed);
	struct secret *value = reveal(&key);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY", value, &removed, &r->f));
	secret_destroy(value);
}

/* T5, for the key that is replaced while a message waits, and for the one that is removed. */
static void
a_key_that_is_gone_is_in_no_file(void **state)
{
	struct app_rig *r = *state;
	unsigned char first[256];
	unsigned char past[256];

	app_rig_use_staging(r);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	size_t first_size = read_blob(r, "SELECT sealed FROM secret", first, sizeof(first));
	assert_true(count_in_files(r, first, first_size) > 0);
	set_key(r, 3);
	size_t past_size = read_blob(r, "SELECT sealed FROM secret_past", past, sizeof(past));
	assert_int_equal(count_in_files(r, first, first_size), 0);
	assert_true(count_in_files(r, past, past_size) > 0);
	struct follow *w = follow_create(r->session, &(struct follow_options){ .at_once = true });
	app_rig_settle(r);
	follow_destroy(w);
	app_rig_settle(r);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret_past"), 0);
	assert_int_equal(count_in_files(r, past, past_size), 0);
	first_size = read_blob(r, "SELECT sealed FROM secret", first, sizeof(first));
	app_rig_must(r, setup_remove_secret(r->session, "API_KEY", &r->f));
	assert_int_equal(count_in_files(r, first, first_size), 0);
}

/* What a passphrase of the usual cost does where 128 MiB are free; the fault's word. */
static int
derive_in_little_memory(void)
{
	const struct vault_cost normal = VAULT_COST_NORMAL;
	struct rlimit limit = { 128L << 20, 128L << 20 };
	struct secret *typed = secret_create("correct horse", 13);
	struct vault_wrapper *w = NULL;
	struct fault f = { 0 };

	if (setrlimit(RLIMIT_AS, &limit) != 0)
		return 100;
	if (vault_wrapper_derive(typed, &normal, &w, &f) == ST_OK)
		return 101;
	return f.word == WORD_MEMORY_SHORT && strstr(f.cause, "256 MiB") ? 0 : 102;
}

/* M9 */
static void
too_little_memory_is_said_and_never_made_do_with(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(derive_in_little_memory());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
#define ONCE(name) cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close)
	const struct CMUnitTest tests[] = {
		ONCE(after_a_lock_no_key_and_no_passphrase_is_in_memory),
		ONCE(a_key_that_is_gone_is_in_no_file),
		ONCE(too_little_memory_is_said_and_never_made_do_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
