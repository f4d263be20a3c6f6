/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_STORE_RIG_H
#define SUPPORT_STORE_RIG_H
/* A store in a private folder, with the few rows and questions that tests of the store share. */
#include <stdbool.h>
#include <stdint.h>

#include "folder.h"
#include "store/db.h"

/* Who runs unprivileged when the tests run as root. */
#define STORE_RIG_UID 65534

extern const struct db_options store_rig_writing;
extern const struct db_options store_rig_reading;

struct store_rig {
	struct folder folder;
	char path[FOLDER_PATH_BYTES]; /* otpdeck.db in the folder */
	struct db *db;                /* NULL: none is open */
	struct fault f;
};

/* A folder without a store, and the end of both; for cmocka. */
int store_rig_set_up(void **state);
/* The same with a store that is open for writing. */
int store_rig_set_up_open(void **state);
int store_rig_tear_down(void **state);

/* Fail the test when they fail. */
void store_rig_open(struct store_rig *r, const struct db_options *options, struct db **out);
void store_rig_close(struct store_rig *r);
void store_rig_choose(struct db *db, const char *key, const char *value);
void store_rig_choose_alone(struct db *db, const char *key, const char *value);
int64_t store_rig_number(struct db *db, const char *sql);
void store_rig_expect(const struct fault *f, enum fault_word word);

/* Runs `act` in a child and returns its exit status; a child inherits no open store. With
 * `as_nobody` the folder is given to another user first and the child is that user; -1 when this
 * process may not do that. */
int store_rig_in_child(struct store_rig *r, bool as_nobody, int (*act)(struct store_rig *r));
#endif
