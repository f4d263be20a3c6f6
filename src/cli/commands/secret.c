/* SPDX-License-Identifier: MIT */
/* secret: list, set, rm, reveal */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/setup.h"
#include "app/vaults.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/envelope.h"

/* "3 days": the largest unit that is full. */
static void
write_age(int64_t age_s, char out[32])
{
	static const struct {
		const char *word;
		int64_t size_s;
	} units[] = { { "day", 86400 }, { "hour", 3600 }, { "minute", 60 } };

	snprintf(out, 32, "new");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		long long count = (long long)(age_s / units[i].size_s);

		if (count < 1)
			continue;
		snprintf(out, 32, "%lld %s%s", count, units[i].word, count == 1 ? "" : "s");
		return;
	}
}

static void
write_secret(struct cli *c, const struct secret_info *info)
{
	char time[CLOCK_TEXT_BYTES];
	char refused[CLOCK_TEXT_BYTES];
	char age[32];
	/* A clock that was set back makes nothing younger than new. */
	int64_t age_s = (clock_now_ms() - info->changed_at_ms) / 1000;
	if (age_s < 0)
		age_s = 0;
	write_age(age_s, age);
	clock_format(info->changed_at_ms, time);
	clock_format(info->refused_at_ms, refused);
	if (!c->json) {
		output_data("%-24s %s  %8s  %s  %s", info->name, info->fingerprint,
		            info->last_four[0] ? info->last_four : "-", time, age);
		if (info->refused_at_ms)
			output_role(OUTPUT_BAD, "  refused by the provider at %s", refused);
		output_data("\n");
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "name", info->name);
	json_write_string(&c->writer, "fingerprint", info->fingerprint);
	json_write_string(&c->writer, "last_four", info->last_four[0] ? info->last_four : NULL);
	json_write_string(&c->writer, "changed_at", time);
	json_write_integer(&c->writer, "age_s", age_s);
	json_write_string(&c->writer, "refused_at", info->refused_at_ms ? refused : NULL);
	json_write_object_end(&c->writer);
}

enum status
cli_secret_list(struct cli *c, struct fault *f)
{
	struct secret_info *infos = NULL;
	size_t count = 0;
	enum status st = setup_list_secrets(c->session, &infos, &count, f);
	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	for (size_t i = 0; i < count; i++)
		write_secret(c, &infos[i]);
	envelope_end_items(c, NULL);
	if (!c->json && count == 0)
		output_words("profile %s has no secrets; otpdeck secret set API_KEY stores one",
		             c->session->profile.name);
	mem_free(infos);
	return ST_OK;
}

/* From --value-fd, from a prompt without echo, or from standard input when it is no terminal. */
static enum status
read_value(const struct cli *c, struct secret **out, struct fault *f)
{
	int fd;
	enum status st = args_fd(&c->args, OPT_VALUE_FD, &fd, f);
	if (st != ST_OK)
		return st;
	if (fd >= 0)
		return tty_read_secret_fd(fd, out, f);
	if (!isatty(STDIN_FILENO))
		return tty_read_secret_fd(STDIN_FILENO, out, f);
	if (c->args.given[OPT_NO_INPUT])
		return fault_set(f, WORD_QUESTION_UNASKED, "the value cannot be asked for");
	return tty_ask_secret("Value (it is not shown): ", out, f);
}

static void
tell_removed(unsigned removed)
{
	const char *words;

	for (unsigned bit = 1; (words = secret_cleaning_words(bit)) != NULL; bit <<= 1) {
		if (removed & bit)
			output_words("removed from what was given: %s", words);
	}
}

/* The first secret that is worth stealing is a good moment. The secret is stored whatever comes of
 * the question. */
static enum status
offer_passphrase(struct cli *c, struct fault *f)
{
	char typed[8];

	if (!vaults_wants_passphrase(c->session))
		return ST_OK;
	output_words("A key file alone opens the vault now: whoever copies both files reads it.");
	if (c->args.given[OPT_NO_INPUT] || c->json || !isatty(STDIN_FILENO) ||
	    !tty_is_available()) {
		output_words("otpdeck vault add-passphrase adds a passphrase");
		return ST_OK;
	}
	enum status st = tty_ask("Add a passphrase now? [y/N] ", typed, sizeof(typed), f);
	if (st != ST_OK || strcmp(typed, "y") != 0) {
		output_words("not now; otpdeck vault add-passphrase adds one later");
		return ST_OK;
	}
	return cli_vault_add_passphrase(c, f);
}

