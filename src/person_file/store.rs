//! Names that a file shows.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{api_keys, organisations, users};
use crate::error::Result;
use crate::values::{Name, OrganisationId};

/// The names of these organisations.
pub(super) fn organisations(tx: &mut Tx<'_>, ids: BTreeSet<OrganisationId>) -> Result<HashMap<OrganisationId, Name>> {
    let rows: Vec<(OrganisationId, Name)> = organisations::table
        .filter(organisations::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
        .select((organisations::id, organisations::name))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// The names of these actors of audit events: of accounts (`user:3`) and API keys (`key:3`); others are absent.
pub(super) fn actors(tx: &mut Tx<'_>, actors: &BTreeSet<String>) -> Result<HashMap<String, String>> {
    let numbers =
        |kind: &str| -> Vec<i64> { actors.iter().filter_map(|actor| actor.strip_prefix(kind)?.parse().ok()).collect() };
    let (accounts, keys) = (numbers("user:"), numbers("key:"));
    let accounts: Vec<(i64, String)> =
        users::table.filter(users::id.eq_any(accounts)).select((users::id, users::name)).load(tx.conn())?;
    let keys: Vec<(i64, String)> =
        api_keys::table.filter(api_keys::id.eq_any(keys)).select((api_keys::id, api_keys::name)).load(tx.conn())?;
    let accounts = accounts.into_iter().map(|(id, name)| (format!("user:{id}"), name));
    Ok(accounts.chain(keys.into_iter().map(|(id, name)| (format!("key:{id}"), name))).collect())
}
