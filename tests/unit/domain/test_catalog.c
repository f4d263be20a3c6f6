/* SPDX-License-Identifier: MIT */
/* the tables below data/catalog are whole: no row twice, none cut, none that cannot be read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/text.h"
#include "domain/cause.h"
#include "domain/phone.h"
#include "domain/phone_impl.h"

#define ROWS_MAX 1000
#define COLUMNS_MAX 16

/* One table in memory, cut into cells. */
struct table {
	char *bytes;
	char *cells[ROWS_MAX][COLUMNS_MAX];
	size_t columns[ROWS_MAX];
	size_t count;
};

static void
cut_row(struct table *t, char *line)
{
	assert_true(t->count < ROWS_MAX);
	size_t *columns = &t->columns[t->count];

	for (char *cell = line; cell; (*columns)++) {
		char *tab = strchr(cell, '\t');

		assert_true(*columns < COLUMNS_MAX);
		t->cells[t->count][*columns] = cell;
		if (tab)
			*tab++ = '\0';
		cell = tab;
	}
	t->count++;
}

/* Rows that begin with # are comments. */
static struct table *
table_read(const char *name)
{
	const struct embedded *file = embedded_find(name);
	struct table *t = calloc(1, sizeof(*t));

	assert_non_null(file);
	assert_non_null(t);
	assert_int_equal(file->bytes[file->size_bytes - 1], '\n');
	assert_true(text_is_utf8(file->bytes, file->size_bytes));
	assert_int_equal(strlen(file->bytes), file->size_bytes);
	t->bytes = malloc(file->size_bytes + 1);
	assert_non_null(t->bytes);
	memcpy(t->bytes, file->bytes, file->size_bytes + 1);
	for (char *line = t->bytes; *line;) {
		char *end = strchr(line, '\n');

		*end = '\0';
		if (*line != '#')
			cut_row(t, line);
		line = end + 1;
	}
	return t;
}

static void
table_free(struct table *t)
{
	free(t->bytes);
	free(t);
}

static bool
is_number(const char *cell)
{
	return *cell && strspn(cell, "0123456789") == strlen(cell);
}

/* Causes. */

enum { KIND, GROUP, ID, NAME, MEANING, ADVICE, WHO, RETRY, FINAL, PERMANENT, CAUSE_COLUMNS };

static struct table *
read_causes(void)
{
	struct table *t = table_read("catalog/causes.tsv");

	for (size_t row = 0; row < t->count; row++)
		if (t->columns[row] != CAUSE_COLUMNS)
			fail_msg("row %zu has %zu columns", row + 1, t->columns[row]);
	return t;
}

static bool
have_one_key(const struct table *t, size_t left, size_t right)
{
	for (int column = KIND; column <= ID; column++)
		if (strcmp(t->cells[left][column], t->cells[right][column]) != 0)
			return false;
	return true;
}

static void
no_code_is_explained_twice(void **state)
{
	struct table *t = read_causes();

	(void)state;
	for (size_t row = 1; row < t->count; row++) {
		for (size_t before = 1; before < row; before++) {
			if (have_one_key(t, before, row))
				fail_msg("row %zu is the key of row %zu", row + 1, before + 1);
		}
	}
	table_free(t);
}

/* A cell as it is shown: whole sentences of one line, without a blank too many. */
static void
expect_sentence(const struct table *t, size_t row, int column)
{
	const char *cell = t->cells[row][column];
	size_t size = strlen(cell);

	if (size < 10 || size >= CAUSE_TEXT_BYTES)
		fail_msg("row %zu, column %d: %zu bytes", row + 1, column + 1, size);
	if (cell[size - 1] != '.' || cell[0] == ' ' || strstr(cell, "  ") ||
	    text_has_control(cell, size, false))
		fail_msg("row %zu: \"%s\"", row + 1, cell);
}

static void
expect_word(const struct table *t, size_t row, int column, const char *words)
{
	char wanted[32];

	snprintf(wanted, sizeof(wanted), " %s ", t->cells[row][column]);
	if (!strstr(words, wanted))
		fail_msg("row %zu: \"%s\" is none of%s", row + 1, t->cells[row][column], words);
}

