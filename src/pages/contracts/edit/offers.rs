//! What the forms offer: organisations and communes by name.

use crate::access::{Caller, EditContracts};
use crate::error::Result;
use crate::organisations::{Organisation, OrganisationFilter};
use crate::reference::Commune;
use crate::values::french_order;
use crate::{organisations, reference};

/// What the forms offer.
pub(super) struct Offers {
    /// The names of buyers.
    pub buyers: Vec<String>,
    /// The names of all organisations, any of which may hold a lot.
    pub holders: Vec<String>,
    /// The communes of the reference data.
    pub communes: Vec<Commune>,
}

impl Offers {
    pub fn read(caller: &Caller<EditContracts>) -> Result<Self> {
        let everyone =
            organisations::actions::list(&caller.with_right()?, &OrganisationFilter::default(), 0, i64::MAX)?;
        let is_buyer = |one: &&Organisation| one.buyer_kind.is_some();
        Ok(Self {
            buyers: names(everyone.iter().filter(is_buyer)),
            holders: names(everyone.iter()),
            communes: reference::actions::communes(&caller.with_right()?)?,
        })
    }
}

fn names<'a>(organisations: impl Iterator<Item = &'a Organisation>) -> Vec<String> {
    let mut names: Vec<String> = organisations.map(|one| one.name.to_string()).collect();
    names.sort_by_cached_key(|name| french_order(name.as_str()));
    names.dedup();
    names
}
