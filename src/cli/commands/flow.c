/* SPDX-License-Identifier: MIT */
/* flow: a code sent, typed back and timed */
#include "app/flow.h"

#include <string.h>

#include "app/guard.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands/watch_impl.h"
#include "domain/voice.h"

/* How long a simulated phone may take, and how long the provider's log is looked at afterwards for
 * the moment of delivery. */
#define PHONE_LIMIT_MS 10000
#define LAST_LOOK_MS 5000

struct run {
	struct watch watch;
	struct sender *sender;
	struct flow flow;
};

static void
changed(void *context)
{
	struct run *r = context;

	watch_sender(&r->watch, r->sender);
}

static bool
has_ended(void *context)
{
	struct run *r = context;

	if (cli_take_signal(r->watch.cli))
		sender_cancel(r->sender);
	return sender_phase(r->sender) == SENDER_ENDED;
}

static bool
has_answer(void *context)
{
	const struct run *r = context;

	return has_ended(context) || sender_phase(r->sender) == SENDER_FOLLOWING;
}

/* A simulated phone shows its message when it is delivered; a real one is in somebody's hand. */
static void
show_phone(const struct run *r)
{
	const struct message *m = sender_message(r->sender);
	struct text said;

	if (profile_is_billed(&r->watch.cli->session->profile))
		return;
	if (m->state != MESSAGE_DELIVERED) {
		output_words("the simulated phone is silent");
		return;
	}
	text_init(&said, (size_t)16 * 1024);
	if (m->type == MESSAGE_VOICE)
		voice_read_aloud(&said, sender_text(r->sender));
	else
		text_append(&said, sender_text(r->sender));
	output_words("the simulated phone %s: %s", m->type == MESSAGE_VOICE ? "says" : "shows",
	             text_string(&said));
	text_finish(&said);
}

static enum status
ask_back(struct run *r, struct fault *f)
{
	char typed[FLOW_TYPED_BYTES];
	enum status st = ST_OK;

	while (st == ST_OK && r->flow.verdict == FLOW_OPEN) {
		st = tty_ask("The code that arrived (Enter alone: none did): ", typed,
		             sizeof(typed), f);
		if (st == ST_OK && typed[strspn(typed, " ")] == '\0')
			flow_give_up(&r->flow);
		else if (st == ST_OK && flow_type(&r->flow, r->sender, typed) == FLOW_OPEN)
			output_words("that is not the code; %d tr%s left",
			             FLOW_TRIES - r->flow.tries,
			             FLOW_TRIES - r->flow.tries == 1 ? "y" : "ies");
	}
	mem_wipe(typed, sizeof(typed));
	return st;
}

static void
print_seconds(const char *label, int64_t ms, const char *words)
{
	if (ms >= 0)
		output_data("%-10s %5.1f s  %s\n", label, (double)ms / 1000.0, words);
}

static void
report(struct run *r, const struct logbook_entry *e)
{
	struct flow_times times;

	if (r->watch.cli->json) {
		flow_write_json(&r->flow, e, &r->watch.cli->writer);
		return;
	}
	if (!e)
		return;
	flow_read_times(&r->flow, e, &times);
	print_seconds("accepted", times.accepted_ms, "by the provider, after it was sent");
	print_seconds("delivered", times.delivered_ms, "as it was learnt from the provider's log");
	print_seconds("", times.provider_ms, "by the provider's own clock");
	print_seconds("typed back", times.typed_ms, "the right code");
	output_words("row %lld, messageId %s", (long long)e->message.id, e->message.message_id);
}

/* The row as it stands by now, with what the provider's log said. */
static void
report_row(struct run *r)
{
	const struct message *m = sender_message(r->sender);
	struct logbook_entry e = { 0 };
	struct fault ignored = { 0 };

	if (m->id != 0 &&
	    logbook_open(r->watch.cli->session, m->message_id, &e, &ignored) == ST_OK) {
		report(r, &e);
		logbook_entry_finish(&e);
	} else {
		report(r, NULL);
	}
}

static enum status
outcome(const struct run *r, struct fault *f)
{
	const struct fault *own = sender_fault(r->sender);

	if (own->code != ST_OK) {
		*f = *own;
		return own->code;
	}
	enum status st = flow_outcome(&r->flow, sender_message(r->sender), f);

	if (r->watch.cli->signal == 0 || st == ST_UNCERTAIN)
		return st;
	return fault_set(f, WORD_CANCELLED, "stopped by a signal");
}

