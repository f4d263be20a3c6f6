/* SPDX-License-Identifier: MIT */
/* files where the program itself looks for them, numbers and keys as the sandbox reads them */
#include <stdlib.h>

#include "base/paths.h"
#include "domain/outcome.h"
#include "domain/sandbox_key.h"
#include "manual/manual.h"

/* A home of this name makes the paths that a reader would write. */
#define HOME "/~"

static void
write_file(struct text *out, const char *path, const char *behind, const char *what)
{
	text_append_format(out, ".It Pa %s%s\n", path + 1, behind);
	mdoc_sentence(out, what);
}

/* Changes the environment of the process: a tool that ends soon, or a test. */
void
manual_write_files(struct text *out)
{
	static const char *const variables[] = { "OTPDECK_STORE", "XDG_DATA_HOME",
		                                 "XDG_CONFIG_HOME", "XDG_STATE_HOME" };
	struct paths paths;
	struct fault f;

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		(void)unsetenv(variables[i]);
	(void)setenv("HOME", HOME, 1);
	if (paths_resolve(NULL, &paths, &f) != ST_OK)
		return;
	text_append(out, ".Bl -tag -width Ds\n");
	write_file(out, paths.store, "",
	           "The store: profiles, templates, messages, sealed secrets and numbers");
	write_file(out, paths.key_dir, "/UUID.key",
	           "The key file of a store; without it nothing sealed can be opened");
	write_file(out, paths.diary, "", "The program's own log, without secrets or numbers");
	write_file(out, paths.store, ".before-restore-TIME",
	           "The store that a restored copy took the place of");
	write_file(out, paths.state_dir, "/copies/",
	           "What the console was asked to write to a file in place of the clipboard");
	write_file(out, paths.sandbox_state, "",
	           "What the sandbox remembers from one run to the next");
	text_append(out, ".El\n");
}

void
manual_write_numbers(struct text *out)
{
	const struct outcome_example *example;

	text_append(out, ".Bl -tag -width +99930005 -compact\n");
	for (size_t i = 0; (example = outcome_example_at(i)) != NULL; i++) {
		text_append_format(out, ".It %s\n", example->number);
		mdoc_sentence(out, example->does);
	}
	text_append(out, ".El\n");
}

void
manual_write_sandbox_keys(struct text *out)
{
	const struct sandbox_key *key;

	text_append(out, ".Bl -tag -width elsewhere- -compact\n");
	for (size_t i = 0; (key = sandbox_key_at(i)) != NULL; i++) {
		text_append(out, ".It ");
		mdoc_literal(out, key->prefix);
		text_append(out, "\n");
		mdoc_sentence(out, key->does);
	}
	text_append(out, ".El\n");
}
