/* SPDX-License-Identifier: MIT */
/* Test contexts: made from a pasted event without anything private, tried, removed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/template_contexts.h"
#include "app/templates.h"
#include "scene.h"

/* Reserved for fiction, and nobody's address. */
#define EVENT                                                                                      \
	"{\"recipient\": \"+12025550143\", \"text\": \"824613 is your code\",\n"                   \
	"  \"context\": {\"message_type\": \"sms\", \"action\": "                                  \
	"\"second-factor-authentication\",\n"                                                      \
	"    \"language\": \"de-AT\", \"code\": \"824613\", \"ip\": \"203.0.113.7\",\n"            \
	"    \"client\": {\"client_id\": \"Partner-7\", \"name\": \"Partner\"},\n"                 \
	"    \"user\": {\"email\": \"jane@example.com\", \"name\": \"Jane Example\"}}}"

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(f->word), f->cause);
}

static void
partner_text(struct session *s, struct db *db)
{
	static const char source[] = "{{ code }} ist Ihr Code von {{ tenant.friendly_name }}";
	const struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.name = { .kind = TEMPLATE_VERIFICATION, .locale = "de", .client_id = "Partner-7" },
		.source = source,
		.size_bytes = sizeof(source) - 1,
		.expected = TEMPLATE_ANY_REVISION,
	};
	struct templates_result result;
	struct fault f = { 0 };

	(void)db;
	must(templates_change(s, &order, &result, &f), &f);
}

static struct rig *
open_contexts(void **state, int rows, int columns)
{
	const struct rig_options options = { .rows = rows,
		                             .columns = columns,
		                             .fill = partner_text };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "4t");
	rig_expect_text(r, "Test contexts");
	return r;
}

static void
paste_event(struct rig *r, const char *event)
{
	rig_type(r, "a");
	rig_expect_text(r, "Paste it now.");
	rig_paste(r, event);
}

static void
without_any_the_page_says_how_one_is_made(void **state)
{
	struct rig *r = open_contexts(state, 24, 80);

	rig_expect_text(r, "No test context is kept yet");
	rig_expect_text(r, "makes one; it is tried here");
	rig_expect_no_text(r, "Expected of it");
}

static void
a_pasted_event_loses_what_is_private_and_says_so(void **state)
{
	struct rig *r = open_contexts(state, 30, 100);
	size_t size = 0;

	paste_event(r, EVENT);
	rig_expect_text(r, "replaced");
	rig_expect_text(r, "[OK]");
	rig_expect_text(r, "Partner-7");
	rig_expect_text(r, "de-AT");
	rig_expect_text(r, "ist Ihr Code von");
	/* Neither on the screen nor among what was ever written to it. */
	char *stream = rig_stream(r, &size);
	assert_null(memmem(stream, size, "824613", 6));
	assert_null(memmem(stream, size, "2025550143", 10));
	assert_null(memmem(stream, size, "jane@", 5));
	free(stream);
}

static void
a_context_shows_which_text_answers_and_what_is_expected(void **state)
{
	struct rig *r = open_contexts(state, 30, 100);

	paste_event(r, EVENT);
	rig_expect_text(r, "verification/de@Partner-7 rev 1, by client");
	rig_expect_text(r, "[OK]   code appears once");
	rig_expect_text(r, "all as expected");
	scene_expect_golden(r, "contexts_100x30");
	/* The preview of that text goes through it. */
	rig_key(r, "Enter");
	rig_expect_text(r, "verification/de@Partner-7  rev 1");
	rig_expect_text(r, "2 client and language /de@Partner-7  HIT");
}

static void
what_is_no_event_is_told_and_nothing_is_kept(void **state)
{
	struct rig *r = open_contexts(state, 30, 100);

	paste_event(r, "{\"context\": 7");
	rig_expect_text(r, "it ends too early");
	rig_expect_text(r, "No test context is kept yet");
	paste_event(r, EVENT);
	rig_expect_text(r, "Partner-7");
}

static void
escape_forgets_what_was_pasted_so_far(void **state)
{
	struct rig *r = open_contexts(state, 30, 100);

	rig_type(r, "a");
	rig_type(r, "{\"code\": ");
	rig_expect_text(r, "9 bytes so far");
	rig_key(r, "Esc");
	rig_expect_text(r, "No test context is kept yet");
	rig_type(r, "a");
	rig_expect_text(r, "Paste it now.");
	rig_expect_no_text(r, "bytes so far");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was pasted, so nothing was kept");
}

static void
a_context_is_removed_after_a_question(void **state)
{
	struct rig *r = open_contexts(state, 30, 100);

	paste_event(r, EVENT);
	rig_expect_text(r, "context 1 of 1");
	rig_type(r, "x");
	rig_expect_text(r, "remove a test context?");
	rig_key(r, "Enter");
	rig_expect_text(r, "context 1 of 1");
	rig_type(r, "x");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "No test context is kept yet");
}

static void
a_text_that_breaks_an_expectation_fails_its_context(void **state)
{
	static const char twice[] = "{{ code }} {{ code }}";
	struct rig *r = open_contexts(state, 30, 100);
	const struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.name = { .kind = TEMPLATE_VERIFICATION, .locale = "de", .client_id = "Partner-7" },
		.source = twice,
		.size_bytes = sizeof(twice) - 1,
		.expected = TEMPLATE_ANY_REVISION,
	};
	struct templates_result result;
	struct fault f = { 0 };

	paste_event(r, EVENT);
	rig_expect_text(r, "all as expected");
	must(templates_change(rig_session(r), &order, &result, &f), &f);
	rig_type(r, "r");
	rig_expect_role(r, -1, "[FAIL] code appears once", ROLE_FAILURE);
	rig_expect_text(r, "1 fails");
}

static void
it_is_whole_from_60_by_18_on(void **state)
{
	struct rig *r = open_contexts(state, 18, 60);

	paste_event(r, EVENT);
	rig_expect_text(r, "Partner-7");
	rig_expect_text(r, "code appears");
	rig_resize(r, 60, 200);
	rig_expect_text(r, "code appears");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(without_any_the_page_says_how_one_is_made, rig_tear_down),
		cmocka_unit_test_teardown(a_pasted_event_loses_what_is_private_and_says_so,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_context_shows_which_text_answers_and_what_is_expected,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_is_no_event_is_told_and_nothing_is_kept,
		                          rig_tear_down),
		cmocka_unit_test_teardown(escape_forgets_what_was_pasted_so_far, rig_tear_down),
		cmocka_unit_test_teardown(a_context_is_removed_after_a_question, rig_tear_down),
		cmocka_unit_test_teardown(a_text_that_breaks_an_expectation_fails_its_context,
		                          rig_tear_down),
		cmocka_unit_test_teardown(it_is_whole_from_60_by_18_on, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
