/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_STOCK_H
#define SUPPORT_STOCK_H
/*
 * A stocked store, as the first start makes it: a vault with its key file and the profile
 * "sandbox" with its templates; besides it "staging". Both clocks stand still.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "domain/message.h"
#include "domain/profile.h"
#include "folder.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/vault.h"

#define STOCK_NOW_MS 1795600800000LL
/* Reserved for fiction, so that it is nobody's, and yet no sandbox number. */
#define STOCK_NUMBER "+15550100123"

struct stock {
	struct folder folder;
	char path[FOLDER_PATH_BYTES];
	char key_dir[FOLDER_PATH_BYTES];
	struct db *db;
	struct vault *vault;
	struct profile sandbox;
	struct profile staging;
	struct fault f;
};

/* A cmocka setup and its teardown; *state is the stock. */
int stock_open(void **state);
int stock_close(void **state);

/* Fails the test with the fault's words unless the status is ST_OK. */
void stock_must(const struct stock *r, enum status st);
/* Fails the test unless this word came with its own status. */
void stock_must_fail(const struct stock *r, enum status st, enum fault_word word);
void stock_begin(struct stock *r);
void stock_commit(struct stock *r);

/* Another connection to the same store, for the child of a fork; NULL when it cannot be had. */
struct db *stock_connect(const struct stock *r);
/* Runs SQL on a connection of its own, past everything that the store checks. */
void stock_tamper(const struct stock *r, const char *sql);
/* The same; false when SQLite refuses. */
bool stock_try(const struct stock *r, const char *sql);
/* The first column of the first row, as a number. */
int64_t stock_ask(const struct stock *r, const char *sql);

/* A message as a sender makes it, and this process as the one that sends it. */
struct stock_message {
	struct message m;
	struct message_private p;
	struct message_owner owner;
};

/* Not yet inserted. `p` and `e164` are borrowed. */
void stock_message_init(struct stock_message *out, const struct profile *p, const char *e164,
                        enum message_state state);
/* Inserts it in a transaction of its own. */
void stock_message_insert(struct stock *r, struct stock_message *message);
/* Takes an inserted one to a state by legal steps, each with its commit. */
void stock_message_bring_to(struct stock *r, struct stock_message *message,
                            enum message_state state);
/* The three in one: a message of staging to STOCK_NUMBER in this state. */
void stock_message_make(struct stock *r, struct stock_message *out, enum message_state state);
#endif
