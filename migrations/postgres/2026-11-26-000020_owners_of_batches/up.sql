-- Whose a batch is, and in which sectors its sender looked: names are no proof of either.

ALTER TABLE hours_batches ADD COLUMN owner_id BIGINT REFERENCES organisations (id);
ALTER TABLE hours_batches ADD COLUMN owner_source TEXT CHECK (owner_source IS NULL OR owner_id IS NULL);
ALTER TABLE hours_batches ADD COLUMN sectors TEXT NOT NULL DEFAULT 'BTP,MS,PI';

UPDATE hours_batches SET owner_id = COALESCE(
    (SELECT organisation_id FROM api_keys WHERE 'key:' || api_keys.id = sent_by),
    (SELECT organisation_id FROM users WHERE 'user:' || users.id = sent_by)
);
UPDATE hours_batches SET owner_source = (
    SELECT name FROM api_keys WHERE 'key:' || api_keys.id = sent_by AND role = 'partner'
) WHERE owner_id IS NULL;
UPDATE hours_batches SET sectors = (SELECT sectors FROM api_keys WHERE 'key:' || api_keys.id = sent_by)
WHERE EXISTS (SELECT 1 FROM api_keys WHERE 'key:' || api_keys.id = sent_by);

DROP INDEX hours_batches_source;
CREATE INDEX hours_batches_owner ON hours_batches (owner_id, id);
CREATE INDEX hours_batches_owner_source ON hours_batches (owner_source, id) WHERE owner_source IS NOT NULL;
