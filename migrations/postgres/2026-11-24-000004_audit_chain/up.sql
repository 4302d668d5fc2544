-- The audit trail, sealed: events in blocks, each block's head made from the one before and from its events. What
-- people typed and what is personal stands beside the events, where it can be erased.

-- What an event tells of persons, in clear: its reason, and the values before and after. The event itself holds digests
-- of them, made with this row's own secret: without the row nobody can try values against a digest.
CREATE TABLE audit_personal (
    event_id BIGINT PRIMARY KEY REFERENCES audit_events (id),
    candidate_id BIGINT REFERENCES candidates (id),
    secret TEXT NOT NULL CHECK (length(secret) = 64),
    -- JSON: {"reason": …, "fields": [{"field", "before", "after"}]}
    content TEXT NOT NULL
);
CREATE INDEX audit_personal_candidate ON audit_personal (candidate_id);

INSERT INTO audit_personal (event_id, secret, content)
    SELECT id, encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'),
           json_build_object('reason', reason, 'fields', json_build_array())::text
    FROM audit_events WHERE reason IS NOT NULL;
ALTER TABLE audit_events DROP COLUMN reason;
-- JSON, shaped like the content above, with a digest in the place of each value.
ALTER TABLE audit_events ADD COLUMN digests TEXT;

CREATE TABLE audit_seals (
    block BIGINT PRIMARY KEY CHECK (block > 0),
    events BIGINT NOT NULL CHECK (events BETWEEN 1 AND 1000),
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    head TEXT NOT NULL UNIQUE CHECK (length(head) = 64),
    sealed_at TIMESTAMP NOT NULL
);

-- No reference to the event: sealing would lock every event's row, and where one is gone this row tells so.
CREATE TABLE audit_sealed (
    event_id BIGINT PRIMARY KEY,
    block BIGINT NOT NULL REFERENCES audit_seals (block),
    digest TEXT NOT NULL CHECK (length(digest) = 64)
);
CREATE UNIQUE INDEX audit_sealed_block ON audit_sealed (block, event_id);

CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_never_emptied BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_sealed_append_only BEFORE UPDATE OR DELETE ON audit_sealed
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_sealed_never_emptied BEFORE TRUNCATE ON audit_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
