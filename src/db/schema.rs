//! The tables as diesel sees them; the migrations create them.

use diesel::table;

table! {
    communes (code) {
        code -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

table! {
    neighbourhoods (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        commune_code -> Text,
        official_code -> Nullable<Text>,
    }
}

table! {
    neighbourhood_statuses (id) {
        id -> BigInt,
        neighbourhood_id -> BigInt,
        status -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

table! {
    settings (id) {
        id -> BigInt,
        key -> Text,
        effective_on -> Date,
        value -> Text,
        reason -> Nullable<Text>,
        set_by -> Text,
        set_at -> Timestamp,
    }
}

table! {
    organisations (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        siret -> Nullable<Text>,
        employer_kind -> Nullable<Text>,
        prescriber_kind -> Nullable<Text>,
        buyer_kind -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        contact_phone -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        sender_name -> Nullable<Text>,
    }
}

table! {
    api_keys (id) {
        id -> BigInt,
        name -> Text,
        role -> Text,
        sectors -> Text,
        organisation_id -> Nullable<BigInt>,
        expires_on -> Nullable<Date>,
        revoked_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

table! {
    api_key_secrets (id) {
        id -> BigInt,
        api_key_id -> BigInt,
        prefix -> Text,
        secret_hash -> Text,
        created_at -> Timestamp,
        ends_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

table! {
    reads (id) {
        id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        what -> Text,
        candidate_id -> Nullable<BigInt>,
        request_id -> Nullable<Text>,
    }
}

table! {
    audit_events (id) {
        id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject -> Text,
        subject_id -> Nullable<BigInt>,
        changes -> Text,
        request_id -> Nullable<Text>,
        digests -> Nullable<Text>,
        made -> Nullable<Text>,
    }
}

table! {
    audit_records (record, record_id, part, event_id) {
        record -> Text,
        record_id -> BigInt,
        part -> BigInt,
        event_id -> BigInt,
        candidate_id -> Nullable<BigInt>,
        digest -> Nullable<Binary>,
        personal -> Nullable<Binary>,
        secret -> Nullable<Binary>,
    }
}

table! {
    audit_adoption (record) {
        record -> Text,
        record_id -> BigInt,
        part -> BigInt,
        is_done -> Bool,
    }
}

table! {
    audit_personal (event_id) {
        event_id -> BigInt,
        candidate_id -> Nullable<BigInt>,
        secret -> Text,
        content -> Text,
    }
}

table! {
    audit_seals (block) {
        block -> BigInt,
        events -> BigInt,
        previous -> Text,
        head -> Text,
        sealed_at -> Timestamp,
    }
}

table! {
    audit_sealed (event_id) {
        event_id -> BigInt,
        block -> BigInt,
        digest -> Text,
    }
}

table! {
    public_contracts (id) {
        id -> BigInt,
        reference -> Text,
        title -> Text,
        search_folded -> Text,
        buyer_id -> BigInt,
        sector -> Text,
        clause_type -> Text,
        amount -> Nullable<BigInt>,
        cpv -> Nullable<Text>,
        notified_on -> Nullable<Date>,
        starts_on -> Date,
        ends_on -> Date,
        commune_code -> Nullable<Text>,
        follow_up_body -> Text,
        source -> Text,
        status -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        changed_in -> BigInt,
    }
}

table! {
    lots (id) {
        id -> BigInt,
        public_contract_id -> BigInt,
        number -> Text,
        title -> Text,
        holder_id -> Nullable<BigInt>,
        penalty -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        changed_in -> BigInt,
    }
}

table! {
    lot_co_holders (lot_id, organisation_id) {
        lot_id -> BigInt,
        organisation_id -> BigInt,
    }
}

table! {
    hours_due (id) {
        id -> BigInt,
        lot_id -> BigInt,
        hours -> BigInt,
        reason -> Text,
        effective_on -> Date,
        amount -> Nullable<Text>,
        labour_share -> Nullable<Text>,
        effort -> Nullable<Text>,
        hourly_cost -> Nullable<Text>,
        recorded_by -> Text,
        recorded_at -> Timestamp,
        reference -> Nullable<Text>,
        comment -> Nullable<Text>,
    }
}

table! {
    candidates (id) {
        id -> BigInt,
        last_name -> Text,
        first_name -> Text,
        name_folded -> Text,
        birth_date -> Date,
        sex -> Text,
        qualification_level -> Nullable<Integer>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        informed_on -> Nullable<Date>,
        right_to_work_checked_on -> Nullable<Date>,
        external_ref -> Nullable<Text>,
        owner_id -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        owner_source -> Nullable<Text>,
        changed_in -> BigInt,
    }
}

table! {
    addresses (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        commune_code -> Text,
        neighbourhood_id -> Nullable<BigInt>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

table! {
    eligibility_criteria (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        code -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        proof_kind -> Nullable<Text>,
        proof_on -> Nullable<Date>,
        checked_by -> Nullable<Text>,
    }
}

table! {
    plie_periods (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        source -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        counts -> Bool,
    }
}

table! {
    participant_links (candidate_id) {
        candidate_id -> BigInt,
        status -> Text,
        participant_number -> Nullable<Text>,
        is_shared -> Bool,
        chosen_number -> Nullable<Text>,
        chosen_is_shared -> Bool,
        decided_by -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
        names_accepted -> Bool,
        refused_numbers -> Text,
        failure -> Nullable<Text>,
        matches -> Text,
        referent -> Nullable<Text>,
        referent_organisation -> Nullable<Text>,
        checked_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        leased_until -> Nullable<Timestamp>,
        attempts -> Integer,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        changed_in -> BigInt,
    }
}

table! {
    deliveries (id) {
        id -> BigInt,
        receiver -> Text,
        topic -> Text,
        subject_id -> BigInt,
        about -> Text,
        revision -> BigInt,
        target -> Nullable<Text>,
        payload -> Text,
        idempotency_key -> Text,
        state -> Text,
        failure -> Nullable<Text>,
        attempts -> Integer,
        unfit -> Integer,
        next_attempt_at -> Timestamp,
        leased_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

table! {
    waivers (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        sector -> Text,
        reason -> Text,
        granted_on -> Date,
        granted_by -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

table! {
    eligibility_windows (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        ends_on -> Date,
        reason -> Text,
        opened_by -> Text,
        opened_at -> Timestamp,
    }
}

table! {
    candidate_facts (candidate_id) {
        candidate_id -> BigInt,
        first_assigned_on -> Nullable<Date>,
        trained_until -> Nullable<Date>,
        cdi_since -> Nullable<Date>,
        window_until -> Nullable<Date>,
        latest_outcome -> Nullable<Text>,
        in_btp -> Bool,
        in_ms -> Bool,
        in_pi -> Bool,
    }
}

table! {
    referrals (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        prescriber_id -> Nullable<BigInt>,
        prescriber_kind -> Text,
        origin -> Text,
        for_plie -> Bool,
        referred_on -> Date,
        outcome -> Text,
        outcome_sector -> Nullable<Text>,
        outcome_reason -> Nullable<Text>,
        outcome_comment -> Nullable<Text>,
        decided_on -> Nullable<Date>,
        external_ref -> Nullable<Text>,
        owner_id -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        owner_source -> Nullable<Text>,
        changed_in -> BigInt,
    }
}

table! {
    referral_sectors (referral_id, sector) {
        referral_id -> BigInt,
        sector -> Text,
    }
}

table! {
    positive_exits (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        plie_period_id -> Nullable<BigInt>,
        kind -> Text,
        started_on -> Date,
        met_on -> Date,
        employer_id -> Nullable<BigInt>,
        weekly_hours -> Nullable<BigInt>,
        sector -> Nullable<Text>,
        proof_reference -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

table! {
    employments (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        employer_id -> BigInt,
        contract_type -> Text,
        occupation -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        weekly_hours -> Nullable<BigInt>,
        external_ref -> Nullable<Text>,
        owner_id -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        owner_source -> Nullable<Text>,
        changed_in -> BigInt,
    }
}

table! {
    assignments (id) {
        id -> BigInt,
        employment_id -> BigInt,
        lot_id -> BigInt,
        modality -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        referral_id -> Nullable<BigInt>,
    }
}

table! {
    months (month, sector) {
        month -> Integer,
        sector -> Text,
        state -> Text,
        changed_by -> Nullable<Text>,
        changed_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
        nil_stated -> Bool,
    }
}

table! {
    nil_statements (id) {
        id -> BigInt,
        lot_id -> BigInt,
        month -> Integer,
        stated_by -> Text,
        stated_at -> Timestamp,
    }
}

table! {
    reminders (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        month -> Integer,
        sectors -> Text,
        text -> Nullable<Text>,
        noted_by -> Text,
        noted_at -> Timestamp,
    }
}

table! {
    bilan_editions (id) {
        id -> BigInt,
        year -> Integer,
        number -> Integer,
        scope -> Text,
        title -> Nullable<Text>,
        provisional -> Bool,
        content -> Text,
        digest -> Text,
        audit_head -> Nullable<Text>,
        last_event -> BigInt,
        made_by -> Text,
        made_at -> Timestamp,
    }
}

table! {
    bilan_edition_people (edition_id, candidate_id) {
        edition_id -> BigInt,
        candidate_id -> BigInt,
        figures -> Text,
    }
}

table! {
    lot_comments (id) {
        id -> BigInt,
        lot_id -> BigInt,
        written_on -> Date,
        comment -> Nullable<Text>,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

table! {
    attestations (id) {
        id -> BigInt,
        code -> Text,
        lot_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        sectors -> Text,
        attested_on -> Date,
        content -> Text,
        issued_by -> Text,
        issued_at -> Timestamp,
    }
}

table! {
    buyer_account_links (id) {
        id -> BigInt,
        buyer_id -> BigInt,
        digest -> Text,
        expires_on -> Date,
        created_by -> Text,
        created_at -> Timestamp,
        revoked_by -> Nullable<Text>,
        revoked_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

table! {
    findings (id) {
        id -> BigInt,
        kind -> Text,
        hours_id -> Nullable<BigInt>,
        month -> Nullable<Integer>,
        sector -> Nullable<Text>,
        fields -> Text,
        noted_at -> Timestamp,
        candidate_id -> Nullable<BigInt>,
        other_candidate_id -> Nullable<BigInt>,
    }
}

table! {
    hours (id) {
        id -> BigInt,
        employment_id -> BigInt,
        lot_id -> BigInt,
        month -> Integer,
        worked -> BigInt,
        training -> BigInt,
        status -> Text,
        source -> Text,
        evidence_kind -> Nullable<Text>,
        evidence_reference -> Nullable<Text>,
        evidence_on -> Nullable<Date>,
        version -> BigInt,
        pending_version -> Nullable<BigInt>,
        updated_at -> Timestamp,
        candidate_id -> BigInt,
        employer_id -> BigInt,
        public_contract_id -> BigInt,
        sector -> Text,
        contract_type -> Text,
        modality -> Text,
        prescriber_kind -> Nullable<Text>,
        sex -> Text,
        age_bracket -> Text,
        qualification_level -> Nullable<Integer>,
        commune_code -> Nullable<Text>,
        neighbourhood_id -> Nullable<BigInt>,
        qpv_legal -> Bool,
        rsa -> Bool,
        in_plie -> Bool,
        counted -> Bool,
        changed_in -> BigInt,
    }
}

table! {
    hours_versions (hours_id, version) {
        hours_id -> BigInt,
        version -> BigInt,
        worked -> BigInt,
        training -> BigInt,
        status -> Text,
        source -> Text,
        evidence_kind -> Nullable<Text>,
        evidence_reference -> Nullable<Text>,
        evidence_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

table! {
    lot_evidence (id) {
        id -> BigInt,
        lot_id -> BigInt,
        month -> Integer,
        kind -> Text,
        reference -> Text,
        evidence_on -> Nullable<Date>,
        source -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

table! {
    idempotent_answers (actor, key) {
        actor -> Text,
        key -> Text,
        digest -> Text,
        location -> Nullable<Text>,
        version -> Nullable<BigInt>,
        body -> Text,
        candidate_id -> Nullable<BigInt>,
        kept_at -> Timestamp,
    }
}

table! {
    hours_batches (id) {
        id -> BigInt,
        source -> Text,
        sent_by -> Text,
        received_at -> Timestamp,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        rejected -> BigInt,
        worked -> BigInt,
        verdicts -> Text,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        sectors -> Text,
    }
}

table! {
    hours_external_refs (source, external_ref) {
        source -> Text,
        external_ref -> Text,
        hours_id -> BigInt,
    }
}

// The references that partners give people and employments of others.
table! {
    candidate_references (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        external_ref -> Text,
    }
}

table! {
    employment_references (id) {
        id -> BigInt,
        employment_id -> BigInt,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        external_ref -> Text,
    }
}

// Records of people that were merged into others.
table! {
    merged_candidates (id) {
        id -> BigInt,
        kept_id -> BigInt,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        sectors -> Text,
        merged_at -> Timestamp,
        merged_by -> Text,
    }
}

table! {
    merged_references (id) {
        id -> BigInt,
        candidate_id -> BigInt,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        external_ref -> Text,
    }
}

// Records of organisations that were merged into others.
table! {
    merged_organisations (id) {
        id -> BigInt,
        kept_id -> BigInt,
        merged_at -> Timestamp,
        merged_by -> Text,
    }
}

// Records that were taken back.
table! {
    withdrawals (id) {
        id -> BigInt,
        kind -> Text,
        record_id -> BigInt,
        version -> BigInt,
        owner_id -> Nullable<BigInt>,
        owner_source -> Nullable<Text>,
        sectors -> Text,
        withdrawn_at -> Timestamp,
        changed_in -> BigInt,
    }
}

// Pairs of records that an officer found to be about two people.
table! {
    distinct_candidates (candidate_id, other_candidate_id) {
        candidate_id -> BigInt,
        other_candidate_id -> BigInt,
        reason -> Text,
        decided_by -> Text,
        decided_at -> Timestamp,
    }
}

table! {
    data_version (shard) {
        shard -> Integer,
        counter -> BigInt,
    }
}

table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        email_folded -> Text,
        name -> Text,
        role -> Text,
        sectors -> Text,
        organisation_id -> Nullable<BigInt>,
        password_hash -> Nullable<Text>,
        disabled_at -> Nullable<Timestamp>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

table! {
    user_second_factors (user_id) {
        user_id -> BigInt,
        secret -> Text,
        confirmed_at -> Nullable<Timestamp>,
        last_step -> BigInt,
        created_at -> Timestamp,
        wrong_codes -> Integer,
    }
}

table! {
    user_links (id) {
        id -> BigInt,
        user_id -> Nullable<BigInt>,
        purpose -> Text,
        digest -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

table! {
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        digest -> Text,
        started_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

// The known devices of an account: `accounts::store::devices`.
table! {
    user_places (user_id, digest) {
        user_id -> BigInt,
        digest -> Text,
        seen_at -> Timestamp,
    }
}

diesel::joinable!(hours_external_refs -> hours (hours_id));
diesel::joinable!(api_keys -> organisations (organisation_id));
diesel::joinable!(api_key_secrets -> api_keys (api_key_id));
diesel::joinable!(users -> organisations (organisation_id));
diesel::joinable!(user_second_factors -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(public_contracts -> organisations (buyer_id));
diesel::joinable!(lots -> public_contracts (public_contract_id));
diesel::joinable!(hours_due -> lots (lot_id));
diesel::joinable!(addresses -> neighbourhoods (neighbourhood_id));
diesel::joinable!(employments -> candidates (candidate_id));
diesel::joinable!(assignments -> employments (employment_id));
diesel::joinable!(assignments -> lots (lot_id));
diesel::joinable!(assignments -> referrals (referral_id));
diesel::joinable!(lot_evidence -> lots (lot_id));
diesel::joinable!(nil_statements -> lots (lot_id));
diesel::joinable!(findings -> hours (hours_id));
diesel::joinable!(participant_links -> candidates (candidate_id));
diesel::allow_tables_to_appear_in_same_query!(
    participant_links,
    deliveries,
    months,
    positive_exits,
    hours_versions,
    referral_sectors,
    audit_sealed,
    audit_events,
    audit_personal,
    audit_records,
    neighbourhoods,
    organisations,
    api_keys,
    api_key_secrets,
    users,
    user_second_factors,
    sessions,
    hours_external_refs,
    public_contracts,
    lots,
    lot_co_holders,
    hours_due,
    candidates,
    merged_candidates,
    addresses,
    plie_periods,
    referrals,
    employments,
    employment_references,
    assignments,
    nil_statements,
    reminders,
    bilan_editions,
    bilan_edition_people,
    lot_comments,
    buyer_account_links,
    attestations,
    findings,
    hours,
    lot_evidence,
);
diesel::allow_tables_to_appear_in_same_query!(candidate_facts, candidates);
diesel::allow_tables_to_appear_in_same_query!(merged_candidates, reads);
diesel::allow_tables_to_appear_in_same_query!(attestations, merged_organisations);
