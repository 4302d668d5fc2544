-- That versions are of hours which are there, and these keep their versions, is looked at once for each statement. A
-- reference is looked up for each row, which it also locks though nobody takes hours away: a fifth of what new hours cost.
-- Whoever does take some away waits for those who are adding versions, and holds them up.
ALTER TABLE hours_versions DROP CONSTRAINT hours_versions_hours_id_fkey;

-- Each is looked up by its id, whatever the plan was made for: a connection keeps it, and hours may have been few then.
CREATE FUNCTION refuse_versions_of_no_hours() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM later WHERE (SELECT hours.id FROM hours WHERE hours.id = later.hours_id) IS NULL) THEN
        RAISE EXCEPTION 'versions are of hours' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

-- Versions that were added meanwhile are seen by a transaction that sees what others commit, and by no other.
CREATE FUNCTION refuse_loss_of_hours_with_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM earlier) THEN
        RETURN NULL;
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'hours are taken away by transactions that read what is committed';
    END IF;
    LOCK TABLE hours_versions IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM earlier JOIN hours_versions ON hours_versions.hours_id = earlier.id) THEN
        RAISE EXCEPTION 'hours keep their versions' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_emptying_hours_with_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE hours_versions IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM hours_versions) THEN
        RAISE EXCEPTION 'hours keep their versions' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_other_ids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keep their ids', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
END $$;

CREATE TRIGGER hours_versions_of_hours AFTER INSERT ON hours_versions REFERENCING NEW TABLE AS later
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_versions_of_no_hours();
CREATE TRIGGER hours_with_versions AFTER DELETE ON hours REFERENCING OLD TABLE AS earlier
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss_of_hours_with_versions();
CREATE TRIGGER hours_with_versions_emptied BEFORE TRUNCATE ON hours
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_emptying_hours_with_versions();
CREATE TRIGGER hours_keep_their_ids BEFORE UPDATE OF id ON hours FOR EACH ROW EXECUTE FUNCTION refuse_other_ids();
