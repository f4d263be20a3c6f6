/* SPDX-License-Identifier: MIT */
/* from a request to its answer: what a key is asked for, previews, bulks and the account */
#include "routes_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PREVIEW "/sms/1/preview"

static void
a_balance_has_a_number_and_a_currency(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_get(rig, "/account/1/balance", 200);
	assert_string_equal(routes_rig_body(rig), "{\"balance\":47.79134,\"currency\":\"EUR\"}");
	routes_rig_get(rig, "/account/1/total-balance", 200);
	assert_string_equal(routes_rig_body(rig),
	                    "{\"balance\":47.79134,\"allowedMinus\":0,\"monthlyLimit\":null,"
	                    "\"monthlyBalance\":null,\"currency\":{\"id\":2,\"code\":\"EUR\","
	                    "\"currencyName\":\"Euro\",\"symbol\":\"€\"},\"freeMessages\":{}}");
	routes_rig_get(rig, "/account/1/free-messages", 200);
	assert_string_equal(routes_rig_body(rig), "{\"remainingCount\":0}");
}

static void
a_trial_has_free_messages_and_no_money(void **state)
{
	struct routes_rig *rig = *state;

	rig->key = "trial-1";
	routes_rig_get(rig, "/account/1/balance", 200);
	assert_true(routes_rig_says(rig, "\"balance\":0,"));
	routes_rig_get(rig, "/account/1/total-balance", 200);
	assert_true(routes_rig_says(rig, "\"freeMessages\":{\"SMS\":88}"));
	routes_rig_get(rig, "/account/1/free-messages", 200);
	assert_string_equal(routes_rig_body(rig), "{\"remainingCount\":88}");
}

static void
the_products_need_no_key(void **state)
{
	struct routes_rig *rig = *state;
	static const char *const keys[] = { NULL, "bad-1", "noscope-1" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		rig->key = keys[i];
		routes_rig_get(rig, "/platform/1/openapi/available-products", 200);
		assert_true(routes_rig_says(rig, "{\"products\":[{\"id\":\"sms\"}"));
	}
}

static void
an_unknown_bulk_is_not_found_in_the_older_body(void **state)
{
	static const char not_found[] = "{\"requestError\":{\"serviceException\":{\"messageId\":"
					"\"NOT_FOUND\",\"text\":\"Bulk not found\"}}}";
	struct routes_rig *rig = *state;

	routes_rig_get(rig, "/sms/1/bulks?bulkId=x", 404);
	assert_string_equal(routes_rig_body(rig), not_found);
	routes_rig_get(rig, "/sms/1/bulks/status?bulkId=x", 404);
	assert_string_equal(routes_rig_body(rig), not_found);
	routes_rig_get(rig, "/sms/1/bulks", 400);
	assert_true(routes_rig_says(rig, "\"validationErrors\":{\"bulkId\":["));
	routes_rig_get(rig, "/sms/1/bulks?bulkId=", 400);
}

static void
a_known_bulk_was_sent_when_it_came(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, "/sms/2/text/advanced",
	                "{\"bulkId\":\"B\",\"messages\":[{\"text\":\"x\",\"destinations\":["
	                "{\"to\":\"99930005\"},{\"to\":\"99930005\"}]}]}",
	                200);
	routes_rig_get(rig, "/sms/1/bulks?bulkId=B", 200);
	assert_string_equal(routes_rig_body(rig),
	                    "{\"bulkId\":\"B\",\"sendAt\":\"2025-11-25T10:15:02.118+0000\"}");
	routes_rig_get(rig, "/sms/1/bulks/status?bulkId=B", 200);
	assert_string_equal(routes_rig_body(rig), "{\"bulkId\":\"B\",\"status\":\"FINISHED\"}");
}

static void
a_preview_counts_the_text_as_it_stands(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, PREVIEW, "{\"text\":\"Your code is 482913\",\"type\":\"text\"}", 200);
	assert_string_equal(routes_rig_body(rig),
	                    "{\"originalText\":\"Your code is 482913\",\"previews\":["
	                    "{\"textPreview\":\"Your code is 482913\",\"messageCount\":1,"
	                    "\"charactersRemaining\":141,\"configuration\":{}}]}");
}

