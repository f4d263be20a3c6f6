/* SPDX-License-Identifier: MIT */
/* what is posted, byte for byte, and how every kind of answer is read */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "net/infobip.h"

#define OUR_ID "6c1f0a52-3b7e-4d0c-9a41-2f5be07d9c13"
#define OUR_NUMBER "+99930005"
#define CASES_MIN 60

static const struct infobip_send plain = {
	.api = INFOBIP_SMS_V3,
	.to = OUR_NUMBER,
	.text = "Your code is 482913",
	.message_id = OUR_ID,
};

/* --- Files ------------------------------------------------------------------------------------ */

static void
read_case(const char *name, const char *kind, struct text *out)
{
	const char *root = getenv("OTPDECK_ROOT");
	char path[1024];
	char bytes[4096];
	size_t got;
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/support/answers/%s.%s.json", root ? root : ".", name,
	         kind);
	file = fopen(path, "re");
	if (!file)
		fail_msg("%s cannot be read", path);
	text_init(out, JSON_BYTES_MAX);
	while ((got = fread(bytes, 1, sizeof(bytes), file)) > 0)
		assert_true(text_append_bytes(out, bytes, got));
	fclose(file);
}

static struct json *
parse_case(const char *name, const char *kind)
{
	struct json *root;
	struct text bytes;
	struct fault f;

	read_case(name, kind, &bytes);
	if (json_parse(bytes.bytes, bytes.size_bytes, name, &root, &f) != ST_OK)
		fail_msg("%s.%s: %s", name, kind, f.cause);
	text_finish(&bytes);
	return root;
}

static int
integer_of(const struct json *root, const char *name)
{
	int64_t value;

	assert_true(json_integer(json_member(root, name), &value));
	return (int)value;
}

static bool
bool_of(const struct json *root, const char *name)
{
	bool value;

	assert_true(json_bool(json_member(root, name), &value));
	return value;
}

static const char *
string_of(const struct json *root, const char *name)
{
	const char *value = json_string(json_member(root, name));

	assert_non_null(value);
	return value;
}

static enum infobip_api
api_of(const struct json *root)
{
	const char *type = json_string(json_member(root, "type"));

	if (type && strcmp(type, "voice") == 0)
		return INFOBIP_VOICE;
	return integer_of(root, "api_version") == 2 ? INFOBIP_SMS_V2 : INFOBIP_SMS_V3;
}

/* Calls `check` for the first half of every pair whose second half is of `kind`. */
static size_t
for_each_case(const char *kind, void (*check)(const char *name))
{
	const char *root = getenv("OTPDECK_ROOT");
	struct dirent **entries;
	char path[1024];
	char ending[64];
	size_t found = 0;
	int count;

	snprintf(path, sizeof(path), "%s/tests/support/answers", root ? root : ".");
	snprintf(ending, sizeof(ending), ".%s.json", kind);
	count = scandir(path, &entries, NULL, alphasort);
	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		char *end = strstr(entries[i]->d_name, ending);

		if (end) {
			*end = '\0';
			check(entries[i]->d_name);
			found++;
		}
		free(entries[i]);
	}
	free(entries);
	return found;
}

/* --- Answers ---------------------------------------------------------------------------------- */

static struct http_answer
answered(int status, const char *body, size_t body_bytes)
{
	return (struct http_answer){ .outcome = HTTP_ANSWERED,
		                     .status = status,
		                     .sent_bytes = 400,
		                     .body = body,
		                     .body_bytes = body_bytes,
		                     .retry_after_s = -1 };
}

static void
expect_words(const char *name, const struct infobip_verdict *got, const struct json *wanted)
{
	const char *cause = string_of(wanted, "cause");
	const char *word = fault_word_text(got->word);

	if (strcmp(word, string_of(wanted, "word")) != 0)
		fail_msg("%s: the word is %s", name, word);
	if (strcmp(got->cause, cause) != 0)
		fail_msg("%s: the cause is \"%s\"", name, got->cause);
	if (got->word != WORD_NONE && got->hint[0] == '\0')
		fail_msg("%s: there is no hint", name);
}

