//! What an officer follows of public contracts: their list with how far each has come, a contract with its lots, and the
//! file of a lot. It reads across nouns and writes nothing; the pages *Marchés* call it.

mod actions;
mod model;
mod rules;
mod store;

pub use actions::{LastChange, contract, contracts, last_change_of_contract, last_change_of_lot, lot};
pub use model::{
    ContractFile, ContractFilter, ContractOrder, ContractRow, Contracts, DueEntry, DueStanding, LotFile, LotMonth,
    LotOfContract, LotPerson, LotProof, Outlook, SortedBy,
};
