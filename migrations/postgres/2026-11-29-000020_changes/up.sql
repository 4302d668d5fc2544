-- In which transaction each row last changed as its readers see it, so that clients can ask what changed since. Marks
-- become visible in order: a reader takes those below every transaction that still runs, and misses none.

-- All tables at once, in the lock order of transactions that run meanwhile.
LOCK TABLE candidates, addresses, eligibility_criteria, eligibility_windows, referrals, referral_sectors, employments,
    assignments, public_contracts, lots, lot_co_holders, hours_due, hours IN ACCESS EXCLUSIVE MODE;

-- The database to which the marks belong: cluster, database, timeline and this table itself. A dump restored anywhere, a
-- copy of the database and a backup recovered to an earlier moment each have another. Clients' cursors name the
-- incarnation. A replica knows its timeline from its last checkpoint.
CREATE TABLE change_origin (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    incarnation TEXT NOT NULL
);
CREATE FUNCTION database_origin() RETURNS TEXT LANGUAGE sql AS $$
    SELECT concat_ws('-', system_identifier, pg_database.oid, 'change_origin'::regclass::oid, CASE
        WHEN pg_is_in_recovery() THEN lpad(upper(to_hex(timeline_id)), 8, '0')
        ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
    END)
    FROM pg_control_system(), pg_control_checkpoint(), pg_database WHERE datname = current_database()
$$;
INSERT INTO change_origin (id, origin, incarnation)
    VALUES (1, database_origin(), replace(gen_random_uuid()::text, '-', ''));

-- What the number of a transaction is added to. A function, as PostgreSQL puts its body in place of each call: looked up
-- in a table for every row, it would show in what a batch of hours costs.
CREATE FUNCTION change_base() RETURNS BIGINT LANGUAGE sql IMMUTABLE AS 'SELECT 0::BIGINT';

-- Rows that were there before have mark 0, in the order of their ids.
ALTER TABLE hours ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE employments ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE candidates ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE referrals ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE public_contracts ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
CREATE INDEX hours_changed ON hours (changed_in, id);
CREATE INDEX employments_changed ON employments (changed_in, id);
CREATE INDEX candidates_changed ON candidates (changed_in, id);
CREATE INDEX referrals_changed ON referrals (changed_in, id);
CREATE INDEX public_contracts_changed ON public_contracts (changed_in, id);
CREATE INDEX lots_changed ON lots (changed_in, id);

CREATE FUNCTION mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := change_base() + pg_current_xact_id()::text::BIGINT;
    RETURN NEW;
END $$;

-- What a refresh changes for totals alone is no change of a cell. Nor is `in_plie`, which partners do not read: that
-- their cells come again would tell them of it.
CREATE TRIGGER hours_changed_insert BEFORE INSERT ON hours FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER hours_changed_update BEFORE UPDATE ON hours FOR EACH ROW WHEN ((
    OLD.employment_id, OLD.lot_id, OLD.month, OLD.worked, OLD.training, OLD.status, OLD.source, OLD.evidence_kind,
    OLD.evidence_reference, OLD.evidence_on, OLD.version, OLD.pending_version, OLD.updated_at, OLD.candidate_id,
    OLD.public_contract_id, OLD.sector, OLD.contract_type, OLD.counted
) IS DISTINCT FROM (
    NEW.employment_id, NEW.lot_id, NEW.month, NEW.worked, NEW.training, NEW.status, NEW.source, NEW.evidence_kind,
    NEW.evidence_reference, NEW.evidence_on, NEW.version, NEW.pending_version, NEW.updated_at, NEW.candidate_id,
    NEW.public_contract_id, NEW.sector, NEW.contract_type, NEW.counted
)) EXECUTE FUNCTION mark_change();

