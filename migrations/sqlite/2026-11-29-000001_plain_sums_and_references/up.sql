-- What counts on a lot is summed from its hours where a warning needs it: the index `hours_lot` alone gives it, and a lot
-- has some dozens of rows a year.
DROP TRIGGER hours_lot_hours_insert;
DROP TRIGGER hours_lot_hours_delete;
DROP TRIGGER hours_lot_hours_update;
DROP TABLE lot_hours;
