/* SPDX-License-Identifier: MIT */
/* the project keeps the rules of the house, and each rule notices when it is broken */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "examples.h"
#include "rules.h"

/* This project. */

struct law {
	const char *name;
	rule_fn rule;
};

static const struct law laws[] = {
	{ "includes_point_downwards", rule_layers_point_downwards },
	{ "includes_form_no_circle", rule_no_include_circles },
	{ "a_library_is_known_in_its_module_only", rule_libraries_stay_in_their_modules },
	{ "every_module_has_a_header", rule_modules_have_a_header },
	{ "every_module_has_a_test", rule_modules_have_a_test },
	{ "every_module_stands_in_the_tour", rule_modules_stand_in_the_tour },
	{ "every_file_opens_with_its_tour_line", rule_first_comment_is_the_tour_line },
	{ "banned_functions_are_called_in_base_only", rule_banned_functions },
	{ "whoever_borrows_a_secret_has_a_reason", rule_secret_borrow_is_allowed_by_name },
	{ "sql_is_written_in_the_store_only", rule_sql_stays_in_the_store },
	{ "conditional_code_stays_in_base", rule_conditions_stay_in_base },
	{ "lines_end_at_column_100", rule_lines_end_at_column_100 },
	{ "no_reminder_is_left_behind", rule_no_reminders },
	{ "every_source_names_its_licence", rule_licence_in_every_source },
	{ "files_and_functions_are_short", rule_files_and_functions_are_short },
};

enum { LAWS = sizeof(laws) / sizeof(*laws) };

static void
project_obeys(void **state)
{
	const struct law *law = *state;
	const char *root = getenv("OTPDECK_ROOT");
	struct tree t;
	struct findings found;
	size_t count;

	tree_load(&t, root ? root : ".");
	findings_init(&found);
	law->rule(&t, &found);
	count = found.count;
	if (count > 0)
		fputs(found.text, stderr);
	findings_finish(&found);
	tree_finish(&t);
	assert_int_equal(count, 0);
}

/* The examples. */

static void
write_file(const char *root, const struct file *file)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", root, file->path);
	for (char *slash = strchr(path + strlen(root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	out = fopen(path, "wb");
	assert_non_null(out);
	fputs(file->text, out);
	assert_int_equal(fclose(out), 0);
}

static int
remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

static void
rule_notices(void **state)
{
	const struct example *example = *state;
	const char *place = getenv("TMPDIR");
	char root[1024];
	struct tree t;
	struct findings found;

	snprintf(root, sizeof(root), "%s/house.XXXXXX", place ? place : "/tmp");
	assert_non_null(mkdtemp(root));
	for (const struct file *file = example->files; file < example->files + 5 && file->path;
	     file++)
		write_file(root, file);
	tree_load(&t, root);
	findings_init(&found);
	example->rule(&t, &found);
	nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	if (found.count != (example->expected != NULL))
		fputs(found.text, stderr);
	assert_int_equal(found.count, example->expected ? 1 : 0);
	if (example->expected && !strstr(found.text, example->expected))
		fail_msg("\"%s\" is not in: %s", example->expected, found.text);
	findings_finish(&found);
	tree_finish(&t);
}

/* cmocka keeps a test's data as a pointer to what it may change; the tests change nothing. */
static void *
unchanged(const void *data)
{
	union {
		const void *in;
		void *out;
	} pointer = { .in = data };

	return pointer.out;
}

int
main(void)
{
	struct CMUnitTest *tests = calloc(LAWS + example_count, sizeof(*tests));
	int status;

	if (!tests)
		return 1;
	for (size_t i = 0; i < LAWS; i++) {
		tests[i].name = laws[i].name;
		tests[i].test_func = project_obeys;
		tests[i].initial_state = unchanged(&laws[i]);
	}
	for (size_t i = 0; i < example_count; i++) {
		tests[LAWS + i].name = examples[i].name;
		tests[LAWS + i].test_func = rule_notices;
		tests[LAWS + i].initial_state = unchanged(&examples[i]);
	}
	/* The macro around this function counts an array; the list is counted while running. */
	status = _cmocka_run_group_tests("house", tests, LAWS + example_count, NULL, NULL);
	free(tests);
	return status;
}
