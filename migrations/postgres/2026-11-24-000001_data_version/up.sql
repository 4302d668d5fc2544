-- How often anything changed that a total or a bilan could show: the sum of the counters, raised by every such change in
-- its own transaction. Several rows, so that writers rarely wait for each other.

CREATE TABLE data_version (
    shard INTEGER PRIMARY KEY CHECK (shard BETWEEN 0 AND 15),
    counter BIGINT NOT NULL CHECK (counter >= 0)
) WITH (fillfactor = 20);
INSERT INTO data_version (shard, counter) SELECT shard, 0 FROM generate_series(0, 15) AS shards (shard);
