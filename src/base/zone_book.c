/* SPDX-License-Identifier: MIT */
/* the folder of zones, and those that were read of late */
#include "base/zone.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/zone_impl.h"

#define SYSTEM_FOLDER "/usr/share/zoneinfo"
#define FILE_MOST (64 * 1024)
#define KEPT 16
#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/"

struct kept_zone {
	char name[ZONE_NAME_MAX + 1];
	struct zone *zone; /* NULL: the place is free */
};

struct zone_book {
	char *folder;
	struct kept_zone kept[KEPT];
	size_t next; /* the place that is given away next */
	size_t last; /* the place that was asked for last */
};

struct zone_book *
zone_book_create(const char *folder)
{
	struct zone_book *b = mem_alloc(sizeof(*b));

	b->folder = mem_copy_text(folder != NULL ? folder : SYSTEM_FOLDER);
	return b;
}

void
zone_book_destroy(struct zone_book *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < KEPT; i++)
		zone_destroy(b->kept[i].zone);
	mem_free(b->folder);
	mem_free(b);
}

/* --- Names ---------------------------------------------------------------------------------- */

/* No dot, so that no name leads out of the folder. */
static bool
is_name(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && size <= ZONE_NAME_MAX && strspn(name, NAME_LETTERS) == size &&
	       name[0] != '/' && name[size - 1] != '/' && strstr(name, "//") == NULL;
}

/* Beside the zones, Debian's folder holds the machine's own, one for tests, and everything twice
 * more, once with leap seconds. */
static bool
is_no_place(const char *name)
{
	return strncasecmp(name, "posix/", 6) == 0 || strncasecmp(name, "right/", 6) == 0 ||
	       strcasecmp(name, "localtime") == 0 || strcasecmp(name, "posixrules") == 0 ||
	       strcasecmp(name, "Factory") == 0;
}

/* --- Files ---------------------------------------------------------------------------------- */

/* The name of what is in a folder, its letters small or capital. */
static bool
find_entry(int folder, char *step)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;
	bool found = false;

	if (entries == NULL) {
		if (copy >= 0)
			(void)close(copy);
		return false;
	}
	while (!found && (entry = readdir(entries)) != NULL) {
		found = strcasecmp(entry->d_name, step) == 0;
		if (found)
			memcpy(step, entry->d_name, strlen(step));
	}
	(void)closedir(entries);
	return found;
}

/* Links are followed: half of the names in the system's folder are links. */
static int
open_step(int folder, char *step, bool is_last)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (is_last ? 0 : O_DIRECTORY);
	int fd = openat(folder, step, flags);

	if (fd >= 0 || errno != ENOENT || !find_entry(folder, step))
		return fd;
	return openat(folder, step, flags);
}

/* Takes the folder's descriptor. */
static int
open_name(int folder, const char *name)
{
	char steps[ZONE_NAME_MAX + 1];
	char *step = steps;

	(void)text_copy(steps, sizeof(steps), name);
	while (folder >= 0) {
		char *slash = strchr(step, '/');

		if (slash != NULL)
			*slash = '\0';
		int next = open_step(folder, step, slash == NULL);
		(void)close(folder);
		if (slash == NULL)
			return next;
		folder = next;
		step = slash + 1;
	}
	return -1;
}

/* The bytes of a regular file, the caller's to free; NULL for none, and for one that is empty or
 * too long. A file that shrinks meanwhile is taken as it is then: cut, and so damaged. */
static uint8_t *
read_file(int fd, size_t *out_size)
{
	struct stat info;
	size_t size = 0;
	ssize_t count = 1;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0 ||
	    info.st_size > FILE_MOST)
		return NULL;
	uint8_t *bytes = mem_alloc((size_t)info.st_size);
	while (count != 0 && size < (size_t)info.st_size) {
		count = read(fd, bytes + size, (size_t)info.st_size - size);
		if (count > 0)
			size += (size_t)count;
		else if (count < 0 && errno != EINTR)
			count = 0;
	}
	*out_size = size;
	return bytes;
}

static enum status
no_such_zone(const char *name, struct fault *f)
{
	return fault_set(f, WORD_VALUE_INVALID, "there is no time zone \"%s\"", name);
}

static enum status
read_zone(int fd, const char *name, struct zone **out, struct fault *f)
{
	size_t size = 0;
	uint8_t *bytes = read_file(fd, &size);
	enum status st;

	/* Lists for people stand beside the zones, and folders are no zones either. */
	if (bytes == NULL || size < 4 || memcmp(bytes, "TZif", 4) != 0) {
		st = no_such_zone(name, f);
	} else {
		st = zone_create(bytes, size, out, f);
		if (st != ST_OK)
			st = fault_set(f, WORD_FILE_UNREADABLE,
			               "the file of the time zone \"%s\" is damaged; install "
			               "the package tzdata anew",
			               name);
	}
	mem_free(bytes);
	return st;
}

static enum status
load(const struct zone_book *b, const char *name, struct zone **out, struct fault *f)
{
	int folder = open(b->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* A base image without the package may have kept the folder. */
	if (folder < 0 || faccessat(folder, "Etc/UTC", R_OK, 0) != 0) {
		if (folder >= 0)
			(void)close(folder);
		return fault_set(f, WORD_FILE_UNREADABLE,
		                 "time zones by name need the package tzdata, which is not here");
	}
	int fd = open_name(folder, name);
	if (fd < 0)
		return no_such_zone(name, f);
	enum status st = read_zone(fd, name, out, f);
	(void)close(fd);
	return st;
}

/* --- The book ------------------------------------------------------------------------------- */

static struct kept_zone *
find_kept(struct zone_book *b, const char *name)
{
	for (size_t i = 0; i < KEPT; i++) {
		size_t at = (b->last + i) % KEPT;

		if (b->kept[at].zone != NULL && strcasecmp(b->kept[at].name, name) == 0) {
			b->last = at;
			return &b->kept[at];
		}
	}
	return NULL;
}

static struct zone *
keep(struct zone_book *b, const char *name, struct zone *zone)
{
	struct kept_zone *place = &b->kept[b->next];

	zone_destroy(place->zone);
	place->zone = zone;
	(void)text_copy(place->name, sizeof(place->name), name);
	b->last = b->next;
	b->next = (b->next + 1) % KEPT;
	return zone;
}

enum status
zone_book_find(struct zone_book *b, const char *name, const struct zone **out, struct fault *f)
{
	struct zone *zone = NULL;

	*out = NULL;
	if (!is_name(name))
		return fault_set(f, WORD_VALUE_INVALID,
		                 "a time zone is named like Europe/Berlin, of letters, digits and "
		                 "_ + - /");
	if (is_no_place(name))
		return no_such_zone(name, f);
	const struct kept_zone *kept = find_kept(b, name);
	if (kept != NULL) {
		*out = kept->zone;
		return ST_OK;
	}
	enum status st = load(b, name, &zone, f);
	if (st == ST_OK)
		*out = keep(b, name, zone);
	return st;
}

enum status
zone_book_east(void *book, const char *name, int64_t utc_s, int32_t *east_s, struct fault *f)
{
	const struct zone *zone;
	struct zone_state state;
	enum status st = zone_book_find(book, name, &zone, f);

	if (st == ST_OK) {
		zone_look(zone, utc_s, &state);
		*east_s = state.east_s;
	}
	return st;
}
