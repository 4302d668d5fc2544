-- What lists of everybody filter and sort people by: fifty thousand people have some hundred thousand assignments and
-- employments, too many to look through for one page. These are facts, kept by triggers. The rule that makes of the first
-- four the day until which hours count, with the settings of a day, is in the program (`eligibility`). A person without any
-- fact may have no row.
CREATE TABLE candidate_facts (
    candidate_id INTEGER PRIMARY KEY REFERENCES candidates (id) ON DELETE CASCADE,
    first_assigned_on TEXT, -- the first day of the first assignment to a lot
    trained_until TEXT, -- the latest last day of a CPRO or CAPP
    cdi_since TEXT, -- the latest first day of a CDI
    window_until TEXT, -- the latest last day of a window that an officer opened
    latest_outcome TEXT, -- of the latest referral, by day, then by id
    -- Whether a referral requests the sector, or an assignment is to a lot of it. A contract with assignments stays in its
    -- sector, so that no change of a contract concerns these columns.
    in_btp INTEGER NOT NULL,
    in_ms INTEGER NOT NULL,
    in_pi INTEGER NOT NULL
) STRICT;

-- The facts as other tables record them. A type of contract that comes to prolong eligibility is added here and in
-- `eligibility::rules`.
CREATE VIEW candidate_facts_recorded AS SELECT
    candidates.id AS candidate_id,
    (SELECT MIN(a.starts_on) FROM employments e JOIN assignments a ON a.employment_id = e.id
        WHERE e.candidate_id = candidates.id) AS first_assigned_on,
    (SELECT MAX(e.ends_on) FROM employments e
        WHERE e.candidate_id = candidates.id AND e.contract_type IN ('CPRO', 'CAPP')) AS trained_until,
    (SELECT MAX(e.starts_on) FROM employments e
        WHERE e.candidate_id = candidates.id AND e.contract_type = 'CDI') AS cdi_since,
    (SELECT MAX(w.ends_on) FROM eligibility_windows w WHERE w.candidate_id = candidates.id) AS window_until,
    (SELECT r.outcome FROM referrals r WHERE r.candidate_id = candidates.id
        ORDER BY r.referred_on DESC, r.id DESC LIMIT 1) AS latest_outcome,
    EXISTS (SELECT 1 FROM referrals r JOIN referral_sectors s ON s.referral_id = r.id
            WHERE r.candidate_id = candidates.id AND s.sector = 'BTP')
        OR EXISTS (SELECT 1 FROM employments e JOIN assignments a ON a.employment_id = e.id JOIN lots l ON l.id = a.lot_id
            JOIN public_contracts p ON p.id = l.public_contract_id
            WHERE e.candidate_id = candidates.id AND p.sector = 'BTP') AS in_btp,
    EXISTS (SELECT 1 FROM referrals r JOIN referral_sectors s ON s.referral_id = r.id
            WHERE r.candidate_id = candidates.id AND s.sector = 'MS')
        OR EXISTS (SELECT 1 FROM employments e JOIN assignments a ON a.employment_id = e.id JOIN lots l ON l.id = a.lot_id
            JOIN public_contracts p ON p.id = l.public_contract_id
            WHERE e.candidate_id = candidates.id AND p.sector = 'MS') AS in_ms,
    EXISTS (SELECT 1 FROM referrals r JOIN referral_sectors s ON s.referral_id = r.id
            WHERE r.candidate_id = candidates.id AND s.sector = 'PI')
        OR EXISTS (SELECT 1 FROM employments e JOIN assignments a ON a.employment_id = e.id JOIN lots l ON l.id = a.lot_id
            JOIN public_contracts p ON p.id = l.public_contract_id
            WHERE e.candidate_id = candidates.id AND p.sector = 'PI') AS in_pi
FROM candidates;

INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded;

CREATE TRIGGER employments_facts_insert AFTER INSERT ON employments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (NEW.candidate_id);
    END;

CREATE TRIGGER employments_facts_update AFTER UPDATE OF candidate_id, contract_type, starts_on, ends_on ON employments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
    END;

CREATE TRIGGER employments_facts_delete AFTER DELETE ON employments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id);
    END;

CREATE TRIGGER eligibility_windows_facts_insert AFTER INSERT ON eligibility_windows
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (NEW.candidate_id);
    END;

CREATE TRIGGER eligibility_windows_facts_update AFTER UPDATE OF candidate_id, ends_on ON eligibility_windows
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
    END;

CREATE TRIGGER eligibility_windows_facts_delete AFTER DELETE ON eligibility_windows
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id);
    END;

CREATE TRIGGER referrals_facts_insert AFTER INSERT ON referrals
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (NEW.candidate_id);
    END;

CREATE TRIGGER referrals_facts_update AFTER UPDATE OF candidate_id, referred_on, outcome ON referrals
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id, NEW.candidate_id);
    END;

CREATE TRIGGER referrals_facts_delete AFTER DELETE ON referrals
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (OLD.candidate_id);
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (OLD.candidate_id);
    END;

CREATE TRIGGER assignments_facts_insert AFTER INSERT ON assignments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (NEW.employment_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (NEW.employment_id)
        );
    END;

CREATE TRIGGER assignments_facts_update AFTER UPDATE OF employment_id, lot_id, starts_on ON assignments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id, NEW.employment_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id, NEW.employment_id)
        );
    END;

CREATE TRIGGER assignments_facts_delete AFTER DELETE ON assignments
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id)
        );
    END;

CREATE TRIGGER referral_sectors_facts_insert AFTER INSERT ON referral_sectors
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (NEW.referral_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (NEW.referral_id)
        );
    END;

CREATE TRIGGER referral_sectors_facts_update AFTER UPDATE OF referral_id, sector ON referral_sectors
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (OLD.referral_id, NEW.referral_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (OLD.referral_id, NEW.referral_id)
        );
    END;

CREATE TRIGGER referral_sectors_facts_delete AFTER DELETE ON referral_sectors
    BEGIN
        DELETE FROM candidate_facts WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (OLD.referral_id)
        );
        INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id IN (
            SELECT candidate_id FROM referrals WHERE id IN (OLD.referral_id)
        );
    END;
