/* SPDX-License-Identifier: MIT */
/* template: list, show, history, and what the others share */
#include "cli/commands/template_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "cli/envelope.h"

/* --- What they share ------------------------------------------------------------------------ */

enum status
cli_template_name(const struct cli *c, size_t operand, struct template_name *out, struct fault *f)
{
	return template_name_parse(c->args.operands[operand], out, f);
}

enum status
cli_template_revision(const char *typed, int64_t *out, struct fault *f)
{
	char *end = NULL;

	*out = 0;
	if (strcmp(typed, "default") == 0)
		return ST_OK;
	errno = 0;
	*out = strtoll(typed, &end, 10);
	if (*typed >= '1' && *typed <= '9' && *end == '\0' && errno == 0)
		return ST_OK;
	fault_set(f, WORD_USAGE, "a revision is a number from 1, not %.40s", typed);
	return fault_hint(f, "otpdeck template history NAME lists them; default is Auth0's text");
}

static enum status
hint_resolve(const struct template_name *name, struct fault *f)
{
	if (template_name_is_plain(name))
		return templates_hint_first(name->kind, name->channel, f);
	return fault_hint(f, "otpdeck template resolve %s --locale L shows which text answers",
	                  template_kind_name(name->kind));
}

enum status
cli_template_load(const struct cli *c, const struct template_name *name, int64_t revision,
                  struct template_text *out, struct fault *f)
{
	enum status st;

	if (revision == 0)
		return templates_load_default(name, out, f);
	st = templates_load(c->session, name, revision == TEMPLATE_ANY_REVISION ? 0 : revision, out,
	                    f);
	return st == ST_NOT_FOUND && revision == TEMPLATE_ANY_REVISION ? hint_resolve(name, f) : st;
}

static const char *
or_null(const char *value)
{
	return value[0] ? value : NULL;
}

void
cli_template_write_name(struct json_writer *w, const struct template_name *name)
{
	char written[TEMPLATE_NAME_BYTES];
	bool unified = template_kind_generation(name->kind) == TEMPLATE_UNIFIED;

	template_name_write(name, written, sizeof(written));
	json_write_string(w, "name", written);
	json_write_string(w, "kind", template_kind_name(name->kind));
	json_write_string(w, "locale", or_null(name->locale));
	json_write_string(w, "client", or_null(name->client_id));
	json_write_string(w, "channel", or_null(template_channel_word(name->channel)));
	json_write_string(w, "generation", unified ? "unified" : "older");
}

void
cli_template_write_info(struct json_writer *w, const struct template_info *info)
{
	char time[CLOCK_TEXT_BYTES];

	clock_format(info->changed_at_ms, time);
	cli_template_write_name(w, &info->of);
	json_write_integer(w, "revision", info->revision);
	json_write_string(w, "changed_at", info->changed_at_ms > 0 ? time : NULL);
	json_write_string(w, "origin", or_null(info->origin));
	json_write_integer(w, "size_bytes", (int64_t)info->size_bytes);
	json_write_bool(w, "removed", info->removed);
}

void
cli_template_describe(const struct template_info *info, char *out, size_t size_bytes)
{
	if (info->revision > 0)
		snprintf(out, size_bytes, "revision %lld", (long long)info->revision);
	else
		snprintf(out, size_bytes, "Auth0's default");
}

/* --- list ----------------------------------------------------------------------------------- */

static void
print_row(const struct template_info *info)
{
	char time[CLOCK_TEXT_BYTES];

	clock_format_date_time(info->changed_at_ms, true, time);
	output_data("%-40s  %4lld  %-20s  %6zu  %s\n", info->name, (long long)info->revision, time,
	            info->size_bytes, info->origin);
}

/* Kinds that nothing answers for are told, as a text that is missing is never silent. */
static void
tell_missing(const struct template_info *infos, size_t count)
{
	bool there[TEMPLATE_KIND_COUNT] = { false };
	char names[200] = "";
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		there[infos[i].of.kind] = true;
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		if (!there[i] && size < sizeof(names))
			size += (size_t)snprintf(names + size, sizeof(names) - size, "%s%s",
			                         size > 0 ? ", " : "",
			                         template_kind_name((enum template_kind)i));
	if (size > 0)
		output_words("no text yet: %s", names);
}

enum status
cli_template_list(struct cli *c, struct fault *f)
{
	struct template_info *infos = NULL;
	size_t count = 0;
	enum status st = templates_list(c->session, &infos, &count, f);

	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	if (!c->json)
		output_role(OUTPUT_STRONG, "%-40s  %4s  %-20s  %6s  %s\n", "name", "rev",
		            "changed (UTC)", "bytes", "from");
	for (size_t i = 0; i < count; i++) {
		if (!c->json) {
			print_row(&infos[i]);
			continue;
		}
		json_write_object(&c->writer, NULL);
		cli_template_write_info(&c->writer, &infos[i]);
		json_write_object_end(&c->writer);
	}
	envelope_end_items(c, NULL);
	if (!c->json)
		tell_missing(infos, count);
	mem_free(infos);
	return ST_OK;
}

/* --- show ----------------------------------------------------------------------------------- */

enum status
cli_template_show(struct cli *c, struct fault *f)
{
	struct template_name name;
	struct template_text text;
	int64_t revision = TEMPLATE_ANY_REVISION;
	enum status st = cli_template_name(c, 0, &name, f);

	template_text_init(&text);
	if (st == ST_OK && c->args.operand_count > 1)
		st = cli_template_revision(c->args.operands[1], &revision, f);
	if (st == ST_OK)
		st = cli_template_load(c, &name, revision, &text, f);
	if (st == ST_OK && c->json) {
		json_write_object(&c->writer, NULL);
		cli_template_write_info(&c->writer, &text.info);
		json_write_string(&c->writer, "source", text_string(&text.source));
		json_write_object_end(&c->writer);
	} else if (st == ST_OK) {
		/* `template set` takes the last line end off again. */
		output_raw(text_string(&text.source), text.source.size_bytes);
		output_raw("\n", 1);
	}
	template_text_finish(&text);
	return st;
}

/* --- history -------------------------------------------------------------------------------- */

static void
print_revision(const struct template_info *info)
{
	char time[CLOCK_TEXT_BYTES];

	clock_format_date_time(info->changed_at_ms, true, time);
	output_data("%4lld  %-20s  %6zu  %s\n", (long long)info->revision, time, info->size_bytes,
	            info->origin);
}

enum status
cli_template_history(struct cli *c, struct fault *f)
{
	struct template_info *infos = NULL;
	struct template_name name;
	size_t count = 0;
	enum status st = cli_template_name(c, 0, &name, f);

	if (st == ST_OK)
		st = templates_history(c->session, &name, &infos, &count, f);
	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	if (!c->json)
		output_role(OUTPUT_STRONG, "%4s  %-20s  %6s  %s\n", "rev", "changed (UTC)", "bytes",
		            "from");
	for (size_t i = 0; i < count; i++) {
		if (!c->json) {
			print_revision(&infos[i]);
			continue;
		}
		json_write_object(&c->writer, NULL);
		cli_template_write_info(&c->writer, &infos[i]);
		json_write_object_end(&c->writer);
	}
	envelope_end_items(c, NULL);
	if (!c->json && infos[0].removed)
		output_words("%s is removed; otpdeck template restore %s %lld brings it back",
		             infos[0].name, infos[0].name, (long long)infos[0].revision);
	mem_free(infos);
	return ST_OK;
}
