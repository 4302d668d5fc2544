-- Who opened which person's file, and when. It refers to no table: it outlives what it tells of.

CREATE TABLE reads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    -- What was read, such as candidate or waivers.
    what TEXT NOT NULL,
    -- Whose; none where a list of many people was looked through.
    candidate_id INTEGER,
    request_id TEXT
) STRICT;
CREATE INDEX reads_at ON reads (at);
CREATE INDEX reads_candidate ON reads (candidate_id, id);
CREATE INDEX reads_actor ON reads (actor, id);

CREATE TRIGGER reads_no_update BEFORE UPDATE ON reads
    BEGIN SELECT RAISE(ABORT, 'reads is append-only'); END;
