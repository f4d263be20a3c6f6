/* SPDX-License-Identifier: MIT */
/* staged probes of the provider: address, host, key, scopes; they send nothing */
#include <string.h>

#include "app/connect_impl.h"

#define NOT_TRIED "not tried"

void
connect_blame(struct connect *c, enum fault_word word, const char *cause, const char *hint)
{
	if (c->fault.code != ST_OK)
		return;
	fault_set(&c->fault, word, "%s", cause);
	fault_hint(&c->fault, "%s", hint);
}

void
connect_blame_finding(struct connect *c, enum fault_word word, enum connect_probe p)
{
	connect_blame(c, word, c->findings[p].proof, c->findings[p].fix);
}

static void
read_key(struct connect *c, const struct infobip_probe_verdict *verdict, int status)
{
	struct finding *found = &c->findings[CONNECT_KEY];

	switch (verdict->access) {
	case INFOBIP_ACCESS_OPEN:
		finding_set(found, FINDING_PASS, "the key is known (HTTP %d)", status);
		break;
	case INFOBIP_ACCESS_NO_SCOPE:
		finding_set(found, FINDING_PASS, "genuine key (HTTP %d: known, not allowed)",
		            status);
		break;
	case INFOBIP_ACCESS_NO_KEY:
		finding_set(found, FINDING_FAIL, "%s", verdict->cause);
		finding_fix(found, "%s", verdict->hint);
		connect_blame_finding(c, verdict->word, CONNECT_KEY);
		break;
	case INFOBIP_ACCESS_UNCLEAR: break;
	}
}

/* What the lack of each scope switches off. */
static const char *const switched_off[] = {
	[INFOBIP_PROBE_SEND] = "sends may be refused",
	[INFOBIP_PROBE_LOGS] = "no message can be followed",
	[INFOBIP_PROBE_PREVIEW] = "no previews by the provider",
	[INFOBIP_PROBE_BALANCE] = "no balance is shown",
};

static const enum connect_probe probe_of[] = {
	[INFOBIP_PROBE_SEND] = CONNECT_SEND,
	[INFOBIP_PROBE_LOGS] = CONNECT_LOGS,
	[INFOBIP_PROBE_PREVIEW] = CONNECT_PREVIEW,
	[INFOBIP_PROBE_BALANCE] = CONNECT_BALANCE,
};

static bool
is_needed(enum infobip_probe at)
{
	return at == INFOBIP_PROBE_SEND || at == INFOBIP_PROBE_LOGS;
}

/* The look-up of a bulk does not open to message:send, with which a key sends all the same: its
 * lack is a warning. Previews and balance are not needed. */
static enum finding_result
result_without(enum infobip_probe at)
{
	switch (at) {
	case INFOBIP_PROBE_SEND: return FINDING_WARN;
	case INFOBIP_PROBE_LOGS: return FINDING_FAIL;
	default: return FINDING_UNKNOWN;
	}
}

static void
read_no_scope(struct connect *c, enum infobip_probe at, const struct infobip_probe_verdict *verdict)
{
	struct finding *found = &c->findings[probe_of[at]];

	finding_set(found, result_without(at), "%.120s: %s", verdict->cause, switched_off[at]);
	if (at == INFOBIP_PROBE_SEND)
		finding_fix(found, "add the scope; a key with message:send alone may send all the "
		                   "same: a test message tells");
	else if (at == INFOBIP_PROBE_LOGS)
		finding_fix(found,
		            "add the scope, or a second key: otpdeck secret set API_KEY_LOGS");
	else
		finding_fix(found, "not needed for sending and following");
	if (is_needed(at))
		connect_blame_finding(c, verdict->word, probe_of[at]);
}

static void
read_open(struct connect *c, enum infobip_probe at, const struct infobip_probe_verdict *verdict)
{
	struct finding *found = &c->findings[probe_of[at]];

	if (at == INFOBIP_PROBE_BALANCE && verdict->has_balance) {
		finding_set(found, FINDING_PASS, "%.2f %s", verdict->balance, verdict->currency);
		c->no_credit = verdict->balance <= 0;
	} else if (at == INFOBIP_PROBE_LOGS && c->logs_key)
		finding_set(found, FINDING_PASS, "with API_KEY_LOGS");
	else
		finding_set(found, FINDING_PASS, "%s", infobip_probe_scopes(at));
}

static void
read_unclear(struct connect *c, enum infobip_probe at, const struct infobip_probe_verdict *verdict)
{
	struct finding *found = &c->findings[probe_of[at]];

	finding_set(found, FINDING_UNKNOWN, "%s", verdict->cause);
	finding_fix(found, "%s", verdict->hint);
	if (is_needed(at))
		connect_blame_finding(c, verdict->word, probe_of[at]);
}

