-- Whose a reference is where a partner's key speaks for no organisation: the key's own name. Nobody's own, and so the
-- house's, is what has neither.

ALTER TABLE candidates ADD COLUMN owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL);
DROP INDEX candidates_external_ref;
CREATE UNIQUE INDEX candidates_external_ref ON candidates (COALESCE(owner_id, 0), COALESCE(owner_source, ''), external_ref);
CREATE INDEX candidates_owner_source ON candidates (owner_source) WHERE owner_source IS NOT NULL;

ALTER TABLE referrals ADD COLUMN owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL);
DROP INDEX referrals_external_ref;
CREATE UNIQUE INDEX referrals_external_ref ON referrals (COALESCE(owner_id, 0), COALESCE(owner_source, ''), external_ref);
CREATE INDEX referrals_owner_source ON referrals (owner_source) WHERE owner_source IS NOT NULL;

ALTER TABLE employments ADD COLUMN owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL);
DROP INDEX employments_external_ref;
CREATE UNIQUE INDEX employments_external_ref ON employments (COALESCE(owner_id, 0), COALESCE(owner_source, ''), external_ref);
CREATE INDEX employments_owner_source ON employments (owner_source) WHERE owner_source IS NOT NULL;
