/* SPDX-License-Identifier: MIT */
/* staged probes of the provider: address, host, key, scopes; they send nothing */
#include <stdio.h>
#include <stdlib.h>

#include "app/connect_impl.h"
#include "base/clock.h"

#define DAY_MS (24 * 3600 * 1000LL)
#define EXPIRES_SOON_DAYS 14
#define CLOCK_WARN_MS 5000LL
#define CLOCK_FAIL_MS (5 * 60 * 1000LL)
#define HTTP_TOO_MANY_REQUESTS 429

static void
settle_host(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_HOST];
	const char *host = c->url.host;

	if (profile_host_is_infobips(host))
		finding_set(found, FINDING_PASS, "%.100s is Infobip's", host);
	else if (c->url.loopback && c->profile.environment == PROFILE_SANDBOX)
		finding_set(found, FINDING_PASS, "%.100s is this machine: for practice", host);
	else if (c->url.loopback) {
		finding_set(found, FINDING_WARN, "%.100s is this machine: for practice only", host);
		finding_fix(found, "a real account is at https://YOURS.api.infobip.com");
	} else if (!profile_host_may_have_key(&c->url)) {
		finding_set(found, FINDING_FAIL, "%.100s is not Infobip's: the key stays here",
		            host);
		finding_fix(found,
		            "Infobip's hosts end in .api.infobip.com; the portal shows yours");
	}
}

bool
connect_read_address(struct connect *c)
{
	struct finding *found = &c->findings[CONNECT_URL];

	if (c->url_fault.code != ST_OK) {
		finding_from_fault(found, FINDING_FAIL, &c->url_fault);
		connect_blame(c, c->url_fault.word, c->url_fault.cause, c->url_fault.hint);
		return false;
	}
	finding_set(found, FINDING_PASS, "%s to %.100s, port %d", c->url.https ? "https" : "http",
	            c->url.host, c->url.port);
	settle_host(c);
	return true;
}

/* What http says of a request that broke off is meant for sends; this one sends nothing. */
static const char *
advice_on_broken(const struct connect *c, const struct http_answer *answer)
{
	if (answer->outcome == HTTP_NOT_SENT)
		return answer->hint;
	if (answer->outcome == HTTP_BROKEN && !c->url.https)
		return "check base_url: https may be spoken there; nothing was sent or used up";
	return "nothing was sent or used up; ask again later";
}

static void
fail_reach(struct connect *c, enum connect_probe p, const struct http_answer *answer)
{
	finding_set(&c->findings[p], FINDING_FAIL, "%s", answer->cause);
	finding_fix(&c->findings[p], "%s", advice_on_broken(c, answer));
	c->findings[p].took_us = answer->timings.total_us;
	connect_blame_finding(c, answer->outcome == HTTP_CANCELLED ? WORD_CANCELLED : WORD_NOT_SENT,
	                      p);
}

static void
pass_name(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_NAME];

	if (profile_get(&c->profile, PROFILE_USE_PROXY)[0] != '\0' && !c->url.loopback) {
		finding_set(found, FINDING_UNKNOWN, "it is the proxy that looks the name up");
		return;
	}
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
		            "%s, certificate valid %lld d, by %.80s", version, (long long)left_days,
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

/* "4.0 s", "3.5 h", "2.0 d": as near as it matters. */
static void
write_span(int64_t ms, char out[24])
{
	double seconds = (double)ms / 1000;

	if (ms < 10 * 60 * 1000LL)
		snprintf(out, 24, "%.1f s", seconds);
	else if (ms < 2 * DAY_MS)
		snprintf(out, 24, "%.1f h", seconds / 3600);
	else
		snprintf(out, 24, "%.1f d", seconds / 86400);
}

static enum finding_result
judge_clock(int64_t apart_ms)
{
	if (apart_ms > CLOCK_FAIL_MS)
		return FINDING_FAIL;
	return apart_ms > CLOCK_WARN_MS ? FINDING_WARN : FINDING_PASS;
}

static void
read_clock(struct connect *c, const struct http_answer *answer)
{
	struct finding *found = &c->findings[CONNECT_CLOCK];
	int64_t apart_ms = llabs(answer->clock_ahead_ms);
	double within_s = (double)answer->clock_within_ms / 1000;
	char span[24];

	if (!answer->has_date) {
		finding_set(found, FINDING_UNKNOWN, "the host does not say what time it is");
		return;
	}
	if (apart_ms <= answer->clock_within_ms) {
		finding_set(found, FINDING_PASS, "the clocks agree to %.1f s", within_s);
		return;
	}
	write_span(apart_ms, span);
	finding_set(found, judge_clock(apart_ms), "%s %s of the host, give or take %.1f s", span,
	            answer->clock_ahead_ms > 0 ? "ahead" : "behind", within_s);
	if (found->result != FINDING_PASS)
		finding_fix(found,
		            "check your clock: budgets and the 48 hours of the log go by it");
}

/* That it answers is one thing, that it is well another one. */
static void
read_status(struct connect *c, int status)
{
	struct finding *found = &c->findings[CONNECT_ANSWER];

	if (status >= 300 && status < 400) {
		finding_set(found, FINDING_FAIL, "HTTP %d leads elsewhere: not followed", status);
		finding_fix(found, "check base_url");
		connect_blame_finding(c, WORD_PROVIDER_REFUSED, CONNECT_ANSWER);
	} else if (status >= 500) {
		finding_set(found, FINDING_WARN, "HTTP %d: it answers, and is in trouble itself",
		            status);
		finding_fix(found, "nothing was sent or used up; ask again later");
	} else if (status == HTTP_TOO_MANY_REQUESTS) {
		finding_set(found, FINDING_WARN, "HTTP %d: it answers, and wants fewer calls",
		            status);
		finding_fix(found, "nothing was sent or used up; ask again later");
	} else
		finding_set(found, FINDING_PASS, "HTTP %d", status);
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
	read_status(c, answer->status);
	found->took_us = answer->timings.total_us;
	return found->result != FINDING_FAIL;
}
