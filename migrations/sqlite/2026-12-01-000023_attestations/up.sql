-- Attestations of hours as they were issued, so that its reader can have it confirmed.

CREATE TABLE attestations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE CHECK (length(code) = 19),
    -- One of both. No foreign keys: an attestation of a lot or a holder that was withdrawn or merged stays.
    lot_id INTEGER,
    organisation_id INTEGER,
    -- The sectors of the lots that it states, such as BTP,MS.
    sectors TEXT NOT NULL,
    -- The day whose hours it states.
    attested_on TEXT NOT NULL,
    -- What it states, as JSON.
    content TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    CHECK ((lot_id IS NULL) <> (organisation_id IS NULL))
) STRICT;
CREATE INDEX attestations_of_lot ON attestations (lot_id, id) WHERE lot_id IS NOT NULL;
CREATE INDEX attestations_of_holder ON attestations (organisation_id, id) WHERE organisation_id IS NOT NULL;

CREATE TRIGGER attestations_no_update BEFORE UPDATE ON attestations
    BEGIN SELECT RAISE(ABORT, 'attestations is append-only'); END;
CREATE TRIGGER attestations_no_delete BEFORE DELETE ON attestations
    BEGIN SELECT RAISE(ABORT, 'attestations is append-only'); END;
