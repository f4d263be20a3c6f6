/* SPDX-License-Identifier: MIT */
/* template: set, rm, restore */
#include "cli/commands/template_impl.h"

#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"

void
cli_template_write_result(struct cli *c, const struct templates_result *r)
{
	json_write_object(&c->writer, NULL);
	cli_template_write_info(&c->writer, &r->info);
	json_write_bool(&c->writer, "unchanged", r->unchanged);
	json_write_object_end(&c->writer);
}

static enum status
change(struct cli *c, const struct templates_order *order, struct templates_result *out,
       struct fault *f)
{
	enum status st = templates_change(c->session, order, out, f);

	if (st == ST_OK && c->json)
		cli_template_write_result(c, out);
	return st;
}

/* Editors and echo end a file with a line end, which is no part of a message. */
static bool
cut_last_line_end(const char *bytes, size_t *size_bytes)
{
	size_t before = *size_bytes;

	if (*size_bytes > 0 && bytes[*size_bytes - 1] == '\n')
		--*size_bytes;
	if (*size_bytes<before && * size_bytes> 0 && bytes[*size_bytes - 1] == '\r')
		--*size_bytes;
	return *size_bytes < before;
}

void
cli_template_tell_saved(const struct templates_result *r, bool cut)
{
	if (r->unchanged)
		output_words("%s has this text already, revision %lld", r->info.name,
		             (long long)r->info.revision);
	else
		output_words("%s is saved as revision %lld%s", r->info.name,
		             (long long)r->info.revision,
		             cut ? "; the last line end is not part of it" : "");
}

enum status
cli_template_set(struct cli *c, struct fault *f)
{
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	const char *path = c->args.values[OPT_FILE];
	char *bytes = NULL;
	bool cut = false;
	enum status st = cli_template_name(c, 0, &order.name, f);

	if (st == ST_OK && !path) {
		fault_set(f, WORD_USAGE, "template set wants to know where the text is");
		st = fault_hint(f, "--file FILE, or --file - for standard input");
	}
	if (st == ST_OK)
		st = tty_read_file(path, CLI_TEMPLATE_READ_MAX, &bytes, &order.size_bytes, f);
	if (st == ST_OK) {
		cut = cut_last_line_end(bytes, &order.size_bytes);
		order.source = bytes;
		st = change(c, &order, &result, f);
	}
	if (st == ST_OK && !c->json)
		cli_template_tell_saved(&result, cut);
	if (st == ST_INVALID && order.source && !f->hint[0])
		fault_hint(f, "nothing was saved; what was saved before is still there");
	mem_free(bytes);
	return st;
}

enum status
cli_template_rm(struct cli *c, struct fault *f)
{
	struct templates_order order = { .kind = TEMPLATES_REMOVE,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	enum status st = cli_template_name(c, 0, &order.name, f);

	if (st == ST_OK)
		st = change(c, &order, &result, f);
	if (st == ST_OK && !c->json)
		output_words("%s is removed; otpdeck template history %s still has its revisions",
		             result.info.name, result.info.name);
	return st;
}

enum status
cli_template_restore(struct cli *c, struct fault *f)
{
	struct templates_order order = { .kind = TEMPLATES_RESTORE,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	enum status st = cli_template_name(c, 0, &order.name, f);

	if (st == ST_OK)
		st = cli_template_revision(c->args.operands[1], &order.revision, f);
	if (order.revision == 0)
		order.kind = TEMPLATES_RESTORE_DEFAULT;
	if (st == ST_OK)
		st = change(c, &order, &result, f);
	if (st == ST_OK && !c->json)
		cli_template_tell_saved(&result, false);
	return st;
}
