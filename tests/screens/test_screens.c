/* SPDX-License-Identifier: MIT */
/* Every screen at every size, in every kind of terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "scene.h"
#include "ui/screens.h"

static void
one_of_each(struct session *s, struct db *db)
{
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 7200000,
	                               .state = MESSAGE_DELIVERED,
	                               .group = 3,
	                               .id = 5,
	                               .http_status = 200 });
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = 60000,
	                               .to = "+99950012",
	                               .state = MESSAGE_REJECTED,
	                               .group = 5,
	                               .id = 12,
	                               .http_status = 200,
	                               .client = "caf\303\251 \344\275\240\345\245\275",
	                               .answer = "not JSON, \303\251 and \033[31m" });
}

/* The keys that lead to a screen from any tab, and what it is known by. */
static const struct {
	const char *keys;
	const char *sign;
} places[] = {
	{ "1", "Latest" },
	{ "2", "[ Send simulated ]" },
	{ "2v", "< sms >" },
	{ "2n", "Sandbox numbers" },
	{ "3", "newest first" },
	{ "3f", "failures only" },
	{ "3?", "Here (log)" },
	{ "4", "As it is read" },
	{ "4L", "Add a language" },
	{ "4d", "History of verification" },
	{ "4w", "Which text answers" },
	{ "4t", "Test contexts" },
	{ "6", "Secrets of sandbox" },
	{ "6a", "Live checks" },
	{ "6S", "No secret yet" },
	{ "6y", "Code for Auth0" },
	{ "6C", "Copy a profile" },
	{ "6p", "Act on which profile?" },
};

static const struct {
	int rows;
	int columns;
} sizes[] = {
	{ 18, 60 },  { 18, 200 }, { 24, 80 },  { 30, 100 }, { 25, 76 },
	{ 28, 100 }, { 43, 132 }, { 60, 200 }, { 60, 60 },  { 19, 75 },
};

static void
walk_sizes(struct rig *r, const char *sign)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rig_resize(r, sizes[i].rows, sizes[i].columns);
		rig_expect_text(r, sign);
	}
}

static void
walk_places(struct rig *r)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		rig_type(r, places[i].keys);
		walk_sizes(r, places[i].sign);
		rig_key(r, "Esc");
	}
	rig_type(r, "3");
	rig_key(r, "Enter");
	walk_sizes(r, "Message ");
	rig_type(r, "4");
	rig_expect_text(r, "> verification ");
	rig_key(r, "Enter");
	walk_sizes(r, "Preview ");
	/* Every size but the smallest has room for its bar. */
	rig_expect_text(r, "part 1 [");
	rig_key(r, "Esc");
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message ");
}

static void
each_draws_from_60_by_18_to_200_by_60(void **state)
{
	const struct rig_options options = { .rows = 60, .columns = 200, .fill = one_of_each };
	walk_places(scene_open(state, &options));
}

static void
each_draws_in_ascii_without_colour(void **state)
{
	const struct rig_options options = {
		.rows = 60, .columns = 200, .term = "vt100", .locale = "C", .fill = one_of_each
	};
	struct rig *r = scene_open(state, &options);

	walk_places(r);
	rig_expect_text(r, "+- Message ");
}

static void
a_send_in_flight_survives_every_size(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100 };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_resize(r, 1, 1);
	rig_resize(r, 2, 200);
	rig_resize(r, 60, 2);
	rig_resize(r, 17, 59);
	rig_expect_text(r, "too small");
	scene_news(3, 5);
	rig_advance_ms(r, 1500);
	rig_resize(r, 18, 60);
	rig_expect_text(r, "final: the phone has it");
	walk_sizes(r, "delivered");
}

static void
each_has_a_name_of_its_own_and_all_functions(void **state)
{
	static const char *const names[] = {
		"welcome",  "home",      "send",     "log",     "message", "numbers", "help",
		"setup",    "account",   "secrets",  "secret",  "reveal",  "name",    "hookcode",
		"profiles", "templates", "template", "newtext", "history", "who",     "contexts"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct screen_class *class = screens_find(names[i]);

		assert_non_null(class);
		assert_string_equal(class->name, names[i]);
		assert_true(class->open && class->close && class->draw && class->command &&
		            class->event && class->status);
	}
	assert_null(screens_find("nowhere"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_draws_from_60_by_18_to_200_by_60, rig_tear_down),
		cmocka_unit_test_teardown(each_draws_in_ascii_without_colour, rig_tear_down),
		cmocka_unit_test_teardown(a_send_in_flight_survives_every_size, rig_tear_down),
		cmocka_unit_test(each_has_a_name_of_its_own_and_all_functions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
