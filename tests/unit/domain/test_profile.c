/* SPDX-License-Identifier: MIT */
/* what each setting takes and refuses, and where a base URL may point */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "domain/profile.h"

static struct profile
make(enum profile_environment environment)
{
	struct fault f = { 0 };
	struct profile p;

	assert_int_equal(profile_make("demo", environment, &p, &f), ST_OK);
	return p;
}

/* A fault as house and operator want it: a word, one line without a full stop, something to do. */
static void
assert_fault(const struct fault *f, enum fault_word word)
{
	assert_int_equal(f->word, word);
	assert_int_equal(f->code, ST_INVALID);
	assert_true(f->cause[0] != '\0');
	assert_true(f->hint[0] != '\0');
	assert_null(strchr(f->cause, '\n'));
	assert_int_not_equal(f->cause[strlen(f->cause) - 1], '.');
	assert_int_not_equal(f->hint[strlen(f->hint) - 1], '.');
}

static void
assert_takes(enum profile_setting setting, const char *const *values)
{
	struct profile p = make(PROFILE_STAGING);

	for (; *values; values++) {
		struct fault f = { 0 };

		if (profile_set(&p, setting, *values, &f) != ST_OK)
			fail_msg("%s \"%s\": %s", profile_setting_key(setting), *values, f.cause);
		assert_string_equal(profile_get(&p, setting), *values);
	}
}

static void
assert_refuses(enum profile_setting setting, const char *const *values)
{
	struct profile p = make(PROFILE_STAGING);
	char before[PROFILE_VALUE_BYTES];

	strcpy(before, profile_get(&p, setting));
	for (; *values; values++) {
		struct fault f = { 0 };

		if (profile_set(&p, setting, *values, &f) == ST_OK)
			fail_msg("%s takes \"%s\"", profile_setting_key(setting), *values);
		assert_fault(&f, WORD_VALUE_INVALID);
		assert_non_null(strstr(f.cause, profile_setting_key(setting)));
		assert_string_equal(profile_get(&p, setting), before);
	}
}

#define TAKES(setting, ...) assert_takes(setting, (const char *const[]){ __VA_ARGS__, NULL })
#define REFUSES(setting, ...) assert_refuses(setting, (const char *const[]){ __VA_ARGS__, NULL })

static void
a_new_profile_has_every_default(void **state)
{
	struct profile p = make(PROFILE_PRODUCTION);

	(void)state;
	assert_string_equal(p.name, "demo");
	assert_string_equal(p.uuid, "");
	assert_int_equal(p.id, 0);
	assert_int_equal(p.environment, PROFILE_PRODUCTION);
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++)
		assert_string_equal(profile_get(&p, (enum profile_setting)i),
		                    profile_setting_default((enum profile_setting)i));
}

static void
every_default_passes_its_own_check(void **state)
{
	(void)state;
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		enum profile_setting setting = (enum profile_setting)i;

		TAKES(setting, profile_setting_default(setting));
		assert_in_range(strlen(profile_setting_help(setting)), 10, 60);
	}
}

static void
a_caller_id_is_kept_without_its_plus(void **state)
{
	struct profile p = make(PROFILE_STAGING);
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(profile_set(&p, PROFILE_VOICE_SENDER, "+12025550100", &f), ST_OK);
	assert_string_equal(profile_get(&p, PROFILE_VOICE_SENDER), "12025550100");
}

static void
settings_are_found_by_their_keys(void **state)
{
	enum profile_setting found = PROFILE_SENDER;

	(void)state;
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		assert_true(profile_setting_by_key(profile_setting_key((enum profile_setting)i),
		                                   &found));
		assert_int_equal(found, i);
	}
	found = PROFILE_SENDER;
	assert_false(profile_setting_by_key("BASE_URL", &found));
	assert_false(profile_setting_by_key("", &found));
	assert_int_equal(found, PROFILE_SENDER);
	assert_string_equal(profile_setting_key(PROFILE_BUDGET_DAY_AMOUNT), "budget_day_amount");
}

