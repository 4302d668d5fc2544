//! The outcome of a referral.

use chrono::NaiveDate;

use super::checks::refuse;
use crate::access::{Caller, DecideReferrals, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::error::{AppError, ProblemCode, Result};
use crate::referrals::{Outcome, Referral, ReferralView, rules, store};
use crate::values::{ExpectedVersions, OutcomeKind, ReferralId};
use crate::{candidates, participant_links, settings};

/// Records or corrects the outcome of a referral; a correction needs the `expected` version. Partners may validate
/// their sectors if the setting `partner_validates` allows it, and refuse a person if no other sector is concerned.
///
/// # Errors
/// `forbidden`, `not_found`, `precondition_required`, `precondition_failed`, `date_in_future`,
/// `decision_before_referral`, `unknown_sector`, `comment_required`; `outcome_in_use` if an assignment depends on the
/// validation that it revokes; `forbidden` if that validation is for a sector hidden from the caller.
pub fn decide(
    caller: &Caller<DecideReferrals>,
    id: ReferralId,
    expected: Option<&ExpectedVersions>,
    outcome: &Outcome,
) -> Result<ReferralView> {
    let referral = caller.write(|tx| decide_in(tx, id, expected, outcome, caller.today()))?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral)
}

/// Records the outcome of a referral in a transaction with other records.
///
/// # Errors
/// Those of [`decide`].
pub fn decide_in(
    tx: &mut WriteTx<'_>,
    id: ReferralId,
    expected: Option<&ExpectedVersions>,
    outcome: &Outcome,
    today: NaiveDate,
) -> Result<ReferralView> {
    let person = store::find(tx, id)?.candidate_id;
    candidates::store::lock(tx, person)?;
    refuse_partners(tx, today)?;
    store::lock(tx, id)?;
    let current = store::find(tx, id)?;
    let version = rules::expected_version(&current, expected)?;
    refuse(rules::outcome_errors(outcome, current.referred_on, today, &tx.scope().sectors))?;
    refuse_revocation(tx, &current, outcome)?;
    if outcome.kind() == OutcomeKind::NotIntegrated && current.concerns_hidden_sectors(tx.scope()) {
        return Err(officers_matter());
    }
    store::decide(tx, id, version, outcome)?;
    let event = Event::new("update", "referral", id.0)
        .with("outcome", outcome.kind())
        .with("outcome_sector", outcome.sector())
        .with("decided_on", outcome.decided_on());
    let decided = store::find(tx, id)?;
    let event = event
        .about(decided.candidate_id)
        .personal("outcome_reason", Some(&current.outcome_reason), &decided.outcome_reason)
        .personal("outcome_comment", Some(&current.outcome_comment), &decided.outcome_comment);
    audit::record(tx, &event)?;
    participant_links::follow(tx, &[decided.candidate_id])?;
    Ok(decided.view_for(tx.scope()))
}

/// Refuses partners, unless the setting in force lets them decide.
fn refuse_partners(tx: &mut WriteTx<'_>, today: NaiveDate) -> Result<()> {
    if tx.scope().is_officer() || settings::in_force(tx, today)?.partner_validates {
        return Ok(());
    }
    let detail = "Les orientations sont décidées par les chargées de clauses (réglage « partner_validates »).";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

fn refuse_revocation(tx: &mut WriteTx<'_>, current: &Referral, outcome: &Outcome) -> Result<()> {
    if !rules::revokes_validation(current, outcome) {
        return Ok(());
    }
    if current.outcome_sector.is_some_and(|sector| !tx.scope().sees(sector)) {
        if !tx.scope().is_officer() {
            return Err(officers_matter());
        }
        let detail = "Cette orientation est validée dans un secteur que vous ne suivez pas.";
        return Err(AppError::new(ProblemCode::Forbidden).with_detail(detail));
    }
    if store::has_assignment(tx, current.id)? { Err(ProblemCode::OutcomeInUse.into()) } else { Ok(()) }
}
