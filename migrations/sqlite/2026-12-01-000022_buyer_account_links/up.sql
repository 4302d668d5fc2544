-- Links by which a buyer opens its own account without an API key or a password.

CREATE TABLE buyer_account_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- No foreign key: a link to a buyer that was withdrawn stays, and opens nothing.
    buyer_id INTEGER NOT NULL,
    -- SHA-256 of the token in the address.
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    -- The last day on which it opens.
    expires_on TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_by TEXT,
    revoked_at TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX buyer_account_links_of_buyer ON buyer_account_links (buyer_id, id);
