-- What changes rarely and is the same for everyone: places, and dated settings.

CREATE TABLE communes (
    code TEXT PRIMARY KEY CHECK (length(code) = 5),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL
) STRICT;

CREATE TABLE neighbourhoods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- The name without accents, case and punctuation: what a typed name is compared with.
    name_folded TEXT NOT NULL UNIQUE,
    commune_code TEXT NOT NULL CHECK (length(commune_code) = 5),
    -- The State's own code, where it is known; never invented.
    official_code TEXT UNIQUE
) STRICT;

CREATE TABLE neighbourhood_statuses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    neighbourhood_id INTEGER NOT NULL REFERENCES neighbourhoods (id),
    status TEXT NOT NULL CHECK (status IN ('qpv', 'watch')),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    UNIQUE (neighbourhood_id, starts_on)
) STRICT;

CREATE TABLE settings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT,
    set_by TEXT NOT NULL,
    set_at TEXT NOT NULL,
    UNIQUE (key, effective_on)
) STRICT;

INSERT INTO communes (code, name, name_folded) VALUES
    ('21003', 'Ahuy', 'ahuy'),
    ('21105', 'Bressey-sur-Tille', 'bressey sur tille'),
    ('21106', 'Bretenière', 'breteniere'),
    ('21166', 'Chenôve', 'chenove'),
    ('21171', 'Chevigny-Saint-Sauveur', 'chevigny saint sauveur'),
    ('21192', 'Corcelles-les-Monts', 'corcelles les monts'),
    ('21223', 'Daix', 'daix'),
    ('21231', 'Dijon', 'dijon'),
    ('21263', 'Fénay', 'fenay'),
    ('21270', 'Flavignerot', 'flavignerot'),
    ('21278', 'Fontaine-lès-Dijon', 'fontaine les dijon'),
    ('21315', 'Hauteville-lès-Dijon', 'hauteville les dijon'),
    ('21355', 'Longvic', 'longvic'),
    ('21370', 'Magny-sur-Tille', 'magny sur tille'),
    ('21390', 'Marsannay-la-Côte', 'marsannay la cote'),
    ('21452', 'Neuilly-Crimolois', 'neuilly crimolois'),
    ('21473', 'Ouges', 'ouges'),
    ('21481', 'Perrigny-lès-Dijon', 'perrigny les dijon'),
    ('21485', 'Plombières-lès-Dijon', 'plombieres les dijon'),
    ('21515', 'Quetigny', 'quetigny'),
    ('21540', 'Saint-Apollinaire', 'saint apollinaire'),
    ('21605', 'Sennecey-lès-Dijon', 'sennecey les dijon'),
    ('21617', 'Talant', 'talant');

INSERT INTO neighbourhoods (name, name_folded, commune_code) VALUES
    ('Dijon – Grésilles', 'dijon gresilles', '21231'),
    ('Dijon – Fontaine d''Ouche', 'dijon fontaine d ouche', '21231'),
    ('Chenôve – Le Mail', 'chenove le mail', '21166'),
    ('Longvic – Bief du Moulin', 'longvic bief du moulin', '21355'),
    ('Talant – Le Belvédère', 'talant le belvedere', '21617'),
    ('Quetigny – Centre', 'quetigny centre', '21515');

INSERT INTO neighbourhood_statuses (neighbourhood_id, status, starts_on, ends_on)
    SELECT id, 'qpv', '2015-01-01', NULL FROM neighbourhoods WHERE name_folded <> 'quetigny centre';
INSERT INTO neighbourhood_statuses (neighbourhood_id, status, starts_on, ends_on)
    SELECT id, 'watch', '2015-01-01', '2023-12-31' FROM neighbourhoods WHERE name_folded = 'quetigny centre';
INSERT INTO neighbourhood_statuses (neighbourhood_id, status, starts_on, ends_on)
    SELECT id, 'qpv', '2024-01-01', NULL FROM neighbourhoods WHERE name_folded = 'quetigny centre';

INSERT INTO settings (key, effective_on, value, set_by, set_at) VALUES
    ('weekly_cap_hours', '2000-01-01', '48', 'clauses', '2000-01-01 00:00:00'),
    ('fte_divisor', '2000-01-01', '1607', 'clauses', '2000-01-01 00:00:00'),
    ('window_months', '2000-01-01', '24', 'clauses', '2000-01-01 00:00:00'),
    ('cdi_window_months', '2000-01-01', '12', 'clauses', '2000-01-01 00:00:00'),
    ('training_contract_until_its_end', '2000-01-01', 'true', 'clauses', '2000-01-01 00:00:00'),
    ('validation_needs_evidence', '2000-01-01', 'false', 'clauses', '2000-01-01 00:00:00'),
    ('partner_validates', '2000-01-01', 'false', 'clauses', '2000-01-01 00:00:00'),
    ('labour_share', '2000-01-01', '0.50', 'clauses', '2000-01-01 00:00:00'),
    ('insertion_effort', '2000-01-01', '0.05', 'clauses', '2000-01-01 00:00:00'),
    ('hourly_labour_cost', '2000-01-01', '30.00', 'clauses', '2000-01-01 00:00:00');
