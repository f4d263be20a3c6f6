/* SPDX-License-Identifier: MIT */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H
/*
 * The command line: one table of options, read with getopt_long, checked against what the command
 * takes. Help and usage are derived from the same rows.
 *
 * OPTION(id, long name, short letter or 0, name of its argument or NULL, help). An argument name
 * in brackets is optional and takes '='.
 *
 * Owns    nothing: every text is argv's.
 * Fails   WORD_UNKNOWN_COMMAND and WORD_UNKNOWN_OPTION name the nearest neighbour; WORD_USAGE.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/command.h"
#include "base/fault.h"

#define OPTIONS(OPTION)                                                                            \
	OPTION(PROFILE, "profile", 'p', "NAME", "Act on this profile")                             \
	OPTION(STORE, "store", 0, "PATH", "The SQLite file to work on")                            \
	OPTION(KEY_FILE, "key-file", 0, "PATH", "Unlock the vault with this key file")             \
	OPTION(PASSPHRASE_FD, "passphrase-fd", 0, "N", "Unlock it with what this descriptor says") \
	OPTION(JSON, "json", 0, NULL, "One JSON envelope on stdout, also for failures")            \
	OPTION(NO_INPUT, "no-input", 0, NULL, "Never ask; fail where a question is needed")        \
	OPTION(QUIET, "quiet", 'q', NULL, "No words on stderr but failures")                       \
	OPTION(COLOR, "color", 0, "auto|always|never", "Colours on stdout")                        \
	OPTION(HELP, "help", 'h', NULL, "Show help")                                               \
	OPTION(VERSION, "version", 0, NULL, "Show version and libraries")                          \
	OPTION(TO, "to", 0, "NUMBER", "E.164 with its plus; - reads stdin")                        \
	OPTION(TEMPLATE, "template", 0, "NAME", "verification, or verification/fr@CLIENT")         \
	OPTION(TEXT, "text", 0, "TEXT", "Own text in place of a template; - reads stdin")          \
	OPTION(TYPE, "type", 0, "sms|voice", "A text message, or a call that says it")             \
	OPTION(ACTION, "action", 0, "ACTION", "enrollment or second-factor-authentication")        \
	OPTION(LOCALE, "locale", 0, "L", "Language of the login")                                  \
	OPTION(CLIENT, "client", 0, "ID", "Auth0 application")                                     \
	OPTION(CODE, "code", 0, "DIGITS|auto", "The one-time code; - reads stdin")                 \
	OPTION(VAR, "var", 0, "KEY=VALUE", "A field of the hook's context; may be repeated")       \
	OPTION(EDIT, "edit", 0, "KEY=VALUE", "Change this in what is sent again; may be repeated") \
	OPTION(CONTEXT, "context", 0, "FILE", "The hook's context as JSON; - reads stdin")         \
	OPTION(SENDER, "sender", 0, "S", "Who the message is from")                                \
	OPTION(YES, "yes", 0, NULL, "Answer the confirmation; never passes a guard")               \
	OPTION(DRY_RUN, "dry-run", 0, NULL, "Show what would be sent or saved, do neither")        \
	OPTION(WAIT, "wait", 0, "[SECONDS]", "Follow to a final state, 60 s by default")           \
	OPTION(FAILED, "failed", 0, NULL, "Failed messages only")                                  \
	OPTION(SINCE, "since", 0, "T", "RFC 3339, or 15m, 2h, 7d ago")                             \
	OPTION(UNTIL, "until", 0, "T", "The same, as an upper bound")                              \
	OPTION(LIMIT, "limit", 0, "N", "At most N rows, 1 to 1000")                                \
	OPTION(CURSOR, "cursor", 0, "C", "Go on where data.next left off")                         \
	OPTION(FILE, "file", 0, "F|-", "Read the text from this file; - reads stdin")              \
	OPTION(FORMAT, "format", 0, "table|json|jsonl|csv", "How to print the list")               \
	OPTION(ENVIRONMENT, "environment", 0, "E", "sandbox, staging or production")               \
	OPTION(COMPACT, "compact", 0, NULL, "Write the whole file anew as well")                   \
	OPTION(STRENGTH, "strength", 0, "small|normal|large", "What trying the passphrase costs")  \
	OPTION(FOR, "for", 0, "TIME", "How long it stays armed, 1s to 60m")                        \
	OPTION(DATA, "data", 0, "FILE", "What the template is given, as JSON; - reads stdin")      \
	OPTION(PARTIALS, "partials", 0, "DIR", "Where included templates are, and nowhere else")   \
	OPTION(VALUE_FD, "value-fd", 0, "N", "Read the value from this descriptor")                \
	OPTION(AS, "as", 0, "hook|action|custom-phone-provider", "Which generation of code")       \
	OPTION(BASE_URL, "base-url", 0, "U", "Probe this address in place of the profile's")       \
	OPTION(ALL_SLOTS, "all-slots", 0, NULL, "Leave the key-file slots in the copy")            \
	OPTION(PORT, "port", 0, "N", "Port to listen on; 0 takes a free one")                      \
	OPTION(TLS, "tls", 0, NULL, "Speak TLS, with --cert and --key")                            \
	OPTION(CERT, "cert", 0, "FILE", "Certificate for --tls")                                   \
	OPTION(KEY, "key", 0, "FILE", "Its private key")                                           \
	OPTION(SEED, "seed", 0, "N", "Make simulated delays repeatable")                           \
	OPTION(SPEED, "speed", 0, "X", "How much faster phones and limits are")                    \
	OPTION(STATE, "state", 0, "FILE", "Keep simulated messages in this file")                  \
	OPTION(JOURNAL, "journal", 0, "FILE", "Append a JSON line for every request")

enum args_option {
#define OPTION(id, name, letter, argument, help) OPT_##id,
	OPTIONS(OPTION)
#undef OPTION
		OPT_COUNT
};

#define OPT_BIT(id) (1ULL << OPT_##id)
/* What every command takes. */
#define ARGS_GLOBAL                                                                                \
	(OPT_BIT(PROFILE) | OPT_BIT(STORE) | OPT_BIT(KEY_FILE) | OPT_BIT(PASSPHRASE_FD) |          \
	 OPT_BIT(JSON) | OPT_BIT(NO_INPUT) | OPT_BIT(QUIET) | OPT_BIT(COLOR) | OPT_BIT(HELP) |     \
	 OPT_BIT(VERSION))

