/* SPDX-License-Identifier: MIT */
/* blocks of the manual pages and of the README: which there are, and where each one stands */
#include <string.h>

#include "manual/manual.h"

#define OTPDECK "docs/otpdeck.1"
#define SANDBOX "docs/otpdeck-sandbox.1"
#define README "README.md"

static const struct manual_block blocks[] = {
	{ OTPDECK, "commands", manual_write_commands },
	{ OTPDECK, "options", manual_write_options },
	{ OTPDECK, "fields", manual_write_fields },
	{ OTPDECK, "settings", manual_write_settings },
	{ OTPDECK, "keys", manual_write_keys },
	{ OTPDECK, "files", manual_write_files },
	{ OTPDECK, "exits", manual_write_exits },
	{ SANDBOX, "options", manual_write_sandbox_options },
	{ SANDBOX, "numbers", manual_write_numbers },
	{ SANDBOX, "keys", manual_write_sandbox_keys },
	{ README, "exits", manual_write_exits_readme },
	{ README, "checks", manual_write_checks },
	{ README, "keys", manual_write_keys_readme },
};

const struct manual_block *
manual_block_at(size_t index)
{
	return index < sizeof(blocks) / sizeof(blocks[0]) ? &blocks[index] : NULL;
}

/* The line that begins so, at the start of a line from `at` on; NULL when there is none. */
static const char *
find_line(const char *at, const char *begin)
{
	while (*at && strncmp(at, begin, strlen(begin)) != 0) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return *at ? at : NULL;
}

static const char *
line_after(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* Appends from *at to the end of the block, which is written anew, and moves *at behind it. */
static enum status
refresh_block(const struct manual_block *block, const char **at, struct text *out, struct fault *f)
{
	const char *comment = strcmp(block->path, README) == 0 ? "<!-- " : ".\\\" ";
	char begin[64] = "";
	char end[64] = "";
	struct text marker;

	text_init(&marker, sizeof(begin) - 1);
	text_append_format(&marker, "%s%s: ", comment, block->name);
	text_copy(begin, sizeof(begin), text_string(&marker));
	text_reset(&marker);
	text_append_format(&marker, "%send of %s", comment, block->name);
	text_copy(end, sizeof(end), text_string(&marker));
	text_finish(&marker);

	const char *first = find_line(*at, begin);
	const char *last = first ? find_line(first, end) : NULL;
	if (!last)
		return fault_set(f, WORD_NOT_FOUND,
		                 "%s: the block \"%s\" is not between its "
		                 "markers, or not in its order",
		                 block->path, block->name);
	text_append_bytes(out, *at, (size_t)(line_after(first) - *at));
	block->write(out);
	*at = last;
	return ST_OK;
}

enum status
manual_refresh(const char *path, const char *source, struct text *out, struct fault *f)
{
	enum status st = ST_OK;

	for (const struct manual_block *block = blocks;
	     st == ST_OK && block < blocks + sizeof(blocks) / sizeof(blocks[0]); block++)
		if (strcmp(block->path, path) == 0)
			st = refresh_block(block, &source, out, f);
	text_append(out, source);
	if (st == ST_OK && out->overflowed)
		st = fault_set(f, WORD_VALUE_TOO_LONG, "%s is longer than a manual", path);
	return st;
}
