/* SPDX-License-Identifier: MIT */
/* the calls that show what a key may do, and what each answer to them proves */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/random.h"
#include "net/infobip.h"

#define CASES_MIN 20
#define KIND ".probe.json"

static void
find_folder(char out[1024])
{
	const char *root = getenv("OTPDECK_ROOT");

	snprintf(out, 1024, "%s/tests/support/answers", root ? root : ".");
}

static struct json *
parse_case(const char *name)
{
	char folder[1024];
	char path[1400];
	static char bytes[16 * 1024];
	struct json *root = NULL;
	struct fault f;
	FILE *file;
	size_t size_bytes;

	find_folder(folder);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	assert_non_null(file);
	size_bytes = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	if (json_parse(bytes, size_bytes, name, &root, &f) != ST_OK)
		fail_msg("%s: %s", name, f.cause);
	return root;
}

static const char *
string_of(const struct json *root, const char *name)
{
	const char *value = json_string(json_member(root, name));

	return value ? value : "";
}

static int64_t
integer_of(const struct json *root, const char *name)
{
	int64_t value = 0;

	assert_true(json_integer(json_member(root, name), &value));
	return value;
}

static enum infobip_probe
probe_of(const char *word)
{
	static const char *const words[] = { "reach", "send", "logs", "preview", "balance" };
	int i = 0;

	while (strcmp(words[i], word) != 0)
		assert_true(++i < INFOBIP_PROBE_COUNT);
	return (enum infobip_probe)i;
}

static enum infobip_access
access_of(const char *word)
{
	static const char *const words[] = { "open", "no_scope", "no_key", "unclear" };
	int i = 0;

	while (strcmp(words[i], word) != 0)
		assert_true(++i < 4);
	return (enum infobip_access)i;
}

static void
check_balance(const char *name, const struct json *root, const struct infobip_probe_verdict *got)
{
	double wanted = 0;
	bool has = json_number(json_member(root, "balance"), &wanted);

	if (got->has_balance != has)
		fail_msg("%s: a balance was %sread", name, got->has_balance ? "" : "not ");
	if (!has)
		return;
	assert_true(got->balance > wanted - 0.0001 && got->balance < wanted + 0.0001);
	if (strncmp(got->currency, string_of(root, "currency"), 3) != 0)
		fail_msg("%s: the currency is %s", name, got->currency);
}

static void
check_case(const char *name)
{
	struct json *root = parse_case(name);
	const char *body = string_of(root, "body");
	struct http_answer answer = { .outcome = HTTP_ANSWERED, .sent_bytes = 100 };
	struct infobip_probe_verdict got;

	answer.status = (int)integer_of(root, "status");
	answer.retry_after_s = integer_of(root, "retry");
	answer.body = body;
	answer.body_bytes = strlen(body);
	infobip_judge_probe(probe_of(string_of(root, "probe")), &answer, &got);
	if (got.access != access_of(string_of(root, "access")))
		fail_msg("%s: access %d: %s", name, (int)got.access, got.cause);
	if (strcmp(fault_word_text(got.word), string_of(root, "word")) != 0)
		fail_msg("%s: %s", name, fault_word_text(got.word));
	if (!strstr(got.cause, string_of(root, "cause")) ||
	    (got.access == INFOBIP_ACCESS_OPEN) != (got.cause[0] == '\0'))
		fail_msg("%s: the cause is \"%s\"", name, got.cause);
	if (!strstr(got.hint, string_of(root, "hint")) ||
	    (got.access != INFOBIP_ACCESS_OPEN && got.hint[0] == '\0'))
		fail_msg("%s: the hint is \"%s\"", name, got.hint);
	check_balance(name, root, &got);
	json_destroy(root);
}

static void
each_answer_proves_what_its_file_says(void **state)
{
	char path[1024];
	struct dirent *entry;
	size_t count = 0;
	DIR *folder;

	(void)state;
	find_folder(path);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		size_t size_bytes = strlen(entry->d_name);

		if (size_bytes < sizeof(KIND) ||
		    strcmp(entry->d_name + size_bytes - sizeof(KIND) + 1, KIND) != 0)
			continue;
		check_case(entry->d_name);
		count++;
	}
	closedir(folder);
	assert_true(count >= CASES_MIN);
}

static void
what_broke_off_did_nothing(void **state)
{
	struct http_answer answer = { .outcome = HTTP_BROKEN, .sent_bytes = 100, .body = "" };
	struct infobip_probe_verdict got;

	(void)state;
	snprintf(answer.cause, sizeof(answer.cause), "no answer came within 30.0 s");
	infobip_judge_probe(INFOBIP_PROBE_LOGS, &answer, &got);
	assert_int_equal(got.access, INFOBIP_ACCESS_UNCLEAR);
	assert_int_equal(got.word, WORD_NOT_SENT);
	assert_string_equal(got.hint, "nothing was sent or used up; try again");
	answer.outcome = HTTP_CANCELLED;
	infobip_judge_probe(INFOBIP_PROBE_LOGS, &answer, &got);
	assert_int_equal(got.word, WORD_CANCELLED);
}

/* Sends cost money, reports are handed out once, and PUT and DELETE change something: no probe is
 * one of them. */
static void
no_probe_sends_or_consumes(void **state)
{
	char uuid[RANDOM_UUID_BYTES];

	(void)state;
	random_uuid(uuid);
	for (int i = 0; i < INFOBIP_PROBE_COUNT; i++) {
		enum infobip_probe probe = (enum infobip_probe)i;
		bool posts = strcmp(infobip_probe_method(probe), "POST") == 0;
		struct text path;

		text_init(&path, 512);
		infobip_write_probe_path(probe, uuid, &path);
		assert_null(strstr(text_string(&path), "report"));
		assert_null(strstr(text_string(&path), "/messages"));
		assert_null(strstr(text_string(&path), "/text/"));
		assert_null(strstr(text_string(&path), "/tts"));
		assert_int_equal(posts, probe == INFOBIP_PROBE_PREVIEW);
		assert_int_equal(infobip_probe_body(probe) != NULL, posts);
		assert_int_equal(strstr(text_string(&path), uuid) != NULL,
		                 probe == INFOBIP_PROBE_SEND);
		text_finish(&path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_proves_what_its_file_says),
		cmocka_unit_test(what_broke_off_did_nothing),
		cmocka_unit_test(no_probe_sends_or_consumes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
