-- One year of every territory that works in it. The text serves both engines; braces hold what `generate.rs` puts in:
-- {territories} how many there are in all, {active} and {starting} the numbers of those that work in the year and of those
-- that begin with it, {benched} the year that questions are about, {date}, {time} and {flag} the engine's types.
--
-- A territory-year has 250 people, 25 public contracts with 50 lots, and 10 rows of hours a person: 2,500 rows, some 50 a
-- lot. 150 of the people are new; the 100 others are the first 100 that were new the year before, and leave at its end.
-- Everything is computed from the numbers of territory, year and person, so that the same year holds the same rows in
-- every database. Ids grow with time, and rows of hours are stored month by month across the territories, as they would
-- have been recorded.

-- The people of the year. `v` varies what is said of them.
CREATE TEMPORARY TABLE year_people AS
SELECT p.*, n.id AS neighbourhood_id,
    COALESCE(n.commune_code, CASE WHEN t > 0 THEN substr(CAST(102004 + 1000 * (t % 18) + v % 3 AS TEXT), 2)
        WHEN v % 4 = 0 THEN '21166' WHEN v % 4 = 1 THEN '21515' ELSE '21231' END) AS commune_code,
    (cohort - 19 - (v * 7) % 44) * 10000 + (1 + v % 12) * 100 + 1 + v % 28 AS birth,
    CASE WHEN (v / 7) % 10 < 5 THEN 'MS' WHEN (v / 7) % 10 < 9 THEN 'BTP' ELSE 'PI' END AS sector,
    CASE v % 2 WHEN 0 THEN 'plie_referent' ELSE 'france_travail' END AS prescriber_kind,
    (v / 3) % 5 <> 0 AS in_plie
FROM (
    SELECT t, slot, cohort, ((cohort - 2000) * {territories} + t) * 250 + number + 1 AS id,
        cohort * 31 + number + t * 17 AS v
    FROM (
        SELECT t, slot, CASE WHEN slot < 150 OR t IN ({starting}) THEN {year} ELSE {year} - 1 END AS cohort,
            CASE WHEN slot < 150 OR t IN ({starting}) THEN slot ELSE slot - 150 END AS number
        FROM {territory_series} CROSS JOIN {slot_series} WHERE t IN ({active})
    ) AS numbered
) AS p
-- Only the benched territory's neighbourhoods are in the reference data.
LEFT JOIN neighbourhoods n ON n.id = CASE WHEN t = 0 AND v % 3 = 0 THEN 1 + (v / 3) % 6 END;

-- The assignments of the year. Four people in ten work on one lot all year, two come in July and work on two lots at once,
-- two go from one lot to another, two from one employer to another. Each has 12 months on lots, counted by `before`.
-- In each sector the first lots are the largest: they have several times the hours of the last.
CREATE TEMPORARY TABLE year_work AS
SELECT w.*, ((started - 2000) * {territories} + t) * 25 + k + 1 AS public_contract_id,
    (((started - 2000) * {territories} + t) * 25 + k) * 2 + n AS lot_id,
    (({year} - 2000) * {territories} + t) * 500 + slot * 2 + nth AS employment_id,
    (({year} - 2000) * {territories} + t) * 500 + slot * 2 + piece AS assignment_id,
    CASE type WHEN 0 THEN 'CDDI' WHEN 1 THEN 'CTTI' WHEN 2 THEN 'CDI' WHEN 3 THEN 'CPRO' ELSE 'CDD' END AS contract_type,
    t * 40 + 11 + type + 5 * (slot % 4) AS employer_id,
    CASE WHEN type IN (1, 3) THEN 'agency_or_loan' ELSE 'direct_hire' END AS modality
FROM (
    SELECT x.*, {year} - ({year} + k) % (1 + k % 4) AS started
    FROM (
        SELECT y.*, first_contract + place / 2 AS k, 1 + place % 2 AS n
        FROM (
            SELECT p.*, piece, nth, from_month, to_month, before, at_once, (v / 10 + nth) % 5 AS type,
                CASE sector WHEN 'MS' THEN 0 WHEN 'BTP' THEN 11 ELSE 22 END AS first_contract,
                (slot * 7 + {year} * 5 + piece * 3 + t) % CASE sector WHEN 'PI' THEN 6 ELSE 22 END
                    * (1 + slot % 3) / 3 AS place
            FROM year_people p JOIN (
                SELECT 0 AS kind, 1 AS piece, 1 AS nth, 1 AS from_month, 12 AS to_month, 0 AS before, 1 AS at_once
                UNION ALL SELECT 1, 1, 1, 7, 12, 0, 2 UNION ALL SELECT 1, 2, 1, 7, 12, 6, 2
                UNION ALL SELECT 2, 1, 1, 1, 8, 0, 1 UNION ALL SELECT 2, 2, 1, 7, 10, 8, 1
                UNION ALL SELECT 3, 1, 1, 1, 5, 0, 1 UNION ALL SELECT 3, 2, 2, 6, 12, 5, 1
            ) AS pieces ON kind = CASE WHEN v % 10 < 4 THEN 0 ELSE v % 10 / 2 - 1 END
        ) AS y
    ) AS x
) AS w;

