//! `/orientations/{id}`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::people::{Choice, organisation_choices};
use super::super::shell::Shell;
use super::super::typed_person::{Typed, TypedView};
use super::form::{NAMED_KINDS, NEW_FIELDS, NOT_INTEGRATED, OUTCOME_FIELDS, SELF_REFERRED, sector_field};
use super::words::{Done, OutcomeView, waiting};
use crate::error::AppError;
use crate::organisations::Organisation;
use crate::referrals::NamedReferral;
use crate::values::{
    CandidateId, NotIntegratedReason, Origin, OutcomeKind, ReferralId, Sector, Sectors, Versioned as _, day_in_table,
};

/// What a form of the page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Decide,
    Correct,
}

#[derive(Template)]
#[template(path = "referral.html", config = "src/pages/askama.toml")]
pub(super) struct RecordPage {
    shell: Shell,
    id: ReferralId,
    candidate: CandidateId,
    version: i64,
    name: String,
    born: String,
    is_pending: bool,
    is_validated: bool,
    outcome: OutcomeView,
    /// What the record says: label and value.
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    done: Option<Done>,
    decision: TypedView,
    correction: TypedView,
    /// The sectors for which the user may validate.
    offered: Vec<Sector>,
    /// The sectors that the user sees and those that were requested, each with its field.
    sectors: Vec<(Sector, String)>,
    prescribers: Vec<Choice>,
}

impl RecordPage {
    pub fn new(
        shell: Shell,
        (named, prescribers): (&NamedReferral, &[Organisation]),
        (sectors, today): (&[Sector], NaiveDate),
        done: Option<Done>,
        refused: Option<(Act, Typed, &AppError)>,
    ) -> Self {
        let referral = &named.referral;
        let (mut decided, mut corrected) = (Typed::default(), Typed::default());
        decided.propose_outcome(named);
        decided.propose("decidee_le", today.to_string());
        corrected.propose_referral(named);
        let mut decision = TypedView::fresh(decided);
        let mut correction = TypedView::fresh(corrected);
        match refused {
            Some((Act::Decide, typed, error)) => {
                decision = TypedView::refused(typed, error, OUTCOME_FIELDS);
            }
            Some((Act::Correct, typed, error)) => {
                correction = TypedView::refused(typed, error, NEW_FIELDS);
            }
            None => {}
        }
        Self {
            shell,
            id: referral.id,
            candidate: referral.candidate_id,
            version: referral.version(),
            name: format!("{} {}", named.person.last_name.as_str().to_uppercase(), named.person.first_name),
            born: day_in_table(named.person.birth_date),
            is_pending: referral.outcome == OutcomeKind::Pending,
            is_validated: referral.outcome == OutcomeKind::Validated,
            outcome: OutcomeView::from(referral),
            facts: facts(named, today),
            warnings: referral.warnings.iter().map(|warning| warning.detail.clone()).collect(),
            done,
            decision,
            correction,
            offered: sectors.to_vec(),
            sectors: Sectors::new(sectors.iter().copied().chain(referral.sectors.iter()))
                .iter()
                .map(|sector| (sector, sector_field(sector)))
                .collect(),
            prescribers: organisation_choices(prescribers.iter().collect()),
        }
    }
}

fn facts(named: &NamedReferral, today: NaiveDate) -> Vec<(&'static str, String)> {
    let NamedReferral { referral, prescriber, .. } = named;
    let sectors: Vec<&str> = referral.sectors.iter().map(|sector| sector.as_str()).collect();
    let kind = referral.prescriber_kind.label();
    let is_pending = referral.outcome == OutcomeKind::Pending;
    let waits = is_pending.then(|| format!(", en attente {}", waiting(referral.referred_on, today)));
    let for_plie =
        if referral.for_plie { "Vient d’un référent PLIE, ou lui est adressée" } else { "Sans référent PLIE" };
    let facts = [
        ("Orientation", Some(format!("le {}{}", day_in_table(referral.referred_on), waits.unwrap_or_default()))),
        ("Secteurs demandés", Some(sectors.join(", "))),
        ("Prescripteur", Some(prescriber.as_ref().map_or_else(|| kind.to_owned(), |name| format!("{name} ({kind})")))),
        ("Origine (bilan)", Some(referral.origin.label().to_owned())),
        ("PLIE", Some(for_plie.to_owned())),
        ("Référence", referral.external_ref.as_ref().map(ToString::to_string)),
        ("Décision", referral.decided_on.map(|decided_on| format!("le {}", day_in_table(decided_on)))),
        ("Précision", referral.outcome_comment.as_ref().map(ToString::to_string)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}
