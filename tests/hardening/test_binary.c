/* SPDX-License-Identifier: MIT */
/* the two programs as files: where they may be loaded, what may be written, what may be run */
#include <elf.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

struct binary {
	const char *path;
	unsigned char *bytes;
	size_t size_bytes;
	const ElfW(Ehdr) * head;
	const ElfW(Phdr) * segments;
};

static void
binary_open(struct binary *b, const char *path)
{
	b->path = path;
	b->bytes = folder_read(path, &b->size_bytes);
	b->head = (const void *)b->bytes;
	if (b->size_bytes < sizeof(*b->head) || memcmp(b->bytes, ELFMAG, SELFMAG) != 0)
		fail_msg("%s is no ELF file", path);
	b->segments = (const void *)(b->bytes + b->head->e_phoff);
}

static const ElfW(Phdr) * find_segment(const struct binary *b, uint32_t type)
{
	for (size_t i = 0; i < b->head->e_phnum; i++) {
		if (b->segments[i].p_type == type)
			return &b->segments[i];
	}
	return NULL;
}

static bool
find_dynamic(const struct binary *b, int64_t tag, uint64_t *value)
{
	const ElfW(Phdr) *segment = find_segment(b, PT_DYNAMIC);
	const ElfW(Dyn) * at;

	assert_non_null(segment);
	at = (const void *)(b->bytes + segment->p_offset);
	for (; at->d_tag != DT_NULL; at++) {
		if ((int64_t)at->d_tag != tag)
			continue;
		*value = at->d_un.d_val;
		return true;
	}
	return false;
}

static bool
has_flag(const struct binary *b, int64_t tag, uint64_t flag)
{
	uint64_t value = 0;

	return find_dynamic(b, tag, &value) && (value & flag) != 0;
}

static void
expect(const struct binary *b, bool condition, const char *what)
{
	if (!condition)
		fail_msg("%s %s", b->path, what);
}

static void
look_at(const char *path)
{
	struct binary b;
	uint64_t ignored;
	const ElfW(Phdr) * stack;

	binary_open(&b, path);
	expect(&b, b.head->e_type == ET_DYN && has_flag(&b, DT_FLAGS_1, DF_1_PIE),
	       "cannot be loaded anywhere (PIE)");
	expect(&b, find_segment(&b, PT_GNU_RELRO) != NULL, "keeps its tables writable (RELRO)");
	expect(&b, has_flag(&b, DT_FLAGS, DF_BIND_NOW) || has_flag(&b, DT_FLAGS_1, DF_1_NOW),
	       "binds its functions late (BIND_NOW)");
	stack = find_segment(&b, PT_GNU_STACK);
	expect(&b, stack != NULL && (stack->p_flags & PF_X) == 0, "has a stack that runs (NX)");
	for (size_t i = 0; i < b.head->e_phnum; i++)
		expect(&b, (b.segments[i].p_flags & (PF_W | PF_X)) != (PF_W | PF_X),
		       "has memory that is writable and runs");
	expect(&b, !find_dynamic(&b, DT_TEXTREL, &ignored), "changes its code when it is loaded");
	expect(&b, !find_dynamic(&b, DT_RPATH, &ignored) && !find_dynamic(&b, DT_RUNPATH, &ignored),
	       "looks for libraries in a place of its own");
	expect(&b, memmem(b.bytes, b.size_bytes, "__stack_chk_fail", 17) != NULL,
	       "does not watch its stack");
	free(b.bytes);
}

static void
otpdeck_is_hardened(void **state)
{
	const struct program *p = *state;

	look_at(p->deck);
}

static void
the_sandbox_is_hardened(void **state)
{
	const struct program *p = *state;

	look_at(p->sandbox);
}

/* A path of the machine that built it would tell whose it was. */
static void
no_path_of_the_build_is_left(void **state)
{
	const struct program *p = *state;
	const char *root = getenv("OTPDECK_ROOT");
	const char *const paths[] = { p->deck, p->sandbox };
	char sources[FOLDER_PATH_BYTES];

	if (!root || strlen(root) < 2)
		skip();
	snprintf(sources, sizeof(sources), "%.300s/src/", root);
	for (int i = 0; i < 2; i++) {
		size_t size_bytes;
		unsigned char *bytes = folder_read(paths[i], &size_bytes);
		bool found = memmem(bytes, size_bytes, sources, strlen(sources)) != NULL;

		free(bytes);
		assert_false(found);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(otpdeck_is_hardened),
		TEST(the_sandbox_is_hardened),
		TEST(no_path_of_the_build_is_left),
	};

	return cmocka_run_group_tests_name("hardening/binary", tests, NULL, NULL);
}
