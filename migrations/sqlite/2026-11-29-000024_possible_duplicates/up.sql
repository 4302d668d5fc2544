-- Searches find names with letters that have no accent to lose (ø, đ, ð, ł, ı, ß, ħ, þ …), as the program folds them from
-- now on: those that are stored are folded in the same way.
UPDATE candidates SET name_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ß', 'ss'), 'þ', 'th'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'ı', 'i'), 'ħ', 'h'), 'ŧ', 't'), 'ŋ', 'n'),
    'ɲ', 'n'), 'ɓ', 'b'), 'ɗ', 'd'), 'ƙ', 'k'), 'ɛ', 'e'), 'ɔ', 'o'), 'ə', 'e'), 'ς', 'σ')
    WHERE name_folded LIKE '%ß%' OR name_folded LIKE '%þ%' OR name_folded LIKE '%ø%' OR name_folded LIKE '%đ%' OR
    name_folded LIKE '%ð%' OR name_folded LIKE '%ł%' OR name_folded LIKE '%ı%' OR name_folded LIKE '%ħ%' OR
    name_folded LIKE '%ŧ%' OR name_folded LIKE '%ŋ%' OR name_folded LIKE '%ɲ%' OR name_folded LIKE '%ɓ%' OR
    name_folded LIKE '%ɗ%' OR name_folded LIKE '%ƙ%' OR name_folded LIKE '%ɛ%' OR name_folded LIKE '%ɔ%' OR
    name_folded LIKE '%ə%' OR name_folded LIKE '%ς%';
UPDATE organisations SET name_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ß', 'ss'), 'þ', 'th'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'ı', 'i'), 'ħ', 'h'), 'ŧ', 't'), 'ŋ', 'n'),
    'ɲ', 'n'), 'ɓ', 'b'), 'ɗ', 'd'), 'ƙ', 'k'), 'ɛ', 'e'), 'ɔ', 'o'), 'ə', 'e'), 'ς', 'σ')
    WHERE name_folded LIKE '%ß%' OR name_folded LIKE '%þ%' OR name_folded LIKE '%ø%' OR name_folded LIKE '%đ%' OR
    name_folded LIKE '%ð%' OR name_folded LIKE '%ł%' OR name_folded LIKE '%ı%' OR name_folded LIKE '%ħ%' OR
    name_folded LIKE '%ŧ%' OR name_folded LIKE '%ŋ%' OR name_folded LIKE '%ɲ%' OR name_folded LIKE '%ɓ%' OR
    name_folded LIKE '%ɗ%' OR name_folded LIKE '%ƙ%' OR name_folded LIKE '%ɛ%' OR name_folded LIKE '%ɔ%' OR
    name_folded LIKE '%ə%' OR name_folded LIKE '%ς%';
UPDATE public_contracts SET search_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(search_folded,
    'ß', 'ss'), 'þ', 'th'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'ı', 'i'), 'ħ', 'h'), 'ŧ', 't'), 'ŋ', 'n'),
    'ɲ', 'n'), 'ɓ', 'b'), 'ɗ', 'd'), 'ƙ', 'k'), 'ɛ', 'e'), 'ɔ', 'o'), 'ə', 'e'), 'ς', 'σ')
    WHERE search_folded LIKE '%ß%' OR search_folded LIKE '%þ%' OR search_folded LIKE '%ø%' OR search_folded LIKE '%đ%'
    OR search_folded LIKE '%ð%' OR search_folded LIKE '%ł%' OR search_folded LIKE '%ı%' OR search_folded LIKE '%ħ%' OR
    search_folded LIKE '%ŧ%' OR search_folded LIKE '%ŋ%' OR search_folded LIKE '%ɲ%' OR search_folded LIKE '%ɓ%' OR
    search_folded LIKE '%ɗ%' OR search_folded LIKE '%ƙ%' OR search_folded LIKE '%ɛ%' OR search_folded LIKE '%ɔ%' OR
    search_folded LIKE '%ə%' OR search_folded LIKE '%ς%';
