-- The officer's months: what is said of lots without hours, what guards closed months, and what would have changed in
-- them. Values in force from the start are those of local practice.

INSERT INTO settings (key, effective_on, value, set_by, set_at) VALUES
    ('hours_deadline_day', '2000-01-01', '15', 'clauses', '2000-01-01 00:00:00'),
    ('partner_states_nil', '2000-01-01', 'true', 'clauses', '2000-01-01 00:00:00');

-- "No hours this month on this lot", so that silence means late. Hours that arrive take it away.
CREATE TABLE nil_statements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    stated_by TEXT NOT NULL,
    stated_at TEXT NOT NULL,
    UNIQUE (lot_id, month)
) STRICT;
CREATE INDEX nil_statements_month ON nil_statements (month);

-- Whether a nil statement was ever given in the month: recording hours, which reads this row anyway, looks for statements
-- to cancel only then.
ALTER TABLE months ADD COLUMN nil_stated INTEGER NOT NULL DEFAULT 0 CHECK (nil_stated IN (0, 1));

-- What somebody should look at: here, hours of a closed month that keep what is no longer so. At most one of a kind for
-- each row of hours, and gone once they agree again.
CREATE TABLE findings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('frozen_values')),
    hours_id INTEGER NOT NULL REFERENCES hours (id),
    month INTEGER NOT NULL,
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    fields TEXT NOT NULL CHECK (fields <> ''), -- names with commas between them, never values
    noted_at TEXT NOT NULL,
    UNIQUE (hours_id, kind)
) STRICT;
CREATE INDEX findings_sector ON findings (sector);

-- The last line before a closed month's figures; only whose rows they are may change (candidate_id). SQLite has triggers
-- for each row alone.
CREATE TRIGGER hours_closed_insert AFTER INSERT ON hours
    WHEN EXISTS (SELECT 1 FROM months WHERE month = NEW.month AND sector = NEW.sector AND state = 'closed')
    BEGIN SELECT RAISE(ABORT, 'hours of a closed month do not change'); END;
CREATE TRIGGER hours_closed_delete AFTER DELETE ON hours
    WHEN EXISTS (SELECT 1 FROM months WHERE month = OLD.month AND sector = OLD.sector AND state = 'closed')
    BEGIN SELECT RAISE(ABORT, 'hours of a closed month do not change'); END;
CREATE TRIGGER hours_closed_update AFTER UPDATE OF
    worked, training, status, source, employment_id, lot_id, month, employer_id, public_contract_id, sector,
    contract_type, modality, prescriber_kind, sex, age_bracket, qualification_level, commune_code,
    neighbourhood_id, qpv_legal, rsa, in_plie, counted
    ON hours
    WHEN (
        OLD.worked, OLD.training, OLD.status, OLD.source, OLD.employment_id, OLD.lot_id, OLD.month,
        OLD.employer_id, OLD.public_contract_id, OLD.sector, OLD.contract_type, OLD.modality,
        OLD.prescriber_kind, OLD.sex, OLD.age_bracket, OLD.qualification_level, OLD.commune_code,
        OLD.neighbourhood_id, OLD.qpv_legal, OLD.rsa, OLD.in_plie, OLD.counted
    ) IS NOT (
        NEW.worked, NEW.training, NEW.status, NEW.source, NEW.employment_id, NEW.lot_id, NEW.month,
        NEW.employer_id, NEW.public_contract_id, NEW.sector, NEW.contract_type, NEW.modality,
        NEW.prescriber_kind, NEW.sex, NEW.age_bracket, NEW.qualification_level, NEW.commune_code,
        NEW.neighbourhood_id, NEW.qpv_legal, NEW.rsa, NEW.in_plie, NEW.counted
    ) AND (
        EXISTS (SELECT 1 FROM months WHERE month = OLD.month AND sector = OLD.sector AND state = 'closed')
        OR EXISTS (SELECT 1 FROM months WHERE month = NEW.month AND sector = NEW.sector AND state = 'closed')
    )
    BEGIN SELECT RAISE(ABORT, 'hours of a closed month do not change'); END;
