-- The organisations that play a role, the keys that let their programs in, and what was done.

CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    siret TEXT UNIQUE CHECK (length(siret) = 14),
    employer_kind TEXT CHECK (employer_kind IN (
        'company', 'EI', 'ACI', 'ETTI', 'AI', 'GEIQ', 'EA', 'ESAT', 'temp_agency', 'other')),
    prescriber_kind TEXT CHECK (prescriber_kind IN (
        'plie_referent', 'france_travail', 'mission_locale', 'cap_emploi', 'department', 'region',
        'municipal_service', 'temp_agency', 'iae_structure', 'geiq', 'training_body', 'association', 'employer',
        'other')),
    buyer_kind TEXT CHECK (buyer_kind IN (
        'state', 'region', 'department', 'intercommunality', 'commune', 'social_landlord', 'hospital',
        'other_public', 'private')),
    contact_name TEXT,
    contact_email TEXT,
    contact_phone TEXT,
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX organisations_name ON organisations (name_folded);

CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- The first characters of the secret, to recognise it by; the secret itself is never stored.
    prefix TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    role TEXT NOT NULL CHECK (role IN ('admin', 'officer', 'partner', 'dashboard', 'plie')),
    sectors TEXT NOT NULL,
    organisation_id INTEGER REFERENCES organisations (id),
    expires_on TEXT,
    revoked_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX api_keys_organisation ON api_keys (organisation_id);

-- Append-only: one row for each change, in the transaction of the change itself.
CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER,
    -- JSON: the names of the fields that changed, and the values that are no personal data.
    changes TEXT NOT NULL,
    reason TEXT,
    request_id TEXT
) STRICT;
CREATE INDEX audit_events_subject ON audit_events (subject, subject_id);

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