static void
a_name_has_letters_digits_and_three_marks(void **state)
{
	static const char *const good[] = { "a", "acme-prod", "EU_2.staging", "0" };
	static const char *const bad[] = {
		"", "a b", "a/b", "caf\xc3\xa9", "a\n", "a\x1b[2J", "a:b"
	};
	struct profile p;
	char name[66];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct fault f = { 0 };

		assert_int_equal(profile_make(good[i], PROFILE_STAGING, &p, &f), ST_OK);
		assert_string_equal(p.name, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct fault f = { 0 };

		assert_int_equal(profile_make(bad[i], PROFILE_STAGING, &p, &f), ST_INVALID);
		assert_fault(&f, WORD_VALUE_INVALID);
	}
	for (size_t size = 63; size <= 64; size++) {
		struct fault f = { 0 };

		memset(name, 'n', size);
		name[size] = '\0';
		assert_int_equal(profile_make(name, PROFILE_STAGING, &p, &f),
		                 size == 63 ? ST_OK : ST_INVALID);
	}
}

static void
environments_have_words_and_marks(void **state)
{
	static const char *const words[] = { "sandbox", "staging", "production" };
	static const char *const marks[] = { "SIM", "STG", "PROD" };
	enum profile_environment found;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(profile_environment_word((enum profile_environment)i),
		                    words[i]);
		assert_string_equal(profile_environment_mark((enum profile_environment)i),
		                    marks[i]);
		assert_true(profile_environment_from_word(words[i], &found));
		assert_int_equal(found, i);
	}
	assert_false(profile_environment_from_word("SANDBOX", &found));
	assert_false(profile_environment_from_word("", &found));
}

static void
only_the_sandbox_is_free(void **state)
{
	struct profile sandbox = make(PROFILE_SANDBOX);
	struct profile staging = make(PROFILE_STAGING);
	struct profile production = make(PROFILE_PRODUCTION);

	(void)state;
	assert_false(profile_is_billed(&sandbox));
	assert_true(profile_is_billed(&staging));
	assert_true(profile_is_billed(&production));
}

static void
a_version_is_two_or_three(void **state)
{
	(void)state;
	TAKES(PROFILE_API_VERSION, "2", "3");
	REFUSES(PROFILE_API_VERSION, "", "1", "4", "v3", "3.0", " 3", "03");
}

static void
a_sender_is_a_number_or_a_short_name(void **state)
{
	(void)state;
	TAKES(PROFILE_SENDER, "1", "447700900123", "123456789012345", "A", "AcmeBank", "Acme Bank",
	      "ABCDEFGHIJK", "4U", "H&M", "Dr. K-2");
	TAKES(PROFILE_VOICE_SENDER, "", "12025550100", "447700900123", "99900000001");
	REFUSES(PROFILE_VOICE_SENDER, "+12", "120255", "AcmeBank", "0151 1234567", "1", "+",
	        "++447700900123", "1234567890123456", "44 7700 900123");
	REFUSES(PROFILE_SENDER, "", "1234567890123456", "ABCDEFGHIJKL", "+447700900123", " Acme",
	        "Acme ", "   ", "12 34", "Acm\xc3\xa9", "Acme\n",
	        "\xd0\x90"
	        "cme",
	        "Acme`", "a{b}");
}

static void
minutes_are_within_two_days_or_left_out(void **state)
{
	(void)state;
	TAKES(PROFILE_VALIDITY_MINUTES, "", "1", "10", "2880");
	REFUSES(PROFILE_VALIDITY_MINUTES, "0", "2881", "-5", "1.5", "10m", " 10",
	        "99999999999999999999");
}

static void
a_tenant_name_is_printable(void **state)
{
	char name[202];

	(void)state;
	TAKES(PROFILE_TENANT_NAME, "A", "Acme Bank", "\xd0\x91\xd0\xb0\xd0\xbd\xd0\xba & Co");
	REFUSES(PROFILE_TENANT_NAME, "", "a\nb", "a\tb", "\x1b[31mred", "caf\xe9",
	        "a\xe2\x80\xae"
	        "b",
	        "\x7f",
	        "\xc2\x9b"
	        "2J");
	memset(name, 'n', 201);
	name[201] = '\0';
	REFUSES(PROFILE_TENANT_NAME, name);
	name[200] = '\0';
	TAKES(PROFILE_TENANT_NAME, name);
}

