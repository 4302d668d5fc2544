//! What a page of a withdrawal is about: what would be withdrawn, and by which actions.

use super::super::shell::Place;
use crate::access::{Caller, EditContracts};
use crate::candidates::actions as candidates;
use crate::contracts::lots::actions as lots;
use crate::contracts::{actions as contracts, withdrawal as contract_withdrawal};
use crate::employments::{actions as employments, withdrawal as employment_withdrawal};
use crate::error::{ProblemCode, Result};
use crate::organisations::{actions as organisations, withdrawal as organisation_withdrawal};
use crate::referrals::actions as referrals;
use crate::values::{
    CandidateId, EmploymentId, ExpectedVersions, FreeText, LotId, OrganisationId, PublicContractId, ReferralId,
    day_in_words,
};
use crate::withdrawals::{Outlook, Record};

/// A record that may be withdrawn, as the page names it.
pub(super) struct Subject {
    /// Its name in the title.
    pub title: String,
    /// What it says, each with its label.
    pub facts: Vec<(&'static str, String)>,
    /// What goes with it.
    pub along: &'static str,
    /// The page of the record.
    pub back: String,
    pub place: Place,
    pub outlook: Outlook,
}

impl Subject {
    /// Reads the record and what rests on it.
    ///
    /// # Errors
    /// `not_found`, `forbidden`.
    pub fn read(caller: &Caller<EditContracts>, record: Record) -> Result<Self> {
        match record {
            Record::Candidate(id) => Self::candidate(caller, id),
            Record::Referral(id) => Self::referral(caller, id),
            Record::Employment(id) => Self::employment(caller, id),
            Record::PublicContract(id) => Self::contract(caller, id),
            Record::Lot(id) => Self::lot(caller, id),
            Record::Organisation(id) => Self::organisation(caller, id),
        }
    }

    fn candidate(caller: &Caller<EditContracts>, id: CandidateId) -> Result<Self> {
        let outlook = candidates::outlook(&caller.with_right()?, id)?;
        let person = candidates::show(&caller.with_right()?, id)?;
        let reference = person.external_ref.as_ref().map(|reference| ("Référence", reference.to_string()));
        let born = ("Date de naissance", day_in_words(person.birth_date));
        Ok(Self {
            title: format!("la fiche de {} {}", person.last_name, person.first_name),
            facts: [born].into_iter().chain(reference).collect(),
            along: "Ses adresses et ses critères partent avec elle.",
            back: format!("/candidats/{id}"),
            place: Place::Candidates,
            outlook,
        })
    }

    fn referral(caller: &Caller<EditContracts>, id: ReferralId) -> Result<Self> {
        let outlook = referrals::outlook(&caller.with_right()?, id)?;
        let referral = referrals::show(&caller.with_right()?, id)?;
        let person = candidates::show(&caller.with_right()?, referral.candidate_id)?;
        let sectors: Vec<&str> = referral.sectors.iter().map(|sector| sector.as_str()).collect();
        Ok(Self {
            title: format!("l’orientation du {}", day_in_words(referral.referred_on)),
            facts: vec![
                ("Personne", format!("{} {}", person.last_name, person.first_name)),
                ("Secteurs demandés", sectors.join(", ")),
                ("Prescripteur", referral.prescriber_kind.label().to_owned()),
                ("Issue", referral.outcome.label().to_owned()),
            ],
            along: "Son issue part avec elle : elle ne comptera plus dans le bilan.",
            back: format!("/orientations/{id}"),
            place: Place::Referrals,
            outlook,
        })
    }

    fn employment(caller: &Caller<EditContracts>, id: EmploymentId) -> Result<Self> {
        let outlook = employment_withdrawal::actions::outlook(&caller.with_right()?, id)?;
        let employment = employments::show(&caller.with_right()?, id)?;
        let names = &employment.names;
        let end = employment.ends_on.map_or_else(|| "sans fin".to_owned(), day_in_words);
        Ok(Self {
            title: format!("le contrat de travail du {}", day_in_words(employment.starts_on)),
            facts: vec![
                ("Personne", format!("{} {}", names.last_name, names.first_name)),
                ("Employeur", names.employer.to_string()),
                ("Type", employment.contract_type.label().to_owned()),
                ("Fin", end),
            ],
            along: "Ses affectations partent avec lui.",
            back: format!("/contrats-de-travail/{id}"),
            place: Place::Employments,
            outlook,
        })
    }