-- A territory always has 25 contracts, which last one to four years; one that begins takes over those that are running.
INSERT INTO public_contracts (id, reference, title, search_folded, buyer_id, sector, clause_type, amount, notified_on,
    starts_on, ends_on, commune_code, follow_up_body, source, status, version, created_at, updated_at)
SELECT ((started - 2000) * {territories} + t) * 25 + k + 1, name, 'Marché ' || name, name || ' marche ' || name,
    t * 40 + 1 + k % 10, CASE WHEN k < 11 THEN 'MS' WHEN k < 22 THEN 'BTP' ELSE 'PI' END, 'execution', 100000000,
    CAST((started - 1) || '-11-02' AS {date}), CAST(started || '-01-01' AS {date}),
    CAST((started + k % 4) || '-12-31' AS {date}),
    CASE WHEN t > 0 THEN substr(CAST(102004 + 1000 * (t % 18) AS TEXT), 2) ELSE '21231' END,
    CASE WHEN k BETWEEN 11 AND 21 THEN 'ARIQ BTP' ELSE 'CREATIV' END, 'manual',
    CASE WHEN started + k % 4 < {benched} THEN 'closed' ELSE 'open' END, 1, {now}, {now}
FROM (
    SELECT t, k, started, started || '-' || (k + 1) AS name
    FROM (
        SELECT t, k, {year} - ({year} + k) % (1 + k % 4) AS started
        FROM {territory_series} CROSS JOIN {contract_series} WHERE t IN ({active})
    ) AS dated
    WHERE started = {year} OR t IN ({starting})
) AS named;

INSERT INTO lots (id, public_contract_id, number, title, holder_id, version, created_at, updated_at)
SELECT (c.id - 1) * 2 + n, c.id, CAST(n AS TEXT), 'Lot ' || n, c.buyer_id - c.buyer_id % 40 + 11 + (c.buyer_id * 7 + n) % 20, 1,
    {now}, {now}
FROM public_contracts c CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) AS numbers
WHERE NOT EXISTS (SELECT 1 FROM lots l WHERE l.public_contract_id = c.id);

-- Those who were new the year before are there already.
INSERT INTO candidates (id, last_name, first_name, name_folded, external_ref, birth_date, sex, qualification_level, version,
    created_at, updated_at)
SELECT id, 'Nom ' || id, 'Prénom ' || (v % 97), 'nom ' || id || ' prenom ' || (v % 97),
    CASE v % 2 WHEN 0 THEN 'PLIE-' || id END,
    CAST((birth / 10000) || '-' || substr(CAST(100 + birth / 100 % 100 AS TEXT), 2) || '-'
        || substr(CAST(100 + birth % 100 AS TEXT), 2) AS {date}),
    CASE WHEN v % 5 < 2 THEN 'F' ELSE 'M' END, 1 + v % 8, 1, {now}, {now}
FROM year_people WHERE cohort = {year} ORDER BY id;

INSERT INTO addresses (candidate_id, commune_code, neighbourhood_id, starts_on)
SELECT id, commune_code, neighbourhood_id, CAST('{before}-01-01' AS {date})
FROM year_people WHERE cohort = {year} ORDER BY id;

INSERT INTO eligibility_criteria (candidate_id, code, starts_on)
SELECT id, CASE v % 2 WHEN 0 THEN 'BRSA' ELSE 'DELD' END, CAST('{before}-06-01' AS {date})
FROM year_people WHERE cohort = {year} ORDER BY id;

INSERT INTO plie_periods (candidate_id, starts_on, source, version, created_at, updated_at)
SELECT id, CAST('{before}-09-01' AS {date}), 'officer', 1, {now}, {now}
FROM year_people WHERE cohort = {year} AND in_plie ORDER BY id;

INSERT INTO referrals (id, candidate_id, prescriber_id, prescriber_kind, origin, for_plie, referred_on, outcome,
    outcome_sector, decided_on, version, created_at, updated_at)
