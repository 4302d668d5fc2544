-- What is worked on each lot and counted, rejected hours left out: kept beside the hours, so that whoever records some need
-- not add up all the others to tell whether the lot is past its hours due. A lot's sum is that of its rows: several, so that
-- writers rarely wait for each other. Triggers keep it, one look for each statement: no way of changing hours passes it by.

CREATE TABLE lot_hours (
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 15),
    worked BIGINT NOT NULL, -- of one row, it may be less than nothing
    PRIMARY KEY (lot_id, shard)
) WITH (fillfactor = 50);

INSERT INTO lot_hours (lot_id, shard, worked)
SELECT lot_id, 0, SUM(worked) FROM hours WHERE counted AND status <> 'rejected' GROUP BY lot_id;

CREATE FUNCTION add_to_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In the order of the lots, so that no two writers wait for each other in a circle.
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, pg_backend_pid() % 16, SUM(worked) FROM later WHERE counted AND status <> 'rejected'
    GROUP BY lot_id ORDER BY lot_id
    ON CONFLICT (lot_id, shard) DO UPDATE SET worked = lot_hours.worked + excluded.worked;
    RETURN NULL;
END $$;

CREATE FUNCTION take_from_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, pg_backend_pid() % 16, -SUM(worked) FROM earlier WHERE counted AND status <> 'rejected'
    GROUP BY lot_id ORDER BY lot_id
    ON CONFLICT (lot_id, shard) DO UPDATE SET worked = lot_hours.worked + excluded.worked;
    RETURN NULL;
END $$;

CREATE FUNCTION correct_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, pg_backend_pid() % 16, SUM(worked) FROM (
        SELECT lot_id, worked FROM later WHERE counted AND status <> 'rejected'
        UNION ALL
        SELECT lot_id, -worked FROM earlier WHERE counted AND status <> 'rejected'
    ) AS changes
    GROUP BY lot_id HAVING SUM(worked) <> 0 ORDER BY lot_id
    ON CONFLICT (lot_id, shard) DO UPDATE SET worked = lot_hours.worked + excluded.worked;
    RETURN NULL;
END $$;

CREATE TRIGGER hours_lot_hours_insert AFTER INSERT ON hours REFERENCING NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION add_to_lot_hours();
CREATE TRIGGER hours_lot_hours_delete AFTER DELETE ON hours REFERENCING OLD TABLE AS earlier
    FOR EACH STATEMENT EXECUTE FUNCTION take_from_lot_hours();
CREATE TRIGGER hours_lot_hours_update AFTER UPDATE ON hours REFERENCING OLD TABLE AS earlier NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION correct_lot_hours();

-- What a person works in a month is added up at each change too, from this index alone.
DROP INDEX hours_candidate;
CREATE INDEX hours_candidate ON hours (candidate_id, month, status, worked);