void
connect_read_access(struct connect *c, enum infobip_probe at, const struct http_answer *answer)
{
	struct finding *found = &c->findings[probe_of[at]];
	bool second = at == INFOBIP_PROBE_LOGS && c->logs_key;
	struct infobip_probe_verdict verdict;

	infobip_judge_probe(at, answer, &verdict);
	if (!second && !finding_is_over(&c->findings[CONNECT_KEY]))
		read_key(c, &verdict, answer->status);
	switch (verdict.access) {
	case INFOBIP_ACCESS_OPEN: read_open(c, at, &verdict); break;
	case INFOBIP_ACCESS_NO_SCOPE: read_no_scope(c, at, &verdict); break;
	case INFOBIP_ACCESS_UNCLEAR: read_unclear(c, at, &verdict); break;
	case INFOBIP_ACCESS_NO_KEY:
		finding_set(found, second ? FINDING_FAIL : FINDING_UNKNOWN, "%s",
		            second ? "API_KEY_LOGS is not known" : "the key is not known");
		finding_fix(found, "%s", verdict.hint);
		if (second)
			connect_blame_finding(c, verdict.word, probe_of[at]);
	}
	found->took_us = answer->timings.total_us;
	if (at == INFOBIP_PROBE_SEND && finding_is_over(&c->findings[CONNECT_KEY]))
		c->findings[CONNECT_KEY].took_us = answer->timings.total_us;
}

/* Why a call is not made with its key; NULL when it is. */
static const char *
why_no_key(const struct connect *c, bool for_logs, const struct fault **fault)
{
	bool second = for_logs && c->logs_key_tried;

	*fault = second ? &c->logs_key_fault : &c->key_fault;
	if (c->findings[CONNECT_HOST].result == FINDING_FAIL)
		return NOT_TRIED ": the key goes to Infobip's hosts only";
	if ((*fault)->code != ST_OK)
		return (*fault)->cause;
	if (!second && c->findings[CONNECT_KEY].result == FINDING_FAIL)
		return NOT_TRIED ": the key is not known";
	return NULL;
}

/* What the lack of the first key says about itself. */
static void
settle_key(struct connect *c, const struct fault *fault, const char *why)
{
	struct finding *found = &c->findings[CONNECT_KEY];

	if (finding_is_over(found))
		return;
	/* A host that gets no key anyway says nothing of this one. */
	if (fault->code == ST_OK || (fault->word == WORD_BASE_URL_INVALID &&
	                             c->findings[CONNECT_HOST].result == FINDING_FAIL)) {
		finding_set(found, FINDING_UNKNOWN, "%s", why);
		return;
	}
	finding_from_fault(found, fault->code == ST_LOCKED ? FINDING_UNKNOWN : FINDING_FAIL, fault);
	connect_blame(c, fault->word, fault->cause, fault->hint);
}

const struct secret *
connect_key_for(struct connect *c, enum infobip_probe at)
{
	const struct fault *fault;
	bool for_logs = at == INFOBIP_PROBE_LOGS;
	const char *why = why_no_key(c, for_logs, &fault);
	struct finding *found = &c->findings[probe_of[at]];

	if (!why)
		return for_logs && c->logs_key ? c->logs_key : c->key;
	if (fault == &c->key_fault)
		settle_key(c, fault, why);
	if (!finding_is_over(found))
		finding_set(found, FINDING_UNKNOWN, "%s", why);
	return NULL;
}

static bool
is_trial_sender(const char *sender)
{
	static const char *const names[] = { "InfoSMS", "ServiceSMS", "DemoCompany" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcasecmp(sender, names[i]) == 0)
			return true;
	}
	return false;
}

/* Nothing of the sandbox is bought, so that the sender it comes with is no sign there. */
static bool
has_trial_sender(const struct connect *c)
{
	return c->profile.environment != PROFILE_SANDBOX &&
	       is_trial_sender(profile_get(&c->profile, PROFILE_SENDER));
}

static void
read_trial(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_TRIAL];
	const char *sender = profile_get(&c->profile, PROFILE_SENDER);

	if (c->findings[CONNECT_KEY].result != FINDING_PASS)
		finding_set(found, FINDING_UNKNOWN, NOT_TRIED ": no key is known to be good");
	else if (c->no_credit) {
		finding_set(found, FINDING_WARN,
		            "the balance is empty, as on trial accounts with free messages: only "
		            "a sign");
		finding_fix(found, "a send tells: 5/12 is no credit, 5/18 a trial account");
	} else if (has_trial_sender(c)) {
		finding_set(found, FINDING_WARN,
		            "sender %.20s is one of those that trial accounts have: only a sign",
		            sender);
		finding_fix(found, "a trial account reaches numbers verified in the portal only; "
		                   "others end in 5/18");
	} else if (c->url.loopback)
		finding_set(found, FINDING_UNKNOWN, "no sign of one; this machine has no account");
	else
		finding_set(found, FINDING_PASS, "no sign of one (sender %.20s)", sender);
}

/* What only casts doubt on the rest speaks for the whole when nothing else does. */
static void
blame_late(struct connect *c)
{
	static const enum connect_probe late[] = { CONNECT_HOST, CONNECT_CLOCK };

	for (size_t i = 0; i < sizeof(late) / sizeof(*late); i++) {
		if (c->findings[late[i]].result == FINDING_FAIL)
			connect_blame_finding(c, WORD_FAILED, late[i]);
	}
}

void
connect_read_end(struct connect *c)
{
	if (c->at != INFOBIP_PROBE_REACH && !finding_is_over(&c->findings[CONNECT_KEY]))
		finding_set(&c->findings[CONNECT_KEY], FINDING_UNKNOWN,
		            "no answer says whether it is known");
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++) {
		struct finding *found = &c->findings[i];

		if (i != CONNECT_TRIAL && !finding_is_over(found))
			finding_set(found, FINDING_UNKNOWN, NOT_TRIED);
	}
	if (!finding_is_over(&c->findings[CONNECT_TRIAL]))
		read_trial(c);
	blame_late(c);
}
