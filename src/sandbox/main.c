/* SPDX-License-Identifier: MIT */
/* otpdeck-sandbox: a local provider to practise on */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/tty.h"
#include "domain/outcome.h"
#include "domain/sandbox_key.h"
#include "sandbox/server.h"

#define PROGRAM "otpdeck-sandbox"
#define PROGRAM_VERSION "0.1.0"
#define PEM_BYTES_MAX ((size_t)256 * 1024)
#define SPEED_MIN 0.1
#define SPEED_MAX 1000.0

struct options {
	uint16_t port;
	bool tls;
	const char *certificate_path;
	const char *key_path;
	const char *state_path;
	const char *journal_path;
	bool is_seeded;
	uint64_t seed;
	double speed;
	bool help;
	bool version;
};

/* Everything that runs, in the order in which it is taken down from the end. */
struct sandbox {
	struct ledger *ledger;
	struct journal *journal;
	struct routes routes;
	char *certificate;
	char *key;
	struct server *server;
};

/* Options. */

static const struct option long_options[] = {
	{ "port", required_argument, NULL, 'p' },
	{ "tls", no_argument, NULL, 't' },
	{ "cert", required_argument, NULL, 'c' },
	{ "key", required_argument, NULL, 'k' },
	{ "seed", required_argument, NULL, 's' },
	{ "speed", required_argument, NULL, 'x' },
	{ "state", required_argument, NULL, 'f' },
	{ "journal", required_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static enum status
read_whole(const char *option, const char *value, unsigned long long max, uint64_t *out,
           struct fault *f)
{
	char *end;

	errno = 0;
	*out = strtoull(value, &end, 10);
	if (*value < '0' || *value > '9' || *end != '\0' || errno != 0 || *out > max)
		return fault_set(f, WORD_VALUE_INVALID, "--%s takes a number from 0 to %llu",
		                 option, max);
	return ST_OK;
}

static enum status
read_speed(const char *value, double *out, struct fault *f)
{
	char *end;

	*out = strtod(value, &end);
	if (end == value || *end != '\0' || !isfinite(*out) || *out < SPEED_MIN || *out > SPEED_MAX)
		return fault_set(f, WORD_VALUE_INVALID, "--speed takes a number from 0.1 to 1000");
	return ST_OK;
}

static enum status
take_option(int letter, const char *value, struct options *out, struct fault *f)
{
	uint64_t number = 0;
	enum status st = ST_OK;

	switch (letter) {
	case 'p':
		st = read_whole("port", value, UINT16_MAX, &number, f);
		out->port = (uint16_t)number;
		break;
	case 's':
		st = read_whole("seed", value, UINT64_MAX, &out->seed, f);
		out->is_seeded = true;
		break;
	case 'x': st = read_speed(value, &out->speed, f); break;
	case 't': out->tls = true; break;
	case 'c': out->certificate_path = value; break;
	case 'k': out->key_path = value; break;
	case 'f': out->state_path = value; break;
	case 'j': out->journal_path = value; break;
	case 'h': out->help = true; break;
	case 'V': out->version = true; break;
	default: break;
	}
	return st;
}

static enum status
check_together(const struct options *o, int argc, char **argv, struct fault *f)
{
	if (o->help || o->version)
		return ST_OK;
	if (optind < argc)
		return fault_set(f, WORD_USAGE, "nothing is expected at \"%.60s\"", argv[optind]);
	if (o->tls && (!o->certificate_path || !o->key_path))
		return fault_set(f, WORD_USAGE, "--tls needs --cert FILE and --key FILE");
	if (!o->tls && (o->certificate_path || o->key_path))
		return fault_set(f, WORD_USAGE, "--cert and --key need --tls");
	return ST_OK;
}

static enum status
read_options(int argc, char **argv, struct options *out, struct fault *f)
{
	enum status st = ST_OK;
	int letter;

	memset(out, 0, sizeof(*out));
	out->speed = 1;
	opterr = 0;
	while (st == ST_OK && (letter = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (letter == ':')
			return fault_set(f, WORD_USAGE, "%.60s needs a value", argv[optind - 1]);
		if (letter == '?')
			return fault_set(f, WORD_UNKNOWN_OPTION,
			                 "unknown option \"%.60s\"; --help lists them",
			                 argv[optind - 1]);
		st = take_option(letter, optarg, out, f);
	}
	return st == ST_OK ? check_together(out, argc, argv, f) : st;
}

static void
show_help(void)
{
	const struct outcome_example *example;
	const struct sandbox_key *key;

	output_data(
		"Examples:\n"
		"  " PROGRAM "\n"
		"  " PROGRAM " --port 8085 --speed 10 --journal requests.jsonl\n"
		"  " PROGRAM " --tls --cert cert.pem --key key.pem\n"
		"\n"
		"A local provider to practise on: it answers as the SMS API does, on 127.0.0.1\n"
		"only, and sends nothing. The first line on stdout is its URL.\n"
		"\n"
		"  --port N         the port; 0, the default, takes a free one\n"
		"  --tls            HTTPS, with --cert FILE and --key FILE (PEM)\n"
		"  --seed N         the same ids and delays in every run\n"
		"  --speed X        delivery, and the minute of a rate limit, X times as fast,\n"
		"                   0.1 to 1000\n"
		"  --state FILE     messages outlive the program and are shared through FILE\n"
		"  --journal FILE   one line of JSON for every request, keys masked\n"
		"  -h, --help       this\n"
		"  --version        the version\n"
		"\n"
		"A pipe as standard input ends the program when it closes.\n"
		"\n"
		"Logs reach back 48 hours and are read 120 times a minute; a report is handed out\n"
		"once. POST /sandbox/clock {\"advance_s\": N} lets N seconds pass at once, for\n"
		"deliveries, windows and limits alike, and needs no key.\n"
		"\n"
		"What becomes of a message is in its number:\n");
	for (size_t i = 0; (example = outcome_example_at(i)) != NULL; i++)
		output_data("  %-12s %s\n", example->number, example->does);
	output_data("\nAny API key may do everything, except those that begin with:\n");
	for (size_t i = 0; (key = sandbox_key_at(i)) != NULL; i++)
		output_data("  %-12s %s\n", key->prefix, key->does);
}

/* Running. */

static void
stop(struct sandbox *s)
{
	server_stop(s->server);
	mem_free(s->certificate);
	mem_free(s->key);
	journal_close(s->journal);
	ledger_close(s->ledger);
}

static enum status
start(const struct options *o, struct sandbox *s, struct fault *f)
{
	struct server_options served = { .port = o->port, .routes = &s->routes };
	enum status st = ledger_open(o->state_path, &s->ledger, f);
	uint64_t seed = o->seed;
	size_t ignored;

	if (!o->is_seeded)
		random_bytes(&seed, sizeof(seed));
	routes_init(&s->routes, s->ledger, seed, o->speed);
	if (st == ST_OK && o->journal_path)
		st = journal_open(o->journal_path, &s->journal, f);
	if (st == ST_OK && o->tls)
		st = tty_read_file(o->certificate_path, PEM_BYTES_MAX, &s->certificate, &ignored,
		                   f);
	if (st == ST_OK && o->tls)
		st = tty_read_file(o->key_path, PEM_BYTES_MAX, &s->key, &ignored, f);
	if (st != ST_OK)
		return st;
	served.certificate = s->certificate;
	served.key = s->key;
	served.journal = s->journal;
	return server_start(&served, &s->server, f);
}

/* A starter holds the other end of a pipe, so its end is ours. What a terminal, a file or
 * /dev/null says is nobody's wish. */
static bool
is_input_watched(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

/* Whether standard input is still open; what it says is thrown away. */
static bool
input_goes_on(void)
{
	char thrown_away[512];
	ssize_t got = read(STDIN_FILENO, thrown_away, sizeof(thrown_away));

	return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/* What the starter has set to be ignored stays so: a blocked signal would reach the descriptor. */
static void
add_unless_ignored(sigset_t *set, int number)
{
	struct sigaction present;

	if (sigaction(number, NULL, &present) != 0 || present.sa_handler != SIG_IGN)
		(void)sigaddset(set, number);
}

static int
open_signals(void)
{
	sigset_t ending;

	(void)sigemptyset(&ending);
	add_unless_ignored(&ending, SIGTERM);
	add_unless_ignored(&ending, SIGINT);
	add_unless_ignored(&ending, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &ending, NULL);
	return signalfd(-1, &ending, SFD_CLOEXEC);
}

static void
wait_for_end(int signal_fd)
{
	struct pollfd watched[] = {
		{ .fd = signal_fd, .events = POLLIN },
		{ .fd = is_input_watched() ? STDIN_FILENO : -1, .events = POLLIN },
	};

	for (;;) {
		if (poll(watched, 2, -1) < 0 && errno != EINTR)
			return;
		if (watched[0].revents != 0)
			return;
		if (watched[1].revents != 0 && !input_goes_on())
			return;
	}
}

static enum status
run(const struct options *o, struct fault *f)
{
	int signal_fd = open_signals();
	struct sandbox s;
	enum status st;

	memset(&s, 0, sizeof(s));
	if (signal_fd < 0)
		return fault_set(f, WORD_SYSTEM, "cannot watch signals: %s", strerror(errno));
	st = start(o, &s, f);
	if (st == ST_OK) {
		output_data("listening %s://127.0.0.1:%u\n", o->tls ? "https" : "http",
		            (unsigned)server_port(s.server));
		st = output_finish(f);
	}
	if (st == ST_OK)
		wait_for_end(signal_fd);
	stop(&s);
	(void)close(signal_fd);
	return st;
}

static enum status
act(const struct options *o, struct fault *f)
{
	if (o->help) {
		show_help();
		return output_finish(f);
	}
	if (o->version) {
		output_data(PROGRAM " " PROGRAM_VERSION "\n");
		return output_finish(f);
	}
	if (!secret_system_init())
		return fault_set(f, WORD_SYSTEM, "the system gives no random numbers");
	json_system_init();
	return run(o, f);
}

int
main(int argc, char **argv)
{
	struct options o;
	struct fault f;

	process_harden(NULL, 0);
	output_init(OUTPUT_COLOR_NEVER, false);
	if (read_options(argc, argv, &o, &f) == ST_OK && act(&o, &f) == ST_OK)
		return 0;
	output_words(PROGRAM ": %s", f.cause);
	return fault_word_exit(f.word);
}
