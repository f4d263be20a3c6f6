/* SPDX-License-Identifier: MIT */
/* time zones: files of our own making, hostile ones, the folder, and the system's own */
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"

#define BYTES_MOST 2048
#define HEADER_BYTES 44
#define HOUR 3600

/* A file that is written field by field. */
struct made {
	uint8_t bytes[BYTES_MOST];
	size_t size;
};

static void
put(struct made *m, const void *bytes, size_t size)
{
	assert_true(m->size + size <= BYTES_MOST);
	memcpy(m->bytes + m->size, bytes, size);
	m->size += size;
}

static void
put_number(struct made *m, int64_t number, size_t width)
{
	for (size_t i = width; i-- > 0;) {
		uint8_t byte = (uint8_t)((uint64_t)number >> (8 * i));

		put(m, &byte, 1);
	}
}

/* The counts are in the order of the file: marks of UTC, of standard time, leap seconds, changes,
 * states, letters. */
static void
put_header(struct made *m, char version, const uint32_t counts[6])
{
	put(m, "TZif", 4);
	put(m, &version, 1);
	put(m, (const char[15]){ 0 }, 15);
	for (size_t i = 0; i < 6; i++)
		put_number(m, counts[i], 4);
}

/* Three changes among LMT, a winter and a summer; `width` is that of a time. */
static void
put_body(struct made *m, char version, size_t width)
{
	static const uint32_t counts[6] = { 0, 0, 0, 3, 3, 13 };

	put_header(m, version, counts);
	put_number(m, -2000000000, width);
	put_number(m, 1000000, width);
	put_number(m, 2000000, width);
	put(m, "\1\2\1", 3);
	put_number(m, 3208, 4);
	put(m, "\0\0", 2);
	put_number(m, HOUR, 4);
	put(m, "\0\4", 2);
	put_number(m, 2 * HOUR, 4);
	put(m, "\1\10", 2);
	put(m, "LMT\0CET\0CEST\0", 13);
}

static void
put_file(struct made *m, char version, const char *footer)
{
	m->size = 0;
	put_body(m, version, 4);
	if (version == '\0')
		return;
	put_body(m, version, 8);
	put(m, "\n", 1);
	put(m, footer, strlen(footer));
	put(m, "\n", 1);
}

/* The smallest file: one state of UTC, and a rule. */
static struct zone *
zone_of(const char *rule)
{
	static const uint32_t counts[6] = { 0, 0, 0, 0, 1, 4 };
	struct made m = { .size = 0 };
	struct zone *z;
	struct fault f;

	for (int i = 0; i < 2; i++) {
		put_header(&m, '3', counts);
		put(&m, "\0\0\0\0\0\0UTC", 10);
	}
	put(&m, "\n", 1);
	put(&m, rule, strlen(rule));
	put(&m, "\n", 1);
	return zone_create(m.bytes, m.size, &z, &f) == ST_OK ? z : NULL;
}

static struct zone *
read_zone(const struct made *m)
{
	/* A block of its own size, so that the sanitizer sees a byte too many. */
	uint8_t *bytes = malloc(m->size + !m->size);
	struct fault f;
	struct zone *z;

	assert_non_null(bytes);
	memcpy(bytes, m->bytes, m->size);
	enum status st = zone_create(bytes, m->size, &z, &f);
	free(bytes);
	assert_true((st == ST_OK) == (z != NULL));
	if (z == NULL)
		assert_int_equal(f.word, WORD_FILE_UNREADABLE);
	return z;
}

static void
expect_state(const struct zone *z, int64_t utc_s, int32_t east_s, const char *abbreviation)
{
	struct zone_state s;

	zone_look(z, utc_s, &s);
	assert_int_equal(s.east_s, east_s);
	assert_string_equal(s.abbreviation, abbreviation);
	assert_int_equal(s.is_dst, strcmp(abbreviation, "CEST") == 0);
}

/* --- Files ---------------------------------------------------------------------------------- */

