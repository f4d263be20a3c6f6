/* SPDX-License-Identifier: MIT */
/* vault: status, add-passphrase, add-key-file, remove-slot, rekey, check, reset */
#include <stdlib.h>
#include <string.h>

#include "app/vaults.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"

/* --- Status --------------------------------------------------------------------------------- */

static const char *
state_word(const struct session *s)
{
	switch (vault_state(s->vault)) {
	case VAULT_UNLOCKED: return "unlocked";
	case VAULT_LOCKED: return "locked";
	default: return "sealed";
	}
}

static void
write_slot_json(struct cli *c, const struct vault_slot_info *slot)
{
	bool is_file = slot->kind == VAULT_SLOT_KEY_FILE;
	char time[CLOCK_TEXT_BYTES];

	clock_format(slot->created_at_ms, time);
	json_write_object(&c->writer, NULL);
	json_write_integer(&c->writer, "id", slot->id);
	json_write_string(&c->writer, "kind", vault_slot_kind_word(slot->kind));
	json_write_string(&c->writer, "path", is_file ? slot->path : NULL);
	if (!is_file) {
		json_write_integer(&c->writer, "passes", slot->cost.passes);
		json_write_integer(&c->writer, "memory_mib", slot->cost.memory_kib / 1024);
	}
	json_write_bool(&c->writer, "usable", slot->is_usable);
	json_write_string(&c->writer, "created_at", time);
	json_write_object_end(&c->writer);
}

static void
print_slot(const struct vault_slot_info *slot)
{
	char time[CLOCK_TEXT_BYTES];

	clock_format(slot->created_at_ms, time);
	output_data("%3lld  %-10s  %s  ", (long long)slot->id, vault_slot_kind_word(slot->kind),
	            time);
	if (slot->kind == VAULT_SLOT_KEY_FILE)
		output_data("%s", slot->path);
	else
		output_data("Argon2id, %lld passes, %lld MiB", (long long)slot->cost.passes,
		            (long long)slot->cost.memory_kib / 1024);
	if (!slot->is_usable)
		output_role(OUTPUT_BAD, "  damaged");
	output_data("\n");
}

static void
write_status(struct cli *c, const struct vault_slot_info *slots, size_t count)
{
	const struct session *s = c->session;

	if (!c->json) {
		output_data("%s\n", state_word(s));
		for (size_t i = 0; i < count; i++)
			print_slot(&slots[i]);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "state", state_word(s));
	json_write_string(&c->writer, "uuid", vault_uuid(s->vault));
	json_write_string(&c->writer, "key_file", vault_key_file(s->vault));
	json_write_array(&c->writer, "slots");
	for (size_t i = 0; i < count; i++)
		write_slot_json(c, &slots[i]);
	json_write_array_end(&c->writer);
	json_write_object_end(&c->writer);
}

enum status
cli_vault_status(struct cli *c, struct fault *f)
{
	struct vault_slot_info *slots = NULL;
	size_t count = 0;
	enum status st = vaults_list(c->session, &slots, &count, f);

	if (st == ST_OK)
		write_status(c, slots, count);
	mem_free(slots);
	return st;
}

/* --- Slots ---------------------------------------------------------------------------------- */

