-- Candidates, what makes them eligible, and who sent them.

CREATE TABLE candidates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    last_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    -- Last and first names without accents and case, for searching and for finding doubles.
    name_folded TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('F', 'M')),
    qualification_level INTEGER CHECK (qualification_level BETWEEN 1 AND 10),
    email TEXT,
    phone TEXT,
    informed_on TEXT,
    right_to_work_checked_on TEXT,
    external_ref TEXT,
    -- The organisation that entered the person; none for the service's own officers.
    owner_id INTEGER REFERENCES organisations (id),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX candidates_name ON candidates (name_folded, birth_date);
CREATE INDEX candidates_owner ON candidates (owner_id);
CREATE UNIQUE INDEX candidates_external_ref ON candidates (COALESCE(owner_id, 0), external_ref);

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    commune_code TEXT NOT NULL CHECK (length(commune_code) = 5),
    neighbourhood_id INTEGER REFERENCES neighbourhoods (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    UNIQUE (candidate_id, starts_on)
) STRICT;
CREATE INDEX addresses_neighbourhood ON addresses (neighbourhood_id);

CREATE TABLE eligibility_criteria (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    code TEXT NOT NULL CHECK (code IN (
        'DELD', 'DETLD', 'BRSA', 'ASS', 'AAH', 'OTHER_MINIMUM_INCOME', 'NO_WORK_12_MONTHS', 'LOW_SKILLS', 'RQTH',
        'HEALTH', 'YOUTH', 'SENIOR', 'IAE', 'GEIQ', 'REFUGEE', 'ASE', 'SINGLE_PARENT', 'MOBILITY', 'HOUSING',
        'PERSONAL_CRITERION_VERIFIED', 'REASONED_OPINION')),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    proof_kind TEXT,
    proof_on TEXT,
    checked_by TEXT,
    UNIQUE (candidate_id, code, starts_on)
) STRICT;

CREATE TABLE plie_periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    source TEXT NOT NULL CHECK (source IN ('officer', 'plie')),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (candidate_id, starts_on)
) STRICT;

CREATE TABLE waivers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    reason TEXT NOT NULL,
    granted_on TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (candidate_id, sector)
) STRICT;

-- A window of eligibility that an officer opened beyond what the rules give.
CREATE TABLE eligibility_windows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    ends_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at TEXT NOT NULL
) STRICT;
CREATE INDEX eligibility_windows_candidate ON eligibility_windows (candidate_id);

CREATE TABLE referrals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    prescriber_id INTEGER REFERENCES organisations (id),
    prescriber_kind TEXT NOT NULL CHECK (prescriber_kind IN (
        'plie_referent', 'france_travail', 'mission_locale', 'cap_emploi', 'department', 'region',
        'municipal_service', 'temp_agency', 'iae_structure', 'geiq', 'training_body', 'association', 'employer',
        'self', 'other')),
    origin TEXT NOT NULL CHECK (origin IN ('PLIE', 'AUTRES')),
    for_plie INTEGER NOT NULL,
    referred_on TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'validated', 'not_integrated')),
    outcome_sector TEXT CHECK (outcome_sector IN ('BTP', 'MS', 'PI')),
    outcome_reason TEXT CHECK (outcome_reason IN (
        'application_cancelled', 'unsuitable_profile', 'other_career_plan', 'barriers_to_employment',
        'missed_appointments', 'hired_elsewhere', 'not_eligible', 'unreachable', 'no_position', 'other')),
    outcome_comment TEXT,
    decided_on TEXT CHECK (decided_on >= referred_on),
    external_ref TEXT,
    owner_id INTEGER REFERENCES organisations (id),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((prescriber_id IS NULL) = (prescriber_kind = 'self')),
    CHECK ((outcome = 'validated') = (outcome_sector IS NOT NULL)),
    CHECK ((outcome = 'not_integrated') = (outcome_reason IS NOT NULL)),
    CHECK ((outcome = 'pending') = (decided_on IS NULL)),
    CHECK (outcome_reason IS NULL OR outcome_reason <> 'other' OR outcome_comment IS NOT NULL)
) STRICT;
CREATE INDEX referrals_candidate ON referrals (candidate_id);
CREATE INDEX referrals_prescriber ON referrals (prescriber_id);
CREATE INDEX referrals_owner ON referrals (owner_id);
CREATE INDEX referrals_date ON referrals (referred_on);
CREATE UNIQUE INDEX referrals_external_ref ON referrals (COALESCE(owner_id, 0), external_ref);

CREATE TABLE referral_sectors (
    referral_id INTEGER NOT NULL REFERENCES referrals (id),
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    PRIMARY KEY (referral_id, sector)
) STRICT;

CREATE TABLE positive_exits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    -- The PLIE period that it ends, if one covers the day it was met: one exit at most for each.
    plie_period_id INTEGER UNIQUE REFERENCES plie_periods (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'CDI', 'CDD_6_MONTHS', 'CPRO', 'TEMP_WORK_6_MONTHS', 'QUALIFYING_TRAINING', 'BUSINESS_CREATION',
        'SUBSIDISED_6_MONTHS')),
    started_on TEXT NOT NULL,
    met_on TEXT NOT NULL CHECK (met_on >= started_on),
    employer_id INTEGER REFERENCES organisations (id),
    weekly_hours INTEGER CHECK (weekly_hours > 0), -- hundredths of an hour
    sector TEXT CHECK (sector IN ('BTP', 'MS', 'PI')),
    proof_reference TEXT,
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX positive_exits_candidate ON positive_exits (candidate_id);
CREATE INDEX positive_exits_employer ON positive_exits (employer_id);
CREATE INDEX positive_exits_met ON positive_exits (met_on);
