//! What a request for a referent says of a person.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::model::ReferentRequest;
use crate::access::Tx;
use crate::db::schema::{addresses, candidates, referrals};
use crate::error::Result;
use crate::values::{CandidateId, CommuneCode, Name, OutcomeKind, Sector, day_in_france};

/// What a request for a person's referent says; none without a validated referral for the PLIE.
pub(in crate::participant_links) fn referent_request(
    tx: &mut Tx<'_>,
    candidate: CandidateId,
) -> Result<Option<ReferentRequest>> {
    let today = day_in_france(tx.now().and_utc());
    type ValidatedRow = (Name, Name, NaiveDate, Option<Sector>, Option<NaiveDate>);
    let validated: Option<ValidatedRow> = referrals::table
        .inner_join(candidates::table.on(candidates::id.eq(referrals::candidate_id)))
        .filter(referrals::candidate_id.eq(candidate))
        .filter(referrals::outcome.eq(OutcomeKind::Validated))
        .filter(referrals::for_plie.eq(true))
        .order((referrals::decided_on.desc(), referrals::id.desc()))
        .select((
            candidates::last_name,
            candidates::first_name,
            candidates::birth_date,
            referrals::outcome_sector,
            referrals::decided_on,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((last_name, first_name, birth_date, Some(sector), Some(validated_on))) = validated else {
        return Ok(None);
    };
    let commune_code: Option<CommuneCode> = addresses::table
        .filter(addresses::candidate_id.eq(candidate))
        .filter(addresses::starts_on.le(today))
        .filter(addresses::ends_on.is_null().or(addresses::ends_on.ge(today)))
        .select(addresses::commune_code)
        .first(tx.conn())
        .optional()?;
    let reference = format!("candidate/{candidate}");
    Ok(Some(ReferentRequest { reference, last_name, first_name, birth_date, commune_code, sector, validated_on }))
}