static void
expect_verdict(const char *name, const struct infobip_verdict *got, const struct json *wanted)
{
	const char *state = message_state_word(got->state);

	if (strcmp(state, string_of(wanted, "state")) != 0)
		fail_msg("%s: the state is %s", name, state);
	if (got->key_suspect != bool_of(wanted, "key_suspect") ||
	    got->may_retry != bool_of(wanted, "may_retry") ||
	    got->flagged != bool_of(wanted, "flagged"))
		fail_msg("%s: suspect %d, retry %d, flagged %d", name, got->key_suspect,
		         got->may_retry, got->flagged);
	if (got->status.group_id != integer_of(wanted, "group") ||
	    got->status.id != integer_of(wanted, "id"))
		fail_msg("%s: the status is %d/%d", name, got->status.group_id, got->status.id);
	assert_int_equal(got->http_status, integer_of(wanted, "http_status"));
	expect_words(name, got, wanted);
}

static void
check_answer(const char *name)
{
	struct json *wanted = parse_case(name, "verdict");
	struct infobip_send send = plain;
	struct infobip_verdict got;
	struct http_answer answer;
	struct text body;

	read_case(name, "answer", &body);
	send.api = api_of(wanted);
	answer = answered(integer_of(wanted, "http_status"), text_string(&body), body.size_bytes);
	infobip_judge(&answer, &send, bool_of(wanted, "repeat"), &got);
	expect_verdict(name, &got, wanted);
	text_finish(&body);
	json_destroy(wanted);
}

static void
every_answer_on_file_is_read_as_its_verdict_says(void **state)
{
	(void)state;
	assert_true(for_each_case("verdict", check_answer) >= CASES_MIN);
}

static void
the_status_keeps_the_providers_words(void **state)
{
	const char *body =
		"{\"messages\":[{\"messageId\":\"" OUR_ID "\",\"destination\":\"99930005\","
		"\"status\":{\"groupId\":5,\"groupName\":\"REJECTED\",\"id\":6,"
		"\"name\":\"REJECTED_NETWORK\",\"description\":\"Network is "
		"forbidden\\u001b[0m\",\"action\":\"Ask your manager\"},\"error\":"
		"{\"groupId\":2,\"groupName\":\"USER_ERRORS\",\"id\":500,\"name\":"
		"\"EC_X\",\"description\":\"For 4915199887766\",\"permanent\":true}}]}";
	struct http_answer answer = answered(200, body, strlen(body));
	struct infobip_verdict got;

	(void)state;
	infobip_judge(&answer, &plain, false, &got);
	assert_string_equal(got.status.group_name, "REJECTED");
	assert_string_equal(got.status.name, "REJECTED_NETWORK");
	assert_string_equal(got.status.description, "Network is forbidden<U+001B>[0m");
	assert_string_equal(got.status.action, "Ask your manager");
	assert_int_equal(got.error.id, 500);
	assert_true(got.error.permanent);
	assert_null(strstr(got.error.description, "4915199887766"));
}

static void
what_never_left_is_not_sent_and_may_go_again(void **state)
{
	struct http_answer answer = { .outcome = HTTP_NOT_SENT,
		                      .body = "",
		                      .retry_after_s = -1,
		                      .cause = "the name x.invalid is not known",
		                      .hint = "check base_url" };
	struct infobip_verdict got;

	(void)state;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_NOT_SENT);
	assert_true(got.may_retry);
	assert_int_equal(got.word, WORD_NOT_SENT);
	assert_string_equal(got.cause, answer.cause);
	assert_string_equal(got.hint, answer.hint);
	assert_int_equal(got.status.group_id, -1);
	assert_int_equal(got.error.id, -1);
}

static void
what_left_without_an_answer_is_unknown_and_stays_alone(void **state)
{
	struct http_answer answer = { .outcome = HTTP_BROKEN,
		                      .sent_bytes = 1,
		                      .body = "",
		                      .retry_after_s = -1,
		                      .cause = "no answer came" };
	struct infobip_verdict got;

	(void)state;
	infobip_judge(&answer, &plain, true, &got);
	assert_int_equal(got.state, MESSAGE_UNKNOWN);
	assert_false(got.may_retry);
	assert_int_equal(got.word, WORD_UNCERTAIN);
	assert_string_equal(got.cause, "no answer came");
}

