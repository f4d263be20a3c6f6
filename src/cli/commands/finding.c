/* SPDX-License-Identifier: MIT */
/* one finding of connect or check: a line, or a member of data.items */
#include "cli/commands/finding_impl.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/output.h"

static enum output_role
role_of(enum finding_result result)
{
	switch (result) {
	case FINDING_PASS: return OUTPUT_GOOD;
	case FINDING_FAIL: return OUTPUT_BAD;
	case FINDING_WARN: return OUTPUT_WAIT;
	default: return OUTPUT_DIM;
	}
}

static void
write_finding(struct json_writer *w, const char *name, const char *title,
              const struct finding *found)
{
	char at[CLOCK_TEXT_BYTES];

	clock_format(found->at_ms, at);
	json_write_object(w, NULL);
	json_write_string(w, "name", name);
	json_write_string(w, "title", title);
	json_write_string(w, "result", finding_word(found->result));
	json_write_string(w, "proof", found->proof);
	json_write_string(w, "fix", found->fix[0] ? found->fix : NULL);
	if (found->took_us >= 0)
		json_write_number(w, "took_ms", (double)found->took_us / 1000);
	else
		json_write_null(w, "took_ms");
	json_write_string(w, "at", found->at_ms ? at : NULL);
	json_write_object_end(w);
}

void
cli_show_finding(struct cli *c, const char *name, const char *title, const struct finding *found)
{
	char took[32] = "";

	if (c->json) {
		write_finding(&c->writer, name, title, found);
		return;
	}
	if (found->took_us >= 1000)
		snprintf(took, sizeof(took), " (%lld ms)", (long long)(found->took_us / 1000));
	output_role(role_of(found->result), "%-6s", finding_mark(found->result));
	output_data(" %-25s %s%s\n", title, found->proof, took);
	if (found->fix[0] && found->result != FINDING_PASS)
		output_role(OUTPUT_DIM, "       %-25s %s\n", "", found->fix);
}
