-- The name under which an organisation sends hours, once it sends them and is renamed. Hours keep their sender's name; a
-- batch is compared with what the same sender sent last.
ALTER TABLE organisations ADD COLUMN sender_name TEXT;
