/* SPDX-License-Identifier: MIT */
/* staged probes of the provider: address, host, key, scopes; they send nothing */
#include <stdlib.h>
#include <string.h>

#include "app/connect_impl.h"
#include "base/clock.h"

#define DAY_MS (24 * 3600 * 1000LL)
#define EXPIRES_SOON_DAYS 14
#define CLOCK_WARN_MS 5000LL
#define CLOCK_FAIL_MS (5 * 60 * 1000LL)
#define NOT_TRIED "not tried"

/* The first failure speaks for the whole. */
static void
blame(struct connect *c, enum fault_word word, const char *cause, const char *hint)
{
	if (c->fault.code != ST_OK)
		return;
	fault_set(&c->fault, word, "%s", cause);
	fault_hint(&c->fault, "%s", hint);
}

static void
blame_finding(struct connect *c, enum fault_word word, enum connect_probe p)
{
	blame(c, word, c->findings[p].proof, c->findings[p].fix);
}

static void
settle_host(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_HOST];
	const char *host = c->url.host;

	if (infobip_is_host(host))
		finding_set(found, FINDING_PASS, "%.100s is Infobip's", host);
	else if (c->url.loopback && c->profile.environment == PROFILE_SANDBOX)
		finding_set(found, FINDING_PASS, "%.100s is this machine: for practice", host);
	else if (c->url.loopback) {
		finding_set(found, FINDING_WARN, "%.100s is this machine: for practice only", host);
		finding_fix(found, "a real account is at https://YOURS.api.infobip.com");
	} else {
		finding_set(found, FINDING_FAIL, "%.100s is not Infobip's: the key stays here",
		            host);
		finding_fix(found,
		            "Infobip's hosts end in .api.infobip.com; the portal shows yours");
		blame_finding(c, WORD_FAILED, CONNECT_HOST);
	}
}

bool
connect_read_address(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_URL];

	if (c->url_fault.code != ST_OK) {
		finding_from_fault(found, FINDING_FAIL, &c->url_fault);
		blame(c, c->url_fault.word, c->url_fault.cause, c->url_fault.hint);
		return false;
	}
	finding_set(found, FINDING_PASS, "%s to %.100s, port %d", c->url.https ? "https" : "http",
	            c->url.host, c->url.port);
	settle_host(c);
	return true;
}

static void
fail_reach(struct connect *c, enum connect_probe p, const struct http_answer *answer)
{
	finding_set(&c->findings[p], FINDING_FAIL, "%s", answer->cause);
	finding_fix(&c->findings[p], "%s", answer->hint);
	c->findings[p].took_us = answer->timings.total_us;
	blame_finding(c, answer->outcome == HTTP_CANCELLED ? WORD_CANCELLED : WORD_NOT_SENT, p);
}

static void
pass_name(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_NAME];

	finding_set(found, FINDING_PASS, "%.100s resolves", c->url.host);
	found->took_us = answer->timings.lookup_us;
}

static void
read_certificate(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_TLS];
	const struct http_tls *tls = &answer->tls;
	const char *version = tls->version[0] ? tls->version : "TLS 1.2 or newer";
	int64_t left_days = (tls->expires_at_ms - clock_now_ms()) / DAY_MS;

	if (tls->expires_at_ms == 0)
		finding_set(found, FINDING_PASS, "%s, certificate valid", version);
	else
		finding_set(found, left_days < EXPIRES_SOON_DAYS ? FINDING_WARN : FINDING_PASS,
		            "%s, certificate valid %lld d, %.80s", version, (long long)left_days,
		            tls->issuer);
	if (found->result == FINDING_WARN)
		finding_fix(found, "it is the host's owner who must renew it");
	found->took_us = answer->timings.tls_us;
}

static void
pass_tls(struct connect *c, const struct http_answer *answer)
{
	if (c->url.https)
		read_certificate(c, answer);
	else
		finding_set(&c->findings[CONNECT_TLS], FINDING_UNKNOWN,
		            "http within this machine: no TLS");
}

static enum connect_probe
stage_of(const struct connect *c, enum http_reason reason)
{
	switch (reason) {
	case HTTP_REASON_NAME: return CONNECT_NAME;
	case HTTP_REASON_CA_FILE:
	case HTTP_REASON_EXPIRED:
	case HTTP_REASON_NOT_YET_VALID:
	case HTTP_REASON_WRONG_HOST:
	case HTTP_REASON_SELF_SIGNED:
	case HTTP_REASON_UNKNOWN_ISSUER:
	case HTTP_REASON_CERTIFICATE:
	case HTTP_REASON_OLD_PROTOCOL:
	case HTTP_REASON_TLS: return c->url.https ? CONNECT_TLS : CONNECT_ANSWER;
	default: return CONNECT_ANSWER;
	}
}