static void
expect_key(const struct table *t, size_t row)
{
	const char *group = t->cells[row][GROUP];
	const char *id = t->cells[row][ID];

	if ((!is_number(group) && strcmp(group, "*") != 0) ||
	    (!is_number(id) && strcmp(id, "*") != 0))
		fail_msg("row %zu: %s/%s", row + 1, group, id);
	/* Only the advice for what a group may still bring has no name. */
	if ((*t->cells[row][NAME] == '\0') != (strcmp(id, "*") == 0) ||
	    strlen(t->cells[row][NAME]) >= MESSAGE_NAME_BYTES)
		fail_msg("row %zu: \"%s\"", row + 1, t->cells[row][NAME]);
}

static void
every_cause_has_meaning_and_advice_in_known_words(void **state)
{
	struct table *t = read_causes();

	(void)state;
	for (size_t row = 1; row < t->count; row++) {
		expect_word(t, row, KIND, " status error call_status call_error http state ");
		expect_key(t, row);
		expect_sentence(t, row, MEANING);
		expect_sentence(t, row, ADVICE);
		expect_word(t, row, WHO, " you user provider operator nobody ");
		expect_word(t, row, RETRY, " yes later after_fix no none ");
		expect_word(t, row, FINAL, " yes no ");
		expect_word(t, row, PERMANENT, " yes no ");
	}
	table_free(t);
}

static void
every_word_has_its_sentence(void **state)
{
	struct table *t = read_causes();

	(void)state;
	for (size_t row = 1; row < t->count; row++) {
		struct cause c = { .known = true };

		assert_true(text_copy(c.who, sizeof(c.who), t->cells[row][WHO]));
		assert_true(text_copy(c.retry, sizeof(c.retry), t->cells[row][RETRY]));
		assert_true(strlen(cause_who_text(&c)) > 0);
		assert_true(strlen(cause_retry_text(&c)) > 0);
	}
	table_free(t);
}

/* What a message that can still move is told to do is to wait: repeating it would double it. */
static void
what_is_not_final_is_not_sent_again(void **state)
{
	struct table *t = read_causes();

	(void)state;
	for (size_t row = 1; row < t->count; row++)
		if (strstr(t->cells[row][KIND], "status") &&
		    strcmp(t->cells[row][FINAL], "no") == 0)
			expect_word(t, row, RETRY, " no none ");
	table_free(t);
}

/* The general family of the provider's published list of statuses. */
static const struct {
	int group;
	int id;
	const char *name;
} general[] = {
	{ 1, 3, "PENDING_WAITING_DELIVERY" },
	{ 1, 7, "PENDING_ENROUTE" },
	{ 1, 26, "PENDING_ACCEPTED" },
	{ 2, 4, "UNDELIVERABLE_REJECTED_OPERATOR" },
	{ 2, 9, "UNDELIVERABLE_NOT_DELIVERED" },
	{ 2, 31, "UNDELIVERABLE_NOT_SENT" },
	{ 3, 2, "DELIVERED_TO_OPERATOR" },
	{ 3, 5, "DELIVERED_TO_HANDSET" },
	{ 4, 15, "EXPIRED_EXPIRED" },
	{ 4, 29, "EXPIRED_DLR_UNKNOWN" },
	{ 4, 87, "SIGNALS_BLOCKED" },
	{ 5, 6, "REJECTED_NETWORK" },
	{ 5, 8, "REJECTED_PREFIX_MISSING" },
	{ 5, 10, "REJECTED_DND" },
	{ 5, 11, "REJECTED_SOURCE" },
	{ 5, 12, "REJECTED_NOT_ENOUGH_CREDITS" },
	{ 5, 13, "REJECTED_SENDER" },
	{ 5, 14, "REJECTED_DESTINATION_BLOCKLISTED" },
	{ 5, 17, "REJECTED_PREPAID_PACKAGE_EXPIRED" },
	{ 5, 18, "REJECTED_DESTINATION_NOT_REGISTERED" },
	{ 5, 19, "REJECTED_ROUTE_NOT_AVAILABLE" },
	{ 5, 20, "REJECTED_FLOODING_FILTER" },
	{ 5, 21, "REJECTED_SYSTEM_ERROR" },
	{ 5, 23, "REJECTED_DUPLICATE_MESSAGE_ID" },
	{ 5, 24, "REJECTED_INVALID_UDH" },
	{ 5, 25, "REJECTED_MESSAGE_TOO_LONG" },
	{ 5, 51, "MISSING_TO" },
	{ 5, 52, "REJECTED_DESTINATION" },
	{ 5, 87, "SIGNALS_BLOCKED" },
	{ 5, 100, "UNDELIVERABLE_REJECTED_PLATFORM" },
};

