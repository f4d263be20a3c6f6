/* SPDX-License-Identifier: MIT */
/* a store in a private folder, with the rows and questions that tests of the store share */
#include "store_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "store/db_impl.h"

const struct db_options store_rig_writing = { .use = DB_WRITE };
const struct db_options store_rig_reading = { .use = DB_READ };

int
store_rig_set_up(void **state)
{
	struct store_rig *r = calloc(1, sizeof(*r));

	secret_system_init();
	db_system_init();
	folder_create(&r->folder);
	strcpy(r->path, folder_file(&r->folder, "otpdeck.db"));
	*state = r;
	return 0;
}

int
store_rig_set_up_open(void **state)
{
	struct store_rig *r;

	store_rig_set_up(state);
	r = *state;
	store_rig_open(r, &store_rig_writing, &r->db);
	return 0;
}

int
store_rig_tear_down(void **state)
{
	struct store_rig *r = *state;

	store_rig_close(r);
	folder_destroy(&r->folder);
	free(r);
	return 0;
}

void
store_rig_open(struct store_rig *r, const struct db_options *options, struct db **out)
{
	if (db_open(r->path, options, out, &r->f) != ST_OK)
		fail_msg("%s", r->f.cause);
}

void
store_rig_close(struct store_rig *r)
{
	db_close(r->db);
	r->db = NULL;
}

void
store_rig_choose(struct db *db, const char *key, const char *value)
{
	struct db_statement *s;
	struct fault f;

	if (db_prepare(db, "INSERT INTO choice (key, value) VALUES (?1, ?2)", &s, &f) != ST_OK)
		fail_msg("%s", f.cause);
	db_bind_text(s, 1, key);
	db_bind_text(s, 2, value);
	if (db_run(s, &f) != ST_OK)
		fail_msg("%s", f.cause);
	db_release(s);
}

void
store_rig_choose_alone(struct db *db, const char *key, const char *value)
{
	struct fault f;

	if (db_begin(db, &f) != ST_OK)
		fail_msg("%s", f.cause);
	store_rig_choose(db, key, value);
	if (db_commit(db, &f) != ST_OK)
		fail_msg("%s", f.cause);
}

int64_t
store_rig_number(struct db *db, const char *sql)
{
	struct db_statement *s;
	struct fault f = { .cause = "no row" };
	int64_t number;

	if (db_prepare(db, sql, &s, &f) != ST_OK || db_step(s, &f) != ST_MORE)
		fail_msg("%s: %s", sql, f.cause);
	number = db_column_int(s, 0);
	db_release(s);
	return number;
}

void
store_rig_expect(const struct fault *f, enum fault_word word)
{
	if (f->word != word)
		fail_msg("%s instead of %s: %s", fault_word_text(f->word), fault_word_text(word),
		         f->cause);
}

static void
give_away(const struct folder *d)
{
	DIR *dir = opendir(d->path);
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, "..") != 0 &&
		    fchownat(dirfd(dir), entry->d_name, STORE_RIG_UID, STORE_RIG_UID,
		             AT_SYMLINK_NOFOLLOW) != 0)
			abort();
	closedir(dir);
}

int
store_rig_in_child(struct store_rig *r, bool as_nobody, int (*act)(struct store_rig *r))
{
	int wait_status;
	pid_t pid;

	if (as_nobody && geteuid() == 0)
		give_away(&r->folder);
	store_rig_close(r);
	pid = fork();
	if (pid == 0) {
		if (as_nobody && geteuid() == 0 &&
		    (setresgid(STORE_RIG_UID, STORE_RIG_UID, STORE_RIG_UID) != 0 ||
		     setresuid(STORE_RIG_UID, STORE_RIG_UID, STORE_RIG_UID) != 0))
			_exit(255);
		_exit(act(r));
	}
	if (waitpid(pid, &wait_status, 0) != pid || !WIFEXITED(wait_status))
		return 254;
	return WEXITSTATUS(wait_status) == 255 ? -1 : WEXITSTATUS(wait_status);
}