-- A row that an update leaves as it is, to lock it, did not change.
CREATE TRIGGER employments_changed_insert BEFORE INSERT ON employments FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER employments_changed_update BEFORE UPDATE ON employments FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_change();
CREATE TRIGGER candidates_changed_insert BEFORE INSERT ON candidates FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER candidates_changed_update BEFORE UPDATE ON candidates FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_change();
CREATE TRIGGER referrals_changed_insert BEFORE INSERT ON referrals FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER referrals_changed_update BEFORE UPDATE ON referrals FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_change();
CREATE TRIGGER public_contracts_changed_insert BEFORE INSERT ON public_contracts
    FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER public_contracts_changed_update BEFORE UPDATE ON public_contracts FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_change();
CREATE TRIGGER lots_changed_insert BEFORE INSERT ON lots FOR EACH ROW EXECUTE FUNCTION mark_change();
CREATE TRIGGER lots_changed_update BEFORE UPDATE ON lots FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_change();

-- What stands in other tables and is shown with the row: its update here calls the trigger above, once a transaction.
CREATE FUNCTION is_marked(changed_in BIGINT) RETURNS BOOLEAN LANGUAGE sql AS
    'SELECT changed_in = change_base() + pg_current_xact_id()::text::BIGINT';
CREATE FUNCTION mark_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE candidates SET changed_in = -1 WHERE id IN (OLD.candidate_id, NEW.candidate_id) AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE FUNCTION mark_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE referrals SET changed_in = -1 WHERE id IN (OLD.referral_id, NEW.referral_id) AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE FUNCTION mark_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lots SET changed_in = -1 WHERE id IN (OLD.lot_id, NEW.lot_id) AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE FUNCTION mark_public_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public_contracts SET changed_in = -1
    WHERE id IN (OLD.public_contract_id, NEW.public_contract_id) AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_changed AFTER INSERT OR UPDATE OR DELETE ON addresses
    FOR EACH ROW EXECUTE FUNCTION mark_candidate();
CREATE TRIGGER eligibility_criteria_changed AFTER INSERT OR UPDATE OR DELETE ON eligibility_criteria
    FOR EACH ROW EXECUTE FUNCTION mark_candidate();
CREATE TRIGGER referral_sectors_changed AFTER INSERT OR UPDATE OR DELETE ON referral_sectors
    FOR EACH ROW EXECUTE FUNCTION mark_referral();

-- A partner sees a person as changed by the referrals that it sees. One that leaves its sight would take that change along,
-- behind what a reader has read already: what removes it marks the person.
CREATE FUNCTION mark_referred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE candidates SET changed_in = -1
    WHERE id IN (SELECT candidate_id FROM referrals WHERE id = OLD.referral_id) AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE TRIGGER referral_sectors_left AFTER DELETE ON referral_sectors FOR EACH ROW EXECUTE FUNCTION mark_referred();
CREATE TRIGGER referrals_left AFTER UPDATE ON referrals FOR EACH ROW
    WHEN (OLD.outcome_sector IS NOT NULL AND OLD.outcome_sector IS DISTINCT FROM NEW.outcome_sector)
    EXECUTE FUNCTION mark_candidate();

CREATE TRIGGER lot_co_holders_changed AFTER INSERT OR UPDATE OR DELETE ON lot_co_holders
    FOR EACH ROW EXECUTE FUNCTION mark_lot();
CREATE TRIGGER hours_due_changed AFTER INSERT OR UPDATE OR DELETE ON hours_due FOR EACH ROW EXECUTE FUNCTION mark_lot();
CREATE TRIGGER lots_changed_contract AFTER INSERT OR UPDATE OR DELETE ON lots
    FOR EACH ROW EXECUTE FUNCTION mark_public_contract();

-- A contract that moves to another sector takes its lots along: others see them now.
CREATE FUNCTION mark_lots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lots SET changed_in = -1 WHERE public_contract_id = NEW.id AND NOT is_marked(changed_in);
    RETURN NULL;
