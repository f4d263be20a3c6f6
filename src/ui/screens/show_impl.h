/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_SHOW_IMPL_H
#define UI_SCREENS_SHOW_IMPL_H
/*
 * What several screens show alike: the word, mark and role of a state, codes, times, outlooks.
 *
 * A state is green only when the phone has the message and nothing will change that; accepted is
 * waiting. Every role has a mark of its own beside it, so that no meaning hangs on a colour.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/finding.h"
#include "base/text.h"
#include "domain/message.h"
#include "domain/phone.h"
#include "ui/canvas.h"
#include "ui/screen.h"

#define SHOW_BYTES 192

enum role show_state_role(enum message_state state, bool final);
enum role show_finding_role(enum finding_result result);
/* "[OK]", "[FAIL]", "[WAIT]", "[!!]", "[--]" */
const char *show_state_mark(enum message_state state, bool final);
/* Provider's name of the status, else of the HTTP status, else the state's own word. */
void show_status_name(const struct message *m, char out[SHOW_BYTES]);
/* "5/12"; "HTTP 401"; "-" */
void show_code(const struct message *m, char out[SHOW_BYTES]);
/* "final", "given up after 48 h", "asked again at 12:00:27", ... */
void show_outlook(const struct screen *s, const struct message *m, char out[SHOW_BYTES]);
/* "not final: the operator has it, the phone has said nothing" of one step. */
const char *show_step_words(enum message_state state, int group, int id);
/* What the row itself says of its end, when no status says it better; else "". */
const char *show_own_reason(const struct message *m);
/* The provider's name of a status, "" when it has none. */
void show_provider_name(int group, int id, char out[SHOW_BYTES]);

/* "10:15:02" in the zone that the console shows. */
void show_time(const struct screen *s, int64_t at_ms, char out[SHOW_BYTES]);
/* The time today, "11-24 10:15" on any other day; always 11 columns, right-aligned. */
void show_day_time(const struct screen *s, int64_t at_ms, char out[SHOW_BYTES]);
/* "in 12 s", "in 3 min", "in 2 h"; "" when it is over. */
void show_time_left(int64_t at_ms, char out[SHOW_BYTES]);
/* "38.0 ms", "1.90 s"; "-" below 0. */
void show_duration(int64_t us, char out[SHOW_BYTES]);

/* What a sandbox number does, in words; "" for any other. */
void show_sandbox_outcome(const char *number, char out[SHOW_BYTES]);
/* "f" or, while a field takes letters, "F6": a key of the command; "" without one. */
void show_key(const struct screen *s, enum command cmd, bool typing, char out[SHOW_BYTES]);
#endif
