/* SPDX-License-Identifier: MIT */
/* from the operator's draft to the text, its price in parts, and what may be kept of it */
#include "app/sender_impl.h"

#include <string.h>

#include "app/guard.h"
#include "base/mem.h"
#include "domain/redact.h"
#include "domain/voice.h"

#define SHOWN_CODE "123456"
#define RENDERED_MAX ((size_t)16 * 1024)
#define VOICE_API_VERSION 3 /* of /tts/3, whatever the profile says about SMS */

void
send_draft_init(struct send_draft *d, const struct profile *p)
{
	memset(d, 0, sizeof(*d));
	context_init(&d->context);
	text_copy(d->context.values[CONTEXT_LANGUAGE], CONTEXT_VALUE_BYTES,
	          profile_get(p, PROFILE_LOCALE_DEFAULT));
	if (p->environment == PROFILE_SANDBOX)
		text_copy(d->to, sizeof(d->to), "+99930005");
}

bool
send_draft_is_call(const struct send_draft *d)
{
	return strcmp(context_get(&d->context, CONTEXT_MESSAGE_TYPE), "voice") == 0;
}

const char *
send_draft_standard_sender(const struct send_draft *d, const struct profile *p)
{
	const char *caller = profile_get(p, PROFILE_VOICE_SENDER);

	if (!send_draft_is_call(d))
		return profile_get(p, PROFILE_SENDER);
	return caller[0] || profile_is_billed(p) ? caller : SENDER_SANDBOX_CALLER;
}

static enum status
read_number(const struct send_draft *d, const struct profile *p, struct send_preview *out,
            struct fault *f)
{
	struct phone_reading reading;
	phone_read(d->to, strlen(d->to), NULL, &reading);
	if (reading.reason == PHONE_SANDBOX && reading.e164[0])
		reading.valid = true;
	if (!reading.valid)
		return guard_refuse_number(d->to, &reading, f);
	text_copy(out->e164, sizeof(out->e164), reading.e164);
	text_copy(out->country, sizeof(out->country), reading.country);
	return guard_number(p, reading.e164, f);
}

static enum status
measure(struct send_preview *out, struct fault *f)
{
	const char *text = text_string(&out->text);
	size_t size_bytes = out->text.size_bytes;

	if (size_bytes == 0) {
		fault_set(f, WORD_TEXT_EMPTY, "the text is empty");
		return fault_hint(f, "the provider refuses an empty message");
	}
	if (size_bytes > SEND_TEXT_MAX) {
		fault_set(f, WORD_VALUE_TOO_LONG, "the text is %zu bytes long, %zu are allowed",
		          size_bytes, SEND_TEXT_MAX);
		return fault_hint(f, "the provider refuses more than 4,000 bytes or 25 parts");
	}
	if (text_has_control(text, size_bytes, true))
		return fault_set(f, WORD_VALUE_INVALID, "the text holds a control character");
	if (out->type == MESSAGE_VOICE)
		return sender_measure_call(out, f);
	return parts_measure(text, size_bytes, &out->parts, f);
}

/* The published hook posts to v2 without a sender, so there only a chosen one is named. */
static bool
names_sender(const struct send_draft *d, const struct profile *p)
{
	const char *set = profile_get(p, PROFILE_SENDER);
	return profile_get_integer(p, PROFILE_API_VERSION) != 2 || d->sender[0] ||
	       strcmp(set, profile_setting_default(PROFILE_SENDER)) != 0;
}

static enum status
check_sender(const struct send_draft *d, const struct profile *p, struct send_preview *out,
             struct fault *f)
{
	struct profile copy = *p;
	const char *typed = d->sender[0] ? d->sender : profile_get(p, PROFILE_SENDER);
	enum status st = profile_set(&copy, PROFILE_SENDER, typed, f);
	if (st == ST_OK)
		text_copy(out->sender, sizeof(out->sender), names_sender(d, p) ? typed : "");
	return st;
}

enum status
sender_check_guards(struct session *s, const struct send_draft *d, const struct send_preview *p,
                    struct fault *f)
{
	const struct guard_case guarded = {
		.profile = &s->profile,
		.e164 = p->e164,
		.country = p->country,
		.parts = (int64_t)p->parts.count,
		.armed = true,
		.confirmed = true,
		.asked_again = d->asked_again,
	};
	return guard_check(&guarded, NULL, f);
}

/* Whether it is armed is asked when it is to be sent, as a draft is written before; what asks again
 * is no refusal yet. */
static enum status
look_ahead(struct session *s, const struct send_draft *d, struct send_preview *p, struct fault *f)
{
	enum status st = sender_check_guards(s, d, p, f);

	/* Of the two that ask again one counts, and is known in the claim only. */
	p->asks_again = st == ST_OK ? 0 : guard_question_of(f);
	if (st == ST_OK || p->asks_again == 0)
		return st;
	*f = (struct fault){ 0 };
	return ST_OK;
}

/* Number, text, size and sender; no guard on money. */
static enum status
write_text(struct session *s, const struct send_draft *d, const struct context *c,
           struct send_preview *out, struct fault *f)
{
	text_reset(&out->text);
	out->sender[0] = '\0';
	out->type = send_draft_is_call(d) ? MESSAGE_VOICE : MESSAGE_SMS;
	out->language = voice_language(context_get(c, CONTEXT_LANGUAGE));
	enum status st = read_number(d, &s->profile, out, f);
	if (st == ST_OK)
		st = sender_render(s, d, c, out, f);
	if (st == ST_OK && out->type == MESSAGE_VOICE)
		st = sender_spell(context_get(c, CONTEXT_CODE), out, f);
	if (st == ST_OK)
		st = measure(out, f);
	if (st == ST_OK)
		st = out->type == MESSAGE_VOICE ? sender_check_caller(d, &s->profile, out, f)
		                                : check_sender(d, &s->profile, out, f);
	return st;
}

