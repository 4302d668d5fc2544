-- An employment is one person with one employer under one type of contract, and a lot is of one public contract. Hours carry
-- these, and now cannot say anything else than the employment and the lot that they refer to: two references for each row,
-- where five could each be right and still not agree. If two people turn out to be one, their employments take the
-- hours along.
-- Hours that disagree, which only somebody could have made by hand, are not taken: they have to be put right first.
CREATE TEMPORARY TABLE hours_that_disagree (many INTEGER NOT NULL CHECK (many = 0));
INSERT INTO hours_that_disagree
SELECT COUNT(*) FROM hours
JOIN employments ON employments.id = hours.employment_id JOIN lots ON lots.id = hours.lot_id
WHERE (hours.candidate_id, hours.employer_id, hours.contract_type, hours.public_contract_id)
    <> (employments.candidate_id, employments.employer_id, employments.contract_type, lots.public_contract_id);
DROP TABLE hours_that_disagree;

CREATE UNIQUE INDEX employments_identity ON employments (id, candidate_id, employer_id, contract_type);
CREATE UNIQUE INDEX lots_identity ON lots (id, public_contract_id);

-- Only what is checked changes, not what is stored, so that the table need not be written again
-- (https://sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"). Values that a column may take
-- are told one by one, as a list of them is made anew for each row.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE hours (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employment_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL,
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    worked INTEGER NOT NULL CHECK (worked BETWEEN 0 AND 74400), -- hundredths: 24 hours on 31 days at most
    training INTEGER NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (
        status = ''draft'' OR status = ''submitted'' OR status = ''validated'' OR status = ''rejected''),
    source TEXT NOT NULL,
    evidence_kind TEXT CHECK (
        evidence_kind = ''timesheet'' OR evidence_kind = ''payslip'' OR evidence_kind = ''employer_statement''
        OR evidence_kind = ''invoice''),
    evidence_reference TEXT,
    evidence_on TEXT,
    -- The latest version; while a correction of validated hours waits, it is the correction''s.
    version INTEGER NOT NULL CHECK (version > 0),
    pending_version INTEGER CHECK (pending_version = version),
    updated_at TEXT NOT NULL,
    -- What totals group by, as of the first day of the month; in a closed month it never changes.
    candidate_id INTEGER NOT NULL,
    employer_id INTEGER NOT NULL,
    public_contract_id INTEGER NOT NULL,
    sector TEXT NOT NULL CHECK (sector = ''BTP'' OR sector = ''MS'' OR sector = ''PI''),
    contract_type TEXT NOT NULL, -- the employment''s
    modality TEXT NOT NULL,
    prescriber_kind TEXT,
    sex TEXT NOT NULL CHECK (sex = ''F'' OR sex = ''M''),
    age_bracket TEXT NOT NULL CHECK (
        age_bracket = ''under_26'' OR age_bracket = ''26_44'' OR age_bracket = ''45_54'' OR age_bracket = ''55_and_over''),
    qualification_level INTEGER,
    commune_code TEXT,
    neighbourhood_id INTEGER REFERENCES neighbourhoods (id),
    qpv_legal INTEGER NOT NULL,
    rsa INTEGER NOT NULL,
    in_plie INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    UNIQUE (employment_id, lot_id, month),
    CONSTRAINT hours_employment FOREIGN KEY (employment_id, candidate_id, employer_id, contract_type)
        REFERENCES employments (id, candidate_id, employer_id, contract_type) ON UPDATE CASCADE,
    CONSTRAINT hours_lot FOREIGN KEY (lot_id, public_contract_id) REFERENCES lots (id, public_contract_id)
) STRICT' WHERE type = 'table' AND name = 'hours';
PRAGMA writable_schema = RESET;

-- Nobody asks for hours by employer; it only served the reference to organisations.
DROP INDEX hours_employer;
