/* SPDX-License-Identifier: MIT */
/* what each shell command takes, and who runs it */
#include "cli/commands.h"

#define SEND_OPTIONS                                                                               \
	(OPT_BIT(TO) | OPT_BIT(TEMPLATE) | OPT_BIT(TEXT) | OPT_BIT(TYPE) | OPT_BIT(ACTION) |       \
	 OPT_BIT(LOCALE) | OPT_BIT(CLIENT) | OPT_BIT(CODE) | OPT_BIT(VAR) | OPT_BIT(CONTEXT) |     \
	 OPT_BIT(SENDER) | OPT_BIT(YES) | OPT_BIT(DRY_RUN) | OPT_BIT(WAIT))
#define LIST_OPTIONS                                                                               \
	(OPT_BIT(FAILED) | OPT_BIT(SINCE) | OPT_BIT(UNTIL) | OPT_BIT(LIMIT) | OPT_BIT(CURSOR) |    \
	 OPT_BIT(FORMAT) | OPT_BIT(TO))
#define RESEND_OPTIONS (OPT_BIT(EDIT) | OPT_BIT(YES) | OPT_BIT(WAIT))
#define SANDBOX_OPTIONS                                                                            \
	(OPT_BIT(PORT) | OPT_BIT(TLS) | OPT_BIT(CERT) | OPT_BIT(KEY) | OPT_BIT(SEED) |             \
	 OPT_BIT(SPEED) | OPT_BIT(STATE) | OPT_BIT(JOURNAL))

