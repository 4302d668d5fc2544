-- What counts on a lot is summed from its hours where a warning needs it: the index `hours_lot` alone gives it, and a lot
-- has some dozens of rows a year.
DROP TRIGGER hours_lot_hours_insert ON hours;
DROP TRIGGER hours_lot_hours_delete ON hours;
DROP TRIGGER hours_lot_hours_update ON hours;
DROP FUNCTION add_to_lot_hours();
DROP FUNCTION take_from_lot_hours();
DROP FUNCTION correct_lot_hours();
DROP FUNCTION own_shard();
DROP TABLE lot_hours;

-- A version refers to its hours by a foreign key, in place of the triggers that looked once for each statement.
DROP TRIGGER hours_versions_of_hours ON hours_versions;
DROP TRIGGER hours_with_versions ON hours;
DROP TRIGGER hours_with_versions_emptied ON hours;
DROP TRIGGER hours_keep_their_ids ON hours;
DROP FUNCTION refuse_versions_of_no_hours();
DROP FUNCTION refuse_loss_of_hours_with_versions();
DROP FUNCTION refuse_emptying_hours_with_versions();
DROP FUNCTION refuse_other_ids();
ALTER TABLE hours_versions
    ADD CONSTRAINT hours_versions_hours_id_fkey FOREIGN KEY (hours_id) REFERENCES hours (id);
