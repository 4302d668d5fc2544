//! Use cases of organisations.

use super::{Organisation, OrganisationDetails, OrganisationFilter, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditOrganisations, ReadOrganisations, Scope, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ExpectedVersions, Name, OrganisationId, SearchText, fold};

/// Records an organisation.
///
/// # Errors
/// `siret_taken`.
pub fn create(caller: &Caller<EditOrganisations>, details: &OrganisationDetails) -> Result<Idempotent<Organisation>> {
    caller.create(|tx| create_in(tx, details))
}

/// Records an organisation in a transaction under way.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(tx: &mut WriteTx<'_>, details: &OrganisationDetails) -> Result<Organisation> {
    refuse_duplicate_siret(tx, None, details)?;
    let id = store::insert(tx, details)?;
    let organisation = store::find(tx, id)?;
    let event = Event::new("create", "organisation", id.0).with("name", &details.name);
    audit::record(tx, &with_contact(event, None, &organisation))?;
    Ok(organisation)
}

/// Changes an organisation at one of the `expected` versions. `change` makes the new details from the current state.
///
/// # Errors
/// `not_found`, `precondition_failed`, `siret_taken`, and those of `change`.
pub fn update(
    caller: &Caller<EditOrganisations>,
    id: OrganisationId,
    expected: &ExpectedVersions,
    change: impl Fn(&Organisation) -> Result<OrganisationDetails>,
) -> Result<Organisation> {
    caller.write(|tx| update_in(tx, id, expected, &change))
}

/// Changes an organisation in a transaction under way.
///
/// # Errors
/// Those of [`update`].
pub fn update_in(
    tx: &mut WriteTx<'_>,
    id: OrganisationId,
    expected: &ExpectedVersions,
    change: impl Fn(&Organisation) -> Result<OrganisationDetails>,
) -> Result<Organisation> {
    let before = store::find(tx, id)?;
    let version = expected.require(before.version)?;
    let details = change(&before)?;
    refuse_duplicate_siret(tx, Some(id), &details)?;
    if details.name != before.name
        && let Some(sender) = store::sender_name(tx, id)?
    {
        store::send_as(tx, id, &sender)?;
    }
    store::update(tx, id, version, &details)?;
    let after = store::find(tx, id)?;
    let event = Event::new("update", "organisation", id.0).changing(changed(&before, &after));
    audit::record(tx, &with_contact(event, Some(&before), &after))?;
    Ok(after)
}

/// The organisations of this name, however it is written, in the order of their ids.
///
/// # Errors
/// `unavailable`.
pub fn named_in(tx: &mut WriteTx<'_>, name: &Name) -> Result<Vec<Organisation>> {
    let filter = OrganisationFilter { name: SearchText::read(name.as_str()), ..OrganisationFilter::default() };
    let mut named = store::list(tx, &filter, 0, i64::MAX)?;
    named.retain(|found| fold(found.name.as_str()) == fold(name.as_str()));
    Ok(named)
}

/// The organisations whose names contain a text, or all, in a transaction under way, for those who record them.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, name: Option<&SearchText>) -> Result<Vec<Organisation>> {
    let filter = OrganisationFilter { name: name.cloned(), ..OrganisationFilter::default() };
    store::list(tx, &filter, 0, i64::MAX)
}

/// One organisation, in a transaction under way, for those who record them.
///
/// # Errors
/// `not_found`.
pub fn find_in(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    store::find(tx, id)
}

/// One organisation.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadOrganisations>, id: OrganisationId) -> Result<Organisation> {
    caller.read(|tx| store::find(tx, id)).map(|organisation| visible_to(caller.scope(), organisation))
}

/// Lists organisations in the order of their ids.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadOrganisations>,
    filter: &OrganisationFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<Organisation>> {
    let organisations = caller.read(|tx| store::list(tx, filter, after, rows))?;
    Ok(organisations.into_iter().map(|organisation| visible_to(caller.scope(), organisation)).collect())
}

/// Only officers see contacts, which are personal data.
fn visible_to(scope: &Scope, organisation: Organisation) -> Organisation {
    if scope.is_officer() {
        return organisation;
    }
    Organisation { contact_name: None, contact_email: None, contact_phone: None, ..organisation }
}

fn changed(before: &Organisation, after: &Organisation) -> Vec<&'static str> {
    let fields = [
        ("name", before.name != after.name),
        ("siret", before.siret != after.siret),
        ("employer_kind", before.employer_kind != after.employer_kind),
        ("prescriber_kind", before.prescriber_kind != after.prescriber_kind),
        ("buyer_kind", before.buyer_kind != after.buyer_kind),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

/// Adds the contact to an event, as personal values.
fn with_contact(event: Event, before: Option<&Organisation>, after: &Organisation) -> Event {
    event
        .personal("contact_name", before.map(|before| &before.contact_name), &after.contact_name)
        .personal("contact_email", before.map(|before| &before.contact_email), &after.contact_email)
        .personal("contact_phone", before.map(|before| &before.contact_phone), &after.contact_phone)
}

fn refuse_duplicate_siret(
    tx: &mut WriteTx<'_>,
    except: Option<OrganisationId>,
    details: &OrganisationDetails,
) -> Result<()> {
    let Some(siret) = &details.siret else { return Ok(()) };
    match store::with_siret(tx, siret)? {
        Some(other) if Some(other) != except => {
            let field_error = FieldError::new("/siret", ProblemCode::SiretTaken);
            Err(AppError::from(field_error).with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}