static void
every_version_says_the_same_within_its_table(void **state)
{
	static const char versions[] = { '\0', '2', '3', '4' };
	struct made m;

	(void)state;
	for (size_t i = 0; i < sizeof(versions); i++) {
		put_file(&m, versions[i], "CET-1CEST,M3.5.0,M10.5.0/3");
		struct zone *z = read_zone(&m);

		assert_non_null(z);
		expect_state(z, INT64_MIN, 3208, "LMT");
		expect_state(z, -2000000001, 3208, "LMT");
		expect_state(z, -2000000000, HOUR, "CET");
		expect_state(z, 999999, HOUR, "CET");
		expect_state(z, 1000000, 2 * HOUR, "CEST");
		expect_state(z, 1999999, 2 * HOUR, "CEST");
		expect_state(z, 2000000, HOUR, "CET");
		/* July 2024: only the rule knows of a summer. */
		expect_state(z, 1719792000, versions[i] == '\0' ? HOUR : 2 * HOUR,
		             versions[i] == '\0' ? "CET" : "CEST");
		zone_destroy(z);
	}
}

static void
without_a_rule_the_last_change_holds(void **state)
{
	struct made m;

	(void)state;
	put_file(&m, '2', "");
	struct zone *z = read_zone(&m);
	assert_non_null(z);
	expect_state(z, 1719792000, HOUR, "CET");
	expect_state(z, INT64_MAX, HOUR, "CET");
	zone_destroy(z);
}

static void
a_file_that_is_cut_anywhere_is_refused(void **state)
{
	struct made m;

	(void)state;
	put_file(&m, '2', "CET-1CEST,M3.5.0,M10.5.0/3");
	for (size_t whole = m.size; m.size-- > 0;)
		if (read_zone(&m) != NULL)
			fail_msg("%zu of %zu bytes were taken for a file", m.size, whole);
}

/* Replaces a byte of the file of version 1. */
static bool
is_refused_with(size_t at, uint8_t byte)
{
	struct made m;

	put_file(&m, '\0', "");
	assert_true(at < m.size);
	m.bytes[at] = byte;
	struct zone *z = read_zone(&m);
	zone_destroy(z);
	return z == NULL;
}

static void
counts_and_indexes_that_lie_are_refused(void **state)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
	} rows[] = {
		{ "another magic", 0, 'X' },
		{ "version 5", 4, '5' },
		{ "marks of UTC for one state of three", 23, 1 },
		{ "marks of standard time for two states of three", 27, 2 },
		{ "a leap second", 31, 1 },
		{ "four thousand million changes", 32, 0xFF },
		{ "4 changes", 35, 4 },
		{ "no states", 39, 0 },
		{ "more states than an index reaches", 38, 2 },
		{ "more letters than there are", 43, 200 },
		{ "changes out of order", HEADER_BYTES + 8, 0xFF },
		{ "a change to a fourth state", HEADER_BYTES + 12, 3 },
		{ "clocks some months ahead", HEADER_BYTES + 15, 0x7F },
		{ "clocks 37 hours ahead", HEADER_BYTES + 16, 2 },
		{ "a summer that is neither there nor not", HEADER_BYTES + 19, 2 },
		{ "letters behind the last", HEADER_BYTES + 20, 13 },
		{ "letters without an end", HEADER_BYTES + 45, 'x' },
		{ "an escape among the letters", HEADER_BYTES + 34, 0x1B },
	};

	(void)state;
	assert_false(is_refused_with(0, 'T'));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!is_refused_with(rows[i].at, rows[i].byte))
			fail_msg("%s was taken", rows[i].what);
}

static void
two_changes_at_once_are_refused(void **state)
{
	struct made m;

	(void)state;
	put_file(&m, '\0', "");
	memcpy(m.bytes + HEADER_BYTES + 4, m.bytes + HEADER_BYTES + 8, 4);
	assert_null(read_zone(&m));
}

/* --- Rules ---------------------------------------------------------------------------------- */

