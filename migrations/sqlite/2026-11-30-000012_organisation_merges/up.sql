-- Two records of one organisation become one. The record that goes is deleted; its id is never used again and leads here to
-- the record that stays.
CREATE TABLE merged_organisations (
    id INTEGER PRIMARY KEY,
    -- A record that stayed and was merged later takes these rows along: one look leads to the organisation.
    kept_id INTEGER NOT NULL REFERENCES organisations (id) CHECK (kept_id <> id),
    merged_at TEXT NOT NULL,
    merged_by TEXT NOT NULL
) STRICT;
CREATE INDEX merged_organisations_kept ON merged_organisations (kept_id);

-- Hours of closed months keep their employer, but for one that was merged into another: only which record of it they name
-- changes. The merge is recorded before they move.
DROP TRIGGER hours_closed_update;
CREATE TRIGGER hours_closed_update AFTER UPDATE OF
    worked, training, status, source, employment_id, lot_id, month, employer_id, public_contract_id, sector,
    contract_type, modality, prescriber_kind, sex, age_bracket, qualification_level, commune_code,
    neighbourhood_id, qpv_legal, rsa, in_plie, counted
    ON hours
    WHEN (
        OLD.worked, OLD.training, OLD.status, OLD.source, OLD.employment_id, OLD.lot_id, OLD.month,
        COALESCE((SELECT kept_id FROM merged_organisations WHERE id = OLD.employer_id), OLD.employer_id),
        OLD.public_contract_id, OLD.sector, OLD.contract_type, OLD.modality,
        OLD.prescriber_kind, OLD.sex, OLD.age_bracket, OLD.qualification_level, OLD.commune_code,
        OLD.neighbourhood_id, OLD.qpv_legal, OLD.rsa, OLD.in_plie, OLD.counted
    ) IS NOT (
        NEW.worked, NEW.training, NEW.status, NEW.source, NEW.employment_id, NEW.lot_id, NEW.month,
        COALESCE((SELECT kept_id FROM merged_organisations WHERE id = NEW.employer_id), NEW.employer_id),
        NEW.public_contract_id, NEW.sector, NEW.contract_type, NEW.modality,
        NEW.prescriber_kind, NEW.sex, NEW.age_bracket, NEW.qualification_level, NEW.commune_code,
        NEW.neighbourhood_id, NEW.qpv_legal, NEW.rsa, NEW.in_plie, NEW.counted
    ) AND (
        EXISTS (SELECT 1 FROM months WHERE month = OLD.month AND sector = OLD.sector AND state = 'closed')
        OR EXISTS (SELECT 1 FROM months WHERE month = NEW.month AND sector = NEW.sector AND state = 'closed')
    )
    BEGIN SELECT RAISE(ABORT, 'hours of a closed month do not change'); END;
