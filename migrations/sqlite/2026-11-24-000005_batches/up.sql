-- Batches of hours as they were sent and answered, and what their senders call the cells.

CREATE TABLE hours_batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    sent_by TEXT NOT NULL,
    received_at TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    worked INTEGER NOT NULL, -- hundredths of an hour, over the rows that were not rejected
    -- JSON: the verdict on each row. Ids, codes and figures; nothing of a person.
    verdicts TEXT NOT NULL
) STRICT;
CREATE INDEX hours_batches_source ON hours_batches (source, id);

-- A sender's reference stays with its cell, whoever says the latest figure.
CREATE TABLE hours_external_refs (
    source TEXT NOT NULL,
    external_ref TEXT NOT NULL,
    hours_id INTEGER NOT NULL REFERENCES hours (id),
    PRIMARY KEY (source, external_ref)
) STRICT;
CREATE INDEX hours_external_refs_hours ON hours_external_refs (hours_id);

DROP INDEX hours_external_ref;
ALTER TABLE hours DROP COLUMN external_ref;
