/* SPDX-License-Identifier: MIT */
/* a text in the operator's own editor, and what comes back of it */
#include "app/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/paths.h"

#define NAME_BYTES_MAX 96
#define ENDING ".liquid"
#define PATH_BYTES (PATHS_BYTES + NAME_BYTES_MAX + 32)
/* Of a shell that did not find the program, or may not run it. */
#define RESULT_NOT_RUN 126
#define RESULT_NOT_FOUND 127
#define RESULT_SIGNAL 128

struct outside {
	struct child child;
	int result;
	bool keeps; /* the file holds what is nowhere else */
	struct text before;
	char editor[64]; /* for the operator */
	char dir[PATHS_BYTES + 16];
	char path[PATH_BYTES];
};

/* The editor. */

static const char *
find_editor(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "vi";
}

static enum status
start_editor(struct outside *o, const struct outside_order *order, struct fault *f)
{
	char script[PATHS_BYTES + 16];
	const char *editor = find_editor();
	const char *const by_shell[] = { "/bin/sh", "-c", script, editor, o->path, NULL };
	const char *const straight[] = { editor, o->path, NULL };
	bool plain = strpbrk(editor, "|&;<>()$`\\\"' \t\n*?[#~=%") == NULL;

	text_copy(o->editor, sizeof(o->editor), editor);
	/* A shell that stayed would be ended in the place of the editor. */
	const char *how = strpbrk(editor, "|&;<>()$`=\n") ? "" : "exec ";
	if (snprintf(script, sizeof(script), "%s%s \"$@\"", how, editor) >= (int)sizeof(script))
		return fault_set(f, WORD_SYSTEM, "the variable that names the editor is too long");
	enum status st = child_start_on_terminal(plain ? straight : by_shell, order->in_fd,
	                                         order->out_fd, &o->child, f);
	if (st != ST_OK)
		fault_hint(f, "set VISUAL or EDITOR to your editor; the text stays as it was");
	return st;
}

/* The copy. */

/* A name of a template has signs that no file name may have. */
static void
write_file_name(const char *name, char out[NAME_BYTES_MAX])
{
	size_t i = 0;

	for (; i < NAME_BYTES_MAX - 1 && name[i]; i++) {
		bool kept = (name[i] >= 'a' && name[i] <= 'z') ||
		            (name[i] >= 'A' && name[i] <= 'Z') ||
		            (name[i] >= '0' && name[i] <= '9');
		out[i] = '-';
		if (kept)
			out[i] = name[i];
	}
	out[i] = '\0';
}

static enum status
write_copy(struct outside *o, const struct outside_order *order, struct fault *f)
{
	char name[NAME_BYTES_MAX];

	snprintf(o->dir, sizeof(o->dir), "%s/edit-XXXXXX", order->state_dir);
	enum status st = file_make_dir(o->dir, f);
	if (st != ST_OK) {
		o->dir[0] = '\0';
		return st;
	}
	write_file_name(order->name, name);
	snprintf(o->path, sizeof(o->path), "%s/%s" ENDING, o->dir, *name ? name : "text");
	return file_write_private(o->path, order->source, order->size_bytes, f);
}

enum status
outside_start(const struct outside_order *order, struct outside **out, struct fault *f)
{
	struct outside *o = mem_alloc(sizeof(*o));

	text_init(&o->before, order->ceiling_bytes);
	text_append_bytes(&o->before, order->source, order->size_bytes);
	enum status st = write_copy(o, order, f);
	if (st == ST_OK)
		st = start_editor(o, order, f);
	if (st == ST_OK) {
		*out = o;
		return ST_OK;
	}
	outside_destroy(o);
	*out = NULL;
	return st;
}

bool
outside_has_ended(struct outside *o)
{
	return o->child.pid == 0 || child_has_ended(&o->child, &o->result);
}

void
outside_wait(struct outside *o)
{
	if (o->child.pid != 0)
		o->result = child_wait(&o->child);
}

/* What came back. */

/* CR LF and CR become LF. */
static void
append_lines(struct text *out, const char *bytes, size_t size_bytes)
{
	for (size_t at = 0; at < size_bytes;) {
		const char *end = memchr(bytes + at, '\r', size_bytes - at);
		size_t size = end ? (size_t)(end - bytes) - at : size_bytes - at;

		text_append_bytes(out, bytes + at, size);
		at += size;
		if (!end)
			break;
		text_append_bytes(out, "\n", 1);
		at += at + 1 < size_bytes && bytes[at + 1] == '\n' ? 2 : 1;
	}
}

static bool
ends_with_line_end(const struct text *t)
{
	return t->size_bytes > 0 && text_string(t)[t->size_bytes - 1] == '\n';
}

static void
make_plain(const struct outside *o, const char *bytes, size_t size_bytes, struct text *out)
{
	text_reset(out);
	append_lines(out, bytes, size_bytes);
	if (ends_with_line_end(out) && !ends_with_line_end(&o->before))
		text_cut(out, out->size_bytes - 1);
}

