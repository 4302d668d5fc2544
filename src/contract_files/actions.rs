//! Use cases: the list of public contracts, a contract, and a lot.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::model::{
    ContractFile, ContractFilter, ContractOrder, ContractRow, Contracts, DueEntry, LotFile, LotOfContract,
};
use super::{rules, store};
use crate::access::{Caller, DecideHours, ReadContracts, Tx};
use crate::audit;
use crate::contracts::{
    self, Completion, Lot, Progress, PublicContract, PublicContractFilter, hours_due, lots, progress,
};
use crate::error::{AppError, ProblemCode, Result};
use crate::organisations::store as organisations;
use crate::values::{Hours, LotId, Name, OrganisationId, Paged, Part, PublicContractId, french_order};

/// A page of the public contracts in the caller's sectors: a part, or the last page if there are not so many.
///
/// # Errors
/// `unavailable`.
pub fn contracts(
    caller: &Caller<ReadContracts>,
    filter: &ContractFilter,
    order: ContractOrder,
    part: Part,
) -> Result<Contracts> {
    let today = caller.today();
    caller.snapshot(|tx| {
        let of = PublicContractFilter { sector: filter.sector, status: filter.status, ..Default::default() };
        let mut found = contracts::actions::list_in(tx, &of, today)?;
        let buyers = organisations::names(tx, found.iter().map(|contract| contract.buyer_id))?;
        if let Some(text) = &filter.text {
            found.retain(|contract| rules::has_every_word(&searched(contract, &buyers), text));
        }
        let ids: Vec<LotId> = found.iter().flat_map(|contract| &contract.lots).map(|lot| lot.id).collect();
        let progress = progress::actions::of_lots(tx, &ids, today)?;
        let mut rows: Vec<ContractRow> = found.into_iter().map(|contract| row(contract, &buyers, &progress)).collect();
        rules::sort(&mut rows, order);
        let completion = Completion::of(progress.values());
        Ok(Contracts { page: Paged::of(rows, part), completion })
    })
}

/// What a search looks into.
fn searched(contract: &PublicContract, buyers: &HashMap<OrganisationId, Name>) -> String {
    let buyer = buyers.get(&contract.buyer_id).map_or("", Name::as_str);
    format!("{} {} {buyer}", contract.reference, contract.title)
}

fn row(
    contract: PublicContract,
    buyers: &HashMap<OrganisationId, Name>,
    progress: &HashMap<LotId, Progress>,
) -> ContractRow {
    ContractRow {
        completion: Completion::of(contract.lots.iter().filter_map(|lot| progress.get(&lot.id))),
        id: contract.id,
        reference: contract.reference,
        title: contract.title,
        buyer: buyers.get(&contract.buyer_id).map(Name::to_string).unwrap_or_default(),
        sector: contract.sector,
        status: contract.status,
        ends_on: contract.ends_on,
        lots: contract.lots.len(),
    }
}

/// A public contract with its lots.
///
/// # Errors
/// `not_found`.
pub fn contract(caller: &Caller<ReadContracts>, id: PublicContractId) -> Result<ContractFile> {
    let today = caller.today();
    caller.snapshot(|tx| {
        let contract = contracts::actions::show_in(tx, id, today)?;
        let mut contract = contracts::actions::with_warnings(tx, contract)?;
        let (lots, mut names) = with_progress(tx, std::mem::take(&mut contract.lots), contract.buyer_id, today)?;
        let completion = Completion::of(lots.iter().map(|lot| &lot.progress));
        Ok(ContractFile {
            buyer: names.remove(&contract.buyer_id).map(|name| name.to_string()).unwrap_or_default(),
            contract,
            completion,
            lots,
        })
    })
}

