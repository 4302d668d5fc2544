//! Exits proposed from employments (`/v1/exit-proposals`): a person's employments meet one of the PLIE's criteria, so an
//! officer may record a positive exit. Proposals are computed when they are read, and nothing records one by itself.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{ExitProposal, ProposalEmployment, ProposalFilter, ProposalNames, ProposalOrder, ProposalPage};

/// The criteria in words. Source: CREATIV, *Bilan Service PLIE 2023*, section 2.6.
pub const CRITERIA: &str = "Un CDI d’au moins un mi-temps qui dure six mois ; six mois d’intérim, ou six mois de CDD, en douze \
     mois ; six mois de contrat aidé sans interruption hors chantier d’insertion, ou dans un chantier à partir de 55 ans. Une \
     sortie est proposée quand des contrats de travail remplissent un critère : personne n’est sorti tant qu’elle n’est pas \
     enregistrée.";
