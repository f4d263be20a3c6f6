/* SPDX-License-Identifier: MIT */
/* the panes of the Send screen: which of them there are, message, phone */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "domain/redact.h"
#include "domain/voice.h"
#include "ui/console.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/send_impl.h"
#include "ui/screens/show_impl.h"

#define WIDE_COLS 100
#define WIDE_ROWS 24
#define TWO_COLS 76
#define UPPER_ROWS 13
#define PHONE_ROWS 9
#define RESULT_ROWS 6
#define LABEL_COLS 10
#define CONTEXT_LABEL_COLS 17
#define MEASURE_ROWS 2

static void
draw_offenders(const struct send *x, struct canvas *c, int row)
{
	struct text line;

	text_init(&line, 256);
	text_append(&line, "UCS-2 because of");
	for (size_t i = 0; i < x->offender_count && i < SEND_OFFENDERS; i++) {
		const struct parts_offender *o = &x->offenders[i];

		text_append_format(&line, " U+%04X at %zu:%zu", (unsigned)o->code_point, o->line,
		                   o->column);
		if (o->suggestion && o->suggestion[0])
			text_append_format(&line, " (%s)", o->suggestion);
	}
	if (x->offender_count > SEND_OFFENDERS)
		text_append_format(&line, " and %zu more", x->offender_count - SEND_OFFENDERS);
	canvas_put_text(c, row, 0, ROLE_WAITING, text_string(&line));
	text_finish(&line);
}

static void
draw_cost(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	const struct parts *p = &x->preview.parts;
	size_t room = p->units + p->remaining;
	const char *price =
		profile_is_billed(&s->session->profile) ? "price unknown" : "costs nothing";

	if (x->preview.type == MESSAGE_VOICE)
		canvas_put_format(c, 0, 0, ROLE_PLAIN, "1 call  %s  %zu/%zu  %s",
		                  x->preview.language, p->units, room, price);
	else
		canvas_put_format(c, 0, 0, p->count > 1 ? ROLE_WAITING : ROLE_PLAIN,
		                  "%zu part%s  %s  %zu/%zu  %s", p->count, p->count == 1 ? "" : "s",
		                  parts_encoding_name(p->encoding), p->units, room, price);
}

/* What the text costs, live, and what makes it dear. */
static void
draw_measure(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;

	if (x->preview.text.size_bytes == 0)
		return;
	draw_cost(s, c);
	if (x->offender_count > 0)
		draw_offenders(x, c, 1);
	else if (x->preview.missing > 0)
		canvas_put_format(c, 1, 0, ROLE_WAITING,
		                  "%zu variable%s of the text rendered as nothing",
		                  x->preview.missing, x->preview.missing == 1 ? "" : "s");
}

static void
draw_message(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	char title[SHOW_BYTES] = "Message";

	if (x->again.row != 0)
		snprintf(title, sizeof(title), "Message: %lld again", (long long)x->again.row);
	struct canvas in = canvas_put_box(c, title, true);
	int form_rows = canvas_rows(&in) - MEASURE_ROWS;
	struct canvas form = canvas_part(&in, 0, 0, form_rows, canvas_columns(&in));
	struct canvas rest = canvas_part(&in, form_rows, 0, MEASURE_ROWS, canvas_columns(&in));

	form_draw(&x->form, &form, x->shows_context ? CONTEXT_LABEL_COLS : LABEL_COLS);
	draw_measure(s, &rest);
}

/* --- The phone ------------------------------------------------------------------------------ */

/* Where a real phone is to tell the code, or the vault is locked, it is not given away. */
static bool
hides_code(const struct screen *s)
{
	const struct send *x = s->state;

	return !session_is_unlocked(s->session) ||
	       (x->flow_on && profile_is_billed(&s->session->profile));
}

/* What the phone shows, or would. Only the process that sent it knows the code. */
static const char *
phone_text(const struct screen *s)
{
	const struct send *x = s->state;

	if (!x->sender || x->edited)
		return text_string(&x->preview.text);
	if (hides_code(s))
		return x->has_entry ? text_string(&x->entry.body.preview) : "";
	return sender_text(x->sender);
}

/* What stands there when no text does. */
static const char *
phone_without_text(const struct send *x)
{
	return x->sender && !x->edited ? "hidden, as a code is in it" : "no text yet";
}

/* What is sent is of the kind that was sent, whatever the form says by now. */
static bool
is_call(const struct send *x)
{
	if (x->sender && !x->edited)
		return sender_message(x->sender)->type == MESSAGE_VOICE;
	return x->preview.type == MESSAGE_VOICE;
}

static const char *
words_of_state(const struct message *m)
{
	bool call = m->type == MESSAGE_VOICE;

	switch (m->state) {
	case MESSAGE_DELIVERED: return call ? "the call was taken" : "the phone has it";
	case MESSAGE_NOT_SENT:
	case MESSAGE_REJECTED:
	case MESSAGE_CANCELLED: return call ? "no phone rang" : "no phone got it";
	case MESSAGE_UNKNOWN:
	case MESSAGE_LIKELY_NOT_SENT: return "it is open whether it was sent";
	case MESSAGE_READY:
	case MESSAGE_SENDING:
	case MESSAGE_ACCEPTED:
		if (!m->final)
			return call ? "ringing, as far as is known: nobody has confirmed it"
			            : "on its way: no phone has confirmed it";
		break;
	default: break;
	}
	return call ? "nobody is known to have taken it" : "no phone has confirmed it";
}