static void
tell_slot(struct cli *c, const struct vaults_result *result)
{
	if (!c->json) {
		output_words("slot %lld", (long long)result->slot);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_integer(&c->writer, "slot", result->slot);
	if (result->key_file[0])
		json_write_string(&c->writer, "key_file", result->key_file);
	json_write_object_end(&c->writer);
}

static enum status
read_strength(const struct cli *c, struct vault_cost *out, struct fault *f)
{
	const char *asked = c->args.values[OPT_STRENGTH];

	*out = VAULT_COST_NORMAL;
	if (!asked || strcmp(asked, "normal") == 0)
		return ST_OK;
	if (strcmp(asked, "small") == 0)
		*out = VAULT_COST_SMALL;
	else if (strcmp(asked, "large") == 0)
		*out = VAULT_COST_LARGE;
	else
		return fault_set(f, WORD_USAGE, "--strength is small, normal or large, not %.40s",
		                 asked);
	return ST_OK;
}

static void
tell_key_files(struct cli *c)
{
	struct vault_slot_info *slots = NULL;
	struct fault ignored = { 0 };
	size_t count = 0;
	size_t files = 0;

	if (vaults_list(c->session, &slots, &count, &ignored) != ST_OK)
		return;
	for (size_t i = 0; i < count; i++)
		files += slots[i].kind == VAULT_SLOT_KEY_FILE;
	mem_free(slots);
	output_words("the console locks itself after a while without a key");
	if (files > 0)
		output_words("a key file opens the vault too: whoever has it needs no passphrase "
		             "(otpdeck vault status)");
}

enum status
cli_vault_add_passphrase(struct cli *c, struct fault *f)
{
	struct vaults_order order = { .kind = VAULTS_ADD_PASSPHRASE };
	struct vaults_result result;
	struct secret *typed = NULL;
	enum status st = read_strength(c, &order.cost, f);

	if (st == ST_OK)
		st = cli_ask_new_passphrase(c, &typed, f);
	order.typed = typed;
	if (st == ST_OK)
		st = vaults_run(c->session, &order, &result, f);
	secret_destroy(typed);
	if (st != ST_OK)
		return st;
	tell_slot(c, &result);
	tell_key_files(c);
	return ST_OK;
}

enum status
cli_vault_add_key_file(struct cli *c, struct fault *f)
{
	const struct vaults_order order = { .kind = VAULTS_ADD_KEY_FILE,
		                            .path = c->args.operands[0] };
	struct vaults_result result;
	enum status st = vaults_run(c->session, &order, &result, f);

	if (st != ST_OK)
		return st;
	tell_slot(c, &result);
	output_words("%s opens the vault: keep it apart from the store", result.key_file);
	return ST_OK;
}

enum status
cli_vault_remove_slot(struct cli *c, struct fault *f)
{
	struct vaults_order order = { .kind = VAULTS_REMOVE_SLOT };
	struct vaults_result result;
	char *end = NULL;

	order.slot = strtoll(c->args.operands[0], &end, 10);
	if (*end != '\0' || order.slot < 1)
		return fault_set(f, WORD_USAGE, "a slot is a number, not %.40s",
		                 c->args.operands[0]);
	enum status st = vaults_run(c->session, &order, &result, f);
	if (st != ST_OK)
		return st;
	tell_slot(c, &result);
	if (result.key_file[0])
		output_words("its key file was removed too: %s", result.key_file);
	return ST_OK;
}

/* --- The whole vault ------------------------------------------------------------------------ */

static bool
has_passphrase_slot(struct cli *c)
{
	return vault_has_passphrase(c->session->vault);
}

enum status
cli_vault_rekey(struct cli *c, struct fault *f)
{
	struct vaults_order order = { .kind = VAULTS_REKEY,
		                      .compacts = c->args.given[OPT_COMPACT] };
	struct vaults_result result;
	enum status st = ST_OK;

	/* A key file may have opened the vault, and the passphrase's slot is wrapped anew too. */
	if (has_passphrase_slot(c) && !c->passphrase && !c->args.given[OPT_NO_INPUT] &&
	    tty_is_available())
		st = tty_ask_secret("Passphrase of the vault (it is not shown): ", &c->passphrase,
		                    f);
	order.typed = c->passphrase;
	if (st == ST_OK)
		st = vaults_run(c->session, &order, &result, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_integer(&c->writer, "resealed", (int64_t)result.rekeyed.resealed);
		json_write_integer(&c->writer, "damaged", (int64_t)result.rekeyed.damaged);
		json_write_integer(&c->writer, "emptied", (int64_t)result.rekeyed.emptied);
		json_write_object_end(&c->writer);
	}
	output_words("values sealed anew: %zu, damaged before and left: %zu",
	             result.rekeyed.resealed, result.rekeyed.damaged);
	return ST_OK;
}

static void
write_damaged(struct cli *c, const struct vault_damaged *row)
{
	if (!c->json) {
		output_role(OUTPUT_BAD, "damaged");
		output_data("  %-12s %-24s %s\n", row->table, row->kind, row->row_uuid);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "table", row->table);
	json_write_string(&c->writer, "kind", row->kind);
	json_write_string(&c->writer, "row", row->row_uuid);
	json_write_object_end(&c->writer);
}

static void
write_checked(struct cli *c, const struct vault_checked *checked)
{
	size_t shown = checked->damaged_count < VAULT_DAMAGED_MAX ? checked->damaged_count
	                                                          : VAULT_DAMAGED_MAX;

	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_integer(&c->writer, "opened", (int64_t)checked->opened);
		json_write_integer(&c->writer, "damaged", (int64_t)checked->damaged_count);
		json_write_array(&c->writer, "items");
	}
	for (size_t i = 0; i < shown; i++)
		write_damaged(c, &checked->damaged[i]);
	if (c->json) {
		json_write_array_end(&c->writer);
		json_write_null(&c->writer, "next");
		json_write_object_end(&c->writer);
	}
	output_words("values opened: %zu, damaged: %zu", checked->opened, checked->damaged_count);
}

enum status
cli_vault_check(struct cli *c, struct fault *f)
{
	const struct vaults_order order = { .kind = VAULTS_CHECK };
	struct vaults_result result;
	enum status st = vaults_run(c->session, &order, &result, f);

	if (st != ST_OK)
		return st;
	write_checked(c, &result.checked);
	if (result.checked.damaged_count == 0)
		return ST_OK;
	fault_set(f, WORD_ROW_DAMAGED, "%zu sealed values do not open",
	          result.checked.damaged_count);
	return fault_hint(f, "set a damaged secret anew, or restore a backup");
}

static enum status
confirm_reset(struct cli *c, struct fault *f)
{
	struct vault_losses losses;
	char typed[16];
	enum status st = vaults_count_losses(c->session, &losses, f);

	if (st != ST_OK)
		return st;
	output_words("A reset drops for good: secrets %lld, of replaced keys %lld, numbers of "
	             "messages %lld.",
	             (long long)losses.secrets, (long long)losses.past_secrets,
	             (long long)losses.numbers);
	output_words("Profiles, templates and the log with its masked numbers stay.");
	if (c->args.given[OPT_YES])
		return ST_OK;
	if (c->args.given[OPT_NO_INPUT] || !tty_is_available()) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "a reset must be confirmed, and nobody can be asked");
		return fault_hint(f, "give --yes when you mean it");
	}
	st = tty_ask("Type reset to do it: ", typed, sizeof(typed), f);
	if (st == ST_OK && strcmp(typed, "reset") != 0)
		return fault_set(f, WORD_NOT_CONFIRMED, "not confirmed; nothing was dropped");
	return st;
}

enum status
cli_vault_reset(struct cli *c, struct fault *f)
{
	const struct vaults_order order = { .kind = VAULTS_RESET };
	struct vaults_result result;
	enum status st = confirm_reset(c, f);

	if (st == ST_OK)
		st = vaults_run(c->session, &order, &result, f);
	if (st != ST_OK)
		return st;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "key_file", vault_key_file(c->session->vault));
		json_write_object_end(&c->writer);
	}
	output_words("the vault is new and opens by %s", vault_key_file(c->session->vault));
	output_words("otpdeck secret set API_KEY stores the key again, otpdeck vault "
	             "add-passphrase adds a passphrase");
	return ST_OK;
}
