/* SPDX-License-Identifier: MIT */
#ifndef MANUAL_MANUAL_H
#define MANUAL_MANUAL_H
/*
 * The parts of the manual pages and of the README that repeat a table of the program.
 *
 * The sentences of a page are written by hand. Between a pair of marker lines stands a block that
 * `make manual` writes from the table that the program itself reads, so that neither a page nor
 * the README can say anything else than the program does:
 *
 *     .\" keys: written by `make manual`
 *     .\" end of keys
 *
 * and in the README the same as comments of HTML. tests/house/test_manual.c holds every block
 * against its table. This is a tool of the build, no layer; nothing includes it.
 */
#include "base/fault.h"
#include "base/text.h"

#define MANUAL_BYTES_MAX ((size_t)256 * 1024)

struct manual_block {
	const char *path;                /* from the top of the tree */
	const char *name;                /* in its marker lines */
	void (*write)(struct text *out); /* whole lines */
};

/* The blocks of one file stand together; NULL past the end. */
const struct manual_block *manual_block_at(size_t index);
/* Appends `source`, the text of the file at `path`, with every block of that file written anew.
 * WORD_NOT_FOUND for a block whose markers are missing. */
MUST_USE enum status manual_refresh(const char *path, const char *source, struct text *out,
                                    struct fault *f);

/* What an exit status means, in a few words without a full stop; NULL for one without a meaning.
 * 128 stands for all that are 128 and the number of a signal. */
const char *manual_exit_meaning(int exit_status);

void manual_write_commands(struct text *out);
void manual_write_options(struct text *out);
void manual_write_fields(struct text *out);
void manual_write_settings(struct text *out);
void manual_write_checks(struct text *out);
void manual_write_exits(struct text *out);
void manual_write_exits_readme(struct text *out);
void manual_write_keys(struct text *out);
void manual_write_keys_readme(struct text *out);
void manual_write_files(struct text *out);
void manual_write_sandbox_options(struct text *out);
void manual_write_numbers(struct text *out);
void manual_write_sandbox_keys(struct text *out);

/* Appends words as mdoc shows them as they are, also where they begin a line or are the argument
 * of a macro. */
void mdoc_literal(struct text *out, const char *words);
/* Appends one line: the words and a full stop. */
void mdoc_sentence(struct text *out, const char *words);
/* Appends the usage of a command in one line: options bold, what is to be filled in slanted. */
void mdoc_usage(struct text *out, const char *usage);
/* Appends an example in a paragraph of its own. */
void mdoc_example(struct text *out, const char *command);
#endif
