/* SPDX-License-Identifier: MIT */
#ifndef APP_AUDIT_H
#define APP_AUDIT_H
/*
 * Who did what, as console and shell read it: pages by key, newest first, of every profile.
 */
#include "app/session.h"
#include "store/audit_store.h"

/* On the session's reader, for the shell. */
MUST_USE enum status audit_read(struct session *s, const struct audit_ask *ask,
                                struct audit_page *out, struct fault *f);

/* The same as a job, for the console. `arrived` is called once on the loop's thread, with a page
 * that becomes its own, or with NULL and a fault. */
struct audit_reading;
typedef void (*audit_arrived_fn)(void *context, struct audit_page *page, const struct fault *f);
struct audit_reading *audit_start(struct session *s, const struct audit_ask *ask,
                                  audit_arrived_fn arrived, void *context);
/* Ends it without `arrived`. NULL is accepted; not from inside `arrived`. */
void audit_abandon(struct audit_reading *r);
#endif
