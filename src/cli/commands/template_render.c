/* SPDX-License-Identifier: MIT */
/* template render: a text from a file, a pipe or the store, its bytes on stdout */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/template_partials.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "base/zone.h"
#include "cli/commands/template_impl.h"
#include "domain/liquid.h"
#include "domain/template_context.h"

#define ENDING ".liquid"

/* The folder of --partials; the text is the partial read last. */
struct partials {
	int folder;
	struct text source;
};

/* "footer" is the file of that name, or else footer.liquid. */
static bool
read_partial(struct partials *p, const char *name)
{
	struct text path;

	if (file_read_below(p->folder, name, &p->source))
		return true;
	text_reset(&p->source);
	text_init(&path, strlen(name) + sizeof(ENDING));
	text_append(&path, name);
	text_append(&path, ENDING);
	bool found = file_read_below(p->folder, text_string(&path), &p->source);
	text_finish(&path);
	return found;
}

static bool
find_partial(void *context, const char *name, const char **source, size_t *size_bytes)
{
	struct partials *p = context;

	text_reset(&p->source);
	if (!read_partial(p, name))
		return false;
	*source = text_string(&p->source);
	*size_bytes = p->source.size_bytes;
	return true;
}

static enum status
open_partials(const char *path, struct partials *p, struct fault *f)
{
	text_init(&p->source, CLI_TEMPLATE_READ_MAX);
	p->folder = path != NULL ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (path == NULL || p->folder >= 0)
		return ST_OK;
	fault_set(f, WORD_FILE_UNREADABLE, "%.100s: %s", path, strerror(errno));
	return fault_hint(f, "--partials names a folder with files such as footer.liquid");
}

static void
close_partials(struct partials *p)
{
	if (p->folder >= 0)
		(void)close(p->folder);
	text_finish(&p->source);
}

static enum status
read_data(const char *path, struct json **out, struct fault *f)
{
	char *bytes = NULL;
	size_t size;

	*out = NULL;
	if (path == NULL)
		return ST_OK;

	enum status st = tty_read_file(path, JSON_BYTES_MAX, &bytes, &size, f);
	if (st == ST_OK)
		st = json_parse(bytes, size, "the data", out, f);
	if (st == ST_OK && !json_is_object(*out)) {
		fault_set(f, WORD_JSON_INVALID, "the data is no JSON object");
		st = fault_hint(f, "an object gives each name its value: {\"code\": \"123456\"}");
	}
	mem_free(bytes);
	return st;
}

static void
print(struct cli *c, const struct text *out)
{
	if (!c->json) {
		output_raw(text_string(out), out->size_bytes);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string_bytes(&c->writer, "text", text_string(out), out->size_bytes);
	json_write_object_end(&c->writer);
}

/* Renders with the partials of --partials, else with those that `asked` names already, and with
 * zones by name. */
static enum status
render_and_print(struct cli *c, const char *source, size_t size_bytes,
                 const struct liquid_run *asked, struct fault *f)
{
	struct partials partials = { .folder = -1 };
	struct liquid_run run = *asked;
	struct text out;

	text_init(&out, LIQUID_OUTPUT_MAX);
	enum status st = open_partials(c->args.values[OPT_PARTIALS], &partials, f);
	if (st == ST_OK && partials.folder >= 0) {
		run.partial = find_partial;
		run.partial_context = &partials;
	}
	run.zone = zone_book_east;
	run.zone_context = zone_book_create(NULL);
	if (st == ST_OK)
		st = liquid_render_source(source, size_bytes, &run, &out, f);
	zone_book_destroy(run.zone_context);
	if (st == ST_OK)
		print(c, &out);
	close_partials(&partials);
	text_finish(&out);
	return st;
}

static enum status
render_file(struct cli *c, const struct json *data, struct fault *f)
{
	struct liquid_run run = { .data = data, .now_ms = clock_now_ms() };
	char *source = NULL;
	size_t size;

	enum status st =
		tty_read_file(c->args.values[OPT_FILE], CLI_TEMPLATE_READ_MAX, &source, &size, f);
	if (st == ST_OK)
		st = render_and_print(c, source, size, &run, f);
	mem_free(source);
	return st;
}

/* --- A stored text -------------------------------------------------------------------------- */

/* What a text of this name is given where nothing is: the data of a message to nobody. */
static enum status
make_data(const struct cli *c, const struct template_name *name, struct json **out, struct fault *f)
{
	const struct profile *p = &c->session->profile;
	const char *standard = profile_get(p, PROFILE_LOCALE_DEFAULT);
	struct template_context made;
	struct text data;

	template_context_init(&made);
	template_context_make(&made, name->kind, name->locale[0] ? name->locale : standard,
	                      name->client_id, name->channel == TEMPLATE_VOICE);
	text_init(&data, JSON_BYTES_MAX);
	template_context_write_data(&made, profile_get(p, PROFILE_TENANT_NAME), &data);
	enum status st = json_parse(text_string(&data), data.size_bytes, "the data", out, f);
	text_finish(&data);
	template_context_finish(&made);
	return st;
}

static enum status
render_stored(struct cli *c, const struct json *data, struct fault *f)
{
	struct template_partials *partials =
		template_partials_create(c->session->reader, &c->session->profile);
	struct liquid_run run = { .data = data,
		                  .partial = template_partials_find,
		                  .partial_context = partials,
		                  .now_ms = clock_now_ms() };
	struct template_name name;
	struct template_text text;
	struct json *made = NULL;

	template_text_init(&text);
	enum status st = cli_template_name(c, 0, &name, f);
	if (st == ST_OK)
		st = cli_template_load(c, &name, TEMPLATE_ANY_REVISION, &text, f);
	if (st == ST_OK && !data)
		st = make_data(c, &name, &made, f);
	if (!data)
		run.data = made;
	if (st == ST_OK)
		st = render_and_print(c, text_string(&text.source), text.source.size_bytes, &run,
		                      f);
	json_destroy(made);
	template_text_finish(&text);
	template_partials_destroy(partials);
	return st;
}

static bool
is_stdin(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

enum status
cli_template_render(struct cli *c, struct fault *f)
{
	const char *file = c->args.values[OPT_FILE];
	const char *data_path = c->args.values[OPT_DATA];
	struct json *data;

	if ((file == NULL) == (c->args.operand_count == 0)) {
		fault_set(f, WORD_USAGE, "template render wants one text");
		return fault_hint(f, "the NAME of a stored one, or --file FILE");
	}
	if (is_stdin(file) && is_stdin(data_path))
		return fault_set(f, WORD_USAGE, "--file and --data cannot both read stdin");

	enum status st = read_data(data_path, &data, f);
	if (st == ST_OK)
		st = file ? render_file(c, data, f) : render_stored(c, data, f);
	json_destroy(data);
	return st;
}
