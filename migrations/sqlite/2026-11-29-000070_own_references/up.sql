-- What a partner calls a person or an employment that others recorded. The reference of who recorded it stays in its own
-- row. A partner's references are unique over both places: the program locks a reference before it looks in both.
-- Nobody but the partner reads them, so they do not mark the row as changed: other readers would learn of them.
CREATE TABLE candidate_references (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    owner_id INTEGER REFERENCES organisations (id),
    owner_source TEXT,
    external_ref TEXT NOT NULL,
    -- The house has no rows here: it changes the reference of the record.
    CHECK ((owner_id IS NULL) <> (owner_source IS NULL)),
    UNIQUE (owner_id, external_ref),
    UNIQUE (owner_source, external_ref),
    UNIQUE (candidate_id, owner_id),
    UNIQUE (candidate_id, owner_source)
) STRICT;
CREATE TABLE employment_references (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employment_id INTEGER NOT NULL REFERENCES employments (id),
    owner_id INTEGER REFERENCES organisations (id),
    owner_source TEXT,
    external_ref TEXT NOT NULL,
    CHECK ((owner_id IS NULL) <> (owner_source IS NULL)),
    UNIQUE (owner_id, external_ref),
    UNIQUE (owner_source, external_ref),
    UNIQUE (employment_id, owner_id),
    UNIQUE (employment_id, owner_source)
) STRICT;
