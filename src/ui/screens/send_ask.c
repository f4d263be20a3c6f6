/* SPDX-License-Identifier: MIT */
/* the questions before a send, and what it would send */
#include <stdio.h>
#include <string.h>

#include "app/arming.h"
#include "app/guard.h"
#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens/send_impl.h"

#define FACTS_MAX ((size_t)24 * 1024)
#define FACT_BYTES 1024
#define HELD_US 700000
#define PAGE_MAX ((size_t)64 * 1024)

/* Cuts the lines of the facts apart; what does not fit into one is cut off at its end. */
static void
split_facts(const char *facts, char lines[SENDER_FACTS_MAX][FACT_BYTES], struct console_question *q)
{
	for (size_t i = 0; i < SENDER_FACTS_MAX && *facts; i++) {
		size_t size = strcspn(facts, "\n");

		snprintf(lines[i], FACT_BYTES, "%.*s", (int)size, facts);
		q->lines[i] = lines[i];
		facts += size + (facts[size] == '\n');
	}
}

/* Everything that decides about money stands in the question; the number whole, as its last digits
 * are typed from it. */
static void
ask_about(struct screen *s)
{
	struct send *x = s->state;
	char lines[SENDER_FACTS_MAX][FACT_BYTES];
	char digits[5];
	struct text facts;
	bool call = x->preview.type == MESSAGE_VOICE;
	struct console_question question = {
		.title = call ? "Place a real, billed call?" : "Send a real, billed SMS?",
		.yes = call ? "Call" : "Send",
		.digits = digits,
		.other = "Dry run (d)",
		.token = SEND_TOKEN,
		.other_token = SEND_TOKEN_DRY,
	};

	text_init(&facts, FACTS_MAX);
	sender_write_facts(s->session, &x->preview, &facts);
	split_facts(text_string(&facts), lines, &question);
	text_finish(&facts);
	phone_last_four(x->preview.e164, digits);
	x->asked = x->draft;
	x->asked_by = s->session->profile;
	console_confirm(s->console, &question);
}

/* A guard that asks a second time, with its reason. */
static void
ask_again(struct screen *s, const struct fault *f)
{
	struct send *x = s->state;
	char line[FACT_BYTES];
	const struct console_question question = {
		.title = "One more question",
		.lines = { line, x->preview.e164, "Send it all the same?" },
		.yes = "Send all the same",
		.token = SEND_TOKEN_AGAIN,
	};

	snprintf(line, sizeof(line), "%s.", f->cause);
	if (line[0] >= 'a' && line[0] <= 'z')
		line[0] = (char)(line[0] - 'a' + 'A');
	x->asking = guard_question_of(f);
	console_confirm(s->console, &question);
}

/* Launches what was asked about, or asks what is known to be asked. */
static void
go_on(struct screen *s)
{
	struct send *x = s->state;
	struct fault f = { 0 };

	if (!console_follow_profile(s->console))
		return;
	if (guard_unchanged(&x->asked_by, &s->session->profile, &f) != ST_OK)
		console_say_fault(s->console, &f);
	else if (sender_check_guards(s->session, &x->asked, &x->preview, &f) == ST_OK ||
	         guard_question_of(&f) == 0)
		send_launch(s, &x->asked);
	else
		ask_again(s, &f);
}

void
send_answered(struct screen *s, int token)
{
	struct send *x = s->state;

	if (token == SEND_TOKEN_DRY) {
		send_show_request(s);
	} else if (token == SEND_TOKEN) {
		x->asked.confirmed = true;
		go_on(s);
	} else if (token == SEND_TOKEN_AGAIN) {
		x->asked.asked_again |= x->asking;
		go_on(s);
	}
}

/* The claim counts, and may find a reason that nobody could know before. */
bool
send_was_questioned(struct screen *s, const struct fault *f)
{
	const struct send *x = s->state;
	unsigned question = guard_question_of(f);

	/* Locked meanwhile, what was asked about is forgotten. */
	if (question == 0 || (x->asked.asked_again & question) || !x->asked.to[0])
		return false;
	ask_again(s, f);
	return true;
}

/* The fields are read anew; what is wrong with them is told at the first that is. */
static bool
review(struct screen *s)
{
	struct send *x = s->state;

	send_form_review(s);
	if (x->fault.code == ST_OK)
		return true;
	if (x->faulty >= SEND_CONTEXT && x->faulty < SEND_BUTTON)
		send_form_show_context(s, true);
	x->form.focus = x->faulty;
	console_say_fault(s->console, &x->fault);
	console_mark_dirty(s->console);
	return false;
}

static bool
is_armed(struct screen *s)
{
	struct fault f = { 0 };

	if (arming_check(s->session->reader, &s->session->profile, &f) == ST_OK)
		return true;
	console_say_fault(s->console, &f);
	return false;
}

/* A key that is held down comes again and again: it starts one send, whatever it costs. */
static bool
is_held(struct send *x)
{
	int64_t now_us = clock_monotonic_us();
	bool held = x->sender && x->asked_at_us > 0 && now_us - x->asked_at_us < HELD_US;

	x->asked_at_us = now_us;
	return held;
}

void
send_ask(struct screen *s)
{
	struct send *x = s->state;
	bool held = is_held(x);

	if (send_is_running(x)) {
		console_say(s->console, ROLE_WAITING,
		            "one send at a time: Esc stops the one that runs");
		return;
	}
	if (held) {
		console_say(s->console, ROLE_WAITING,
		            "that key is held down: let go, then send again");
		return;
	}
	if (!console_follow_profile(s->console) || !review(s))
		return;
	if (!profile_is_billed(&s->session->profile))
		send_launch(s, &x->draft);
	else if (is_armed(s))
		ask_about(s);
}

void
send_show_request(struct screen *s)
{
	struct send *x = s->state;
	struct send_request r;
	struct fault f = { 0 };
	struct text page;

	if (!console_follow_profile(s->console))
		return;
	send_form_review(s);
	send_request_init(&r);
	text_init(&page, PAGE_MAX);
	if (sender_dry_run(s->session, &x->draft, &r, &f) == ST_OK) {
		text_append_format(&page, "%s %s\n%s\n%s", r.method, text_string(&r.url),
		                   text_string(&r.headers), text_string(&r.body));
		console_open(s->console, "request",
		             &(struct screen_args){ .text = text_string(&page) });
	} else {
		console_say_fault(s->console, &f);
	}
	text_finish(&page);
	send_request_finish(&r);
}
