/* SPDX-License-Identifier: MIT */
/* a message under way as the shell shows it, and the signal that stops it */
#include <signal.h>
#include <unistd.h>

#include "app/logbook.h"
#include "base/output.h"
#include "cli/commands/watch_impl.h"

/* The terminal wrote "^C" where the next line begins. */
static void
end_echo_line(const struct cli *c)
{
	if (c->signal == SIGINT && !c->json && isatty(STDERR_FILENO))
		output_words("%s", "");
}

bool
cli_take_signal(struct cli *c)
{
	int number = loop_take_signal(c->session->loop);

	if (number == 0 || c->signal != 0)
		return false;
	c->signal = number;
	end_echo_line(c);
	return true;
}

void
watch_message(struct watch *w, const struct message *m)
{
	if (w->cli->json || m->id == 0 || (w->began && w->shown == m->state))
		return;
	w->began = true;
	w->shown = m->state;
	send_print_state(m);
}

void
watch_sender(struct watch *w, const struct sender *x)
{
	if (x && sender_phase(x) != SENDER_RECORDING)
		watch_message(w, sender_message(x));
}

void
watch_report(struct watch *w, const struct message *m)
{
	watch_message(w, m);
	if (m->id == 0)
		return;
	if (w->cli->json)
		logbook_write_json(m, &w->cli->writer, NULL);
	else
		output_words("row %lld, messageId %s", (long long)m->id, m->message_id);
}

enum status
watch_outcome(const struct watch *w, const struct message *m, bool waited, struct fault *f)
{
	enum status st = sender_outcome(m, waited, f);

	if (w->cli->signal == 0 || st == ST_UNCERTAIN)
		return st;
	fault_set(f, WORD_CANCELLED, "stopped by a signal while the message was %s",
	          message_state_word(m->state));
	return fault_hint(f, "otpdeck log show %lld tells how it goes on", (long long)m->id);
}
