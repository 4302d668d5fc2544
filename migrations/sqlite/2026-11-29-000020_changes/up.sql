-- In which change each row last changed as its readers see it, so that clients can ask what changed since. SQLite has one
-- writer at a time: a counter that each change raises in its transaction becomes visible in order.

-- The database to which the marks belong. Clients' cursors name the incarnation; `clauses restore` makes another one.
CREATE TABLE change_origin (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    incarnation TEXT NOT NULL,
    counter INTEGER NOT NULL CHECK (counter >= 0)
) STRICT;
INSERT INTO change_origin (id, incarnation, counter) VALUES (1, lower(hex(randomblob(16))), 0);

-- Rows that were there before have mark 0, in the order of their ids.
ALTER TABLE hours ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE employments ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE candidates ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE referrals ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE public_contracts ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
CREATE INDEX hours_changed ON hours (changed_in, id);
CREATE INDEX employments_changed ON employments (changed_in, id);
CREATE INDEX candidates_changed ON candidates (changed_in, id);
CREATE INDEX referrals_changed ON referrals (changed_in, id);
CREATE INDEX public_contracts_changed ON public_contracts (changed_in, id);
CREATE INDEX lots_changed ON lots (changed_in, id);

-- What a refresh changes for totals alone is no change of a cell. Nor is `in_plie`, which partners do not read: that
-- their cells come again would tell them of it.
CREATE TRIGGER hours_changed_insert AFTER INSERT ON hours
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE hours SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER hours_changed_update AFTER UPDATE OF
    employment_id, lot_id, month, worked, training, status, source, evidence_kind,
    evidence_reference, evidence_on, version, pending_version, updated_at, candidate_id,
    public_contract_id, sector, contract_type, counted
    ON hours
    WHEN (
        OLD.employment_id, OLD.lot_id, OLD.month, OLD.worked, OLD.training, OLD.status, OLD.source, OLD.evidence_kind,
        OLD.evidence_reference, OLD.evidence_on, OLD.version, OLD.pending_version, OLD.updated_at, OLD.candidate_id,
        OLD.public_contract_id, OLD.sector, OLD.contract_type, OLD.counted
    ) IS NOT (
        NEW.employment_id, NEW.lot_id, NEW.month, NEW.worked, NEW.training, NEW.status, NEW.source, NEW.evidence_kind,
        NEW.evidence_reference, NEW.evidence_on, NEW.version, NEW.pending_version, NEW.updated_at, NEW.candidate_id,
        NEW.public_contract_id, NEW.sector, NEW.contract_type, NEW.counted
    )
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE hours SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;

-- A mark is no change that has to be marked.
CREATE TRIGGER employments_changed_insert AFTER INSERT ON employments
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE employments SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER employments_changed_update AFTER UPDATE ON employments WHEN NEW.changed_in = OLD.changed_in
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE employments SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER candidates_changed_insert AFTER INSERT ON candidates
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER candidates_changed_update AFTER UPDATE ON candidates WHEN NEW.changed_in = OLD.changed_in
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER referrals_changed_insert AFTER INSERT ON referrals
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE referrals SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER referrals_changed_update AFTER UPDATE ON referrals WHEN NEW.changed_in = OLD.changed_in
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE referrals SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER public_contracts_changed_insert AFTER INSERT ON public_contracts
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE public_contracts SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER public_contracts_changed_update AFTER UPDATE ON public_contracts WHEN NEW.changed_in = OLD.changed_in
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE public_contracts SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER lots_changed_insert AFTER INSERT ON lots
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;
CREATE TRIGGER lots_changed_update AFTER UPDATE ON lots WHEN NEW.changed_in = OLD.changed_in
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;

-- What stands in other tables and is shown with the row.
CREATE TRIGGER addresses_changed_insert AFTER INSERT ON addresses
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.candidate_id;
    END;
CREATE TRIGGER addresses_changed_update AFTER UPDATE ON addresses
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.candidate_id, NEW.candidate_id);
    END;
CREATE TRIGGER addresses_changed_delete AFTER DELETE ON addresses
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.candidate_id;
    END;
CREATE TRIGGER eligibility_criteria_changed_insert AFTER INSERT ON eligibility_criteria
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.candidate_id;
    END;
CREATE TRIGGER eligibility_criteria_changed_update AFTER UPDATE ON eligibility_criteria
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.candidate_id, NEW.candidate_id);
    END;
CREATE TRIGGER eligibility_criteria_changed_delete AFTER DELETE ON eligibility_criteria
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.candidate_id;
    END;
CREATE TRIGGER referral_sectors_changed_insert AFTER INSERT ON referral_sectors
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE referrals SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.referral_id;
    END;
CREATE TRIGGER referral_sectors_changed_update AFTER UPDATE ON referral_sectors
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE referrals SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.referral_id, NEW.referral_id);
    END;
