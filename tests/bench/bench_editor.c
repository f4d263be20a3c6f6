/* SPDX-License-Identifier: MIT */
/* A key in the editor of a long template, until the preview beside it is drawn again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_impl.h"

#define CHARACTERS 20000
#define KEYS 200
#define QUIET_MS 30

static bool
save_text(const struct bench *b)
{
	static const char piece[] = "Your code is {{ code }} for {{ tenant.friendly_name }}. ";
	char path[BENCH_PATH + 16];

	snprintf(path, sizeof(path), "%s/long", b->folder);
	FILE *file = fopen(path, "w");
	if (!file)
		return false;
	int left = CHARACTERS;
	for (; left >= (int)strlen(piece); left -= (int)strlen(piece))
		fputs(piece, file);
	fprintf(file, "%0*d", left, 0);
	fclose(file);
	const char *const argv[] = { "./otpdeck", "template", "set", "verification",
		                     "--file",    path,       NULL };
	return bench_run(argv) >= 0;
}

/* Letters, a blank, what takes them away again, a new line, moves: with each the text, its preview,
 * its parts and its findings are drawn anew. */
void
bench_editor(struct bench *b)
{
	static const char *const keys[] = { "x", " ",  "\177", "\177", "\033[C",
		                            "y", "\r", "\177", "\177", "\033[B" };
	static const char what[] = "key to repainted preview, 20,000 characters";
	const char *const argv[] = { "./otpdeck", NULL };
	double took[KEYS];
	struct on_pty p;

	if (!save_text(b)) {
		bench_skip(what, "the text cannot be saved");
		return;
	}
	bench_start(&p, argv);
	bench_wait_for(&p, "row 1 of the latest");
	bench_press(&p, "4", 300);
	bench_press(&p, "\r", 500);
	for (int i = 0; i < KEYS; i++) {
		took[i] = bench_press(&p, keys[i % 10], QUIET_MS);
		if (took[i] < 0)
			took[i] = 1000;
	}
	bench_median(took, KEYS);
	printf("%-44s median %.2f ms, 99 of 100 below %.2f ms, goal 16 ms  %s\n", what,
	       took[KEYS / 2], took[KEYS - 3], took[KEYS - 3] < 16 ? "met" : "MISSED");
	bench_end(&p);
}
