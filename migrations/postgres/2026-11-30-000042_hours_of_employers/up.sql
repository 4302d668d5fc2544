-- What employers' hours add up to, without a look at the rows. It serves the foreign key too.
DROP INDEX hours_employer;
CREATE INDEX hours_employer ON hours (employer_id, sector, status, worked);
