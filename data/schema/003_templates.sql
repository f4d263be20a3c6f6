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
