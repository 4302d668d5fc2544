-- Records that were taken back because they should not have been recorded. The record is deleted and its id is never used
-- again; what stays here tells those who could see it that it is gone. Why and by whom stands in the audit trail.
CREATE TABLE withdrawals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (
        kind IN ('candidate', 'referral', 'employment', 'public_contract', 'lot', 'organisation')),
    record_id INTEGER NOT NULL,
    -- The version that was withdrawn: a DELETE that is sent again names it.
    version INTEGER NOT NULL CHECK (version > 0),
    -- Who recorded it. No foreign key: the organisation may be withdrawn too.
    owner_id INTEGER,
    owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL),
    sectors TEXT NOT NULL, -- codes with commas between them
    withdrawn_at TEXT NOT NULL,
    changed_in INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, record_id)
) STRICT;
CREATE INDEX withdrawals_changed ON withdrawals (changed_in, id);
CREATE TRIGGER withdrawals_changed_insert AFTER INSERT ON withdrawals
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE withdrawals SET changed_in = (SELECT counter FROM change_origin) WHERE id = NEW.id;
    END;

-- A lot that goes changes its contract, and an employment on which eligibility rested changes its person.
CREATE TRIGGER lots_left AFTER DELETE ON lots
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE public_contracts SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.public_contract_id;
    END;
CREATE TRIGGER employments_left AFTER DELETE ON employments WHEN OLD.contract_type IN ('CPRO', 'CAPP', 'CDI')
    BEGIN
        UPDATE change_origin SET counter = counter + 1;
        UPDATE candidates SET changed_in = (SELECT counter FROM change_origin) WHERE id = OLD.candidate_id;
    END;

-- The personal values of events stay when a person's record is withdrawn, under the id that it had, so that they can be
-- erased. SQLite cannot drop a constraint: the table is made anew. No other table refers to it.
CREATE TABLE audit_personal_anew (
    event_id INTEGER PRIMARY KEY REFERENCES audit_events (id),
    candidate_id INTEGER,
    secret TEXT NOT NULL CHECK (length(secret) = 64),
    -- JSON: {"reason": …, "fields": [{"field", "before", "after"}]}
    content TEXT NOT NULL
) STRICT;
INSERT INTO audit_personal_anew (event_id, candidate_id, secret, content)
SELECT event_id, candidate_id, secret, content FROM audit_personal;
DROP TABLE audit_personal;
ALTER TABLE audit_personal_anew RENAME TO audit_personal;
CREATE INDEX audit_personal_candidate ON audit_personal (candidate_id);
