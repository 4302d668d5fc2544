//! Records of hours.

use super::kind::{Kind, Table, flag, moment, personal, personal_flag, plain};

/// A version of a cell: the record has the number of the cell, the part is the version.
pub static HOURS_VERSION: Kind = Kind {
    name: "hours_version",
    tables: &[Table {
        name: "hours_versions",
        from: "(SELECT versions.*, hours.employment_id, hours.lot_id, hours.month, hours.candidate_id FROM hours_versions AS versions LEFT JOIN hours ON hours.id = versions.hours_id) hours_versions",
        id: "hours_id",
        part: "version",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("employment_id"),
            plain("lot_id"),
            plain("month"),
            plain("worked"),
            plain("training"),
            plain("status"),
            plain("source"),
            plain("evidence_kind"),
            personal("evidence_reference"),
            plain("evidence_on"),
            personal("reason"),
            plain("recorded_by"),
            moment("recorded_at"),
        ],
        left_out: &[],
    }],
};

/// What a closed month keeps of a cell. Its figure, and whose it is, follow from versions and employment, as in open months.
pub static CLOSED_HOURS: Kind = Kind {
    name: "closed_hours",
    tables: &[Table {
        name: "hours",
        from: "(SELECT hours.* FROM hours JOIN months ON months.month = hours.month AND months.sector = hours.sector WHERE months.state = 'closed') hours",
        id: "id",
        part: "0",
        person: "candidate_id",
        is_list: false,
        columns: &[
            plain("employer_id"),
            plain("public_contract_id"),
            plain("sector"),
            plain("contract_type"),
            plain("modality"),
            plain("prescriber_kind"),
            personal("sex"),
            personal("age_bracket"),
            personal("qualification_level"),
            personal("commune_code"),
            personal("neighbourhood_id"),
            flag("qpv_legal"),
            personal_flag("rsa"),
            personal_flag("in_plie"),
            flag("counted"),
        ],
        left_out: &["updated_at", "changed_in"],
    }],
};

/// How senders call a cell.
pub static HOURS_REFERENCES: Kind = Kind {
    name: "hours_references",
    tables: &[Table {
        name: "hours_external_refs",
        from: "(SELECT refs.*, hours.candidate_id FROM hours_external_refs AS refs LEFT JOIN hours ON hours.id = refs.hours_id) hours_external_refs",
        id: "hours_id",
        part: "0",
        person: "candidate_id",
        is_list: true,
        columns: &[plain("source"), personal("external_ref")],
        left_out: &[],
    }],
};

/// A batch as it was answered.
pub static HOURS_BATCH: Kind = Kind {
    name: "hours_batch",
    tables: &[Table {
        name: "hours_batches",
        from: "hours_batches",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("source"),
            plain("sent_by"),
            moment("received_at"),
            plain("created"),
            plain("updated"),
            plain("unchanged"),
            plain("rejected"),
            plain("worked"),
            personal("verdicts"),
            plain("sectors"),
            plain("owner_id"),
            plain("owner_source"),
        ],
        left_out: &[],
    }],
};
