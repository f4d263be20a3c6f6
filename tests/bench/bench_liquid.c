/* SPDX-License-Identifier: MIT */
/* the template language and part counting against their peers, and a floor written by hand */
#include "bench_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/liquid.h"
#include "domain/parts.h"

/* Work of a microsecond is disturbed by whatever else runs: of many short rounds the best counts,
 * here and in the peers. */
#define ROUNDS 101
#define TIMES 400
#define TEXTS_MOST 32
#define OUTPUT_MAX 4096

static const char message[] =
	"{% if locale contains \"fr\" %}{{ code }} est votre code de vérification pour "
	"{{ tenant.friendly_name }}. Ne le communiquez à personne."
	"{% elsif locale contains \"es\" %}{{ code }} es tu código de verificación para "
	"{{ tenant.friendly_name }}. No lo compartas con nadie."
	"{% else %}{{ code }} is your verification code for {{ tenant.friendly_name }}. "
	"Do not share it with anybody.{% endif %}";
static const char data[] = "{\"code\":\"482913\",\"locale\":\"es-MX\",\"message_type\":\"sms\","
			   "\"tenant\":{\"friendly_name\":\"Acme Bank\"},\"client_id\":\"web\"}";

static const char *const texts[] = {
	"482913 is your verification code for Acme Bank",
	"482913 is your verification code for Acme Bank. Please enter this code to verify your "
	"enrollment.",
	"482913 è il tuo codice di verifica per Acme Bank. Non comunicarlo a nessuno.",
	"482913 is je verificatiecode voor Acme Bank. Deel deze code met niemand.",
	"482913 är din verifieringskod för Acme Bank. Dela den inte med någon.",
	"482913 es tu código de verificación para Acme Bank. No lo compartas con nadie.",
	"482913 est votre code de vérification pour Acme Bank, valable 10 minutes. Ne le "
	"communiquez à personne, même à un employé de la banque qui vous le demanderait par "
	"téléphone.",
	"Ihr Code für Größe & Söhne lautet 482913 (gültig bis 12:30). [Nicht weitergeben] €5 {x}",
	"Ваш код подтверждения: 482913. Никому его не сообщайте, даже сотрудникам банка.",
	"認証コードは 482913 です。",
	"Your code is 482913 👍🏽",
	"^{}\\[~]|€^{}\\[~]|€^{}\\[~]|€^{}\\[~]|€^{}\\[~]|€"
	"^{}\\[~]|€^{}\\[~]|€^{}\\[~]|€^{}\\[~]|€",
};
#define TEXTS (sizeof(texts) / sizeof(*texts))

/* The floor: what the message above is, had somebody written its operations down by hand. */

enum op_kind { OP_TEXT, OP_VALUE, OP_UNLESS_CONTAINS, OP_JUMP, OP_END };

struct op {
	enum op_kind kind;
	const char *bytes; /* the text, or what has to be contained */
	size_t size_bytes;
	const char *path[2];
	size_t target;
};

#define TEXT(words)                                                                                \
	{                                                                                          \
		.kind = OP_TEXT, .bytes = (words), .size_bytes = sizeof(words) - 1                 \
	}
#define VALUE(first, second)                                                                       \
	{                                                                                          \
		.kind = OP_VALUE, .path = { first, second }                                        \
	}
#define UNLESS(name, word, to)                                                                     \
	{                                                                                          \
		.kind = OP_UNLESS_CONTAINS, .path = { name, NULL }, .bytes = (word),               \
		.target = (to)                                                                     \
	}
#define JUMP(to)                                                                                   \
	{                                                                                          \
		.kind = OP_JUMP, .target = (to)                                                    \
	}

static const struct op by_hand[] = {
	UNLESS("locale", "fr", 6),
	VALUE("code", NULL),
	TEXT(" est votre code de vérification pour "),
	VALUE("tenant", "friendly_name"),
	TEXT(". Ne le communiquez à personne."),
	JUMP(16),
	UNLESS("locale", "es", 12),
	VALUE("code", NULL),
	TEXT(" es tu código de verificación para "),
	VALUE("tenant", "friendly_name"),
	TEXT(". No lo compartas con nadie."),
	JUMP(16),
	VALUE("code", NULL),
	TEXT(" is your verification code for "),
	VALUE("tenant", "friendly_name"),
	TEXT(". Do not share it with anybody."),
	{ .kind = OP_END },
};

