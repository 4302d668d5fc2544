-- What a bilan and a list of months are asked for: their cost follows the rows of the period, not those stored.

CREATE INDEX referrals_decided ON referrals (decided_on);
CREATE INDEX assignments_ends ON assignments (ends_on, starts_on);
CREATE INDEX hours_in_order ON hours (month, id);
