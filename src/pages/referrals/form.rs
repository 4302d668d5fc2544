//! The forms of a referral: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use super::super::typed_person::Typed;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::organisations::Organisation;
use crate::placements::{NewPrescriber, NewReferral};
use crate::referrals::{NamedReferral, Outcome, ReferralDetails};
use crate::values::{
    FreeText, Name, NotIntegratedReason, OrganisationId, Origin, PrescriberKind, Sector, Sectors, parse_day,
};

/// No prescriber, as the field `prescripteur` says it.
pub(super) const SELF_REFERRED: &str = "spontanee";
/// A prescriber without a record, as the field `prescripteur` says it.
pub(super) const NEW_PRESCRIBER: &str = "nouveau";
/// No integration, as the field `issue` says it; a sector's code is a validation.
pub(super) const NOT_INTEGRATED: &str = "non-integree";

/// The kinds of prescribers that are organisations.
pub(super) const NAMED_KINDS: &[PrescriberKind] = &[
    PrescriberKind::PlieReferent,
    PrescriberKind::FranceTravail,
    PrescriberKind::MissionLocale,
    PrescriberKind::CapEmploi,
    PrescriberKind::Department,
    PrescriberKind::Region,
    PrescriberKind::MunicipalService,
    PrescriberKind::TempAgency,
    PrescriberKind::IaeStructure,
    PrescriberKind::Geiq,
    PrescriberKind::TrainingBody,
    PrescriberKind::Association,
    PrescriberKind::Employer,
    PrescriberKind::Other,
];

/// The fields of a new referral: the pointer of an error, the id of the field, and its label.
pub(super) const NEW_FIELDS: &[FormField] = &[
    ("/person", "ori-nom", "Personne"),
    ("/person/last_name", "ori-nom", "Nom"),
    ("/person/first_name", "ori-prenom", "Prénom"),
    ("/person/birth_date", "ori-naissance", "Date de naissance"),
    ("/person/sex", "ori-sexe", "Sexe"),
    ("/referral/referred_on", "ori-date", "Date de l’orientation"),
    ("/referral/sectors", "ori-secteur-BTP", "Secteurs"),
    ("/referral/prescriber_id", "ori-prescripteur", "Prescripteur"),
    ("/prescriber/name", "ori-prescripteur-nom", "Nom du prescripteur"),
    ("/prescriber/kind", "ori-prescripteur-nature", "Nature du prescripteur"),
    ("/referral/origin", "ori-origine", "Origine"),
    ("/referral/external_ref", "ori-reference", "Référence"),
];

/// The fields of an outcome.
pub(super) const OUTCOME_FIELDS: &[FormField] = &[
    ("/outcome", "issue-non-integree", "Issue"),
    ("/sector", "issue-non-integree", "Secteur validé"),
    ("/reason", "issue-motif", "Motif"),
    ("/comment", "issue-commentaire", "Précision"),
    ("/decided_on", "issue-date", "Date de la décision"),
];

