-- People's accounts: who they are, what lets them in, and where they are signed in. Every secret but the second
-- factor's is stored as a digest or a slow hash only.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    -- The address without case, by which people sign in.
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'officer', 'dashboard')),
    sectors TEXT NOT NULL,
    organisation_id INTEGER REFERENCES organisations (id),
    -- A PHC string of argon2id; none until the invitation is taken up.
    password_hash TEXT CHECK (password_hash LIKE '$argon2id$%'),
    disabled_at TEXT,
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX users_organisation ON users (organisation_id);

CREATE TABLE user_second_factors (
    user_id INTEGER PRIMARY KEY REFERENCES users (id),
    -- Sealed where the environment gives a key, else as it is; the prefix tells which.
    secret TEXT NOT NULL CHECK (secret LIKE 'sealed:%' OR secret LIKE 'plain:%'),
    confirmed_at TEXT,
    -- The last step whose code was taken: no code is taken twice.
    last_step INTEGER NOT NULL CHECK (last_step >= 0),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE user_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER REFERENCES users (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'invitation', 'reset', 'second_step')),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    CHECK ((purpose = 'setup') = (user_id IS NULL))
) STRICT;
CREATE INDEX user_links_user ON user_links (user_id);
CREATE INDEX user_links_expires ON user_links (expires_at);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Browsers and addresses that an account was signed in from, as digests: from there its owner always comes in.
CREATE TABLE user_places (
    user_id INTEGER NOT NULL REFERENCES users (id),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    seen_at TEXT NOT NULL,
    PRIMARY KEY (user_id, digest)
) STRICT;
CREATE INDEX user_places_seen ON user_places (seen_at);
