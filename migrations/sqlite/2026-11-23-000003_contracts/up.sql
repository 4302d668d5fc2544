-- Public contracts, their lots, and the hours promised on them.

CREATE TABLE public_contracts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Reference and title without accents and case, for searching.
    search_folded TEXT NOT NULL,
    buyer_id INTEGER NOT NULL REFERENCES organisations (id),
    sector TEXT NOT NULL CHECK (sector IN ('BTP', 'MS', 'PI')),
    clause_type TEXT NOT NULL CHECK (clause_type IN (
        'execution', 'award_criterion', 'execution_and_criterion', 'reserved_disability', 'reserved_iae',
        'reserved_prison', 'reserved_ess', 'insertion_object', 'voluntary')),
    amount INTEGER CHECK (amount >= 0), -- cents, before tax
    cpv TEXT,
    notified_on TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL CHECK (ends_on >= starts_on),
    commune_code TEXT CHECK (length(commune_code) = 5),
    follow_up_body TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('manual', 'decp')),
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (buyer_id, reference)
) STRICT;
CREATE INDEX public_contracts_reference ON public_contracts (reference);
CREATE INDEX public_contracts_sector ON public_contracts (sector);

CREATE TABLE lots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_contract_id INTEGER NOT NULL REFERENCES public_contracts (id),
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    -- The holder, or the one that leads where several hold the lot together.
    holder_id INTEGER REFERENCES organisations (id),
    penalty INTEGER CHECK (penalty >= 0), -- cents for each missing hour
    version INTEGER NOT NULL CHECK (version > 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (public_contract_id, number)
) STRICT;
CREATE INDEX lots_holder ON lots (holder_id);

CREATE TABLE lot_co_holders (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (lot_id, organisation_id)
) STRICT;
CREATE INDEX lot_co_holders_organisation ON lot_co_holders (organisation_id);

-- Every promise made on a lot, in the order it was made: the latest one in force is what is due.
CREATE TABLE hours_due (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    hours INTEGER NOT NULL CHECK (hours >= 0), -- hundredths of an hour
    reason TEXT NOT NULL CHECK (reason IN ('initial', 'amendment', 'order')),
    effective_on TEXT NOT NULL,
    -- What it was computed from, where it was: exact decimals.
    amount TEXT,
    labour_share TEXT,
    effort TEXT,
    hourly_cost TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CHECK ((amount IS NULL) = (labour_share IS NULL) AND (amount IS NULL) = (effort IS NULL)
        AND (amount IS NULL) = (hourly_cost IS NULL))
) STRICT;
CREATE INDEX hours_due_lot ON hours_due (lot_id);
CREATE UNIQUE INDEX hours_due_initial ON hours_due (lot_id) WHERE reason = 'initial';
