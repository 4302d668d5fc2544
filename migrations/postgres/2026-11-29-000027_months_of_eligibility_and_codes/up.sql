-- More kinds of employers and more criteria.
ALTER TABLE organisations
    DROP CONSTRAINT organisations_employer_kind_check,
    ADD CONSTRAINT organisations_employer_kind_check CHECK (employer_kind IN (
        'company', 'EI', 'ACI', 'ETTI', 'AI', 'EITI', 'GEIQ', 'EA', 'EATT', 'ESAT', 'neighbourhood_body',
        'EPIDE', 'E2C', 'prison_work', 'temp_agency', 'other'));
ALTER TABLE eligibility_criteria
    DROP CONSTRAINT eligibility_criteria_code_check,
    ADD CONSTRAINT eligibility_criteria_code_check CHECK (code IN (
        'DELD', 'DETLD', 'BRSA', 'ASS', 'AAH', 'OTHER_MINIMUM_INCOME', 'NO_WORK_12_MONTHS', 'LOW_SKILLS', 'RQTH',
        'HEALTH', 'YOUTH', 'SENIOR', 'FLE', 'ZRR', 'DISABILITY_PENSION', 'WIDOW_ALLOWANCE', 'IAE', 'GEIQ', 'REFUGEE',
        'ASE', 'SINGLE_PARENT', 'MOBILITY', 'HOUSING', 'PERSONAL_CRITERION_VERIFIED', 'REASONED_OPINION'));

-- Months end on the day before the same day: 24 months from 1 March 2022 end on 29 February 2024, and March 2024 no
-- longer counts. Rows of closed months stay as they are, and the difference becomes a finding.
CREATE TEMPORARY TABLE no_longer_counted AS
WITH cells AS (
    SELECT id, month, sector, candidate_id, make_date(month / 100, month % 100, 1) AS first_day
    FROM hours WHERE counted
), dated AS (
    SELECT cells.*,
        COALESCE(
            (SELECT value FROM settings WHERE key = 'window_months' AND effective_on <= first_day
                ORDER BY effective_on DESC LIMIT 1),
            (SELECT value FROM settings WHERE key = 'window_months' ORDER BY effective_on LIMIT 1)
        ) AS window_months,
        COALESCE(
            (SELECT value FROM settings WHERE key = 'cdi_window_months' AND effective_on <= first_day
                ORDER BY effective_on DESC LIMIT 1),
            (SELECT value FROM settings WHERE key = 'cdi_window_months' ORDER BY effective_on LIMIT 1)
        ) AS cdi_window_months,
        COALESCE(
            (SELECT value FROM settings WHERE key = 'training_contract_until_its_end' AND effective_on <= first_day
                ORDER BY effective_on DESC LIMIT 1),
            (SELECT value FROM settings WHERE key = 'training_contract_until_its_end' ORDER BY effective_on LIMIT 1)
        ) AS until_its_end
    FROM cells
)
SELECT id, month, sector, EXISTS (
    SELECT 1 FROM months WHERE months.month = dated.month AND months.sector = dated.sector AND state = 'closed'
) AS closed
FROM dated
WHERE (
        SELECT MIN(assignments.starts_on) FROM assignments
        JOIN employments ON employments.id = assignments.employment_id
        WHERE employments.candidate_id = dated.candidate_id
    ) <= first_day - make_interval(months => window_months::INTEGER)
    AND NOT EXISTS (
        SELECT 1 FROM employments
        WHERE employments.candidate_id = dated.candidate_id AND contract_type = 'CDI'
            AND starts_on > first_day - make_interval(months => cdi_window_months::INTEGER))
    AND NOT EXISTS (
        SELECT 1 FROM employments
        WHERE employments.candidate_id = dated.candidate_id AND contract_type IN ('CPRO', 'CAPP')
            AND ends_on >= first_day AND until_its_end = 'true')
    AND NOT EXISTS (
        SELECT 1 FROM eligibility_windows AS windows
        WHERE windows.candidate_id = dated.candidate_id AND windows.ends_on >= first_day);
UPDATE hours SET counted = FALSE WHERE id IN (SELECT id FROM no_longer_counted WHERE NOT closed);
INSERT INTO findings (kind, hours_id, month, sector, fields, noted_at)
SELECT 'frozen_values', id, month, sector, 'counted', CURRENT_TIMESTAMP AT TIME ZONE 'UTC'
FROM no_longer_counted WHERE closed
ON CONFLICT (hours_id, kind) DO UPDATE SET fields = findings.fields || ',counted'
    WHERE ',' || findings.fields || ',' NOT LIKE '%,counted,%';
DROP TABLE no_longer_counted;
