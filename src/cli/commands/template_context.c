/* SPDX-License-Identifier: MIT */
/* template context and test: contexts listed, added, removed, and tried */
#include <string.h>

#include "app/template_contexts.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands/template_impl.h"
#include "cli/envelope.h"

#define SHOWN_COLUMNS 60

/* --- Lists ---------------------------------------------------------------------------------- */

static void
write_context(struct json_writer *w, const struct template_context *c)
{
	json_write_string(w, "name", c->name);
	json_write_string(w, "kind", template_kind_name(c->kind));
	json_write_string(w, "type", c->voice ? "voice" : "sms");
	json_write_string(w, "locale", c->locale[0] ? c->locale : NULL);
	json_write_string(w, "client", c->client_id[0] ? c->client_id : NULL);
	json_write_string(w, "country", c->country[0] ? c->country : NULL);
	template_expect_write_json(&c->expect, w, "expect");
}

static enum status
list(struct cli *c, struct fault *f)
{
	struct template_context *contexts = NULL;
	size_t count = 0;
	enum status st = template_contexts_list(c->session, &contexts, &count, f);

	envelope_begin_items(c);
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		const struct template_context *at = &contexts[i];

		if (c->json) {
			json_write_object(&c->writer, NULL);
			write_context(&c->writer, at);
			json_write_raw(&c->writer, "event", text_string(&at->event));
			json_write_object_end(&c->writer);
		} else {
			output_data("%-24s  %-15s  %-5s  %-8s  %s\n", at->name,
			            template_kind_name(at->kind), at->voice ? "voice" : "sms",
			            at->locale[0] ? at->locale : "-", at->client_id);
		}
	}
	envelope_end_items(c, NULL);
	template_contexts_free(contexts, count);
	if (st == ST_OK && count == 0 && !c->json)
		output_words("no test contexts; otpdeck template context add NAME --file FILE");
	return st;
}

/* --- Changes -------------------------------------------------------------------------------- */

static void
report_change(struct cli *c, const struct template_contexts_result *result, const char *did)
{
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "name", result->name);
		json_write_string(&c->writer, "told", result->told[0] ? result->told : NULL);
		json_write_bool(&c->writer, "replaced", result->in_place);
		json_write_object_end(&c->writer);
		return;
	}
	output_data("%s: %s\n", result->name, did);
	if (result->told[0])
		output_words("%s", result->told);
}

static enum status
add(struct cli *c, struct fault *f)
{
	struct template_contexts_order order = { .name = c->args.operands[1] };
	struct template_contexts_result result;
	char *pasted = NULL;
	enum status st;

	if (!c->args.given[OPT_FILE]) {
		fault_set(f, WORD_USAGE, "the event is read from a file");
		return fault_hint(f, "--file FILE, or --file - for standard input");
	}
	st = tty_read_file(c->args.values[OPT_FILE], JSON_BYTES_MAX, &pasted, &order.size_bytes, f);
	order.pasted = pasted;
	if (st == ST_OK)
		st = template_contexts_change(c->session, &order, &result, f);
	if (st == ST_OK)
		report_change(c, &result,
		              result.in_place ? "kept, in place of the one before" : "kept");
	mem_free(pasted);
	return st;
}

static enum status
rm(struct cli *c, struct fault *f)
{
	const struct template_contexts_order order = { .removes = true,
		                                       .name = c->args.operands[1] };
	struct template_contexts_result result;
	enum status st;

	if (c->args.operand_count < 2) {
		fault_set(f, WORD_USAGE, "template context rm wants a name");
		return fault_hint(f, "otpdeck template context list shows those there are");
	}
	st = template_contexts_change(c->session, &order, &result, f);
	if (st == ST_OK)
		report_change(c, &result, "removed");
	return st;
}

enum status
cli_template_context(struct cli *c, struct fault *f)
{
	const char *verb = c->args.operand_count > 0 ? c->args.operands[0] : "list";

	if (strcmp(verb, "add") == 0)
		return add(c, f);
	if (c->args.given[OPT_FILE])
		return fault_set(f, WORD_USAGE, "--file belongs to template context add");
	if (strcmp(verb, "list") == 0 && c->args.operand_count < 2)
		return list(c, f);
	if (strcmp(verb, "rm") == 0)
		return rm(c, f);
	if (strcmp(verb, "list") == 0)
		return fault_set(f, WORD_USAGE, "template context list takes no name");
	fault_set(f, WORD_USAGE, "template context does not know %.40s", verb);
	return fault_hint(f, "list, add or rm");
}

