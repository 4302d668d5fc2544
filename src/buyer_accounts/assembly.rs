//! A buyer's account from its contracts, lots and hours. « What is owed to a buyer » counts everyone, validated and
//! counted, from the contract's start (domain, scope).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::facts::{ContractFacts, Done, LotFacts};
use super::model::{AccountContract, AccountLot, Completed, Shortfall};
use super::tally::Tally;
use crate::contracts::{Completion, Progress};
use crate::disclosure::accounts::Line;
use crate::values::{Hours, LotId, Money, Month, PublicContractId};

/// An account's contracts on a day, and all of them together.
pub(super) struct Assembled {
    pub total: Completed,
    pub contracts: Vec<AccountContract>,
    /// The people behind the lines.
    pub people: Line,
}

/// The contracts of an account on a day, and all of them together.
pub(super) fn account(
    contracts: Vec<ContractFacts>,
    mut lots: Vec<LotFacts>,
    done: Vec<Done>,
    mut progress: HashMap<LotId, Progress>,
    on: NaiveDate,
) -> Assembled {
    lots.sort_by_cached_key(|lot| number_order(lot.number.as_str()));
    let starts: HashMap<PublicContractId, Month> =
        contracts.iter().map(|contract| (contract.id, Month::of(contract.starts_on))).collect();
    let contract_of: HashMap<LotId, PublicContractId> = lots.iter().map(|lot| (lot.id, lot.contract)).collect();
    let is_of_contract = |done: &Done| {
        let start = contract_of.get(&done.lot).and_then(|contract| starts.get(contract));
        start.is_some_and(|start| done.month >= *start)
    };
    let done: Vec<Done> = done.into_iter().filter(is_of_contract).collect();
    let mut of_contract: HashMap<PublicContractId, Vec<(AccountLot, Line)>> = HashMap::new();
    let ended: BTreeSet<PublicContractId> =
        contracts.iter().filter(|contract| contract.ends_on <= on).map(|contract| contract.id).collect();
    for lot in lots {
        let Some(progress) = progress.remove(&lot.id) else { continue };
        let shortfall = shortfall(&progress, lot.penalty).filter(|_| ended.contains(&lot.contract));
        let tally = Tally::of(done.iter().filter(|done| done.lot == lot.id));
        let account = AccountLot {
            work: tally.work(),
            number: lot.number,
            title: lot.title,
            penalty: lot.penalty,
            comment: lot.comment,
            lot_id: lot.id,
            progress,
            shortfall,
        };
        of_contract.entry(lot.contract).or_default().push((account, tally.line(Vec::new())));
    }
    let account = |contract: ContractFacts| {
        let (lots, lines): (Vec<_>, Vec<_>) = of_contract.remove(&contract.id).unwrap_or_default().into_iter().unzip();
        let (total, tally) = completed(lots.iter(), &done);
        let account = AccountContract {
            total,
            public_contract_id: contract.id,
            reference: contract.reference,
            title: contract.title,
            sector: contract.sector,
            starts_on: contract.starts_on,
            ends_on: contract.ends_on,
            lots,
        };
        (account, tally.line(lines))
    };
    let (contracts, lines): (Vec<_>, Vec<_>) = contracts.into_iter().map(account).unzip();
    let (total, tally) = completed(contracts.iter().flat_map(|contract: &AccountContract| &contract.lots), &done);
    Assembled { total, contracts, people: tally.line(lines) }
}

/// Numbers of lots in their order: 2 before 10, 2 before 2A.
fn number_order(number: &str) -> (u64, String) {
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u64::MAX), number.to_owned())
}

fn completed<'l>(lots: impl Iterator<Item = &'l AccountLot> + Clone, done: &[Done]) -> (Completed, Tally) {
    let ids: BTreeSet<LotId> = lots.clone().map(|lot| lot.lot_id).collect();
    let Completion { due, done: worked, remaining, rate, status } =
        Completion::of(lots.clone().map(|lot| &lot.progress));
    let mut shortfall: Option<Shortfall> = None;
    for one in lots.filter_map(|lot| lot.shortfall) {
        let sum = shortfall.unwrap_or(Shortfall { hours: Hours::ZERO, penalty: None });
        let penalties = sum.penalty.into_iter().chain(one.penalty).map(|money| *money.cents());
        let penalty = penalties.reduce(i64::saturating_add).map(Money::from_cents);
        shortfall = Some(Shortfall { hours: sum.hours + one.hours, penalty });
    }
    let tally = Tally::of(done.iter().filter(|done| ids.contains(&done.lot)));
    (Completed { due, done: worked, remaining, rate, status, work: tally.work(), shortfall }, tally)
}

/// What a lot lacks, and what that costs.
fn shortfall(progress: &Progress, penalty: Option<Money>) -> Option<Shortfall> {
    let hours = progress.remaining;
    let cost = |penalty: Money| {
        let cents = hours.to_decimal().checked_mul(Decimal::from(*penalty.cents()))?;
        let cents = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        i64::try_from(cents.mantissa()).ok().map(Money::from_cents)
    };
    (hours > Hours::ZERO).then(|| Shortfall { hours, penalty: penalty.and_then(cost) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_stand_by_number_and_numbers_before_letters() {
        let mut numbers = ["10", "2A", "2", "A", "1"];
        numbers.sort_by_cached_key(|number| number_order(number));
        assert_eq!(numbers, ["1", "2", "2A", "10", "A"]);
    }
}
