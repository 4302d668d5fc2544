//! Use case: a referral with the person and the prescriber.

use super::super::{NewPrescriber, NewReferral, Referred};
use super::parts::{below, person};
use crate::access::{Caller, EditCandidates, EditOrganisations, EditReferrals, WriteTx};
use crate::error::Result;
use crate::organisations::{self, Contact, OrganisationDetails};
use crate::referrals::{self, ReferralDetails};
use crate::values::OrganisationId;

/// Records a referral, and the person and the prescriber if they have no record, in one transaction: a refusal leaves
/// nothing behind. Under the caller's idempotency key the same form, sent twice, records it once.
///
/// The pointers of field errors begin with `/person`, `/prescriber` or `/referral`.
///
/// # Errors
/// `forbidden` unless the caller has the rights of all these records; `already_exists` at `/person` for a new person whom a
/// record may be about already; those of the actions that record each of them.
pub fn refer(caller: &Caller<EditReferrals>, new: &NewReferral) -> Result<Referred> {
    caller.with_right::<EditCandidates>()?;
    if new.prescriber.is_some() {
        caller.with_right::<EditOrganisations>()?;
    }
    let today = caller.today();
    let outcome = caller.create(|tx| {
        let candidate_id = below("/person", person(tx, &new.person, today))?;
        let prescriber =
            new.prescriber.as_ref().map(|named| below("/prescriber", prescriber(tx, named))).transpose()?;
        let prescriber_id = prescriber.or(new.details.prescriber_id);
        let details = ReferralDetails { prescriber_id, ..new.details.clone() };
        let referral = referrals::actions::create_in(tx, candidate_id, &details, today);
        Ok(Referred { candidate_id, referral_id: below("/referral", referral)?.id })
    })?;
    outcome.value()
}

/// The organisation of this name, which becomes a prescriber of this kind unless it is one.
fn prescriber(tx: &mut WriteTx<'_>, new: &NewPrescriber) -> Result<OrganisationId> {
    let named = organisations::actions::named_in(tx, &new.name)?;
    // Of several with one name, one that is a prescriber.
    let Some(found) = named.into_iter().min_by_key(|found| found.prescriber_kind.is_none()) else {
        let (name, prescriber_kind) = (new.name.clone(), Some(new.kind));
        let (employer_kind, buyer_kind, contact) = (None, None, Contact::default());
        let details = OrganisationDetails { name, siret: None, employer_kind, prescriber_kind, buyer_kind, contact };
        return organisations::actions::create_in(tx, &details).map(|created| created.id);
    };
    if found.prescriber_kind.is_none() {
        organisations::actions::update_in(tx, found.id, &found.version.into(), |found| {
            Ok(OrganisationDetails { prescriber_kind: Some(new.kind), ..OrganisationDetails::of(found) })
        })?;
    }
    Ok(found.id)
}
