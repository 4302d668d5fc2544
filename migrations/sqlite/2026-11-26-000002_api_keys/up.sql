-- A key may have several secrets, so that it is rotated without changing who it is. SQLite takes no column away that is
-- unique, so the keys are written anew; nothing refers to them yet.

CREATE TABLE api_keys_before AS SELECT * FROM api_keys;
DROP TABLE api_keys;

CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'officer', 'partner', 'dashboard', 'plie')),
    sectors TEXT NOT NULL,
    organisation_id INTEGER REFERENCES organisations (id),
    expires_on TEXT,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0)
) STRICT;
CREATE INDEX api_keys_organisation ON api_keys (organisation_id);

INSERT INTO api_keys (id, name, role, sectors, organisation_id, expires_on, revoked_at, created_at)
SELECT id, name, role, sectors, organisation_id, expires_on, revoked_at, created_at FROM api_keys_before ORDER BY id;

CREATE TABLE api_key_secrets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    api_key_id INTEGER NOT NULL REFERENCES api_keys (id),
    -- The first characters of the secret, to recognise it by; the secret itself is never stored.
    prefix TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    created_at TEXT NOT NULL,
    -- From this moment on it opens nothing; none for a key's latest secret.
    ends_at TEXT,
    last_used_at TEXT
) STRICT;
CREATE INDEX api_key_secrets_key ON api_key_secrets (api_key_id);
-- One secret of a key is its latest.
CREATE UNIQUE INDEX api_key_secrets_latest ON api_key_secrets (api_key_id) WHERE ends_at IS NULL;

INSERT INTO api_key_secrets (api_key_id, prefix, secret_hash, created_at)
SELECT id, prefix, secret_hash, created_at FROM api_keys_before ORDER BY id;

DROP TABLE api_keys_before;
