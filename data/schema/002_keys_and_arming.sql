-- SPDX-License-Identifier: MIT
-- Which secret a message went out with, what a secret replaced, how long a profile is armed.

ALTER TABLE vault ADD COLUMN generation INTEGER NOT NULL DEFAULT 1; -- of the data key

-- Where the operator keeps a key file of their own; '' for the usual place.
ALTER TABLE vault_slot ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- Keyed hash of the host that the value may be sent to; empty for a value without one.
ALTER TABLE secret ADD COLUMN host_mark BLOB NOT NULL DEFAULT x'';
ALTER TABLE secret ADD COLUMN host TEXT NOT NULL DEFAULT ''; -- the same, to be read

-- The uuid of the provider key that a message went out with; '' for the sandbox's own.
ALTER TABLE message ADD COLUMN key_uuid TEXT NOT NULL DEFAULT '';

CREATE INDEX message_open_by_key ON message (key_uuid) WHERE final = 0;

-- A replaced provider key, kept while a message that went out with it is not final.
CREATE TABLE secret_past (
	uuid           TEXT PRIMARY KEY,
	profile_id     INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	name           TEXT NOT NULL,
	generation     INTEGER NOT NULL,
	sealed         BLOB NOT NULL,
	fingerprint    TEXT NOT NULL,
	last_four      TEXT NOT NULL,
	replaced_at_ms INTEGER NOT NULL,
	host_mark      BLOB NOT NULL,
	host           TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Billed sends of a production profile are off unless it is armed.
CREATE TABLE arming (
	profile_id  INTEGER PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
	armed_at_ms INTEGER NOT NULL,
	until_ms    INTEGER NOT NULL,
	armed_at_us INTEGER NOT NULL -- microseconds since the machine started, which no clock moves
) STRICT;

-- The messages that were sent again from a row.
CREATE INDEX message_by_parent ON message (parent_id) WHERE parent_id > 0;
