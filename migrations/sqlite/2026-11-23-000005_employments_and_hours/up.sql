-- Employment contracts, what they work on, and the hours: month by month, version by version.

CREATE TABLE employments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    employer_id INTEGER NOT NULL REFERENCES organisations (id),
    contract_type TEXT NOT NULL CHECK (contract_type IN (
        'CDDI', 'CTTI', 'CDI', 'CPRO', 'CDD', 'CTT', 'CAPP', 'CUI')),
    occupation TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    weekly_hours INTEGER CHECK (weekly_hours > 0), -- hundredths of an hour
    external_ref TEXT,
    owner_id INTEGER REFERENCES organisations (id),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (ends_on IS NOT NULL OR contract_type = 'CDI')
) STRICT;
CREATE INDEX employments_candidate ON employments (candidate_id);
CREATE INDEX employments_employer ON employments (employer_id);
CREATE INDEX employments_owner ON employments (owner_id);
CREATE UNIQUE INDEX employments_external_ref ON employments (COALESCE(owner_id, 0), external_ref);

CREATE TABLE assignments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employment_id INTEGER NOT NULL REFERENCES employments (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    modality TEXT NOT NULL CHECK (modality IN (
        'direct_hire', 'agency_or_loan', 'subcontract_or_joint', 'reserved')),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    -- The validated referral that lets the person work here; none where a waiver does.
    referral_id INTEGER REFERENCES referrals (id),
    UNIQUE (employment_id, lot_id, starts_on)
) STRICT;
CREATE INDEX assignments_lot ON assignments (lot_id);
CREATE INDEX assignments_referral ON assignments (referral_id);

-- One row for each month and sector; who records hours holds it shared, who closes it holds it alone.
CREATE TABLE months (
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    changed_by TEXT,
    changed_at TEXT,
    reason TEXT,
    PRIMARY KEY (month, sector)
) STRICT;

CREATE TABLE hours (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employment_id INTEGER NOT NULL REFERENCES employments (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    worked INTEGER NOT NULL CHECK (worked BETWEEN 0 AND 74400), -- hundredths: 24 hours on 31 days at most
    training INTEGER NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'validated', 'rejected')),
    source TEXT NOT NULL,
    external_ref TEXT,
    evidence_kind TEXT CHECK (evidence_kind IN ('timesheet', 'payslip', 'employer_statement', 'invoice')),
    evidence_reference TEXT,
    evidence_on TEXT,
    -- The latest version; while a correction of validated hours waits, it is the correction's.
    version INTEGER NOT NULL CHECK (version > 0),
    pending_version INTEGER CHECK (pending_version = version),
    updated_at TEXT NOT NULL,
    -- What totals group by, as of the first day of the month; in a closed month it never changes.
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    employer_id INTEGER NOT NULL REFERENCES organisations (id),
    public_contract_id INTEGER NOT NULL REFERENCES public_contracts (id),
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    contract_type TEXT NOT NULL CHECK (contract_type IN (
        'CDDI', 'CTTI', 'CDI', 'CPRO', 'CDD', 'CTT', 'CAPP', 'CUI')),
    modality TEXT NOT NULL,
    prescriber_kind TEXT,
    sex TEXT NOT NULL CHECK (sex IN ('F', 'M')),
    age_bracket TEXT NOT NULL CHECK (age_bracket IN ('under_26', '26_44', '45_54', '55_and_over')),
    qualification_level INTEGER,
    commune_code TEXT,
    neighbourhood_id INTEGER REFERENCES neighbourhoods (id),
    qpv_legal INTEGER NOT NULL,
    rsa INTEGER NOT NULL,
    in_plie INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    UNIQUE (employment_id, lot_id, month)
) STRICT;
CREATE INDEX hours_lot ON hours (lot_id, month);
CREATE INDEX hours_candidate ON hours (candidate_id, month);
CREATE INDEX hours_employer ON hours (employer_id);
CREATE INDEX hours_public_contract ON hours (public_contract_id);
CREATE INDEX hours_neighbourhood ON hours (neighbourhood_id);
CREATE INDEX hours_totals ON hours (month, sector, status, in_plie, counted, contract_type, worked, candidate_id, employment_id);
CREATE UNIQUE INDEX hours_external_ref ON hours (source, external_ref);

-- Every figure that was ever said of a cell, who said it, when and why. Append-only.
CREATE TABLE hours_versions (
    hours_id INTEGER NOT NULL REFERENCES hours (id),
    version INTEGER NOT NULL CHECK (version > 0),
    worked INTEGER NOT NULL CHECK (worked >= 0),
    training INTEGER NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'validated', 'rejected')),
    source TEXT NOT NULL,
    evidence_kind TEXT,
    evidence_reference TEXT,
    evidence_on TEXT,
    reason TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (hours_id, version)
) STRICT;

-- Evidence that stands for all the hours of a lot and month.
CREATE TABLE lot_evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    month INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('timesheet', 'payslip', 'employer_statement', 'invoice')),
    reference TEXT NOT NULL,
    evidence_on TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX lot_evidence_lot ON lot_evidence (lot_id, month);

CREATE TRIGGER hours_versions_no_update BEFORE UPDATE ON hours_versions
    BEGIN SELECT RAISE(ABORT, 'hours_versions is append-only'); END;
CREATE TRIGGER hours_versions_no_delete BEFORE DELETE ON hours_versions
    BEGIN SELECT RAISE(ABORT, 'hours_versions is append-only'); END;
