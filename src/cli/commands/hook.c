/* SPDX-License-Identifier: MIT */
/* hook: show */
#include "base/output.h"
#include "cli/commands.h"
#include "domain/hookcode.h"

static enum status
read_generation(const struct cli *c, enum hookcode_generation *out, struct fault *f)
{
	const char *word = c->args.values[OPT_AS];

	if (!word)
		fault_set(f, WORD_USAGE,
		          "hook show wants to know which generation of Auth0's code");
	else if (hookcode_from_word(word, out))
		return ST_OK;
	else
		fault_set(f, WORD_USAGE, "there is no generation %.40s", word);
	return fault_hint(f, "--as hook, action or custom-phone-provider");
}

enum status
cli_hook_show(struct cli *c, struct fault *f)
{
	enum hookcode_generation generation = HOOKCODE_HOOK;
	struct text code;
	enum status st = read_generation(c, &generation, f);

	text_init(&code, HOOKCODE_BYTES_MAX);
	if (st == ST_OK)
		st = hookcode_write(generation, &c->session->profile, &code, f);
	if (st == ST_OK && c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "as", hookcode_word(generation));
		json_write_string(&c->writer, "secret", HOOKCODE_SECRET);
		json_write_string(&c->writer, "code", text_string(&code));
		json_write_object_end(&c->writer);
	} else if (st == ST_OK) {
		output_raw(code.bytes, code.size_bytes);
	}
	text_finish(&code);
	return st;
}
