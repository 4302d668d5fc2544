-- How many wrong codes were sent to confirm a second factor: after three its secret is dropped. A program that does not
-- know the column leaves it at zero.
ALTER TABLE user_second_factors ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0 CHECK (wrong_codes >= 0);
