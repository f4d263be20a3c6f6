/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_JOURNAL_H
#define SANDBOX_JOURNAL_H
/*
 * One line of JSON for every request that arrived, written before the answer is thought of.
 *
 * It is for tests and for looking at the wire: time, method, path, query, headers, the ids of the
 * messages, body. A key is reduced to its scheme; codes and numbers that are not the
 * sandbox's own are redacted in query and body, and so is whatever logs in.
 *
 * Threads of one process may call at the same time, and processes may share a file.
 *
 * Owns    journal_open gives what journal_close frees.
 * Fails   WORD_SYSTEM; the request should then not be served.
 */
#include "base/fault.h"
#include "base/text.h"
#include "sandbox/request.h"

struct journal;

MUST_USE enum status journal_open(const char *path, struct journal **out, struct fault *f);
void journal_close(struct journal *j);
MUST_USE enum status journal_write(struct journal *j, const struct request *r, struct fault *f);

/* The line without its end, for journal_write and for tests. */
void journal_format(const struct request *r, struct text *out);
#endif
