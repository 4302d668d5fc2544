//! What the two pages of a buyer's account show: the officer's, and the buyer's own.

use super::super::contracts::ProgressView;
use crate::buyer_accounts::{AccountContract, AccountLot, BuyerAccount, Completed, HoursOfCode, Shortfall, Work};
use crate::values::{LotId, day_in_table, day_in_words, uncapitalised};

/// An account.
pub(super) struct AccountView {
    pub day: String,
    pub total: Sum,
    pub contracts: Vec<ContractView>,
    pub account: BuyerAccount,
}

impl AccountView {
    pub fn new(mut account: BuyerAccount) -> Self {
        Self {
            day: day_in_words(account.on),
            total: Sum::of(&account.total),
            contracts: std::mem::take(&mut account.contracts).into_iter().map(ContractView::new).collect(),
            account,
        }
    }

    /// Shows the text that was typed and refused in the form of a lot.
    pub fn type_comment(&mut self, lot: LotId, text: &str) {
        let lots = self.contracts.iter_mut().flat_map(|contract| &mut contract.lots);
        for row in lots.filter(|row| row.id == lot.0) {
            row.typed = Some(text.to_owned());
        }
    }
}

/// A public contract with its lots.
pub(super) struct ContractView {
    pub contract: AccountContract,
    pub dates: String,
    pub total: Sum,
    pub lots: Vec<LotView>,
}

impl ContractView {
    fn new(contract: AccountContract) -> Self {
        Self {
            dates: format!("du {} au {}", day_in_table(contract.starts_on), day_in_table(contract.ends_on)),
            total: Sum::of(&contract.total),
            lots: contract.lots.iter().map(LotView::new).collect(),
            contract,
        }
    }
}

/// A lot.
pub(super) struct LotView {
    pub id: i64,
    pub name: String,
    pub projected_end: String,
    pub sum: Sum,
    /// What an officer wrote to the buyer.
    pub comment: String,
    /// What was typed and refused.
    pub typed: Option<String>,
}

impl LotView {
    fn new(lot: &AccountLot) -> Self {
        Self {
            id: lot.lot_id.0,
            name: format!("Lot {}, {}", lot.number.as_str(), lot.title.as_str()),
            projected_end: lot.progress.projected_end.map_or_else(|| "–".to_owned(), day_in_table),
            sum: Sum::of_lot(lot),
            comment: lot.comment.as_ref().map(ToString::to_string).unwrap_or_default(),
            typed: None,
        }
    }
}

/// How far something has come.
pub(super) struct Sum {
    pub progress: ProgressView,
    /// The number of people, in a cell and in a sentence.
    pub people: String,
    pub people_in_words: String,
    pub qpv: String,
    pub missing: Option<String>,
    /// The hours by type of contract of employment, and by modality, each in words.
    pub parts: Vec<(&'static str, String)>,
}

impl Sum {
    fn of(completed: &Completed) -> Self {
        Self::new((&completed.completion()).into(), completed.shortfall, &completed.work)
    }

    fn of_lot(lot: &AccountLot) -> Self {
        Self::new((&lot.progress).into(), lot.shortfall, &lot.work)
    }

    fn new(progress: ProgressView, shortfall: Option<Shortfall>, work: &Work) -> Self {
        let parts = [("Contrats de travail", &work.by_contract_type), ("Modalités", &work.by_modality)];
        let parts = parts.into_iter().filter_map(|(kind, hours)| Some((kind, in_words(hours.as_deref()?)?)));
        let percent = |share: &String| format!("{}\u{a0}%", share.replace('.', ","));
        let share = work.qpv_share.as_ref().map_or_else(|| "–".to_owned(), percent);
        Self {
            progress,
            people: work.people.map_or_else(|| MASKED.to_owned(), |people| people.to_string()),
            people_in_words: match work.people {
                None => "Nombre de personnes masqué".to_owned(),
                Some(people @ (0 | 1)) => format!("{people}\u{a0}personne"),
                Some(people) => format!("{people}\u{a0}personnes"),
            },
            qpv: if work.qpv.is_some() { share } else { MASKED.to_owned() },
            missing: shortfall.map(missing),
            parts: parts.collect(),
        }
    }
}

/// Hours of several codes, in a sentence; none without hours.
fn in_words(hours: &[HoursOfCode]) -> Option<String> {
    let one = |of: &HoursOfCode| format!("{}\u{a0}h en {}", of.hours.in_french(), uncapitalised(of.label));
    (!hours.is_empty()).then(|| hours.iter().map(one).collect::<Vec<_>>().join(", "))
}

const MASKED: &str = "masqué";

fn missing(shortfall: Shortfall) -> String {
    let hours = shortfall.hours.in_french();
    match shortfall.penalty {
        Some(penalty) => format!("{hours}\u{a0}h manquantes, soit {} de pénalité", penalty.in_french()),
        None => format!("{hours}\u{a0}h manquantes"),
    }
}
