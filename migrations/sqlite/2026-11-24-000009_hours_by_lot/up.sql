-- What is done on a lot is added up at each change of its hours, from this index alone.
DROP INDEX hours_lot;
CREATE INDEX hours_lot ON hours (lot_id, month, status, counted, worked);
