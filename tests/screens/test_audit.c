/* SPDX-License-Identifier: MIT */
/* The audit: its rows, the marked one in full, paging by key, times, failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/session.h"
#include "app/setup.h"
#include "base/clock.h"
#include "scene.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/db_impl.h"

#define MANY 1000

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s", f->cause);
}

static void
append(struct db *db, int64_t profile, const char *event, const char *detail)
{
	struct fault f;

	must(db_begin(db, &f), &f);
	must(audit_store_append(db, profile, event, detail, &f), &f);
	must(db_commit(db, &f), &f);
}

static void
a_few(struct session *s, struct db *db)
{
	append(db, s->profile.id, "secret_set", "API_KEY");
	append(db, 4711, "profile_removed", "gone");
	append(db, 0, "store_copied", "a\033[31mcopy.db");
}

static void
many(struct session *s, struct db *db)
{
	struct fault f;
	char detail[32];

	must(db_begin(db, &f), &f);
	for (int i = 0; i < MANY; i++) {
		snprintf(detail, sizeof(detail), "change %04d", i);
		must(audit_store_append(db, s->profile.id, "setting_changed", detail, &f), &f);
	}
	must(db_commit(db, &f), &f);
}

static struct rig *
open_audit(void **state, int rows, int columns, void (*fill)(struct session *s, struct db *db))
{
	const struct rig_options options = { .rows = rows, .columns = columns, .fill = fill };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "7");
	rig_expect_text(r, "Audit: who did what, newest first");
	return r;
}

static void
rows_say_when_what_and_of_which_profile(void **state)
{
	struct rig *r = open_audit(state, 24, 80, a_few);

	rig_expect_text(r, "7 Audit");
	rig_expect_text(r, "profile removed");
	rig_expect_text(r, "(removed)");
	rig_expect_text(r, "secret set");
	rig_expect_text(r, "API_KEY");
	rig_expect_text(r, "store made");
	rig_expect_text(r, "These are all.");
	rig_expect_no_text(r, "secret_set");
}

static void
the_marked_row_is_told_in_full_and_its_text_is_cleaned(void **state)
{
	struct rig *r = open_audit(state, 24, 80, a_few);

	rig_expect_text(r, "what     a<U+001B>[31mcopy.db");
	rig_expect_text(r, "profile  none: it is about the store");
	rig_expect_text(r, "when     2026-11-25 10:00:00 local");
	rig_type(r, "jj");
	rig_expect_text(r, "profile  sandbox");
	rig_expect_text(r, "what     API_KEY");
	rig_type(r, "T");
	rig_expect_text(r, "when     2026-11-25 10:00:00 UTC");
}

static void
a_change_shows_when_the_tab_is_opened_again(void **state)
{
	struct rig *r = open_audit(state, 24, 80, a_few);
	struct fault f;

	rig_type(r, "1");
	must(setup_set(rig_session(r), "sender", "Other", &f), &f);
	rig_type(r, "7");
	rig_expect_text(r, "setting changed");
	rig_expect_text(r, "what     sender");
}

/* Through all rows and back, while the window holds a part of them only. */
static void
every_row_is_reached_in_either_direction(void **state)
{
	struct rig *r = open_audit(state, 24, 80, many);
	char wanted[32];

	for (int i = 0; i < MANY && !rig_has_text(r, "what     -"); i++)
		rig_key(r, "PageDown");
	rig_expect_text(r, "event    store made");
	rig_expect_text(r, "There are newer rows above.");
	for (int i = 0; i < MANY && !rig_has_text(r, "what     change 0999"); i++)
		rig_key(r, "PageUp");
	snprintf(wanted, sizeof(wanted), "what     change %04d", MANY - 1);
	rig_expect_text(r, wanted);
}

static void
no_row_is_shown_twice_or_left_out_between_two_pages(void **state)
{
	struct rig *r = open_audit(state, 24, 80, many);
	char wanted[32];

	for (int i = MANY - 1; i >= MANY - 400; i--) {
		snprintf(wanted, sizeof(wanted), "what     change %04d", i);
		rig_expect_text(r, wanted);
		rig_key(r, "Down");
	}
	rig_expect_text(r, "There are newer rows above.");
	for (int i = MANY - 401; i < MANY; i++) {
		snprintf(wanted, sizeof(wanted), "what     change %04d", i);
		rig_expect_text(r, wanted);
		rig_key(r, "Up");
	}
	rig_expect_text(r, "row 1 of");
}

static void
g_and_G_go_to_the_ends_of_all_rows(void **state)
{
	struct rig *r = open_audit(state, 24, 80, many);

	rig_type(r, "G");
	rig_expect_text(r, "event    store made");
	rig_type(r, "g");
	rig_expect_text(r, "what     change 0999");
}

static void
drop_audit(struct session *s, struct db *db)
{
	struct db_statement *statement = NULL;
	struct fault f;

	(void)s;
	must(db_prepare(db, "DROP TABLE audit", &statement, &f), &f);
	must(db_run(statement, &f), &f);
	db_release(statement);
}

static void
an_audit_that_cannot_be_read_says_so(void **state)
{
	struct rig *r = open_audit(state, 24, 80, drop_audit);

	rig_expect_text(r, "The audit cannot be read:");
	rig_expect_text(r, "r reads again.");
}

static void
every_size_is_drawn(void **state)
{
	static const int sizes[][2] = {
		{ 18, 60 }, { 60, 200 }, { 24, 80 }, { 5, 20 }, { 30, 100 }
	};
	struct rig *r = open_audit(state, 24, 80, a_few);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		rig_resize(r, sizes[i][0], sizes[i][1]);
	rig_expect_text(r, "API_KEY");
	rig_resize(r, 18, 60);
	rig_expect_text(r, "secret set");
	rig_expect_text(r, "The marked row");
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(rows_say_when_what_and_of_which_profile),
		RIG_TEST(the_marked_row_is_told_in_full_and_its_text_is_cleaned),
		RIG_TEST(a_change_shows_when_the_tab_is_opened_again),
		RIG_TEST(every_row_is_reached_in_either_direction),
		RIG_TEST(no_row_is_shown_twice_or_left_out_between_two_pages),
		RIG_TEST(g_and_G_go_to_the_ends_of_all_rows),
		RIG_TEST(an_audit_that_cannot_be_read_says_so),
		RIG_TEST(every_size_is_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
