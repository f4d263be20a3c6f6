/* SPDX-License-Identifier: MIT */
/* backup and restore: a copy of the store, and the way back */
#include "app/backup.h"

#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"

enum status
cli_backup(struct cli *c, struct fault *f)
{
	const char *to = c->args.operands[0];
	bool with_slot = c->args.given[OPT_ALL_SLOTS];
	enum status st = backup_make(c->session, to, with_slot, f);

	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "file", to);
		json_write_bool(&c->writer, "key_file_slot", with_slot);
		json_write_object_end(&c->writer);
		return ST_OK;
	}
	output_words("%s holds the whole store; %s", to,
	             with_slot ? "keep the key file in another place"
	                       : "it opens by a passphrase only");
	return ST_OK;
}

static enum status
ask_passphrase(void *context, struct secret **out, struct fault *f)
{
	(void)context;
	return tty_ask_secret("Passphrase of the copy: ", out, f);
}

static enum status
restore(struct cli *c, struct backup_restored *out, struct fault *f)
{
	bool may_ask = !c->args.given[OPT_NO_INPUT] && tty_is_available();
	const struct backup_restore order = {
		.from = c->args.operands[0],
		.paths = &c->paths,
		.key_file = c->args.values[OPT_KEY_FILE],
		.passphrase = c->passphrase,
		.ask = may_ask ? ask_passphrase : NULL,
	};

	return backup_restore(&order, out, f);
}

enum status
cli_restore(struct cli *c, struct fault *f)
{
	const char *from = c->args.operands[0];
	struct backup_restored out;
	int fd;
	enum status st = args_fd(&c->args, OPT_PASSPHRASE_FD, &fd, f);

	if (st == ST_OK && fd >= 0)
		st = tty_read_secret_fd(fd, &c->passphrase, f);
	if (st == ST_OK)
		st = restore(c, &out, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "file", from);
		json_write_string(&c->writer, "kept", out.kept[0] ? out.kept : NULL);
		json_write_integer(&c->writer, "opened", (int64_t)out.opened);
		json_write_object_end(&c->writer);
		return ST_OK;
	}
	output_words("%s is the store now; %zu sealed values were opened first", from, out.opened);
	if (out.kept[0])
		output_words("the old store is %s", out.kept);
	return ST_OK;
}
