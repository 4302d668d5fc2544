-- Whether a lot from which hours of some employments only came stands in the way of closing: so far nobody asked for it.
INSERT INTO settings (key, effective_on, value, set_by, set_at) VALUES
    ('closing_needs_all_employments', '2000-01-01', 'false', 'clauses', '2000-01-01 00:00:00')
ON CONFLICT DO NOTHING;
