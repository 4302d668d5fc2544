-- A person's month is read row by row, each with its employment and lot: from this index alone nothing is added up any more.
DROP INDEX hours_candidate;
CREATE INDEX hours_candidate ON hours (candidate_id, month);