    fn contract(caller: &Caller<EditContracts>, id: PublicContractId) -> Result<Self> {
        let outlook = contract_withdrawal::actions::outlook(caller, id)?;
        let contract = contracts::show(&caller.with_right()?, id)?;
        let buyer = organisations::show(&caller.with_right()?, contract.buyer_id)?;
        let lots: Vec<&str> = contract.lots.iter().map(|lot| lot.number.as_str()).collect();
        Ok(Self {
            title: format!("le marché {}", contract.reference),
            facts: vec![
                ("Intitulé", contract.title.to_string()),
                ("Acheteur", buyer.name.to_string()),
                ("Lots", lots.join(", ")),
            ],
            along: "Ses lots et leurs heures prévues partent avec lui.",
            back: format!("/marches/{id}"),
            place: Place::Contracts,
            outlook,
        })
    }

    fn lot(caller: &Caller<EditContracts>, id: LotId) -> Result<Self> {
        let outlook = contract_withdrawal::actions::outlook_of_lot(caller, id)?;
        let lot = lots::show(&caller.with_right()?, id)?;
        let contract = contracts::show(&caller.with_right()?, lot.public_contract_id)?;
        let due = lot.hours_due.map(|hours| ("Heures prévues", format!("{}\u{a0}h", hours.in_french())));
        let known = [("Intitulé", lot.title.to_string()), ("Marché", contract.reference.to_string())];
        Ok(Self {
            title: format!("le lot {} du marché {}", lot.number, contract.reference),
            facts: known.into_iter().chain(due).collect(),
            along: "Ses heures prévues partent avec lui.",
            back: format!("/lots/{id}"),
            place: Place::Contracts,
            outlook,
        })
    }

    fn organisation(caller: &Caller<EditContracts>, id: OrganisationId) -> Result<Self> {
        let outlook = organisation_withdrawal::actions::outlook(&caller.with_right()?, id)?;
        let organisation = organisations::show(&caller.with_right()?, id)?;
        let siret = organisation.siret.as_ref().map(|siret| ("SIRET", siret.to_string()));
        Ok(Self {
            title: format!("la structure {}", organisation.name),
            facts: siret.into_iter().collect(),
            along: "Ses coordonnées partent avec elle.",
            back: format!("/structures/{id}"),
            place: Place::Organisations,
            outlook,
        })
    }
}

/// The page on which what is left is listed; of a record that is gone already, the list of all.
///
/// # Errors
/// `unavailable`.
pub(super) fn list(caller: &Caller<EditContracts>, record: Record) -> Result<String> {
    let found = match record {
        Record::Candidate(_) => Ok("/candidats".to_owned()),
        Record::Referral(id) => {
            referrals::show(&caller.with_right()?, id).map(|one| format!("/candidats/{}", one.candidate_id))
        }
        Record::Employment(id) => {
            employments::show(&caller.with_right()?, id).map(|one| format!("/candidats/{}", one.candidate_id))
        }
        Record::PublicContract(_) => Ok("/marches".to_owned()),
        Record::Lot(id) => {
            lots::show(&caller.with_right()?, id).map(|lot| format!("/marches/{}", lot.public_contract_id))
        }
        Record::Organisation(_) => Ok("/structures".to_owned()),
    };
    match found {
        Err(error) if error.code == ProblemCode::NotFound => {
            let of_contracts = matches!(record, Record::Lot(_));
            Ok(if of_contracts { "/marches" } else { "/candidats" }.to_owned())
        }
        found => found,
    }
}

/// Withdraws the record.
///
/// # Errors
/// Those of the noun's withdrawal.
pub(super) fn withdraw(
    caller: &Caller<EditContracts>,
    record: Record,
    version: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    match record {
        Record::Candidate(id) => candidates::withdraw(&caller.with_right()?, id, version, reason),
        Record::Referral(id) => referrals::withdraw(&caller.with_right()?, id, version, reason),
        Record::Employment(id) => employment_withdrawal::actions::withdraw(&caller.with_right()?, id, version, reason),
        Record::PublicContract(id) => contract_withdrawal::actions::withdraw(caller, id, version, reason),
        Record::Lot(id) => contract_withdrawal::actions::withdraw_lot(caller, id, version, reason),
        Record::Organisation(id) => {
            organisation_withdrawal::actions::withdraw(&caller.with_right()?, id, version, reason)
        }
    }
}