static const char *
value_of(const struct op *op, const struct json *root)
{
	const struct json *node = json_member(root, op->path[0]);

	if (node && op->path[1])
		node = json_member(node, op->path[1]);
	return node ? json_string(node) : NULL;
}

static void
run_by_hand(const struct json *root, struct text *out)
{
	const struct op *op = by_hand;

	for (; op->kind != OP_END; op++) {
		const char *value = op->path[0] ? value_of(op, root) : NULL;

		if (op->kind == OP_TEXT)
			text_append_bytes(out, op->bytes, op->size_bytes);
		else if (op->kind == OP_VALUE && value)
			text_append(out, value);
		else if (op->kind == OP_JUMP ||
		         (op->kind == OP_UNLESS_CONTAINS && !(value && strstr(value, op->bytes))))
			op = &by_hand[op->target] - 1;
	}
}

/* What is timed. */

struct work {
	struct liquid *parsed;
	struct json *root;
	struct text out;
};

static void
floor_once(struct work *w)
{
	text_reset(&w->out);
	run_by_hand(w->root, &w->out);
}

static void
render_once(struct work *w)
{
	struct fault f;

	text_reset(&w->out);
	if (liquid_render(w->parsed, w->root, &w->out, NULL, &f) != ST_OK)
		exit(1);
}

static void
parse_once(struct work *w)
{
	struct liquid *t;
	struct fault f;

	text_reset(&w->out);
	if (liquid_create(message, sizeof(message) - 1, &t, &f) != ST_OK ||
	    liquid_render(t, w->root, &w->out, NULL, &f) != ST_OK)
		exit(1);
	liquid_destroy(t);
}

static void
count_once(struct work *w)
{
	struct parts parts;
	struct fault f;

	(void)w;
	for (size_t i = 0; i < TEXTS; i++)
		if (parts_measure(texts[i], strlen(texts[i]), &parts, &f) != ST_OK)
			exit(1);
}

static double
least(const double values[ROUNDS])
{
	double found = values[0];

	for (int i = 1; i < ROUNDS; i++)
		if (values[i] < found)
			found = values[i];
	return found;
}

static double
nanoseconds(void (*once)(struct work *w), struct work *w)
{
	double began_ms = bench_now_ms();

	for (int i = 0; i < TIMES; i++)
		once(w);
	return (bench_now_ms() - began_ms) * 1e6 / TIMES;
}

/* The peers, asked in a process of their own. */

struct peers {
	double render_ns, parse_ns, parts_ns; /* 0: not installed */
	char output[OUTPUT_MAX];
	size_t counted;
	struct {
		size_t parts;
		char encoding[8];
	} counts[TEXTS_MOST];
};

static void
write_file(const struct bench *b, const char *name, const char *bytes)
{
	char path[BENCH_PATH + 32];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", b->folder, name);
	file = fopen(path, "w");
	if (!file || fputs(bytes, file) < 0 || fclose(file) != 0)
		exit(1);
}

static void
write_inputs(const struct bench *b)
{
	struct json_writer w;
	struct text out;

	write_file(b, "message.liquid", message);
	write_file(b, "data.json", data);
	text_init(&out, 65536);
	json_write_begin(&w, &out);
	json_write_array(&w, NULL);
	for (size_t i = 0; i < TEXTS; i++)
		json_write_string(&w, NULL, texts[i]);
	json_write_array_end(&w);
	write_file(b, "texts.json", text_string(&out));
	text_finish(&out);
}

