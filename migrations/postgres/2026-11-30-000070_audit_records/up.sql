-- What each event made: a digest of every record that its change wrote, so that the sealed trail vouches for the tables
-- and not only for itself.

-- The digest of the event's rows of audit_records, in the order of their keys; NULL for events that made no record, and
-- for those from before this migration.
ALTER TABLE audit_events ADD COLUMN made TEXT CHECK (length(made) = 64);

-- A record as an event left it: a row of a table, with those that belong to it. No foreign key to the event, which the
-- verification looks for: it would be looked up for each of a batch's records.
CREATE TABLE audit_records (
    -- The kind of record, with its number; a version of hours has the number of its cell and its own. Sorted by bytes, as
    -- digests are made of records in order.
    record TEXT COLLATE "C" NOT NULL,
    record_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    -- The person concerned: erasing the person erases the secrets.
    candidate_id BIGINT,
    -- SHA-256 of the record; NULL once it is gone.
    digest BYTEA CHECK (length(digest) = 32),
    -- HMAC-SHA-256 of its personal values, part of what the digest is made of; and its key, which can be erased.
    personal BYTEA CHECK (length(personal) = 32),
    secret BYTEA CHECK (length(secret) = 16),
    PRIMARY KEY (record, record_id, part, event_id)
);
CREATE INDEX audit_records_event ON audit_records (event_id);

CREATE FUNCTION only_erase_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.secret IS NULL AND (NEW.record, NEW.record_id, NEW.part, NEW.event_id, NEW.candidate_id, NEW.digest, NEW.personal)
        IS NOT DISTINCT FROM (OLD.record, OLD.record_id, OLD.part, OLD.event_id, OLD.candidate_id, OLD.digest, OLD.personal)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit_records is append-only';
END $$;
CREATE TRIGGER audit_records_secrets_only_erased BEFORE UPDATE ON audit_records
    FOR EACH ROW EXECUTE FUNCTION only_erase_secret();
CREATE TRIGGER audit_records_append_only BEFORE DELETE ON audit_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_records_never_emptied BEFORE TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far the records from before this migration are sealed as they stand, by kind: up to this number and part.
CREATE TABLE audit_adoption (
    record TEXT COLLATE "C" PRIMARY KEY,
    record_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    is_done BOOLEAN NOT NULL DEFAULT FALSE
);
