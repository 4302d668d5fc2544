-- The orders of lists of employments and referrals, down to the id that decides between equals, so that an index gives a page
-- without sorting. Rows without a last day, or without a decision, come last in both directions, so that each has its index.
CREATE INDEX employments_starts ON employments (starts_on, id, ends_on);
CREATE INDEX employments_ends_first ON employments ((ends_on IS NULL), ends_on, id);
CREATE INDEX employments_ends_last ON employments ((ends_on IS NULL), ends_on DESC, id DESC);
CREATE INDEX referrals_decided_first ON referrals ((decided_on IS NULL), decided_on, id);
CREATE INDEX referrals_decided_last ON referrals ((decided_on IS NULL), decided_on DESC, id DESC);
