/* SPDX-License-Identifier: MIT */
/* what is particular to a call: its text as it is spoken, the number it comes from */
#include "app/sender_impl.h"
#include "domain/voice.h"

enum status
sender_spell(const char *code, struct send_preview *out, struct fault *f)
{
	struct text spelt;
	enum status st = ST_OK;

	text_init(&spelt, out->text.ceiling_bytes);
	if (voice_spell(&spelt, text_string(&out->text), code)) {
		text_reset(&out->text);
		text_append_bytes(&out->text, text_string(&spelt), spelt.size_bytes);
	} else {
		st = fault_set(f, WORD_VALUE_TOO_LONG, "the text is too long for a call");
		fault_hint(f, "%d characters are allowed", VOICE_TEXT_MAX);
	}
	text_finish(&spelt);
	return st;
}

enum status
sender_measure_call(struct send_preview *out, struct fault *f)
{
	size_t characters = 0;
	enum status st = voice_check_text(text_string(&out->text), &characters, f);

	if (st == ST_OK)
		out->parts = (struct parts){
			.count = 1,
			.units = characters,
			.remaining = VOICE_TEXT_MAX - characters,
		};
	return st;
}

/* A number that nobody has calls nobody but the sandbox. */
static enum status
check_caller_exists(const struct profile *p, const char *caller, struct fault *f)
{
	char e164[PHONE_E164_BYTES + 1] = "+";

	text_copy(e164 + 1, sizeof(e164) - 1, caller);
	if (!profile_is_billed(p) || !phone_is_sandbox(e164))
		return ST_OK;
	fault_set(f, WORD_VOICE_SENDER_MISSING,
	          "voice_sender %s is a sandbox number, which can call nobody", e164);
	return fault_hint(f, "set voice_sender to a number of the account");
}

enum status
sender_check_caller(const struct send_draft *d, const struct profile *p, struct send_preview *out,
                    struct fault *f)
{
	struct profile copy = *p;
	const char *caller = d->sender[0] ? d->sender : send_draft_standard_sender(d, p);

	if (caller[0] == '\0') {
		fault_set(f, WORD_VOICE_SENDER_MISSING,
		          "profile %s has no voice_sender, the number that its calls come from",
		          p->name);
		return fault_hint(f, "otpdeck profile set voice_sender NUMBER");
	}
	enum status st = profile_set(&copy, PROFILE_VOICE_SENDER, caller, f);
	if (st == ST_OK)
		st = check_caller_exists(p, profile_get(&copy, PROFILE_VOICE_SENDER), f);
	if (st != ST_OK)
		return st;
	text_copy(out->sender, sizeof(out->sender), profile_get(&copy, PROFILE_VOICE_SENDER));
	return ST_OK;
}
