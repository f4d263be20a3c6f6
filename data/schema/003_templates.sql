-- SPDX-License-Identifier: MIT
-- Templates by locale, client and channel, whose revisions outlive their removal.

-- A removed template keeps its revisions: messages name them, and restoring brings them back.
-- Its revisions go on counting, so that none ever stands for two texts.
ALTER TABLE template ADD COLUMN removed_at_ms INTEGER NOT NULL DEFAULT 0; -- 0: in use

-- Where a revision came from, for the eye: "edited", "default", "restored 2", "copied staging".
ALTER TABLE template_revision ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- The last price seen in a country, whoever was written to.
CREATE INDEX message_priced ON message (profile_id, type, to_country, created_at_ms)
	WHERE price_amount > 0;

-- The price is in the index too, so that guards count and sum a day without touching its rows.
DROP INDEX message_by_time;
CREATE INDEX message_by_time ON message (profile_id, created_at_ms, id, state, price_amount);

-- Test contexts: an Auth0 event with code, numbers, mail addresses and names made up, and what is
-- expected of a text that is rendered with it.
CREATE TABLE template_context (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	profile_id    INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	name          TEXT NOT NULL,
	event         TEXT NOT NULL,
	expect        TEXT NOT NULL,
	changed_at_ms INTEGER NOT NULL,
	UNIQUE (profile_id, name)
) STRICT;
