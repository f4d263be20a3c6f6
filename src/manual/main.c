/* SPDX-License-Identifier: MIT */
/* writes the blocks of docs/ and README.md from the program's tables: make manual */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "manual/manual.h"

/* Beside the file and then in its place, so that a full disk does not cost a page. */
static enum status
write_whole(const char *path, const struct text *page, struct fault *f)
{
	char beside[256];
	FILE *file;

	snprintf(beside, sizeof(beside), "%s.new", path);
	file = fopen(beside, "wb");
	if (file) {
		bool whole = fwrite(page->bytes, 1, page->size_bytes, file) == page->size_bytes;

		if (fclose(file) == 0 && whole && rename(beside, path) == 0)
			return ST_OK;
	}
	return fault_set(f, WORD_SYSTEM, "%s cannot be written: %s", path, strerror(errno));
}

static enum status
refresh_file(const char *path, struct fault *f)
{
	char *source = NULL;
	size_t size_bytes = 0;
	struct text page;
	enum status st = tty_read_file(path, MANUAL_BYTES_MAX, &source, &size_bytes, f);

	text_init(&page, MANUAL_BYTES_MAX);
	if (st == ST_OK)
		st = manual_refresh(path, source, &page, f);
	if (st == ST_OK && strcmp(source, text_string(&page)) != 0) {
		st = write_whole(path, &page, f);
		output_data("%s is written anew\n", path);
	}
	text_finish(&page);
	mem_free(source);
	return st;
}

/* Run from the top of the tree. */
int
main(void)
{
	const struct manual_block *block;
	const char *path = "";
	enum status st = ST_OK;
	struct fault f;

	output_init(OUTPUT_COLOR_NEVER, false);
	for (size_t i = 0; st == ST_OK && (block = manual_block_at(i)) != NULL; i++) {
		if (strcmp(block->path, path) == 0)
			continue;
		path = block->path;
		st = refresh_file(path, &f);
	}
	if (st != ST_OK)
		output_words("manual: %s", f.cause);
	return st == ST_OK && output_finish(&f) == ST_OK ? 0 : 1;
}
