/* SPDX-License-Identifier: MIT */
/* profile: list, show, add, copy, rename, use, rm, set */
#include <string.h>

#include "app/setup.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/envelope.h"

static void
write_profile(struct cli *c, const struct profile *p, bool settings)
{
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "name", p->name);
	json_write_string(&c->writer, "environment", profile_environment_word(p->environment));
	json_write_bool(&c->writer, "chosen", p->id == c->session->profile.id);
	if (settings) {
		json_write_object(&c->writer, "settings");
		for (int i = 0; i < PROFILE_SETTING_COUNT; i++)
			json_write_string(&c->writer, profile_setting_key((enum profile_setting)i),
			                  p->values[i]);
		json_write_object_end(&c->writer);
	}
	json_write_object_end(&c->writer);
}

enum status
cli_profile_list(struct cli *c, struct fault *f)
{
	struct profile *profiles = NULL;
	size_t count = 0;
	enum status st = setup_list_profiles(c->session, &profiles, &count, f);
	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	for (size_t i = 0; i < count; i++) {
		const struct profile *p = &profiles[i];
		if (c->json)
			write_profile(c, p, false);
		else
			output_data("%s %-24s %s\n", p->id == c->session->profile.id ? "*" : " ",
			            p->name, profile_environment_word(p->environment));
	}
	envelope_end_items(c, NULL);
	mem_free(profiles);
	return ST_OK;
}

enum status
cli_profile_show(struct cli *c, struct fault *f)
{
	struct profile p = c->session->profile;
	enum status st = ST_OK;
	if (c->args.operand_count > 0)
		st = setup_load_profile(c->session, c->args.operands[0], &p, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		write_profile(c, &p, true);
		return ST_OK;
	}
	output_data("%s (%s)\n", p.name, profile_environment_word(p.environment));
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		enum profile_setting setting = (enum profile_setting)i;
		output_data("  %-21s %-24s ", profile_setting_key(setting), p.values[i]);
		output_role(OUTPUT_DIM, "%s\n", profile_setting_help(setting));
	}
	return ST_OK;
}

enum status
cli_profile_add(struct cli *c, struct fault *f)
{
	enum profile_environment environment;
	const char *word = c->args.values[OPT_ENVIRONMENT];
	if (!word)
		return fault_set(f, WORD_USAGE,
		                 "profile add wants --environment sandbox, staging or "
		                 "production");
	if (!profile_environment_from_word(word, &environment))
		return fault_set(f, WORD_USAGE,
		                 "--environment is sandbox, staging or production, not "
		                 "%.40s",
		                 word);
	enum status st = setup_add_profile(c->session, c->args.operands[0], environment, f);
	if (st == ST_OK && !c->json)
		output_words("profile %s is made; otpdeck profile use %s chooses it",
		             c->args.operands[0], c->args.operands[0]);
	return st;
}

enum status
cli_profile_copy(struct cli *c, struct fault *f)
{
	return setup_copy_profile(c->session, c->args.operands[0], c->args.operands[1], f);
}

enum status
cli_profile_rename(struct cli *c, struct fault *f)
{
	return setup_rename_profile(c->session, c->args.operands[0], c->args.operands[1], f);
}

enum status
cli_profile_use(struct cli *c, struct fault *f)
{
	return setup_use_profile(c->session, c->args.operands[0], f);
}

/* Asks `y` for what cannot be taken back; of production the name must be typed. */
static enum status
confirm_removal(const struct cli *c, const struct profile *p, struct fault *f)
{
	char typed[PROFILE_NAME_BYTES + 8];
	bool production = p->environment == PROFILE_PRODUCTION;
	/* The built-in one is refused by the store, whatever the answer: nobody is asked. */
	if (c->args.given[OPT_YES] || strcmp(p->name, "sandbox") == 0)
		return ST_OK;
	if (c->args.given[OPT_NO_INPUT] || !tty_is_available()) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "removing a profile must be confirmed, and nobody "
		          "can be asked");
		return fault_hint(f, "give --yes when you mean it");
	}
	output_words("Profile %s goes with its settings, secrets and templates; its messages stay.",
	             p->name);
	enum status st = tty_ask(production ? "Type its name to remove it: " : "Remove it? [y/N] ",
	                         typed, sizeof(typed), f);
	if (st != ST_OK)
		return st;
	if (strcmp(typed, production ? p->name : "y") == 0)
		return ST_OK;
	return fault_set(f, WORD_NOT_CONFIRMED, "not confirmed; nothing was removed");
}

enum status
cli_profile_rm(struct cli *c, struct fault *f)
{
	struct profile p;
	enum status st = setup_load_profile(c->session, c->args.operands[0], &p, f);
	if (st == ST_OK)
		st = confirm_removal(c, &p, f);
	return st == ST_OK ? setup_remove_profile(c->session, p.name, f) : st;
}

static void
tell_cleaned(const char *url, unsigned changed)
{
	struct text words;

	text_init(&words, 256);
	profile_url_describe(changed, &words);
	output_words("base_url is stored as %s: %s", url, text_string(&words));
	text_finish(&words);
}

/* What pasting adds is cleaned and told; what changes more than that is for the caller to say. */
static enum status
set_base_url(struct cli *c, const char *typed, struct fault *f)
{
	char meant[PROFILE_VALUE_BYTES];
	unsigned changed = 0;
	bool repaired = profile_url_repair(typed, meant, &changed);
	bool harmless = repaired && (changed & ~(unsigned)PROFILE_URL_HARMLESS) == 0;
	enum status st = setup_set(c->session, "base_url", harmless ? meant : typed, f);

	if (st == ST_OK && harmless)
		tell_cleaned(meant, changed);
	else if (f->word == WORD_BASE_URL_INVALID && repaired && !harmless)
		fault_hint(f, "was this meant? otpdeck profile set base_url %.90s", meant);
	return st;
}

enum status
cli_profile_set(struct cli *c, struct fault *f)
{
	const char *key = c->args.operands[0];
	const char *value = c->args.operands[1];

	if (strcmp(key, profile_setting_key(PROFILE_BASE_URL)) == 0)
		return set_base_url(c, value, f);
	return setup_set(c->session, key, value, f);
}
