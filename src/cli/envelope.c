/* SPDX-License-Identifier: MIT */
/* the JSON envelope, the same for success and failure */
#include "cli/envelope.h"

#include "base/output.h"
#include "cli/run.h"

static void
write_error(struct json_writer *w, const struct fault *f)
{
	json_write_object(w, "error");
	json_write_string(w, "code", fault_word_text(f->word));
	json_write_string(w, "cause", f->cause);
	json_write_string(w, "hint", f->hint[0] ? f->hint : NULL);
	json_write_object_end(w);
}

static void
write_meta(struct json_writer *w, const struct cli *c)
{
	json_write_object(w, "meta");
	json_write_string(w, "version", RUN_VERSION);
	if (c->session) {
		const struct profile *p = &c->session->profile;
		json_write_string(w, "profile", p->name);
		json_write_string(w, "environment", profile_environment_word(p->environment));
	}
	json_write_object_end(w);
}

void
envelope_print(const struct cli *c, enum status st, const struct fault *f)
{
	struct text out;
	struct json_writer w;

	text_init(&out, (size_t)16 * 1024 * 1024);
	json_write_begin(&w, &out);
	json_write_object(&w, NULL);
	json_write_bool(&w, "ok", st == ST_OK);
	if (c->data.size_bytes > 0)
		json_write_raw(&w, "data", text_string(&c->data));
	else if (st == ST_OK)
		json_write_raw(&w, "data", "{}");
	if (st != ST_OK)
		write_error(&w, f);
	write_meta(&w, c);
	json_write_object_end(&w);
	text_append(&out, "\n");
	output_raw(text_string(&out), out.size_bytes);
	text_finish(&out);
}

void
envelope_begin_items(struct cli *c)
{
	if (!c->json)
		return;
	json_write_object(&c->writer, NULL);
	json_write_array(&c->writer, "items");
}

void
envelope_end_items(struct cli *c, const char *next)
{
	if (!c->json)
		return;
	json_write_array_end(&c->writer);
	json_write_string(&c->writer, "next", next);
	json_write_object_end(&c->writer);
}
