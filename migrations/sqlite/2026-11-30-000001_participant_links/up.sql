-- The link of people to the PLIE's participant records, and what is to be delivered to other services.

CREATE TABLE participant_links (
    candidate_id INTEGER PRIMARY KEY REFERENCES candidates (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'linked', 'ambiguous', 'not_found', 'failed')),
    participant_number TEXT,
    -- An officer decided that another person has this number too.
    is_shared INTEGER NOT NULL,
    -- The number that an officer chose and that is to be read next, with who chose it and why.
    chosen_number TEXT,
    chosen_is_shared INTEGER NOT NULL,
    decided_by TEXT,
    decision_reason TEXT,
    -- An officer decided that the record is the person's although the names differ.
    names_accepted INTEGER NOT NULL,
    -- Numbers that an officer took off this person, separated by commas: they are not found again.
    refused_numbers TEXT NOT NULL,
    failure TEXT,
    -- The participants among which an officer has to choose, masked; JSON.
    matches TEXT NOT NULL,
    referent TEXT,
    referent_organisation TEXT,
    checked_at TEXT,
    -- When the record is to be looked up next; null if somebody has to act first.
    due_at TEXT,
    -- Until when a process works on it, and how often one has since the last answer.
    leased_until TEXT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    -- The transaction in which the PLIE's participants changed: who is linked to which record.
    changed_in INTEGER NOT NULL DEFAULT 0,
    CHECK (status <> 'linked' OR participant_number IS NOT NULL),
    CHECK (participant_number IS NULL OR status IN ('linked', 'failed'))
) STRICT;
CREATE UNIQUE INDEX participant_links_number ON participant_links (participant_number) WHERE NOT is_shared;
CREATE INDEX participant_links_any_number ON participant_links (participant_number);
CREATE INDEX participant_links_due ON participant_links (due_at);
CREATE TRIGGER participant_links_changed_insert AFTER INSERT ON participant_links
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE participant_links SET changed_in = (SELECT counter FROM change_origin)
        WHERE candidate_id = NEW.candidate_id;
    END;
CREATE TRIGGER participant_links_changed_update AFTER UPDATE OF candidate_id, status, participant_number
    ON participant_links
    WHEN (OLD.candidate_id, OLD.status, OLD.participant_number)
        IS NOT (NEW.candidate_id, NEW.status, NEW.participant_number)
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE participant_links SET changed_in = (SELECT counter FROM change_origin)
        WHERE candidate_id = NEW.candidate_id;
    END;

-- What another service must learn: written in the transaction of the change, sent afterwards, in the order of ids
-- for each subject and target. Only a message that nobody has tried to send is deleted, so that
-- nothing is sent twice.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The service that receives it, what kind of message it is, and about which of our records it is.
    receiver TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    -- What the message announces, of which a later revision replaces an earlier one.
    about TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- The record there that it is for; null as long as it is not known.
    target TEXT,
    payload TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('held', 'pending', 'sent', 'dead', 'replaced')),
    failure TEXT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    -- How many of the attempts the other service answered in a way that does not fit.
    unfit INTEGER NOT NULL CHECK (unfit >= 0),
    next_attempt_at TEXT NOT NULL,
    leased_until TEXT,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    CHECK ((state = 'held') = (target IS NULL)),
    CHECK (state <> 'dead' OR failure IS NOT NULL)
) STRICT;
-- Whole indexes: SQLite does not use partial ones for a state that is bound.
CREATE INDEX deliveries_due ON deliveries (receiver, state, next_attempt_at);
CREATE INDEX deliveries_unsettled ON deliveries (subject_id, receiver, state, id);

-- A period of the participant record stands beside an officer's own that begins on the same day; only one of the two
-- sources counts for a person. SQLite cannot change a constraint: the table is made anew under its name, and what refers
-- to it is checked at the commit.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE plie_periods_before AS SELECT * FROM plie_periods;
DROP TABLE plie_periods;
CREATE TABLE plie_periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    source TEXT NOT NULL CHECK (source IN ('officer', 'plie')),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    counts INTEGER NOT NULL DEFAULT 1,
    UNIQUE (candidate_id, source, starts_on)
) STRICT;
INSERT INTO plie_periods (id, candidate_id, starts_on, ends_on, source, version, created_at, updated_at)
SELECT id, candidate_id, starts_on, ends_on, source, version, created_at, updated_at FROM plie_periods_before;
DROP TABLE plie_periods_before;

-- Findings about one person's periods, and about two people who have one participant number.
CREATE TABLE findings_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (
        kind IN ('frozen_values', 'possible_duplicate', 'same_participant', 'plie_periods_differ')),
    hours_id INTEGER REFERENCES hours (id),
    month INTEGER,
    sector TEXT CHECK (sector IN ('BTP', 'MS', 'PI')),
    fields TEXT NOT NULL CHECK (fields <> ''), -- names with commas between them, never values
    noted_at TEXT NOT NULL,
    candidate_id INTEGER REFERENCES candidates (id),
    other_candidate_id INTEGER REFERENCES candidates (id),
    UNIQUE (hours_id, kind),
    CHECK (
        (kind = 'frozen_values' AND hours_id IS NOT NULL AND month IS NOT NULL AND sector IS NOT NULL
            AND candidate_id IS NULL AND other_candidate_id IS NULL)
        OR (kind IN ('possible_duplicate', 'same_participant') AND hours_id IS NULL AND month IS NULL
            AND sector IS NULL AND candidate_id IS NOT NULL AND other_candidate_id IS NOT NULL
            AND other_candidate_id < candidate_id)
        OR (kind = 'plie_periods_differ' AND hours_id IS NULL AND month IS NULL AND sector IS NULL
            AND candidate_id IS NOT NULL AND other_candidate_id IS NULL)
    )
) STRICT;
INSERT INTO findings_anew (id, kind, hours_id, month, sector, fields, noted_at, candidate_id, other_candidate_id)
SELECT id, kind, hours_id, month, sector, fields, noted_at, candidate_id, other_candidate_id FROM findings;
DROP TABLE findings;
ALTER TABLE findings_anew RENAME TO findings;
CREATE INDEX findings_sector ON findings (sector);
CREATE UNIQUE INDEX findings_candidates ON findings (candidate_id, kind, COALESCE(other_candidate_id, 0));
CREATE INDEX findings_other_candidate ON findings (other_candidate_id);