/* Sends, and waits for the provider's answer; a guard that counts may ask again first. */
static enum status
send_code(struct run *r, struct send_draft *d, struct fault *f)
{
	const struct sender_options options = { .follow = true, .changed = changed, .context = r };

	for (;;) {
		enum status st = sender_start(r->watch.cli->session, d, &options, &r->sender, f);

		if (st != ST_OK)
			return st;
		loop_run_until(r->watch.cli->session->loop, has_answer, r, -1);
		*f = *sender_fault(r->sender);
		if (sender_message(r->sender)->id != 0 || guard_question_of(f) == 0)
			return ST_OK;
		st = cli_send_ask_again(r->watch.cli, d, f);
		if (st != ST_OK)
			return st;
		sender_destroy(r->sender);
		r->sender = NULL;
	}
}

/* The code is asked for when the phone has had its time, and the provider's log is looked at once
 * more afterwards. */
static enum status
take_code_back(struct run *r, struct fault *f)
{
	struct loop *loop = r->watch.cli->session->loop;
	enum status st = ST_OK;

	if (!profile_is_billed(&r->watch.cli->session->profile))
		loop_run_until(loop, has_ended, r, PHONE_LIMIT_MS);
	watch_message(&r->watch, sender_message(r->sender));
	if (r->watch.cli->signal == 0 && flow_takes_code(&r->flow, sender_message(r->sender))) {
		show_phone(r);
		st = ask_back(r, f);
	}
	if (st == ST_OK && r->flow.verdict != FLOW_OPEN &&
	    sender_next_at_ms(r->sender) < clock_now_ms() + LAST_LOOK_MS)
		loop_run_until(loop, has_ended, r, LAST_LOOK_MS);
	watch_message(&r->watch, sender_message(r->sender));
	return st;
}

static enum status
run_flow(struct cli *c, struct send_draft *d, struct fault *f)
{
	struct run r = { .watch.cli = c };
	enum status st = send_code(&r, d, f);

	if (st == ST_OK) {
		st = take_code_back(&r, f);
		report_row(&r);
	}
	if (st == ST_OK)
		st = outcome(&r, f);
	sender_destroy(r.sender);
	return st;
}

static enum status
read_option(const struct cli *c, enum args_option o, enum context_field field, struct send_draft *d,
            struct fault *f)
{
	const char *value = c->args.values[o];

	return value ? context_set(&d->context, field, value, f) : ST_OK;
}

static enum status
copy_number(const char *typed, struct send_draft *d, struct fault *f)
{
	if (text_copy(d->to, sizeof(d->to), typed))
		return ST_OK;
	return fault_set(f, WORD_VALUE_TOO_LONG, "--to is longer than %zu bytes",
	                 sizeof(d->to) - 1);
}

static enum status
read_number(const struct cli *c, struct send_draft *d, struct fault *f)
{
	const char *typed = c->args.values[OPT_TO];
	char *kept = NULL;
	size_t size = 0;

	if (!typed && d->to[0])
		return ST_OK;
	if (!typed)
		return tty_ask("Number, with its plus and country code: ", d->to, sizeof(d->to), f);
	if (strcmp(typed, "-") != 0)
		return copy_number(typed, d, f);
	enum status st = tty_read_stdin(SEND_TO_BYTES, &kept, &size, f);

	if (st == ST_OK) {
		kept[strcspn(kept, "\r\n")] = '\0';
		st = copy_number(kept, d, f);
	}
	mem_free(kept);
	return st;
}

/* The code is typed by a person: without one nothing is sent. */
static enum status
check_person(const struct cli *c, struct fault *f)
{
	if (send_can_ask(c))
		return ST_OK;
	fault_set(f, WORD_QUESTION_UNASKED,
	          "flow asks for the code that arrived, and nobody can be asked");
	return fault_hint(f, "otpdeck send --wait sends without asking back");
}

enum status
cli_flow(struct cli *c, struct fault *f)
{
	struct send_preview p = { 0 };
	struct send_draft *d = mem_alloc(sizeof(*d));
	enum status st = check_person(c, f);

	text_init(&p.text, (size_t)16 * 1024);
	send_draft_init(d, &c->session->profile);
	if (st == ST_OK)
		st = read_number(c, d, f);
	if (st == ST_OK)
		st = read_option(c, OPT_TYPE, CONTEXT_MESSAGE_TYPE, d, f);
	if (st == ST_OK)
		st = read_option(c, OPT_LOCALE, CONTEXT_LANGUAGE, d, f);
	if (st == ST_OK)
		st = sender_preview(c->session, d, &p, f);
	if (st == ST_OK)
		st = cli_send_ask(c, d, &p, f);
	if (st == ST_OK)
		st = run_flow(c, d, f);
	text_finish(&p.text);
	mem_free(d);
	return st;
}
