-- What an officer noted of a reminder: to whom, about which month and sectors, with which text. Nothing is sent from here.
-- A reminder is noted once and does not change.
CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12),
    sectors TEXT NOT NULL CHECK (sectors <> ''), -- codes with commas between them
    text TEXT,
    noted_by TEXT NOT NULL,
    noted_at TEXT NOT NULL
) STRICT;
CREATE INDEX reminders_organisation ON reminders (organisation_id, month);
CREATE INDEX reminders_month ON reminders (month);
