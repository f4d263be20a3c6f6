/* SPDX-License-Identifier: MIT */
/* what is asked before a billed send */
#include "cli/commands/send_impl.h"

#include <string.h>

#include "app/arming.h"
#include "app/guard.h"
#include "base/output.h"
#include "base/tty.h"

#define FACTS_MAX ((size_t)24 * 1024)

bool
send_can_ask(const struct cli *c)
{
	return !c->args.given[OPT_NO_INPUT] && tty_is_available();
}

void
send_show_question(const struct cli *c, const struct send_preview *p)
{
	const struct profile *profile = &c->session->profile;
	bool production = profile->environment == PROFILE_PRODUCTION;
	struct text facts;

	text_init(&facts, FACTS_MAX);
	sender_write_facts(c->session, p, &facts);
	output_words("[%s]%s A real, billed %s:", profile_environment_mark(profile->environment),
	             production ? " PROD" : "", p->type == MESSAGE_VOICE ? "call" : "SMS");
	for (const char *line = text_string(&facts); *line;) {
		size_t size = strcspn(line, "\n");

		output_words("  %.*s", (int)size, line);
		line += size + (line[size] == '\n');
	}
	text_finish(&facts);
}

enum status
send_ask_digits(const struct send_preview *p, struct fault *f)
{
	char typed[16];
	char last_four[5];

	phone_last_four(p->e164, last_four);
	enum status st = tty_ask("Type the last four digits to send it: ", typed, sizeof(typed), f);
	if (st != ST_OK)
		return st;
	if (last_four[0] == '\0' || strcmp(typed, last_four) != 0)
		return fault_set(f, WORD_NOT_CONFIRMED,
		                 "these are not the last four digits; nothing was sent");
	return ST_OK;
}

/* --yes has answered already. */
static enum status
confirm(const struct cli *c, struct send_draft *d, const struct send_preview *p, struct fault *f)
{
	if (d->confirmed)
		return ST_OK;
	if (!send_can_ask(c)) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "a billed send must be confirmed, and nobody can be asked");
		return fault_hint(f, "give --yes when you mean it");
	}
	send_show_question(c, p);
	enum status st = send_ask_digits(p, f);
	d->confirmed = st == ST_OK;
	return st;
}

enum status
cli_send_ask_again(const struct cli *c, struct send_draft *d, struct fault *f)
{
	char typed[16];
	unsigned question = guard_question_of(f);

	if (question == 0 || (d->asked_again & question) || !send_can_ask(c))
		return f->code;
	output_words("One more question: %s.", f->cause);
	enum status st = tty_ask("Send it all the same? Type yes: ", typed, sizeof(typed), f);
	if (st != ST_OK)
		return st;
	if (strcmp(typed, "yes") != 0)
		return fault_set(f, WORD_NOT_CONFIRMED, "not confirmed; nothing was sent");
	d->asked_again |= question;
	return ST_OK;
}

enum status
cli_send_ask(const struct cli *c, struct send_draft *d, const struct send_preview *p,
             struct fault *f)
{
	enum status st = ST_OK;

	if (!profile_is_billed(&c->session->profile))
		return ST_OK;
	st = arming_check(c->session->reader, &c->session->profile, f);
	if (st == ST_OK)
		st = confirm(c, d, p, f);
	while (st == ST_OK && sender_check_guards(c->session, d, p, f) != ST_OK)
		st = cli_send_ask_again(c, d, f);
	return st;
}