static void
rules_say_when_summer_is(void **state)
{
	static const struct {
		const char *rule;
		int64_t utc_s;
		int32_t east_s;
	} rows[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1711846799, HOUR },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1711846800, 2 * HOUR },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1729990799, 2 * HOUR },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1729990800, HOUR },
		/* New Year in the summer of the south. */
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1735689600, 11 * HOUR },
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1719792000, 10 * HOUR },
		/* Half an hour of summer. */
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1735689600, 11 * HOUR },
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1719792000, 10 * HOUR + 1800 },
		/* A summer all year round, as RFC 9636 writes it. */
		{ "EST5EDT,0/0,J365/25", 1735689599, -4 * HOUR },
		{ "EST5EDT,0/0,J365/25", 1735707600, -4 * HOUR },
		{ "EST5EDT,0/0,J365/25", 1719792000, -4 * HOUR },
		/* Hours of the day before and of the day but one behind. */
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1711846799, -2 * HOUR },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1711846800, -HOUR },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", 1711756799, 2 * HOUR },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", 1711756800, 3 * HOUR },
		/* Summer begins on Christmas Eve of the year before. */
		{ "AAA0BBB,M1.1.1/-167,M2.1.1", 1703462399, 0 },
		{ "AAA0BBB,M1.1.1/-167,M2.1.1", 1703548800, HOUR },
		/* The 1st of March, with and without a leap day. */
		{ "AAA0BBB,J60/0,J90/0", 1709251199, 0 },
		{ "AAA0BBB,J60/0,J90/0", 1709251200, HOUR },
		{ "AAA0BBB,59/0,90/0", 1709164799, 0 },
		{ "AAA0BBB,59/0,90/0", 1709164800, HOUR },
		/* Thousands of years away, both ways: July and January. */
		{ "CET-1CEST,M3.5.0,M10.5.0/3", INT64_C(253385927999), 2 * HOUR },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", INT64_C(-62151580800), 2 * HOUR },
		{ "<+03>-3", 1719792000, 3 * HOUR },
		{ "<-0330>3:30", 1719792000, -3 * HOUR - 1800 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct zone *z = zone_of(rows[i].rule);
		struct zone_state s;

		if (z == NULL)
			fail_msg("%s was refused", rows[i].rule);
		zone_look(z, rows[i].utc_s, &s);
		if (s.east_s != rows[i].east_s)
			fail_msg("%s at %lld: %d", rows[i].rule, (long long)rows[i].utc_s,
			         s.east_s);
		zone_destroy(z);
	}
}

static void
rules_that_are_none_are_refused(void **state)
{
	static const char *const rules[] = {
		"CE-1",
		"CET",
		"CET-",
		"CET-25",
		"CET-1:60",
		"CET-1CEST",
		"CET-1CEST,M3.5.0",
		"CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0",
		"CET-1CEST,M3.5.0,M10.5.0/168",
		"CET-1CEST,M3.5.0,M10.5.0 ",
		"CET-1CEST,J0,J366",
		"CET-1CEST,J1,J366",
		"CET-1CEST,366,1",
		"<+03-3",
		"<+03\x1B>-3",
		"ABCDEFGHIJKLMNOP-1",
		":Europe/Berlin",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct zone *z = zone_of(rules[i]);

		zone_destroy(z);
		if (z != NULL)
			fail_msg("%s was taken", rules[i]);
	}
}

/* --- The way back --------------------------------------------------------------------------- */

static void
a_time_on_the_clock_is_there_once_never_or_twice(void **state)
{
	struct zone *z = zone_of("CET-1CEST,M3.5.0,M10.5.0/3");
	int64_t utc[2];

	(void)state;
	assert_non_null(z);
	/* 2024-07-01 02:00 */
	assert_int_equal(zone_from_local(z, 1719799200, utc), ZONE_ONCE);
	assert_int_equal(utc[0], 1719792000);
	assert_int_equal(utc[1], 1719792000);
	/* 2024-03-31: the last second before the gap, the gap, the first behind it. */
	assert_int_equal(zone_from_local(z, 1711850399, utc), ZONE_ONCE);
	assert_int_equal(utc[0], 1711846799);
	assert_int_equal(zone_from_local(z, 1711850400, utc), ZONE_NEVER);
	assert_int_equal(utc[0], 1711846800);
	assert_int_equal(utc[1], 1711843200);
	assert_int_equal(zone_from_local(z, 1711853999, utc), ZONE_NEVER);
	assert_int_equal(zone_from_local(z, 1711854000, utc), ZONE_ONCE);
	assert_int_equal(utc[0], 1711846800);
	/* 2024-10-27: 02:00 to 02:59:59 are there twice. */
	assert_int_equal(zone_from_local(z, 1729994399, utc), ZONE_ONCE);
	assert_int_equal(zone_from_local(z, 1729994400, utc), ZONE_TWICE);
	assert_int_equal(utc[0], 1729987200);
	assert_int_equal(utc[1], 1729990800);
	assert_int_equal(zone_from_local(z, 1729997999, utc), ZONE_TWICE);
	assert_int_equal(zone_from_local(z, 1729998000, utc), ZONE_ONCE);
	assert_int_equal(utc[0], 1729994400);
	zone_destroy(z);
}