SELECT id, id, t * 40 + 31 + v % 10, prescriber_kind, CASE v % 2 WHEN 0 THEN 'PLIE' ELSE 'AUTRES' END,
    CAST(1 AS {flag}), CAST('{year}-01-02' AS {date}), 'validated', sector, CAST('{year}-01-05' AS {date}), 1, {now}, {now}
FROM year_people WHERE cohort = {year} ORDER BY id;

INSERT INTO referral_sectors (referral_id, sector)
SELECT id, sector FROM year_people WHERE cohort = {year} ORDER BY id;

-- Who comes back next year has a new contract then, so that only the others keep an open one.
INSERT INTO employments (id, candidate_id, employer_id, contract_type, starts_on, ends_on, weekly_hours, version,
    created_at, updated_at)
SELECT employment_id, id, employer_id, contract_type,
    CAST('{year}-' || substr(CAST(100 + MIN(from_month) AS TEXT), 2) || '-08' AS {date}),
    CASE WHEN contract_type <> 'CDI' OR slot < 100 OR MAX(to_month) = 5
        THEN CAST('{year}-' || substr(CAST(100 + MAX(to_month) AS TEXT), 2) || '-31' AS {date}) END,
    3500, 1, {now}, {now}
FROM year_work GROUP BY employment_id, id, employer_id, contract_type, slot ORDER BY employment_id;

INSERT INTO assignments (id, employment_id, lot_id, modality, starts_on, ends_on, referral_id)
SELECT assignment_id, employment_id, lot_id, modality,
    CAST('{year}-' || substr(CAST(100 + from_month AS TEXT), 2) || '-08' AS {date}),
    CAST('{year}-' || substr(CAST(100 + to_month AS TEXT), 2) || '-31' AS {date}), id
FROM year_work ORDER BY assignment_id;

INSERT INTO months (month, sector, state)
SELECT {year} * 100 + m, sector, 'open'
FROM {month_series} CROSS JOIN (SELECT 'BTP' AS sector UNION ALL SELECT 'MS' UNION ALL SELECT 'PI') AS sectors;

-- Ten rows of a person's twelve months. In the benched year any two are missing; in the others the last two, which a run
-- records: a territory's delivery is then two months of 250 people on all lots.
INSERT INTO hours (employment_id, lot_id, month, worked, training, status, source, version, updated_at, candidate_id,
    employer_id, public_contract_id, sector, contract_type, modality, prescriber_kind, sex, age_bracket,
    qualification_level, commune_code, neighbourhood_id, qpv_legal, rsa, in_plie, counted)
SELECT employment_id, lot_id, {year} * 100 + m, (4000 + (v * 37 + m * 101) % 9000) / at_once,
    CASE (v + m) % 7 WHEN 0 THEN 700 ELSE 0 END, 'validated', 'CREATIV', 1, {now}, w.id, employer_id,
    public_contract_id, sector, contract_type, modality, prescriber_kind, CASE WHEN v % 5 < 2 THEN 'F' ELSE 'M' END,
    CASE WHEN {year} * 10000 + m * 100 + 1 - birth < 260000 THEN 'under_26'
        WHEN {year} * 10000 + m * 100 + 1 - birth < 450000 THEN '26_44'
        WHEN {year} * 10000 + m * 100 + 1 - birth < 550000 THEN '45_54' ELSE '55_and_over' END,
    1 + v % 8, commune_code, w.neighbourhood_id, CAST(CASE WHEN q.id IS NULL THEN 0 ELSE 1 END AS {flag}),
    CAST(CASE v % 2 WHEN 0 THEN 1 ELSE 0 END AS {flag}), in_plie, CAST(1 AS {flag})
FROM year_work w JOIN {month_series} ON m BETWEEN from_month AND to_month
LEFT JOIN neighbourhood_statuses q ON q.neighbourhood_id = w.neighbourhood_id AND q.status = 'qpv'
    AND q.starts_on <= CAST('{year}-01-01' AS {date})
WHERE CASE {year} WHEN {benched} THEN (before + m - from_month + slot) % 6 <> 0 ELSE before + m - from_month < 10 END
ORDER BY m, t, slot;

INSERT INTO hours_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at)
SELECT id, 1, worked, training, status, source, 'load', updated_at FROM hours
WHERE month BETWEEN {year} * 100 + 1 AND {year} * 100 + 12 ORDER BY id;

DROP TABLE year_work;
DROP TABLE year_people;
