/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H
/*
 * The shell twin: one small function a command, one table that says what each takes.
 *
 * A command prints its words and data itself, unless JSON is asked for: then it writes its
 * `data` and prints nothing. Failures travel up as faults; src/cli/run.c prints them.
 */
#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/json.h"
#include "cli/args.h"

struct cli {
	struct args args;
	struct session *session;   /* NULL for commands that need no store */
	struct paths paths;        /* resolved for every command */
	struct secret *passphrase; /* that unlocked the vault; NULL: none was asked for */
	bool json;
	int signal;                /* the signal that ended the command; 0: none */
	struct text data;          /* the envelope's data, when written */
	struct json_writer writer; /* onto data */
};

typedef enum status (*cli_fn)(struct cli *c, struct fault *f);

enum cli_session { CLI_NO_SESSION, CLI_SESSION, CLI_SESSION_UNLESS_FILE };

struct cli_command {
	enum command command;
	cli_fn run;
	/* Whether store and profile are opened for it; one that works on a stored text as well as
	 * on any other wants neither with --file. */
	enum cli_session needs_session;
	uint64_t options; /* besides the global ones */
	int operands_least;
	int operands_most;
	const char *usage;   /* operands and the main options */
	const char *example; /* one line that works as it stands */
};

/* Whether a signal has just come, the first: c->signal keeps it. Later ones are swallowed. */
bool cli_take_signal(struct cli *c);
/* Unlocks the vault by asking for its passphrase, three times at most; nothing when it is unlocked
 * or has none. WORD_LOCKED where nobody can be asked. */
enum status cli_unlock(struct cli *c, struct fault *f);
/* A new passphrase, asked for twice, or from --value-fd or from standard input. */
enum status cli_ask_new_passphrase(const struct cli *c, struct secret **out, struct fault *f);

/* NULL for a command that the shell does not have. */
const struct cli_command *cli_command_of(enum command c);

enum status cli_send(struct cli *c, struct fault *f);
enum status cli_flow(struct cli *c, struct fault *f);
enum status cli_log_list(struct cli *c, struct fault *f);
enum status cli_log_show(struct cli *c, struct fault *f);
enum status cli_log_explain(struct cli *c, struct fault *f);
enum status cli_log_resend(struct cli *c, struct fault *f);
enum status cli_log_follow(struct cli *c, struct fault *f);
enum status cli_template_list(struct cli *c, struct fault *f);
enum status cli_template_show(struct cli *c, struct fault *f);
enum status cli_template_set(struct cli *c, struct fault *f);
enum status cli_template_edit(struct cli *c, struct fault *f);
enum status cli_template_rm(struct cli *c, struct fault *f);
enum status cli_template_history(struct cli *c, struct fault *f);
enum status cli_template_diff(struct cli *c, struct fault *f);
enum status cli_template_restore(struct cli *c, struct fault *f);
enum status cli_template_resolve(struct cli *c, struct fault *f);
enum status cli_template_pack(struct cli *c, struct fault *f);
enum status cli_template_unpack(struct cli *c, struct fault *f);
enum status cli_template_lint(struct cli *c, struct fault *f);
enum status cli_template_measure(struct cli *c, struct fault *f);
enum status cli_template_test(struct cli *c, struct fault *f);
enum status cli_template_context(struct cli *c, struct fault *f);
enum status cli_profile_list(struct cli *c, struct fault *f);
enum status cli_profile_show(struct cli *c, struct fault *f);
enum status cli_profile_add(struct cli *c, struct fault *f);
enum status cli_profile_copy(struct cli *c, struct fault *f);
enum status cli_profile_rename(struct cli *c, struct fault *f);
enum status cli_profile_use(struct cli *c, struct fault *f);
enum status cli_profile_rm(struct cli *c, struct fault *f);
enum status cli_profile_set(struct cli *c, struct fault *f);
enum status cli_profile_arm(struct cli *c, struct fault *f);
enum status cli_profile_disarm(struct cli *c, struct fault *f);
enum status cli_secret_list(struct cli *c, struct fault *f);
enum status cli_secret_history(struct cli *c, struct fault *f);
enum status cli_secret_set(struct cli *c, struct fault *f);
enum status cli_secret_rm(struct cli *c, struct fault *f);
enum status cli_hook_show(struct cli *c, struct fault *f);
enum status cli_secret_reveal(struct cli *c, struct fault *f);
enum status cli_check(struct cli *c, struct fault *f);
enum status cli_connect(struct cli *c, struct fault *f);
enum status cli_vault_status(struct cli *c, struct fault *f);
enum status cli_vault_add_passphrase(struct cli *c, struct fault *f);
enum status cli_vault_add_key_file(struct cli *c, struct fault *f);
enum status cli_vault_remove_slot(struct cli *c, struct fault *f);
enum status cli_vault_rekey(struct cli *c, struct fault *f);
enum status cli_vault_check(struct cli *c, struct fault *f);
enum status cli_vault_reset(struct cli *c, struct fault *f);
enum status cli_backup(struct cli *c, struct fault *f);
enum status cli_restore(struct cli *c, struct fault *f);
enum status cli_audit(struct cli *c, struct fault *f);
enum status cli_template_render(struct cli *c, struct fault *f);
enum status cli_batch_render(struct cli *c, struct fault *f);
enum status cli_batch_measure(struct cli *c, struct fault *f);
enum status cli_batch_number(struct cli *c, struct fault *f);
enum status cli_sandbox(struct cli *c, struct fault *f);
enum status cli_sandbox_numbers(struct cli *c, struct fault *f);
enum status cli_paths(struct cli *c, struct fault *f);
enum status cli_help(struct cli *c, struct fault *f);
#endif
