//! Records of reference data, settings, organisations and access.

use super::kind::{Kind, Table, flag, moment, personal, plain};

/// A commune, numbered by its code with 00 for A and 01 for B; -1 for a code that the program never writes.
pub static COMMUNE: Kind = Kind {
    name: "commune",
    tables: &[Table {
        name: "communes",
        from: "communes",
        id: "CASE WHEN TRIM(REPLACE(REPLACE(code, 'A', '0'), 'B', '0'), '0123456789') = '' THEN CAST(REPLACE(REPLACE(code, 'A', '00'), 'B', '01') AS BIGINT) ELSE -1 END",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[plain("code"), plain("name"), plain("name_folded")],
        left_out: &[],
    }],
};

/// A neighbourhood with its statuses.
pub static NEIGHBOURHOOD: Kind = Kind {
    name: "neighbourhood",
    tables: &[
        Table {
            name: "neighbourhoods",
            from: "neighbourhoods",
            id: "id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[plain("name"), plain("name_folded"), plain("commune_code"), plain("official_code")],
            left_out: &[],
        },
        Table {
            name: "neighbourhood_statuses",
            from: "neighbourhood_statuses",
            id: "neighbourhood_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("id"), plain("status"), plain("starts_on"), plain("ends_on")],
            left_out: &[],
        },
    ],
};

/// A dated setting.
pub static SETTING: Kind = Kind {
    name: "setting",
    tables: &[Table {
        name: "settings",
        from: "settings",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("key"),
            plain("effective_on"),
            plain("value"),
            personal("reason"),
            plain("set_by"),
            moment("set_at"),
        ],
        left_out: &[],
    }],
};

/// An organisation.
pub static ORGANISATION: Kind = Kind {
    name: "organisation",
    tables: &[Table {
        name: "organisations",
        from: "organisations",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("name"),
            plain("name_folded"),
            plain("siret"),
            plain("employer_kind"),
            plain("prescriber_kind"),
            plain("buyer_kind"),
            personal("contact_name"),
            personal("contact_email"),
            personal("contact_phone"),
            plain("version"),
            moment("created_at"),
            moment("updated_at"),
            plain("sender_name"),
        ],
        left_out: &[],
    }],
};

/// A record of an organisation that was merged into another.
pub static MERGED_ORGANISATION: Kind = Kind {
    name: "merged_organisation",
    tables: &[Table {
        name: "merged_organisations",
        from: "merged_organisations",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[plain("kept_id"), moment("merged_at"), plain("merged_by")],
        left_out: &[],
    }],
};

/// The withdrawal of a record.
pub static WITHDRAWAL: Kind = Kind {
    name: "withdrawal",
    tables: &[Table {
        name: "withdrawals",
        from: "withdrawals",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("kind"),
            plain("record_id"),
            plain("version"),
            plain("owner_id"),
            plain("owner_source"),
            plain("sectors"),
            moment("withdrawn_at"),
        ],
        left_out: &["changed_in"],
    }],
};

/// An API key with its secrets.
pub static API_KEY: Kind = Kind {
    name: "api_key",
    tables: &[
        Table {
            name: "api_keys",
            from: "api_keys",
            id: "id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[
                personal("name"),
                plain("role"),
                plain("sectors"),
                plain("organisation_id"),
                plain("expires_on"),
                moment("revoked_at"),
                moment("created_at"),
            ],
            // Every use of a secret raises the version.
            left_out: &["version"],
        },
        Table {
            name: "api_key_secrets",
            from: "api_key_secrets",
            id: "api_key_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[
                plain("id"),
                personal("prefix"),
                personal("secret_hash"),
                moment("created_at"),
                moment("ends_at"),
            ],
            left_out: &["last_used_at"],
        },
    ],
};

/// An account with its second factor.
pub static USER: Kind = Kind {
    name: "user",
    tables: &[
        Table {
            name: "users",
            from: "users",
            id: "id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[
                personal("email"),
                personal("email_folded"),
                personal("name"),
                plain("role"),
                plain("sectors"),
                plain("organisation_id"),
                personal("password_hash"),
                moment("disabled_at"),
                plain("version"),
                moment("created_at"),
                moment("updated_at"),
            ],
            left_out: &[],
        },
        Table {
            name: "user_second_factors",
            from: "user_second_factors",
            id: "user_id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[personal("secret"), moment("confirmed_at"), moment("created_at")],
            left_out: &["last_step", "wrong_codes"],
        },
    ],
};

/// A link to a buyer's account.
pub static BUYER_ACCOUNT_LINK: Kind = Kind {
    name: "buyer_account_link",
    tables: &[Table {
        name: "buyer_account_links",
        from: "buyer_account_links",
        id: "id",
        part: "0",
        person: "NULL",
        is_list: false,
        columns: &[
            plain("buyer_id"),
            personal("digest"),
            plain("expires_on"),
            plain("created_by"),
            moment("created_at"),
            plain("revoked_by"),
            moment("revoked_at"),
            plain("version"),
        ],
        left_out: &[],
    }],
};

/// A frozen bilan, with what each person added to its figures.
pub static BILAN_EDITION: Kind = Kind {
    name: "bilan_edition",
    tables: &[
        Table {
            name: "bilan_editions",
            from: "bilan_editions",
            id: "id",
            part: "0",
            person: "NULL",
            is_list: false,
            columns: &[
                plain("year"),
                plain("number"),
                plain("scope"),
                personal("title"),
                flag("provisional"),
                plain("content"),
                plain("digest"),
                plain("audit_head"),
                plain("last_event"),
                plain("made_by"),
                moment("made_at"),
            ],
            left_out: &[],
        },
        Table {
            name: "bilan_edition_people",
            from: "bilan_edition_people",
            id: "edition_id",
            part: "0",
            person: "NULL",
            is_list: true,
            columns: &[plain("candidate_id"), personal("figures")],
            left_out: &[],
        },
    ],
};
