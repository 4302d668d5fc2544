//! `/marches/{id}`: a contract with its lots.

use askama::Template;

use super::super::places::commune_name;
use super::super::shell::Shell;
use super::words::ProgressView;
use crate::contract_files::{ContractFile, LotOfContract};
use crate::contracts::PublicContract;
use crate::reference::Commune;
use crate::values::{ContractStatus, day_in_table, day_in_words};

#[derive(Template)]
#[template(path = "contract.html", config = "src/pages/askama.toml")]
pub(super) struct ContractPage {
    shell: Shell,
    done: Option<&'static str>,
    /// Numbers that are written almost alike.
    warnings: Vec<String>,
    contract: PublicContract,
    /// What is known of it, each with its label.
    facts: Vec<(&'static str, String)>,
    progress: ProgressView,
    lots: Vec<LotRow>,
}

struct LotRow {
    of: LotOfContract,
    holders: String,
    projected_end: String,
    progress: ProgressView,
}

impl ContractPage {
    pub fn new((shell, done): (Shell, Option<&'static str>), file: ContractFile, communes: &[Commune]) -> Self {
        let ContractFile { contract, buyer, completion, lots } = file;
        Self {
            shell,
            done,
            warnings: warnings(&contract, &lots),
            facts: facts(&contract, buyer, communes),
            progress: ProgressView::from(&completion),
            lots: lots.into_iter().map(lot).collect(),
            contract,
        }
    }
}

/// What warns of the contract and of its lots.
fn warnings(contract: &PublicContract, lots: &[LotOfContract]) -> Vec<String> {
    let of_lots = lots.iter().filter_map(|of| of.lot.warnings.as_ref());
    contract.warnings.iter().chain(of_lots).flatten().map(|warning| warning.detail.clone()).collect()
}

fn facts(contract: &PublicContract, buyer: String, communes: &[Commune]) -> Vec<(&'static str, String)> {
    let state = match contract.status {
        ContractStatus::Open => "En cours",
        ContractStatus::Closed => "Terminé",
    };
    let known = [
        ("Acheteur", Some(buyer)),
        ("Statut", Some(state.to_owned())),
        ("Secteur", Some(contract.sector.label().to_owned())),
        ("Clause", Some(contract.clause_type.label().to_owned())),
        ("Notifié le", contract.notified_on.map(day_in_words)),
        ("Du", Some(day_in_words(contract.starts_on))),
        ("Au", Some(day_in_words(contract.ends_on))),
        ("Montant hors taxes", contract.amount.map(|amount| amount.in_french())),
        ("CPV", contract.cpv.as_ref().map(ToString::to_string)),
        ("Commune", contract.commune_code.as_ref().map(|code| commune_name(communes, code))),
        ("Suivi par", Some(contract.follow_up_body.to_string())),
    ];
    known.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

fn lot(of: LotOfContract) -> LotRow {
    LotRow {
        holders: of.holders.join(", "),
        projected_end: of.progress.projected_end.map_or("–".to_owned(), day_in_table),
        progress: ProgressView::from(&of.progress),
        of,
    }
}