enum status
cli_secret_set(struct cli *c, struct fault *f)
{
	struct secret *value = NULL;
	unsigned removed = 0;
	enum status st = secret_store_check_name(c->args.operands[0], f);
	if (st == ST_OK)
		st = read_value(c, &value, f);
	if (st == ST_OK)
		st = setup_set_secret(c->session, c->args.operands[0], value, &removed, f);
	secret_destroy(value);
	if (st != ST_OK)
		return st;
	tell_removed(removed);
	return offer_passphrase(c, f);
}

static enum status
confirm_removal(const struct cli *c, struct fault *f)
{
	const struct profile *p = &c->session->profile;
	const char *name = c->args.operands[0];
	char typed[SECRET_NAME_BYTES + 8];
	char question[SECRET_NAME_BYTES + PROFILE_NAME_BYTES + 80];
	bool production = p->environment == PROFILE_PRODUCTION;

	if (c->args.given[OPT_YES])
		return ST_OK;
	if (c->args.given[OPT_NO_INPUT] || !tty_is_available()) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "removing a secret must be confirmed, and nobody can be asked");
		return fault_hint(f, "give --yes when you mean it");
	}
	snprintf(question, sizeof(question),
	         production ? "Type %s to remove it from profile %s (%s) for good: "
	                    : "Remove %s of profile %s (%s) for good? [y/N] ",
	         name, p->name, profile_environment_word(p->environment));
	enum status st = tty_ask(question, typed, sizeof(typed), f);
	if (st == ST_OK && strcmp(typed, production ? name : "y") != 0)
		return fault_set(f, WORD_NOT_CONFIRMED, "not confirmed; nothing was removed");
	return st;
}

enum status
cli_secret_rm(struct cli *c, struct fault *f)
{
	const char *name = c->args.operands[0];
	char words[SETUP_WAITING_BYTES] = "";
	int64_t waiting = 0;
	enum status st = setup_require_secret(c->session, name, f);

	if (st == ST_OK)
		st = setup_count_waiting(c->session, &c->session->profile, name, &waiting, f);
	setup_write_waiting(waiting, name, words);
	if (st == ST_OK && words[0])
		output_words("%s", words);
	if (st == ST_OK)
		st = confirm_removal(c, f);
	if (st == ST_OK)
		st = setup_remove_secret(c->session, name, f);
	if (st != ST_OK || !c->json)
		return st;
	json_write_object(&c->writer, NULL);
	json_write_integer(&c->writer, "no_longer_looked_up", waiting);
	json_write_object_end(&c->writer);
	return ST_OK;
}

static enum status
confirm_reveal(const struct cli *c, struct fault *f)
{
	char typed[8];

	if (c->args.given[OPT_NO_INPUT] || !tty_is_available()) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "showing a secret must be confirmed, and nobody can be asked");
		return fault_hint(f, "run it at a terminal, without --no-input");
	}
	output_words("%s of profile %s is about to be shown on this terminal; that is audited.",
	             c->args.operands[0], c->session->profile.name);
	enum status st = tty_ask("Show it? [y/N] ", typed, sizeof(typed), f);
	if (st == ST_OK && strcmp(typed, "y") != 0)
		return fault_set(f, WORD_NOT_CONFIRMED, "not confirmed; nothing was shown");
	return st;
}

enum status
cli_secret_reveal(struct cli *c, struct fault *f)
{
	struct secret *value = NULL;
	enum status st = setup_require_secret(c->session, c->args.operands[0], f);

	if (st == ST_OK)
		st = confirm_reveal(c, f);
	if (st == ST_OK)
		st = setup_reveal_secret(c->session, c->args.operands[0], &value, f);
	if (st == ST_OK)
		st = tty_show_secret(value, f);
	secret_destroy(value);
	return st;
}
