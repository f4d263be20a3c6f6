/* SPDX-License-Identifier: MIT */
/* a secret shown on the terminal, and nowhere else */
#include "base/tty.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define PIECE_BYTES 64

/* In pieces that are wiped, so that no ordinary memory holds the whole value. */
static bool
write_pieces(int fd, const unsigned char *bytes, size_t size_bytes)
{
	char piece[PIECE_BYTES];
	bool fine = true;

	for (size_t at = 0; fine && at < size_bytes; at += PIECE_BYTES) {
		size_t size = size_bytes - at < PIECE_BYTES ? size_bytes - at : PIECE_BYTES;

		for (size_t i = 0; i < size; i++) {
			unsigned char byte = bytes[at + i];
			piece[i] = (char)(byte >= ' ' && byte <= '~' ? byte : '?');
		}
		fine = file_write_all(fd, piece, size);
	}
	mem_wipe(piece, sizeof(piece));
	return fine && file_write_all(fd, "\n", 1);
}

enum status
tty_show_secret(const struct secret *s, struct fault *f)
{
	int fd = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return fault_set(f, WORD_NO_TERMINAL,
		                 "a secret is shown on a terminal only, and there is none");
	bool shown = write_pieces(fd, secret_borrow(s), secret_size_bytes(s));
	(void)close(fd);
	return shown ? ST_OK : fault_set(f, WORD_NO_TERMINAL, "the terminal went away");
}
