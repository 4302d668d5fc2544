-- What is worked on each lot and counted, rejected hours left out: kept beside the hours, so that whoever records some need
-- not add up all the others to tell whether the lot is past its hours due. A lot's sum is that of its rows; SQLite, with one
-- writer at a time, needs only one. Triggers keep it, for each row alone: no way of changing hours passes it by.

CREATE TABLE lot_hours (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 15),
    worked INTEGER NOT NULL, -- of one row, it may be less than nothing
    PRIMARY KEY (lot_id, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO lot_hours (lot_id, shard, worked)
SELECT lot_id, 0, SUM(worked) FROM hours WHERE counted AND status <> 'rejected' GROUP BY lot_id;

CREATE TRIGGER hours_lot_hours_insert AFTER INSERT ON hours WHEN NEW.counted AND NEW.status <> 'rejected'
    BEGIN
        INSERT INTO lot_hours (lot_id, shard, worked) VALUES (NEW.lot_id, 0, NEW.worked)
        ON CONFLICT (lot_id, shard) DO UPDATE SET worked = worked + excluded.worked;
    END;
CREATE TRIGGER hours_lot_hours_delete AFTER DELETE ON hours WHEN OLD.counted AND OLD.status <> 'rejected'
    BEGIN
        UPDATE lot_hours SET worked = worked - OLD.worked WHERE lot_id = OLD.lot_id AND shard = 0;
    END;
CREATE TRIGGER hours_lot_hours_update AFTER UPDATE OF lot_id, worked, status, counted ON hours
    WHEN (OLD.lot_id, OLD.worked, OLD.status, OLD.counted) IS NOT (NEW.lot_id, NEW.worked, NEW.status, NEW.counted)
    BEGIN
        UPDATE lot_hours SET worked = worked - OLD.worked
        WHERE lot_id = OLD.lot_id AND shard = 0 AND OLD.counted AND OLD.status <> 'rejected';
        INSERT INTO lot_hours (lot_id, shard, worked)
        SELECT NEW.lot_id, 0, NEW.worked WHERE NEW.counted AND NEW.status <> 'rejected'
        ON CONFLICT (lot_id, shard) DO UPDATE SET worked = worked + excluded.worked;
    END;

-- What a person works in a month is added up at each change too, from this index alone.
DROP INDEX hours_candidate;
CREATE INDEX hours_candidate ON hours (candidate_id, month, status, worked);
