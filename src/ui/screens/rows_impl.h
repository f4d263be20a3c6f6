/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_ROWS_IMPL_H
#define UI_SCREENS_ROWS_IMPL_H
/* Messages as rows, alike in the log and on Home; a narrow row leaves out what tells least. */
#include <stdbool.h>

#include "domain/message.h"
#include "ui/canvas.h"
#include "ui/screen.h"

void rows_draw_heading(struct canvas *c, int row);
void rows_draw_message(const struct screen *s, const struct message *m, bool selected,
                       struct canvas *row);
#endif