static void
a_200_that_broke_off_is_unknown_even_when_it_reads_well(void **state)
{
	const char *body =
		"{\"messages\":[{\"messageId\":\"" OUR_ID "\",\"destination\":\"99930005\","
		"\"status\":{\"groupId\":1,\"id\":26}}]}";
	struct http_answer answer = answered(200, body, strlen(body));
	struct infobip_verdict got;

	(void)state;
	answer.outcome = HTTP_BROKEN;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_UNKNOWN);
	assert_int_equal(got.word, WORD_UNCERTAIN);
}

static void
a_refusal_counts_from_its_status_line_on(void **state)
{
	struct http_answer answer = answered(401, "", 0);
	struct infobip_verdict got;

	(void)state;
	answer.outcome = HTTP_BROKEN;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_REJECTED);
	assert_true(got.key_suspect);
}

static void
cancelling_tells_apart_what_left_and_what_did_not(void **state)
{
	struct http_answer answer = { .outcome = HTTP_CANCELLED, .body = "", .retry_after_s = -1 };
	struct infobip_verdict got;

	(void)state;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_NOT_SENT);
	assert_int_equal(got.word, WORD_CANCELLED);
	assert_false(got.may_retry);
	answer.sent_bytes = 1;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_UNKNOWN);
	assert_int_equal(got.word, WORD_UNCERTAIN);
}

static void
too_many_requests_hands_on_how_long_to_wait(void **state)
{
	struct http_answer answer = answered(429, "", 0);
	struct infobip_verdict got;

	(void)state;
	answer.retry_after_s = 12;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_NOT_SENT);
	assert_int_equal(got.retry_after_s, 12);
	assert_true(got.may_retry);
	assert_non_null(strstr(got.cause, "wait for 12 s"));
	answer.retry_after_s = HTTP_RETRY_AFTER_TOO_LONG;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_NOT_SENT);
	assert_int_equal(got.retry_after_s, -1);
	assert_false(got.may_retry);
	assert_non_null(strstr(got.cause, "more than ten minutes"));
	answer.retry_after_s = -1;
	infobip_judge(&answer, &plain, false, &got);
	assert_true(got.may_retry);
	assert_null(strstr(got.cause, "asks"));
}

static void
a_retry_after_beside_503_does_not_make_it_certain(void **state)
{
	struct http_answer answer = answered(503, "", 0);
	struct infobip_verdict got;

	(void)state;
	answer.retry_after_s = 5;
	infobip_judge(&answer, &plain, false, &got);
	assert_int_equal(got.state, MESSAGE_UNKNOWN);
	assert_int_equal(got.retry_after_s, -1);
	assert_false(got.may_retry);
}

/* The table of trust: every status from 100 to 999 has one verdict, and none can be sent again
 * by itself but 429. */
static void
only_too_many_requests_may_be_repeated(void **state)
{
	struct infobip_verdict got;

	(void)state;
	for (int status = 200; status <= 999; status++) {
		struct http_answer answer = answered(status, "{}", 2);
		bool refused = (status >= 300 && status < 500) && status != 408 && status != 425 &&
		               status != 429;

		infobip_judge(&answer, &plain, false, &got);
		assert_int_equal(got.may_retry, status == 429);
		assert_int_equal(got.state == MESSAGE_REJECTED, refused);
		assert_int_equal(got.state == MESSAGE_NOT_SENT, status == 429);
		assert_int_equal(got.key_suspect, status == 401 || status == 403);
		assert_true(got.word != WORD_NONE);
	}
}

/* --- Requests --------------------------------------------------------------------------------- */

static void
check_request(const char *name)
{
	struct json *root = parse_case(name, "send");
	struct infobip_send send = {
		.api = api_of(root),
		.language = json_string(json_member(root, "language")),
		.sender = json_string(json_member(root, "sender")),
		.to = string_of(root, "to"),
		.text = string_of(root, "text"),
		.message_id = string_of(root, "message_id"),
		.validity_minutes = integer_of(root, "validity_minutes"),
	};
	struct text wanted;
	struct text got;

	read_case(name, "request", &wanted);
	text_cut(&wanted, strcspn(text_string(&wanted), "\n"));
	text_init(&got, JSON_BYTES_MAX);
	infobip_write_send(&send, &got);
	assert_string_equal(text_string(&got), text_string(&wanted));
	text_finish(&got);
	text_finish(&wanted);
	json_destroy(root);
}

static void
every_send_on_file_is_posted_byte_for_byte(void **state)
{
	(void)state;
	assert_true(for_each_case("send", check_request) >= 8);
}

