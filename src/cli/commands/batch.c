/* SPDX-License-Identifier: MIT */
/* batch: render, measure and number, JSON objects a line in and out */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/output.h"
#include "base/zone.h"
#include "cli/commands.h"
#include "domain/liquid.h"
#include "domain/parts.h"
#include "domain/phone.h"

#define LINE_MAX_BYTES ((size_t)1024 * 1024)

/* Answers one object. */
typedef void (*answer_fn)(const struct json *object, struct json_writer *w);

/* One of the doors. */
struct door {
	answer_fn answer;
	bool has_places;   /* its failures have a line and a column */
	bool forgives_nul; /* an escaped NUL is one more wrong character */
};

static void
write_fault(struct json_writer *w, const struct fault *f)
{
	json_write_object(w, NULL);
	json_write_bool(w, "ok", false);
	json_write_string(w, "code", fault_word_text(f->word));
	json_write_string(w, "message", f->cause);
	json_write_object_end(w);
}

/* What is wrong outside of the template has the template's begin as its place. */
static void
write_placed_fault(struct json_writer *w, const struct fault *f)
{
	struct liquid_place place;
	const char *message = liquid_place_of(f, &place);

	json_write_object(w, NULL);
	json_write_bool(w, "ok", false);
	json_write_integer(w, "line", place.line > 0 ? (int64_t)place.line : 1);
	json_write_integer(w, "column", place.column > 0 ? (int64_t)place.column : 1);
	json_write_string(w, "code", fault_word_text(f->word));
	json_write_string(w, "message", message);
	json_write_object_end(w);
}

static void
write_door_fault(const struct door *d, struct json_writer *w, const struct fault *f)
{
	if (d->has_places)
		write_placed_fault(w, f);
	else
		write_fault(w, f);
}

/* base/json refuses an escaped NUL, because a C string ends there. To number and measure it is one
 * more character that does not belong, as U+FFFD is, so the answer is the same. */
static void
replace_escaped_nul(char *line)
{
	for (char *at = line; (at = strchr(at, '\\')) != NULL; at += at[1] ? 2 : 1) {
		if (strncmp(at + 1, "u0000", 5) == 0)
			memcpy(at + 2, "fffd", 4);
	}
}

/* One answer a line in, one line out, in order, flushed so that a co-process gets it at once. */
static void
answer_line(const char *line, size_t size_bytes, const struct door *d)
{
	struct json *object = NULL;
	struct json_writer w;
	struct fault f = { 0 };
	struct text out;

	text_init(&out, LINE_MAX_BYTES);
	json_write_begin(&w, &out);
	enum status st = json_parse(line, size_bytes, "the line", &object, &f);
	if (st == ST_OK && !json_is_object(object))
		st = fault_set(&f, WORD_JSON_INVALID, "the line is no JSON object");
	if (st == ST_OK)
		d->answer(object, &w);
	else
		write_door_fault(d, &w, &f);
	text_append(&out, "\n");
	output_raw(text_string(&out), out.size_bytes);
	fflush(stdout);
	json_destroy(object);
	text_finish(&out);
}

struct reader {
	struct text line;
	bool too_long; /* the rest of this line is thrown away */
	const struct door *door;
};

static void
end_line(struct reader *r)
{
	struct fault f = { 0 };
	if (r->too_long) {
		struct text out;
		struct json_writer w;
		text_init(&out, 1024);
		json_write_begin(&w, &out);
		fault_set(&f, WORD_VALUE_TOO_LONG, "the line is longer than 1 MiB");
		write_door_fault(r->door, &w, &f);
		text_append(&out, "\n");
		output_raw(text_string(&out), out.size_bytes);
		text_finish(&out);
	} else if (r->line.size_bytes > 0) {
		if (r->door->forgives_nul)
			replace_escaped_nul(r->line.bytes);
		answer_line(text_string(&r->line), r->line.size_bytes, r->door);
	}
	text_reset(&r->line);
	r->too_long = false;
}

static void
take_bytes(struct reader *r, const char *bytes, size_t size_bytes)
{
	while (size_bytes > 0) {
		const char *end = memchr(bytes, '\n', size_bytes);
		size_t length = end ? (size_t)(end - bytes) : size_bytes;
		if (!text_append_bytes(&r->line, bytes, length))
			r->too_long = true;
		if (!end)
			return;
		end_line(r);
		bytes += length + 1;
		size_bytes -= length + 1;
	}
}

