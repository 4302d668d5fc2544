-- What an officer writes to a lot's buyer about how far it has come. The latest one up to a day stands in the buyer's account.

CREATE TABLE lot_comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- No foreign key: what was written on a lot stays when the lot is withdrawn.
    lot_id INTEGER NOT NULL,
    written_on TEXT NOT NULL,
    -- NULL withdraws the one before.
    comment TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX lot_comments_of_lot ON lot_comments (lot_id, id);

CREATE TRIGGER lot_comments_no_update BEFORE UPDATE ON lot_comments
    BEGIN SELECT RAISE(ABORT, 'lot_comments is append-only'); END;
CREATE TRIGGER lot_comments_no_delete BEFORE DELETE ON lot_comments
    BEGIN SELECT RAISE(ABORT, 'lot_comments is append-only'); END;