static void
each_version_has_its_own_path(void **state)
{
	(void)state;
	assert_string_equal(infobip_send_path(INFOBIP_SMS_V2), "/sms/2/text/advanced");
	assert_string_equal(infobip_send_path(INFOBIP_SMS_V3), "/sms/3/messages");
	assert_string_equal(infobip_send_path(INFOBIP_VOICE), "/tts/3/advanced");
}

static void
a_body_that_does_not_fit_is_seen_by_its_writer(void **state)
{
	struct text body;

	(void)state;
	text_init(&body, 64);
	infobip_write_send(&plain, &body);
	assert_true(body.overflowed);
	text_finish(&body);
}

static void
the_shown_request_hides_key_code_and_number(void **state)
{
	struct infobip_send send = { .api = INFOBIP_SMS_V3,
		                     .sender = "Acme \"Bank\"",
		                     .to = "+4915112345678",
		                     .text = "Code: 482913, or {4 8 2 9 1 3}",
		                     .message_id = OUR_ID,
		                     .validity_minutes = 5 };
	struct text shown;

	(void)state;
	text_init(&shown, 4096);
	infobip_write_shown(&send, "https://xyz.example", "482913", &shown);
	assert_string_equal(text_string(&shown),
	                    "POST https://xyz.example/sms/3/messages\n"
	                    "Authorization: App ********\n"
	                    "Accept: application/json\n"
	                    "Content-Type: application/json\n"
	                    "User-Agent: otpdeck/0.1.0\n"
	                    "\n"
	                    "{\n"
	                    "  \"messages\": [\n"
	                    "    {\n"
	                    "      \"sender\": \"Acme \\\"Bank\\\"\",\n"
	                    "      \"destinations\": [\n"
	                    "        {\n"
	                    "          \"to\": \"49 151 ***** 78\",\n"
	                    "          \"messageId\": \"" OUR_ID "\"\n"
	                    "        }\n"
	                    "      ],\n"
	                    "      \"content\": {\n"
	                    "        \"text\": \"Code: ******, or {* * * * * *}\"\n"
	                    "      },\n"
	                    "      \"options\": {\n"
	                    "        \"validityPeriod\": {\n"
	                    "          \"amount\": 5,\n"
	                    "          \"timeUnit\": \"MINUTES\"\n"
	                    "        }\n"
	                    "      }\n"
	                    "    }\n"
	                    "  ]\n"
	                    "}\n");
	text_finish(&shown);
}

/* --- The log ---------------------------------------------------------------------------------- */

struct rows {
	struct infobip_log_row items[16];
	size_t count;
};

static void
keep_row(void *context, const struct infobip_log_row *row)
{
	struct rows *rows = context;

	assert_true(rows->count < 16);
	rows->items[rows->count++] = *row;
}

static enum status
read_log_case(const char *name, enum infobip_api api, struct rows *rows, struct fault *f)
{
	struct http_answer answer;
	struct text body;
	enum status st;

	memset(rows, 0, sizeof(*rows));
	read_case(name, "log", &body);
	answer = answered(200, text_string(&body), body.size_bytes);
	st = infobip_read_logs(api, &answer, keep_row, rows, f);
	text_finish(&body);
	return st;
}

static void
expect_delivered_row(const struct infobip_log_row *row)
{
	assert_string_equal(row->message_id, OUR_ID);
	assert_string_equal(row->to, "99930005");
	assert_int_equal(row->status.group_id, 3);
	assert_int_equal(row->status.id, 5);
	assert_string_equal(row->status.name, "DELIVERED_TO_HANDSET");
	assert_int_equal(row->error.id, 0);
	assert_true(row->has_price);
	assert_true(row->price_amount > 0.0419 && row->price_amount < 0.0421);
	assert_string_equal(row->price_currency, "EUR");
	assert_int_equal(row->done_at_ms - row->sent_at_ms, 3656);
	assert_int_equal(row->parts, 1);
}

static void
the_log_of_each_version_gives_the_same_row(void **state)
{
	struct rows rows;
	struct fault f;

	(void)state;
	assert_int_equal(read_log_case("v3_delivered", INFOBIP_SMS_V3, &rows, &f), ST_OK);
	assert_int_equal(rows.count, 1);
	expect_delivered_row(&rows.items[0]);
	assert_int_equal(read_log_case("v1_delivered", INFOBIP_SMS_V2, &rows, &f), ST_OK);
	assert_int_equal(rows.count, 1);
	expect_delivered_row(&rows.items[0]);
}

