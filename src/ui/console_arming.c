/* SPDX-License-Identifier: MIT */
/* arming from the console: the question, the time that is left, its end */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "app/arming.h"
#include "base/diary.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/console_impl.h"
#include "ui/keymap.h"

#define ARM_FOR_S 600
#define SECOND_MS 1000
#define LINE_BYTES 128
#define KEY_BYTES 32

/* A change under way; it outlives a console that is closed meanwhile. */
struct console_arming {
	struct arming_change change;
	struct console *console; /* NULL: closed */
};

static void
ticked(void *context)
{
	struct console *c = context;

	c->arming_timer = 0;
	console_mark_dirty(c);
}

/* Read before each frame, so that what another process has changed is seen by the next one. A
 * store that cannot be read says nothing: the claim asks it again. */
void
console_watch_arming(struct console *c)
{
	const struct profile *p = &c->session->profile;
	struct fault ignored = { 0 };
	int64_t before_ms = c->armed_profile == p->id ? c->armed_ms : 0;
	int64_t left_ms = 0;

	if (p->environment == PROFILE_PRODUCTION &&
	    arming_left(c->session->reader, p->id, &left_ms, &ignored) != ST_OK)
		left_ms = 0;
	if (left_ms == 0 && before_ms > 0 && !c->arming)
		console_say(c, ROLE_WAITING, "profile %s is no longer armed: billed sends are off",
		            p->name);
	c->armed_ms = left_ms;
	c->armed_profile = p->id;
	if (left_ms > 0 && c->arming_timer == 0)
		c->arming_timer = loop_start_timer(c->session->loop, (left_ms - 1) % SECOND_MS + 1,
		                                   ticked, c);
}

/* The last of the keys that a screen has for it, which a field does not take; "": it has none. */
static void
write_key(const char *screen, char out[KEY_BYTES])
{
	struct text keys;
	const char *last;

	text_init(&keys, LINE_BYTES);
	keymap_keys_of(screen, CMD_ARM, &keys);
	last = strrchr(text_string(&keys), ' ');
	text_copy(out, KEY_BYTES, last ? last + 1 : text_string(&keys));
	text_finish(&keys);
}

void
console_name_arming(const struct console *c, struct fault *f)
{
	char key[KEY_BYTES];

	if (f->word != WORD_NOT_ARMED)
		return;
	write_key(console_top(c)->class->name, key);
	if (key[0]) {
		(void)fault_hint(f, "%s arms it", key);
		return;
	}
	write_key("send", key);
	(void)fault_hint(f, "%s on Send arms it", key);
}

static void
changed(struct job *j, enum status st, const struct fault *f)
{
	struct console_arming *a = j->context;
	struct console *c = a->console;
	char left[ARMING_TEXT_BYTES];

	if (st != ST_OK)
		diary_fault("arming", f);
	if (c)
		c->arming = NULL;
	if (c)
		console_broadcast(c, EVENT_PROFILE);
	if (c && st != ST_OK) {
		console_say_fault(c, f);
	} else if (c && a->change.for_s > 0) {
		arming_format_left(a->change.for_s * SECOND_MS, left);
		console_say(c, ROLE_WAITING, "armed for %s: billed sends are on", left);
	} else if (c) {
		c->armed_ms = 0;
		console_say(c, ROLE_INFO, "disarmed: billed sends are off");
	}
	mem_free(a);
}

static void
submit(struct console *c, int64_t for_s)
{
	struct console_arming *a = mem_alloc(sizeof(*a));

	a->console = c;
	c->arming = a;
	arming_submit(c->session, &a->change, for_s, changed, a);
}

static void
arm_now(struct console *c)
{
	struct fault f = { 0 };

	/* The profile may be another one since the question was put. */
	if (arming_may(&c->session->profile, ARM_FOR_S, &f) != ST_OK)
		console_say_fault(c, &f);
	else if (!c->arming)
		submit(c, ARM_FOR_S);
}

static void
ask_to_arm(struct console *c)
{
	char line[LINE_BYTES];

	snprintf(line, sizeof(line), "For %d minutes its sends reach real phones and cost money.",
	         ARM_FOR_S / 60);
	const struct console_question question = {
		.title = "Arm this profile?",
		.lines = { line, "Each send still asks for the last four digits.",
		           "It is written to the audit." },
		.yes = "Arm",
		.name = c->session->profile.name,
	};
	console_confirm_own(c, &question, arm_now);
}

/* Putting the catch back on needs no question. */
void
console_arm(struct console *c)
{
	struct fault f = { 0 };

	if (c->session->read_only)
		console_say(c, ROLE_FAILURE, "the store is read-only: nothing can be armed");
	else if (arming_may(&c->session->profile, ARM_FOR_S, &f) != ST_OK)
		console_say_fault(c, &f);
	else if (c->arming)
		console_say(c, ROLE_INFO, "one moment: the last change is being written down");
	else if (c->armed_ms > 0)
		submit(c, 0);
	else
		ask_to_arm(c);
}

void
console_end_arming(struct console *c)
{
	loop_stop_timer(c->session->loop, c->arming_timer);
	if (c->arming)
		c->arming->console = NULL;
}