static void
a_locale_is_a_language_with_or_without_a_country(void **state)
{
	(void)state;
	TAKES(PROFILE_LOCALE_DEFAULT, "en", "pt-BR", "es-419", "zh-Hant", "zh-Hant-TW", "fil");
	REFUSES(PROFILE_LOCALE_DEFAULT, "", "e", "EN", "en_US", "en-us", "en-", "en-USA", "en-U",
	        "english", "zh-hant", "zh-Hant-", "en-US-", "en-US-x", "en-41", "en US", "-US");
}

static void
countries_are_codes_that_exist(void **state)
{
	(void)state;
	TAKES(PROFILE_COUNTRY_ALLOW, "", "DE", "DE,FR,GB", "US,CA,PR");
	REFUSES(PROFILE_COUNTRY_ALLOW, "de", "DEU", "XX", "DE,", ",DE", "DE,,FR", "DE, FR", "DE;FR",
	        "DE FR", "EU", "UK", "D", "*");
}

static void
counts_are_whole_and_within_their_range(void **state)
{
	(void)state;
	TAKES(PROFILE_PARTS_MAX, "1", "2", "25");
	REFUSES(PROFILE_PARTS_MAX, "", "0", "26", "2.0", "-1", "two", "1e1", "+2");
	TAKES(PROFILE_BUDGET_HOUR_MESSAGES, "0", "20", "100000");
	REFUSES(PROFILE_BUDGET_HOUR_MESSAGES, "", "100001", "1.5", "-1");
	TAKES(PROFILE_BUDGET_DAY_MESSAGES, "0", "50", "100000");
	REFUSES(PROFILE_BUDGET_DAY_MESSAGES, "", "100001", "many", "99999999999999999999");
}

static void
an_amount_is_never_negative(void **state)
{
	(void)state;
	TAKES(PROFILE_BUDGET_DAY_AMOUNT, "0", "5", "0.05", "12.5", "1000000000");
	REFUSES(PROFILE_BUDGET_DAY_AMOUNT, "", "-1", "1,5", ".5", "5.", "1e3", "nan", "inf", "0x5",
	        "5 EUR", "1.2.3", "1000000001", "00000000000000000001");
}

static void
a_path_is_absolute(void **state)
{
	(void)state;
	TAKES(PROFILE_CA_FILE, "", "/etc/ssl/acme.pem", "/a b/\xc3\xa9.pem");
	REFUSES(PROFILE_CA_FILE, "acme.pem", "./acme.pem", "~/acme.pem", "/", "/etc/ssl/", "/a\nb",
	        "/caf\xe9");
}

static void
a_speed_is_within_its_range(void **state)
{
	(void)state;
	TAKES(PROFILE_SANDBOX_SPEED, "0.1", "1", "2.5", "1000");
	REFUSES(PROFILE_SANDBOX_SPEED, "", "0", "0.09", "1000.1", "-1", "fast", "1x");
}

static void
a_proxy_is_a_url_without_credentials(void **state)
{
	(void)state;
	TAKES(PROFILE_USE_PROXY, "", "http://proxy.example:3128", "https://proxy.example",
	      "socks5://127.0.0.1:1080", "socks5://[::1]:1080", "http://proxy.example:3128/");
	REFUSES(PROFILE_USE_PROXY, "proxy.example:3128", "http://", "http://me:pw@proxy.example",
	        "ftp://proxy.example", "socks4://proxy.example", "http://proxy.example/path",
	        "http://proxy.example:0", "http://proxy.example:65536", "http://proxy example",
	        "1");
}

static void
a_value_that_is_too_long_is_told_its_size(void **state)
{
	struct profile p = make(PROFILE_STAGING);
	char value[PROFILE_VALUE_BYTES + 1];
	struct fault f = { 0 };

	(void)state;
	memset(value, 'a', sizeof(value));
	value[0] = '/';
	value[PROFILE_VALUE_BYTES] = '\0';
	assert_int_equal(profile_set(&p, PROFILE_CA_FILE, value, &f), ST_INVALID);
	assert_fault(&f, WORD_VALUE_TOO_LONG);
	assert_non_null(strstr(f.cause, "512"));
	assert_string_equal(profile_get(&p, PROFILE_CA_FILE), "");
	value[PROFILE_VALUE_BYTES - 1] = '\0';
	assert_int_equal(profile_set(&p, PROFILE_CA_FILE, value, &f), ST_OK);
	assert_string_equal(profile_get(&p, PROFILE_CA_FILE), value);
}

