/* SPDX-License-Identifier: MIT */
/* the passphrase that a command needs, asked for at the terminal */
#include <unistd.h>

#include "app/vaults.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"

#define TRIES 3

static enum status
try_passphrase(struct cli *c, struct fault *f)
{
	struct vaults_result result;
	struct vaults_order order = { .kind = VAULTS_UNLOCK };
	struct secret *typed = NULL;
	enum status st = tty_ask_secret("Passphrase of the vault (it is not shown): ", &typed, f);

	if (st != ST_OK)
		return st;
	order.typed = typed;
	st = vaults_run(c->session, &order, &result, f);
	if (st == ST_OK) {
		c->passphrase = typed;
		return ST_OK;
	}
	secret_destroy(typed);
	return st;
}

static enum status
unasked(struct fault *f)
{
	fault_set(f, WORD_LOCKED,
	          "the vault is locked, and nobody can be asked for its passphrase");
	return fault_hint(f, "give --passphrase-fd or --key-file");
}

enum status
cli_unlock(struct cli *c, struct fault *f)
{
	enum status st = ST_LOCKED;

	if (session_is_unlocked(c->session))
		return ST_OK;
	/* The fault says where the key file must be. */
	if (!vault_has_passphrase(c->session->vault))
		return vault_follow(c->session->reader, c->session->vault, f);
	if (c->args.given[OPT_NO_INPUT] || !tty_is_available())
		return unasked(f);
	for (int i = 0; i < TRIES && st != ST_OK; i++) {
		st = try_passphrase(c, f);
		if (st != ST_OK && f->word != WORD_PASSPHRASE_WRONG &&
		    f->word != WORD_PASSPHRASE_INVALID)
			return st;
		if (st != ST_OK && i + 1 < TRIES)
			output_words("%s", f->cause);
	}
	return st;
}

static enum status
ask_twice(struct secret **out, struct fault *f)
{
	struct secret *first = NULL;
	struct secret *second = NULL;
	enum status st = tty_ask_secret("New passphrase (it is not shown): ", &first, f);

	if (st == ST_OK)
		st = tty_ask_secret("The same again: ", &second, f);
	if (st == ST_OK && !secret_equals(first, second))
		st = fault_set(f, WORD_PASSPHRASE_INVALID, "the two are not the same");
	secret_destroy(second);
	if (st == ST_OK)
		*out = first;
	else
		secret_destroy(first);
	return st;
}

enum status
cli_ask_new_passphrase(const struct cli *c, struct secret **out, struct fault *f)
{
	int fd;
	enum status st = args_fd(&c->args, OPT_VALUE_FD, &fd, f);

	*out = NULL;
	if (st != ST_OK)
		return st;
	if (fd >= 0)
		return tty_read_secret_fd(fd, out, f);
	if (!isatty(STDIN_FILENO))
		return tty_read_secret_fd(STDIN_FILENO, out, f);
	if (c->args.given[OPT_NO_INPUT])
		return unasked(f);
	return ask_twice(out, f);
}