/// These lots, by number, with their progress and holders; and the names of the holders and of the buyer.
fn with_progress(
    tx: &mut Tx<'_>,
    mut lots: Vec<Lot>,
    buyer: OrganisationId,
    today: NaiveDate,
) -> Result<(Vec<LotOfContract>, HashMap<OrganisationId, Name>)> {
    lots.sort_by_cached_key(|lot| (french_order(lot.number.as_str()), lot.id));
    let holders = |lot: &Lot| lot.holder_id.into_iter().chain(lot.co_holder_ids.iter().copied()).collect::<Vec<_>>();
    let names = organisations::names(tx, lots.iter().flat_map(holders).chain([buyer]))?;
    let ids: Vec<LotId> = lots.iter().map(|lot| lot.id).collect();
    let mut progress = progress::actions::of_lots(tx, &ids, today)?;
    let with_progress = |lot: Lot| {
        let holders = holders(&lot).iter().filter_map(|id| names.get(id).map(Name::to_string)).collect();
        let progress = progress.remove(&lot.id).ok_or_else(|| AppError::new(ProblemCode::NotFound))?;
        Ok(LotOfContract { lot, holders, progress })
    };
    Ok((lots.into_iter().map(with_progress).collect::<Result<_>>()?, names))
}

/// The file of a lot. The read of people's names is logged.
///
/// # Errors
/// `not_found`.
pub fn lot(caller: &Caller<DecideHours>, id: LotId) -> Result<LotFile> {
    let file = caller.snapshot(|tx| lot_in(tx, id, caller.today()))?;
    caller.log_list_read("lot", &file.people, |person| person.candidate)?;
    Ok(file)
}

fn lot_in(tx: &mut Tx<'_>, id: LotId, today: NaiveDate) -> Result<LotFile> {
    let lot = lots::actions::show_in(tx, id, today)?;
    let contract = contracts::actions::show_in(tx, lot.public_contract_id, today)?;
    let (mut lots, mut names) = with_progress(tx, vec![lot], contract.buyer_id, today)?;
    let lot = lots.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))?;
    let pace = rules::Pace {
        done: lot.progress.done,
        starts_on: contract.starts_on,
        ends_on: contract.ends_on,
        today,
        projected_end: lot.progress.projected_end,
    };
    Ok(LotFile {
        buyer: names.remove(&contract.buyer_id).map(|name| name.to_string()).unwrap_or_default(),
        outlook: rules::outlook(pace),
        hours_due: hours_due_of(tx, id, today)?,
        months: rules::months(&store::month_sums(tx, id)?),
        people: rules::people(store::assigned(tx, id)?),
        evidence: store::evidence(tx, id)?,
        contract,
        lot,
    })
}

/// The entries of a lot's hours due, by the day from which they apply.
fn hours_due_of(tx: &mut Tx<'_>, lot: LotId, today: NaiveDate) -> Result<Vec<DueEntry>> {
    let mut entries = hours_due::actions::list_in(tx, lot)?;
    let mut recorded_by = store::due_recorded_by(tx, lot)?;
    // Of one day the last recorded applies.
    entries.sort_by_key(|entry| (entry.effective_on, entry.id));
    let days: Vec<NaiveDate> = entries.iter().map(|entry| entry.effective_on).collect();
    let mut before: Option<Hours> = None;
    let with_standing = |(entry, standing): (contracts::HoursDue, _)| {
        let change = before.map(|hours| entry.hours - hours);
        before = Some(entry.hours);
        DueEntry { recorded_by: recorded_by.remove(&entry.id).unwrap_or_default(), entry, change, standing }
    };
    Ok(entries.into_iter().zip(rules::standings(&days, today)).map(with_standing).collect())
}

/// Who changed a record last, and when: the actor, and the moment (UTC).
pub type LastChange = Option<(String, DateTime<Utc>)>;

/// The last change of a public contract.
///
/// # Errors
/// `not_found`.
pub fn last_change_of_contract(caller: &Caller<ReadContracts>, id: PublicContractId) -> Result<LastChange> {
    caller.snapshot(|tx| {
        contracts::actions::show_in(tx, id, caller.today())?;
        last_change(tx, "public_contract", id.0)
    })
}

/// The last change of a lot.
///
/// # Errors
/// `not_found`.
pub fn last_change_of_lot(caller: &Caller<ReadContracts>, id: LotId) -> Result<LastChange> {
    caller.snapshot(|tx| {
        lots::actions::show_in(tx, id, caller.today())?;
        last_change(tx, "lot", id.0)
    })
}

fn last_change(tx: &mut Tx<'_>, subject: &str, id: i64) -> Result<LastChange> {
    Ok(audit::changes_of(tx, subject, &[id])?.pop().map(|change| (change.actor, change.at)))
}
