/* SPDX-License-Identifier: MIT */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H
/*
 * The confirm dialog: a question over the screen whose default is No. It names the environment
 * that it is about, in that one's role.
 */
#include <stdbool.h>
#include <stdint.h>

#include "ui/canvas.h"

#define PROMPT_LINES 10
#define PROMPT_LINE_BYTES 1024
#define PROMPT_WANTED_BYTES 64

enum prompt_button { PROMPT_ON_NO, PROMPT_ON_YES, PROMPT_ON_OTHER };

struct prompt {
	bool open;
	char mark[16]; /* "[STG]": how the title begins */
	enum role mark_role;
	char title[PROMPT_LINE_BYTES];
	char lines[PROMPT_LINES][PROMPT_LINE_BYTES];
	char yes[24];
	char other[24];                   /* a third button, harmless; "": none */
	char wanted[PROMPT_WANTED_BYTES]; /* to be typed before Yes; "": nothing */
	char what[32];                    /* "the last digits": what `wanted` is */
	bool takes_letters;               /* `wanted` is a name: every letter is text */
	char typed[PROMPT_WANTED_BYTES];
	enum prompt_button on; /* the button under the cursor */
	int64_t drawn_at_us;   /* 0: not drawn yet; Yes is taken 300 ms after */
	int token;
	int other_token;
};

enum prompt_answer { PROMPT_OPEN, PROMPT_YES, PROMPT_NO, PROMPT_OTHER };

/* One key while it is open. */
enum prompt_answer prompt_key(struct prompt *p, const char *key, int64_t now_us);
void prompt_draw(const struct prompt *p, struct canvas *whole);
#endif
