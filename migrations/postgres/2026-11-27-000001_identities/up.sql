-- An employment is one person with one employer under one type of contract, and a lot is of one public contract. Hours carry
-- these, and now cannot say anything else than the employment and the lot that they refer to: two references for each row,
-- where five could each be right and still not agree. If two people turn out to be one, their employments take the
-- hours along.
ALTER TABLE employments ADD CONSTRAINT employments_identity UNIQUE (id, candidate_id, employer_id, contract_type);
ALTER TABLE lots ADD CONSTRAINT lots_identity UNIQUE (id, public_contract_id);

ALTER TABLE hours
    ADD CONSTRAINT hours_employment FOREIGN KEY (employment_id, candidate_id, employer_id, contract_type)
        REFERENCES employments (id, candidate_id, employer_id, contract_type) ON UPDATE CASCADE,
    ADD CONSTRAINT hours_lot FOREIGN KEY (lot_id, public_contract_id) REFERENCES lots (id, public_contract_id),
    DROP CONSTRAINT hours_employment_id_fkey,
    DROP CONSTRAINT hours_candidate_id_fkey,
    DROP CONSTRAINT hours_employer_id_fkey,
    DROP CONSTRAINT hours_contract_type_check, -- it is the employment's
    DROP CONSTRAINT hours_lot_id_fkey,
    DROP CONSTRAINT hours_public_contract_id_fkey;

-- Nobody asks for hours by employer; it only served the reference to organisations.
DROP INDEX hours_employer;
