/* SPDX-License-Identifier: MIT */
/* what is pasted, read past ncurses, and the keys behind it */
#include "ui/term_impl.h"

#include <curses.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define ESCAPE 27
/* As much as a terminal holds for a program. */
#define BYTES_MAX 4096
#define SEQUENCE_BYTES_MAX 64
/* What a character may take of a piece. */
#define CHARACTER_BYTES 4

/* ncurses asks the kernel twice for every byte, which is a second for each 200 KiB of a paste. It
 * holds nothing when it has told the mark that begins one, which ends where the bytes read so far
 * end; so from there on they are read here in bulk. What was read behind the other mark is given to
 * whoever reads keys, before ncurses reads again. */
static struct {
	int fd;
	char bytes[BYTES_MAX];
	size_t at;
	size_t end;
} input;

void
term_paste_open(int fd)
{
	input.fd = fd;
	input.at = input.end = 0;
}

void
term_paste_close(void)
{
	mem_wipe(input.bytes, sizeof(input.bytes));
}

/* Reads more behind what is there; false when nothing came. */
static bool
read_more(int wait_ms)
{
	struct pollfd ready = { .fd = input.fd, .events = POLLIN };
	size_t kept = input.end - input.at;

	memmove(input.bytes, input.bytes + input.at, kept);
	mem_wipe(input.bytes + kept, input.end - kept);
	input.at = 0;
	input.end = kept;
	if (input.end == sizeof(input.bytes) || poll(&ready, 1, wait_ms) <= 0 ||
	    !(ready.revents & POLLIN))
		return false;
	ssize_t count = read(input.fd, input.bytes + input.end, sizeof(input.bytes) - input.end);
	input.end += count > 0 ? (size_t)count : 0;
	return count > 0;
}

/* What was taken may be a piece of a secret. */
static void
forget_taken(void)
{
	mem_wipe(input.bytes, input.at);
}

/* --- Between the marks ----------------------------------------------------------------------- */

/* The bytes of the sequence that begins here: 1 for an escape alone, 0 while it is not whole. */
static size_t
sequence_size(const char *at, size_t size)
{
	if (size == 1)
		return 0;
	if (at[1] != '[' && at[1] != 'O')
		return 1;
	for (size_t i = 2; i < size && i < SEQUENCE_BYTES_MAX; i++) {
		if (at[i] >= 0x40 && at[i] <= 0x7e)
			return i + 1;
		if (at[i] < 0x20 || at[i] > 0x7e)
			return 1;
	}
	return size < SEQUENCE_BYTES_MAX ? 0 : 1;
}

static bool
is_sequence(size_t size, const char *sequence)
{
	return size == strlen(sequence) && memcmp(input.bytes + input.at, sequence, size) == 0;
}

enum step { STEP_ON, STEP_WAIT, STEP_FULL, STEP_ENDS, STEP_UNFOCUSED };

/* Keys among what is pasted become the escape that they began with, so that the field can say that
 * it dropped something. */
static enum step
take_sequence(char key[TERM_KEY_BYTES])
{
	size_t size = sequence_size(input.bytes + input.at, input.end - input.at);
	wchar_t wide = ESCAPE;
	enum step step = STEP_ON;

	if (size == 0)
		return STEP_WAIT;
	if (is_sequence(size, "\033[O") && key[0])
		return STEP_FULL;
	if (is_sequence(size, MARK_END))
		step = STEP_ENDS;
	else if (is_sequence(size, "\033[O"))
		step = STEP_UNFOCUSED;
	else if (!is_sequence(size, MARK_BEGIN) && !is_sequence(size, "\033[I") &&
	         term_take_byte(ESCAPE, &wide))
		(void)term_append_character(key, wide);
	input.at += size;
	return step;
}

static enum step
take_one(char key[TERM_KEY_BYTES], size_t *used)
{
	unsigned char byte = (unsigned char)input.bytes[input.at];
	wchar_t wide = 0;

	if (byte == ESCAPE) {
		enum step step = take_sequence(key);
		*used = strlen(key);
		return step;
	}
	input.at++;
	if (!term_take_byte(byte, &wide))
		return STEP_ON;
	if (wide > 0 && wide < 0x80) {
		key[(*used)++] = (char)wide;
		key[*used] = '\0';
	} else if (term_append_character(key, wide == 0 ? ESCAPE : wide)) {
		*used += strlen(key + *used);
	}
	return STEP_ON;
}

enum term_event
term_paste_read(char key[TERM_KEY_BYTES], bool *ended)
{
	enum step step = STEP_ON;
	size_t used = 0;

	key[0] = '\0';
	*ended = false;
	while (step == STEP_ON && used + CHARACTER_BYTES < TERM_KEY_BYTES) {
		if (input.at == input.end && !read_more(0))
			break;
		step = take_one(key, &used);
		/* The rest of a sequence may take its time; what follows it cannot be told. */
		if (step == STEP_WAIT && read_more(0))
			step = STEP_ON;
	}
	forget_taken();
	*ended = step == STEP_ENDS;
	if (step == STEP_UNFOCUSED)
		return TERM_UNFOCUSED;
	return used > 0 ? TERM_PASTE : *ended ? TERM_PASTED : TERM_NOTHING;
}

/* --- Behind them ----------------------------------------------------------------------------- */

/* A key of several bytes as ncurses knows it, or the first byte. */
int
term_paste_next_code(void)
{
	char sequence[SEQUENCE_BYTES_MAX + 1];
	size_t size = 0;
	int code = -1;

	if (input.at == input.end)
		return ERR;
	while (code == -1 && size < SEQUENCE_BYTES_MAX) {
		if (input.at + size == input.end && !read_more(get_escdelay()))
			break;
		sequence[size] = input.bytes[input.at + size];
		sequence[++size] = '\0';
		code = key_defined(sequence);
	}
	if (code <= 0) {
		size = 1;
		code = (unsigned char)input.bytes[input.at];
	}
	input.at += size;
	forget_taken();
	return code;
}
