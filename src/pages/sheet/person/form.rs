//! The form of *Ajouter une personne*: what was typed, and the placement that it asks for.

use super::super::super::form_errors::FormField;
use super::super::super::typed_person::Typed;
use crate::candidates::WaiverDetails;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::organisations::Organisation;
use crate::placements::{Admission, NewAssignment, NewEmployment, NewPlacement, PlacedEmployment};
use crate::referrals::{Outcome, ReferralDetails};
use crate::values::{
    ContractType, FreeText, Hours, LotId, Modality, Month, Origin, Period, PrescriberKind, ReferralId, Sector, Sectors,
    parse_day, parse_id,
};

/// A new employment, as the field `contrat` says it.
pub(super) const NEW: &str = "nouveau";
/// A new referral, as the field `admission` says it.
pub(super) const REFERRAL: &str = "orientation";
/// A waiver, as the field `admission` says it.
pub(super) const WAIVER: &str = "derogation";
/// The outcome of a pending referral, as the field `admission` says it; its id follows.
pub(super) const OUTCOME: &str = "validation-";
/// No prescriber, as the field `prescripteur` says it.
pub(super) const SELF_REFERRED: &str = "spontanee";

/// The fields beside which the form shows an error.
pub(super) const FIELDS: &[FormField] = &[
    ("/person", "ajout-nom", "Personne"),
    ("/person/last_name", "ajout-nom", "Nom"),
    ("/person/first_name", "ajout-prenom", "Prénom"),
    ("/person/birth_date", "ajout-naissance", "Date de naissance"),
    ("/person/sex", "ajout-sexe", "Sexe"),
    ("/employment/employer_id", "ajout-employeur", "Employeur"),
    ("/employment/contract_type", "ajout-type", "Type de contrat"),
    ("/employment/starts_on", "ajout-debut", "Contrat, du"),
    ("/employment/ends_on", "ajout-fin", "Contrat, au"),
    ("/employment/weekly_hours", "ajout-heures", "Heures par semaine"),
    ("/employment/assignment/modality", "ajout-modalite", "Modalité"),
    ("/employment/assignment/from", "ajout-affecte-du", "Affectation, du"),
    ("/employment/assignment/to", "ajout-affecte-au", "Affectation, au"),
    ("/employment/assignment/lot_id", "ajout-orientation", "Orientation"),
    ("/admission", "ajout-orientation", "Orientation"),
    ("/admission/prescriber_id", "ajout-prescripteur", "Prescripteur"),
    ("/admission/origin", "ajout-origine", "Origine"),
    ("/admission/referred_on", "ajout-orientee-le", "Orientation du"),
    ("/admission/decided_on", "ajout-decidee-le", "Validée le"),
    ("/admission/reason", "ajout-motif", "Motif de la dérogation"),
];

/// Where the person is to be added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Where {
    pub month: Month,
    pub lot: LotId,
    pub sector: Sector,
}

impl Typed {
    /// The placement that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn placement(&self, place: Where, prescribers: &[Organisation]) -> Result<NewPlacement> {
        let mut fields = Fields::default();
        let person = self.person(&mut fields);
        let employment = self.employment(&mut fields);
        let assignment = self.assignment(&mut fields, place);
        let admission = self.admission(&mut fields, place.sector, prescribers);
        match (person, employment, assignment) {
            (Some(person), Some(employment), Some(assignment)) => {
                fields.done().map(|()| NewPlacement { person, admission, employment, assignment })
            }
            _ => Err(fields.refusal()),
        }
    }

    fn employment(&self, fields: &mut Fields) -> Option<PlacedEmployment> {
        if let Some(id) = self.given("contrat").filter(|text| *text != NEW) {
            return fields.optional("/employment", Some(id), parse_id).map(PlacedEmployment::Recorded);
        }
        let employer_id = self.required(fields, "employeur", "/employment/employer_id", parse_id);
        let contract_type = self.required(fields, "type", "/employment/contract_type", ContractType::parse);
        let from = self.required(fields, "debut", "/employment/starts_on", parse_day);
        let to = fields.optional("/employment/ends_on", self.given("fin"), parse_day);
        let weekly_hours = fields.optional("/employment/weekly_hours", self.given("heures"), Hours::parse_typed);
        let (employer_id, contract_type, period) = (employer_id?, contract_type?, Period { from: from?, to });
        Some(PlacedEmployment::New(NewEmployment { employer_id, contract_type, period, weekly_hours }))
    }

    fn assignment(&self, fields: &mut Fields, place: Where) -> Option<NewAssignment> {
        let modality = self.required(fields, "modalite", "/employment/assignment/modality", Modality::parse);
        let from = fields.optional("/employment/assignment/from", self.given("affecte_du"), parse_day);
        let to = fields.optional("/employment/assignment/to", self.given("affecte_au"), parse_day);
        Some(NewAssignment { lot_id: place.lot, modality: modality?, from, to, month: place.month })
    }

    fn admission(&self, fields: &mut Fields, sector: Sector, prescribers: &[Organisation]) -> Option<Admission> {
        match self.given("admission")? {
            REFERRAL => {
                let referral = self.referral(fields, sector, prescribers);
                let outcome = self.outcome(fields, sector);
                Some(Admission::Referral(referral?, outcome?))
            }
            WAIVER => {
                let reason = self.required(fields, "motif", "/admission/reason", FreeText::parse)?;
                Some(Admission::Waiver(WaiverDetails { sector, reason, granted_on: None }))
            }
            other => {
                let id = other.strip_prefix(OUTCOME).unwrap_or_default();
                let referral: Option<ReferralId> = fields.optional("/admission", Some(id), parse_id);
                let outcome = self.outcome(fields, sector);
                Some(Admission::Outcome(referral?, outcome?))
            }
        }
    }

    fn referral(&self, fields: &mut Fields, sector: Sector, prescribers: &[Organisation]) -> Option<ReferralDetails> {
        let prescriber = self.required(fields, "prescripteur", "/admission/prescriber_id", |text| Ok(text.to_owned()));
        let origin = self.required(fields, "origine", "/admission/origin", Origin::parse);
        let referred_on = self.required(fields, "orientee_le", "/admission/referred_on", parse_day);
        let prescriber = prescriber?;
        let known = prescribers.iter().find(|organisation| organisation.id.to_string() == prescriber);
        let kind = match known {
            Some(organisation) => organisation.prescriber_kind,
            None => (prescriber == SELF_REFERRED).then_some(PrescriberKind::SelfReferred),
        };
        if kind.is_none() {
            fields.push(FieldError::new("/admission/prescriber_id", ProblemCode::UnknownOrganisation));
        }
        Some(ReferralDetails {
            prescriber_id: known.map(|organisation| organisation.id),
            prescriber_kind: kind?,
            origin: origin?,
            for_plie: self.is("pour_plie", "oui"),
            referred_on: referred_on?,
            sectors: Sectors::new([sector]),
            external_ref: None,
        })
    }

    fn outcome(&self, fields: &mut Fields, sector: Sector) -> Option<Outcome> {
        let decided_on = self.required(fields, "decidee_le", "/admission/decided_on", parse_day)?;
        Some(Outcome::Validated { sector, decided_on })
    }
}
