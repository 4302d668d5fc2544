-- Lists of all people by their references, and a search for one.
CREATE INDEX candidates_reference ON candidates (external_ref) WHERE external_ref IS NOT NULL;
-- Everybody's last place of living.
CREATE INDEX addresses_last ON addresses (candidate_id, starts_on, commune_code, neighbourhood_id);
-- The latest referral of a person. It serves the foreign key too.
DROP INDEX referrals_candidate;
CREATE INDEX referrals_latest ON referrals (candidate_id, referred_on, id, outcome);
-- The orders of lists, down to the id that decides between equals, so that an index gives them without sorting. SQLite's
-- indexes end with the id by themselves.
DROP INDEX candidates_name;
CREATE INDEX candidates_name ON candidates (name_folded, birth_date, id);
DROP INDEX candidates_birth_date;
CREATE INDEX candidates_birth_date ON candidates (birth_date, id);
