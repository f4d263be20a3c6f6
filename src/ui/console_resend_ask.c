/* SPDX-License-Identifier: MIT */
/* what is asked before messages are sent again */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "app/guard.h"
#include "ui/console_impl.h"
#include "ui/term.h"

#define LINE_BYTES 1024
#define LINES SENDER_FACTS_MAX
#define FACTS_MAX ((size_t)24 * 1024)
/* Columns that the dialog's frame and "and 99 more" take. */
#define ROOM_BESIDE 20

static const struct resend_item *
first_item(const struct console *c)
{
	return resend_item(c->resend.run, 0);
}

static bool
is_several(const struct console *c)
{
	return resend_count(c->resend.run) > 1;
}

static void
confirmed(struct console *c)
{
	if (console_follow_profile(c) && c->resend.run)
		resend_confirm(c->resend.run);
}

static void
write_host(const struct console *c, char out[LINE_BYTES])
{
	const struct profile *p = &c->session->profile;
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };
	char port[16] = "";

	if (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) != ST_OK)
		text_copy(url.host, sizeof(url.host), "this machine");
	else if (url.loopback)
		snprintf(port, sizeof(port), ":%d", url.port);
	snprintf(out, LINE_BYTES, "profile  %.60s (%s), host %.120s%s", p->name,
	         profile_environment_word(p->environment), url.host, port);
}

/* As many as stand on one line, then how many more there are. */
static void
write_recipients(const struct console *c, char out[LINE_BYTES])
{
	const struct resend *r = c->resend.run;
	int room = term_columns() - ROOM_BESIDE;
	size_t shown = 0;
	size_t more = 0;
	struct text line;

	text_init(&line, LINE_BYTES - 1);
	text_append(&line, "to       ");
	for (size_t i = 0; i < resend_count(r); i++) {
		const struct resend_item *item = resend_item(r, i);
		const char *to = item->was.to_masked;
		int width = text_width(text_string(&line), line.size_bytes) +
		            text_width(to, strlen(to)) + 2;

		if (item->fate != RESEND_WAITING)
			continue;
		if (more > 0 || (shown > 0 && width > room))
			more++;
		else
			text_append_format(&line, "%s%s", shown++ > 0 ? ", " : "", to);
	}
	if (more > 0)
		text_append_format(&line, " and %zu more", more);
	text_copy(out, LINE_BYTES, text_string(&line));
	text_finish(&line);
}

/* Cuts what decides about money into lines of the question; the last may be cut short. */
static void
add_facts(const struct console *c, char lines[LINES][LINE_BYTES], struct console_question *q,
          size_t count)
{
	struct text facts;

	text_init(&facts, FACTS_MAX);
	sender_write_facts(c->session, resend_shown(c->resend.run), &facts);
	for (const char *at = text_string(&facts); *at && count < LINES; count++) {
		size_t size = strcspn(at, "\n");

		snprintf(lines[count], LINE_BYTES, "%.*s", (int)size, at);
		q->lines[count] = lines[count];
		at += size + (at[size] == '\n');
	}
	text_finish(&facts);
}

/* Money and doubt are asked about in one question. */
static void
ask_about_one(struct console *c)
{
	const struct resend *r = c->resend.run;
	bool billed = profile_is_billed(&c->session->profile) && !c->resend.edits;
	char lines[LINES][LINE_BYTES];
	char digits[5] = "";
	size_t count = 0;
	struct console_question q = {
		.title = billed ? "Send it again, billed?" : "Send it again?",
		.yes = c->resend.edits ? "Edit" : "Send",
		.digits = digits,
	};

	if (resend_doubt(r)[0]) {
		snprintf(lines[0], LINE_BYTES, "Message %lld may have been sent: %s.",
		         (long long)first_item(c)->was.id, resend_doubt(r));
		q.lines[count++] = lines[0];
	}
	if (billed) {
		add_facts(c, lines, &q, count);
		phone_last_four(resend_shown(r)->e164, digits);
	}
	console_confirm_own(c, &q, confirmed);
}

static void
ask_again(struct console *c)
{
	bool parts = resend_asks_again(c->resend.run) == GUARD_ASKS_PARTS;
	const struct console_question q = {
		.title = "One more question",
		.lines = { parts ? "The text takes more parts than parts_max, and each is billed."
		                 : "This is the third neighbouring number within ten minutes, "
		                   "which is what SMS pumping looks like.",
		           resend_shown(c->resend.run)->e164, "Send it all the same?" },
		.yes = "Send all the same",
	};

	console_confirm_own(c, &q, confirmed);
}

static void
write_price(const struct resend_sum *sum, char out[LINE_BYTES])
{
	if (sum->priced == 0)
		snprintf(out, LINE_BYTES, "price    not known yet");
	else
		snprintf(out, LINE_BYTES, "price    about %.4f %s%s", sum->amount, sum->currency,
		         sum->priced < sum->messages ? ", of some not known" : "");
}

static void
ask_about_several(struct console *c)
{
	struct resend_sum sum;
	char title[64];
	char number[16];
	char lines[LINES][LINE_BYTES];
	struct console_question q = {
		.title = title,
		.lines = { lines[0], lines[1], lines[2], lines[3], lines[4], lines[5] },
		.yes = "Send them",
		.digits = number,
		.typed = "the number of messages",
	};

	resend_add_up(c->resend.run, &sum);
	snprintf(title, sizeof(title), "Send %zu messages again, billed?", sum.messages);
	snprintf(number, sizeof(number), "%zu", sum.messages);
	write_host(c, lines[0]);
	write_recipients(c, lines[1]);
	snprintf(lines[2], LINE_BYTES, "parts    %lld in all, %zu left out", (long long)sum.parts,
	         sum.left_out);
	write_price(&sum, lines[3]);
	snprintf(lines[4], LINE_BYTES, "codes    a fresh one for each; the old ones are dead");
	snprintf(lines[5], LINE_BYTES, "One every two seconds; Esc stops after the one in flight.");
	console_confirm_own(c, &q, confirmed);
}

/* Nobody is asked over another question: what was to be asked is dropped, and said so. */
void
console_ask_resend(struct console *c)
{
	if (c->prompt.open) {
		console_say(c, ROLE_WAITING,
		            "message %lld was not sent again: it is asked about, "
		            "and another question was open",
		            (long long)first_item(c)->was.id);
		return;
	}
	if (resend_asks_again(c->resend.run) != 0)
		ask_again(c);
	else if (is_several(c))
		ask_about_several(c);
	else
		ask_about_one(c);
}