static void
all_general_statuses_are_explained(void **state)
{
	(void)state;
	assert_int_equal(sizeof(general) / sizeof(general[0]), 30);
	for (size_t i = 0; i < sizeof(general) / sizeof(general[0]); i++) {
		struct cause c;

		cause_look_up(CAUSE_STATUS, general[i].group, general[i].id, general[i].name, "",
		              &c);
		if (!c.known || strcmp(c.name, general[i].name) != 0)
			fail_msg("%d/%d %s", general[i].group, general[i].id, general[i].name);
		assert_int_equal(c.final, general[i].group > 1 && general[i].id != 2);
	}
}

static size_t
count_named(const struct table *t, const char *kind)
{
	size_t count = 0;

	for (size_t row = 1; row < t->count; row++)
		count += strcmp(t->cells[row][KIND], kind) == 0 &&
		         strcmp(t->cells[row][ID], "*") != 0;
	return count;
}

/* The counts of the provider's published lists; every state of a message, and a second one for
 * `accepted` when nothing more will come. */
static void
every_published_code_is_in_the_table(void **state)
{
	struct table *t = read_causes();

	(void)state;
	assert_true(count_named(t, "status") + count_named(t, "call_status") >= 53);
	assert_true(count_named(t, "error") + count_named(t, "call_error") >= 254);
	/* Of calls: 19 statuses, the present 31 errors and the older 24. */
	assert_true(count_named(t, "call_status") >= 19);
	assert_true(count_named(t, "call_error") >= 31 + 24);
	assert_int_equal(count_named(t, "state"), MESSAGE_STATE_COUNT + 1);
	for (size_t row = 1; row < t->count; row++) {
		long id = strtol(t->cells[row][ID], NULL, 10);

		if (strcmp(t->cells[row][KIND], "state") == 0)
			assert_string_equal(t->cells[row][NAME],
			                    message_state_word((enum message_state)id));
	}
	table_free(t);
}

/* Calling codes. */

enum { CODE, LEADS, COUNTRIES, LEAST, MOST, TRUNK, IDD, CODE_COLUMNS };

static void
expect_leads(const struct table *t, size_t row)
{
	const char *leads = t->cells[row][LEADS];

	if (strcmp(leads, "-") == 0)
		return;
	for (const char *lead = leads; *lead;) {
		size_t digits = strspn(lead, "0123456789");

		if (digits == 0 || digits > (size_t)strtol(t->cells[row][MOST], NULL, 10) ||
		    (lead[digits] != ',' && lead[digits] != '\0') ||
		    (lead[digits] == ',' && lead[digits + 1] == '\0'))
			fail_msg("leads of +%s: %s", t->cells[row][CODE], leads);
		lead += digits + (lead[digits] == ',');
	}
}

