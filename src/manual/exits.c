/* SPDX-License-Identifier: MIT */
/* exit statuses: what each means, and the words that end with it */
#include <stddef.h>

#include "manual/manual.h"

#define SIGNALLED 128

static const struct {
	int exit_status;
	const char *meaning;
} meanings[] = {
	{ 0, "Done" },
	{ 1, "The answer is no: a check or the message failed, or the wait ran out" },
	{ 2, "Wrong use, or a terminal that cannot show the console" },
	{ 3, "Store or configuration: missing, damaged, newer than the program" },
	{ 4, "Locked: no key file or passphrase that opens the vault" },
	{ 5, "Network or TLS: certainly nothing was sent" },
	{ 6, "The provider refused the credentials (401, 403)" },
	{ 7, "The provider refused the message or the request" },
	{ 8, "Uncertain: it may have been sent, and no answer was read" },
	{ 9, "Refused by a guard: not confirmed, over a budget, not this number" },
	{ SIGNALLED, "Ended by signal n" },
};

enum { MEANINGS = sizeof(meanings) / sizeof(meanings[0]) };

const char *
manual_exit_meaning(int exit_status)
{
	int wanted = exit_status > SIGNALLED ? SIGNALLED : exit_status;

	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].exit_status == wanted)
			return meanings[i].meaning;
	return NULL;
}

static bool
belongs(enum fault_word word, int exit_status)
{
	int own = fault_word_exit(word);

	return word != WORD_NONE && (own > SIGNALLED ? SIGNALLED : own) == exit_status;
}

static void
write_words(struct text *out, int exit_status)
{
	const char *before = "Words:\n.Sy ";
	bool any = false;

	for (int i = 0; i < WORD_COUNT; i++) {
		if (!belongs((enum fault_word)i, exit_status))
			continue;
		text_append(out, before);
		mdoc_literal(out, fault_word_text((enum fault_word)i));
		before = " ,\n.Sy ";
		any = true;
	}
	text_append(out, any ? " .\n" : "");
}

void
manual_write_exits(struct text *out)
{
	text_append(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < MEANINGS; i++) {
		int exit_status = meanings[i].exit_status;

		text_append_format(out, ".It %d%s\n", exit_status,
		                   exit_status == SIGNALLED ? "+n" : "");
		mdoc_sentence(out, meanings[i].meaning);
		write_words(out, exit_status);
	}
	text_append(out, ".El\n");
}

void
manual_write_exits_readme(struct text *out)
{
	text_append(out, "\n| exit status | meaning |\n|---|---|\n");
	for (size_t i = 0; i < MEANINGS; i++)
		text_append_format(out, "| %d%s | %s |\n", meanings[i].exit_status,
		                   meanings[i].exit_status == SIGNALLED ? "+n" : "",
		                   meanings[i].meaning);
	text_append(out, "\n");
}
