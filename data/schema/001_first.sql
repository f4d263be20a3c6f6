-- SPDX-License-Identifier: MIT
-- Times are milliseconds since 1970, UTC. Sealed columns hold nonce and ciphertext of the vault.

CREATE TABLE vault (
	id              INTEGER PRIMARY KEY CHECK (id = 1),
	uuid            TEXT NOT NULL,
	hash_key_sealed BLOB NOT NULL,
	created_at_ms   INTEGER NOT NULL
) STRICT;

CREATE TABLE vault_slot (
	id          INTEGER PRIMARY KEY,
	format      TEXT NOT NULL,
	vault_uuid  TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('key_file', 'passphrase')),
	algorithm   TEXT NOT NULL,
	passes      INTEGER NOT NULL,
	memory_kib  INTEGER NOT NULL,
	salt        BLOB NOT NULL,
	nonce       BLOB NOT NULL,
	wrapped_key BLOB NOT NULL,
	created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE profile (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	uuid          TEXT NOT NULL UNIQUE,
	name          TEXT NOT NULL UNIQUE,
	environment   TEXT NOT NULL CHECK (environment IN ('sandbox', 'staging', 'production')),
	created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
	profile_id INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	key        TEXT NOT NULL,
	value      TEXT NOT NULL,
	PRIMARY KEY (profile_id, key)
) STRICT, WITHOUT ROWID;

-- What belongs to the store and to no profile, such as the profile in use.
CREATE TABLE choice (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	uuid          TEXT NOT NULL UNIQUE,
	profile_id    INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	name          TEXT NOT NULL,
	generation    INTEGER NOT NULL,
	sealed        BLOB NOT NULL,
	fingerprint   TEXT NOT NULL,
	last_four     TEXT NOT NULL,
	changed_at_ms INTEGER NOT NULL,
	refused_at_ms INTEGER NOT NULL DEFAULT 0, -- the provider answered 401 or 403 to a send
	UNIQUE (profile_id, name)
) STRICT;

CREATE TABLE template (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	profile_id INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	kind       TEXT NOT NULL,
	locale     TEXT NOT NULL DEFAULT '',
	client_id  TEXT NOT NULL DEFAULT '',
	channel    TEXT NOT NULL DEFAULT '',
	UNIQUE (profile_id, kind, locale, client_id, channel)
) STRICT;

CREATE TABLE template_revision (
	template_id   INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
	revision      INTEGER NOT NULL,
	source        TEXT NOT NULL,
	changed_at_ms INTEGER NOT NULL,
	PRIMARY KEY (template_id, revision)
) STRICT, WITHOUT ROWID;

-- A message outlives its profile, so profile_id is no foreign key.
CREATE TABLE message (
	id                  INTEGER PRIMARY KEY AUTOINCREMENT,
	profile_id          INTEGER NOT NULL,
	message_id          TEXT NOT NULL UNIQUE,
	created_at_ms       INTEGER NOT NULL,
	state               TEXT NOT NULL,
	final               INTEGER NOT NULL CHECK (final IN (0, 1)),
	failed              INTEGER NOT NULL CHECK (failed IN (0, 1)),
	type                TEXT NOT NULL,
	action              TEXT NOT NULL,
	locale              TEXT NOT NULL,
	client_id           TEXT NOT NULL,
	template_name       TEXT NOT NULL,
	template_revision   INTEGER NOT NULL,
	to_masked           TEXT NOT NULL,
	to_country          TEXT NOT NULL,
	to_last_four        TEXT NOT NULL,
	to_hash             BLOB NOT NULL,
	to_sealed           BLOB NOT NULL,
	context_sealed      BLOB NOT NULL,
	body_hash           BLOB NOT NULL,
	sender              TEXT NOT NULL,
	encoding            TEXT NOT NULL,
	parts               INTEGER NOT NULL,
	units               INTEGER NOT NULL,
	api_version         INTEGER NOT NULL,
	preview             TEXT NOT NULL,
	request             TEXT NOT NULL,
	answer              TEXT NOT NULL DEFAULT '',
	http_status         INTEGER NOT NULL DEFAULT 0,
	status_group        INTEGER NOT NULL DEFAULT -1,
	status_id           INTEGER NOT NULL DEFAULT -1,
	status_group_name   TEXT NOT NULL DEFAULT '',
	status_name         TEXT NOT NULL DEFAULT '',
	status_description  TEXT NOT NULL DEFAULT '',
	status_action       TEXT NOT NULL DEFAULT '',
	error_group         INTEGER NOT NULL DEFAULT -1,
	error_id            INTEGER NOT NULL DEFAULT -1,
	error_group_name    TEXT NOT NULL DEFAULT '',
	error_name          TEXT NOT NULL DEFAULT '',
	error_description   TEXT NOT NULL DEFAULT '',
	error_permanent     INTEGER NOT NULL DEFAULT 0,
	price_amount        REAL,
	price_currency      TEXT,
	lookup_us           INTEGER NOT NULL DEFAULT -1,
	connect_us          INTEGER NOT NULL DEFAULT -1,
	tls_us              INTEGER NOT NULL DEFAULT -1,
	first_byte_us       INTEGER NOT NULL DEFAULT -1,
	total_us            INTEGER NOT NULL DEFAULT -1,
	tries               INTEGER NOT NULL DEFAULT 0,
	first_try_at_ms     INTEGER NOT NULL DEFAULT 0,
	last_change_at_ms   INTEGER NOT NULL DEFAULT 0,
	next_poll_at_ms     INTEGER NOT NULL DEFAULT 0,
	polls               INTEGER NOT NULL DEFAULT 0,
	absent_polls        INTEGER NOT NULL DEFAULT 0,
	first_absent_at_ms  INTEGER NOT NULL DEFAULT 0,
	cause               TEXT NOT NULL DEFAULT '',
	parent_id           INTEGER NOT NULL DEFAULT 0,
	owner_pid           INTEGER NOT NULL DEFAULT 0,
	owner_start_ticks   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The state is in the index so that the last hour is counted without touching its rows.
CREATE INDEX message_by_time ON message (profile_id, created_at_ms, id, state);
CREATE INDEX message_failed ON message (profile_id, created_at_ms, id) WHERE failed = 1;
CREATE INDEX message_by_number ON message (to_hash, created_at_ms);
CREATE INDEX message_due ON message (profile_id, next_poll_at_ms) WHERE next_poll_at_ms > 0;
CREATE INDEX message_sending ON message (id) WHERE state = 'sending';

CREATE TABLE message_history (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	message      INTEGER NOT NULL,
	at_ms        INTEGER NOT NULL,
	from_state   TEXT NOT NULL,
	to_state     TEXT NOT NULL,
	cause        TEXT NOT NULL,
	status_group INTEGER NOT NULL,
	status_id    INTEGER NOT NULL,
	answer       TEXT NOT NULL,
	hash         BLOB NOT NULL
) STRICT;

CREATE INDEX message_history_by_message ON message_history (message, id);

CREATE TABLE audit (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	at_ms      INTEGER NOT NULL,
	profile_id INTEGER NOT NULL,
	event      TEXT NOT NULL,
	detail     TEXT NOT NULL,
	hash       BLOB NOT NULL
) STRICT;

CREATE TRIGGER message_history_is_append_only BEFORE UPDATE ON message_history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
