/* SPDX-License-Identifier: MIT */
/* template resolve: which text answers, and every step on the way to it */
#include <string.h>

#include "base/output.h"
#include "cli/commands/template_impl.h"

static enum output_role
role_of(enum template_step_result result)
{
	switch (result) {
	case TEMPLATE_HIT: return OUTPUT_GOOD;
	case TEMPLATE_NO_TEXT: return OUTPUT_PLAIN;
	default: return OUTPUT_DIM;
	}
}

static void
print_trace(const struct template_trace *trace)
{
	for (size_t i = 0; i < TEMPLATE_STEP_COUNT; i++) {
		const struct template_step *step = &trace->steps[i];

		output_role(role_of(step->result), "%2zu  %-19s  %-44s  %s\n", i + 1,
		            template_rung_words(step->rung), step->wanted,
		            template_result_words(step->result));
	}
}

static void
write_steps(struct json_writer *w, const struct template_trace *trace)
{
	json_write_array(w, "steps");
	for (size_t i = 0; i < TEMPLATE_STEP_COUNT; i++) {
		const struct template_step *step = &trace->steps[i];

		json_write_object(w, NULL);
		json_write_string(w, "step", template_rung_words(step->rung));
		json_write_string(w, "name", step->wanted);
		json_write_string(w, "result", template_result_words(step->result));
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
write_answer(struct json_writer *w, const struct template_request *ask,
             const struct template_trace *trace, const struct template_text *text)
{
	char why[256];

	template_trace_sentence(trace, ask, why, sizeof(why));
	json_write_object(w, NULL);
	if (trace->found) {
		cli_template_write_info(w, &text->info);
		json_write_string(w, "source", text_string(&text->source));
	}
	json_write_string(
		w, "by", trace->found ? template_rung_words(trace->steps[trace->step].rung) : NULL);
	json_write_string(w, "why", why);
	write_steps(w, trace);
	json_write_object_end(w);
}

static enum status
read_type(const struct cli *c, enum template_channel *out, struct fault *f)
{
	const char *typed = c->args.values[OPT_TYPE];

	if (typed && strcmp(typed, "sms") != 0 && strcmp(typed, "voice") != 0)
		return fault_set(f, WORD_USAGE, "--type is sms or voice, not %.40s", typed);
	*out = template_channel_of_type(typed ? typed : "sms");
	return ST_OK;
}

/* Locale and client are asked for apart, so that nobody takes one text for what answers. */
static enum status
read_kind(const struct cli *c, enum template_kind *out, struct fault *f)
{
	const char *typed = c->args.operands[0];
	struct template_name name;
	struct fault ignored = { 0 };
	enum status st = template_kind_parse(typed, out, f);

	if (st == ST_OK || template_name_parse(typed, &name, &ignored) != ST_OK)
		return st;
	fault_set(f, WORD_USAGE, "template resolve takes a kind, not the name of one text");
	return fault_hint(f, "otpdeck template resolve %s --locale L --client C --type T",
	                  template_kind_name(name.kind));
}

static enum status
check_asked(const char *option, const char *asked, struct fault *f)
{
	if (!text_is_utf8(asked, strlen(asked)))
		return fault_set(f, WORD_NOT_UTF8, "%s is not UTF-8", option);
	if (text_has_control(asked, strlen(asked), false))
		return fault_set(f, WORD_VALUE_INVALID, "%s holds a control or direction character",
		                 option);
	return ST_OK;
}

static enum status
read_ask(const struct cli *c, struct template_request *out, struct fault *f)
{
	const char *locale = c->args.values[OPT_LOCALE];
	const char *client = c->args.values[OPT_CLIENT];
	enum status st = read_type(c, &out->channel, f);

	out->kind = TEMPLATE_VERIFICATION;
	out->locale = locale ? locale : profile_get(&c->session->profile, PROFILE_LOCALE_DEFAULT);
	out->client_id = client ? client : "";
	if (st == ST_OK && c->args.operand_count > 0)
		st = read_kind(c, &out->kind, f);
	if (st == ST_OK)
		st = check_asked("--locale", out->locale, f);
	return st == ST_OK ? check_asked("--client", out->client_id, f) : st;
}

enum status
cli_template_resolve(struct cli *c, struct fault *f)
{
	struct template_request ask = { 0 };
	struct template_trace trace = { 0 };
	struct template_text text;
	char why[256];
	bool traced;
	enum status st = read_ask(c, &ask, f);

	if (st != ST_OK)
		return st;
	template_text_init(&text);
	st = templates_resolve(c->session, &ask, &trace, &text, f);
	/* Without an answer the steps are what there is to look at. */
	traced = st == ST_OK || st == ST_NOT_FOUND;
	if (traced && c->json)
		write_answer(&c->writer, &ask, &trace, &text);
	else if (traced)
		print_trace(&trace);
	if (st == ST_OK && !c->json) {
		template_trace_sentence(&trace, &ask, why, sizeof(why));
		output_data("=> %s (revision %lld)\n", why, (long long)text.info.revision);
	}
	template_text_finish(&text);
	return st;
}
