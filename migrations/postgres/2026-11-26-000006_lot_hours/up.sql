-- What is worked on each lot and counted, rejected hours left out: kept beside the hours, so that whoever records some need
-- not add up all the others to tell whether the lot is past its hours due. A lot's sum is that of its rows: one for each of
-- 16 shards, so that writers rarely wait for each other. Triggers keep it, one look for each statement: no way of changing
-- hours passes it by.

-- Nobody changes hours between what is added up now and the triggers.
LOCK TABLE hours IN ACCESS EXCLUSIVE MODE;

CREATE TABLE lot_hours (
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 15),
    worked BIGINT NOT NULL, -- of one row, it may be less than nothing
    PRIMARY KEY (lot_id, shard)
) WITH (fillfactor = 50);

INSERT INTO lot_hours (lot_id, shard, worked)
SELECT lot_id, 0, SUM(worked) FROM hours WHERE counted AND status <> 'rejected' GROUP BY lot_id;

-- The shard of this connection, which the transaction then has alone: whoever has it waits for nobody else's sums, in
-- whatever order the lots come. Two connections that share one write one after the other.
CREATE FUNCTION own_shard() RETURNS INTEGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7404, pg_backend_pid() % 16);
    RETURN pg_backend_pid() % 16;
END $$;

CREATE FUNCTION add_to_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own INTEGER := own_shard();
BEGIN
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, own, SUM(worked) FROM later WHERE counted AND status <> 'rejected' GROUP BY lot_id
    ON CONFLICT (lot_id, shard) DO UPDATE SET worked = lot_hours.worked + excluded.worked;
    RETURN NULL;
END $$;

CREATE FUNCTION take_from_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own INTEGER := own_shard();
BEGIN
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, own, -SUM(worked) FROM earlier WHERE counted AND status <> 'rejected' GROUP BY lot_id
    ON CONFLICT (lot_id, shard) DO UPDATE SET worked = lot_hours.worked + excluded.worked;
    RETURN NULL;
END $$;

CREATE FUNCTION correct_lot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own INTEGER;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM later) THEN
        RETURN NULL;
    END IF;
    own := own_shard();
    INSERT INTO lot_hours (lot_id, shard, worked)
    SELECT lot_id, own, SUM(worked) FROM (
        SELECT lot_id, worked FROM later WHERE counted AND status <> 'rejected'
        UNION ALL
        SELECT lot_id, -worked FROM earlier WHERE counted AND status <> 'rejected'
    ) AS changes
    GROUP BY lot_id HAVING SUM(worked) <> 0
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
