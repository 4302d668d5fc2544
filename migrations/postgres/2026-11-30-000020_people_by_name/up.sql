-- Lists of people are sorted by their folded names, byte by byte, as SQLite sorts every text: the order must not depend on
-- the locale in which a server's database was made. The rows stay where they are; the indexes on the column are built again.
ALTER TABLE candidates ALTER COLUMN name_folded TYPE TEXT COLLATE "C";