static void
rows_that_say_nothing_certain_are_passed_over(void **state)
{
	struct rows rows;
	struct fault f;

	(void)state;
	assert_int_equal(read_log_case("v3_doubtful_rows", INFOBIP_SMS_V3, &rows, &f), ST_OK);
	assert_int_equal(rows.count, 2);
	assert_string_equal(rows.items[0].message_id, OUR_ID);
	assert_int_equal(rows.items[0].status.group_id, 2);
	assert_int_equal(rows.items[0].error.id, 27);
	assert_false(rows.items[0].has_price);
	assert_int_equal(rows.items[0].done_at_ms, 0);
	assert_int_equal(rows.items[0].parts, 0);
	assert_string_equal(rows.items[1].message_id, "evil<U+001B>id");
	assert_int_equal(rows.items[1].status.group_id, 9);
}

static void
the_log_of_calls_is_priced_by_the_second(void **state)
{
	struct rows rows;
	struct fault f;

	(void)state;
	assert_int_equal(read_log_case("voice_calls", INFOBIP_VOICE, &rows, &f), ST_OK);
	assert_int_equal(rows.count, 4);
	assert_string_equal(rows.items[0].message_id, OUR_ID);
	assert_string_equal(rows.items[0].to, "99930005");
	assert_int_equal(rows.items[0].status.group_id, 3);
	assert_int_equal(rows.items[0].error.id, 5000);
	assert_int_equal(rows.items[0].parts, 1);
	assert_true(rows.items[0].price_amount > 0.1499 && rows.items[0].price_amount < 0.1501);
	assert_string_equal(rows.items[0].price_currency, "EUR");
	assert_int_equal(rows.items[0].done_at_ms - rows.items[0].sent_at_ms, 21000);
	/* The newer codes, a call that nobody took, and one that still rings. */
	assert_int_equal(rows.items[1].error.id, 10002);
	assert_true(rows.items[2].has_price && rows.items[2].price_amount < 0.00001);
	assert_int_equal(rows.items[2].error.group_id, 0);
	assert_int_equal(rows.items[2].error.id, 5003);
	assert_false(rows.items[3].has_price);
	assert_int_equal(rows.items[3].status.group_id, 1);
}

static void
an_empty_log_is_an_answer_too(void **state)
{
	struct http_answer answer = answered(200, "{\"results\":[]}", 14);
	struct rows rows = { .count = 0 };
	struct fault f;

	(void)state;
	assert_int_equal(infobip_read_logs(INFOBIP_SMS_V3, &answer, keep_row, &rows, &f), ST_OK);
	assert_int_equal(rows.count, 0);
}

static void
expect_log_fault(struct http_answer answer, enum fault_word word)
{
	struct rows rows = { .count = 0 };
	struct fault f;

	assert_int_equal(infobip_read_logs(INFOBIP_SMS_V3, &answer, keep_row, &rows, &f),
	                 fault_word_status(word));
	assert_int_equal(f.word, word);
	assert_int_equal(rows.count, 0);
	assert_true(f.cause[0] != '\0');
}

static void
a_log_that_cannot_be_read_says_why(void **state)
{
	(void)state;
	expect_log_fault(answered(200, "{}", 2), WORD_ANSWER_UNUSABLE);
	expect_log_fault(answered(200, "<html>", 6), WORD_ANSWER_UNUSABLE);
	expect_log_fault(answered(401, "", 0), WORD_CREDENTIALS);
	expect_log_fault(answered(403, "", 0), WORD_CREDENTIALS);
	expect_log_fault(answered(429, "", 0), WORD_RATE_LIMITED);
	expect_log_fault(answered(503, "", 0), WORD_ANSWER_UNUSABLE);
	expect_log_fault((struct http_answer){ .outcome = HTTP_NOT_SENT,
	                                       .body = "",
	                                       .cause = "no way there" },
	                 WORD_NOT_SENT);
	expect_log_fault(
		(struct http_answer){
			.outcome = HTTP_BROKEN, .body = "", .sent_bytes = 9, .cause = "broke off" },
		WORD_ANSWER_UNUSABLE);
	expect_log_fault((struct http_answer){ .outcome = HTTP_CANCELLED, .body = "" },
	                 WORD_CANCELLED);
}