/* --- The folder ----------------------------------------------------------------------------- */

static int
set_up(void **state)
{
	static struct folder folder;
	struct made m;

	folder_create(&folder);
	assert_int_equal(mkdir(folder_file(&folder, "Etc"), 0700), 0);
	assert_int_equal(mkdir(folder_file(&folder, "Europe"), 0700), 0);
	assert_int_equal(mkdir(folder_file(&folder, "right"), 0700), 0);
	put_file(&m, '2', "CET-1CEST,M3.5.0,M10.5.0/3");
	folder_write(folder_file(&folder, "Etc/UTC"), m.bytes, m.size);
	folder_write(folder_file(&folder, "Europe/Berlin"), m.bytes, m.size);
	folder_write(folder_file(&folder, "right/Berlin"), m.bytes, m.size);
	folder_write(folder_file(&folder, "localtime"), m.bytes, m.size);
	folder_write(folder_file(&folder, "Damaged"), m.bytes, m.size - 9);
	folder_write(folder_file(&folder, "leapseconds"), "# words", 7);
	assert_int_equal(symlink("Europe/Berlin", folder_file(&folder, "Poland")), 0);
	assert_int_equal(mkfifo(folder_file(&folder, "Pipe"), 0600), 0);
	*state = &folder;
	return 0;
}

static int
tear_down(void **state)
{
	folder_destroy(*state);
	return 0;
}

static void
expect_fault(struct zone_book *b, const char *name, enum fault_word word, const char *words)
{
	const struct zone *z;
	struct fault f;

	if (zone_book_find(b, name, &z, &f) == ST_OK)
		fail_msg("\"%s\" was found", name);
	assert_null(z);
	assert_int_equal(f.word, word);
	if (strstr(f.cause, words) == NULL)
		fail_msg("\"%s\" was refused with \"%s\"", name, f.cause);
}

static void
names_are_found_in_small_letters_too(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "europe/berlin", "EUROPE/BERLIN",
		                             "Poland", "poland" };
	const struct folder *folder = *state;
	struct zone_book *b = zone_book_create(folder->path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int32_t east_s;
		struct fault f;

		if (zone_book_east(b, names[i], 1719792000, &east_s, &f) != ST_OK)
			fail_msg("%s: %s", names[i], f.cause);
		assert_int_equal(east_s, 2 * HOUR);
	}
	zone_book_destroy(b);
}

