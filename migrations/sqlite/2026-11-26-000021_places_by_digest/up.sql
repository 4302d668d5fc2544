-- Whether anybody came in from a place is asked of every sign-in.

CREATE INDEX user_places_digest ON user_places (digest);
