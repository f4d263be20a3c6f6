/* SPDX-License-Identifier: MIT */
/* what changed between two texts, line by line */
#include "domain/diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

/* Cells of the table of common lines: 16 MiB, some ten milliseconds. */
#define TABLE_MAX ((size_t)4 * 1024 * 1024)

/* A line, whether a line end follows it being part of what it is. */
struct line {
	const char *bytes;
	size_t size_bytes;
	bool ended;
};

struct side {
	struct line *lines;
	size_t count;
};

static void
split(const char *text, size_t size_bytes, struct side *out)
{
	size_t room = 1;

	for (size_t i = 0; i < size_bytes; i++)
		room += text[i] == '\n';
	out->lines = mem_alloc_array(room, sizeof(*out->lines));
	out->count = 0;
	for (size_t at = 0; at < size_bytes;) {
		const char *end = memchr(text + at, '\n', size_bytes - at);
		size_t size = end ? (size_t)(end - text) - at : size_bytes - at;

		out->lines[out->count++] = (struct line){ text + at, size, end != NULL };
		at += size + (end != NULL);
	}
}

static bool
same(const struct line *a, const struct line *b)
{
	return a->size_bytes == b->size_bytes && a->ended == b->ended &&
	       memcmp(a->bytes, b->bytes, a->size_bytes) == 0;
}

/* The rows between the common beginning and the common end of both sides. */
struct middle {
	const struct line *olds;
	const struct line *news;
	size_t old_count;
	size_t new_count;
	size_t before; /* lines of the common beginning */
};

static void
put(struct diff *d, enum diff_kind kind, const struct line *line, size_t old_line, size_t new_line)
{
	d->lines[d->count++] = (struct diff_line){
		.kind = kind,
		.bytes = line->bytes,
		.size_bytes = line->size_bytes,
		.old_line = kind == DIFF_ADDED ? 0 : old_line,
		.new_line = kind == DIFF_REMOVED ? 0 : new_line,
	};
	d->removed += kind == DIFF_REMOVED;
	d->added += kind == DIFF_ADDED;
}

/* How long a common sequence of lines begins at each pair of lines. */
static uint32_t *
count_common(const struct middle *m)
{
	size_t width = m->new_count + 1;
	uint32_t *table = mem_alloc_array((m->old_count + 1) * width, sizeof(*table));

	for (size_t i = m->old_count; i-- > 0;)
		for (size_t j = m->new_count; j-- > 0;) {
			uint32_t down = table[(i + 1) * width + j];
			uint32_t right = table[i * width + j + 1];

			table[i * width + j] = same(&m->olds[i], &m->news[j])
			                               ? table[(i + 1) * width + j + 1] + 1
			                       : down > right ? down
			                                      : right;
		}
	return table;
}

static void
put_middle(const struct middle *m, struct diff *d)
{
	size_t width = m->new_count + 1;
	uint32_t *table = NULL;
	size_t i = 0;
	size_t j = 0;

	if (m->old_count > 0 && m->new_count > 0 && m->old_count + 1 < TABLE_MAX / width)
		table = count_common(m);
	while (i < m->old_count || j < m->new_count) {
		size_t old_line = m->before + i + 1;
		size_t new_line = m->before + j + 1;

		if (table && i < m->old_count && j < m->new_count && same(&m->olds[i], &m->news[j]))
			put(d, DIFF_SAME, &m->olds[i++], old_line, m->before + ++j);
		else if (i < m->old_count &&
		         (!table || j == m->new_count ||
		          table[(i + 1) * width + j] >= table[i * width + j + 1]))
			put(d, DIFF_REMOVED, &m->olds[i++], old_line, 0);
		else
			put(d, DIFF_ADDED, &m->news[j++], 0, new_line);
	}
	mem_free(table);
}

void
diff_make(const char *old_text, size_t old_bytes, const char *new_text, size_t new_bytes,
          struct diff *out)
{
	struct side olds;
	struct side news;
	size_t before = 0;
	size_t after = 0;

	memset(out, 0, sizeof(*out));
	split(old_text, old_bytes, &olds);
	split(new_text, new_bytes, &news);
	out->lines = mem_alloc_array(olds.count + news.count + 1, sizeof(*out->lines));
	while (before < olds.count && before < news.count &&
	       same(&olds.lines[before], &news.lines[before]))
		before++;
	while (after < olds.count - before && after < news.count - before &&
	       same(&olds.lines[olds.count - 1 - after], &news.lines[news.count - 1 - after]))
		after++;
	for (size_t i = 0; i < before; i++)
		put(out, DIFF_SAME, &olds.lines[i], i + 1, i + 1);
	const struct middle m = { olds.lines + before, news.lines + before,
		                  olds.count - before - after, news.count - before - after,
		                  before };
	put_middle(&m, out);
	for (size_t i = after; i > 0; i--)
		put(out, DIFF_SAME, &olds.lines[olds.count - i], olds.count - i + 1,
		    news.count - i + 1);
	mem_free(olds.lines);
	mem_free(news.lines);
}

void
diff_finish(struct diff *d)
{
	mem_free(d->lines);
	memset(d, 0, sizeof(*d));
}

/* Inside a line. */

static bool
is_inside_code_point(const struct diff_line *line, size_t offset)
{
	return offset < line->size_bytes && ((unsigned char)line->bytes[offset] & 0xc0) == 0x80;
}

static size_t
common_beginning(const struct diff_line *a, const struct diff_line *b)
{
	size_t shorter = a->size_bytes < b->size_bytes ? a->size_bytes : b->size_bytes;
	size_t count = 0;

	while (count < shorter && a->bytes[count] == b->bytes[count])
		count++;
	while (count > 0 && (is_inside_code_point(a, count) || is_inside_code_point(b, count)))
		count--;
	return count;
}

/* What both end with behind a common beginning. */
static size_t
common_end(const struct diff_line *a, const struct diff_line *b, size_t beginning)
{
	size_t shorter = a->size_bytes < b->size_bytes ? a->size_bytes : b->size_bytes;
	size_t count = 0;

	while (count < shorter - beginning &&
	       a->bytes[a->size_bytes - 1 - count] == b->bytes[b->size_bytes - 1 - count])
		count++;
	while (count > 0 && is_inside_code_point(a, a->size_bytes - count))
		count--;
	return count;
}

void
diff_ranges(const struct diff_line *removed, const struct diff_line *added,
            struct diff_range *in_removed, struct diff_range *in_added)
{
	size_t beginning = common_beginning(removed, added);
	size_t end = common_end(removed, added, beginning);

	*in_removed = (struct diff_range){ beginning, removed->size_bytes - beginning - end };
	*in_added = (struct diff_range){ beginning, added->size_bytes - beginning - end };
}
