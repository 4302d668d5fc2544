-- Lists of all people by their references, and a search for one.
CREATE INDEX candidates_reference ON candidates (external_ref) WHERE external_ref IS NOT NULL;
-- Everybody's last place of living.
CREATE INDEX addresses_last ON addresses (candidate_id, starts_on, commune_code, neighbourhood_id);
-- The latest referral of a person. It serves the foreign key too.
DROP INDEX referrals_candidate;
CREATE INDEX referrals_latest ON referrals (candidate_id, referred_on, id, outcome);
-- SQLite's indexes end with the id, so that those of names and birth dates give the orders of lists already. On the other
-- side PostgreSQL gets them with the id.
