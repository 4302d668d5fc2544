-- What each event made: a digest of every record that its change wrote, so that the sealed trail vouches for the tables
-- and not only for itself.

-- The digest of the event's rows of audit_records, in the order of their keys; NULL for events that made no record, and
-- for those from before this migration.
ALTER TABLE audit_events ADD COLUMN made TEXT CHECK (length(made) = 64);

-- A record as an event left it: a row of a table, with those that belong to it. Clustered by record, since a verification
-- reads it beside the tables.
CREATE TABLE audit_records (
    -- The kind of record, with its number; a version of hours has the number of its cell and its own.
    record TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES audit_events (id),
    -- The person concerned: erasing the person erases the secrets.
    candidate_id INTEGER,
    -- SHA-256 of the record; NULL once it is gone.
    digest BLOB CHECK (length(digest) = 32),
    -- HMAC-SHA-256 of its personal values, part of what the digest is made of; and its key, which can be erased.
    personal BLOB CHECK (length(personal) = 32),
    secret BLOB CHECK (length(secret) = 16),
    PRIMARY KEY (record, record_id, part, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_records_event ON audit_records (event_id);

CREATE TRIGGER audit_records_no_update BEFORE UPDATE OF record, record_id, part, event_id, candidate_id, digest, personal
    ON audit_records BEGIN SELECT RAISE(ABORT, 'audit_records is append-only'); END;
CREATE TRIGGER audit_records_secrets_only_erased BEFORE UPDATE OF secret ON audit_records
    WHEN NEW.secret IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'audit_records is append-only'); END;
CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
    BEGIN SELECT RAISE(ABORT, 'audit_records is append-only'); END;

-- How far the records from before this migration are sealed as they stand, by kind: up to this number and part.
CREATE TABLE audit_adoption (
    record TEXT PRIMARY KEY,
    record_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT;
