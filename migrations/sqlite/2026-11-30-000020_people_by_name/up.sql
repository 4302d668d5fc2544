-- SQLite sorts texts byte by byte already; PostgreSQL is told to on the other side.
SELECT 1;
