//! Queries of what the PLIE reads: participants and their hours.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::model::{LinkedParticipant, ParticipantMonth};
use crate::access::Tx;
use crate::db::After;
use crate::db::schema::{candidates, hours, organisations, participant_links as links, public_contracts};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, Hours, HoursStatus, LinkStatus, Month, Name, OrganisationId, ParticipantNumber, Place,
    PublicContractId, Sector,
};

/// The last change of a participant: of the link, or of hours.
const CHANGED: &str = "(SELECT MAX(change) FROM (SELECT participant_links.changed_in AS change UNION ALL \
    SELECT hours.changed_in FROM hours WHERE hours.candidate_id = participant_links.candidate_id) changes)";

/// Linked participants, by our ids or in the order of change.
pub(super) fn participants(tx: &mut Tx<'_>, place: Place, rows: i64) -> Result<Vec<LinkedParticipant>> {
    let query = links::table
        .filter(links::status.eq(LinkStatus::Linked))
        .select((links::participant_number.assume_not_null(), links::candidate_id, sql::<BigInt>(CHANGED)))
        .limit(rows)
        .into_boxed();
    let query = match place {
        Place::Position(after) => query.filter(links::candidate_id.gt(CandidateId(after))).order(links::candidate_id),
        Place::Change { after, below } => query
            .filter(After::change(CHANGED, "participant_links.candidate_id", after))
            .filter(sql::<Bool>(CHANGED).sql(" < ").bind::<BigInt, _>(below))
            .order((sql::<BigInt>(CHANGED), links::candidate_id)),
    };
    let rows: Vec<(ParticipantNumber, CandidateId, i64)> = query.load(tx.conn())?;
    let linked = |(participant_number, candidate_id, changed_in): (ParticipantNumber, _, _)| LinkedParticipant {
        hours_url: format!("/v1/plie/participants/{participant_number}/hours"),
        participant_number,
        candidate_id,
        changed_in,
    };
    Ok(rows.into_iter().map(linked).collect())
}

/// The people who are linked to a record.
pub(super) fn people_of(tx: &mut Tx<'_>, number: &ParticipantNumber) -> Result<Vec<CandidateId>> {
    Ok(links::table
        .filter(links::status.eq(LinkStatus::Linked))
        .filter(links::participant_number.eq(number))
        .order(links::candidate_id)
        .select(links::candidate_id)
        .load(tx.conn())?)
}

/// The validated hours of people in the caller's sectors, by month, sector, public contract, employer and type. Which months
/// are closed is not looked up here.
pub(super) fn hours_of(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<Vec<ParticipantMonth>> {
    type HoursRow = (Month, Sector, PublicContractId, String, OrganisationId, Name, ContractType, Hours, Hours, bool);
    let visible = tx.scope().visible_sectors();
    let rows: Vec<HoursRow> = hours::table
        .inner_join(public_contracts::table.on(public_contracts::id.eq(hours::public_contract_id)))
        .inner_join(organisations::table.on(organisations::id.eq(hours::employer_id)))
        .filter(hours::candidate_id.eq_any(people))
        .filter(hours::sector.eq_any(visible))
        .filter(hours::status.eq(HoursStatus::Validated))
        .filter(hours::worked.gt(Hours::from_hundredths(0)))
        .select((
            hours::month,
            hours::sector,
            public_contracts::id,
            public_contracts::reference,
            organisations::id,
            organisations::name,
            hours::contract_type,
            hours::worked,
            hours::training,
            hours::counted,
        ))
        .load(tx.conn())?;
    let mut months: BTreeMap<_, ParticipantMonth> = BTreeMap::new();
    for (month, sector, contract, public_contract, employer_id, employer, contract_type, worked, training, counts) in
        rows
    {
        let key = (month, sector, contract, employer_id, contract_type);
        let nothing = Hours::from_hundredths(0);
        let sums = months.entry(key).or_insert_with(|| ParticipantMonth {
            month,
            sector,
            public_contract,
            employer,
            contract_type,
            worked: nothing,
            training: nothing,
            counted: nothing,
            closed: false,
        });
        sums.worked = sum(sums.worked, worked);
        sums.training = sum(sums.training, training);
        sums.counted = if counts { sum(sums.counted, worked) } else { sums.counted };
    }
    Ok(months.into_values().collect())
}

fn sum(one: Hours, other: Hours) -> Hours {
    Hours::from_hundredths(one.hundredths().saturating_add(*other.hundredths()))
}

/// The names and birth dates of people.
pub(super) fn people(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, (String, NaiveDate)>> {
    let rows: Vec<(CandidateId, Name, Name, NaiveDate)> = candidates::table
        .filter(candidates::id.eq_any(ids))
        .select((candidates::id, candidates::last_name, candidates::first_name, candidates::birth_date))
        .load(tx.conn())?;
    let named =
        |(id, last, first, birth): (_, Name, Name, _)| (id, (format!("{} {}", last.as_str(), first.as_str()), birth));
    Ok(rows.into_iter().map(named).collect())
}
