//! Records of public contracts, their lots and months.

use super::kind::{Kind, Table, flag, moment, personal, plain};

/// A public contract.
pub static PUBLIC_CONTRACT: Kind = Kind {
    name: "public_contract",
    tables: &[Table {
        name: "public_contracts",
        from: "public_contracts",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("reference"),
            plain("title"),
            plain("search_folded"),
            plain("buyer_id"),
            plain("sector"),
            plain("clause_type"),
            plain("amount"),
            plain("cpv"),
            plain("notified_on"),
            plain("starts_on"),
            plain("ends_on"),
            plain("commune_code"),
            plain("follow_up_body"),
            plain("source"),
            plain("status"),
            plain("version"),
            moment("created_at"),
            moment("updated_at"),
        ],
        left_out: &["changed_in"],
    }],
};

/// A lot with its other holders.
pub static LOT: Kind = Kind {
    name: "lot",
    tables: &[
        Table {
            name: "lots",
            from: "lots",
            id: "id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[
                plain("public_contract_id"),
                plain("number"),
                plain("title"),
                plain("holder_id"),
                plain("penalty"),
                plain("version"),
                moment("created_at"),
                moment("updated_at"),
            ],
            left_out: &["changed_in"],
        },
        Table {
            name: "lot_co_holders",
            from: "lot_co_holders",
            id: "lot_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("organisation_id")],
            left_out: &[],
        },
    ],
};

/// Hours due of a lot from a day on.
pub static HOURS_DUE: Kind = Kind {
    name: "hours_due",
    tables: &[Table {
        name: "hours_due",
        from: "hours_due",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("lot_id"),
            plain("hours"),
            plain("reason"),
            plain("effective_on"),
            plain("amount"),
            plain("labour_share"),
            plain("effort"),
            plain("hourly_cost"),
            plain("recorded_by"),
            moment("recorded_at"),
            personal("reference"),
            personal("comment"),
        ],
        left_out: &[],
    }],
};

/// A comment on a lot for its buyer.
pub static LOT_COMMENT: Kind = Kind {
    name: "lot_comment",
    tables: &[Table {
        name: "lot_comments",
        from: "lot_comments",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("lot_id"),
            plain("written_on"),
            personal("comment"),
            plain("recorded_by"),
            moment("recorded_at"),
        ],
        left_out: &[],
    }],
};

/// Evidence for a lot and month as a whole.
pub static LOT_EVIDENCE: Kind = Kind {
    name: "lot_evidence",
    tables: &[Table {
        name: "lot_evidence",
        from: "lot_evidence",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("lot_id"),
            plain("month"),
            plain("kind"),
            personal("reference"),
            plain("evidence_on"),
            plain("source"),
            plain("recorded_by"),
            moment("recorded_at"),
        ],
        left_out: &[],
    }],
};

/// The statement that a lot has no hours in a month.
pub static NIL_STATEMENT: Kind = Kind {
    name: "nil_statement",
    tables: &[Table {
        name: "nil_statements",
        from: "nil_statements",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[plain("lot_id"), plain("month"), plain("stated_by"), moment("stated_at")],
        left_out: &[],
    }],
};

/// A month of a sector, unless nothing was ever said of it: its number, then 1 for BTP, 2 for MS, 3 for PI.
pub static MONTH_OF_SECTOR: Kind = Kind {
    name: "month_of_sector",
    tables: &[Table {
        name: "months",
        from: "(SELECT * FROM months WHERE state <> 'open' OR changed_by IS NOT NULL OR nil_stated) months",
        id: "month * 10 + CASE sector WHEN 'BTP' THEN 1 WHEN 'MS' THEN 2 ELSE 3 END",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[plain("state"), plain("changed_by"), moment("changed_at"), personal("reason"), flag("nil_stated")],
        left_out: &[],
    }],
};

/// A reminder of an employer.
pub static REMINDER: Kind = Kind {
    name: "reminder",
    tables: &[Table {
        name: "reminders",
        from: "reminders",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("organisation_id"),
            plain("month"),
            plain("sectors"),
            personal("text"),
            plain("noted_by"),
            moment("noted_at"),
        ],
        left_out: &[],
    }],
};

/// An attestation of hours.
pub static ATTESTATION: Kind = Kind {
    name: "attestation",
    tables: &[Table {
        name: "attestations",
        from: "attestations",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("code"),
            plain("lot_id"),
            plain("organisation_id"),
            plain("sectors"),
            plain("attested_on"),
            plain("content"),
            plain("issued_by"),
            moment("issued_at"),
        ],
        left_out: &[],
    }],
};
