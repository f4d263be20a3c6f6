/* SPDX-License-Identifier: MIT */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H
/*
 * What can be asked for: id, words, one line of help, flags. Console and shell read this table;
 * help screens, footers, usage and the README's key table are derived from it.
 *
 * CMD(id, words, help, flags). Words of the shell twin are what is typed ("log list"); words of
 * the console name the command in help and in key tables. Help is 1 to 40 columns.
 */
#include <stdbool.h>

enum command_flag {
	COMMAND_CONSOLE = 1,
	COMMAND_SHELL = 2,
	COMMAND_BILLED = 4,      /* may cost money: the console asks first, outside the sandbox */
	COMMAND_DESTRUCTIVE = 8, /* cannot be taken back: the console asks first */
	COMMAND_SEALED = 16      /* needs the vault: the shell asks for its passphrase first */
};

#define COMMANDS(CMD)                                                                              \
	CMD(QUIT, "quit", "Leave the console", COMMAND_CONSOLE)                                    \
	CMD(BACK, "back", "Stop what is running, or go a step back", COMMAND_CONSOLE)              \
	CMD(HELP, "help", "Keys of this place, help for a command",                                \
	    COMMAND_CONSOLE | COMMAND_SHELL)                                                       \
	CMD(REDRAW, "redraw", "Draw the screen anew", COMMAND_CONSOLE)                             \
	CMD(SUSPEND, "suspend", "Give the terminal back for a while", COMMAND_CONSOLE)             \
	CMD(LOCK, "lock", "Lock the vault, or unlock it", COMMAND_CONSOLE)                         \
	CMD(TIME_ZONE, "time-zone", "Show times in UTC or local time", COMMAND_CONSOLE)            \
	CMD(SCREEN_HOME, "home", "What is set up, what just failed", COMMAND_CONSOLE)              \
	CMD(SCREEN_SEND, "compose", "Write and send a test message", COMMAND_CONSOLE)              \
	CMD(SCREEN_LOG, "messages", "Every message, newest first", COMMAND_CONSOLE)                \
	CMD(SCREEN_TEMPLATES, "templates", "Texts by language and client", COMMAND_CONSOLE)        \
	CMD(SCREEN_CHECKS, "checks", "What is right here and what is wrong", COMMAND_CONSOLE)      \
	CMD(SCREEN_SETUP, "setup", "Profiles, provider keys, live checks", COMMAND_CONSOLE)        \
	CMD(UP, "up", "One line up", COMMAND_CONSOLE)                                              \
	CMD(DOWN, "down", "One line down", COMMAND_CONSOLE)                                        \
	CMD(LEFT, "left", "To the left", COMMAND_CONSOLE)                                          \
	CMD(RIGHT, "right", "To the right", COMMAND_CONSOLE)                                       \
	CMD(PAGE_UP, "page-up", "One page up", COMMAND_CONSOLE)                                    \
	CMD(PAGE_DOWN, "page-down", "One page down", COMMAND_CONSOLE)                              \
	CMD(FIRST, "first", "To the top", COMMAND_CONSOLE)                                         \
	CMD(LAST, "last", "To the end", COMMAND_CONSOLE)                                           \
	CMD(NEXT_PANE, "next", "Next field or pane", COMMAND_CONSOLE)                              \
	CMD(PREVIOUS_PANE, "previous", "Field or pane before", COMMAND_CONSOLE)                    \
	CMD(OPEN, "open", "Open or choose what is marked", COMMAND_CONSOLE)                        \
	CMD(EDIT_LINE, "new line", "Begin a new line", COMMAND_CONSOLE)                            \
	CMD(EDIT_UNDO, "undo", "Take the last change back", COMMAND_CONSOLE)                       \
	CMD(EDIT_REDO, "redo", "Make again what was taken back", COMMAND_CONSOLE)                  \
	CMD(REFRESH, "refresh", "Read the store again", COMMAND_CONSOLE)                           \
	CMD(COMPOSE_SEND, "send now", "Send the message", COMMAND_CONSOLE | COMMAND_BILLED)        \
	CMD(COMPOSE_DRY_RUN, "dry run", "Show the exact request, send nothing", COMMAND_CONSOLE)   \
	CMD(ARM, "arm", "Allow billed sends, or forbid them", COMMAND_CONSOLE)                     \
	CMD(COMPOSE_NUMBERS, "numbers", "Pick a sandbox number by its outcome", COMMAND_CONSOLE)   \
	CMD(COMPOSE_REPAIR, "repair", "Take the suggested number", COMMAND_CONSOLE)                \
	CMD(COMPOSE_CONTEXT, "context", "Show or hide the hook's context", COMMAND_CONSOLE)        \
	CMD(CHECKS_ALL, "run all", "Run every check of this profile", COMMAND_CONSOLE)             \
	CMD(COMPOSE_FLOW, "time code", "Time a code to the phone and back", COMMAND_CONSOLE)       \
	CMD(LOG_FAILED, "failures", "Failed sends only, or all again", COMMAND_CONSOLE)            \
	CMD(COPY, "copy", "Copy through the terminal", COMMAND_CONSOLE)                            \
	CMD(COMPOSE_REPEAT, "repeat", "The same code and id again, if none left",                  \
	    COMMAND_CONSOLE | COMMAND_BILLED)                                                      \
	CMD(RESEND, "resend", "Send again what is marked, as it was",                              \
	    COMMAND_CONSOLE | COMMAND_BILLED)                                                      \
	CMD(RESEND_EDITED, "edit & resend", "Send again after an edit",                            \
	    COMMAND_CONSOLE | COMMAND_BILLED)                                                      \
	CMD(MARK, "mark", "Mark or unmark, for several at once", COMMAND_CONSOLE)                  \
	CMD(PROFILE_CHOOSE, "switch", "Act on another profile", COMMAND_CONSOLE)                   \
	CMD(SETUP_ADD, "add", "Add a profile, or a secret to one", COMMAND_CONSOLE)                \
	CMD(SETUP_COPY, "copy profile", "Copy the profile, not its secrets", COMMAND_CONSOLE)      \
	CMD(SETUP_RENAME, "rename", "Give the profile another name", COMMAND_CONSOLE)              \
	CMD(SETUP_USE, "use", "Start with this profile from now on", COMMAND_CONSOLE)              \
	CMD(SETUP_REMOVE, "remove", "Remove what is marked, after a question",                     \
	    COMMAND_CONSOLE | COMMAND_DESTRUCTIVE)                                                 \
	CMD(SETUP_SECRETS, "secrets", "Secrets of the marked profile", COMMAND_CONSOLE)            \
	CMD(SETUP_REVEAL, "reveal", "Show the secret for ten seconds", COMMAND_CONSOLE)            \
	CMD(SETUP_CODE, "hook code", "The code to paste into Auth0", COMMAND_CONSOLE)              \
	CMD(COPY_FILE, "write file", "Write to a file what would be copied", COMMAND_CONSOLE)      \
	CMD(FORM_SAVE, "save", "Save the form", COMMAND_CONSOLE)                                   \
	CMD(FORM_CHECK, "check now", "Check address and key, sending nothing", COMMAND_CONSOLE)    \
	CMD(FORM_REPAIR, "repair address", "Take the suggested address", COMMAND_CONSOLE)          \
	CMD(FORM_UNDO, "put back", "Take back what is not saved", COMMAND_CONSOLE)                 \
	CMD(TEXT_LANGUAGE, "language", "Add a language to what is marked", COMMAND_CONSOLE)        \
	CMD(TEXT_CLIENT, "client", "A text of its own for one client", COMMAND_CONSOLE)            \
	CMD(TEXT_NEW, "new text", "Add a text of any kind", COMMAND_CONSOLE)                       \
	CMD(TEXT_REMOVE, "remove text", "Remove what is marked", COMMAND_CONSOLE)                  \
	CMD(TEXT_HISTORY, "history", "Revisions, compared and restored", COMMAND_CONSOLE)          \
	CMD(TEXT_WHO, "who gets what", "Which text is used for whom, and why", COMMAND_CONSOLE)    \
	CMD(TEXT_CONTEXTS, "contexts", "Test contexts and what they show", COMMAND_CONSOLE)        \
	CMD(TEXT_EXTERNAL, "$EDITOR", "Edit in your own editor", COMMAND_CONSOLE)                  \
	CMD(TEXT_FIX, "fix", "Apply the fix of the finding in focus", COMMAND_CONSOLE)             \
	CMD(TEXT_FINDING, "next finding", "Go to the next finding", COMMAND_CONSOLE)               \
	CMD(TEXT_CONTEXT, "next context", "Preview with the next test context", COMMAND_CONSOLE)   \
	CMD(TEXT_COMPARE, "compare with", "The revision before, or the newest", COMMAND_CONSOLE)   \
	CMD(TEXT_RESTORE, "restore text", "Make the marked revision the newest", COMMAND_CONSOLE)  \
	CMD(TEXT_PASTE, "paste event", "Make a context of an Auth0 event", COMMAND_CONSOLE)        \
	CMD(WHY, "why", "Explain what happened", COMMAND_CONSOLE)                                  \
	CMD(SHELL_SEND, "send", "Send a test message",                                             \
	    COMMAND_SHELL | COMMAND_SEALED | COMMAND_BILLED)                                       \
	CMD(FLOW, "flow", "Send a code, ask for it back, time it",                                 \
	    COMMAND_SHELL | COMMAND_SEALED | COMMAND_BILLED)                                       \
	CMD(LOG_LIST, "log list", "List messages, newest first", COMMAND_SHELL)                    \
	CMD(LOG_SHOW, "log show", "Everything known of one message", COMMAND_SHELL)                \
	CMD(LOG_EXPLAIN, "log explain", "What happened, who can fix it, what now", COMMAND_SHELL)  \
	CMD(LOG_RESEND, "log resend", "Send a message again, linked to its row",                   \
	    COMMAND_SHELL | COMMAND_SEALED | COMMAND_BILLED)                                       \
	CMD(LOG_FOLLOW, "log follow", "Ask the provider about open messages",                      \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(TEMPLATE_LIST, "template list", "Texts by locale, client and channel", COMMAND_SHELL)  \
	CMD(TEMPLATE_SHOW, "template show", "One text, as it is kept", COMMAND_SHELL)              \
	CMD(TEMPLATE_SET, "template set", "Save a text from a file or a pipe", COMMAND_SHELL)      \
	CMD(TEMPLATE_EDIT, "template edit", "Change a text in your own editor", COMMAND_SHELL)     \
	CMD(TEMPLATE_RM, "template rm", "Take a text out of use, keep history", COMMAND_SHELL)     \
	CMD(TEMPLATE_HISTORY, "template history", "Every revision of a text", COMMAND_SHELL)       \
	CMD(TEMPLATE_DIFF, "template diff", "What changed between two revisions", COMMAND_SHELL)   \
	CMD(TEMPLATE_RESTORE, "template restore", "Take an older revision or the default",         \
	    COMMAND_SHELL)                                                                         \
	CMD(TEMPLATE_RESOLVE, "template resolve", "Which text answers, and why", COMMAND_SHELL)    \
	CMD(TEMPLATE_PACK, "template pack", "All texts folded into the one of Auth0",              \
	    COMMAND_SHELL)                                                                         \
	CMD(TEMPLATE_UNPACK, "template unpack", "Take the texts out of a packed one",              \
	    COMMAND_SHELL)                                                                         \
	CMD(TEMPLATE_LINT, "template lint", "What is wrong with a text", COMMAND_SHELL)            \
	CMD(TEMPLATE_MEASURE, "template measure", "Parts, encoding, what makes it dear",           \
	    COMMAND_SHELL)                                                                         \
	CMD(TEMPLATE_TEST, "template test", "Try the test contexts", COMMAND_SHELL)                \
	CMD(TEMPLATE_CONTEXT, "template context", "Keep or remove test contexts", COMMAND_SHELL)   \
	CMD(PROFILE_LIST, "profile list", "List profiles", COMMAND_SHELL)                          \
	CMD(PROFILE_SHOW, "profile show", "Settings of a profile", COMMAND_SHELL)                  \
	CMD(PROFILE_ADD, "profile add", "Make a profile", COMMAND_SHELL)                           \
	CMD(PROFILE_COPY, "profile copy", "Copy a profile, but never its secrets", COMMAND_SHELL)  \
	CMD(PROFILE_RENAME, "profile rename", "Give a profile another name", COMMAND_SHELL)        \
	CMD(PROFILE_USE, "profile use", "Choose the profile to act on", COMMAND_SHELL)             \
	CMD(PROFILE_RM, "profile rm", "Remove a profile and its secrets",                          \
	    COMMAND_SHELL | COMMAND_DESTRUCTIVE)                                                   \
	CMD(PROFILE_SET, "profile set", "Change a setting", COMMAND_SHELL)                         \
	CMD(PROFILE_ARM, "profile arm", "Allow billed sends for a while", COMMAND_SHELL)           \
	CMD(PROFILE_DISARM, "profile disarm", "Put the safety catch back on", COMMAND_SHELL)       \
	CMD(SECRET_LIST, "secret list", "Names and fingerprints, never values", COMMAND_SHELL)     \
	CMD(SECRET_SET, "secret set", "Store a secret, read without echo",                         \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(SECRET_HISTORY, "secret history", "Replaced values still waited for", COMMAND_SHELL)   \
	CMD(SECRET_RM, "secret rm", "Remove a secret", COMMAND_SHELL | COMMAND_DESTRUCTIVE)        \
	CMD(HOOK_SHOW, "hook show", "JavaScript to paste into Auth0", COMMAND_SHELL)               \
	CMD(SECRET_SHOW, "secret reveal", "Show a secret on the terminal, audited",                \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(VAULT_STATUS, "vault status", "State and slots of the vault", COMMAND_SHELL)           \
	CMD(VAULT_ADD_PASSPHRASE, "vault add-passphrase", "Let a passphrase open the vault",       \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(VAULT_ADD_KEY_FILE, "vault add-key-file", "Let a new key file open the vault",         \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(VAULT_REMOVE_SLOT, "vault remove-slot", "Remove a slot, never the last",               \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(VAULT_REKEY, "vault rekey", "Seal everything under a new key",                         \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(VAULT_CHECK, "vault check", "Open every sealed value", COMMAND_SHELL | COMMAND_SEALED) \
	CMD(VAULT_RESET, "vault reset", "Forgotten passphrase: drop what it held",                 \
	    COMMAND_SHELL | COMMAND_DESTRUCTIVE)                                                   \
	CMD(CHECK, "check", "What is right here, what is wrong, why", COMMAND_SHELL)               \
	CMD(CONNECT, "connect", "Probe the provider; sends nothing",                               \
	    COMMAND_SHELL | COMMAND_SEALED)                                                        \
	CMD(BACKUP, "backup", "Copy the whole store to a new file", COMMAND_SHELL)                 \
	CMD(RESTORE, "restore", "Put a copy in the place of the store", COMMAND_SHELL)             \
	CMD(AUDIT, "audit", "Who did what, newest first", COMMAND_CONSOLE | COMMAND_SHELL)         \
	CMD(TEMPLATE_RENDER, "template render", "Render a text, byte for byte", COMMAND_SHELL)     \
	CMD(BATCH_RENDER, "batch render", "Render texts, one JSON object a line", COMMAND_SHELL)   \
	CMD(BATCH_MEASURE, "batch measure", "Count parts, one JSON object a line", COMMAND_SHELL)  \
	CMD(BATCH_NUMBER, "batch number", "Check numbers, one JSON object a line", COMMAND_SHELL)  \
	CMD(SANDBOX, "sandbox", "Run the sandbox in the foreground", COMMAND_SHELL)                \
	CMD(SANDBOX_NUMBERS, "sandbox numbers", "What sandbox numbers and keys do", COMMAND_SHELL) \
	CMD(PATHS, "paths", "Where the files are", COMMAND_SHELL)

enum command {
	CMD_NONE,
#define CMD(id, words, help, flags) CMD_##id,
	COMMANDS(CMD)
#undef CMD
		CMD_COUNT
};

const char *command_words(enum command c);
const char *command_help(enum command c);
unsigned command_flags(enum command c);
/* The shell command whose words these are; CMD_NONE when there is none. */
enum command command_by_words(const char *words);
/* Whether shell commands of two words begin with this one, such as "log". */
bool command_is_family(const char *word);
#endif
