//! Use cases of links to buyers' accounts. Those who issue and revoke them must see every sector (`forbidden`): a link opens
//! all public contracts of its buyer.

use std::sync::Arc;

use chrono::{Months, NaiveDate};

use super::store;
use super::{AccountLink, IssuedLink, NewLink, OpenedAccount};
use crate::access::read_log::ReadLog;
use crate::access::{Caller, House, Scope, ShareBuyerAccounts, random_token};
use crate::audit::{self, Event};
use crate::buyer_accounts::actions::{Reader, account_in};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::actions as organisations;
use crate::values::{AccountLinkId, OrganisationId, day_in_words};

/// For how long from today a link opens at most.
const LONGEST: Months = Months::new(12);

/// Issues a link to a buyer's account.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found` for the buyer; `date_in_past`; `invalid_date` for a last day that
/// is more than a year away.
pub fn issue(caller: &Caller<ShareBuyerAccounts>, buyer: OrganisationId, new: &NewLink) -> Result<IssuedLink> {
    caller.scope().must_see_every_sector()?;
    let today = caller.today();
    let token = random_token()?;
    let link = caller.create(|tx| {
        check_end(new.expires_on, today)?;
        organisations::find_in(tx, buyer)?;
        store::lock_buyer(tx, buyer)?;
        let link = store::insert(tx, buyer, new, token.expose())?;
        let event = Event::new("create", "buyer_account_link", link.id.0).with("organisation_id", buyer);
        audit::record(tx, &event.with("expires_on", new.expires_on).apart_from_totals())?;
        Ok(link)
    })?;
    Ok(IssuedLink { link, token })
}

fn check_end(last: NaiveDate, today: NaiveDate) -> Result<()> {
    let latest = today.checked_add_months(LONGEST).unwrap_or(NaiveDate::MAX);
    let (code, detail) = if last < today {
        let detail = format!("Le {} est passé : le lien vaut jusqu’à la fin de son dernier jour.", day_in_words(last));
        (ProblemCode::DateInPast, detail)
    } else if last > latest {
        let detail = format!("Un lien vaut un an au plus, ici jusqu’au {}.", day_in_words(latest));
        (ProblemCode::InvalidDate, detail)
    } else {
        return Ok(());
    };
    Err(FieldError::new("/expires_on", code).with_detail(detail).into())
}

/// The links to a buyer's account by id, after an id; ended and revoked ones included.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found` for the buyer.
pub fn list(
    caller: &Caller<ShareBuyerAccounts>,
    buyer: OrganisationId,
    after: i64,
    rows: i64,
) -> Result<Vec<AccountLink>> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| {
        organisations::find_in(tx, buyer)?;
        store::list(tx, buyer, after, rows)
    })
}

/// The links to a buyer's account that were issued last, the last one first.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found` for the buyer.
pub fn latest(caller: &Caller<ShareBuyerAccounts>, buyer: OrganisationId, rows: i64) -> Result<Vec<AccountLink>> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| {
        organisations::find_in(tx, buyer)?;
        store::latest(tx, buyer, rows)
    })
}

/// Revokes a link, and returns its buyer; a revoked one stays as it is.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found`.
pub fn revoke(caller: &Caller<ShareBuyerAccounts>, id: AccountLinkId) -> Result<OrganisationId> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        let link = store::lock(tx, id)?;
        if link.revoked_at.is_none() {
            store::revoke(tx, id)?;
            audit::record(tx, &Event::new("revoke", "buyer_account_link", id.0).apart_from_totals())?;
        }
        Ok(link.organisation_id)
    })
}

/// What opening a link needs.
#[derive(Clone)]
pub struct Opening {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The carrier.
    pub house: Arc<House>,
    /// Where the opening is recorded.
    pub read_log: ReadLog,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// Opens the account of the link with this token, as it is today.
///
/// # Errors
/// `not_found` when there is no such link, or it has ended; `unavailable` when the opening cannot be recorded.
pub fn open(opening: &Opening, token: &str) -> Result<OpenedAccount> {
    let Opening { db, clock, house, read_log, request_id } = opening;
    let (now, today) = (clock.now(), clock.today());
    let link = db.read(&(), now, |tx| store::of_token(tx, token))?.filter(|link| link.opens_on(today));
    let link = link.ok_or(AppError::new(ProblemCode::NotFound))?;
    let scope = Scope::of_account_link(house, link.organisation_id, link.id, request_id.clone());
    read_log.record(db, &scope, now, "buyer_account", None)?;
    let account = db.snapshot(&scope, now, |tx| account_in(tx, link.organisation_id, today, Reader::Buyer))?;
    Ok(OpenedAccount { account, expires_on: link.expires_on })
}
