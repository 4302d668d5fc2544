//! Query of people's names. The actions ask for people that the caller's bilan counts.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::candidates;
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{CandidateId, Name};

/// People with their last and first names, by name.
pub(super) fn named(tx: &mut Tx<'_>, people: &BTreeSet<CandidateId>) -> Result<Vec<(CandidateId, Name, Name)>> {
    let query = candidates::table
        .filter(candidates::id.in_list(KeyList::numbers(people.iter().copied())))
        .order((candidates::name_folded, candidates::id))
        .select((candidates::id, candidates::last_name, candidates::first_name));
    Ok(query.load(tx.conn())?)
}