static void
numbers_are_read_with_a_point_in_every_locale(void **state)
{
	struct profile p = make(PROFILE_STAGING);
	struct fault f = { 0 };

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8");
	assert_int_equal(profile_set(&p, PROFILE_BUDGET_DAY_AMOUNT, "12.75", &f), ST_OK);
	assert_true(profile_get_number(&p, PROFILE_BUDGET_DAY_AMOUNT) == 12.75);
	assert_int_equal(profile_set(&p, PROFILE_SANDBOX_SPEED, "0.1", &f), ST_OK);
	assert_true(profile_get_number(&p, PROFILE_SANDBOX_SPEED) == 0.1);
	setlocale(LC_ALL, "C");
	assert_int_equal(profile_get_integer(&p, PROFILE_PARTS_MAX), 2);
	assert_int_equal(profile_get_integer(&p, PROFILE_BUDGET_DAY_MESSAGES), 50);
	assert_int_equal(profile_get_integer(&p, PROFILE_API_VERSION), 3);
	assert_int_equal(profile_get_integer(&p, PROFILE_VALIDITY_MINUTES), 0);
	assert_int_equal(profile_set(&p, PROFILE_VALIDITY_MINUTES, "2880", &f), ST_OK);
	assert_int_equal(profile_get_integer(&p, PROFILE_VALIDITY_MINUTES), 2880);
}

