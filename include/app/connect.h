/* SPDX-License-Identifier: MIT */
#ifndef APP_CONNECT_H
#define APP_CONNECT_H
/*
 * Staged probes of the provider: is the address right, does the host answer, is the key known,
 * what may it do. Sends nothing and consumes nothing: delivery reports are never asked for.
 *
 * At most five calls, one after the other on one connection: what is open to anybody, the look-up
 * of a bulk that does not exist (key, scope to send), one row of the log, a preview, the balance.
 * A key is handed to Infobip's hosts and to this machine only. Where the profile has API_KEY_LOGS,
 * the log is read with that key.
 *
 * PROBE(id, word of the shell twin, title).
 *
 * Owns    a connect copies what it is given; its keys are wiped as soon as the last call has ended.
 * Fails   never as a whole: what could not be found out is a probe that says so.
 */
#include <stdbool.h>

#include "app/finding.h"
#include "app/session.h"
#include "base/secret.h"

#define CONNECT_PROBES(PROBE)                                                                      \
	PROBE(URL, "base_url", "base URL is usable")                                               \
	PROBE(HOST, "host", "host is Infobip's")                                                   \
	PROBE(NAME, "name", "name resolves")                                                       \
	PROBE(TLS, "tls", "TLS, certificate valid")                                                \
	PROBE(ANSWER, "answer", "host answers")                                                    \
	PROBE(CLOCK, "clock", "clock agrees")                                                      \
	PROBE(KEY, "key", "key is known")                                                          \
	PROBE(SEND, "send", "may send")                                                            \
	PROBE(LOGS, "logs", "may read the log")                                                    \
	PROBE(PREVIEW, "preview", "may preview")                                                   \
	PROBE(BALANCE, "balance", "may see the balance")                                           \
	PROBE(TRIAL, "trial", "no trial account")

enum connect_probe {
#define PROBE(id, word, title) CONNECT_##id,
	CONNECT_PROBES(PROBE)
#undef PROBE
		CONNECT_PROBE_COUNT
};

struct connect;

struct connect_options {
	const struct profile *profile;
	const char *base_url;          /* typed and not saved; NULL: the profile's own, or its
	                                * sandbox, which is started */
	const struct secret *key;      /* typed and not saved, cleaned of what pasting adds; NULL:
	                                * the stored API_KEY */
	const struct secret *logs_key; /* likewise for API_KEY_LOGS */
	/* On the loop, each time a probe has ended, and once more (CONNECT_PROBE_COUNT) when all
	 * have; never from inside connect_start. May destroy the connect. NULL: nobody listens. */
	void (*changed)(void *context, enum connect_probe ended);
	void *context;
};

struct connect *connect_start(struct session *s, const struct connect_options *options);
/* Cancels what is in flight; nothing is called back any more. NULL is accepted. */
void connect_destroy(struct connect *c);
bool connect_is_over(const struct connect *c);
/* Borrowed until connect_destroy; changes as the probe goes on. */
const struct finding *connect_finding(const struct connect *c, enum connect_probe p);
/* Why the whole is no success, for an exit status: WORD_BASE_URL_*, WORD_NOT_SENT (name, TLS, no
 * answer), WORD_CREDENTIALS (401, or 403 where a scope is needed: send, logs), WORD_SECRET_*,
 * WORD_RATE_LIMITED, WORD_PROVIDER_REFUSED, WORD_FAILED (another probe failed); ST_OK when none
 * has failed. Scopes for previews and balance are not needed: their lack is no failure. */
MUST_USE enum status connect_verdict(const struct connect *c, struct fault *f);

const char *connect_probe_word(enum connect_probe p);
const char *connect_probe_title(enum connect_probe p);
#endif
