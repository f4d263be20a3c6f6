/* SPDX-License-Identifier: MIT */
#ifndef APP_SESSION_IMPL_H
#define APP_SESSION_IMPL_H
/* What the parts of session share. */
#include "app/job.h"
#include "app/session.h"

/* The first job of a session: rows whose process died become unknown. */
struct session_recovery {
	struct job job;
	struct session *session;
	size_t count;
};
#endif
