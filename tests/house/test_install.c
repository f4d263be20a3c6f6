/* SPDX-License-Identifier: MIT */
/* make install puts programs and manual pages in their places, and uninstall takes them away */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PLACE_BYTES 1024

static const struct {
	const char *path;
	mode_t mode;
} installed[] = {
	{ "/usr/bin/otpdeck", 0755 },
	{ "/usr/bin/otpdeck-sandbox", 0755 },
	{ "/usr/share/man/man1/otpdeck.1", 0644 },
	{ "/usr/share/man/man1/otpdeck-sandbox.1", 0644 },
};

enum { INSTALLED = sizeof(installed) / sizeof(installed[0]) };

/* What was built for these tests is installed as it is: `-o all` builds nothing anew. */
static void
run_make(const char *goal, const char *place)
{
	const char *root = getenv("OTPDECK_ROOT");
	char command[2 * PLACE_BYTES];

	snprintf(command, sizeof(command),
	         "make -s -o all -C '%s' %s DESTDIR='%s' PREFIX=/usr BINDIR=/usr/bin "
	         "MANDIR=/usr/share/man >/dev/null",
	         root ? root : ".", goal, place);
	assert_int_equal(system(command), 0);
}

static size_t
count_files(const char *place)
{
	char command[PLACE_BYTES + 64];
	char line[PLACE_BYTES];
	size_t count = 0;
	FILE *found;

	snprintf(command, sizeof(command), "find '%s' ! -type d", place);
	found = popen(command, "r");
	assert_non_null(found);
	while (fgets(line, sizeof(line), found))
		count++;
	assert_int_equal(pclose(found), 0);
	return count;
}

static void
install_adds_two_programs_and_their_pages_and_uninstall_leaves_nothing(void **state)
{
	const char *shelter = getenv("TMPDIR");
	char place[PLACE_BYTES / 2];

	(void)state;
	snprintf(place, sizeof(place), "%s/install.XXXXXX", shelter ? shelter : "/tmp");
	assert_non_null(mkdtemp(place));
	run_make("install", place);
	for (size_t i = 0; i < INSTALLED; i++) {
		char path[PLACE_BYTES];
		struct stat info;

		snprintf(path, sizeof(path), "%s%s", place, installed[i].path);
		if (stat(path, &info) != 0)
			fail_msg("%s is not installed", installed[i].path);
		assert_int_equal(info.st_mode & 07777, installed[i].mode);
		assert_true(info.st_size > 0);
	}
	assert_int_equal(count_files(place), INSTALLED);
	run_make("uninstall", place);
	assert_int_equal(count_files(place), 0);
	char command[PLACE_BYTES];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	assert_int_equal(system(command), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			install_adds_two_programs_and_their_pages_and_uninstall_leaves_nothing),
	};

	return cmocka_run_group_tests_name("install", tests, NULL, NULL);
}
