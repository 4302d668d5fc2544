//! Records of referrals, exits and employments.

use super::kind::{Kind, Table, flag, moment, personal, plain};

/// A referral with its sectors.
pub static REFERRAL: Kind = Kind {
    name: "referral",
    tables: &[
        Table {
            name: "referrals",
            from: "referrals",
            id: "id",
            part: "0",
            person: "candidate_id",
            is_list: false,
            columns: &[
                plain("candidate_id"),
                plain("prescriber_id"),
                plain("prescriber_kind"),
                plain("origin"),
                flag("for_plie"),
                plain("referred_on"),
                plain("outcome"),
                plain("outcome_sector"),
                personal("outcome_reason"),
                personal("outcome_comment"),
                plain("decided_on"),
                personal("external_ref"),
                plain("owner_id"),
                plain("owner_source"),
                plain("version"),
                moment("created_at"),
                moment("updated_at"),
            ],
            left_out: &["changed_in"],
        },
        Table {
            name: "referral_sectors",
            from: "referral_sectors",
            id: "referral_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("sector")],
            left_out: &[],
        },
    ],
};

/// A positive exit.
pub static POSITIVE_EXIT: Kind = Kind {
    name: "positive_exit",
    tables: &[Table {
        name: "positive_exits",
        from: "positive_exits",
        id: "id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("candidate_id"),
            plain("plie_period_id"),
            plain("kind"),
            plain("started_on"),
            plain("met_on"),
            plain("employer_id"),
            plain("weekly_hours"),
            plain("sector"),
            personal("proof_reference"),
            plain("version"),
            moment("created_at"),
            moment("updated_at"),
        ],
        left_out: &[],
    }],
};

/// An employment with its assignments and references.
pub static EMPLOYMENT: Kind = Kind {
    name: "employment",
    tables: &[
        Table {
            name: "employments",
            from: "employments",
            id: "id",
            part: "0",
            person: "candidate_id",
            is_list: false,
            columns: &[
                plain("candidate_id"),
                plain("employer_id"),
                plain("contract_type"),
                plain("occupation"),
                plain("starts_on"),
                plain("ends_on"),
                plain("weekly_hours"),
                personal("external_ref"),
                plain("owner_id"),
                plain("owner_source"),
                plain("version"),
                moment("created_at"),
                moment("updated_at"),
            ],
            left_out: &["changed_in"],
        },
        Table {
            name: "assignments",
            from: "assignments",
            id: "employment_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[
                plain("id"),
                plain("lot_id"),
                plain("modality"),
                plain("starts_on"),
                plain("ends_on"),
                plain("referral_id"),
            ],
            left_out: &[],
        },
        Table {
            name: "employment_references",
            from: "employment_references",
            id: "employment_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("id"), plain("owner_id"), plain("owner_source"), personal("external_ref")],
            left_out: &[],
        },
    ],
};
