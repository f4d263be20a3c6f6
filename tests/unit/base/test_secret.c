/* SPDX-License-Identifier: MIT */
/* a secret can be used, told from another, and leaves no trace */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/secret.h"

static struct secret *
secret_of(const char *text)
{
	return secret_create(text, strlen(text));
}

static void
assert_holds(const struct secret *s, const char *text)
{
	assert_int_equal(secret_size_bytes(s), strlen(text));
	/* Borrowed bytes end with a NUL. */
	assert_memory_equal(secret_borrow(s), text, strlen(text) + 1);
}

static void
starting_twice_is_starting_once(void **state)
{
	bool lockable = secret_system_init();

	(void)state;
	assert_int_equal(secret_system_init(), lockable);
}

static void
it_holds_the_bytes_it_was_given(void **state)
{
	struct secret *s = secret_create("a\0b", 3);

	(void)state;
	assert_int_equal(secret_size_bytes(s), 3);
	assert_memory_equal(secret_borrow(s), "a\0b", 4);
	assert_true(secret_is_set(s));
	secret_destroy(s);
}

static void
an_empty_secret_is_not_set(void **state)
{
	struct secret *s = secret_create(NULL, 0);

	(void)state;
	assert_false(secret_is_set(s));
	assert_holds(s, "");
	assert_false(secret_drop_byte(s));
	assert_false(secret_is_set(NULL));
	assert_int_equal(secret_size_bytes(NULL), 0);
	assert_false(secret_is_locked(NULL));
	secret_destroy(s);
	secret_destroy(NULL);
}

static void
random_secrets_differ(void **state)
{
	struct secret *left = secret_create_random(32);
	struct secret *right = secret_create_random(32);

	(void)state;
	assert_int_equal(secret_size_bytes(left), 32);
	assert_false(secret_equals(left, right));
	secret_destroy(left);
	secret_destroy(right);
}

static void
bytes_can_be_typed_and_taken_back(void **state)
{
	struct secret *s = secret_create(NULL, 0);

	(void)state;
	for (const char *i = "passphrase"; *i != '\0'; i++)
		assert_true(secret_append_byte(s, (unsigned char)*i));
	assert_holds(s, "passphrase");
	assert_true(secret_drop_byte(s));
	assert_true(secret_drop_byte(s));
	assert_holds(s, "passphra");
	secret_destroy(s);
}

static void
it_takes_as_much_as_the_limit_and_no_more(void **state)
{
	struct secret *s = secret_of("x");

	(void)state;
	for (size_t i = 1; i < SECRET_BYTES_MAX; i++)
		assert_true(secret_append_byte(s, (unsigned char)(i % 251)));
	assert_false(secret_append_byte(s, 'y'));
	assert_int_equal(secret_size_bytes(s), SECRET_BYTES_MAX);
	assert_int_equal(secret_borrow(s)[0], 'x');
	for (size_t i = 1; i < SECRET_BYTES_MAX; i++)
		assert_int_equal(secret_borrow(s)[i], i % 251);
	assert_int_equal(secret_borrow(s)[SECRET_BYTES_MAX], 0);
	secret_destroy(s);
}

static void
equality_is_about_all_bytes(void **state)
{
	struct secret *s = secret_of("5b1d");
	struct secret *same = secret_of("5b1d");
	struct secret *other = secret_of("5b1e");
	struct secret *longer = secret_of("5b1d0");

	(void)state;
	assert_true(secret_equals(s, same));
	assert_false(secret_equals(s, other));
	assert_false(secret_equals(s, longer));
	assert_false(secret_equals(s, NULL));
	assert_false(secret_equals(NULL, NULL));
	secret_destroy(s);
	secret_destroy(same);
	secret_destroy(other);
	secret_destroy(longer);
}

static void
a_fingerprint_tells_secrets_apart_without_showing_them(void **state)
{
	struct secret *s = secret_of("0123456789abcdef-0123456789abcdef");
	struct secret *same = secret_of("0123456789abcdef-0123456789abcdef");
	struct secret *other = secret_of("0123456789abcdef-0123456789abcdeg");
	char left[10];
	char right[10];

	(void)state;
	secret_fingerprint(s, left);
	assert_int_equal(strlen(left), 9);
	assert_int_equal(strspn(left, "0123456789abcdef"), 4);
	assert_int_equal(left[4], '-');
	assert_int_equal(strspn(left + 5, "0123456789abcdef"), 4);
	secret_fingerprint(same, right);
	assert_string_equal(left, right);
	secret_fingerprint(other, right);
	assert_string_not_equal(left, right);
	secret_destroy(s);
	secret_destroy(same);
	secret_destroy(other);
}