static void
a_base_url_is_taken_apart(void **state)
{
	static const struct {
		const char *url;
		const char *host;
		int port;
		bool https;
		bool loopback;
	} cases[] = {
		{ "https://xyz.api.infobip.com", "xyz.api.infobip.com", 443, true, false },
		{ "HTTPS://XYZ.Api.Infobip.com/", "xyz.api.infobip.com", 443, true, false },
		{ "https://gateway.example:8443/infobip/eu", "gateway.example", 8443, true, false },
		{ "http://localhost", "localhost", 80, false, true },
		{ "http://LOCALHOST:8080", "localhost", 8080, false, true },
		{ "http://127.0.0.1:65535", "127.0.0.1", 65535, false, true },
		{ "https://127.255.0.254:1", "127.255.0.254", 1, true, true },
		{ "http://[::1]:8080", "::1", 8080, false, true },
		{ "https://[::1]", "::1", 443, true, true },
		{ "https://[2001:DB8::7]", "2001:db8::7", 443, true, false },
		{ "https://[2001:db8:0:1:2:3:4:5]", "2001:db8:0:1:2:3:4:5", 443, true, false },
		{ "https://[::]", "::", 443, true, false },
		{ "https://[::1:1]", "::1:1", 443, true, false },
		{ "https://192.0.2.7", "192.0.2.7", 443, true, false },
		{ "https://128.0.0.1", "128.0.0.1", 443, true, false },
		{ "https://localhost.evil.example", "localhost.evil.example", 443, true, false },
		{ "https://127.0.0.1.evil.example", "127.0.0.1.evil.example", 443, true, false },
		{ "https://evil-localhost", "evil-localhost", 443, true, false },
		{ "https://xn--bcher-kva.example", "xn--bcher-kva.example", 443, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile_url found;
		struct fault f = { 0 };

		if (profile_url_parse(cases[i].url, &found, &f) != ST_OK)
			fail_msg("%s: %s", cases[i].url, f.cause);
		assert_string_equal(found.host, cases[i].host);
		assert_int_equal(found.port, cases[i].port);
		assert_int_equal(found.https, cases[i].https);
		assert_int_equal(found.loopback, cases[i].loopback);
	}
}

static void
a_base_url_with_anything_odd_is_refused_with_its_reason(void **state)
{
	static const char *const cases[][2] = {
		{ "", "no scheme" },
		{ "xyz.api.infobip.com", "no scheme" },
		{ "//xyz.api.infobip.com", "no scheme" },
		{ "https:/xyz.api.infobip.com", "no scheme" },
		{ "ftp://xyz.api.infobip.com", "another scheme" },
		{ "file:///etc/passwd", "another scheme" },
		{ "httpss://xyz.example", "another scheme" },
		{ "https://", "no host" },
		{ "https:///path", "no host" },
		{ "https://:443", "no host" },
		{ "https://[]", "no host" },
		{ "https://me@xyz.example", "user part" },
		{ "https://me:secret@xyz.example", "user part" },
		{ "http://localhost@evil.example", "user part" },
		{ "http://127.0.0.1:80@evil.example", "user part" },
		{ "https://xyz.example?key=1", "query" },
		{ "https://xyz.example/#top", "fragment" },
		{ "http://localhost#.evil.example", "fragment" },
		{ "http://localhost\\.evil.example", "URLs do not take" },
		{ "https://xyz .example", "blank" },
		{ " https://xyz.example", "blank" },
		{ "https://xyz.example ", "blank" },
		{ "https://xyz.example\n", "control" },
		{ "https://xyz.example\r\nHost: evil", "control" },
		{ "https://xyz.example\t", "control" },
		{ "https://xyz\x7f.example", "ASCII" },
		{ "https://b\xc3\xbc"
		  "cher.example",
		  "ASCII" },
		{ "https://127.0.0.1\xe3\x80\x82"
		  "evil.example",
		  "ASCII" },
		{ "https://xyz.example:", "port" },
		{ "https://xyz.example:0", "port" },
		{ "https://xyz.example:65536", "port" },
		{ "https://xyz.example:123456", "port" },
		{ "https://xyz.example:-1", "port" },
		{ "https://xyz.example:80a", "port" },
		{ "https://xyz.example:80:80", "port" },
		{ "https://xyz..example", "no name" },
		{ "https://.example", "no name" },
		{ "https://xyz.example.", "no name" },
		{ "https://-xyz.example", "no name" },
		{ "https://xyz-.example", "no name" },
		{ "https://xyz_1.example", "no name" },
		{ "https://%31%32%37.0.0.1", "no name" },
		{ "http://localhost;.evil.example", "no name" },
		{ "http://127.1", "dotted quad" },
		{ "http://2130706433", "dotted quad" },
		{ "http://0177.0.0.1", "dotted quad" },
		{ "http://0x7f.0.0.1", "dotted quad" },
		{ "http://0x7f000001", "dotted quad" },
		{ "http://127.0.0.256", "dotted quad" },
		{ "http://127.0.0.0.1", "dotted quad" },
		{ "http://127.0.0.01", "dotted quad" },
		{ "http://[::1", "bracket" },
		{ "http://[::1/]", "bracket" },
		{ "http://[::1]evil.example", "behind its host" },
		{ "http://[::1%25lo]", "IPv6" },
		{ "http://[::ffff:127.0.0.1]", "IPv6" },
		{ "http://[1::2::3]", "IPv6" },
		{ "http://[:1]", "IPv6" },
		{ "http://[1:2:3:4:5:6:7]", "IPv6" },
		{ "http://[1:2:3:4:5:6:7:8:9]", "IPv6" },
		{ "http://[1:2:3:4::5:6:7:8]", "IPv6" },
		{ "http://[12345::]", "IPv6" },
		{ "http://[::1:]", "IPv6" },
		{ "http://[:::1]", "IPv6" },
		{ "http://[localhost]", "IPv6" },
		{ "http://::1", "no host" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile_url found;
		struct fault f = { 0 };

		if (profile_url_parse(cases[i][0], &found, &f) == ST_OK)
			fail_msg("takes \"%s\"", cases[i][0]);
		assert_fault(&f, WORD_BASE_URL_INVALID);
		if (!strstr(f.cause, cases[i][1]))
			fail_msg("\"%s\": %s", cases[i][0], f.cause);
	}
}

static void
a_refused_url_is_not_repeated(void **state)
{
	struct profile_url found;
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(profile_url_parse("https://me:hunter2@x.example", &found, &f), ST_INVALID);
	assert_null(strstr(f.cause, "hunter2"));
	assert_null(strstr(f.hint, "hunter2"));
}

static void
a_host_has_253_bytes_and_its_labels_63(void **state)
{
	struct profile_url found;
	struct fault f = { 0 };
	char url[400] = "https://";

	(void)state;
	for (int i = 0; i < 126; i++)
		strcat(url, "a.");
	strcat(url, "a");
	assert_int_equal(profile_url_parse(url, &found, &f), ST_OK);
	assert_int_equal(strlen(found.host), 253);
	strcat(url, "a");
	assert_int_equal(profile_url_parse(url, &found, &f), ST_INVALID);
	strcpy(url, "https://");
	memset(url + 8, 'a', 63);
	url[71] = '\0';
	assert_int_equal(profile_url_parse(url, &found, &f), ST_OK);
	strcat(url, "a");
	assert_int_equal(profile_url_parse(url, &found, &f), ST_INVALID);
}

static enum status
set_base_url(enum profile_environment environment, const char *url, struct fault *f)
{
	struct profile p = make(environment);

	return profile_set(&p, PROFILE_BASE_URL, url, f);
}

static void
http_goes_to_loopback_hosts_only(void **state)
{
	static const char *const refused[] = {
		"http://xyz.api.infobip.com",
		"http://localhost.evil.example",
		"http://127.0.0.1.evil.example",
		"http://0.0.0.0",
		"http://[::2]",
		"http://126.0.0.1",
		"https://YOURS.api.infobip.com",
	};
	struct fault f = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(set_base_url(PROFILE_STAGING, refused[i], &f), ST_INVALID);
		assert_fault(&f, WORD_BASE_URL_INVALID);
		assert_int_equal(set_base_url(PROFILE_PRODUCTION, refused[i], &f), ST_INVALID);
	}
	assert_int_equal(set_base_url(PROFILE_STAGING, "http://127.0.0.1:9", &f), ST_OK);
	assert_int_equal(set_base_url(PROFILE_STAGING, "https://xyz.api.infobip.com", &f), ST_OK);
	assert_int_equal(set_base_url(PROFILE_STAGING, "", &f), ST_OK);
}

static void
a_sandbox_never_leaves_the_machine(void **state)
{
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(set_base_url(PROFILE_SANDBOX, "https://xyz.api.infobip.com", &f),
	                 ST_INVALID);
	assert_fault(&f, WORD_BASE_URL_INVALID);
	assert_int_equal(set_base_url(PROFILE_SANDBOX, "https://localhost.evil.example", &f),
	                 ST_INVALID);
	assert_int_equal(set_base_url(PROFILE_SANDBOX, "http://127.0.0.1:8080", &f), ST_OK);
	assert_int_equal(set_base_url(PROFILE_SANDBOX, "https://localhost:8443", &f), ST_OK);
	assert_int_equal(set_base_url(PROFILE_SANDBOX, "", &f), ST_OK);
}

static void
a_base_url_is_kept_without_its_trailing_slash(void **state)
{
	struct profile p = make(PROFILE_STAGING);
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(profile_set(&p, PROFILE_BASE_URL, "https://xyz.example/", &f), ST_OK);
	assert_string_equal(profile_get(&p, PROFILE_BASE_URL), "https://xyz.example");
	assert_int_equal(profile_set(&p, PROFILE_BASE_URL, "https://xyz.example:8443//", &f),
	                 ST_OK);
	assert_string_equal(profile_get(&p, PROFILE_BASE_URL), "https://xyz.example:8443");
	assert_int_equal(profile_set(&p, PROFILE_BASE_URL, profile_get(&p, PROFILE_BASE_URL), &f),
	                 ST_OK);
	assert_string_equal(profile_get(&p, PROFILE_BASE_URL), "https://xyz.example:8443");
	assert_int_equal(profile_set(&p, PROFILE_BASE_URL, "https://xyz.example/sms/3", &f),
	                 ST_INVALID);
	assert_fault(&f, WORD_BASE_URL_INVALID);
	assert_string_equal(f.cause, "the URL has a path");
	assert_string_equal(f.hint, "a base URL ends with its host: https://xyz.example");
	assert_string_equal(profile_get(&p, PROFILE_BASE_URL), "https://xyz.example:8443");
}

/* --- Repairing a pasted address ------------------------------------------------------------- */

static void
a_pasted_address_is_repaired_to_what_was_meant(void **state)
{
	static const char *const cases[][2] = {
		{ " https://xyz.api.infobip.com\n", "https://xyz.api.infobip.com" },
		{ "https://xyz.api.infobip.com/", "https://xyz.api.infobip.com" },
		{ "xyz.api.infobip.com", "https://xyz.api.infobip.com" },
		{ "\"xyz.api.infobip.com/\",", "https://xyz.api.infobip.com" },
		{ "<https://xyz.api.infobip.com>", "https://xyz.api.infobip.com" },
		{ "\xC2\xA0xyz.api.infobip.com\xC2\xA0", "https://xyz.api.infobip.com" },
		{ "\xE2\x80\x9Cxyz.api.infobip.com\xE2\x80\x9D", "https://xyz.api.infobip.com" },
		{ "\xE2\x80\xAFhttps://xyz.api.infobip.com\r\n", "https://xyz.api.infobip.com" },
		{ "http://xyz.api.infobip.com", "https://xyz.api.infobip.com" },
		{ "https://xyz.api.infobip.com/sms/3/messages", "https://xyz.api.infobip.com" },
		{ "http://localhost.evil.example/", "https://localhost.evil.example" },
		{ "http://127.0.0.1:8080/", "http://127.0.0.1:8080" },
		{ "https://proxy.example/infobip/", "https://proxy.example/infobip" },
	};
	char out[PROFILE_VALUE_BYTES];
	unsigned changed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!profile_url_repair(cases[i][0], out, &changed))
			fail_msg("nothing is suggested for [%s]", cases[i][0]);
		assert_string_equal(out, cases[i][1]);
	}
}

