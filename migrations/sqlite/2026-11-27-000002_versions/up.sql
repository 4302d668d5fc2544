-- Versions lie in the order of their keys, in one tree instead of a table and its index.
CREATE TABLE hours_versions_by_key (
    hours_id INTEGER NOT NULL REFERENCES hours (id),
    version INTEGER NOT NULL CHECK (version > 0),
    worked INTEGER NOT NULL CHECK (worked >= 0),
    training INTEGER NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (
        status = 'draft' OR status = 'submitted' OR status = 'validated' OR status = 'rejected'),
    source TEXT NOT NULL,
    evidence_kind TEXT,
    evidence_reference TEXT,
    evidence_on TEXT,
    reason TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (hours_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO hours_versions_by_key
SELECT hours_id, version, worked, training, status, source, evidence_kind, evidence_reference, evidence_on, reason,
    recorded_by, recorded_at
FROM hours_versions ORDER BY hours_id, version;
DROP TABLE hours_versions;
ALTER TABLE hours_versions_by_key RENAME TO hours_versions;
CREATE TRIGGER hours_versions_no_update BEFORE UPDATE ON hours_versions
    BEGIN SELECT RAISE(ABORT, 'hours_versions is append-only'); END;
CREATE TRIGGER hours_versions_no_delete BEFORE DELETE ON hours_versions
    BEGIN SELECT RAISE(ABORT, 'hours_versions is append-only'); END;