static void
a_setting_adds_a_second_preview(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, PREVIEW, "{\"text\":\"Kodunuz ğ 482913\",\"languageCode\":\"TR\"}",
	                200);
	assert_string_equal(
		routes_rig_body(rig),
		"{\"originalText\":\"Kodunuz ğ 482913\",\"previews\":["
		"{\"textPreview\":\"Kodunuz ğ 482913\",\"messageCount\":1,"
		"\"charactersRemaining\":54,\"configuration\":{}},"
		"{\"textPreview\":\"Kodunuz ğ 482913\",\"messageCount\":1,"
		"\"charactersRemaining\":139,\"configuration\":{\"language\":{\"languageCode\":"
		"\"TR\"}}}]}");
	routes_rig_post(rig, PREVIEW,
	                "{\"text\":\"Kodunuz ğ 482913\",\"transliteration\":\"TURKISH\","
	                "\"languageCode\":null}",
	                200);
	assert_true(routes_rig_says(rig, "{\"textPreview\":\"Kodunuz g 482913\","
	                                 "\"messageCount\":1,\"charactersRemaining\":144,"
	                                 "\"configuration\":{\"transliteration\":\"TURKISH\"}}"));
}

static void
a_preview_names_what_is_wrong(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, PREVIEW, "{\"text\":\"\"}", 400);
	assert_true(routes_rig_says(rig, "\"validationErrors\":{\"text\":[\"must not be empty\"]"));
	routes_rig_post(rig, PREVIEW, "{\"text\":\"x\",\"languageCode\":\"DE\"}", 400);
	assert_true(routes_rig_says(rig, "\"languageCode\""));
	routes_rig_post(rig, PREVIEW, "{\"text\":\"x\",\"transliteration\":7}", 400);
	assert_true(routes_rig_says(rig, "\"transliteration\""));
	routes_rig_post(rig, PREVIEW, "{\"text\":", 400);
	routes_rig_get(rig, PREVIEW, 404);
}

/* What each key gets from each call; the message that is asked about is never there. */
static void
scopes_decide_what_a_key_may(void **state)
{
	static const struct {
		const char *key;
		int send, logs, preview, bulks, balance;
	} rows[] = {
		{ "any", 400, 200, 400, 404, 200 },
		{ "bad-1", 401, 401, 401, 401, 401 },
		{ "expired-1", 401, 401, 401, 401, 401 },
		{ "elsewhere-1", 401, 401, 401, 401, 401 },
		{ "noscope-1", 403, 403, 403, 403, 403 },
		{ "send-1", 400, 403, 403, 404, 403 },
		{ "message-1", 400, 403, 403, 403, 403 },
		{ "logs-1", 403, 200, 403, 403, 403 },
		{ "sendlogs-1", 400, 200, 403, 404, 403 },
		{ "sms-1", 400, 200, 400, 404, 403 },
		{ "voice-1", 403, 403, 403, 403, 403 },
		{ "account-1", 403, 403, 403, 403, 200 },
		{ "trial-1", 400, 200, 400, 404, 200 },
	};
	struct routes_rig *rig = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		rig->key = rows[i].key;
		routes_rig_post(rig, "/sms/3/messages", "{}", rows[i].send);
		routes_rig_post(rig, "/sms/2/text/advanced", "{}", rows[i].send);
		routes_rig_get(rig, "/sms/1/logs", rows[i].logs);
		routes_rig_get(rig, "/sms/3/logs", rows[i].logs);
		routes_rig_post(rig, PREVIEW, "{}", rows[i].preview);
		routes_rig_get(rig, "/sms/1/bulks?bulkId=x", rows[i].bulks);
		routes_rig_get(rig, "/account/1/balance", rows[i].balance);
	}
}

static void
a_path_that_leads_nowhere_tells_a_bad_key_nothing(void **state)
{
	struct routes_rig *rig = *state;

	rig->key = "bad-1";
	routes_rig_get(rig, "/nowhere", 401);
	rig->key = "noscope-1";
	routes_rig_get(rig, "/nowhere", 404);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, routes_rig_open, routes_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_balance_has_a_number_and_a_currency),
		TEST(a_trial_has_free_messages_and_no_money),
		TEST(the_products_need_no_key),
		TEST(an_unknown_bulk_is_not_found_in_the_older_body),
		TEST(a_known_bulk_was_sent_when_it_came),
		TEST(a_preview_counts_the_text_as_it_stands),
		TEST(a_setting_adds_a_second_preview),
		TEST(a_preview_names_what_is_wrong),
		TEST(scopes_decide_what_a_key_may),
		TEST(a_path_that_leads_nowhere_tells_a_bad_key_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
