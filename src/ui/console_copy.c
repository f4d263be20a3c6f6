/* SPDX-License-Identifier: MIT */
/* copying: through the terminal, or into a file */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "ui/console_impl.h"
#include "ui/term.h"

#define FOLDER "copies"

static enum status
write_file(const struct console *c, const struct console_copy *copy, char path[PATHS_BYTES],
           struct fault *f)
{
	int size = snprintf(path, PATHS_BYTES, "%s/" FOLDER, c->session->paths.state_dir);
	enum status st = size < PATHS_BYTES - 64
	                         ? paths_make_dir(path, f)
	                         : fault_set(f, WORD_SYSTEM, "the path of the copy is too long");

	if (st != ST_OK)
		return st;
	snprintf(path + size, (size_t)(PATHS_BYTES - size), "/%s", copy->file);
	return file_write_private(path, copy->bytes, copy->size_bytes, f);
}

void
console_copy_to_file(struct console *c, const struct console_copy *copy)
{
	char path[PATHS_BYTES];
	struct fault f = { 0 };

	if (write_file(c, copy, path, &f) == ST_OK)
		console_say(c, ROLE_INFO, "%s: %s", copy->what, path);
	else
		console_say_fault(c, &f);
}

static void
copy_now(struct console *c, const struct console_copy *copy)
{
	term_copy(copy->bytes, copy->size_bytes);
	console_say(c, ROLE_INFO, "copied (OSC 52): %s, %zu bytes; a terminal may refuse silently",
	            copy->what, copy->size_bytes);
}

void
console_copy(struct console *c, const struct console_copy *copy)
{
	struct console_waiting_copy *waiting = &c->copy;
	char first[128];

	if (!term_can_copy(copy->size_bytes)) {
		console_copy_to_file(c, copy);
		return;
	}
	if (waiting->allowed) {
		copy_now(c, copy);
		return;
	}
	snprintf(first, sizeof(first), "%s, %zu bytes, goes to the clipboard of the terminal",
	         copy->what, copy->size_bytes);
	const struct console_question question = {
		.title = "Copy through the terminal?",
		.lines = { first, "that you sit at (OSC 52); programs there can read it.",
		           "This is asked once." },
		.yes = "Copy",
	};
	text_copy(waiting->what, sizeof(waiting->what), copy->what);
	text_copy(waiting->file, sizeof(waiting->file), copy->file);
	text_finish(&waiting->bytes);
	text_init(&waiting->bytes, TERM_COPY_BYTES_MAX);
	text_append_bytes(&waiting->bytes, copy->bytes, copy->size_bytes);
	console_confirm_own(c, &question, console_copy_allowed);
}

void
console_copy_allowed(struct console *c)
{
	struct console_waiting_copy *waiting = &c->copy;
	const struct console_copy copy = {
		.what = waiting->what,
		.file = waiting->file,
		.bytes = text_string(&waiting->bytes),
		.size_bytes = waiting->bytes.size_bytes,
	};

	waiting->allowed = true;
	copy_now(c, &copy);
	text_finish(&waiting->bytes);
}
