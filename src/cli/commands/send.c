/* SPDX-License-Identifier: MIT */
/* send: one test message, recorded, sent, followed when asked */
#include <stdio.h>
#include <string.h>

#include "app/guard.h"
#include "app/sender.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/commands/watch_impl.h"

#define WAIT_DEFAULT_S 60
#define CONTEXT_FILE_MAX ((size_t)64 * 1024)

/* The send under way, as the loop's turns see it. */
struct run {
	struct watch watch;
	struct sender *sender;
};

/* An option whose value may be "-" for standard input; *kept is the caller's to free. */
static enum status
option_value(const struct cli *c, enum args_option o, char **kept, const char **value,
             struct fault *f)
{
	size_t size_bytes = 0;
	*value = c->args.values[o];
	if (!*value || strcmp(*value, "-") != 0)
		return ST_OK;
	enum status st = tty_read_stdin(CONTEXT_FILE_MAX, kept, &size_bytes, f);
	if (st != ST_OK)
		return st;
	while (o != OPT_TEXT && size_bytes > 0 && strchr("\r\n", (*kept)[size_bytes - 1]))
		(*kept)[--size_bytes] = '\0';
	if (strlen(*kept) != size_bytes)
		return fault_set(f, WORD_VALUE_INVALID, "--%s holds a NUL", args_option_name(o));
	*value = *kept;
	return ST_OK;
}

static enum status
copy_value(char *out, size_t out_bytes, enum args_option o, const char *value, struct fault *f)
{
	if (!text_is_utf8(value, strlen(value)))
		return fault_set(f, WORD_NOT_UTF8, "--%s is not UTF-8", args_option_name(o));
	if (text_copy(out, out_bytes, value))
		return ST_OK;
	fault_set(f, WORD_VALUE_TOO_LONG, "--%s is longer than %zu bytes", args_option_name(o),
	          out_bytes - 1);
	return ST_INVALID;
}

static enum status
read_context_file(const struct cli *c, struct context *context, struct fault *f)
{
	char *bytes = NULL;
	size_t size_bytes = 0;
	const char *path = c->args.values[OPT_CONTEXT];
	if (!path)
		return ST_OK;
	enum status st = tty_read_file(path, CONTEXT_FILE_MAX, &bytes, &size_bytes, f);
	if (st == ST_OK)
		st = context_read_json(context, bytes, size_bytes, f);
	mem_free(bytes);
	return st;
}