/* --- test ----------------------------------------------------------------------------------- */

static void
write_tried(struct json_writer *w, const struct template_tried *t)
{
	bool rendered = t->rendering.st == ST_OK;

	json_write_object(w, NULL);
	write_context(w, &t->context);
	json_write_bool(w, "ok", t->verdicts.failed == 0);
	json_write_string(w, "answered", t->answered[0] ? t->answered : NULL);
	json_write_integer(w, "revision", t->revision);
	json_write_string(w, "by", t->answered[0] ? template_rung_words(t->rung) : NULL);
	json_write_bool(w, "falls_back", t->falls_back);
	json_write_string(w, "text", rendered ? text_string(&t->rendering.text) : NULL);
	if (rendered && !t->context.voice) {
		json_write_string(w, "encoding", parts_encoding_name(t->rendering.worst.encoding));
		json_write_integer(w, "parts", (int64_t)t->rendering.worst.count);
	}
	json_write_object(w, "verdicts");
	for (int i = 0; i < TEMPLATE_TRIAL_COUNT; i++)
		json_write_string(w, template_trial_word((enum template_trial)i),
		                  template_verdict_word(t->verdicts.of[i]));
	json_write_object_end(w);
	json_write_string(w, "why", t->verdicts.why[0] ? t->verdicts.why : NULL);
	json_write_object_end(w);
}

static void
print_tried(const struct template_tried *t)
{
	bool failed = t->verdicts.failed > 0;
	struct text shown;
	struct text cut;

	text_init(&shown, LIQUID_OUTPUT_MAX * 8);
	text_init(&cut, 1024);
	(void)text_append_clean(&shown, text_string(&t->rendering.text),
	                        t->rendering.text.size_bytes, false);
	(void)text_append_fitted(&cut, text_string(&shown), SHOWN_COLUMNS, false);
	output_role(failed ? OUTPUT_BAD : OUTPUT_GOOD, "%-6s", failed ? "FAIL" : "ok");
	output_data("%-24s  %-24s  ", t->context.name,
	            t->answered[0] ? t->answered : "no text answers");
	if (t->context.voice || t->rendering.st != ST_OK)
		output_data("-  ");
	else
		output_data("%zu  ", t->rendering.worst.count);
	output_data("%s%s\n", text_string(&cut), t->falls_back ? " (falls back)" : "");
	if (failed)
		output_data("      %s\n", t->verdicts.why);
	text_finish(&shown);
	text_finish(&cut);
}

static enum status
verdict(const struct template_tries *tries, const struct template_name *name, struct fault *f)
{
	if (tries->count == 0 && name->kind < TEMPLATE_KIND_COUNT)
		output_words("no test contexts of %s; otpdeck template context list shows those "
		             "there are",
		             template_kind_name(name->kind));
	else if (tries->count == 0)
		output_words("no test contexts; otpdeck template context add NAME --file FILE");
	if (tries->failed == 0)
		return ST_OK;
	return fault_set(f, WORD_FAILED, "%zu of %zu test contexts failed", tries->failed,
	                 tries->count);
}

enum status
cli_template_test(struct cli *c, struct fault *f)
{
	struct template_name name = { .kind = TEMPLATE_KIND_COUNT };
	struct template_tries tries = { 0 };
	bool named = c->args.operand_count > 0;
	enum status st = ST_OK;

	if (named)
		st = cli_template_name(c, 0, &name, f);
	if (st == ST_OK)
		st = template_contexts_try(c->session->reader, &c->session->profile, name.kind,
		                           named ? &name : NULL, &tries, f);
	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	for (size_t i = 0; i < tries.count; i++) {
		if (c->json)
			write_tried(&c->writer, &tries.items[i]);
		else
			print_tried(&tries.items[i]);
	}
	envelope_end_items(c, NULL);
	st = verdict(&tries, &name, f);
	template_tries_finish(&tries);
	return st;
}
