/* SPDX-License-Identifier: MIT */
/* what several screens show alike: states, codes, times, outlooks */
#include "ui/screens/show_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "domain/cause.h"
#include "domain/outcome.h"
#include "ui/console.h"
#include "ui/keymap.h"

#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)

enum role
show_finding_role(enum finding_result result)
{
	switch (result) {
	case FINDING_PASS: return ROLE_GOOD;
	case FINDING_FAIL: return ROLE_FAILURE;
	case FINDING_WARN:
	case FINDING_RUNNING: return ROLE_WAITING;
	default: return ROLE_DIM;
	}
}

enum role
show_state_role(enum message_state state, bool final)
{
	switch (state) {
	case MESSAGE_DELIVERED: return final ? ROLE_GOOD : ROLE_WAITING;
	case MESSAGE_READY:
	case MESSAGE_SENDING:
	case MESSAGE_ACCEPTED:
	case MESSAGE_UNKNOWN:
	case MESSAGE_LIKELY_NOT_SENT: return ROLE_WAITING;
	case MESSAGE_CANCELLED: return ROLE_DIM;
	default: return ROLE_FAILURE;
	}
}

const char *
show_state_mark(enum message_state state, bool final)
{
	switch (state) {
	case MESSAGE_DELIVERED: return final ? "[OK]" : "[WAIT]";
	case MESSAGE_READY:
	case MESSAGE_SENDING: return "[WAIT]";
	case MESSAGE_ACCEPTED: return final ? "[--]" : "[WAIT]";
	case MESSAGE_UNKNOWN:
	case MESSAGE_LIKELY_NOT_SENT:
	case MESSAGE_UNRESOLVED: return "[!!]";
	case MESSAGE_CANCELLED: return "[--]";
	default: return "[FAIL]";
	}
}

/* A state that came after the provider's last word, which it therefore must not hide behind. */
static bool
state_outlived_status(const struct message *m)
{
	return m->state == MESSAGE_READY || m->state == MESSAGE_SENDING ||
	       m->state == MESSAGE_LIKELY_NOT_SENT || m->state == MESSAGE_UNRESOLVED ||
	       m->state == MESSAGE_CANCELLED;
}

void
show_status_name(const struct message *m, char out[SHOW_BYTES])
{
	struct cause cause;

	text_copy(out, SHOW_BYTES, message_state_word(m->state));
	if (state_outlived_status(m))
		return;
	if (m->status.group_id >= 0) {
		if (m->status.name[0])
			text_copy(out, SHOW_BYTES, m->status.name);
		else
			show_provider_name(m->status.group_id, m->status.id, out);
		return;
	}
	if (m->http_status < 300)
		return;
	cause_look_up(CAUSE_HTTP, 0, m->http_status, "", "", &cause);
	if (cause.known)
		text_copy(out, SHOW_BYTES, cause.name);
}

void
show_code(const struct message *m, char out[SHOW_BYTES])
{
	if (m->status.group_id >= 0)
		snprintf(out, SHOW_BYTES, "%d/%d", m->status.group_id, m->status.id);
	else if (m->http_status >= 300)
		snprintf(out, SHOW_BYTES, "HTTP %d", m->http_status);
	else
		text_copy(out, SHOW_BYTES, "-");
}

void
show_outlook(const struct screen *s, const struct message *m, char out[SHOW_BYTES])
{
	char at[SHOW_BYTES];
	bool given_up = m->state == MESSAGE_UNRESOLVED || m->state == MESSAGE_ACCEPTED;

	if (m->final) {
		text_copy(out, SHOW_BYTES, given_up ? "given up after 48 h" : "final");
		return;
	}
	if (m->next_poll_at_ms > 0) {
		show_time(s, m->next_poll_at_ms, at);
		snprintf(out, SHOW_BYTES, "asked again at %.32s", at);
		return;
	}
	text_copy(out, SHOW_BYTES, m->state == MESSAGE_SENDING ? "waits for the answer" : "open");
}

void
show_provider_name(int group, int id, char out[SHOW_BYTES])
{
	char name[MESSAGE_NAME_BYTES] = "";

	if (group < 0 || !cause_provider_name(CAUSE_STATUS, group, id, name))
		name[0] = '\0';
	text_copy(out, SHOW_BYTES, name);
}

const char *
show_own_reason(const struct message *m)
{
	return m->status.group_id < 0 && m->http_status < 300 ? m->cause : "";
}

