-- One year of a territory's history; people {first} to {last} work in it. The text is the same for both engines but for
-- what stands in braces: {series} gives their numbers as i, {date}, {time} and {flag} name the engine's types.
-- Everything that a bilan dates falls into the year itself, so that other years do not weigh on it.
-- A person has one employment on one lot and hours in ten months of the twelve; the other two are free.
INSERT INTO public_contracts (id, reference, title, search_folded, buyer_id, sector, clause_type, amount, notified_on,
    starts_on, ends_on, commune_code, follow_up_body, source, status, version, created_at, updated_at)
SELECT {contracts} + k, '{year}-' || k, 'Marché {year}-' || k, '{year} ' || k || ' marche {year} ' || k, 1 + k % 10,
    CASE WHEN k <= 11 THEN 'MS' WHEN k <= 21 THEN 'BTP' ELSE 'PI' END, 'execution', 100000000,
    CAST('{before}-11-02' AS {date}), CAST('{year}-01-01' AS {date}), CAST('{year}-12-31' AS {date}), '21231',
    CASE WHEN k BETWEEN 12 AND 21 THEN 'ARIQ BTP' ELSE 'CREATIV' END, 'manual', 'open', 1, {now}, {now}
FROM {contract_series};

INSERT INTO lots (id, public_contract_id, number, title, holder_id, version, created_at, updated_at)
SELECT ({contracts} + k - 1) * 2 + n, {contracts} + k, CAST(n AS TEXT), 'Lot ' || n, 11 + (k + n) % 20, 1, {now}, {now}
FROM {contract_series} CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) AS numbers;

INSERT INTO hours_due (lot_id, hours, reason, effective_on, recorded_by, recorded_at)
SELECT ({contracts} + k - 1) * 2 + n, {due}, 'initial', CAST('{year}-01-01' AS {date}), 'load', {now}
FROM {contract_series} CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) AS numbers;

INSERT INTO candidates (id, last_name, first_name, name_folded, birth_date, sex, qualification_level, version,
    created_at, updated_at)
SELECT i, 'Nom ' || i, 'Prénom ' || i % 97, 'nom ' || i || ' prenom ' || i % 97,
    CAST(({year} - 19 - (i * 7) % 44) || '-' || substr(CAST(101 + i % 12 AS TEXT), 2) || '-'
        || substr(CAST(101 + i % 28 AS TEXT), 2) AS {date}),
    CASE WHEN i % 5 < 2 THEN 'F' ELSE 'M' END, 1 + i % 8, 1, {now}, {now}
FROM {series};

INSERT INTO addresses (candidate_id, commune_code, neighbourhood_id, starts_on)
SELECT i, COALESCE(n.commune_code, CASE i % 4 WHEN 0 THEN '21166' WHEN 1 THEN '21515' ELSE '21231' END), n.id,
    CAST('{before}-01-01' AS {date})
FROM {series} LEFT JOIN neighbourhoods n ON n.id = CASE WHEN i % 3 = 0 THEN 1 + (i / 3) % 6 END;

INSERT INTO eligibility_criteria (candidate_id, code, starts_on)
SELECT i, CASE i % 2 WHEN 0 THEN 'BRSA' ELSE 'DELD' END, CAST('{before}-06-01' AS {date}) FROM {series};

INSERT INTO plie_periods (candidate_id, starts_on, source, version, created_at, updated_at)
SELECT i, CAST('{before}-09-01' AS {date}), 'officer', 1, {now}, {now} FROM {series} WHERE (i / 3) % 5 <> 0;

INSERT INTO referrals (id, candidate_id, prescriber_id, prescriber_kind, origin, for_plie, referred_on, outcome,
    outcome_sector, decided_on, version, created_at, updated_at)
SELECT i, i, 31 + i % 10, CASE i % 2 WHEN 0 THEN 'plie_referent' ELSE 'france_travail' END,
    CASE i % 2 WHEN 0 THEN 'PLIE' ELSE 'AUTRES' END, CAST(1 AS {flag}), CAST('{year}-01-02' AS {date}), 'validated',
    CASE WHEN (i / 7) % 10 < 5 THEN 'MS' WHEN (i / 7) % 10 < 9 THEN 'BTP' ELSE 'PI' END,
    CAST('{year}-01-05' AS {date}), 1, {now}, {now}
FROM {series};

INSERT INTO referral_sectors (referral_id, sector)
SELECT id, outcome_sector FROM referrals WHERE id BETWEEN {first} AND {last};

