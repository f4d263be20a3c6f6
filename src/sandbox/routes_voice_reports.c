/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#define SECONDS_CHARGED 30 /* whole half minutes, at least one */

/* Nobody waits here while the text is spoken: the call goes on for its seconds after it is done. */
static void
write_voice_call(struct json_writer *w, const struct ledger_entry *e,
                 const struct ledger_standing *at)
{
	bool taken = at->status_group == ROUTES_CALL_TAKEN;
	int seconds = taken ? ROUTES_CALL_SECONDS : 0;

	json_write_object(w, "voiceCall");
	json_write_string(w, "feature", "Voice-message");
	answers_write_time(w, "startTime", e->taken_at_ms);
	if (taken)
		answers_write_time(w, "answerTime", at->done_at_ms);
	else
		json_write_null(w, "answerTime");
	answers_write_time(w, "endTime", at->done_at_ms + (int64_t)seconds * 1000);
	json_write_integer(w, "duration", seconds);
	json_write_integer(w, "chargedDuration", taken ? SECONDS_CHARGED : 0);
	json_write_number(w, "fileDuration", (double)ROUTES_CALL_SECONDS);
	json_write_null(w, "dtmfCodes");
	json_write_null(w, "ivr");
	json_write_object_end(w);
}

static void
write_report(struct json_writer *w, int api_version, const struct ledger_entry *e,
             const struct ledger_standing *at)
{
	(void)api_version;
	json_write_object(w, NULL);
	json_write_string(w, "bulkId", e->bulk_id);
	json_write_string(w, "messageId", e->message_id);
	if (e->sender)
		json_write_string(w, "from", e->sender);
	json_write_string(w, "to", e->number);
	answers_write_time(w, "sentAt", e->taken_at_ms);
	json_write_string(w, "mccMnc", ANSWERS_NETWORK);
	json_write_string(w, "callbackData", e->notes[LEDGER_CALLBACK]);
	write_voice_call(w, e, at);
	answers_write_price(w, "pricePerSecond");
	answers_write_standing(w, at);
	json_write_object_end(w);
}

void
routes_call_reports(struct call *c)
{
	routes_list_reports(c, true, write_report);
}
