/* SPDX-License-Identifier: MIT */
/* a store that is looked at while it is open */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db_impl.h"
#include "store_rig.h"

#define PAGE_BYTES 4096

static void
must(const struct store_rig *r, enum status st)
{
	if (st != ST_OK)
		fail_msg("%s", r->f.cause);
}

static void
a_sound_store_passes(void **state)
{
	struct store_rig *r = *state;
	struct db_facts facts;

	store_rig_choose_alone(r->db, "key", "value");
	must(r, db_quick_check(r->db, &r->f));
	must(r, db_read_facts(r->db, &facts, &r->f));
	assert_int_equal(facts.mode, 0600);
	assert_true(facts.is_wal);
	assert_true(facts.size_bytes >= PAGE_BYTES);
	assert_true(facts.log_bytes > 0);
}

static void
a_damaged_page_is_found(void **state)
{
	struct store_rig *r = *state;
	unsigned char garbage[PAGE_BYTES];
	off_t page;
	int fd;

	store_rig_choose_alone(r->db, "key", "value");
	page = store_rig_number(r->db, "SELECT rootpage FROM sqlite_schema WHERE name = 'choice'");
	store_rig_close(r);
	fd = open(r->path, O_WRONLY);
	memset(garbage, 0xA5, sizeof(garbage));
	assert_int_equal(pwrite(fd, garbage, PAGE_BYTES, (page - 1) * PAGE_BYTES), PAGE_BYTES);
	close(fd);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_int_equal(db_quick_check(r->db, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_DAMAGED);
	assert_non_null(strstr(r->f.cause, "otpdeck.db"));
	assert_string_not_equal(r->f.hint, "");
}

static void
a_mode_that_opened_meanwhile_is_found(void **state)
{
	struct store_rig *r = *state;
	struct db_facts facts;

	assert_int_equal(chmod(r->path, 0640), 0);
	assert_int_equal(db_read_facts(r->db, &facts, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_MODE);
	assert_int_equal(chmod(r->path, 0600), 0);
	must(r, db_read_facts(r->db, &facts, &r->f));
}

static void
a_store_that_went_is_found(void **state)
{
	struct store_rig *r = *state;
	struct db_facts facts;

	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(db_read_facts(r->db, &facts, &r->f), ST_STORE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_rig_set_up_open, store_rig_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sound_store_passes),
		TEST(a_damaged_page_is_found),
		TEST(a_mode_that_opened_meanwhile_is_found),
		TEST(a_store_that_went_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
