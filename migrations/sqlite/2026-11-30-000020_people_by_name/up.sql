-- SQLite sorts texts byte by byte already; on the other side PostgreSQL gets a collation for it.
SELECT 1;
