-- Two records of one organisation become one. The record that goes is deleted; its id is never used again and leads here to
-- the record that stays.
CREATE TABLE merged_organisations (
    id BIGINT PRIMARY KEY,
    -- A record that stayed and was merged later takes these rows along: one look leads to the organisation.
    kept_id BIGINT NOT NULL REFERENCES organisations (id) CHECK (kept_id <> id),
    merged_at TIMESTAMP NOT NULL,
    merged_by TEXT NOT NULL
);
CREATE INDEX merged_organisations_kept ON merged_organisations (kept_id);

-- Hours of closed months keep their employer, but for one that was merged into another: only which record of it they name
-- changes. The merge is recorded before they move.
CREATE FUNCTION employer_now(employer BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS
    'SELECT COALESCE((SELECT kept_id FROM merged_organisations WHERE id = employer), employer)';
CREATE OR REPLACE FUNCTION refuse_changes_in_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM months JOIN earlier USING (month, sector) WHERE months.state = 'closed' AND NOT EXISTS (
            SELECT 1 FROM later WHERE later.id = earlier.id AND (
                later.worked, later.training, later.status, later.source, later.employment_id, later.lot_id,
                later.month, employer_now(later.employer_id), later.public_contract_id, later.sector, later.contract_type,
                later.modality, later.prescriber_kind, later.sex, later.age_bracket, later.qualification_level,
                later.commune_code, later.neighbourhood_id, later.qpv_legal, later.rsa, later.in_plie,
                later.counted
            ) IS NOT DISTINCT FROM (
                earlier.worked, earlier.training, earlier.status, earlier.source, earlier.employment_id,
                earlier.lot_id, earlier.month, employer_now(earlier.employer_id), earlier.public_contract_id, earlier.sector,
                earlier.contract_type, earlier.modality, earlier.prescriber_kind, earlier.sex, earlier.age_bracket,
                earlier.qualification_level, earlier.commune_code, earlier.neighbourhood_id, earlier.qpv_legal,
                earlier.rsa, earlier.in_plie, earlier.counted
            )
        )
    ) OR EXISTS (
        SELECT 1 FROM months JOIN later USING (month, sector) WHERE months.state = 'closed' AND NOT EXISTS (
            SELECT 1 FROM earlier WHERE earlier.id = later.id AND earlier.month = later.month AND earlier.sector = later.sector
        )
    ) THEN
        RAISE EXCEPTION 'hours of a closed month do not change';
    END IF;
    RETURN NULL;
END $$;
