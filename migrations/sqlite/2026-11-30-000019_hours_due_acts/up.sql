-- An entry of the hours due is an act: the document that it rests on (an amendment's number, an order's), and why. Entries
-- never change, so earlier ones have neither.
ALTER TABLE hours_due ADD COLUMN reference TEXT CHECK (reference <> '');
ALTER TABLE hours_due ADD COLUMN comment TEXT CHECK (comment <> '');
