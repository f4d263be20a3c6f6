/* SPDX-License-Identifier: MIT */
/* template texts on disk */
#include "store/template_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "stock.h"
#include "store/profile_store.h"

#define CEILING 4096

static struct template_name
named(const char *name)
{
	struct template_name out;
	struct fault f;

	assert_int_equal(template_name_parse(name, &out, &f), ST_OK);
	return out;
}

static void
expect_text(struct stock *r, const struct profile *p, const char *name, const char *expected)
{
	const struct template_name of = named(name);
	struct template_info info;
	struct text text;

	text_init(&text, CEILING);
	stock_must(r, template_store_load(r->db, p, &of, &info, &text, &r->f));
	assert_string_equal(text_string(&text), expected);
	assert_string_equal(info.name, name);
	assert_int_equal(info.size_bytes, strlen(expected));
	text_finish(&text);
}

static void
expect_revision(struct stock *r, const char *name, int64_t revision, const char *expected)
{
	const struct template_name of = named(name);
	struct template_info info;
	struct text text;

	text_init(&text, CEILING);
	stock_must(r, template_store_load_revision(r->db, &r->staging, &of, revision, &info, &text,
	                                           &r->f));
	assert_string_equal(text_string(&text), expected);
	assert_int_equal(info.revision, revision);
	text_finish(&text);
}

static void
expect_none(struct stock *r, const char *name)
{
	const struct template_name of = named(name);
	struct template_info info;
	struct text text;

	text_init(&text, CEILING);
	stock_must_fail(r, template_store_load(r->db, &r->staging, &of, &info, &text, &r->f),
	                WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, name));
	assert_int_equal(text.size_bytes, 0);
	text_finish(&text);
}

static enum status
try_save(struct stock *r, const char *name, const char *source, int64_t expected)
{
	const struct template_save save = {
		.name = named(name),
		.source = source,
		.size_bytes = strlen(source),
		.expected = expected,
		.origin = "edited",
	};
	struct template_info info;
	enum status st;

	stock_begin(r);
	st = template_store_save(r->db, &r->staging, &save, &info, &r->f);
	return db_end(r->db, st, &r->f);
}

static void
save(struct stock *r, const char *name, const char *source)
{
	stock_must(r, try_save(r, name, source, TEMPLATE_ANY_REVISION));
}

static enum status
try_remove(struct stock *r, const char *name, int64_t expected)
{
	const struct template_name of = named(name);

	stock_begin(r);
	return db_end(r->db, template_store_remove(r->db, &r->staging, &of, expected, &r->f),
	              &r->f);
}

static void
a_new_profile_has_the_two_default_texts(void **state)
{
	struct stock *r = *state;

	for (int kind = 0; kind <= TEMPLATE_ENROLLMENT; kind++)
		expect_text(r, &r->staging, template_kind_name((enum template_kind)kind),
		            template_default_text((enum template_kind)kind, TEMPLATE_BOTH));
	expect_none(r, "otp_verify");
}

static void
lists_them_in_the_order_of_their_names(void **state)
{
	static const char *const expected[] = { "verification",        "verification:voice",
		                                "verification@App",    "verification/fr",
		                                "verification/fr@App", "enrollment" };
	struct stock *r = *state;
	struct template_info *all;
	struct template_name *names;
	size_t count;
	size_t name_count;

	save(r, "verification/fr@App", "a");
	save(r, "verification:voice", "b");
	save(r, "verification@App", "c");
	save(r, "verification/fr", "d");
	stock_must(r, template_store_list(r->db, &r->staging, &all, &count, &r->f));
	assert_int_equal(count, 6);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(all[i].name, expected[i]);
		assert_int_equal(all[i].revision, 1);
		assert_true(all[i].changed_at_ms == STOCK_NOW_MS);
		assert_true(all[i].id > 0);
	}
	assert_string_equal(all[0].origin, "default");
	assert_string_equal(all[4].of.client_id, "App");
	assert_int_equal(all[1].of.channel, TEMPLATE_VOICE);
	stock_must(r, template_store_names(r->db, &r->staging, &names, &name_count, &r->f));
	assert_int_equal(name_count, count);
	for (size_t i = 0; i < count; i++)
		assert_true(template_name_equals(&names[i], &all[i].of));
	mem_free(names);
	mem_free(all);
}

