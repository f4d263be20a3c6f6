/* SPDX-License-Identifier: MIT */
/* test contexts are kept by name, copied with their profile, and go with it */
#include "store/template_context_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "needles.h"
#include "store/profile_store.h"
#include "store_rig.h"

#define MAIL "jane.doe@corp.example.org"

static void
make_profile(struct store_rig *r, const char *name, struct profile *out)
{
	assert_int_equal(profile_make(name, PROFILE_SANDBOX, out, &r->f), ST_OK);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	assert_int_equal(db_end(r->db, profile_store_save(r->db, out, &r->f), &r->f), ST_OK);
}

static enum status
save(struct store_rig *r, const struct profile *p, struct template_context *c)
{
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	return db_end(r->db, template_context_store_save(r->db, p, c, &r->f), &r->f);
}

static void
make_context(struct template_context *c, const char *name, const char *locale)
{
	struct fault f;

	template_context_init(c);
	template_context_make(c, TEMPLATE_VERIFICATION, locale, "x7Kq93", false);
	assert_int_equal(template_context_set_name(c, name, &f), ST_OK);
}

static void
expect_list(struct store_rig *r, const struct profile *p, const char *expected)
{
	struct template_context *list = NULL;
	size_t count = 0;
	char names[256] = "";

	assert_int_equal(template_context_store_list(r->db, p, &list, &count, &r->f), ST_OK);
	for (size_t i = 0; i < count; i++)
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s:%s",
		         i > 0 ? " " : "", list[i].name, list[i].locale);
	assert_string_equal(names, expected);
	template_context_list_free(list, count);
}

static void
a_context_is_kept_with_its_expectations(void **state)
{
	struct store_rig *r = *state;
	struct template_context *list = NULL;
	struct template_context c;
	struct profile p;
	size_t count = 0;

	make_profile(r, "one", &p);
	make_context(&c, "mobile", "de-AT");
	c.expect.parts_max = 3;
	snprintf(c.expect.contains, sizeof(c.expect.contains), "Code");
	assert_int_equal(save(r, &p, &c), ST_OK);
	assert_int_not_equal(c.id, 0);
	assert_int_equal(template_context_store_list(r->db, &p, &list, &count, &r->f), ST_OK);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, c.id);
	assert_string_equal(list[0].name, "mobile");
	assert_string_equal(list[0].client_id, "x7Kq93");
	assert_int_equal(list[0].expect.parts_max, 3);
	assert_string_equal(list[0].expect.contains, "Code");
	assert_string_equal(text_string(&list[0].event), text_string(&c.event));
	template_context_list_free(list, count);
	template_context_finish(&c);
}

static void
the_same_name_replaces_and_keeps_its_place(void **state)
{
	struct store_rig *r = *state;
	struct template_context c;
	struct profile p;

	make_profile(r, "one", &p);
	make_context(&c, "first", "fr");
	assert_int_equal(save(r, &p, &c), ST_OK);
	template_context_set_name(&c, "second", &r->f) == ST_OK ? (void)0 : fail();
	assert_int_equal(save(r, &p, &c), ST_OK);
	template_context_finish(&c);
	make_context(&c, "first", "es");
	assert_int_equal(save(r, &p, &c), ST_OK);
	expect_list(r, &p, "first:es second:fr");
	template_context_finish(&c);
}

static void
removing_names_what_is_not_there(void **state)
{
	struct store_rig *r = *state;
	struct template_context c;
	struct profile p;

	make_profile(r, "one", &p);
	make_context(&c, "first", "fr");
	assert_int_equal(save(r, &p, &c), ST_OK);
	assert_int_equal(template_context_store_remove(r->db, &p, "first", &r->f), ST_OK);
	expect_list(r, &p, "");
	assert_int_equal(template_context_store_remove(r->db, &p, "first", &r->f), ST_NOT_FOUND);
	template_context_finish(&c);
}

static void
a_copied_profile_has_them_too(void **state)
{
	struct store_rig *r = *state;
	struct template_context c;
	struct profile from;
	struct profile to;

	make_profile(r, "one", &from);
	make_profile(r, "two", &to);
	make_context(&c, "first", "fr");
	assert_int_equal(save(r, &from, &c), ST_OK);
	assert_int_equal(template_context_store_copy(r->db, &from, &to, &r->f), ST_OK);
	expect_list(r, &to, "first:fr");
	expect_list(r, &from, "first:fr");
	template_context_finish(&c);
}

static void
a_profile_keeps_no_more_than_it_may(void **state)
{
	struct store_rig *r = *state;
	struct template_context c;
	struct profile p;
	char name[16];

	make_profile(r, "one", &p);
	make_context(&c, "x", "fr");
	for (int i = 0; i < TEMPLATE_CONTEXTS_MAX; i++) {
		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(template_context_set_name(&c, name, &r->f), ST_OK);
		assert_int_equal(template_context_store_save(r->db, &p, &c, &r->f), ST_OK);
	}
	assert_int_equal(template_context_set_name(&c, "more", &r->f), ST_OK);
	assert_int_equal(save(r, &p, &c), ST_INVALID);
	store_rig_expect(&r->f, WORD_NOT_KEPT);
	template_context_finish(&c);
}

static void
nothing_private_of_a_pasted_event_reaches_the_file(void **state)
{
	static const char pasted[] =
		"{\"message_options\":{\"code\":\"482913\",\"recipient\":\"+4915112345678\","
		"\"message_type\":\"sms\",\"action\":\"enrollment\",\"text\":\"482913 is it\"},"
		"\"user\":{\"email\":\"" MAIL "\",\"user_metadata\":{\"tel\":\"+4915112345678\"}}}";
	struct store_rig *r = *state;
	struct needles needles = { 0 };
	struct template_context c;
	struct profile p;

	needles_add(&needles, "482913");
	needles_add(&needles, "15112345678");
	needles_add(&needles, MAIL);
	make_profile(r, "one", &p);
	make_context(&c, "pasted", "fr");
	assert_int_equal(template_context_read(&c, pasted, strlen(pasted), NULL, &r->f), ST_OK);
	assert_int_equal(save(r, &p, &c), ST_OK);
	template_context_finish(&c);
	store_rig_close(r);
	needles_expect_none_below(&needles, r->folder.path);
	needles_finish(&needles);
}

int
main(void)
{
#define WITH_STORE(test)                                                                           \
	cmocka_unit_test_setup_teardown(test, store_rig_set_up_open, store_rig_tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_STORE(a_context_is_kept_with_its_expectations),
		WITH_STORE(the_same_name_replaces_and_keeps_its_place),
		WITH_STORE(removing_names_what_is_not_there),
		WITH_STORE(a_copied_profile_has_them_too),
		WITH_STORE(a_profile_keeps_no_more_than_it_may),
		WITH_STORE(nothing_private_of_a_pasted_event_reaches_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