/* Computed with another BLAKE2b: keyed, 16 bytes long, of which the first four are shown. */
static void
a_fingerprint_stays_the_same_between_versions(void **state)
{
	struct secret *s = secret_of("otpdeck");
	char out[10];

	(void)state;
	secret_fingerprint(s, out);
	assert_string_equal(out, "e113-87bd");
	secret_destroy(s);
}

static void
check_last_four(const char *value, const char *expected)
{
	struct secret *s = secret_of(value);
	char out[5] = "zzzz";

	secret_last_four(s, out);
	assert_string_equal(out, expected);
	secret_destroy(s);
}

static void
the_last_four_are_shown_of_long_plain_secrets_only(void **state)
{
	char out[5];

	(void)state;
	check_last_four("abcdefghijkl", "ijkl");
	check_last_four("abcdefghijk", "");
	check_last_four("", "");
	check_last_four("abcdefgh\x1bijkl", "");
	check_last_four("abcdefghij\xC3\xA9kl", "");
	secret_last_four(NULL, out);
	assert_string_equal(out, "");
}

/* --- Cleaning ------------------------------------------------------------------------------ */

static void
check_cleaned(const char *pasted, const char *expected, unsigned expected_removed)
{
	struct secret *source = secret_of(pasted);
	struct secret *cleaned = NULL;
	unsigned removed = 0;
	struct fault f;

	assert_int_equal(secret_create_cleaned(source, &cleaned, &removed, &f), ST_OK);
	assert_holds(cleaned, expected);
	assert_int_equal(removed, expected_removed);
	assert_holds(source, pasted);
	secret_destroy(cleaned);
	secret_destroy(source);
}

