/* SPDX-License-Identifier: MIT */
/* the troubleshooting list of a profile: a table of checks, run one by one */
#include "app/checks_impl.h"
#include "base/mem.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/vault.h"
#include "store/vault_slots.h"

#define MIB (1024.0 * 1024.0)
#define PROBE_BYTES 32
#define LOG_LARGE_BYTES (256LL * 1024 * 1024)

enum status
check_vault(const struct check_case *c, struct finding *out, struct fault *f)
{
	const struct vault *v = c->session->vault;

	(void)f;
	if (vault_is_unlocked(v)) {
		finding_set(out, FINDING_PASS, "open");
		return ST_OK;
	}
	/* Locked by its passphrase it is as it should be. */
	finding_set(out, vault_has_passphrase(v) ? FINDING_WARN : FINDING_FAIL,
	            "locked: secrets and full numbers cannot be read");
	if (vault_has_passphrase(v))
		finding_fix(out, "give its passphrase, then check again");
	else
		finding_fix(out, "put its key file back: otpdeck paths says where");
	return ST_OK;
}

struct slots {
	size_t files;
	size_t passphrases;
	size_t unusable;
};

static enum status
count_slots(const struct check_case *c, struct slots *out, struct fault *f)
{
	struct vault_slot_info *infos = NULL;
	size_t count = 0;
	enum status st = vault_slots_list(c->db, c->session->vault, &infos, &count, f);

	for (size_t i = 0; st == ST_OK && i < count; i++) {
		out->unusable += !infos[i].is_usable;
		out->files += infos[i].kind == VAULT_SLOT_KEY_FILE;
		out->passphrases += infos[i].kind == VAULT_SLOT_PASSPHRASE;
	}
	mem_free(infos);
	return st;
}

enum status
check_slots(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct slots slots = { 0 };
	enum status st = count_slots(c, &slots, f);

	if (st != ST_OK)
		return st;
	finding_set(out, FINDING_PASS, "%zu by passphrase, %zu by key file", slots.passphrases,
	            slots.files);
	if (slots.unusable > 0) {
		finding_set(out, FINDING_FAIL, "%zu of %zu are damaged or changed", slots.unusable,
		            slots.passphrases + slots.files);
		finding_fix(out, "otpdeck vault status names them; remove them and add new ones");
	} else if (slots.passphrases == 0 && profile_is_billed(c->profile)) {
		finding_set(out, FINDING_WARN, "a key file alone: whoever has both files has all");
		finding_fix(out, "otpdeck vault add-passphrase, then drop the key file's slot");
	}
	return ST_OK;
}

enum status
check_memory(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct secret *probe = secret_create_random(PROBE_BYTES);
	bool locked = secret_is_locked(probe);

	(void)c;
	(void)f;
	secret_destroy(probe);
	if (locked) {
		finding_set(out, FINDING_PASS, "memory for keys is locked");
		return ST_OK;
	}
	finding_set(out, FINDING_WARN, "memory for keys cannot be locked: it may reach the swap");
	finding_fix(out, "raise the limit (ulimit -l), or encrypt the swap");
	return ST_OK;
}

enum status
check_store(const struct check_case *c, struct finding *out, struct fault *f)
{
	enum status st = db_quick_check(c->db, f);

	if (st == ST_OK)
		finding_set(out, FINDING_PASS, "SQLite found nothing (quick_check)");
	return st;
}

enum status
check_store_file(const struct check_case *c, struct finding *out, struct fault *f)
{
	struct db_facts facts;
	enum status st = db_read_facts(c->db, &facts, f);

	if (st != ST_OK)
		return st;
	finding_set(out, FINDING_PASS, "mode %04o, %.1f MiB, log %.1f MiB%s", facts.mode,
	            (double)facts.size_bytes / MIB, (double)facts.log_bytes / MIB,
	            facts.is_wal ? " (WAL)" : "");
	if (!facts.is_wal) {
		out->result = FINDING_WARN;
		finding_fix(out,
		            "without a write-ahead log readers and writers wait for each other");
	} else if (facts.log_bytes > LOG_LARGE_BYTES) {
		out->result = FINDING_WARN;
		finding_fix(out, "another process keeps the log from being emptied: end it");
	}
	return ST_OK;
}

enum status
check_history(const struct check_case *c, struct finding *out, struct fault *f)
{
	enum status st = message_store_verify(c->db, f);

	if (st == ST_OK)
		st = audit_store_verify(c->db, f);
	if (st == ST_OK)
		finding_set(out, FINDING_PASS,
		            "every row of history and audit follows from the one before");
	return st;
}