UPDATE communes SET name_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ß', 'ss'), 'þ', 'th'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'ı', 'i'), 'ħ', 'h'), 'ŧ', 't'), 'ŋ', 'n'),
    'ɲ', 'n'), 'ɓ', 'b'), 'ɗ', 'd'), 'ƙ', 'k'), 'ɛ', 'e'), 'ɔ', 'o'), 'ə', 'e'), 'ς', 'σ')
    WHERE name_folded LIKE '%ß%' OR name_folded LIKE '%þ%' OR name_folded LIKE '%ø%' OR name_folded LIKE '%đ%' OR
    name_folded LIKE '%ð%' OR name_folded LIKE '%ł%' OR name_folded LIKE '%ı%' OR name_folded LIKE '%ħ%' OR
    name_folded LIKE '%ŧ%' OR name_folded LIKE '%ŋ%' OR name_folded LIKE '%ɲ%' OR name_folded LIKE '%ɓ%' OR
    name_folded LIKE '%ɗ%' OR name_folded LIKE '%ƙ%' OR name_folded LIKE '%ɛ%' OR name_folded LIKE '%ɔ%' OR
    name_folded LIKE '%ə%' OR name_folded LIKE '%ς%';
UPDATE neighbourhoods SET name_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ß', 'ss'), 'þ', 'th'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'ı', 'i'), 'ħ', 'h'), 'ŧ', 't'), 'ŋ', 'n'),
    'ɲ', 'n'), 'ɓ', 'b'), 'ɗ', 'd'), 'ƙ', 'k'), 'ɛ', 'e'), 'ɔ', 'o'), 'ə', 'e'), 'ς', 'σ')
    WHERE name_folded LIKE '%ß%' OR name_folded LIKE '%þ%' OR name_folded LIKE '%ø%' OR name_folded LIKE '%đ%' OR
    name_folded LIKE '%ð%' OR name_folded LIKE '%ł%' OR name_folded LIKE '%ı%' OR name_folded LIKE '%ħ%' OR
    name_folded LIKE '%ŧ%' OR name_folded LIKE '%ŋ%' OR name_folded LIKE '%ɲ%' OR name_folded LIKE '%ɓ%' OR
    name_folded LIKE '%ɗ%' OR name_folded LIKE '%ƙ%' OR name_folded LIKE '%ɛ%' OR name_folded LIKE '%ɔ%' OR
    name_folded LIKE '%ə%' OR name_folded LIKE '%ς%';
-- The letters that are written like an apostrophe separate words, as apostrophes do.
UPDATE candidates SET name_folded = trim(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ʹ', ' '), 'ʺ', ' '), 'ʻ', ' '), 'ʼ', ' '), 'ʽ', ' '), 'ʾ', ' '), 'ʿ', ' '), 'Ꞌ', ' '), 'ꞌ', ' '),
    '  ', ' '), '  ', ' '), '  ', ' '))
    WHERE name_folded LIKE '%ʹ%' OR name_folded LIKE '%ʺ%' OR name_folded LIKE '%ʻ%' OR name_folded LIKE '%ʼ%' OR
    name_folded LIKE '%ʽ%' OR name_folded LIKE '%ʾ%' OR name_folded LIKE '%ʿ%' OR name_folded LIKE '%Ꞌ%' OR
    name_folded LIKE '%ꞌ%';
UPDATE organisations SET name_folded = trim(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ʹ', ' '), 'ʺ', ' '), 'ʻ', ' '), 'ʼ', ' '), 'ʽ', ' '), 'ʾ', ' '), 'ʿ', ' '), 'Ꞌ', ' '), 'ꞌ', ' '),
    '  ', ' '), '  ', ' '), '  ', ' '))
    WHERE name_folded LIKE '%ʹ%' OR name_folded LIKE '%ʺ%' OR name_folded LIKE '%ʻ%' OR name_folded LIKE '%ʼ%' OR
    name_folded LIKE '%ʽ%' OR name_folded LIKE '%ʾ%' OR name_folded LIKE '%ʿ%' OR name_folded LIKE '%Ꞌ%' OR
    name_folded LIKE '%ꞌ%';
UPDATE communes SET name_folded = trim(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ʹ', ' '), 'ʺ', ' '), 'ʻ', ' '), 'ʼ', ' '), 'ʽ', ' '), 'ʾ', ' '), 'ʿ', ' '), 'Ꞌ', ' '), 'ꞌ', ' '),
    '  ', ' '), '  ', ' '), '  ', ' '))
    WHERE name_folded LIKE '%ʹ%' OR name_folded LIKE '%ʺ%' OR name_folded LIKE '%ʻ%' OR name_folded LIKE '%ʼ%' OR
    name_folded LIKE '%ʽ%' OR name_folded LIKE '%ʾ%' OR name_folded LIKE '%ʿ%' OR name_folded LIKE '%Ꞌ%' OR
    name_folded LIKE '%ꞌ%';
