//! The form of an exit: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use super::super::typed_person::Typed;
use crate::error::Result;
use crate::exits::proposals::ExitProposal;
use crate::exits::{ExitDetails, PositiveExit};
use crate::http::Fields;
use crate::values::{CandidateId, ExitKind, Hours, Name, Sector, parse_day, parse_id};

/// The fields: the pointer of an error, the id of the field, and its label.
pub(super) const FIELDS: &[FormField] = &[
    ("/kind", "sortie-critere", "Critère"),
    ("/started_on", "sortie-debut", "Commencée le"),
    ("/met_on", "sortie-acquise", "Acquise le"),
    ("/employer_id", "sortie-employeur", "Employeur"),
    ("/weekly_hours", "sortie-heures", "Heures par semaine"),
    ("/sector", "sortie-secteur", "Secteur"),
    ("/proof_reference", "sortie-justificatif", "Justificatif"),
];

impl Typed {
    /// The exit that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn exit(&self, candidate_id: CandidateId) -> Result<ExitDetails> {
        let mut fields = Fields::default();
        let kind = self.required(&mut fields, "critere", "/kind", ExitKind::parse);
        let started_on = self.required(&mut fields, "debut", "/started_on", parse_day);
        let met_on = self.required(&mut fields, "acquise", "/met_on", parse_day);
        let employer_id = fields.optional("/employer_id", self.given("employeur"), parse_id);
        let weekly_hours = fields.optional("/weekly_hours", self.given("heures"), Hours::parse_typed);
        let sector = fields.optional("/sector", self.given("secteur"), Sector::parse);
        let proof_reference = fields.optional("/proof_reference", self.given("justificatif"), Name::parse);
        let (Some(kind), Some(started_on), Some(met_on)) = (kind, started_on, met_on) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        Ok(ExitDetails { candidate_id, kind, started_on, met_on, employer_id, weekly_hours, sector, proof_reference })
    }

    /// Fills the fields with what employments propose.
    pub(super) fn propose_proposal(&mut self, proposal: &ExitProposal) {
        self.propose("personne", proposal.candidate_id.to_string());
        self.propose("critere", proposal.kind.as_str());
        self.propose("debut", proposal.started_on.to_string());
        self.propose("acquise", proposal.met_on.to_string());
        self.propose("employeur", proposal.employer_id.to_string());
        self.propose("heures", proposal.weekly_hours.map(|hours| hours.in_french()).unwrap_or_default());
    }

    /// Fills the fields with the values of an exit.
    pub(super) fn propose_exit(&mut self, exit: &PositiveExit) {
        self.propose("critere", exit.kind.as_str());
        self.propose("debut", exit.started_on.to_string());
        self.propose("acquise", exit.met_on.to_string());
        self.propose("employeur", exit.employer_id.map(|id| id.to_string()).unwrap_or_default());
        self.propose("heures", exit.weekly_hours.map(|hours| hours.in_french()).unwrap_or_default());
        self.propose("secteur", exit.sector.map(|sector| sector.as_str()).unwrap_or_default());
        self.propose("justificatif", exit.proof_reference.as_ref().map(ToString::to_string).unwrap_or_default());
    }
}
