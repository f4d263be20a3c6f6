/* SPDX-License-Identifier: MIT */
/* log show, log explain: one message with everything known of it */
#include <string.h>

#include "app/logbook.h"
#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/commands/log_impl.h"

static void
print_cause(const struct cause *cause)
{
	output_data("meaning    %s\n", cause->meaning);
	output_data("final      %s\n",
	            cause->final ? "yes, nothing will change it" : "no, it may change");
	output_data("who        %s\n", cause_who_text(cause));
	output_data("retry      %s\n", cause_retry_text(cause));
	output_data("do now     %s\n", cause->advice);
}

static void
print_steps(const struct logbook_entry *e)
{
	char time[CLOCK_TEXT_BYTES];
	for (size_t i = 0; i < e->step_count; i++) {
		const struct message_step *step = &e->steps[i];
		clock_format(step->at_ms, time);
		output_data("  %s  %-13s", time, message_state_word(step->to));
		if (step->status_group >= 0)
			output_data("  (%d/%d)", step->status_group, step->status_id);
		output_data("  %s\n", step->cause);
	}
}

static bool
is_in_chain(const struct logbook_entry *e)
{
	return e->chain.count > 1 || e->chain.more || e->message.parent_id != 0;
}

/* What was sent again from what; nothing for a message that stands alone. */
static void
print_chain(const struct logbook_entry *e)
{
	char time[CLOCK_TEXT_BYTES];

	if (!is_in_chain(e))
		return;
	output_data("\nchain of resends\n");
	for (size_t i = 0; i < e->chain.count; i++) {
		const struct message *m = &e->chain.rows[i];

		clock_format(m->created_at_ms, time);
		output_data("%s %s  row %-6lld  ", m->id == e->message.id ? ">" : " ", time,
		            (long long)m->id);
		output_role(log_role_of(m), "%-15s", message_state_word(m->state));
		if (m->parent_id != 0)
			output_data("  sent again from row %lld", (long long)m->parent_id);
		output_data("\n");
	}
	if (e->chain.more)
		output_data("  and further ones\n");
}

/* A text of several lines, set in, so that none of them can pass for a line of ours. */
static void
print_lines(const char *source)
{
	while (*source) {
		size_t size = strcspn(source, "\n");
		output_data("  %.*s\n", (int)size, source);
		source += size + (source[size] == '\n');
	}
}

/* In one line, with a mark for each line end. */
static void
print_text(const char *name, const char *source)
{
	struct text line;
	text_init(&line, (size_t)256 * 1024);
	text_append_clean(&line, source, strlen(source), false);
	output_data("%-10s %s\n", name, text_string(&line));
	text_finish(&line);
}

static void
print_entry(const struct logbook_entry *e)
{
	const struct message *m = &e->message;
	char time[CLOCK_TEXT_BYTES];
	clock_format(m->created_at_ms, time);
	output_data("row        %lld\nmessageId  %s\ntime       %s\n", (long long)m->id,
	            m->message_id, time);
	output_data("to         %s%s%s\nfrom       %s\n", m->to_masked, m->country[0] ? " " : "",
	            m->country, m->sender);
	output_data("state      ");
	output_role(log_role_of(m), "%s%s\n", message_state_word(m->state),
	            m->final ? ", final" : "");
	if (m->status.group_id >= 0)
		output_data("status     %s (%d/%d) %s\n", m->status.name, m->status.group_id,
		            m->status.id, m->status.description);
	if (m->error.id > 0)
		output_data("error      %s (%d/%d) %s\n", m->error.name, m->error.group_id,
		            m->error.id, m->error.description);
	if (m->cause[0])
		output_data("cause      %s\n", m->cause);
	if (m->template_name[0])
		output_data("template   %s, revision %lld\n", m->template_name,
		            (long long)m->template_revision);
	print_text("text", text_string(&e->body.preview));
	if (m->type == MESSAGE_VOICE)
		output_data("call       1, %lld characters\n", (long long)m->units);
	else
		output_data("parts      %lld, %lld units, %s\n", (long long)m->parts,
		            (long long)m->units, parts_encoding_name(m->encoding));
	output_data("tries      %lld, look-ups in the provider's log %lld\n", (long long)m->tries,
	            (long long)m->polls);
	print_cause(&e->cause);
	output_data("\nhistory\n");
	print_steps(e);
	print_chain(e);
	output_data("\nrequest\n");
	print_lines(text_string(&e->body.request));
	if (m->http_status > 0)
		output_data("\nanswer %d\n", m->http_status);
	else
		output_data("\nanswer\n  none was read\n");
	print_lines(text_string(&e->body.answer));
	if (e->body.look_up.size_bytes > 0) {
		output_data("\nprovider's log\n");
		print_lines(text_string(&e->body.look_up));
	}
}