#define ARGS_VARS_MAX 32
#define ARGS_OPERANDS_MAX 4

struct args {
	enum command command; /* CMD_NONE: the console, or help or version only */
	bool given[OPT_COUNT];
	const char *values[OPT_COUNT];   /* NULL without an argument */
	const char *vars[ARGS_VARS_MAX]; /* --var or --edit, in order */
	size_t var_count;
	const char *operands[ARGS_OPERANDS_MAX];
	size_t operand_count;
	const char *help_about[2]; /* help COMMAND: the words asked about */
};

/* Reads argv. Also on failure `out` tells whether --json was given. */
MUST_USE enum status args_parse(int argc, char **argv, struct args *out, struct fault *f);

/* How long --wait may take, in milliseconds; `standard_s` when it names no seconds. WORD_USAGE
 * outside 1 s to 48 h. */
MUST_USE enum status args_wait(const struct args *a, int64_t standard_s, int64_t *limit_ms,
                               struct fault *f);

/* The descriptor that an option names; *fd is -1 when it was not given. WORD_USAGE. */
MUST_USE enum status args_fd(const struct args *a, enum args_option o, int *fd, struct fault *f);

const char *args_option_name(enum args_option o);
const char *args_option_argument(enum args_option o); /* NULL: takes none */
const char *args_option_help(enum args_option o);
char args_option_letter(enum args_option o);
#endif
