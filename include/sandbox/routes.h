/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_ROUTES_H
#define SANDBOX_ROUTES_H
/*
 * From a request to its answer: which path, whose key, which fields, what the number spells.
 *
 * Sends   POST /sms/2/text/advanced, POST /sms/3/messages
 * Logs    GET /sms/1/logs, GET /sms/3/logs; they reach back 48 hours
 * Calls   POST /tts/3/advanced, POST /tts/3/single; GET /tts/3/logs
 * Reports GET /sms/1/reports, GET /sms/3/reports, GET /voice/1/reports; each once
 * Texts   POST /sms/1/preview
 * Bulks   GET /sms/1/bulks, GET /sms/1/bulks/status
 * Account GET /account/1/balance, /account/1/total-balance, /account/1/free-messages
 * No key  GET /platform/1/openapi/available-products
 * Clock   GET and POST /sandbox/clock, the one call that the provider lacks; needs no key
 * Keys    "Authorization: App KEY" with any key; its beginning may take scopes away
 *         (domain/sandbox_key.h)
 *
 * Threads may call at the same time.
 *
 * Owns    a struct routes borrows its ledger. An answer owns its body: routes_finish_answer.
 * Fails   never: what goes wrong becomes an error answer of the provider's.
 * Limits  ROUTES_DESTINATIONS_MAX recipients in one request. A call with a rate is answered with
 *         429 above it, counted for all keys of this process together: logs 120 a minute.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "sandbox/ledger.h"
#include "sandbox/request.h"
#include "sandbox/throttle.h"

#define ROUTES_DESTINATIONS_MAX 10000
#define ROUTES_MAX 40

struct routes {
	struct ledger *ledger;
	uint64_t seed;             /* of made ids, and with a message id of its delays */
	double speed;              /* divides the delays of delivery and the windows of limits */
	_Atomic uint64_t id_count; /* ids made so far */
	pthread_mutex_t mutex;     /* of what follows */
	struct throttle throttles[ROUTES_MAX];
};

struct routes_answer {
	int http_status;
	struct text body;
	int64_t now_ms;    /* of the ledger's clock, for the Date header */
	int delay_s;       /* seconds to let pass before the answer */
	int retry_after_s; /* what a 429 asks for; 0: nothing */
	bool dropped;      /* close the connection without an answer */
};

void routes_init(struct routes *routes, struct ledger *ledger, uint64_t seed, double speed);

/* Answers a request; `out` is filled whatever it held. */
void routes_answer(struct routes *routes, const struct request *r, struct routes_answer *out);
void routes_finish_answer(struct routes_answer *a);
#endif
