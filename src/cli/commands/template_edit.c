/* SPDX-License-Identifier: MIT */
/* template edit: a text in the operator's own editor */
#include "cli/commands/template_impl.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/outside.h"
#include "base/output.h"

/* A name that has no text yet begins with an empty one. */
static enum status
load(struct cli *c, const struct template_name *name, struct template_text *out, struct fault *f)
{
	enum status st = cli_template_load(c, name, TEMPLATE_ANY_REVISION, out, f);

	if (st != ST_NOT_FOUND)
		return st;
	*f = (struct fault){ .code = ST_OK };
	out->info = (struct template_info){ .of = *name };
	template_name_write(name, out->info.name, sizeof(out->info.name));
	return ST_OK;
}

static enum status
run_editor(const struct cli *c, const struct template_text *t, int fd, struct outside **out,
           struct fault *f)
{
	const struct outside_order order = {
		.state_dir = c->paths.state_dir,
		.name = t->info.name,
		.source = text_string(&t->source),
		.size_bytes = t->source.size_bytes,
		.ceiling_bytes = TEMPLATE_SOURCE_MAX,
		.in_fd = fd,
		.out_fd = fd,
	};
	enum status st = outside_start(&order, out, f);

	if (st == ST_OK)
		outside_wait(*out);
	return st;
}

/* Standard streams may be pipes; the editor needs the terminal itself. */
static enum status
edit(const struct cli *c, const struct template_text *t, struct outside **out, struct fault *f)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		fault_set(f, WORD_NO_TERMINAL, "an editor needs a terminal, and there is none");
		return fault_hint(f, "otpdeck template set %s --file FILE saves a text from a file",
		                  t->info.name);
	}
	enum status st = run_editor(c, t, fd, out, f);
	close(fd);
	return st;
}

/* What cannot be saved is still in its file. */
static enum status
save(struct cli *c, const struct template_text *t, const struct text *edited, struct outside *run,
     struct fault *f)
{
	const struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.name = t->info.of,
		.source = text_string(edited),
		.size_bytes = edited->size_bytes,
		.expected = t->info.revision,
	};
	struct templates_result result;
	enum status st = templates_change(c->session, &order, &result, f);

	if (st != ST_OK)
		return fault_hint(f, "what was written is kept in %s", outside_keep(run));
	if (c->json)
		cli_template_write_result(c, &result);
	else
		cli_template_tell_saved(&result, false);
	return st;
}

static void
tell_unchanged(struct cli *c, const struct template_text *t)
{
	const struct templates_result result = { .info = t->info, .unchanged = true };

	if (c->json)
		cli_template_write_result(c, &result);
	else
		output_words("the editor changed nothing");
}

enum status
cli_template_edit(struct cli *c, struct fault *f)
{
	struct template_name name;
	struct template_text t;
	struct text edited;
	struct outside *run = NULL;
	bool changed = false;

	template_text_init(&t);
	text_init(&edited, TEMPLATE_SOURCE_MAX);
	enum status st = cli_template_name(c, 0, &name, f);
	if (st == ST_OK)
		st = load(c, &name, &t, f);
	if (st == ST_OK)
		st = edit(c, &t, &run, f);
	if (st == ST_OK)
		st = outside_take(run, &edited, &changed, f);
	if (st == ST_OK && changed)
		st = save(c, &t, &edited, run, f);
	else if (st == ST_OK)
		tell_unchanged(c, &t);
	outside_destroy(run);
	text_finish(&edited);
	template_text_finish(&t);
	return st;
}