static void
a_refused_look_into_the_log_names_the_scope(void **state)
{
	struct http_answer answer = answered(403, "", 0);
	struct rows rows = { .count = 0 };
	struct fault f;

	(void)state;
	assert_int_equal(infobip_read_logs(INFOBIP_SMS_V3, &answer, keep_row, &rows, &f),
	                 ST_CREDENTIALS);
	assert_non_null(strstr(f.hint, "sms:logs:read"));
	assert_int_equal(infobip_read_logs(INFOBIP_VOICE, &answer, keep_row, &rows, &f),
	                 ST_CREDENTIALS);
	assert_non_null(strstr(f.hint, "voice-message:logs:read"));
}

static void
the_log_is_asked_for_ids_and_nothing_else(void **state)
{
	const char *ids[] = { OUR_ID, "a&b=c#d e%" };
	struct text path;

	(void)state;
	text_init(&path, 4096);
	infobip_write_logs_path(INFOBIP_SMS_V3, ids, 2, &path);
	assert_string_equal(text_string(&path),
	                    "/sms/3/logs?messageId=" OUR_ID ",a%26b%3Dc%23d%20e%25&limit=1000");
	text_reset(&path);
	infobip_write_logs_path(INFOBIP_SMS_V2, ids, 1, &path);
	assert_string_equal(text_string(&path), "/sms/1/logs?messageId=" OUR_ID "&limit=1000");
	text_reset(&path);
	infobip_write_logs_path(INFOBIP_VOICE, ids, 1, &path);
	assert_string_equal(text_string(&path), "/tts/3/logs?messageId=" OUR_ID "&limit=1000");
	text_finish(&path);
}

static void
the_most_ids_at_once_fit_the_filter(void **state)
{
	const char *ids[INFOBIP_IDS_MAX];
	const char *value;
	struct text path;

	(void)state;
	for (size_t i = 0; i < INFOBIP_IDS_MAX; i++)
		ids[i] = OUR_ID;
	text_init(&path, 4096);
	infobip_write_logs_path(INFOBIP_SMS_V3, ids, INFOBIP_IDS_MAX, &path);
	assert_false(path.overflowed);
	value = strchr(text_string(&path), '=') + 1;
	assert_true(strcspn(value, "&") <= 2048);
	text_finish(&path);
}

static int
set_up(void **state)
{
	(void)state;
	secret_system_init();
	json_system_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_on_file_is_read_as_its_verdict_says),
		cmocka_unit_test(the_status_keeps_the_providers_words),
		cmocka_unit_test(what_never_left_is_not_sent_and_may_go_again),
		cmocka_unit_test(what_left_without_an_answer_is_unknown_and_stays_alone),
		cmocka_unit_test(a_200_that_broke_off_is_unknown_even_when_it_reads_well),
		cmocka_unit_test(a_refusal_counts_from_its_status_line_on),
		cmocka_unit_test(cancelling_tells_apart_what_left_and_what_did_not),
		cmocka_unit_test(too_many_requests_hands_on_how_long_to_wait),
		cmocka_unit_test(a_retry_after_beside_503_does_not_make_it_certain),
		cmocka_unit_test(only_too_many_requests_may_be_repeated),
		cmocka_unit_test(every_send_on_file_is_posted_byte_for_byte),
		cmocka_unit_test(each_version_has_its_own_path),
		cmocka_unit_test(a_body_that_does_not_fit_is_seen_by_its_writer),
		cmocka_unit_test(the_shown_request_hides_key_code_and_number),
		cmocka_unit_test(the_log_of_each_version_gives_the_same_row),
		cmocka_unit_test(rows_that_say_nothing_certain_are_passed_over),
		cmocka_unit_test(the_log_of_calls_is_priced_by_the_second),
		cmocka_unit_test(an_empty_log_is_an_answer_too),
		cmocka_unit_test(a_log_that_cannot_be_read_says_why),
		cmocka_unit_test(a_refused_look_into_the_log_names_the_scope),
		cmocka_unit_test(the_log_is_asked_for_ids_and_nothing_else),
		cmocka_unit_test(the_most_ids_at_once_fit_the_filter),
	};

	return cmocka_run_group_tests_name("net/infobip", tests, set_up, NULL);
}