static void
expect_countries(const struct table *t, size_t row)
{
	const char *countries = t->cells[row][COUNTRIES];

	if (strcmp(countries, "-") == 0)
		return;
	for (const char *at = countries;; at += 3) {
		struct phone_plan plan;
		char iso[3];

		snprintf(iso, sizeof(iso), "%.2s", at);
		if (strspn(iso, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2 || !phone_country_exists(iso) ||
		    !phone_plan_of_country(iso, &plan) || (at[2] != ',' && at[2] != '\0'))
			fail_msg("countries of +%s: %s", t->cells[row][CODE], countries);
		if (at[2] == '\0')
			return;
	}
}

static void
expect_lengths(const struct table *t, size_t row)
{
	const char *code = t->cells[row][CODE];
	long least = strtol(t->cells[row][LEAST], NULL, 10);
	long most = strtol(t->cells[row][MOST], NULL, 10);

	if (!is_number(code) || code[0] == '0' || strlen(code) >= PHONE_CODE_BYTES ||
	    !is_number(t->cells[row][LEAST]) || !is_number(t->cells[row][MOST]) || least < 1 ||
	    least > most || (long)strlen(code) + most > 15)
		fail_msg("+%s has %s to %s digits", code, t->cells[row][LEAST],
		         t->cells[row][MOST]);
}

static void
expect_prefixes(const struct table *t, size_t row)
{
	const struct phone_plan *sizes = NULL;
	const char *trunk = t->cells[row][TRUNK];
	const char *idd = t->cells[row][IDD];

	if ((!is_number(trunk) && strcmp(trunk, "-") != 0 && strcmp(trunk, "keep") != 0) ||
	    (is_number(trunk) && strlen(trunk) >= sizeof(sizes->trunk)) || !is_number(idd) ||
	    strlen(idd) >= sizeof(sizes->idd))
		fail_msg("+%s: trunk %s, idd %s", t->cells[row][CODE], trunk, idd);
}

static void
every_calling_code_can_be_read(void **state)
{
	struct table *t = table_read("catalog/calling_codes.tsv");

	(void)state;
	assert_true(t->count > 200);
	for (size_t row = 0; row < t->count; row++) {
		if (t->columns[row] != CODE_COLUMNS)
			fail_msg("+%s has %zu columns", t->cells[row][CODE], t->columns[row]);
		expect_lengths(t, row);
		expect_leads(t, row);
		expect_countries(t, row);
		expect_prefixes(t, row);
	}
	table_free(t);
}

/* A code without a row for all of its numbers would leave some of them without a plan; one that
 * begins as another would leave it open whose a number is. */
static void
every_calling_code_has_one_row_for_all_and_no_other_inside(void **state)
{
	struct table *t = table_read("catalog/calling_codes.tsv");

	(void)state;
	for (size_t row = 0; row < t->count; row++) {
		const char *code = t->cells[row][CODE];
		size_t whole = 0;

		assert_string_not_equal(code, PHONE_SANDBOX_CODE);
		for (size_t other = 0; other < t->count; other++) {
			const char *longer = t->cells[other][CODE];

			if (strcmp(code, longer) == 0)
				whole += strcmp(t->cells[other][LEADS], "-") == 0;
			else if (strncmp(longer, code, strlen(code)) == 0)
				fail_msg("+%s begins as +%s", longer, code);
		}
		if (whole != 1)
			fail_msg("+%s has %zu rows for all of its numbers", code, whole);
	}
	table_free(t);
}

/* What one row claims stands in no other of the same code. */
static void
expect_lead_once(const struct table *t, size_t row, const char *lead, size_t digits)
{
	char wanted[32];
	char list[4096];

	snprintf(wanted, sizeof(wanted), ",%.*s,", (int)digits, lead);
	for (size_t other = 0; other < row; other++) {
		if (strcmp(t->cells[other][CODE], t->cells[row][CODE]) != 0)
			continue;
		assert_true(strlen(t->cells[other][LEADS]) + 3 < sizeof(list));
		snprintf(list, sizeof(list), ",%s,", t->cells[other][LEADS]);
		if (strstr(list, wanted))
			fail_msg("+%s %.*s stands in two rows", t->cells[row][CODE], (int)digits,
			         lead);
	}
}

static void
no_lead_is_claimed_twice(void **state)
{
	struct table *t = table_read("catalog/calling_codes.tsv");

	(void)state;
	for (size_t row = 0; row < t->count; row++)
		for (const char *lead = t->cells[row][LEADS]; *lead;) {
			size_t size = strcspn(lead, ",");

			expect_lead_once(t, row, lead, size);
			lead += size + (lead[size] == ',');
		}
	table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_code_is_explained_twice),
		cmocka_unit_test(every_cause_has_meaning_and_advice_in_known_words),
		cmocka_unit_test(every_word_has_its_sentence),
		cmocka_unit_test(what_is_not_final_is_not_sent_again),
		cmocka_unit_test(all_general_statuses_are_explained),
		cmocka_unit_test(every_published_code_is_in_the_table),
		cmocka_unit_test(every_calling_code_can_be_read),
		cmocka_unit_test(every_calling_code_has_one_row_for_all_and_no_other_inside),
		cmocka_unit_test(no_lead_is_claimed_twice),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
