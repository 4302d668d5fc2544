//! The records that name an organisation: a merge writes them all, and its audit event seals them.

use super::store::{Naming, ids_naming};
use crate::access::Tx;
use crate::audit::records::{
    API_KEY, BUYER_ACCOUNT_LINK, CANDIDATE, CLOSED_HOURS, EMPLOYMENT, HOURS_BATCH, Kind, LOT, MERGED_CANDIDATE,
    MERGED_ORGANISATION, POSITIVE_EXIT, PUBLIC_CONTRACT, REFERRAL, REMINDER, RecordsOfKind, USER, WITHDRAWAL,
};
use crate::error::Result;
use crate::values::OrganisationId;

/// The kinds of records, each with the table, the column of the record's number, and the column that names an organisation.
static NAMING: &[(&Kind, Naming)] = &[
    (&PUBLIC_CONTRACT, ("public_contracts", "id", "buyer_id")),
    (&LOT, ("lots", "id", "holder_id")),
    (&LOT, ("lot_co_holders", "lot_id", "organisation_id")),
    (&EMPLOYMENT, ("employments", "id", "employer_id")),
    (&EMPLOYMENT, ("employments", "id", "owner_id")),
    (&EMPLOYMENT, ("employment_references", "employment_id", "owner_id")),
    (&CLOSED_HOURS, ("hours JOIN months USING (month, sector)", "hours.id", "months.state = 'closed' AND employer_id")),
    (&REFERRAL, ("referrals", "id", "prescriber_id")),
    (&REFERRAL, ("referrals", "id", "owner_id")),
    (&POSITIVE_EXIT, ("positive_exits", "id", "employer_id")),
    (&REMINDER, ("reminders", "id", "organisation_id")),
    (&CANDIDATE, ("candidates", "id", "owner_id")),
    (&CANDIDATE, ("candidate_references", "candidate_id", "owner_id")),
    (&CANDIDATE, ("merged_references", "candidate_id", "owner_id")),
    (&MERGED_CANDIDATE, ("merged_candidates", "id", "owner_id")),
    (&HOURS_BATCH, ("hours_batches", "id", "owner_id")),
    (&BUYER_ACCOUNT_LINK, ("buyer_account_links", "id", "buyer_id")),
    (&API_KEY, ("api_keys", "id", "organisation_id")),
    (&USER, ("users", "id", "organisation_id")),
    (&WITHDRAWAL, ("withdrawals", "id", "owner_id")),
    (&MERGED_ORGANISATION, ("merged_organisations", "id", "kept_id")),
];

/// The records that name the organisation that goes, before they name the one that stays; lots of either, which may be held
/// by both.
pub(super) fn naming(tx: &mut Tx<'_>, other: OrganisationId, kept: OrganisationId) -> Result<Vec<RecordsOfKind>> {
    let mut found: Vec<RecordsOfKind> = vec![(&MERGED_ORGANISATION, vec![other.0])];
    for (kind, naming) in NAMING {
        let organisations = if *kind == &LOT { vec![other, kept] } else { vec![other] };
        found.push((kind, ids_naming(tx, *naming, &organisations)?));
    }
    Ok(found)
}