static void
names_that_lead_elsewhere_are_refused(void **state)
{
	static const char *const names[] = { "",
		                             "/",
		                             "/etc/passwd",
		                             "../x",
		                             "Europe/../Etc/UTC",
		                             "Europe/",
		                             "Europe//Berlin",
		                             ".",
		                             "zone.tab",
		                             "Europe/Berlin ",
		                             "Europe\\Berlin",
		                             "Europe/Berlin\n",
		                             "\xC3\xA9",
		                             "Europe/Berlin_and_much_more_than_any_zone_is_named" };
	const struct folder *folder = *state;
	struct zone_book *b = zone_book_create(folder->path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_fault(b, names[i], WORD_VALUE_INVALID, "is named like Europe/Berlin");
	zone_book_destroy(b);
}

static void
what_is_no_zone_is_not_found(void **state)
{
	static const char *const names[] = { "Europe/Nowhere", "Nowhere/Berlin", "Europe",
		                             "leapseconds",    "Pipe",           "localtime",
		                             "right/Berlin",   "RIGHT/berlin",   "Poland/x" };
	const struct folder *folder = *state;
	struct zone_book *b = zone_book_create(folder->path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_fault(b, names[i], WORD_VALUE_INVALID, names[i]);
	expect_fault(b, "Damaged", WORD_FILE_UNREADABLE, "\"Damaged\" is damaged");
	zone_book_destroy(b);
}

static void
without_a_database_its_package_is_named(void **state)
{
	const struct folder *folder = *state;
	struct zone_book *b = zone_book_create(folder_file(folder, "not/there"));

	expect_fault(b, "Europe/Berlin", WORD_FILE_UNREADABLE, "the package tzdata");
	zone_book_destroy(b);
	b = zone_book_create(folder->path);
	assert_int_equal(unlink(folder_file(folder, "Etc/UTC")), 0);
	expect_fault(b, "Europe/Berlin", WORD_FILE_UNREADABLE, "the package tzdata");
	zone_book_destroy(b);
}

static void
a_zone_is_read_once_while_it_is_kept(void **state)
{
	const struct folder *folder = *state;
	struct zone_book *b = zone_book_create(folder->path);
	char name[] = "Zone_a";
	const struct zone *first;
	const struct zone *again;
	struct fault f;

	assert_int_equal(zone_book_find(b, "Europe/Berlin", &first, &f), ST_OK);
	assert_int_equal(unlink(folder_file(folder, "Europe/Berlin")), 0);
	assert_int_equal(zone_book_find(b, "europe/berlin", &again, &f), ST_OK);
	assert_ptr_equal(first, again);
	for (; name[5] < 'a' + 16; name[5]++) {
		assert_int_equal(symlink("Etc/UTC", folder_file(folder, name)), 0);
		assert_int_equal(zone_book_find(b, name, &again, &f), ST_OK);
	}
	expect_fault(b, "Europe/Berlin", WORD_VALUE_INVALID, "no time zone");
	zone_book_destroy(b);
}

/* --- The system's --------------------------------------------------------------------------- */

static void
the_systems_zones_are_read(void **state)
{
	static const struct {
		const char *name;
		int64_t utc_s;
		int32_t east_s;
	} rows[] = {
		{ "Europe/Berlin", 1719792000, 2 * HOUR },
		{ "America/New_York", 1704067200, -5 * HOUR },
		{ "Asia/Kathmandu", 1704067200, 5 * HOUR + 2700 },
		{ "Australia/Lord_Howe", 1704067200, 11 * HOUR },
		{ "Pacific/Kiritimati", 1704067200, 14 * HOUR },
		/* Beyond 2038, where tables end. */
		{ "Europe/Berlin", INT64_C(4118083200), 2 * HOUR },
		{ "Europe/Berlin", INT64_C(4102444800), HOUR },
	};
	struct zone_book *b = zone_book_create(NULL);

	(void)state;
	if (access("/usr/share/zoneinfo/Etc/UTC", R_OK) != 0) {
		zone_book_destroy(b);
		skip();
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int32_t east_s = 0;
		struct fault f;

		if (zone_book_east(b, rows[i].name, rows[i].utc_s, &east_s, &f) != ST_OK)
			fail_msg("%s: %s", rows[i].name, f.cause);
		if (east_s != rows[i].east_s)
			fail_msg("%s: %d", rows[i].name, east_s);
	}
	zone_book_destroy(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_version_says_the_same_within_its_table),
		cmocka_unit_test(without_a_rule_the_last_change_holds),
		cmocka_unit_test(a_file_that_is_cut_anywhere_is_refused),
		cmocka_unit_test(counts_and_indexes_that_lie_are_refused),
		cmocka_unit_test(two_changes_at_once_are_refused),
		cmocka_unit_test(rules_say_when_summer_is),
		cmocka_unit_test(rules_that_are_none_are_refused),
		cmocka_unit_test(a_time_on_the_clock_is_there_once_never_or_twice),
		cmocka_unit_test_setup_teardown(names_are_found_in_small_letters_too, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(names_that_lead_elsewhere_are_refused, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_zone_is_not_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_database_its_package_is_named, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(a_zone_is_read_once_while_it_is_kept, set_up,
		                                tear_down),
		cmocka_unit_test(the_systems_zones_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
