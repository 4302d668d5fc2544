-- What lists of everybody filter and sort people by: fifty thousand people have some hundred thousand assignments and
-- employments, too many to look through for one page. These are facts, kept by triggers. The rule that makes of the first
-- four the day until which hours count, with the settings of a day, is in the program (`eligibility`). A person without any
-- fact may have no row.
CREATE TABLE candidate_facts (
    candidate_id BIGINT PRIMARY KEY REFERENCES candidates (id) ON DELETE CASCADE,
    first_assigned_on DATE, -- the first day of the first assignment to a lot
    trained_until DATE, -- the latest last day of a CPRO or CAPP
    cdi_since DATE, -- the latest first day of a CDI
    window_until DATE, -- the latest last day of a window that an officer opened
    latest_outcome TEXT, -- of the latest referral, by day, then by id
    -- Whether a referral requests the sector, or an assignment is to a lot of it. A contract with assignments stays in its
    -- sector, so that no change of a contract concerns these columns.
    in_btp BOOLEAN NOT NULL,
    in_ms BOOLEAN NOT NULL,
    in_pi BOOLEAN NOT NULL
);

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

-- Nothing may be recorded between the rows that are filled in and the triggers that keep them.
LOCK TABLE referrals, referral_sectors, employments, assignments, eligibility_windows IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded;

-- Writers of these tables lock the person, so that no two refresh the same row at once. In plpgsql a session plans the
-- statement once; in SQL it would for each row, for some milliseconds.
CREATE FUNCTION refresh_candidate_facts(people BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO candidate_facts SELECT * FROM candidate_facts_recorded WHERE candidate_id = ANY (people)
    ON CONFLICT (candidate_id) DO UPDATE SET
        first_assigned_on = excluded.first_assigned_on,
        trained_until = excluded.trained_until,
        cdi_since = excluded.cdi_since,
        window_until = excluded.window_until,
        latest_outcome = excluded.latest_outcome,
        in_btp = excluded.in_btp,
        in_ms = excluded.in_ms,
        in_pi = excluded.in_pi
    WHERE candidate_facts IS DISTINCT FROM excluded;
END $$;

CREATE FUNCTION refresh_facts_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_candidate_facts(ARRAY[OLD.candidate_id, NEW.candidate_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER employments_facts AFTER INSERT OR DELETE OR UPDATE OF candidate_id, contract_type, starts_on, ends_on
    ON employments FOR EACH ROW EXECUTE FUNCTION refresh_facts_of_person();
CREATE TRIGGER eligibility_windows_facts AFTER INSERT OR DELETE OR UPDATE OF candidate_id, ends_on
    ON eligibility_windows FOR EACH ROW EXECUTE FUNCTION refresh_facts_of_person();
CREATE TRIGGER referrals_facts AFTER INSERT OR DELETE OR UPDATE OF candidate_id, referred_on, outcome
    ON referrals FOR EACH ROW EXECUTE FUNCTION refresh_facts_of_person();

CREATE FUNCTION refresh_facts_of_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_candidate_facts(ARRAY(
        SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id, NEW.employment_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER assignments_facts AFTER INSERT OR DELETE OR UPDATE OF employment_id, lot_id, starts_on
    ON assignments FOR EACH ROW EXECUTE FUNCTION refresh_facts_of_assigned();

CREATE FUNCTION refresh_facts_of_referred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_candidate_facts(ARRAY(
        SELECT candidate_id FROM referrals WHERE id IN (OLD.referral_id, NEW.referral_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER referral_sectors_facts AFTER INSERT OR DELETE OR UPDATE OF referral_id, sector
    ON referral_sectors FOR EACH ROW EXECUTE FUNCTION refresh_facts_of_referred();
