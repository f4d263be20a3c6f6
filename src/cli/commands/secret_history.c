/* SPDX-License-Identifier: MIT */
/* secret history: values that were replaced and are still waited for */
#include "app/setup.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/envelope.h"

static void
write_past(struct cli *c, const struct secret_past_info *past)
{
	char time[CLOCK_TEXT_BYTES];

	clock_format(past->replaced_at_ms, time);
	if (!c->json) {
		output_data("%s  %8s  replaced at %s, waited for by %lld\n", past->fingerprint,
		            past->last_four[0] ? past->last_four : "-", time,
		            (long long)past->waiting);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "fingerprint", past->fingerprint);
	json_write_string(&c->writer, "last_four", past->last_four[0] ? past->last_four : NULL);
	json_write_string(&c->writer, "replaced_at", time);
	json_write_integer(&c->writer, "waiting", past->waiting);
	json_write_object_end(&c->writer);
}

enum status
cli_secret_history(struct cli *c, struct fault *f)
{
	struct secret_past_info *past = NULL;
	size_t count = 0;
	enum status st = setup_list_past_secrets(c->session, c->args.operands[0], &past, &count, f);

	if (st != ST_OK)
		return st;
	envelope_begin_items(c);
	for (size_t i = 0; i < count; i++)
		write_past(c, &past[i]);
	envelope_end_items(c, NULL);
	if (!c->json && count == 0)
		output_words("no replaced value of %s is kept", c->args.operands[0]);
	mem_free(past);
	return ST_OK;
}