static void
read_clock(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_CLOCK];
	long long apart_ms = llabs(answer->clock_ahead_ms);
	double within_s = (double)answer->clock_within_ms / 1000;
	const char *way = answer->clock_ahead_ms > 0 ? "ahead" : "behind";

	if (!answer->has_date) {
		finding_set(found, FINDING_UNKNOWN, "the host does not say what time it is");
		return;
	}
	if (apart_ms <= answer->clock_within_ms) {
		finding_set(found, FINDING_PASS, "the clocks agree to %.1f s", within_s);
		return;
	}
	finding_set(found,
	            apart_ms > CLOCK_FAIL_MS   ? FINDING_FAIL
	            : apart_ms > CLOCK_WARN_MS ? FINDING_WARN
	                                       : FINDING_PASS,
	            "this clock is %.1f s %s, give or take %.1f s", (double)apart_ms / 1000, way,
	            within_s);
	if (found->result != FINDING_PASS)
		finding_fix(found,
		            "check your clock: budgets and the 48 hours of the log go by it");
	if (found->result == FINDING_FAIL)
		blame_finding(c, WORD_FAILED, CONNECT_CLOCK);
}

bool
connect_read_reach(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_ANSWER];

	if (answer->outcome != HTTP_ANSWERED) {
		enum connect_probe stage = stage_of(c, answer->reason);

		if (stage != CONNECT_NAME && answer->reason != HTTP_REASON_PROXY &&
		    answer->outcome != HTTP_CANCELLED)
			pass_name(c, answer);
		if (answer->sent_bytes > 0)
			pass_tls(c, answer);
		fail_reach(c, stage, answer);
		return false;
	}
	pass_name(c, answer);
	pass_tls(c, answer);
	read_clock(c, answer);
	finding_set(found, FINDING_PASS, "HTTP %d", answer->status);
	found->took_us = answer->timings.total_us;
	if (answer->status >= 300 && answer->status < 400) {
		finding_set(found, FINDING_FAIL, "HTTP %d leads elsewhere: not followed",
		            answer->status);
		finding_fix(found, "check base_url");
		blame_finding(c, WORD_PROVIDER_REFUSED, CONNECT_ANSWER);
		return false;
	}
	return true;
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
		blame_finding(c, verdict->word, CONNECT_KEY);
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

static void
read_no_scope(struct connect *c, enum infobip_probe at, const struct infobip_probe_verdict *verdict)
{
	struct finding *found = &c->findings[probe_of[at]];

	finding_set(found, is_needed(at) ? FINDING_FAIL : FINDING_UNKNOWN, "%.120s: %s",
	            verdict->cause, switched_off[at]);
	if (at == INFOBIP_PROBE_SEND)
		finding_fix(found, "add the scope; one with message:send alone is not seen here, "
		                   "and a test message tells");
	else if (at == INFOBIP_PROBE_LOGS)
		finding_fix(found,
		            "add the scope, or a second key: otpdeck secret set API_KEY_LOGS");
	else
		finding_fix(found, "not needed for sending and following");
	if (is_needed(at))
		blame_finding(c, verdict->word, probe_of[at]);
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
		blame_finding(c, verdict->word, probe_of[at]);
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
			blame_finding(c, verdict.word, probe_of[at]);
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

const struct secret *
connect_key_for(struct connect *c, enum infobip_probe at)
{
	const struct fault *fault;
	bool for_logs = at == INFOBIP_PROBE_LOGS;
	const char *why = why_no_key(c, for_logs, &fault);
	struct finding *found = &c->findings[probe_of[at]];

	if (!why)
		return for_logs && c->logs_key ? c->logs_key : c->key;
	if (fault->code != ST_OK && fault == &c->key_fault &&
	    !finding_is_over(&c->findings[CONNECT_KEY])) {
		finding_from_fault(&c->findings[CONNECT_KEY], FINDING_FAIL, fault);
		blame(c, fault->word, fault->cause, fault->hint);
	}
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

static void
read_trial(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_TRIAL];
	const char *sender = profile_get(&c->profile, PROFILE_SENDER);

	if (c->findings[CONNECT_KEY].result != FINDING_PASS)
		finding_set(found, FINDING_UNKNOWN, NOT_TRIED ": no key is known to be good");
	else if (c->url.loopback)
		finding_set(found, FINDING_UNKNOWN, "this machine has no account");
	else if (is_trial_sender(sender)) {
		finding_set(found, FINDING_WARN,
		            "sender %.20s is one of those that trial accounts have: only a sign",
		            sender);
		finding_fix(found, "a trial account reaches numbers verified in the portal only; "
		                   "others end in 5/18");
	} else if (c->no_credit) {
		finding_set(found, FINDING_WARN,
		            "the balance is empty, as on trial accounts with free messages: only "
		            "a sign");
		finding_fix(found, "a send tells: 5/12 is no credit, 5/18 a trial account");
	} else
		finding_set(found, FINDING_PASS, "no sign of one (sender %.20s)", sender);
}

void
connect_read_end(struct connect *c)
{
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++) {
		struct finding *found = &c->findings[i];

		if (i != CONNECT_TRIAL && !finding_is_over(found))
			finding_set(found, FINDING_UNKNOWN, NOT_TRIED);
	}
	if (!finding_is_over(&c->findings[CONNECT_TRIAL]))
		read_trial(c);
}