static enum status
read_vars(const struct cli *c, struct context *context, struct fault *f)
{
	for (size_t i = 0; i < c->args.var_count; i++) {
		char key[64];
		enum context_field field;
		const char *equals = strchr(c->args.vars[i], '=');
		if (!equals)
			return fault_set(f, WORD_USAGE, "--var wants KEY=VALUE, not %.60s",
			                 c->args.vars[i]);
		size_t size = (size_t)(equals - c->args.vars[i]);
		if (size < sizeof(key)) {
			memcpy(key, c->args.vars[i], size);
			key[size] = '\0';
		}
		if (size >= sizeof(key) || !context_field_by_key(key, &field)) {
			fault_set(f, WORD_USAGE, "the hook's context has no field %.*s", (int)size,
			          c->args.vars[i]);
			return fault_hint(f, "otpdeck help send lists the fields");
		}
		enum status st = context_set(context, field, equals + 1, f);
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

static enum status
read_field(const struct cli *c, enum args_option o, enum context_field field,
           struct context *context, struct fault *f)
{
	char *kept = NULL;
	const char *value = NULL;
	enum status st = option_value(c, o, &kept, &value, f);
	if (st == ST_OK && value)
		st = context_set(context, field, value, f);
	mem_free(kept);
	return st;
}

static enum status
read_fields(const struct cli *c, struct context *context, struct fault *f)
{
	static const struct {
		enum args_option option;
		enum context_field field;
	} pairs[] = {
		{ OPT_TYPE, CONTEXT_MESSAGE_TYPE }, { OPT_ACTION, CONTEXT_ACTION },
		{ OPT_LOCALE, CONTEXT_LANGUAGE },   { OPT_CLIENT, CONTEXT_CLIENT_ID },
		{ OPT_CODE, CONTEXT_CODE },
	};
	enum status st = read_context_file(c, context, f);
	if (st == ST_OK)
		st = read_vars(c, context, f);
	for (size_t i = 0; st == ST_OK && i < sizeof(pairs) / sizeof(pairs[0]); i++)
		st = read_field(c, pairs[i].option, pairs[i].field, context, f);
	return st;
}

static enum status
read_plain(const struct cli *c, enum args_option o, char *out, size_t out_bytes, struct fault *f)
{
	char *kept = NULL;
	const char *value = NULL;
	enum status st = option_value(c, o, &kept, &value, f);
	if (st == ST_OK && value)
		st = copy_value(out, out_bytes, o, value, f);
	mem_free(kept);
	return st;
}

static enum status
check_stdin_once(const struct cli *c, struct fault *f)
{
	static const enum args_option readers[] = { OPT_TO, OPT_CODE, OPT_TEXT, OPT_CONTEXT };
	int count = 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const char *value = c->args.values[readers[i]];
		count += value && strcmp(value, "-") == 0;
	}
	if (count <= 1)
		return ST_OK;
	return fault_set(f, WORD_USAGE, "only one option can read standard input");
}

static enum status
read_draft(const struct cli *c, struct send_draft *d, struct fault *f)
{
	send_draft_init(d, &c->session->profile);
	d->to[0] = '\0';
	d->confirmed = c->args.given[OPT_YES];
	d->own_text = c->args.given[OPT_TEXT];
	if (!c->args.given[OPT_TO]) {
		fault_set(f, WORD_USAGE, "send wants to know whom to send to");
		return fault_hint(f, "otpdeck send --to +99930005");
	}
	if (d->own_text && c->args.given[OPT_TEMPLATE])
		return fault_set(f, WORD_USAGE, "--text and --template exclude each other");
	enum status st = check_stdin_once(c, f);
	if (st == ST_OK)
		st = read_plain(c, OPT_TO, d->to, sizeof(d->to), f);
	if (st == ST_OK)
		st = read_plain(c, OPT_TEXT, d->text, sizeof(d->text), f);
	if (st == ST_OK)
		st = read_plain(c, OPT_TEMPLATE, d->template_name, sizeof(d->template_name), f);
	if (st == ST_OK)
		st = read_plain(c, OPT_SENDER, d->sender, sizeof(d->sender), f);
	return st == ST_OK ? read_fields(c, &d->context, f) : st;
}

void
send_print_state(const struct message *m)
{
	char time[CLOCK_TEXT_BYTES];
	enum output_role role = OUTPUT_WAIT;
	if (m->state == MESSAGE_DELIVERED)
		role = OUTPUT_GOOD;
	else if (message_state_is_failed(m->state))
		role = OUTPUT_BAD;
	clock_format_time(clock_now_ms(), true, true, time);
	output_data("%s  %s  ", time, m->to_masked);
	output_role(role, "%-13s", message_state_word(m->state));
	if (m->status.group_id >= 0)
		output_data("  %s (%d/%d)", m->status.name, m->status.group_id, m->status.id);
	else if (m->cause[0])
		output_data("  %s", m->cause);
	if (m->state == MESSAGE_SENDING && m->type == MESSAGE_VOICE)
		output_data("  1 call");
	else if (m->state == MESSAGE_SENDING)
		output_data("  %lld part%s, %s", (long long)m->parts, m->parts == 1 ? "" : "s",
		            parts_encoding_name(m->encoding));
	output_data("\n");
	/* Who reads through a pipe sees each state when it comes. */
	fflush(stdout);
}

static void
changed(void *context)
{
	struct run *r = context;

	watch_sender(&r->watch, r->sender);
}

static bool
is_over(void *context)
{
	struct run *r = context;

	if (cli_take_signal(r->watch.cli))
		sender_cancel(r->sender);
	return sender_phase(r->sender) == SENDER_ENDED;
}

static enum status
outcome(const struct run *r, bool waited, struct fault *f)
{
	const struct fault *own = sender_fault(r->sender);

	if (own->code == ST_OK)
		return watch_outcome(&r->watch, sender_message(r->sender), waited, f);
	*f = *own;
	return own->code;
}

/* *recorded: there is a row, so that nothing is begun anew. */
static enum status
send_draft(struct cli *c, const struct send_draft *d, int64_t limit_ms, bool *recorded,
           struct fault *f)
{
	struct run r = { .watch.cli = c };
	bool waits = c->args.given[OPT_WAIT];
	const struct sender_options options = {
		.repeat = waits,
		.follow = waits,
		.changed = changed,
		.context = &r,
	};
	enum status st = sender_start(c->session, d, &options, &r.sender, f);
	if (st != ST_OK)
		return st;
	bool over = loop_run_until(c->session->loop, is_over, &r, waits ? limit_ms : -1);
	watch_report(&r.watch, sender_message(r.sender));
	st = outcome(&r, waits && !over, f);
	*recorded = sender_message(r.sender)->id != 0;
	sender_destroy(r.sender);
	return st;
}

/* A guard that counts and asks again is known when the send is claimed. */
static enum status
send_with_questions(struct cli *c, struct send_draft *d, int64_t limit_ms, struct fault *f)
{
	bool recorded = false;
	enum status st = send_draft(c, d, limit_ms, &recorded, f);

	while (st != ST_OK && !recorded && guard_question_of(f) != 0) {
		st = cli_send_ask_again(c, d, f);
		if (st != ST_OK)
			break;
		st = send_draft(c, d, limit_ms, &recorded, f);
	}
	return st;
}

static enum status
ask_and_send(struct cli *c, struct send_draft *d, int64_t limit_ms, struct fault *f)
{
	struct send_preview p = { 0 };

	text_init(&p.text, (size_t)16 * 1024);
	enum status st = sender_preview(c->session, d, &p, f);
	if (st == ST_OK)
		st = cli_send_ask(c, d, &p, f);
	if (st == ST_OK)
		st = send_with_questions(c, d, limit_ms, f);
	text_finish(&p.text);
	return st;
}

enum status
cli_send(struct cli *c, struct fault *f)
{
	int64_t limit_ms = 0;
	struct send_draft *d = mem_alloc(sizeof(*d));

	enum status st = args_wait(&c->args, WAIT_DEFAULT_S, &limit_ms, f);
	if (st == ST_OK)
		st = read_draft(c, d, f);
	if (st == ST_OK && c->args.given[OPT_DRY_RUN])
		st = cli_send_print_request(c, d, f);
	else if (st == ST_OK)
		st = ask_and_send(c, d, limit_ms, f);
	mem_free(d);
	return st;
}