static enum status
run_batch(const struct door *d, struct fault *f)
{
	struct reader r = { .door = d };
	char bytes[16384];
	ssize_t count;

	json_system_init();
	text_init(&r.line, LINE_MAX_BYTES);
	while ((count = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			break;
		take_bytes(&r, bytes, (size_t)count);
	}
	end_line(&r);
	text_finish(&r.line);
	if (count < 0)
		return fault_set(f, WORD_FILE_UNREADABLE, "standard input: %s", strerror(errno));
	return ST_OK;
}

static void
answer_measure(const struct json *object, struct json_writer *w)
{
	struct parts p = { 0 };
	struct fault f = { 0 };
	const char *source = json_string(json_member(object, "text"));
	enum status st = source ? parts_measure(source, strlen(source), &p, &f)
	                        : fault_set(&f, WORD_USAGE, "the object has no string \"text\"");
	if (st != ST_OK) {
		write_fault(w, &f);
		return;
	}
	json_write_object(w, NULL);
	json_write_string(w, "encoding", parts_encoding_name(p.encoding));
	json_write_integer(w, "parts", (int64_t)p.count);
	json_write_integer(w, "units", (int64_t)p.units);
	json_write_object_end(w);
}

static void
answer_number(const struct json *object, struct json_writer *w)
{
	struct phone_reading reading;
	struct fault f = { 0 };
	const char *input = json_string(json_member(object, "input"));
	const char *region = json_string(json_member(object, "region"));
	if (!input) {
		fault_set(&f, WORD_USAGE, "the object has no string \"input\"");
		write_fault(w, &f);
		return;
	}
	phone_read(input, strlen(input), region, &reading);
	json_write_object(w, NULL);
	json_write_bool(w, "valid", reading.valid);
	json_write_string(w, "e164", reading.valid ? reading.e164 : NULL);
	json_write_string(w, "country", reading.country[0] ? reading.country : NULL);
	json_write_string(w, "reason", phone_reason_word(reading.reason));
	json_write_string(w, "suggestion", reading.suggestion[0] ? reading.suggestion : NULL);
	json_write_object_end(w);
}

static bool
find_partial(void *context, const char *name, const char **source, size_t *size_bytes)
{
	*source = json_string(json_member(context, name));
	if (*source == NULL)
		return false;
	*size_bytes = strlen(*source);
	return true;
}

static enum status
check_partials(const struct json *partials, struct fault *f)
{
	if (partials != NULL && !json_is_null(partials) && !json_is_object(partials))
		return fault_set(f, WORD_USAGE, "\"partials\" is no JSON object");
	for (const struct json *i = json_first(partials); i != NULL; i = json_next(i))
		if (json_string(i) == NULL)
			return fault_set(f, WORD_USAGE, "the partial \"%.60s\" is no string",
			                 json_name(i));
	return ST_OK;
}

static enum status
render(const struct json *object, struct text *out, struct fault *f)
{
	const char *source = json_string(json_member(object, "template"));
	const struct json *data = json_member(object, "data");
	const struct json *partials = json_member(object, "partials");
	struct liquid_run run = { .data = data,
		                  .partial = find_partial,
		                  .partial_context = (void *)(uintptr_t)partials,
		                  .zone = zone_book_east,
		                  .now_ms = clock_now_ms() };

	if (source == NULL)
		return fault_set(f, WORD_USAGE, "the object has no string \"template\"");
	if (data != NULL && !json_is_null(data) && !json_is_object(data))
		return fault_set(f, WORD_USAGE, "\"data\" is no JSON object");
	enum status st = check_partials(partials, f);

	if (st != ST_OK)
		return st;
	run.zone_context = zone_book_create(NULL);
	st = liquid_render_source(source, strlen(source), &run, out, f);
	zone_book_destroy(run.zone_context);
	return st;
}

static void
answer_render(const struct json *object, struct json_writer *w)
{
	struct fault f = { 0 };
	struct text out;

	text_init(&out, LIQUID_OUTPUT_MAX);
	if (render(object, &out, &f) == ST_OK) {
		json_write_object(w, NULL);
		json_write_bool(w, "ok", true);
		json_write_string_bytes(w, "output", text_string(&out), out.size_bytes);
		json_write_object_end(w);
	} else {
		write_placed_fault(w, &f);
	}
	text_finish(&out);
}

/* An envelope holds one answer, a batch has any number of them. */
static enum status
refuse_envelope(struct fault *f)
{
	fault_set(f, WORD_USAGE, "batch answers with lines of JSON and has no envelope");
	return fault_hint(f, "leave --json away");
}

static enum status
run(struct cli *c, const struct door *d, struct fault *f)
{
	return c->json ? refuse_envelope(f) : run_batch(d, f);
}

enum status
cli_batch_render(struct cli *c, struct fault *f)
{
	static const struct door door = { answer_render, true, false };

	return run(c, &door, f);
}

enum status
cli_batch_measure(struct cli *c, struct fault *f)
{
	static const struct door door = { answer_measure, false, true };

	return run(c, &door, f);
}

enum status
cli_batch_number(struct cli *c, struct fault *f)
{
	static const struct door door = { answer_number, false, true };

	return run(c, &door, f);
}
