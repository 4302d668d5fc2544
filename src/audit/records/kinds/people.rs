//! Records of people.

use super::kind::{Kind, Table, flag, moment, personal, plain};

/// A person with addresses, criteria, references, and those found to be others.
pub static CANDIDATE: Kind = Kind {
    name: "candidate",
    tables: &[
        Table {
            name: "candidates",
            from: "candidates",
            id: "id",
            part: "0",
            person: "id",
            is_list: false,
            columns: &[
                personal("last_name"),
                personal("first_name"),
                personal("name_folded"),
                personal("birth_date"),
                personal("sex"),
                personal("qualification_level"),
                personal("email"),
                personal("phone"),
                personal("informed_on"),
                personal("right_to_work_checked_on"),
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
            name: "addresses",
            from: "addresses",
            id: "candidate_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[
                plain("id"),
                personal("commune_code"),
                personal("neighbourhood_id"),
                personal("starts_on"),
                personal("ends_on"),
            ],
            left_out: &[],
        },
        Table {
            name: "eligibility_criteria",
            from: "eligibility_criteria",
            id: "candidate_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[
                plain("id"),
                personal("code"),
                personal("starts_on"),
                personal("ends_on"),
                personal("proof_kind"),
                personal("proof_on"),
                personal("checked_by"),
            ],
            left_out: &[],
        },
        Table {
            name: "candidate_references",
            from: "candidate_references",
            id: "candidate_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("id"), plain("owner_id"), plain("owner_source"), personal("external_ref")],
            left_out: &[],
        },
        Table {
            name: "merged_references",
            from: "merged_references",
            id: "candidate_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("id"), plain("owner_id"), plain("owner_source"), personal("external_ref")],
            left_out: &[],
        },
        Table {
            name: "distinct_candidates",
            from: "distinct_candidates",
            id: "candidate_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("other_candidate_id"), personal("reason"), plain("decided_by"), moment("decided_at")],
            left_out: &[],
        },
    ],
};

/// A record that was merged into another.
pub static MERGED_CANDIDATE: Kind = Kind {
    name: "merged_candidate",
    tables: &[Table {
        name: "merged_candidates",
        from: "merged_candidates",
        id: "id",
        part: "0",
        person: "kept_id",
        is_list: false,
        columns: &[
            plain("kept_id"),
            plain("owner_id"),
            plain("owner_source"),
            plain("sectors"),
            moment("merged_at"),
            plain("merged_by"),
        ],
        left_out: &[],
    }],
};

/// A period of accompaniment.
pub static PLIE_PERIOD: Kind = Kind {
    name: "plie_period",
    tables: &[Table {
        name: "plie_periods",
        from: "plie_periods",
        id: "id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("candidate_id"),
            plain("starts_on"),
            plain("ends_on"),
            plain("source"),
            flag("counts"),
            plain("version"),
            moment("created_at"),
            moment("updated_at"),
        ],
        left_out: &[],
    }],
};

/// The link of a person to a participant record.
pub static PARTICIPANT_LINK: Kind = Kind {
    name: "participant_link",
    tables: &[Table {
        name: "participant_links",
        from: "participant_links",
        id: "candidate_id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("status"),
            personal("participant_number"),
            flag("is_shared"),
            personal("chosen_number"),
            flag("chosen_is_shared"),
            plain("decided_by"),
            personal("decision_reason"),
            flag("names_accepted"),
            personal("refused_numbers"),
            personal("referent"),
            personal("referent_organisation"),
            moment("created_at"),
        ],
        left_out: &[
            "failure",
            "matches",
            "checked_at",
            "due_at",
            "leased_until",
            "attempts",
            "version",
            "updated_at",
            "changed_in",
        ],
    }],
};

/// A waiver.
pub static WAIVER: Kind = Kind {
    name: "waiver",
    tables: &[Table {
        name: "waivers",
        from: "waivers",
        id: "id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("candidate_id"),
            plain("sector"),
            personal("reason"),
            plain("granted_on"),
            plain("granted_by"),
            plain("version"),
            moment("created_at"),
            moment("updated_at"),
        ],
        left_out: &[],
    }],
};

/// The end of a window of eligibility.
pub static ELIGIBILITY_WINDOW: Kind = Kind {
    name: "eligibility_window",
    tables: &[Table {
        name: "eligibility_windows",
        from: "eligibility_windows",
        id: "id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("candidate_id"),
            plain("ends_on"),
            personal("reason"),
            plain("opened_by"),
            moment("opened_at"),
        ],
        left_out: &[],
    }],
};