INSERT INTO employments (id, candidate_id, employer_id, contract_type, starts_on, ends_on, weekly_hours, version,
    created_at, updated_at)
SELECT i, i, 11 + i % 20,
    CASE i % 5 WHEN 0 THEN 'CDDI' WHEN 1 THEN 'CTTI' WHEN 2 THEN 'CDI' WHEN 3 THEN 'CPRO' ELSE 'CDD' END,
    CAST('{year}-01-08' AS {date}), CASE WHEN i % 5 <> 2 THEN CAST('{year}-12-31' AS {date}) END, 3500, 1, {now}, {now}
FROM {series};

INSERT INTO assignments (id, employment_id, lot_id, modality, starts_on, ends_on, referral_id)
SELECT i, i, ({contracts} - 1 + CASE r.outcome_sector WHEN 'MS' THEN 1 + (i / 11) % 11
        WHEN 'BTP' THEN 12 + (i / 11) % 10 ELSE 22 + (i / 11) % 3 END) * 2 + 1 + (i / 2) % 2,
    CASE i % 5 WHEN 1 THEN 'agency_or_loan' WHEN 3 THEN 'agency_or_loan' ELSE 'direct_hire' END,
    CAST('{year}-01-08' AS {date}), CAST('{year}-12-31' AS {date}), i
FROM {series} JOIN referrals r ON r.id = i;

INSERT INTO months (month, sector, state)
SELECT {year} * 100 + m, sector, 'open'
FROM {months} CROSS JOIN (SELECT 'BTP' AS sector UNION ALL SELECT 'MS' UNION ALL SELECT 'PI') AS sectors;

INSERT INTO hours (employment_id, lot_id, month, worked, training, status, source, version, updated_at, candidate_id,
    employer_id, public_contract_id, sector, contract_type, modality, prescriber_kind, sex, age_bracket,
    qualification_level, commune_code, neighbourhood_id, qpv_legal, rsa, in_plie, counted)
SELECT i, lot_id, {year} * 100 + m, 4000 + (i * 37 + m * 101) % 9000, CASE (i + m) % 7 WHEN 0 THEN 700 ELSE 0 END,
    'validated', 'CREATIV', 1, {now}, i, employer_id, public_contract_id, sector, contract_type, modality,
    prescriber_kind, sex,
    CASE WHEN age - too_young < 26 THEN 'under_26' WHEN age - too_young < 45 THEN '26_44'
        WHEN age - too_young < 55 THEN '45_54' ELSE '55_and_over' END,
    qualification_level, commune_code, neighbourhood_id, qpv_legal, rsa, in_plie, CAST(1 AS {flag})
FROM (
    SELECT i, m, g.lot_id, e.employer_id, l.public_contract_id, c.sector, e.contract_type, g.modality,
        r.prescriber_kind, p.sex, p.qualification_level, a.commune_code, a.neighbourhood_id,
        19 + (i * 7) % 44 AS age,
        CASE WHEN 1 + i % 12 < m OR (1 + i % 12 = m AND i % 28 = 0) THEN 0 ELSE 1 END AS too_young,
        CAST(CASE WHEN q.id IS NULL THEN 0 ELSE 1 END AS {flag}) AS qpv_legal,
        CAST(CASE i % 2 WHEN 0 THEN 1 ELSE 0 END AS {flag}) AS rsa,
        CAST(CASE WHEN (i / 3) % 5 <> 0 THEN 1 ELSE 0 END AS {flag}) AS in_plie
    FROM {months} CROSS JOIN {series}
    JOIN assignments g ON g.id = i
    JOIN lots l ON l.id = g.lot_id
    JOIN public_contracts c ON c.id = l.public_contract_id
    JOIN employments e ON e.id = i
    JOIN candidates p ON p.id = i
    JOIN referrals r ON r.id = i
    JOIN addresses a ON a.candidate_id = i
    LEFT JOIN neighbourhood_statuses q ON q.neighbourhood_id = a.neighbourhood_id AND q.status = 'qpv'
        AND q.starts_on <= CAST('{year}-01-01' AS {date})
    WHERE (m + i) % 6 <> 0
) AS rows
ORDER BY m, i;

INSERT INTO hours_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at)
SELECT id, 1, worked, training, status, source, 'load', updated_at FROM hours
WHERE month BETWEEN {year} * 100 + 1 AND {year} * 100 + 12 ORDER BY id;
