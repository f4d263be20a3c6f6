/* SPDX-License-Identifier: MIT */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H
/*
 * The confirm dialog: a question over the screen whose default is No.
 */
#include <stdbool.h>
#include <stdint.h>

#include "ui/canvas.h"

#define PROMPT_LINES 8
#define PROMPT_LINE_BYTES 128

struct prompt {
	bool open;
	char title[PROMPT_LINE_BYTES];
	char lines[PROMPT_LINES][PROMPT_LINE_BYTES];
	char yes[24];
	char digits[8]; /* to be typed; "" : none */
	char typed[8];
	bool on_yes;         /* the button under the cursor */
	int64_t drawn_at_us; /* 0: not drawn yet; Yes is taken 300 ms after */
	int token;
};

enum prompt_answer { PROMPT_OPEN, PROMPT_YES, PROMPT_NO };

/* One key while it is open. */
enum prompt_answer prompt_key(struct prompt *p, const char *key, int64_t now_us);
void prompt_draw(const struct prompt *p, struct canvas *whole);
#endif
