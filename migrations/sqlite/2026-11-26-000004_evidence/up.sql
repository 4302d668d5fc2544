-- Evidence for a lot and month gets its sender, its limits and what makes it one of its kind. Made anew, as SQLite adds no
-- constraint to a table that is there. What may have been put in by hand stays, said to be the house's own.
ALTER TABLE lot_evidence RENAME TO lot_evidence_before;
DROP INDEX lot_evidence_lot;
CREATE TABLE lot_evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    kind TEXT NOT NULL CHECK (kind IN ('timesheet', 'payslip', 'employer_statement', 'invoice')),
    reference TEXT NOT NULL,
    evidence_on TEXT,
    source TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (lot_id, month, kind, reference)
) STRICT;
INSERT INTO lot_evidence (lot_id, month, kind, reference, evidence_on, source, recorded_by, recorded_at)
    SELECT lot_id, month, kind, reference, MIN(evidence_on), 'CREATIV', MIN(recorded_by), MIN(recorded_at)
    FROM lot_evidence_before GROUP BY lot_id, month, kind, reference ORDER BY MIN(id);
DROP TABLE lot_evidence_before;
CREATE INDEX lot_evidence_month ON lot_evidence (month);
