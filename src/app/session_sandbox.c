/* SPDX-License-Identifier: MIT */
/* where requests go: the profile's base URL, or a sandbox started for it */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/session.h"
#include "base/diary.h"

#define SANDBOX_START_LIMIT_MS 5000

/* Beside the running program, else by name for the search in PATH. */
static void
sandbox_program(const struct session *s, struct text *out)
{
	text_append_format(out, "%s/otpdeck-sandbox", s->paths.program_dir);
	if (access(text_string(out), X_OK) == 0)
		return;
	text_reset(out);
	text_append(out, "otpdeck-sandbox");
}

static enum status
read_url(struct session *s, struct fault *f)
{
	static const char opening[] = "listening ";
	char line[128];
	enum status st =
		child_read_line(&s->sandbox, line, sizeof(line), SANDBOX_START_LIMIT_MS, f);

	if (st == ST_OK && strncmp(line, opening, sizeof(opening) - 1) != 0)
		st = fault_set(f, WORD_SANDBOX_NOT_STARTED, "the sandbox answered \"%.60s\"", line);
	if (st != ST_OK) {
		child_finish(&s->sandbox);
		f->word = WORD_SANDBOX_NOT_STARTED;
		f->code = fault_word_status(f->word);
		return fault_hint(f, "otpdeck sandbox shows what it says");
	}
	text_copy(s->sandbox_url, sizeof(s->sandbox_url), line + sizeof(opening) - 1);
	return ST_OK;
}

static enum status
start_sandbox(struct session *s, const struct profile *p, struct fault *f)
{
	struct text program;
	enum status st = paths_make_parent(s->paths.sandbox_state, f);
	if (st != ST_OK)
		return st;

	text_init(&program, PATHS_BYTES + 32);
	sandbox_program(s, &program);
	const char *argv[] = {
		text_string(&program),
		"--state",
		s->paths.sandbox_state,
		"--speed",
		profile_get(p, PROFILE_SANDBOX_SPEED),
		NULL,
	};
	st = child_start(argv, false, &s->sandbox, f);
	if (st == ST_OK)
		st = read_url(s, f);
	else if (f->word == WORD_SYSTEM) {
		f->word = WORD_SANDBOX_NOT_STARTED;
		fault_hint(f, "otpdeck-sandbox must stand beside otpdeck or in PATH");
	}
	text_finish(&program);
	if (st != ST_OK)
		diary_fault("sandbox", f);
	return st;
}

enum status
session_base_url(struct session *s, const struct profile *p, struct text *out, struct fault *f)
{
	const char *base_url = profile_get(p, PROFILE_BASE_URL);
	if (*base_url) {
		text_append(out, base_url);
		return ST_OK;
	}
	if (p->environment != PROFILE_SANDBOX) {
		fault_set(f, WORD_BASE_URL_MISSING, "profile %s has no base_url", p->name);
		return fault_hint(f, "otpdeck profile set base_url https://YOURS.api.infobip.com");
	}
	/* One that was killed is replaced; the state file has its messages. */
	if (s->sandbox.pid != 0 && process_start_ticks(s->sandbox.pid) == 0)
		child_finish(&s->sandbox);
	if (s->sandbox.pid == 0) {
		enum status st = start_sandbox(s, p, f);
		if (st != ST_OK)
			return st;
	}
	text_append(out, s->sandbox_url);
	return ST_OK;
}
