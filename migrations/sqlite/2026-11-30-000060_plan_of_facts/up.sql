-- SQLite plans the statements of triggers with the statement that fires them.
SELECT 1;
