/* SPDX-License-Identifier: MIT */
/* looks at what a program has left: its envelope, its store, its processes */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/json.h"
#include "program.h"

/* --- The envelope ---------------------------------------------------------------------------- */

static const struct json *
child_at(const struct json *node, const char *step)
{
	const struct json *child;
	long index;

	if (!json_is_array(node))
		return json_member(node, step);
	child = json_first(node);
	for (index = strtol(step, NULL, 10); child && index > 0; index--)
		child = json_next(child);
	return child;
}

const struct json *
program_node(const struct json *root, const char *path)
{
	while (root && *path) {
		char step[64];
		size_t size_bytes = strcspn(path, ".");

		assert_true(size_bytes < sizeof(step));
		memcpy(step, path, size_bytes);
		step[size_bytes] = '\0';
		root = child_at(root, step);
		path += size_bytes + (path[size_bytes] == '.');
	}
	return root;
}

const char *
program_word(const struct program *p, const char *path)
{
	const char *word = json_string(program_node(p->envelope, path));

	return word ? word : "";
}

int64_t
program_number(const struct program *p, const char *path)
{
	int64_t number = -1;

	return json_integer(program_node(p->envelope, path), &number) ? number : -1;
}

void
program_expect_word(const struct program *p, const char *path, const char *expected)
{
	if (strcmp(program_word(p, path), expected) != 0)
		fail_msg("%s is \"%s\" in place of \"%s\" in %s", path, program_word(p, path),
		         expected, p->out);
}

void
program_make_staging(struct program *p, const char *base_url, const char *key)
{
	program_expect(p, 0, "profile", "add", "staging", "--environment", "staging", NULL);
	program_expect(p, 0, "profile", "use", "staging", NULL);
	program_expect(p, 0, "profile", "set", "base_url", base_url, NULL);
	p->input = key;
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
}

/* --- The store ------------------------------------------------------------------------------- */

static sqlite3 *
open_store(const struct program *p, int flags)
{
	sqlite3 *sqlite = NULL;

	if (sqlite3_open_v2(p->store, &sqlite, flags, NULL) != SQLITE_OK)
		fail_msg("%s: %s", p->store, sqlite3_errmsg(sqlite));
	sqlite3_busy_timeout(sqlite, 5000);
	return sqlite;
}

/* A reader leaves the log that it makes, a writer takes along the one that a killed process has
 * left: whichever changes nothing. */
static int
flags_for_a_look(const struct program *p)
{
	char log[FOLDER_PATH_BYTES + 8];

	snprintf(log, sizeof(log), "%s-wal", p->store);
	return access(log, F_OK) == 0 ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
}

void
program_ask_text(const struct program *p, const char *sql, char *out, size_t out_bytes)
{
	sqlite3 *sqlite = open_store(p, flags_for_a_look(p));
	sqlite3_stmt *stmt = NULL;
	const unsigned char *value = NULL;

	if (sqlite3_prepare_v2(sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(sqlite));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_text(stmt, 0);
	snprintf(out, out_bytes, "%s", value ? (const char *)value : "");
	sqlite3_finalize(stmt);
	sqlite3_close(sqlite);
}

int64_t
program_ask(const struct program *p, const char *sql)
{
	char value[64];

	program_ask_text(p, sql, value, sizeof(value));
	return value[0] ? strtoll(value, NULL, 10) : -1;
}

void
program_tamper(const struct program *p, const char *sql)
{
	sqlite3 *sqlite = open_store(p, SQLITE_OPEN_READWRITE);

	if (sqlite3_exec(sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(sqlite));
	sqlite3_close(sqlite);
}

/* --- Processes ------------------------------------------------------------------------------- */

struct process {
	char name[64];
	char state;
	pid_t parent;
};

/* "4711 (name) S 4710 ..." */
static bool
read_process(const char *pid, struct process *out)
{
	char path[64];
	char line[512] = "";
	const char *open;
	const char *close;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%.32s/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return false;
	if (!fgets(line, sizeof(line), in))
		line[0] = '\0';
	fclose(in);
	open = strchr(line, '(');
	close = strrchr(line, ')');
	if (!open || !close || close < open)
		return false;
	snprintf(out->name, sizeof(out->name), "%.*s", (int)(close - open - 1), open + 1);
	return sscanf(close + 1, " %c %d", &out->state, &out->parent) == 2;
}

bool
program_is_alive(pid_t pid)
{
	char text[32];
	struct process found;

	snprintf(text, sizeof(text), "%d", (int)pid);
	return read_process(text, &found) && found.state != 'Z' && found.state != 'X';
}

pid_t
program_find_child(pid_t parent, const char *name)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	pid_t found = 0;

	assert_non_null(dir);
	while (!found && (entry = readdir(dir)) != NULL) {
		struct process process;

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		/* The kernel keeps 15 bytes of a name. */
		if (read_process(entry->d_name, &process) && process.parent == parent &&
		    strncmp(process.name, name, 15) == 0)
			found = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	closedir(dir);
	return found;
}

bool
program_holds(const char *bytes, size_t size_bytes, const char *needle)
{
	return size_bytes > 0 && memmem(bytes, size_bytes, needle, strlen(needle)) != NULL;
}