static bool
is_as_before(const struct outside *o, const char *bytes, size_t size_bytes)
{
	return size_bytes == o->before.size_bytes &&
	       memcmp(bytes, text_string(&o->before), size_bytes) == 0;
}

/* Whether something was written that is nowhere else. */
static bool
holds_work(const struct outside *o)
{
	char *bytes = NULL;
	size_t size = 0;
	struct fault f = { .code = ST_OK };
	enum status st = file_read_private(o->path, o->before.ceiling_bytes + 1, &bytes, &size, &f);
	bool holds = st == ST_OK ? size > 0 && !is_as_before(o, bytes, size)
	                         : f.word == WORD_VALUE_TOO_LONG;

	mem_free(bytes);
	return holds;
}

/* What is in the file now is nowhere else: it stays, and the hint says where. */
static enum status
keep(struct outside *o, enum status st, struct fault *f)
{
	o->keeps = true;
	fault_hint(f, "what was written is kept in %s", o->path);
	return st;
}

static enum status
too_long(struct outside *o, size_t size_bytes, struct fault *f)
{
	return keep(o,
	            fault_set(f, WORD_VALUE_TOO_LONG,
	                      "the editor wrote %zu bytes, and a text may have %zu", size_bytes,
	                      o->before.ceiling_bytes),
	            f);
}

static enum status
judge_bytes(struct outside *o, const char *bytes, size_t size_bytes, struct text *out,
            struct fault *f)
{
	/* Not a byte is another one, line ends of other systems included. */
	if (is_as_before(o, bytes, size_bytes)) {
		text_append_bytes(out, bytes, size_bytes);
		return ST_OK;
	}
	if (memchr(bytes, '\0', size_bytes))
		return keep(o, fault_set(f, WORD_NOT_UTF8, "what the editor wrote holds a NUL"), f);
	if (!text_is_utf8(bytes, size_bytes))
		return keep(o, fault_set(f, WORD_NOT_UTF8, "what the editor wrote is not UTF-8"),
		            f);
	make_plain(o, bytes, size_bytes, out);
	if (out->size_bytes == 0 && o->before.size_bytes > 0) {
		fault_set(f, WORD_TEXT_EMPTY, "the file came back empty");
		return fault_hint(f, "the text stays as it was");
	}
	return ST_OK;
}

static enum status
judge_end(const struct outside *o, struct fault *f)
{
	if (o->result == RESULT_NOT_FOUND || o->result == RESULT_NOT_RUN) {
		fault_set(f, WORD_SYSTEM, "the editor %s cannot be started", o->editor);
		return fault_hint(f,
		                  "set VISUAL or EDITOR to your editor; the text stays as it was");
	}
	if (o->result > RESULT_SIGNAL)
		fault_set(f, WORD_SYSTEM, "the editor was ended by signal %d",
		          o->result - RESULT_SIGNAL);
	else
		fault_set(f, WORD_SYSTEM, "the editor ended with status %d", o->result);
	return fault_hint(f, "the text stays as it was");
}

/* What an editor that failed wrote is not taken, because ending so is how operators say no; but it
 * may be work. */
static enum status
judge(struct outside *o, struct text *out, struct fault *f)
{
	char *bytes = NULL;
	size_t size = 0;

	if (o->result != 0) {
		enum status failed = judge_end(o, f);
		return holds_work(o) ? keep(o, failed, f) : failed;
	}
	enum status st = file_read_private(o->path, o->before.ceiling_bytes + 1, &bytes, &size, f);
	if (st == ST_OK) {
		st = judge_bytes(o, bytes, size, out, f);
	} else if (f->word == WORD_VALUE_TOO_LONG) {
		st = too_long(o, size, f);
	} else {
		st = fault_set(f, WORD_TEXT_EMPTY, "the file of the editor is gone");
		fault_hint(f, "the text stays as it was");
	}
	mem_free(bytes);
	return st;
}

enum status
outside_take(struct outside *o, struct text *out, bool *changed, struct fault *f)
{
	struct text made;

	*changed = false;
	/* Room for the line end that goes again. */
	text_init(&made, o->before.ceiling_bytes + 1);
	enum status st = judge(o, &made, f);
	if (st == ST_OK && made.size_bytes > o->before.ceiling_bytes)
		st = keep(o,
		          fault_set(f, WORD_VALUE_TOO_LONG,
		                    "the editor wrote %zu bytes, a text may have %zu",
		                    made.size_bytes, o->before.ceiling_bytes),
		          f);
	if (st == ST_OK) {
		text_reset(out);
		text_append_bytes(out, text_string(&made), made.size_bytes);
		*changed = !is_as_before(o, text_string(&made), made.size_bytes);
	}
	text_finish(&made);
	return st;
}

const char *
outside_keep(struct outside *o)
{
	o->keeps = true;
	return o->path;
}

void
outside_destroy(struct outside *o)
{
	if (!o)
		return;
	if (o->child.pid > 0) {
		child_finish(&o->child);
		o->keeps = holds_work(o);
	}
	if (o->dir[0] && !o->keeps)
		file_remove_dir(o->dir);
	text_finish(&o->before);
	mem_free(o);
}