impl Typed {
    /// The referral that the form asks for, with its person.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn new_referral(&self, prescribers: &[Organisation]) -> Result<NewReferral> {
        let mut fields = Fields::default();
        let person = self.person(&mut fields);
        let values = self.referral_values(&mut fields, prescribers);
        match (person, values) {
            (Some(person), Some((prescriber, details))) => {
                fields.done().map(|()| NewReferral { person, prescriber, details })
            }
            _ => Err(fields.refusal()),
        }
    }

    /// The values of a referral that has a record.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn corrected_referral(&self, prescribers: &[Organisation]) -> Result<ReferralDetails> {
        let mut fields = Fields::default();
        match self.referral_values(&mut fields, prescribers) {
            Some((None, details)) => fields.done().map(|()| details),
            _ => Err(fields.refusal()),
        }
    }

    fn referral_values(
        &self,
        fields: &mut Fields,
        prescribers: &[Organisation],
    ) -> Option<(Option<NewPrescriber>, ReferralDetails)> {
        let prescriber = self.prescriber(fields, prescribers);
        let origin = self.required(fields, "origine", "/referral/origin", Origin::parse);
        let referred_on = self.required(fields, "orientee_le", "/referral/referred_on", parse_day);
        let external_ref = fields.optional("/referral/external_ref", self.given("reference"), Name::parse);
        let chosen = Sector::ALL.iter().copied().filter(|sector| self.is(sector_field(*sector), "oui"));
        let sectors = Sectors::new(chosen);
        if sectors.iter().next().is_none() {
            let detail = "Cochez au moins un secteur.";
            fields.push(FieldError::new("/referral/sectors", ProblemCode::Missing).with_detail(detail));
        }
        let (prescriber_id, prescriber_kind, new) = prescriber?;
        let for_plie = self.is("pour_plie", "oui");
        let (origin, referred_on) = (origin?, referred_on?);
        let details =
            ReferralDetails { prescriber_id, prescriber_kind, origin, for_plie, referred_on, sectors, external_ref };
        Some((new, details))
    }

    fn prescriber(
        &self,
        fields: &mut Fields,
        prescribers: &[Organisation],
    ) -> Option<(Option<OrganisationId>, PrescriberKind, Option<NewPrescriber>)> {
        let pointer = "/referral/prescriber_id";
        let chosen = self.required(fields, "prescripteur", pointer, |text| Ok(text.to_owned()))?;
        if chosen == SELF_REFERRED {
            return Some((None, PrescriberKind::SelfReferred, None));
        }
        if chosen == NEW_PRESCRIBER {
            let name = self.required(fields, "prescripteur_nom", "/prescriber/name", Name::parse);
            let kind = self.required(fields, "prescripteur_nature", "/prescriber/kind", PrescriberKind::parse);
            let (name, kind) = (name?, kind?);
            return Some((None, kind, Some(NewPrescriber { name, kind })));
        }
        let known = prescribers.iter().find(|organisation| organisation.id.to_string() == chosen);
        let Some((known, kind)) = known.and_then(|known| Some((known, known.prescriber_kind?))) else {
            fields.push(FieldError::new(pointer, ProblemCode::UnknownOrganisation));
            return None;
        };
        Some((Some(known.id), kind, None))
    }

    /// The outcome that the form says.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn referral_outcome(&self) -> Result<Outcome> {
        let mut fields = Fields::default();
        let decided_on = self.required(&mut fields, "decidee_le", "/decided_on", parse_day);
        let outcome = match self.given("issue") {
            Some(NOT_INTEGRATED) => {
                let reason = self.required(&mut fields, "motif", "/reason", NotIntegratedReason::parse);
                let comment = fields.optional("/comment", self.given("commentaire"), FreeText::parse);
                let not_integrated = |decided_on| Some(Outcome::NotIntegrated { reason: reason?, comment, decided_on });
                decided_on.and_then(not_integrated)
            }
            Some(code) => {
                let sector = fields.optional("/outcome", Some(code), Sector::parse);
                decided_on.and_then(|decided_on| Some(Outcome::Validated { sector: sector?, decided_on }))
            }
            None => {
                let detail = "Dites quelle est l’issue de l’orientation.";
                fields.push(FieldError::new("/outcome", ProblemCode::Missing).with_detail(detail));
                None
            }
        };
        match outcome {
            Some(outcome) => fields.done().map(|()| outcome),
            None => Err(fields.refusal()),
        }
    }

    /// Fills the fields with the values of a referral, and those of its outcome.
    pub(super) fn propose_referral(&mut self, named: &NamedReferral) {
        let referral = &named.referral;
        let prescriber = referral.prescriber_id.map_or_else(|| SELF_REFERRED.to_owned(), |id| id.to_string());
        self.propose("prescripteur", prescriber);
        self.propose("origine", referral.origin.as_str());
        self.propose("orientee_le", referral.referred_on.to_string());
        self.propose("pour_plie", if referral.for_plie { "oui" } else { "" });
        self.propose("reference", referral.external_ref.as_ref().map(Name::to_string).unwrap_or_default());
        referral.sectors.iter().for_each(|sector| self.propose(&sector_field(sector), "oui"));
    }

    /// Fills the fields of the outcome with the recorded one.
    pub(super) fn propose_outcome(&mut self, named: &NamedReferral) {
        let referral = &named.referral;
        let not_integrated = referral.outcome_reason.map(|_| NOT_INTEGRATED);
        self.propose(
            "issue",
            referral.outcome_sector.map(|sector| sector.as_str()).or(not_integrated).unwrap_or_default(),
        );
        self.propose("motif", referral.outcome_reason.map(|reason| reason.as_str()).unwrap_or_default());
        self.propose("commentaire", referral.outcome_comment.as_ref().map(ToString::to_string).unwrap_or_default());
        self.propose("decidee_le", referral.decided_on.map(|day| day.to_string()).unwrap_or_default());
    }
}

/// The field that a sector is ticked with.
pub(super) fn sector_field(sector: Sector) -> String {
    format!("secteur_{sector}")
}
