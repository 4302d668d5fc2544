-- Evidence for a lot and month gets its sender, its limits and what makes it one of its kind. What may have been put in
-- by hand stays, said to be the house's own.
DELETE FROM lot_evidence later USING lot_evidence first
    WHERE (later.lot_id, later.month, later.kind, later.reference) = (first.lot_id, first.month, first.kind, first.reference)
    AND later.id > first.id;
ALTER TABLE lot_evidence
    ADD COLUMN source TEXT NOT NULL DEFAULT 'CREATIV',
    ADD CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    ADD UNIQUE (lot_id, month, kind, reference);
ALTER TABLE lot_evidence ALTER COLUMN source DROP DEFAULT;
DROP INDEX lot_evidence_lot;
CREATE INDEX lot_evidence_month ON lot_evidence (month);
