/* SPDX-License-Identifier: MIT */
/* template lint: what is wrong with one text, a file, or every text of the profile */
#include <string.h>

#include "app/template_lens.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands/template_impl.h"
#include "cli/envelope.h"

struct linting {
	struct cli *cli;
	size_t faults; /* findings that are no notes */
	size_t texts;
};

static void
print_finding(const char *name, const struct template_finding *found)
{
	enum template_severity severity = template_rule_severity(found->rule);
	enum output_role role = severity == TEMPLATE_ERROR     ? OUTPUT_BAD
	                        : severity == TEMPLATE_WARNING ? OUTPUT_WAIT
	                                                       : OUTPUT_DIM;

	if (found->line > 0)
		output_data("%s:%zu:%zu: ", name, found->line, found->column);
	else
		output_data("%s: ", name);
	output_role(role, "%s", template_severity_word(severity));
	output_data(": %s [%s]\n", found->sentence, template_rule_word(found->rule));
	if (found->has_fix)
		output_data("    put there: %s\n", found->fix[0] ? found->fix : "nothing");
}

static void
write_finding(struct json_writer *w, const char *name, const struct template_finding *found)
{
	json_write_object(w, NULL);
	json_write_string(w, "name", name);
	json_write_string(w, "word", template_rule_word(found->rule));
	json_write_string(w, "severity",
	                  template_severity_word(template_rule_severity(found->rule)));
	json_write_integer(w, "line", (int64_t)found->line);
	json_write_integer(w, "column", (int64_t)found->column);
	json_write_integer(w, "offset_bytes", (int64_t)found->offset_bytes);
	json_write_integer(w, "size_bytes", (int64_t)found->size_bytes);
	json_write_string(w, "sentence", found->sentence);
	json_write_string(w, "fix", found->has_fix ? found->fix : NULL);
	json_write_object_end(w);
}

static void
report(struct linting *l, const char *name, const struct template_findings *found)
{
	l->texts++;
	for (size_t i = 0; i < found->count; i++) {
		if (l->cli->json)
			write_finding(&l->cli->writer, name, &found->items[i]);
		else
			print_finding(name, &found->items[i]);
		l->faults += template_rule_severity(found->items[i].rule) != TEMPLATE_NOTE;
	}
	if (found->total > found->count)
		output_words("%s: %zu further findings are not shown", name,
		             found->total - found->count);
}

static enum status
lint_text(struct linting *l, const struct template_name *name, struct fault *f)
{
	struct template_text text;
	struct template_lens *lens = NULL;
	enum status st;

	template_text_init(&text);
	st = cli_template_load(l->cli, name, TEMPLATE_ANY_REVISION, &text, f);
	if (st == ST_OK)
		st = template_lens_open(l->cli->session, name, &lens, f);
	if (st == ST_OK)
		report(l, text.info.name,
		       &template_lens_look(lens, text_string(&text.source), text.source.size_bytes)
		                ->findings);
	template_lens_close(lens);
	template_text_finish(&text);
	return st;
}

static enum status
lint_file(struct linting *l, const struct template_name *name, struct fault *f)
{
	const char *path = l->cli->args.values[OPT_FILE];
	struct template_lens *lens;
	char *source = NULL;
	size_t size = 0;
	enum status st = tty_read_file(path, CLI_TEMPLATE_READ_MAX, &source, &size, f);

	if (st != ST_OK)
		return st;
	lens = template_lens_make(name, profile_setting_default(PROFILE_TENANT_NAME));
	report(l, strcmp(path, "-") == 0 ? "stdin" : path,
	       &template_lens_look(lens, source, size)->findings);
	template_lens_close(lens);
	mem_free(source);
	return ST_OK;
}

/* --- Every text of the profile -------------------------------------------------------------- */

/* The locales of any text of the profile: each kind should have one for each. */
static size_t
collect_locales(const struct template_info *list, size_t count, const char **out)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_new = list[i].of.locale[0] != '\0';

		for (size_t j = 0; j < found && is_new; j++)
			is_new = !template_locale_equals(out[j], list[i].of.locale);
		if (is_new)
			out[found++] = list[i].of.locale;
	}
	return found;
}

static enum status
lint_locales_of(struct linting *l, enum template_kind kind, const struct template_info *list,
                size_t count, struct fault *f)
{
	const struct template_name plain_name = { .kind = kind };
	struct template_findings found = { 0 };
	const char **locales = mem_alloc_array(count + 1, sizeof(*locales));
	struct template_name *have = mem_alloc_array(count + 1, sizeof(*have));
	struct template_text plain;
	enum status st = ST_NOT_FOUND;

	template_text_init(&plain);
	for (size_t i = 0; i < count; i++) {
		have[i] = list[i].of;
		if (template_name_equals(&have[i], &plain_name))
			st = templates_load(l->cli->session, &plain_name, 0, &plain, f);
	}
	if (st == ST_OK || st == ST_NOT_FOUND) {
		template_lint_locales(kind, have, count, locales,
		                      collect_locales(list, count, locales),
		                      st == ST_OK ? text_string(&plain.source) : NULL, &found);
		report(l, template_kind_name(kind), &found);
		l->texts--;
	}
	template_findings_finish(&found);
	template_text_finish(&plain);
	mem_free(have);
	mem_free(locales);
	return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status
lint_all(struct linting *l, struct fault *f)
{
	struct template_info *list = NULL;
	bool seen[TEMPLATE_KIND_COUNT] = { false };
	size_t count = 0;
	enum status st = templates_list(l->cli->session, &list, &count, f);

	for (size_t i = 0; st == ST_OK && i < count; i++) {
		st = lint_text(l, &list[i].of, f);
		if (st == ST_OK && !seen[list[i].of.kind])
			st = lint_locales_of(l, list[i].of.kind, list, count, f);
		seen[list[i].of.kind] = true;
	}
	mem_free(list);
	return st;
}

enum status
cli_template_lint(struct cli *c, struct fault *f)
{
	struct linting l = { .cli = c };
	struct template_name name = { .kind = TEMPLATE_VERIFICATION };
	bool named = c->args.operand_count > 0;
	enum status st = ST_OK;

	if (named)
		st = cli_template_name(c, 0, &name, f);
	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	if (c->args.given[OPT_FILE])
		st = lint_file(&l, &name, f);
	else
		st = named ? lint_text(&l, &name, f) : lint_all(&l, f);
	envelope_end_items(c, NULL);
	if (st != ST_OK)
		return st;
	if (l.faults == 0) {
		output_words("no faults in %zu text%s", l.texts, l.texts == 1 ? "" : "s");
		return ST_OK;
	}
	fault_set(f, WORD_FAILED, "%zu fault%s found", l.faults, l.faults == 1 ? "" : "s");
	return fault_hint(f, "each stands above with its place; notes are no faults");
}