static const char *
phone_words(const struct send *x, enum role *role)
{
	const struct message *m = &x->entry.message;

	*role = ROLE_DIM;
	if (!x->sender || x->edited)
		return is_call(x) ? "so it will be said, the code digit by digit"
		                  : "so it will look; auto makes a fresh code for each send";
	if (x->has_entry) {
		*role = show_state_role(m->state, m->final);
		return words_of_state(m);
	}
	if (!send_is_running(x))
		return is_call(x) ? "no phone rang" : "no phone got it";
	*role = ROLE_WAITING;
	return is_call(x) ? "ringing, as far as is known: nobody has confirmed it"
	                  : "on its way: no phone has confirmed it";
}

/* Who it is from, and when it was sent. */
static void
draw_caller(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	bool sent = x->sender && !x->edited;
	const char *from = sent ? sender_message(x->sender)->sender : x->preview.sender;
	char time[SHOW_BYTES];

	canvas_put_format(c, 0, 0, ROLE_STRONG, is_call(x) ? "from %s" : "%s", from);
	if (!sent || !x->has_entry)
		return;
	show_time(s, x->entry.message.created_at_ms, time);
	canvas_put_right(c, 0, canvas_columns(c), ROLE_DIM, time);
}

/* The message as the phone shows it, or as the voice reads it. */
static void
add_phone_text(const struct screen *s, struct page *page)
{
	const struct send *x = s->state;
	const char *said = phone_text(s);
	struct text veiled;
	struct text heard;

	text_init(&veiled, (size_t)16 * 1024);
	text_init(&heard, (size_t)16 * 1024);
	if (x->draft.own_text && !session_is_unlocked(s->session)) {
		(void)redact_text(&veiled, said, strlen(said), NULL);
		said = text_string(&veiled);
	}
	if (is_call(x) && *said) {
		text_append(&heard, "read aloud: ");
		voice_read_aloud(&heard, said);
		said = text_string(&heard);
	}
	page_add_text(page, ROLE_PLAIN, said, phone_without_text(x));
	text_finish(&heard);
	text_finish(&veiled);
}

static void
draw_phone(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	bool sent = x->sender && !x->edited;
	struct canvas in = canvas_put_box(c, sent ? "Phone" : "Phone: preview", false);
	enum role role = ROLE_DIM;
	const char *words = phone_words(x, &role);
	int rows = canvas_rows(&in);
	int columns = canvas_columns(&in);
	struct page page;

	draw_caller(s, &in);
	page_init(&page);
	page.fixed = true;
	add_phone_text(s, &page);
	int bubble_rows = page_rows(&page, columns - 4) + 2;
	if (bubble_rows > rows - 3)
		bubble_rows = rows - 3;
	struct canvas bubble = canvas_part(&in, 1, 0, bubble_rows, columns);
	struct canvas text = canvas_put_box(&bubble, "", false);
	page_draw(&page, &text);
	page_finish(&page);
	canvas_put_wrapped(&in, 1 + bubble_rows, 0, 2, role, words);
}

/* --- Which panes there are ------------------------------------------------------------------ */

static void
draw_part(const struct screen *s, const struct canvas *c, struct canvas place,
          void (*draw)(const struct screen *s, struct canvas *c))
{
	struct canvas part = canvas_part(c, place.top, place.left, place.height, place.width);
	draw(s, &part);
}

static struct canvas
place(int row, int column, int height, int width)
{
	return (struct canvas){ .top = row, .left = column, .height = height, .width = width };
}

static void
draw_wide(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int message_cols = columns * 2 / 5;
	int timing_cols = columns * 27 / 100;
	int phone_cols = columns - message_cols - timing_cols;
	int half = columns / 2;
	int lower = rows - UPPER_ROWS;

	draw_part(s, c, place(0, 0, UPPER_ROWS, message_cols), draw_message);
	draw_part(s, c, place(0, message_cols, UPPER_ROWS, phone_cols), draw_phone);
	draw_part(s, c, place(0, message_cols + phone_cols, UPPER_ROWS, timing_cols),
	          x->flow_on ? send_draw_flow : send_draw_timing);
	draw_part(s, c, place(UPPER_ROWS, 0, lower, half), send_draw_request);
	draw_part(s, c, place(UPPER_ROWS, half, lower, columns - half), send_draw_answer);
}

/* The context needs the height; what is about the network gives way to it. */
static void
draw_two_columns(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int half = columns / 2;

	draw_part(s, c, place(0, 0, rows, half), draw_message);
	draw_part(s, c, place(0, half, PHONE_ROWS, columns - half), draw_phone);
	draw_part(s, c, place(PHONE_ROWS, half, rows - PHONE_ROWS, columns - half),
	          x->flow_on ? send_draw_flow : send_draw_answer);
}

static void
draw_small(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	int upper = canvas_rows(c) - RESULT_ROWS;
	int columns = canvas_columns(c);

	draw_part(s, c, place(0, 0, upper, columns), draw_message);
	draw_part(s, c, place(upper, 0, RESULT_ROWS, columns),
	          x->flow_on ? send_draw_flow : send_draw_answer);
}

void
send_draw(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;

	if (canvas_columns(c) < TWO_COLS)
		draw_small(s, c);
	else if (x->shows_context || canvas_columns(c) < WIDE_COLS || canvas_rows(c) < WIDE_ROWS)
		draw_two_columns(s, c);
	else
		draw_wide(s, c);
}
