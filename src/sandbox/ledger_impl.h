/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_LEDGER_IMPL_H
#define SANDBOX_LEDGER_IMPL_H
/* What the parts of the ledger share: its memory, and the lines of its state file. */
#include <pthread.h>

#include "base/text.h"
#include "sandbox/ledger.h"
#include "sandbox/lines.h"

struct ledger_slot {
	struct ledger_entry entry; /* borrows what is below */
	char *text;
	char *sender;
	char *notes[LEDGER_NOTES];
	uint64_t hash;   /* of the message id */
	bool handed_out; /* its report */
};

/* A ring would save the moving of memory; forgetting half at a time makes it rare instead. */
struct ledger {
	pthread_mutex_t mutex;
	struct lines file;
	struct ledger_slot *slots; /* oldest first */
	size_t count;
	size_t capacity;
	size_t first_text; /* slots before this one hold no text */
	size_t text_bytes;
	uint32_t *places; /* by hash: the number of a slot and one, 0 for none */
	int64_t ahead_ms; /* of the clock */
};

/* The memory; with the mutex. */
void ledger_memory_init(struct ledger *l);
void ledger_memory_finish(struct ledger *l);
/* NULL when the message id is unknown. */
struct ledger_slot *ledger_find(const struct ledger *l, const char *message_id);
/* The message id must be unknown. */
void ledger_remember(struct ledger *l, const struct ledger_entry *e);

/* Lines of the state file: a message, a report that was handed out, the clock. */
enum ledger_line_kind { LEDGER_LINE_MESSAGE, LEDGER_LINE_REPORT, LEDGER_LINE_CLOCK };

struct ledger_line {
	enum ledger_line_kind kind;
	struct ledger_entry entry; /* of a report only the message id */
	int64_t ahead_ms;          /* of the clock; 0 where a line says nothing about it */
};

void ledger_write_line(const struct ledger_line *line, struct text *out);
/* False when the line is none of ours; *out is then undefined. */
bool ledger_read_line(const char *line, size_t size_bytes, struct ledger_line *out);
#endif