static void
what_is_right_or_beyond_repair_gets_no_suggestion(void **state)
{
	static const char *const cases[] = {
		"https://xyz.api.infobip.com",
		"http://127.0.0.1:8080",
		"",
		" / ",
		"ftp://xyz.api.infobip.com",
		"https://me:pw@xyz.api.infobip.com",
		"https://xyz.api.infobip.com:99999/",
		"https://xyz.api.infobip.com?key=1",
		"two words",
	};
	char out[PROFILE_VALUE_BYTES];
	unsigned changed = 0;
	char endless[PROFILE_VALUE_BYTES + 100];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (profile_url_repair(cases[i], out, &changed))
			fail_msg("[%s] is suggested for [%s]", out, cases[i]);
		assert_string_equal(out, "");
	}
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_false(profile_url_repair(endless, out, &changed));
}

static void
what_was_changed_of_an_address_is_said(void **state)
{
	static const struct {
		const char *typed;
		bool harmless;
		const char *words;
	} cases[] = {
		{ " a.api.infobip.com ", true, "removed blanks around it; https:// put in front" },
		{ "\"https://a.api.infobip.com/\"\n", true,
		  "removed line ends, quotes around it, the slash behind" },
		{ "\xC2\xA0https://a.api.infobip.com", true, "removed no-break spaces" },
		{ "a.api.infobip.com", true, "https:// put in front" },
		{ "http://a.api.infobip.com", false, "http made https" },
		{ "https://a.api.infobip.com/sms/3", false, "removed the path of one call" },
		{ "<https://a.api.infobip.com>", false, "removed marks around it" },
	};
	char out[PROFILE_VALUE_BYTES];
	unsigned changed = 0;
	struct text words;

	(void)state;
	text_init(&words, 256);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(profile_url_repair(cases[i].typed, out, &changed));
		assert_string_equal(out, "https://a.api.infobip.com");
		assert_int_equal((changed & ~(unsigned)PROFILE_URL_HARMLESS) == 0,
		                 cases[i].harmless);
		text_reset(&words);
		profile_url_describe(changed, &words);
		assert_string_equal(text_string(&words), cases[i].words);
	}
	text_finish(&words);
}

