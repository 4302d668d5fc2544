-- Frozen bilans: what was published, so that what became of its figures can be said.

CREATE TABLE bilan_editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2100),
    -- Its number among the editions of the year.
    number INTEGER NOT NULL CHECK (number > 0),
    scope TEXT NOT NULL CHECK (scope IN ('plie', 'all')),
    title TEXT,
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
    -- The bilan as the API answered it, and its SHA-256.
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    -- The head of the audit chain that the bilan names, and the last event that it had seen.
    audit_head TEXT CHECK (length(audit_head) = 64),
    last_event INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (year, number)
) STRICT;

-- What each person added to the figures of an edition, by key: hours in hundredths, or a count.
CREATE TABLE bilan_edition_people (
    edition_id INTEGER NOT NULL REFERENCES bilan_editions (id),
    -- No foreign key: a record that was merged into another one keeps its number here.
    candidate_id INTEGER NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (edition_id, candidate_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bilan_editions_no_update BEFORE UPDATE ON bilan_editions
    BEGIN SELECT RAISE(ABORT, 'bilan_editions is append-only'); END;
CREATE TRIGGER bilan_editions_no_delete BEFORE DELETE ON bilan_editions
    BEGIN SELECT RAISE(ABORT, 'bilan_editions is append-only'); END;
CREATE TRIGGER bilan_edition_people_no_update BEFORE UPDATE ON bilan_edition_people
    BEGIN SELECT RAISE(ABORT, 'bilan_edition_people is append-only'); END;
CREATE TRIGGER bilan_edition_people_no_delete BEFORE DELETE ON bilan_edition_people
    BEGIN SELECT RAISE(ABORT, 'bilan_edition_people is append-only'); END;