static void
check_refused(const char *bytes, size_t size_bytes)
{
	struct secret *source = secret_create(bytes, size_bytes);
	struct secret *cleaned = source;
	unsigned removed = 0;
	struct fault f;

	assert_int_equal(secret_create_cleaned(source, &cleaned, &removed, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_SECRET_INVALID);
	assert_null(cleaned);
	secret_destroy(source);
}

static void
a_clean_key_stays_as_it_is(void **state)
{
	(void)state;
	check_cleaned("5b1d-77c0", "5b1d-77c0", 0);
	check_cleaned("it's\"quoted\"", "it's\"quoted\"", 0);
	check_cleaned("Application", "Application", 0);
}

static void
what_pasting_adds_is_taken_off(void **state)
{
	(void)state;
	check_cleaned("App 5b1d77c0", "5b1d77c0", SECRET_CLEAN_PREFIX);
	check_cleaned("app 5b1d77c0", "5b1d77c0", SECRET_CLEAN_PREFIX);
	check_cleaned("\"5b1d77c0\"", "5b1d77c0", SECRET_CLEAN_QUOTES);
	check_cleaned("'5b1d77c0'", "5b1d77c0", SECRET_CLEAN_QUOTES);
	check_cleaned("\xE2\x80\x9C"
	              "5b1d77c0\xE2\x80\x9D",
	              "5b1d77c0", SECRET_CLEAN_QUOTES);
	check_cleaned(" \t5b1d77c0", "5b1d77c0", SECRET_CLEAN_SPACE);
	check_cleaned("5b1d77c0\r\n", "5b1d77c0", SECRET_CLEAN_LINE_END);
	check_cleaned("\n5b1d77c0 ", "5b1d77c0", SECRET_CLEAN_LINE_END | SECRET_CLEAN_SPACE);
	check_cleaned("\xC2\xA0"
	              "5b1d\xC2\xA0"
	              "77c0\xEF\xBB\xBF",
	              "5b1d77c0", SECRET_CLEAN_NO_BREAK);
}

static void
layers_of_wrapping_come_off_together(void **state)
{
	(void)state;
	check_cleaned(" \"App  '5b1d77c0' \"\n", "5b1d77c0",
	              SECRET_CLEAN_SPACE | SECRET_CLEAN_QUOTES | SECRET_CLEAN_PREFIX |
	                      SECRET_CLEAN_LINE_END);
	check_cleaned("App\xC2\xA0 5b1d77c0", "5b1d77c0",
	              SECRET_CLEAN_PREFIX | SECRET_CLEAN_NO_BREAK);
}

static void
check_none(const char *pasted, const char *expected_cause)
{
	struct secret *source = secret_of(pasted);
	struct secret *cleaned = NULL;
	unsigned removed = 0;
	struct fault f;

	assert_int_equal(secret_create_cleaned(source, &cleaned, &removed, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_SECRET_INVALID);
	assert_non_null(strstr(f.cause, expected_cause));
	assert_true(f.hint[0] != '\0');
	secret_destroy(source);
}

static void
a_placeholder_is_no_secret_and_named(void **state)
{
	(void)state;
	check_none("YOUR_API_KEY", "YOUR_API_KEY");
	check_none("your-api-key", "your-api-key");
	check_none("_VALUE_NOT_SHOWN_", "Auth0's placeholder _VALUE_NOT_SHOWN_");
	check_none("_VALUE_NOT_SHOWN", "Auth0's placeholder");
	check_none("undefined", "\"undefined\"");
	check_none("App null\n", "\"null\"");
	check_none("API_KEY", "a secret's name");
	check_none("\"App\"", "the word App");
	check_none("<api key>", "in < and >");
	check_none("{key}", "in { and }");
	check_none("{{ API_KEY }}", "in { and }");
	check_none("${INFOBIP_API_KEY}", "in { and }");
	/* What only holds such a word may be a key. */
	check_cleaned("a<b>c{d}e", "a<b>c{d}e", 0);
	check_cleaned("undefined-0f3b9c1d", "undefined-0f3b9c1d", 0);
	check_cleaned("API_KEY_0f3b9c1d", "API_KEY_0f3b9c1d", 0);
}

static void
a_masked_value_is_no_secret(void **state)
{
	static const char *const cases[] = {
		"****a91c",         "5b1d77c0********",
		"xxxxxxxxxxxxa91c", "\"xxxx\"\n",
		"5b1d77c0XXXX",     "5b1d77c0...a91c",
		"00000000000",      "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2",
		"5b1d\xE2\x80\xA6",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_none(cases[i], "masked");
	check_cleaned("xxx5b1d77c0xxx", "xxx5b1d77c0xxx", 0);
}

static void
another_authorization_is_no_key(void **state)
{
	(void)state;
	check_none("Bearer 5b1d77c05b1d77c0", "begins with Bearer");
	check_none("basic dXNlcjpwYXNz", "begins with Basic");
	check_none("Authorization: App 5b1d77c0", "a whole header line");
	check_cleaned("Bearer5b1d77c0", "Bearer5b1d77c0", 0);
}

static void
a_piece_or_more_than_a_key_is_no_key(void **state)
{
	(void)state;
	check_none("5b1", "too short");
	check_none("5b1d77c0 5b1d77c0", "a blank inside");
	check_cleaned("5b1d", "5b1d", 0);
}

static void
each_kind_of_cleaning_has_words(void **state)
{
	(void)state;
	assert_string_equal(secret_cleaning_words(SECRET_CLEAN_PREFIX),
	                    "the word \"App \" in front");
	assert_string_equal(secret_cleaning_words(SECRET_CLEAN_LINE_END), "line ends around it");
	assert_non_null(secret_cleaning_words(SECRET_CLEAN_NO_BREAK));
	assert_null(secret_cleaning_words(SECRET_CLEAN_LINE_END << 1));
}

static void
nothing_is_no_secret(void **state)
{
	(void)state;
	check_refused("", 0);
	check_refused(" \n", 2);
	check_refused("\"\"", 2);
	check_refused("App ", 4);
	check_refused(" App \n", 6);
	check_refused("\xC2\xA0", 2);
}

static void
what_cannot_stand_in_a_header_is_refused(void **state)
{
	(void)state;
	check_refused("5b\r\n1d", 6);
	check_refused("5b\0001d", 5);
	check_refused("5b\t1d", 5);
	check_refused("5b\x7F", 3);
	check_refused("5b\xC3\xA9", 4);
	check_refused("\xE2\x80\x9C"
	              "5b1d",
	              7);
}

static void
a_refusal_does_not_repeat_the_value(void **state)
{
	struct secret *source = secret_of("topsecret\x01value");
	struct secret *cleaned;
	unsigned removed = 0;
	struct fault f;

	(void)state;
	assert_int_equal(secret_create_cleaned(source, &cleaned, &removed, &f), ST_INVALID);
	assert_null(strstr(f.cause, "topsecret"));
	assert_null(strstr(f.hint, "topsecret"));
	secret_destroy(source);
}

/* --- Where the bytes are ------------------------------------------------------------------- */

/* The marker stands nowhere in the program: it is made of its complement. */
#define MARKER_BYTES 24

static void
make_marker(unsigned char *out)
{
	static const unsigned char complement[MARKER_BYTES] = {
		0x8c, 0x9e, 0x8d, 0x94, 0x9a, 0x8d, 0xd2, 0xce, 0xcd, 0xcc, 0xcb, 0xca,
		0xd2, 0xc9, 0xc8, 0xc7, 0xc6, 0xcf, 0xd2, 0x9e, 0x9d, 0x9c, 0x9b, 0x9a,
	};

	for (size_t i = 0; i < MARKER_BYTES; i++)
		out[i] = complement[i] ^ 0xFF;
}

/* Compares byte by byte with the complement, so that looking leaves no copy either. */
static size_t
count_in(const unsigned char *bytes, size_t size_bytes)
{
	size_t count = 0;

	for (size_t i = 0; i + MARKER_BYTES <= size_bytes; i++) {
		unsigned char marker[MARKER_BYTES];
		size_t same = 0;

		if (bytes[i] != (0x8c ^ 0xFF) || bytes[i + 1] != (0x9e ^ 0xFF))
			continue;
		make_marker(marker);
		while (same < MARKER_BYTES && bytes[i + same] == marker[same])
			same++;
		mem_wipe(marker, sizeof(marker));
		count += same == MARKER_BYTES;
	}
	return count;
}

static size_t
count_in_range(int memory, unsigned long from, unsigned long to)
{
	static unsigned char window[64 * 1024];
	size_t count = 0;

	while (from + MARKER_BYTES <= to) {
		size_t wanted = to - from < sizeof(window) ? to - from : sizeof(window);
		ssize_t got = pread(memory, window, wanted, (off_t)from);

		if (got < MARKER_BYTES)
			break;
		count += count_in(window, (size_t)got);
		mem_wipe(window, sizeof(window));
		from += (unsigned long)got - MARKER_BYTES + 1;
	}
	return count;
}

/* How often the marker stands in the memory of this process. Shadow memory of a sanitizer is
 * terabytes of address space and is left out by its size. */
static size_t
count_marker(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char line[512];
	size_t count = 0;
	unsigned long from;
	unsigned long to;

	assert_non_null(maps);
	assert_true(memory >= 0);
	while (fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx", &from, &to) == 2 && to - from < 0x20000000UL &&
		    strstr(line, "[vsyscall]") == NULL && strstr(line, "[vvar]") == NULL)
			count += count_in_range(memory, from, to);
	close(memory);
	fclose(maps);
	return count;
}

static struct secret *
secret_of_marker(void)
{
	unsigned char marker[MARKER_BYTES];
	struct secret *s;

	make_marker(marker);
	s = secret_create(marker, sizeof(marker));
	mem_wipe(marker, sizeof(marker));
	return s;
}

/* Everything that the module can do with a secret, so that any copy it makes is made. */
static void
use(struct secret *s)
{
	struct secret *cleaned = NULL;
	struct secret *wrapped = secret_create(" \"App ", 6);
	unsigned removed = 0;
	char out[10];
	struct fault f;

	for (size_t i = 0; i < secret_size_bytes(s); i++)
		secret_append_byte(wrapped, secret_borrow(s)[i]);
	secret_append_byte(wrapped, '"');
	assert_int_equal(secret_create_cleaned(wrapped, &cleaned, &removed, &f), ST_OK);
	assert_true(secret_equals(s, cleaned));
	secret_fingerprint(cleaned, out);
	secret_last_four(cleaned, out);
	secret_destroy(wrapped);
	secret_destroy(cleaned);
	for (int i = 0; i < 100; i++)
		secret_append_byte(s, 'x');
	for (int i = 0; i < 100; i++)
		secret_drop_byte(s);
}

static void
no_copy_stands_outside_the_guarded_pages(void **state)
{
	struct secret *s;

	(void)state;
	assert_int_equal(count_marker(), 0);
	s = secret_of_marker();
	assert_int_equal(count_marker(), 1);
	use(s);
	assert_int_equal(count_marker(), 1);
	secret_destroy(s);
	assert_int_equal(count_marker(), 0);
}

static int
signal_of_child(void (*crime)(const struct secret *s))
{
	struct secret *s = secret_of("0123456789");
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_CORE, &none);
		signal(SIGSEGV, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		crime(s);
		_exit(0);
	}
	secret_destroy(s);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
write_into(const struct secret *s)
{
	*(volatile unsigned char *)(uintptr_t)secret_borrow(s) = 'x';
}

static void
read_beyond(const struct secret *s)
{
	const volatile unsigned char *bytes = secret_borrow(s);
	unsigned char seen = 0;

	/* The bytes end where their page does. */
	for (size_t i = 0; i <= 4096; i++)
		seen = (unsigned char)(seen ^ bytes[i]);
	(void)seen;
}

static void
borrow_only(const struct secret *s)
{
	assert_int_equal(secret_borrow(s)[0], '0');
}

static void
strangers_cannot_write_or_read_beyond(void **state)
{
	(void)state;
	assert_int_equal(signal_of_child(borrow_only), 0);
	assert_int_equal(signal_of_child(write_into), SIGSEGV);
	assert_int_equal(signal_of_child(read_beyond), SIGSEGV);
}

/* 0: nothing can be locked and the module says so; 1: it hides that; 2: this process can lock
 * after all, as with privileges or in a sanitizer, whose mlock does nothing and succeeds. */
static int
answer_without_a_right_to_lock(void)
{
	struct rlimit none = { 0, 0 };
	struct secret *s;
	bool hidden;

	if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
		return 2;
	setrlimit(RLIMIT_MEMLOCK, &none);
	if (mlock(&none, sizeof(none)) == 0)
		return 2;
	s = secret_create("x", 1);
	hidden = secret_is_locked(s) || secret_system_init();
	secret_destroy(s);
	return hidden ? 1 : 0;
}

static void
a_failed_lock_is_not_hidden(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(answer_without_a_right_to_lock());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 2)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starting_twice_is_starting_once),
		cmocka_unit_test(it_holds_the_bytes_it_was_given),
		cmocka_unit_test(an_empty_secret_is_not_set),
		cmocka_unit_test(random_secrets_differ),
		cmocka_unit_test(bytes_can_be_typed_and_taken_back),
		cmocka_unit_test(it_takes_as_much_as_the_limit_and_no_more),
		cmocka_unit_test(equality_is_about_all_bytes),
		cmocka_unit_test(a_fingerprint_tells_secrets_apart_without_showing_them),
		cmocka_unit_test(a_fingerprint_stays_the_same_between_versions),
		cmocka_unit_test(the_last_four_are_shown_of_long_plain_secrets_only),
		cmocka_unit_test(a_clean_key_stays_as_it_is),
		cmocka_unit_test(what_pasting_adds_is_taken_off),
		cmocka_unit_test(layers_of_wrapping_come_off_together),
		cmocka_unit_test(a_placeholder_is_no_secret_and_named),
		cmocka_unit_test(a_masked_value_is_no_secret),
		cmocka_unit_test(another_authorization_is_no_key),
		cmocka_unit_test(a_piece_or_more_than_a_key_is_no_key),
		cmocka_unit_test(each_kind_of_cleaning_has_words),
		cmocka_unit_test(nothing_is_no_secret),
		cmocka_unit_test(what_cannot_stand_in_a_header_is_refused),
		cmocka_unit_test(a_refusal_does_not_repeat_the_value),
		cmocka_unit_test(no_copy_stands_outside_the_guarded_pages),
		cmocka_unit_test(strangers_cannot_write_or_read_beyond),
		cmocka_unit_test(a_failed_lock_is_not_hidden),
	};

	secret_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
