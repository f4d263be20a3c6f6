/* SPDX-License-Identifier: MIT */
/* the shell twin's doors to the template language: template render and batch render */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

#define PEAK_KIB (16 * 1024)
#define SANITIZED_PEAK_KIB (512 * 1024)

static const char *
put(struct program *p, const char *name, const char *words)
{
	const char *path = folder_file(&p->folder, name);

	folder_write(path, words, strlen(words));
	return path;
}

static void
a_text_is_rendered_byte_for_byte_without_a_store(void **state)
{
	struct program *p = *state;
	const char *file = put(p, "t.liquid", "{{ a }}\n\n{% for x in l %}{{ x }} {% endfor %}");
	const char *data = put(p, "d.json", "{\"a\":\"\xc3\xa9<\",\"l\":[1,2.50]}");

	program_expect(p, 0, "template", "render", "--file", file, "--data", data, NULL);
	assert_string_equal(p->out, "\xc3\xa9<\n\n1 2.5 ");
	assert_int_equal(p->err_bytes, 0);
	p->input = "{{ a | default: 'none' }}";
	program_expect(p, 0, "template", "render", "--file", "-", NULL);
	assert_string_equal(p->out, "none");
	assert_int_not_equal(access(p->store, F_OK), 0);
}

static void
a_file_may_be_a_descriptor_that_a_shell_opened(void **state)
{
	struct program *p = *state;
	char path[32];
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], "<{{ a }}>", 9), 9);
	close(ends[1]);
	p->pass_fd = ends[0];
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	program_expect(p, 0, "template", "render", "--file", path, NULL);
	assert_string_equal(p->out, "<>");
	close(ends[0]);
	p->pass_fd = -1;
	program_expect(p, 2, "template", "render", "--file", path, NULL);
}

static void
a_mistake_is_its_place_and_its_words(void **state)
{
	struct program *p = *state;

	p->input = "ok\n {% nope %}";
	program_expect(p, 1, "template", "render", "--file", "-", NULL);
	assert_string_equal(p->err, "2:2: there is no tag \"nope\"\n");
	assert_int_equal(p->out_bytes, 0);
	p->input = "{% for a in (1..1000000000) %}{% endfor %}";
	program_expect(p, 1, "template", "render", "--file", "-", NULL);
	assert_string_equal(p->err, "1:1: more than 100000 turns of loops\n");
	program_expect(p, 2, "template", "render", NULL);
	program_expect(p, 2, "template", "render", "--file", "-", "--data", "-", NULL);
}

static void
data_that_is_no_object_is_refused(void **state)
{
	struct program *p = *state;
	const char *file = put(p, "t.liquid", "x");
	static const char *const refused[] = { "[]", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}",
		                               "nope" };

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		p->input = refused[i];
		program_expect(p, 2, "template", "render", "--file", file, "--data", "-", NULL);
		assert_int_equal(p->out_bytes, 0);
	}
}

static void
partials_come_from_their_folder_and_nowhere_else(void **state)
{
	struct program *p = *state;
	const char *folder = folder_file(&p->folder, "parts");

	assert_int_equal(mkdir(folder, 0700), 0);
	put(p, "parts/foot.liquid", "[{{ a }}]");
	put(p, "secret", "secret");
	p->input = "{% assign a = 1 %}{% include 'foot' %}{% render 'foot.liquid', a: 2 %}";
	program_expect(p, 0, "template", "render", "--file", "-", "--partials", folder, NULL);
	assert_string_equal(p->out, "[1][2]");
	p->input = "{% include '../secret' %}";
	program_expect(p, 1, "template", "render", "--file", "-", "--partials", folder, NULL);
	assert_string_equal(p->err, "1:1: there is no template \"../secret\"\n");
	p->input = "{% include 'foot' %}";
	program_expect(p, 1, "template", "render", "--file", "-", NULL);
}

static void
batch_render_answers_each_line_with_its_place(void **state)
{
	struct program *p = *state;

	p->input = "{\"template\":\"{{ a }}{% include 'q' %}\",\"data\":{\"a\":1},"
		   "\"partials\":{\"q\":\"Q\"}}\n"
		   "{\"template\":\"\\n{% if\"}\nnot json\n"
		   "{\"template\":\"{% include 'q' %}\",\"partials\":{\"q\":5}}\n";
	program_expect(p, 0, "batch", "render", NULL);
	assert_string_equal(
		p->out,
		"{\"ok\":true,\"output\":\"1Q\"}\n"
		"{\"ok\":false,\"line\":2,\"column\":1,\"code\":\"template_invalid\","
		"\"message\":\"{% is opened here, expected its %}\"}\n"
		"{\"ok\":false,\"line\":1,\"column\":1,\"code\":\"json_invalid\",\"message\":"
		"\"the line, line 1, column 1: a value is expected here\"}\n"
		"{\"ok\":false,\"line\":1,\"column\":1,\"code\":\"usage\",\"message\":"
		"\"the partial \\\"q\\\" is no string\"}\n");
}

static void
zones_by_name_are_known_to_both(void **state)
{
	struct program *p = *state;

	p->input = "{{ 0 | date: '%H:%M %z %:z %Z', 'asia/Tokyo' }}";
	program_expect(p, 0, "template", "render", "--file", "-", NULL);
	assert_string_equal(p->out, "09:00 +0900 +09:00 asia/Tokyo");
	p->input = "\n {{ 0 | date: '%H', 'Asia/Nowhere' }}";
	program_expect(p, 1, "template", "render", "--file", "-", NULL);
	assert_non_null(strstr(p->err, "2:2: there is no time zone \"Asia/Nowhere\""));
	p->input = "{\"template\":\"{{ 0 | date: '%H %Z', 'Asia/Tokyo' }}\"}\n"
		   "{\"template\":\"{{ 0 | date: '%H', '../../../etc/passwd' }}\"}\n";
	program_expect(p, 0, "batch", "render", NULL);
	assert_non_null(strstr(p->out, "\"output\":\"09 Asia/Tokyo\""));
	assert_non_null(strstr(p->out, "a time zone is named like Europe/Berlin"));
}

static void
a_hostile_template_stays_small(void **state)
{
	struct program *p = *state;

	p->input = "{\"template\":\"{% assign s = 'xxxxxxxx' %}{% for a in (1..99) %}"
		   "{% assign s = s | append: s %}{% endfor %}\"}\n"
		   "{\"template\":\"{% for a in (1..9999) %}{% for b in (1..9999) %}"
		   "{% capture c %}{{ a }}{{ b }}{% endcapture %}{% endfor %}{% endfor %}\"}\n";
	program_expect(p, 0, "batch", "render", NULL);
	assert_null(strstr(p->out, "\"ok\":true"));
#ifdef __SANITIZE_ADDRESS__
	assert_true(p->peak_kib < SANITIZED_PEAK_KIB);
#else
	assert_true(p->peak_kib < PEAK_KIB);
#endif
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_text_is_rendered_byte_for_byte_without_a_store),
		TEST(a_file_may_be_a_descriptor_that_a_shell_opened),
		TEST(a_mistake_is_its_place_and_its_words),
		TEST(data_that_is_no_object_is_refused),
		TEST(partials_come_from_their_folder_and_nowhere_else),
		TEST(batch_render_answers_each_line_with_its_place),
		TEST(zones_by_name_are_known_to_both),
		TEST(a_hostile_template_stays_small),
	};

	return cmocka_run_group_tests_name("shell render", tests, NULL, NULL);
}