static void
write_steps(struct cli *c, const struct logbook_entry *e)
{
	char time[CLOCK_TEXT_BYTES];
	json_write_array(&c->writer, "history");
	for (size_t i = 0; i < e->step_count; i++) {
		clock_format(e->steps[i].at_ms, time);
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "at", time);
		json_write_string(&c->writer, "from", message_state_word(e->steps[i].from));
		json_write_string(&c->writer, "to", message_state_word(e->steps[i].to));
		json_write_string(&c->writer, "cause", e->steps[i].cause);
		json_write_object_end(&c->writer);
	}
	json_write_array_end(&c->writer);
}

static void
write_chain(struct cli *c, const struct logbook_entry *e)
{
	char time[CLOCK_TEXT_BYTES];

	json_write_array(&c->writer, "chain");
	for (size_t i = 0; i < e->chain.count; i++) {
		const struct message *m = &e->chain.rows[i];

		clock_format(m->created_at_ms, time);
		json_write_object(&c->writer, NULL);
		json_write_integer(&c->writer, "id", m->id);
		json_write_string(&c->writer, "message_id", m->message_id);
		if (m->parent_id != 0)
			json_write_integer(&c->writer, "parent_id", m->parent_id);
		else
			json_write_null(&c->writer, "parent_id");
		json_write_string(&c->writer, "created_at", time);
		json_write_string(&c->writer, "state", message_state_word(m->state));
		json_write_object_end(&c->writer);
	}
	json_write_array_end(&c->writer);
}

enum status
cli_log_show(struct cli *c, struct fault *f)
{
	struct logbook_entry e;
	enum status st = logbook_open(c->session, c->args.operands[0], &e, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		logbook_write_json(&e.message, &c->writer, "message");
		json_write_string(&c->writer, "preview", text_string(&e.body.preview));
		json_write_string(&c->writer, "request", text_string(&e.body.request));
		json_write_string(&c->writer, "answer", text_string(&e.body.answer));
		json_write_string(&c->writer, "look_up", text_string(&e.body.look_up));
		write_steps(c, &e);
		write_chain(c, &e);
		json_write_object_end(&c->writer);
	} else
		print_entry(&e);
	logbook_entry_finish(&e);
	return ST_OK;
}

enum status
cli_log_explain(struct cli *c, struct fault *f)
{
	struct logbook_entry e;
	enum status st = logbook_open(c->session, c->args.operands[0], &e, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_integer(&c->writer, "id", e.message.id);
		json_write_string(&c->writer, "state", message_state_word(e.message.state));
		json_write_string(&c->writer, "name", e.cause.name);
		json_write_bool(&c->writer, "known", e.cause.known);
		json_write_string(&c->writer, "meaning", e.cause.meaning);
		json_write_bool(&c->writer, "final", e.cause.final);
		json_write_bool(&c->writer, "permanent", e.cause.permanent);
		json_write_string(&c->writer, "who", e.cause.who);
		json_write_string(&c->writer, "retry", e.cause.retry);
		json_write_string(&c->writer, "advice", e.cause.advice);
		json_write_object_end(&c->writer);
	} else {
		output_role(log_role_of(&e.message), "%s", message_state_word(e.message.state));
		output_data("  %s\n", e.cause.name);
		print_cause(&e.cause);
	}
	logbook_entry_finish(&e);
	return ST_OK;
}
