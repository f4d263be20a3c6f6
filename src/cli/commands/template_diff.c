/* SPDX-License-Identifier: MIT */
/* template diff: two revisions of a text, line by line */
#include <stdio.h>

#include "base/output.h"
#include "cli/commands/template_impl.h"
#include "domain/diff.h"

struct pair {
	struct template_text old_text;
	struct template_text new_text;
};

static void
print_line(const struct diff_line *line)
{
	static const enum output_role roles[] = {
		[DIFF_SAME] = OUTPUT_PLAIN, [DIFF_REMOVED] = OUTPUT_BAD, [DIFF_ADDED] = OUTPUT_GOOD
	};

	output_role(roles[line->kind], "%c%.*s\n", " -+"[line->kind], (int)line -> size_bytes,
	            line -> bytes);
}

static void
print_diff(const struct pair *p, const struct diff *d)
{
	char what[64];

	cli_template_describe(&p->old_text.info, what, sizeof(what));
	output_role(OUTPUT_STRONG, "--- %s, %s\n", p->old_text.info.name, what);
	cli_template_describe(&p->new_text.info, what, sizeof(what));
	output_role(OUTPUT_STRONG, "+++ %s, %s\n", p->new_text.info.name, what);
	for (size_t i = 0; i < d->count; i++)
		print_line(&d->lines[i]);
}

static void
write_side(struct json_writer *w, const char *key, const struct template_text *t)
{
	json_write_object(w, key);
	cli_template_write_info(w, &t->info);
	json_write_string(w, "source", text_string(&t->source));
	json_write_object_end(w);
}

static void
write_diff(struct json_writer *w, const struct pair *p, const struct diff *d)
{
	static const char *const words[] = {
		[DIFF_SAME] = "same", [DIFF_REMOVED] = "removed", [DIFF_ADDED] = "added"
	};

	json_write_object(w, NULL);
	write_side(w, "from", &p->old_text);
	write_side(w, "to", &p->new_text);
	json_write_array(w, "lines");
	for (size_t i = 0; i < d->count; i++) {
		json_write_object(w, NULL);
		json_write_string(w, "change", words[d->lines[i].kind]);
		json_write_string_bytes(w, "text", d->lines[i].bytes, d->lines[i].size_bytes);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

static enum status
no_older(const struct template_text *newest, struct fault *f)
{
	fault_set(f, WORD_NOT_FOUND, "%s has one revision only", newest->info.name);
	return fault_hint(f, "otpdeck template diff %s default compares it with Auth0's text",
	                  newest->info.name);
}

/* Without revisions the newest stands beside the one before it, with one beside that one. */
static enum status
load_pair(const struct cli *c, const struct template_name *name, struct pair *out, struct fault *f)
{
	int64_t from = TEMPLATE_ANY_REVISION;
	int64_t to = TEMPLATE_ANY_REVISION;
	enum status st = ST_OK;

	if (c->args.operand_count > 1)
		st = cli_template_revision(c->args.operands[1], &from, f);
	if (st == ST_OK && c->args.operand_count > 2)
		st = cli_template_revision(c->args.operands[2], &to, f);
	if (st == ST_OK)
		st = cli_template_load(c, name, to, &out->new_text, f);
	if (st != ST_OK)
		return st;
	if (from == TEMPLATE_ANY_REVISION)
		from = out->new_text.info.revision - 1;
	if (from == 0 && c->args.operand_count < 2)
		return no_older(&out->new_text, f);
	return cli_template_load(c, name, from, &out->old_text, f);
}

enum status
cli_template_diff(struct cli *c, struct fault *f)
{
	struct template_name name;
	struct pair p;
	struct diff d = { 0 };
	enum status st = cli_template_name(c, 0, &name, f);

	template_text_init(&p.old_text);
	template_text_init(&p.new_text);
	if (st == ST_OK)
		st = load_pair(c, &name, &p, f);
	if (st == ST_OK) {
		diff_make(text_string(&p.old_text.source), p.old_text.source.size_bytes,
		          text_string(&p.new_text.source), p.new_text.source.size_bytes, &d);
		if (c->json)
			write_diff(&c->writer, &p, &d);
		else
			print_diff(&p, &d);
	}
	diff_finish(&d);
	template_text_finish(&p.old_text);
	template_text_finish(&p.new_text);
	return st;
}