const char *
show_step_words(enum message_state state, int group, int id)
{
	switch (state) {
	case MESSAGE_READY: return "nothing has left this machine";
	case MESSAGE_SENDING: return "not final: the request is on its way";
	case MESSAGE_NOT_SENT: return "final: it certainly was not sent";
	case MESSAGE_UNKNOWN: return "not final: it may have been sent, the log will tell";
	case MESSAGE_ACCEPTED:
		if (group == 3 && id == 2)
			return "not final: the operator has it, the phone is silent";
		return "not final: accepted, no phone has it";
	case MESSAGE_DELIVERED: return "final: the phone has it";
	case MESSAGE_UNDELIVERABLE: return "final: it cannot be delivered";
	case MESSAGE_EXPIRED: return "final: its time ran out";
	case MESSAGE_REJECTED: return "final: the provider refused it";
	case MESSAGE_LIKELY_NOT_SENT: return "not final: the provider's log does not know it";
	case MESSAGE_UNRESOLVED: return "final: nothing more can be learnt";
	case MESSAGE_CANCELLED: return "final: called off before it left";
	default: return "";
	}
}

void
show_time(const struct screen *s, int64_t at_ms, char out[SHOW_BYTES])
{
	char text[CLOCK_TEXT_BYTES];

	clock_format_time(at_ms, console_shows_utc(s->console), true, text);
	text_copy(out, SHOW_BYTES, text);
}

void
show_day_time(const struct screen *s, int64_t at_ms, char out[SHOW_BYTES])
{
	char then[CLOCK_TEXT_BYTES];
	char today[CLOCK_TEXT_BYTES];
	bool utc = console_shows_utc(s->console);

	clock_format_date_time(at_ms, utc, then);
	clock_format_date_time(clock_now_ms(), utc, today);
	if (strncmp(then, today, strlen("2026-11-25")) == 0)
		snprintf(out, SHOW_BYTES, "%11.8s", then + strlen("2026-11-25 "));
	else
		snprintf(out, SHOW_BYTES, "%.11s", then + strlen("2026-"));
}

void
show_time_left(int64_t at_ms, char out[SHOW_BYTES])
{
	long long left_ms = at_ms - clock_now_ms();

	out[0] = '\0';
	if (left_ms <= 0)
		return;
	if (left_ms < MINUTE_MS)
		snprintf(out, SHOW_BYTES, "in %lld s", (left_ms + SECOND_MS - 1) / SECOND_MS);
	else if (left_ms < HOUR_MS)
		snprintf(out, SHOW_BYTES, "in %lld min", (left_ms + MINUTE_MS - 1) / MINUTE_MS);
	else
		snprintf(out, SHOW_BYTES, "in %lld h", (left_ms + HOUR_MS - 1) / HOUR_MS);
}

void
show_duration(int64_t us, char out[SHOW_BYTES])
{
	if (us < 0)
		text_copy(out, SHOW_BYTES, "-");
	else if (us < 1000000)
		snprintf(out, SHOW_BYTES, "%.1f ms", (double)us / 1000.0);
	else
		snprintf(out, SHOW_BYTES, "%.2f s", (double)us / 1000000.0);
}

static bool
copy_example(const char *number, char out[SHOW_BYTES])
{
	const struct outcome_example *example;

	for (size_t i = 0; (example = outcome_example_at(i)) != NULL; i++) {
		if (strcmp(example->number, number) != 0)
			continue;
		text_copy(out, SHOW_BYTES, example->does);
		return true;
	}
	return false;
}

void
show_sandbox_outcome(const char *number, char out[SHOW_BYTES])
{
	struct outcome outcome;
	char name[SHOW_BYTES];

	out[0] = '\0';
	if (!outcome_of_number(number, &outcome) || copy_example(number, out))
		return;
	switch (outcome.kind) {
	case OUTCOME_STATUS:
		show_provider_name(outcome.status_group, outcome.status_id, name);
		snprintf(out, SHOW_BYTES, "ends in %d/%d %.96s", outcome.status_group,
		         outcome.status_id, name);
		break;
	case OUTCOME_ERROR:
		snprintf(out, SHOW_BYTES, "undeliverable with error %d", outcome.error_id);
		break;
	case OUTCOME_HTTP:
		snprintf(out, SHOW_BYTES, "answered with HTTP %d", outcome.http_status);
		break;
	case OUTCOME_SLOW:
		snprintf(out, SHOW_BYTES, "the answer takes %d s", outcome.delay_s);
		break;
	case OUTCOME_DROPPED: text_copy(out, SHOW_BYTES, "accepted, then no answer"); break;
	case OUTCOME_DELIVERED: text_copy(out, SHOW_BYTES, "delivered"); break;
	}
}

void
show_key(const struct screen *s, enum command cmd, bool typing, char out[SHOW_BYTES])
{
	struct text keys;
	const char *at;

	text_init(&keys, SHOW_BYTES);
	keymap_keys_of(s->class->name, cmd, &keys);
	at = text_string(&keys);
	/* A key of one byte is a letter, which a field would take. */
	while (typing && strcspn(at, ",") == 1 && at[1] != '\0')
		at += strlen("x, ");
	snprintf(out, SHOW_BYTES, "%.*s", (int)strcspn(at, ","), at);
	text_finish(&keys);
}