static enum status
preview_with(struct session *s, const struct send_draft *d, const struct context *c,
             struct send_preview *out, struct fault *f)
{
	enum status st = write_text(s, d, c, out, f);
	return st == ST_OK ? look_ahead(s, d, out, f) : st;
}

enum status
sender_preview(struct session *s, const struct send_draft *d, struct send_preview *out,
               struct fault *f)
{
	struct context shown = d->context;
	out->fresh_code = strcmp(context_get(&shown, CONTEXT_CODE), "auto") == 0;
	if (out->fresh_code)
		text_copy(shown.values[CONTEXT_CODE], CONTEXT_VALUE_BYTES, SHOWN_CODE);
	enum status st = preview_with(s, d, &shown, out, f);
	mem_wipe(&shown, sizeof(shown));
	return st;
}

static void
fill_message(struct sender *x, const struct context *c, const struct send_preview *p)
{
	struct message *m = &x->message;
	message_init(m);
	random_uuid(m->message_id);
	m->profile_id = x->profile.id;
	m->state = MESSAGE_SENDING;
	m->type = p->type;
	text_copy(m->action, sizeof(m->action), context_get(c, CONTEXT_ACTION));
	text_copy(m->locale, sizeof(m->locale), context_get(c, CONTEXT_LANGUAGE));
	text_copy(m->client_id, sizeof(m->client_id), context_get(c, CONTEXT_CLIENT_ID));
	text_copy(m->template_name, sizeof(m->template_name), p->template.name);
	m->template_revision = p->template.revision;
	phone_mask(p->e164, m->to_masked);
	phone_last_four(p->e164, m->last_four);
	text_copy(m->country, sizeof(m->country), p->country);
	text_copy(m->sender, sizeof(m->sender), p->sender);
	m->encoding = p->parts.encoding;
	m->parts = (int64_t)p->parts.count;
	m->units = (int64_t)p->parts.units;
	m->api_version = p->type == MESSAGE_VOICE
	                         ? VOICE_API_VERSION
	                         : (int)profile_get_integer(&x->profile, PROFILE_API_VERSION);
}

static void
fill_texts(struct sender *x, const struct context *c, const struct send_preview *p)
{
	text_copy(x->code, sizeof(x->code), context_get(c, CONTEXT_CODE));
	text_append_bytes(&x->text, text_string(&p->text), p->text.size_bytes);
	text_copy(x->e164, sizeof(x->e164), p->e164);
	text_copy(x->country, sizeof(x->country), p->country);
	text_copy(x->sender_name, sizeof(x->sender_name), p->sender);
	x->language = p->language;
	redact_text(&x->preview, text_string(&x->text), x->text.size_bytes, x->code);
	context_write_json(c, true, &x->context_json);
}

/* Two texts are alike to the provider only when their codes are: a made-up code is new each time.
 * The code itself stays out of the hash, so that nobody can try codes out against it. */
static enum status
hash_body(struct sender *x, struct fault *f)
{
	struct text material;
	text_init(&material, RENDERED_MAX);
	text_append(&material, text_string(&x->preview));
	if (!x->fixed_code && redact_has_code(text_string(&x->text), x->text.size_bytes, x->code))
		text_append(&material, x->message.message_id);
	enum status st = vault_hash(x->session->vault, "body", text_string(&material),
	                            material.size_bytes, x->body_hash, f);
	text_finish(&material);
	return st;
}

enum status
sender_fill_request(struct sender *x, const struct send_draft *d, struct fault *refusal,
                    struct fault *f)
{
	struct context c = d->context;
	struct send_preview p = { 0 };

	x->fixed_code = strcmp(context_get(&c, CONTEXT_CODE), "auto") != 0;
	context_make_code(&c, 6);
	text_init(&p.text, RENDERED_MAX);
	enum status st = write_text(x->session, d, &c, &p, f);
	if (st == ST_OK) {
		if (look_ahead(x->session, d, &p, refusal) == ST_OK)
			*refusal = (struct fault){ 0 };
		fill_message(x, &c, &p);
		x->template = p.template;
		text_copy(x->why, sizeof(x->why), p.why);
		x->message.parent_id = d->parent_id;
		fill_texts(x, &c, &p);
	}
	text_finish(&p.text);
	mem_wipe(&c, sizeof(c));
	return st;
}

enum status
sender_fill(struct sender *x, const struct send_draft *d, struct fault *f)
{
	struct fault refusal = { 0 };
	enum status st = sender_fill_request(x, d, &refusal, f);

	if (st == ST_OK && refusal.code != ST_OK) {
		*f = refusal;
		return f->code;
	}
	/* Says what unlocks it: the key file, or a passphrase. */
	if (st == ST_OK && !session_is_unlocked(x->session))
		st = vault_follow(x->session->reader, x->session->vault, f);
	return st == ST_OK ? hash_body(x, f) : st;
}

struct infobip_send
sender_request(const struct sender *x)
{
	return (struct infobip_send){
		.api = infobip_api_of(&x->message),
		.sender = x->sender_name,
		.to = x->e164,
		.text = text_string(&x->text),
		.message_id = x->message.message_id,
		.language = x->language,
		.validity_minutes = (int)profile_get_integer(&x->profile, PROFILE_VALIDITY_MINUTES),
	};
}

bool
sender_is_code(const struct sender *x, const char *digits)
{
	struct secret *made = secret_create(x->code, strlen(x->code));
	struct secret *typed = secret_create(digits, strlen(digits));
	bool equal = secret_equals(made, typed);

	secret_destroy(typed);
	secret_destroy(made);
	return equal;
}