CREATE TRIGGER referral_sectors_changed_delete AFTER DELETE ON referral_sectors
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE referrals SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.referral_id;
    END;

-- A partner sees a person as changed by the referrals that it sees. One that leaves its sight would take that change along,
-- behind what a reader has read already: what removes it marks the person.
CREATE TRIGGER referral_sectors_left AFTER DELETE ON referral_sectors
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin)
        WHERE id IN (SELECT candidate_id FROM referrals WHERE id = OLD.referral_id);
    END;
CREATE TRIGGER referrals_left AFTER UPDATE OF outcome_sector ON referrals
    WHEN OLD.outcome_sector IS NOT NULL AND OLD.outcome_sector IS NOT NEW.outcome_sector
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.candidate_id;
    END;

CREATE TRIGGER lot_co_holders_changed_insert AFTER INSERT ON lot_co_holders
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.lot_id;
    END;
CREATE TRIGGER lot_co_holders_changed_update AFTER UPDATE ON lot_co_holders
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.lot_id, NEW.lot_id);
    END;
CREATE TRIGGER lot_co_holders_changed_delete AFTER DELETE ON lot_co_holders
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.lot_id;
    END;
CREATE TRIGGER hours_due_changed_insert AFTER INSERT ON hours_due
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.lot_id;
    END;
CREATE TRIGGER hours_due_changed_update AFTER UPDATE ON hours_due
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.lot_id, NEW.lot_id);
    END;
CREATE TRIGGER hours_due_changed_delete AFTER DELETE ON hours_due
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.lot_id;
    END;
CREATE TRIGGER lots_changed_contract AFTER UPDATE OF changed_in ON lots
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE public_contracts SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.public_contract_id, NEW.public_contract_id);
    END;

-- A contract that moves to another sector takes its lots along: others see them now.
CREATE TRIGGER public_contracts_moved AFTER UPDATE OF sector ON public_contracts WHEN OLD.sector <> NEW.sector
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE lots SET changed_in = (SELECT counter FROM change_origin) WHERE public_contract_id = NEW.id;
    END;

-- Until when a person is eligible: by the first assignment, some types of contract, and windows. Other employments do not
-- mark the person, or a partner would learn of those in other sectors.
CREATE TRIGGER eligibility_windows_changed_insert AFTER INSERT ON eligibility_windows
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.candidate_id;
    END;
CREATE TRIGGER eligibility_windows_changed_update AFTER UPDATE ON eligibility_windows
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.candidate_id, NEW.candidate_id);
    END;
CREATE TRIGGER eligibility_windows_changed_delete AFTER DELETE ON eligibility_windows
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.candidate_id;
    END;
CREATE TRIGGER employments_recorded AFTER INSERT ON employments WHEN NEW.contract_type IN ('CPRO', 'CAPP', 'CDI')
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.candidate_id;
    END;
CREATE TRIGGER employments_moved AFTER UPDATE OF candidate_id, contract_type, starts_on, ends_on ON employments
    WHEN (OLD.contract_type IN ('CPRO', 'CAPP', 'CDI') OR NEW.contract_type IN ('CPRO', 'CAPP', 'CDI'))
        AND (OLD.candidate_id, OLD.contract_type, OLD.starts_on, OLD.ends_on)
            IS NOT (NEW.candidate_id, NEW.contract_type, NEW.starts_on, NEW.ends_on)
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.candidate_id, NEW.candidate_id);
    END;
CREATE TRIGGER assignments_changed_insert AFTER INSERT ON assignments
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE employments SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.employment_id;
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin)
        WHERE id IN (SELECT candidate_id FROM employments WHERE id = NEW.employment_id) AND NOT EXISTS (
            SELECT 1 FROM assignments JOIN employments ON employments.id = assignments.employment_id
            WHERE employments.candidate_id = candidates.id
                AND assignments.id <> NEW.id AND assignments.starts_on <= NEW.starts_on
        );
    END;
CREATE TRIGGER assignments_changed_update AFTER UPDATE ON assignments
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE employments SET changed_in = (SELECT counter FROM change_origin) WHERE id IN (OLD.employment_id, NEW.employment_id);
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin)
        WHERE id IN (SELECT candidate_id FROM employments WHERE id IN (OLD.employment_id, NEW.employment_id)) AND NOT EXISTS (
            SELECT 1 FROM assignments JOIN employments ON employments.id = assignments.employment_id
            WHERE employments.candidate_id = candidates.id
                AND assignments.id <> NEW.id AND assignments.starts_on <= MIN(OLD.starts_on, NEW.starts_on)
        );
    END;
-- An employment that leaves a partner's sight marks the person, as a referral does.
CREATE TRIGGER assignments_changed_delete AFTER DELETE ON assignments
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE employments SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.employment_id;
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin)
        WHERE id IN (SELECT candidate_id FROM employments WHERE id = OLD.employment_id);
    END;