static void
a_host_is_infobips_by_its_end(void **state)
{
	static const char *const ours[] = { "api.infobip.com", "xyz.api.infobip.com",
		                            "a.b.api.infobip.com" };
	static const char *const foreign[] = { "localhost.evil.example",
		                               "xyz.api.infobip.com.evil.example",
		                               "xapi.infobip.com",
		                               "infobip.com",
		                               "api.infobip.co",
		                               "api.infobip.com.",
		                               "" };

	(void)state;
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		assert_true(profile_host_is_infobips(ours[i]));
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		assert_false(profile_host_is_infobips(foreign[i]));
}

static void
a_key_may_go_to_infobip_and_this_machine_alone(void **state)
{
	static const struct {
		const char *url;
		bool may;
	} cases[] = {
		{ "https://xyz.api.infobip.com", true },
		{ "https://XYZ.API.INFOBIP.COM:8443", true },
		{ "https://localhost", true },
		{ "http://127.0.0.1:8080", true },
		{ "https://[::1]:9", true },
		{ "", true },
		{ "https://localhost.evil.example", false },
		{ "https://127.0.0.1.evil.example", false },
		{ "https://api.infobip.com.evil.example", false },
		{ "https://xapi.infobip.com", false },
		{ "https://192.0.2.1", false },
	};
	struct profile p;
	struct fault f;

	(void)state;
	assert_int_equal(profile_make("live", PROFILE_PRODUCTION, &p, &f), ST_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(profile_set(&p, PROFILE_BASE_URL, cases[i].url, &f), ST_OK);
		assert_int_equal(profile_check_key_host(&p, &f), cases[i].may ? ST_OK : ST_INVALID);
	}
	assert_int_equal(f.word, WORD_BASE_URL_INVALID);
	assert_non_null(strstr(f.cause, "192.0.2.1"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_profile_has_every_default),
		cmocka_unit_test(every_default_passes_its_own_check),
		cmocka_unit_test(a_caller_id_is_kept_without_its_plus),
		cmocka_unit_test(settings_are_found_by_their_keys),
		cmocka_unit_test(a_name_has_letters_digits_and_three_marks),
		cmocka_unit_test(environments_have_words_and_marks),
		cmocka_unit_test(only_the_sandbox_is_free),
		cmocka_unit_test(a_version_is_two_or_three),
		cmocka_unit_test(a_sender_is_a_number_or_a_short_name),
		cmocka_unit_test(minutes_are_within_two_days_or_left_out),
		cmocka_unit_test(a_tenant_name_is_printable),
		cmocka_unit_test(a_locale_is_a_language_with_or_without_a_country),
		cmocka_unit_test(countries_are_codes_that_exist),
		cmocka_unit_test(counts_are_whole_and_within_their_range),
		cmocka_unit_test(an_amount_is_never_negative),
		cmocka_unit_test(a_path_is_absolute),
		cmocka_unit_test(a_speed_is_within_its_range),
		cmocka_unit_test(a_proxy_is_a_url_without_credentials),
		cmocka_unit_test(a_value_that_is_too_long_is_told_its_size),
		cmocka_unit_test(numbers_are_read_with_a_point_in_every_locale),
		cmocka_unit_test(a_base_url_is_taken_apart),
		cmocka_unit_test(a_base_url_with_anything_odd_is_refused_with_its_reason),
		cmocka_unit_test(a_refused_url_is_not_repeated),
		cmocka_unit_test(a_host_has_253_bytes_and_its_labels_63),
		cmocka_unit_test(http_goes_to_loopback_hosts_only),
		cmocka_unit_test(a_sandbox_never_leaves_the_machine),
		cmocka_unit_test(a_base_url_is_kept_without_its_trailing_slash),
		cmocka_unit_test(a_pasted_address_is_repaired_to_what_was_meant),
		cmocka_unit_test(what_was_changed_of_an_address_is_said),
		cmocka_unit_test(what_is_right_or_beyond_repair_gets_no_suggestion),
		cmocka_unit_test(a_host_is_infobips_by_its_end),
		cmocka_unit_test(a_key_may_go_to_infobip_and_this_machine_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
