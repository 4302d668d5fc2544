-- Two records of one person become one. The record that goes is deleted; its id is never used again and leads here to the
-- record that stays. Whoever saw it learns that: its owner, and partners of the sectors of its referrals and assignments.
CREATE TABLE merged_candidates (
    id INTEGER PRIMARY KEY,
    -- A record that stayed and was merged later takes these rows along: one look leads to the person.
    kept_id INTEGER NOT NULL REFERENCES candidates (id) CHECK (kept_id <> id),
    owner_id INTEGER REFERENCES organisations (id),
    owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL),
    sectors TEXT NOT NULL, -- codes with commas between them
    merged_at TEXT NOT NULL,
    merged_by TEXT NOT NULL
) STRICT;
CREATE INDEX merged_candidates_kept ON merged_candidates (kept_id);
CREATE INDEX merged_candidates_owner ON merged_candidates (owner_id);
CREATE INDEX merged_candidates_owner_source ON merged_candidates (owner_source) WHERE owner_source IS NOT NULL;

-- The references of records that went: they go on finding the person, beside those in `candidates` and
-- `candidate_references`, of which a person has one for each owner.
CREATE TABLE merged_references (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    owner_id INTEGER REFERENCES organisations (id),
    owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL),
    external_ref TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX merged_references_external_ref
    ON merged_references (COALESCE(owner_id, 0), COALESCE(owner_source, ''), external_ref);
CREATE INDEX merged_references_reference ON merged_references (external_ref);
CREATE INDEX merged_references_candidate ON merged_references (candidate_id);
CREATE INDEX merged_references_owner ON merged_references (owner_id);

-- What an officer decided of two records that look alike: that they are two people.
CREATE TABLE distinct_candidates (
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    other_candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (candidate_id, other_candidate_id),
    CHECK (other_candidate_id < candidate_id)
) STRICT;
CREATE INDEX distinct_candidates_other ON distinct_candidates (other_candidate_id);