UPDATE neighbourhoods SET name_folded = trim(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(name_folded,
    'ʹ', ' '), 'ʺ', ' '), 'ʻ', ' '), 'ʼ', ' '), 'ʽ', ' '), 'ʾ', ' '), 'ʿ', ' '), 'Ꞌ', ' '), 'ꞌ', ' '),
    '  ', ' '), '  ', ' '), '  ', ' '))
    WHERE name_folded LIKE '%ʹ%' OR name_folded LIKE '%ʺ%' OR name_folded LIKE '%ʻ%' OR name_folded LIKE '%ʼ%' OR
    name_folded LIKE '%ʽ%' OR name_folded LIKE '%ʾ%' OR name_folded LIKE '%ʿ%' OR name_folded LIKE '%Ꞌ%' OR
    name_folded LIKE '%ꞌ%';
UPDATE public_contracts SET search_folded = trim(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(search_folded,
    'ʹ', ' '), 'ʺ', ' '), 'ʻ', ' '), 'ʼ', ' '), 'ʽ', ' '), 'ʾ', ' '), 'ʿ', ' '), 'Ꞌ', ' '), 'ꞌ', ' '),
    '  ', ' '), '  ', ' '), '  ', ' '))
    WHERE search_folded LIKE '%ʹ%' OR search_folded LIKE '%ʺ%' OR search_folded LIKE '%ʻ%' OR
    search_folded LIKE '%ʼ%' OR search_folded LIKE '%ʽ%' OR search_folded LIKE '%ʾ%' OR
    search_folded LIKE '%ʿ%' OR search_folded LIKE '%Ꞌ%' OR search_folded LIKE '%ꞌ%';

-- Who may be recorded twice: looked up by both names closed up, in either order, and by the birth date.
CREATE INDEX candidates_names_closed_up ON candidates (replace(name_folded, ' ', ''));
CREATE INDEX candidates_birth_date ON candidates (birth_date);

-- Findings about people: two records that may be about one person. Those about hours have a row, a month and a sector.
-- SQLite cannot change a constraint, and no table refers to this one: it is made anew.
CREATE TABLE findings_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('frozen_values', 'possible_duplicate')),
    hours_id INTEGER REFERENCES hours (id),
    month INTEGER,
    sector TEXT CHECK (sector IN ('BTP', 'MS', 'PI')),
    fields TEXT NOT NULL CHECK (fields <> ''), -- names with commas between them, never values
    noted_at TEXT NOT NULL,
    candidate_id INTEGER REFERENCES candidates (id),
    other_candidate_id INTEGER REFERENCES candidates (id),
    UNIQUE (hours_id, kind),
    CHECK (
        (kind = 'frozen_values' AND hours_id IS NOT NULL AND month IS NOT NULL AND sector IS NOT NULL
            AND candidate_id IS NULL AND other_candidate_id IS NULL)
        OR (kind = 'possible_duplicate' AND hours_id IS NULL AND month IS NULL AND sector IS NULL
            AND candidate_id IS NOT NULL AND other_candidate_id IS NOT NULL AND other_candidate_id < candidate_id)
    )
) STRICT;
INSERT INTO findings_anew (id, kind, hours_id, month, sector, fields, noted_at)
SELECT id, kind, hours_id, month, sector, fields, noted_at FROM findings;
DROP TABLE findings;
ALTER TABLE findings_anew RENAME TO findings;
CREATE INDEX findings_sector ON findings (sector);
CREATE UNIQUE INDEX findings_candidates ON findings (candidate_id, other_candidate_id);
CREATE INDEX findings_other_candidate ON findings (other_candidate_id);

-- The duplicates of before are found by their names closed up, as both engines can compare them. One change of either
-- record has the program compare last and first names, which finds the others and takes back what was none.
INSERT INTO findings (kind, fields, noted_at, candidate_id, other_candidate_id)
SELECT 'possible_duplicate',
    CASE WHEN later.birth_date = earlier.birth_date THEN 'last_name,first_name,birth_date' ELSE 'last_name,first_name' END,
    datetime('now'), later.id, earlier.id
FROM candidates later
JOIN candidates earlier ON replace(earlier.name_folded, ' ', '') = replace(later.name_folded, ' ', '')
    AND earlier.id < later.id
WHERE later.name_folded <> '';
