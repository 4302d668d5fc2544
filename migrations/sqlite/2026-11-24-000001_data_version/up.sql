-- How often anything changed that a total or a bilan could show: the sum of the counters, raised by every such change in
-- its own transaction. One row would do where there is one writer; both engines have the same.

CREATE TABLE data_version (
    shard INTEGER PRIMARY KEY CHECK (shard BETWEEN 0 AND 15),
    counter INTEGER NOT NULL CHECK (counter >= 0)
) STRICT;
INSERT INTO data_version (shard, counter)
    VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
           (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);
