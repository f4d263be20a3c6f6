/* SPDX-License-Identifier: MIT */
/* template texts on disk */
#include "store/template_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/profile_store.h"
#include "stock.h"

#define CEILING 4096

static void
expect_text(struct stock *r, const struct profile *p, const char *name, const char *expected)
{
	struct template_info info;
	struct text text;

	text_init(&text, CEILING);
	stock_must(r, template_store_load(r->db, p, name, &info, &text, &r->f));
	assert_string_equal(text_string(&text), expected);
	assert_string_equal(info.name, name);
	text_finish(&text);
}

static void
a_new_profile_has_the_two_default_texts(void **state)
{
	struct stock *r = *state;

	for (int kind = 0; kind <= TEMPLATE_ENROLLMENT; kind++)
		expect_text(r, &r->staging, template_kind_name((enum template_kind)kind),
		            template_default_text((enum template_kind)kind, TEMPLATE_BOTH));
}

static void
lists_them_by_name_as_revision_1(void **state)
{
	struct stock *r = *state;
	struct template_info *all;
	size_t count;

	stock_must(r, template_store_list(r->db, &r->staging, &all, &count, &r->f));
	assert_int_equal(count, 2);
	assert_string_equal(all[0].name, "enrollment");
	assert_string_equal(all[1].name, "verification");
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(all[i].revision, 1);
		assert_true(all[i].changed_at_ms == STOCK_NOW_MS);
		assert_true(all[i].id > 0);
	}
	mem_free(all);
}

static void
the_newest_revision_is_the_text(void **state)
{
	struct stock *r = *state;
	struct template_info info;
	struct text text;

	stock_tamper(r,
	             "INSERT INTO template_revision (template_id, revision, source, changed_at_ms)"
	             " SELECT id, 2, 'newer', 17 FROM template"
	             " WHERE profile_id = 2 AND kind = 'verification'");
	text_init(&text, CEILING);
	stock_must(r, template_store_load(r->db, &r->staging, "verification", &info, &text, &r->f));
	assert_string_equal(text_string(&text), "newer");
	assert_int_equal(info.revision, 2);
	assert_int_equal(info.changed_at_ms, 17);
	text_finish(&text);
	expect_text(r, &r->sandbox, "verification",
	            template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
}

static void
loading_appends_and_respects_the_ceiling(void **state)
{
	struct stock *r = *state;
	struct template_info info;
	struct text text;

	text_init(&text, 10);
	assert_true(text_append(&text, "before"));
	stock_must_fail(r,
	                template_store_load(r->db, &r->staging, "enrollment", &info, &text, &r->f),
	                WORD_TEMPLATE_TOO_LARGE);
	assert_string_equal(text_string(&text), "before");
	text_finish(&text);
}

static void
an_unknown_name_is_named_with_those_there_are(void **state)
{
	struct stock *r = *state;
	struct template_info info;
	struct text text;

	text_init(&text, CEILING);
	stock_must_fail(r, template_store_load(r->db, &r->staging, "nosuch", &info, &text, &r->f),
	                WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "nosuch"));
	assert_non_null(strstr(r->f.hint, "verification"));
	assert_non_null(strstr(r->f.hint, "enrollment"));
	text_finish(&text);
}

static void
a_revision_is_loaded_until_it_is_gone(void **state)
{
	struct stock *r = *state;
	struct template_info info;
	struct text text;

	stock_tamper(r,
	             "INSERT INTO template_revision (template_id, revision, source, changed_at_ms)"
	             " SELECT id, 2, 'newer', 17 FROM template"
	             " WHERE profile_id = 2 AND kind = 'verification'");
	text_init(&text, CEILING);
	stock_must(r, template_store_load_revision(r->db, &r->staging, "verification", 1, &info,
	                                           &text, &r->f));
	assert_string_equal(text_string(&text),
	                    template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
	assert_int_equal(info.revision, 1);
	stock_tamper(r, "DELETE FROM template_revision WHERE revision = 1");
	text_reset(&text);
	stock_must_fail(r,
	                template_store_load_revision(r->db, &r->staging, "verification", 1, &info,
	                                             &text, &r->f),
	                WORD_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "revision 1"));
	assert_int_equal(text.size_bytes, 0);
	text_finish(&text);
}

static void
a_copy_has_the_newest_texts_as_its_first(void **state)
{
	struct stock *r = *state;
	struct profile copy;
	struct template_info info;
	struct text text;

	stock_tamper(r,
	             "INSERT INTO template_revision (template_id, revision, source, changed_at_ms)"
	             " SELECT id, 2, 'newer', 17 FROM template"
	             " WHERE profile_id = 2 AND kind = 'verification'");
	stock_must(r, profile_make("copy", PROFILE_PRODUCTION, &copy, &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &copy, &r->f));
	stock_must(r, template_store_copy(r->db, &r->staging, &copy, &r->f));
	stock_commit(r);
	text_init(&text, CEILING);
	stock_must(r, template_store_load(r->db, &copy, "verification", &info, &text, &r->f));
	assert_string_equal(text_string(&text), "newer");
	assert_int_equal(info.revision, 1);
	assert_true(info.changed_at_ms == STOCK_NOW_MS);
	text_finish(&text);
	expect_text(r, &copy, "enrollment",
	            template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH));
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM template"), 6);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM template_revision"), 7);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(a_new_profile_has_the_two_default_texts),
		STOCKED(lists_them_by_name_as_revision_1),
		STOCKED(the_newest_revision_is_the_text),
		STOCKED(loading_appends_and_respects_the_ceiling),
		STOCKED(an_unknown_name_is_named_with_those_there_are),
		STOCKED(a_revision_is_loaded_until_it_is_gone),
		STOCKED(a_copy_has_the_newest_texts_as_its_first),
	};

	return cmocka_run_group_tests_name("store/template_store", tests, NULL, NULL);
}