static void
the_newest_revision_is_the_text_and_the_older_ones_stay(void **state)
{
	struct stock *r = *state;

	save(r, "verification", "second");
	save(r, "verification", "third");
	expect_text(r, &r->staging, "verification", "third");
	expect_revision(r, "verification", 2, "second");
	expect_revision(r, "verification", 1,
	                template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
	expect_text(r, &r->sandbox, "verification",
	            template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
}

static void
a_name_is_this_name_and_no_other(void **state)
{
	struct stock *r = *state;

	save(r, "verification/fr", "langue");
	expect_none(r, "verification/fr-CA");
	expect_none(r, "verification/fr:sms");
	expect_none(r, "verification/fr@App");
	expect_none(r, "enrollment/fr");
	expect_text(r, &r->staging, "verification/fr", "langue");
}

static void
loading_appends_and_respects_the_ceiling(void **state)
{
	const struct template_name of = named("enrollment");
	struct stock *r = *state;
	struct template_info info;
	struct text text;

	text_init(&text, 10);
	assert_true(text_append(&text, "before"));
	stock_must_fail(r, template_store_load(r->db, &r->staging, &of, &info, &text, &r->f),
	                WORD_TEMPLATE_TOO_LARGE);
	assert_string_equal(text_string(&text), "before");
	text_finish(&text);
}

static void
the_second_of_two_editors_is_told_and_nothing_is_lost(void **state)
{
	struct stock *r = *state;

	stock_must(r, try_save(r, "verification", "of the first", 1));
	stock_must_fail(r, try_save(r, "verification", "of the second", 1), WORD_ROW_MOVED);
	assert_non_null(strstr(r->f.cause, "revision 2"));
	expect_text(r, &r->staging, "verification", "of the first");
	stock_must(r, try_save(r, "verification", "of both", 2));
	expect_revision(r, "verification", 2, "of the first");
	expect_revision(r, "verification", 3, "of both");

	stock_must(r, try_save(r, "verification/fr", "premier", 0));
	stock_must_fail(r, try_save(r, "verification/fr", "second", 0), WORD_ROW_MOVED);
	stock_must_fail(r, try_remove(r, "verification/fr", 2), WORD_ROW_MOVED);
	stock_must(r, try_remove(r, "verification/fr", 1));
	stock_must_fail(r, try_save(r, "verification/fr", "second", 1), WORD_ROW_MOVED);
	assert_non_null(strstr(r->f.cause, "removed"));
	expect_none(r, "verification/fr");
}

static void
a_removed_template_keeps_its_revisions_and_goes_on_counting(void **state)
{
	const struct template_name of = named("verification/fr");
	struct stock *r = *state;
	struct template_info *all;
	size_t count;

	save(r, "verification/fr", "un");
	save(r, "verification/fr", "deux");
	stock_must(r, try_remove(r, "verification/fr", TEMPLATE_ANY_REVISION));
	expect_none(r, "verification/fr");
	stock_must_fail(r, try_remove(r, "verification/fr", TEMPLATE_ANY_REVISION), WORD_NOT_FOUND);
	expect_revision(r, "verification/fr", 2, "deux");
	stock_must(r, template_store_history(r->db, &r->staging, &of, &all, &count, &r->f));
	assert_int_equal(count, 2);
	assert_true(all[0].removed);
	assert_int_equal(all[0].revision, 2);
	assert_int_equal(all[1].revision, 1);
	mem_free(all);
	stock_must(r, try_save(r, "verification/fr", "trois", 0));
	expect_revision(r, "verification/fr", 1, "un");
	expect_revision(r, "verification/fr", 3, "trois");
	expect_text(r, &r->staging, "verification/fr", "trois");
}

static void
a_history_of_nothing_is_not_found(void **state)
{
	const struct template_name of = named("verification/fr");
	struct stock *r = *state;
	struct template_info *all;
	struct template_info info;
	struct text text;
	size_t count;

	stock_must_fail(r, template_store_history(r->db, &r->staging, &of, &all, &count, &r->f),
	                WORD_NOT_FOUND);
	assert_null(all);
	text_init(&text, CEILING);
	stock_must_fail(
		r, template_store_load_revision(r->db, &r->staging, &of, 7, &info, &text, &r->f),
		WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "revision 7"));
	text_finish(&text);
}

static void
a_kind_of_a_later_version_is_left_alone(void **state)
{
	struct stock *r = *state;
	struct template_info *all;
	size_t count;

	stock_tamper(r, "INSERT INTO template (id, profile_id, kind) VALUES (90, 2, 'later')");
	stock_tamper(r, "INSERT INTO template_revision (template_id, revision, source,"
	                " changed_at_ms) VALUES (90, 1, 'x', 1)");
	stock_must(r, template_store_list(r->db, &r->staging, &all, &count, &r->f));
	assert_int_equal(count, 2);
	mem_free(all);
}

static void
a_copy_has_the_newest_texts_as_its_first(void **state)
{
	struct stock *r = *state;
	struct profile copy;
	const struct template_name of = named("verification");
	struct template_info info;
	struct text text;

	save(r, "verification", "newer");
	save(r, "verification/fr@App:voice", "voix");
	save(r, "enrollment/fr", "parti");
	stock_must(r, try_remove(r, "enrollment/fr", TEMPLATE_ANY_REVISION));
	stock_must(r, profile_make("copy", PROFILE_PRODUCTION, &copy, &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &copy, &r->f));
	stock_must(r, template_store_copy(r->db, &r->staging, &copy, &r->f));
	stock_commit(r);
	text_init(&text, CEILING);
	stock_must(r, template_store_load(r->db, &copy, &of, &info, &text, &r->f));
	assert_string_equal(text_string(&text), "newer");
	assert_int_equal(info.revision, 1);
	assert_string_equal(info.origin, "copied staging");
	assert_true(info.changed_at_ms == STOCK_NOW_MS);
	text_finish(&text);
	expect_text(r, &copy, "verification/fr@App:voice", "voix");
	expect_text(r, &copy, "enrollment",
	            template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH));
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM template WHERE profile_id = 3"), 3);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(a_new_profile_has_the_two_default_texts),
		STOCKED(lists_them_in_the_order_of_their_names),
		STOCKED(the_newest_revision_is_the_text_and_the_older_ones_stay),
		STOCKED(a_name_is_this_name_and_no_other),
		STOCKED(loading_appends_and_respects_the_ceiling),
		STOCKED(the_second_of_two_editors_is_told_and_nothing_is_lost),
		STOCKED(a_removed_template_keeps_its_revisions_and_goes_on_counting),
		STOCKED(a_history_of_nothing_is_not_found),
		STOCKED(a_kind_of_a_later_version_is_left_alone),
		STOCKED(a_copy_has_the_newest_texts_as_its_first),
	};

	return cmocka_run_group_tests_name("store/template_store", tests, NULL, NULL);
}