static const struct cli_command rows[] = {
	{ CMD_SHELL_SEND, cli_send, CLI_SESSION, SEND_OPTIONS, 0, 0,
	  "--to NUMBER [--template NAME | --text TEXT] [--wait[=SECONDS]]",
	  "otpdeck send --to +99930005 --wait" },
	{ CMD_FLOW, cli_flow, CLI_SESSION, OPT_BIT(TO) | OPT_BIT(TYPE) | OPT_BIT(LOCALE), 0, 0,
	  "[--to NUMBER] [--type sms|voice] [--locale L]", "otpdeck flow --to +99930005" },
	{ CMD_LOG_LIST, cli_log_list, CLI_SESSION, LIST_OPTIONS, 0, 0,
	  "[--failed] [--to NUMBER] [--since T] [--until T] [--limit N]",
	  "otpdeck log list --failed --since 2h" },
	{ CMD_LOG_SHOW, cli_log_show, CLI_SESSION, 0, 1, 1, "ID", "otpdeck log show 1" },
	{ CMD_LOG_EXPLAIN, cli_log_explain, CLI_SESSION, 0, 1, 1, "ID", "otpdeck log explain 1" },
	{ CMD_LOG_RESEND, cli_log_resend, CLI_SESSION, RESEND_OPTIONS, 1, 1,
	  "ID [--edit KEY=VALUE]... [--yes] [--wait[=SECONDS]]", "otpdeck log resend 1 --wait" },
	{ CMD_LOG_FOLLOW, cli_log_follow, CLI_SESSION, OPT_BIT(WAIT), 0, 1, "[--wait [SECONDS]]",
	  "otpdeck log follow" },
	{ CMD_TEMPLATE_LIST, cli_template_list, CLI_SESSION, 0, 0, 0, "", "otpdeck template list" },
	{ CMD_TEMPLATE_SHOW, cli_template_show, CLI_SESSION, 0, 1, 2, "NAME [REV]",
	  "otpdeck template show verification" },
	{ CMD_TEMPLATE_SET, cli_template_set, CLI_SESSION, OPT_BIT(FILE), 1, 1, "NAME --file F|-",
	  "echo '{{ code }} est votre code' | otpdeck template set verification/fr --file -" },
	{ CMD_TEMPLATE_EDIT, cli_template_edit, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck template edit verification/fr" },
	{ CMD_TEMPLATE_RM, cli_template_rm, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck template rm verification/fr" },
	{ CMD_TEMPLATE_HISTORY, cli_template_history, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck template history verification" },
	{ CMD_TEMPLATE_DIFF, cli_template_diff, CLI_SESSION, 0, 1, 3, "NAME [REV] [REV]",
	  "otpdeck template diff verification default" },
	{ CMD_TEMPLATE_RESTORE, cli_template_restore, CLI_SESSION, 0, 2, 2, "NAME REV|default",
	  "otpdeck template restore verification default" },
	{ CMD_TEMPLATE_RESOLVE, cli_template_resolve, CLI_SESSION,
	  OPT_BIT(LOCALE) | OPT_BIT(CLIENT) | OPT_BIT(TYPE), 0, 1,
	  "[KIND] --locale L [--client C] [--type T]", "otpdeck template resolve --locale fr-CA" },
	{ CMD_TEMPLATE_PACK, cli_template_pack, CLI_SESSION, 0, 0, 1, "[KIND]",
	  "otpdeck template pack verification" },
	{ CMD_TEMPLATE_UNPACK, cli_template_unpack, CLI_SESSION, OPT_BIT(DRY_RUN), 1, 1,
	  "FILE [--dry-run]", "otpdeck template pack | otpdeck template unpack - --dry-run" },
	{ CMD_TEMPLATE_LINT, cli_template_lint, CLI_SESSION_UNLESS_FILE, OPT_BIT(FILE), 0, 1,
	  "[NAME] [--file F|-]", "otpdeck template lint verification" },
	{ CMD_TEMPLATE_MEASURE, cli_template_measure, CLI_SESSION_UNLESS_FILE, OPT_BIT(FILE), 0, 1,
	  "[NAME | --file F|-]", "otpdeck template measure verification" },
	{ CMD_TEMPLATE_TEST, cli_template_test, CLI_SESSION, 0, 0, 1, "[NAME]",
	  "otpdeck template test" },
	{ CMD_TEMPLATE_CONTEXT, cli_template_context, CLI_SESSION, OPT_BIT(FILE), 0, 2,
	  "list | add [NAME] --file F|- | rm NAME", "otpdeck template context list" },
	{ CMD_PROFILE_LIST, cli_profile_list, CLI_SESSION, 0, 0, 0, "", "otpdeck profile list" },
	{ CMD_PROFILE_SHOW, cli_profile_show, CLI_SESSION, 0, 0, 1, "[NAME]",
	  "otpdeck profile show" },
	{ CMD_PROFILE_ADD, cli_profile_add, CLI_SESSION, OPT_BIT(ENVIRONMENT), 1, 1,
	  "NAME --environment sandbox|staging|production",
	  "otpdeck profile add staging --environment staging" },
	{ CMD_PROFILE_COPY, cli_profile_copy, CLI_SESSION, 0, 2, 2, "A B",
	  "otpdeck profile copy sandbox practice" },
	{ CMD_PROFILE_RENAME, cli_profile_rename, CLI_SESSION, 0, 2, 2, "A B",
	  "otpdeck profile rename practice drill" },
	{ CMD_PROFILE_USE, cli_profile_use, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck profile use sandbox" },
	{ CMD_PROFILE_RM, cli_profile_rm, CLI_SESSION, OPT_BIT(YES), 1, 1, "NAME [--yes]",
	  "otpdeck profile rm drill" },
	{ CMD_PROFILE_SET, cli_profile_set, CLI_SESSION, 0, 2, 2, "KEY VALUE",
	  "otpdeck profile set api_version 2" },
	{ CMD_PROFILE_ARM, cli_profile_arm, CLI_SESSION, OPT_BIT(FOR), 0, 0, "--for TIME",
	  "otpdeck -p live profile arm --for 10m" },
	{ CMD_PROFILE_DISARM, cli_profile_disarm, CLI_SESSION, 0, 0, 0, "",
	  "otpdeck -p live profile disarm" },
	{ CMD_SECRET_LIST, cli_secret_list, CLI_SESSION, 0, 0, 0, "", "otpdeck secret list" },
	{ CMD_SECRET_HISTORY, cli_secret_history, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck secret history API_KEY" },
	{ CMD_SECRET_SET, cli_secret_set, CLI_SESSION, OPT_BIT(VALUE_FD), 1, 1,
	  "NAME [--value-fd N]", "otpdeck secret set API_KEY" },
	{ CMD_SECRET_RM, cli_secret_rm, CLI_SESSION, OPT_BIT(YES), 1, 1, "NAME [--yes]",
	  "otpdeck secret rm API_KEY" },
	{ CMD_HOOK_SHOW, cli_hook_show, CLI_SESSION, OPT_BIT(AS), 0, 0,
	  "--as hook|action|custom-phone-provider", "otpdeck help hook show" },
	{ CMD_SECRET_SHOW, cli_secret_reveal, CLI_SESSION, 0, 1, 1, "NAME",
	  "otpdeck secret reveal API_KEY" },
	{ CMD_CHECK, cli_check, CLI_SESSION, 0, 0, 1, "[NAME]", "otpdeck check" },
	{ CMD_CONNECT, cli_connect, CLI_SESSION, OPT_BIT(BASE_URL), 0, 0, "[--base-url U]",
	  "otpdeck connect" },
	{ CMD_VAULT_STATUS, cli_vault_status, CLI_SESSION, 0, 0, 0, "", "otpdeck vault status" },
	{ CMD_VAULT_ADD_PASSPHRASE, cli_vault_add_passphrase, CLI_SESSION,
	  OPT_BIT(VALUE_FD) | OPT_BIT(STRENGTH), 0, 0,
	  "[--strength small|normal|large] [--value-fd N]", "otpdeck vault add-passphrase" },
	{ CMD_VAULT_ADD_KEY_FILE, cli_vault_add_key_file, CLI_SESSION, 0, 1, 1, "PATH",
	  "otpdeck vault add-key-file /media/stick/otpdeck.key" },
	{ CMD_VAULT_REMOVE_SLOT, cli_vault_remove_slot, CLI_SESSION, 0, 1, 1, "ID",
	  "otpdeck vault remove-slot 1" },
	{ CMD_VAULT_REKEY, cli_vault_rekey, CLI_SESSION, OPT_BIT(COMPACT), 0, 0, "[--compact]",
	  "otpdeck vault rekey" },
	{ CMD_VAULT_CHECK, cli_vault_check, CLI_SESSION, 0, 0, 0, "", "otpdeck vault check" },
	{ CMD_VAULT_RESET, cli_vault_reset, CLI_SESSION, OPT_BIT(YES), 0, 0, "[--yes]",
	  "otpdeck vault reset" },
	{ CMD_BACKUP, cli_backup, CLI_SESSION, OPT_BIT(ALL_SLOTS), 1, 1, "FILE [--all-slots]",
	  "otpdeck backup otpdeck-copy.db" },
	{ CMD_RESTORE, cli_restore, CLI_NO_SESSION, 0, 1, 1, "FILE",
	  "otpdeck restore otpdeck-copy.db" },
	{ CMD_AUDIT, cli_audit, CLI_SESSION, OPT_BIT(LIMIT) | OPT_BIT(CURSOR), 0, 0,
	  "[--limit N] [--cursor C]", "otpdeck audit --limit 20" },
	{ CMD_TEMPLATE_RENDER, cli_template_render, CLI_SESSION_UNLESS_FILE,
	  OPT_BIT(FILE) | OPT_BIT(DATA) | OPT_BIT(PARTIALS), 0, 1,
	  "[NAME | --file F|-] [--data FILE] [--partials DIR]",
	  "echo 'Hi {{ name | default: \"you\" }}' | otpdeck template render --file -" },
	{ CMD_BATCH_RENDER, cli_batch_render, CLI_NO_SESSION, 0, 0, 0, "",
	  "echo '{\"template\":\"Hi {{ name }}\"}' | otpdeck batch render" },
	{ CMD_BATCH_MEASURE, cli_batch_measure, CLI_NO_SESSION, 0, 0, 0, "",
	  "echo '{\"text\":\"Your code is 123456\"}' | otpdeck batch measure" },
	{ CMD_BATCH_NUMBER, cli_batch_number, CLI_NO_SESSION, 0, 0, 0, "",
	  "echo '{\"input\":\"+49 0176 1234567\"}' | otpdeck batch number" },
	{ CMD_SANDBOX, cli_sandbox, CLI_NO_SESSION, SANDBOX_OPTIONS, 0, 0,
	  "[--port N] [--tls --cert F --key F] [--seed N] [--speed X]",
	  "otpdeck sandbox --port 8080" },
	{ CMD_SANDBOX_NUMBERS, cli_sandbox_numbers, CLI_NO_SESSION, 0, 0, 0, "",
	  "otpdeck sandbox numbers" },
	{ CMD_PATHS, cli_paths, CLI_NO_SESSION, 0, 0, 0, "", "otpdeck paths" },
	{ CMD_HELP, cli_help, CLI_NO_SESSION, 0, 0, 2, "[COMMAND]", "otpdeck help send" },
};

const struct cli_command *
cli_command_of(enum command c)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].command == c)
			return &rows[i];
	}
	return NULL;
}
