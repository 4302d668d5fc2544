-- That versions are of hours which are there, and these keep their versions, is looked at once for each statement. A
-- reference is looked up for each row, which it also locks though nobody takes hours away: a fifth of what new hours cost.
-- Whoever does take some away waits for those who are adding versions, and holds them up.
ALTER TABLE hours_versions DROP CONSTRAINT hours_versions_hours_id_fkey;

CREATE FUNCTION refuse_versions_of_no_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM later WHERE NOT EXISTS (SELECT 1 FROM hours WHERE hours.id = later.hours_id)) THEN
        RAISE EXCEPTION 'versions are of hours' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_loss_of_hours_with_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE hours_versions IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM earlier JOIN hours_versions ON hours_versions.hours_id = earlier.id) THEN
        RAISE EXCEPTION 'hours keep their versions' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER hours_versions_of_hours AFTER INSERT ON hours_versions REFERENCING NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_versions_of_no_hours();
CREATE TRIGGER hours_with_versions AFTER DELETE ON hours REFERENCING OLD TABLE AS earlier
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss_of_hours_with_versions();
CREATE TRIGGER hours_keep_their_ids BEFORE UPDATE OF id ON hours FOR EACH ROW EXECUTE FUNCTION refuse_change();