static void
take_line(struct peers *p, const char *line)
{
	if (sscanf(line, "render %lf", &p->render_ns) == 1 ||
	    sscanf(line, "parse %lf", &p->parse_ns) == 1 ||
	    sscanf(line, "parts %lf", &p->parts_ns) == 1)
		return;
	if (strncmp(line, "output ", 7) == 0)
		snprintf(p->output, sizeof(p->output), "%s", line + 7);
	else if (p->counted < TEXTS_MOST &&
	         sscanf(line, "count %zu %7s", &p->counts[p->counted].parts,
	                p->counts[p->counted].encoding) == 2)
		p->counted++;
}

static void
ask_peers(const struct bench *b, struct peers *out)
{
	char command[BENCH_PATH + 64], line[OUTPUT_MAX];
	FILE *answer;

	snprintf(command, sizeof(command), "TZ=UTC node tests/bench/liquid.js '%s'", b->folder);
	answer = popen(command, "r");
	while (answer && fgets(line, sizeof(line), answer)) {
		line[strcspn(line, "\n")] = '\0';
		take_line(out, line);
	}
	if (answer)
		pclose(answer);
}

/* Rows. */

static void
times_row(const char *what, double ours_ns, double theirs_ns, double goal)
{
	printf("%-44s %9.0f ns   against %9.0f   %6.1f times, goal %.0f  %s\n", what, ours_ns,
	       theirs_ns, theirs_ns / ours_ns, goal,
	       theirs_ns / ours_ns >= goal ? "met" : "MISSED");
	fflush(stdout);
}

static void
peer_row(const char *what, double ours_ns, double theirs_ns, double goal)
{
	if (theirs_ns > 0)
		times_row(what, ours_ns, theirs_ns, goal);
	else
		bench_skip(what, "Node or the package is not installed (NODE_PATH)");
}

static void
expect_output(const char *who, const char *output, const struct work *w)
{
	if (strcmp(output, text_string(&w->out)) != 0)
		printf("%s renders something else: \"%s\"  MISSED\n", who, output);
}

static void
expect_counts(const struct peers *p)
{
	struct parts parts;
	struct fault f;

	for (size_t i = 0; i < p->counted; i++) {
		if (parts_measure(texts[i], strlen(texts[i]), &parts, &f) != ST_OK ||
		    parts.count != p->counts[i].parts ||
		    strcmp(parts_encoding_name(parts.encoding), p->counts[i].encoding) != 0)
			printf("split-sms counts otherwise: \"%s\"  MISSED\n", texts[i]);
	}
}

void
bench_liquid(struct bench *b)
{
	double floor[ROUNDS], render[ROUNDS], parse[ROUNDS], parts[ROUNDS];
	struct peers *p = calloc(1, sizeof(*p));
	struct work w;
	struct fault f;

	if (!p || json_parse(data, sizeof(data) - 1, "the data", &w.root, &f) != ST_OK ||
	    liquid_create(message, sizeof(message) - 1, &w.parsed, &f) != ST_OK)
		exit(1);
	text_init(&w.out, OUTPUT_MAX);
	write_inputs(b);
	ask_peers(b, p);
	for (int i = 0; i < ROUNDS; i++) {
		floor[i] = nanoseconds(floor_once, &w);
		render[i] = nanoseconds(render_once, &w);
		parse[i] = nanoseconds(parse_once, &w);
		parts[i] = nanoseconds(count_once, &w) / TEXTS;
	}
	floor_once(&w);
	char *by_floor = strdup(text_string(&w.out));
	render_once(&w);
	expect_output("the list by hand", by_floor ? by_floor : "", &w);
	if (p->render_ns > 0)
		expect_output("LiquidJS", p->output, &w);
	expect_counts(p);
	double ours_ns = least(render);
	bench_row("render, against operations by hand", ours_ns, least(floor), 2.5, "ns");
	peer_row("render, against LiquidJS", ours_ns, p->render_ns, 60);
	peer_row("parse and render, against LiquidJS", least(parse), p->parse_ns, 35);
	peer_row("count parts, against split-sms", least(parts), p->parts_ns, 80);
	free(by_floor);
	free(p);
	text_finish(&w.out);
	liquid_destroy(w.parsed);
	json_destroy(w.root);
}
