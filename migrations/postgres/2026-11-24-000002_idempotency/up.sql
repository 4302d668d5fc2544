-- Answers to POSTs that came with an Idempotency-Key, kept a day so that the same POST is answered alike and not done
-- again.

CREATE TABLE idempotent_answers (
    actor TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- SHA-256 of the request and of what its sender may do and see.
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    -- None: the work left nothing at one address, and was answered with 200.
    location TEXT,
    version BIGINT,
    body TEXT NOT NULL,
    -- The person that the answer tells of: it goes with them.
    candidate_id BIGINT REFERENCES candidates (id),
    kept_at TIMESTAMP NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotent_answers_kept ON idempotent_answers (kept_at);
CREATE INDEX idempotent_answers_candidate ON idempotent_answers (candidate_id);