END $$;
CREATE TRIGGER public_contracts_moved AFTER UPDATE ON public_contracts FOR EACH ROW
    WHEN (OLD.sector IS DISTINCT FROM NEW.sector) EXECUTE FUNCTION mark_lots();

-- Until when a person is eligible: by the first assignment, some types of contract, and windows. Other employments do not
-- mark the person, or a partner would learn of those in other sectors.
CREATE TRIGGER eligibility_windows_changed AFTER INSERT OR UPDATE OR DELETE ON eligibility_windows
    FOR EACH ROW EXECUTE FUNCTION mark_candidate();
CREATE TRIGGER employments_recorded AFTER INSERT ON employments FOR EACH ROW
    WHEN (NEW.contract_type IN ('CPRO', 'CAPP', 'CDI')) EXECUTE FUNCTION mark_candidate();
CREATE TRIGGER employments_moved AFTER UPDATE ON employments FOR EACH ROW WHEN (
    (OLD.contract_type IN ('CPRO', 'CAPP', 'CDI') OR NEW.contract_type IN ('CPRO', 'CAPP', 'CDI'))
    AND (OLD.candidate_id, OLD.contract_type, OLD.starts_on, OLD.ends_on)
        IS DISTINCT FROM (NEW.candidate_id, NEW.contract_type, NEW.starts_on, NEW.ends_on)
) EXECUTE FUNCTION mark_candidate();

CREATE FUNCTION mark_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE employments SET changed_in = -1
    WHERE id IN (OLD.employment_id, NEW.employment_id) AND NOT is_marked(changed_in);
    UPDATE candidates SET changed_in = -1
    WHERE id IN (SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id, NEW.employment_id))
        AND NOT is_marked(changed_in)
        -- An employment that leaves a partner's sight marks the person, as a referral does.
        AND (TG_OP = 'DELETE' OR NOT EXISTS (
            SELECT 1 FROM assignments JOIN employments ON employments.id = assignments.employment_id
            WHERE employments.candidate_id = candidates.id AND assignments.id IS DISTINCT FROM NEW.id
                AND assignments.starts_on <= LEAST(OLD.starts_on, NEW.starts_on)
        ));
    RETURN NULL;
END $$;
CREATE TRIGGER assignments_changed AFTER INSERT OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION mark_assigned();
CREATE TRIGGER assignments_moved AFTER UPDATE ON assignments FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION mark_assigned();

-- Takes over a database whose marks were made elsewhere: new ones lie above all that came with it. Whoever writes ends
-- first, as they add to the base of before. `is_marked` is made again as it is: plans that were kept have the base in it.
CREATE FUNCTION adopt_changes() RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    highest BIGINT;
BEGIN
    PERFORM 1 FROM change_origin FOR UPDATE;
    IF EXISTS (SELECT 1 FROM change_origin WHERE origin = database_origin()) THEN
        RETURN FALSE;
    END IF;
    LOCK TABLE hours, employments, candidates, referrals, public_contracts, lots IN SHARE MODE;
    SELECT GREATEST(
        change_base(), (SELECT MAX(changed_in) FROM hours), (SELECT MAX(changed_in) FROM employments),
        (SELECT MAX(changed_in) FROM candidates), (SELECT MAX(changed_in) FROM referrals),
        (SELECT MAX(changed_in) FROM public_contracts), (SELECT MAX(changed_in) FROM lots)
    ) INTO highest;
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION change_base() RETURNS BIGINT LANGUAGE sql IMMUTABLE AS ''SELECT %s::BIGINT''', highest);
    CREATE OR REPLACE FUNCTION is_marked(changed_in BIGINT) RETURNS BOOLEAN LANGUAGE sql AS
        'SELECT changed_in = change_base() + pg_current_xact_id()::text::BIGINT';
    UPDATE change_origin SET origin = database_origin(), incarnation = replace(gen_random_uuid()::text, '-', '');
    RETURN TRUE;
END $$;
