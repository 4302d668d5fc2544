//! What rests on organisations: what they play, what they recorded, and who has access for them.

use diesel::prelude::*;

use super::contracts;
use super::people::{EXIT, EmploymentRow, ExitRow, ReferralRow, add_employments, add_exits, add_referrals};
use super::work::ROWS;
use crate::access::Tx;
use crate::db::schema::{
    api_keys, candidate_references, candidates, employment_references, employments, hours_batches, lot_co_holders,
    lots, merged_candidates, merged_references, positive_exits, public_contracts, referrals, reminders, users,
};
use crate::error::Result;
use crate::values::{
    ApiKeyId, BatchId, CandidateId, DependentKind, LotId, Month, Name, OrganisationId, ReminderId, Role, Sector, UserId,
};
use crate::withdrawals::{Dependent, Dependents, LeadsTo};

pub(super) fn of_organisation(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    contracts::bought(tx, id, found)?;
    held(tx, id, found)?;
    employed(tx, id, found)?;
    referred(tx, id, found)?;
    let rows = positive_exits::table.filter(positive_exits::employer_id.eq(id)).order(positive_exits::id).limit(ROWS);
    let rows: Vec<ExitRow> = rows.select(EXIT).load(tx.conn())?;
    add_exits(tx, rows, found);
    reminded(tx, id, found)?;
    recorded(tx, id, found)?;
    access(tx, id, found)
}

fn held(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let beside = lot_co_holders::table.filter(lot_co_holders::organisation_id.eq(id));
    let leads = lots::holder_id.is_not_null().and(lots::holder_id.assume_not_null().eq(id));
    let lots: Vec<(LotId, Name, Name, Sector)> = lots::table
        .inner_join(public_contracts::table)
        .filter(leads.or(lots::id.eq_any(beside.select(lot_co_holders::lot_id))))
        .order(lots::id)
        .limit(ROWS)
        .select((lots::id, lots::number, public_contracts::reference, public_contracts::sector))
        .load(tx.conn())?;
    contracts::add_lots(tx, lots, found);
    Ok(())
}

/// The employments there, and those that it recorded.
fn employed(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let columns = (employments::id, employments::contract_type, employments::starts_on);
    let there = employments::table.filter(employments::employer_id.eq(id)).order(employments::id).limit(ROWS);
    let mut rows: Vec<EmploymentRow> = there.select(columns).load(tx.conn())?;
    let own = employments::table.filter(employments::owner_id.eq(id)).filter(employments::employer_id.ne(id));
    rows.extend(own.order(employments::id).limit(ROWS).select(columns).load::<EmploymentRow>(tx.conn())?);
    add_employments(tx, rows, found)
}

/// The referrals by it, and those that it recorded.
fn referred(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let columns = (referrals::id, referrals::referred_on);
    let by_it = referrals::table.filter(referrals::prescriber_id.eq(id)).order(referrals::id).limit(ROWS);
    let mut rows: Vec<ReferralRow> = by_it.select(columns).load(tx.conn())?;
    let own = referrals::table.filter(referrals::owner_id.eq(id)).order(referrals::id).limit(ROWS);
    let own: Vec<ReferralRow> = own.select(columns).load(tx.conn())?;
    let others: Vec<ReferralRow> = own.into_iter().filter(|row| !rows.contains(row)).collect();
    rows.extend(others);
    add_referrals(tx, rows, found)
}

fn reminded(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let rows = reminders::table.filter(reminders::organisation_id.eq(id)).order(reminders::id).limit(ROWS);
    let rows: Vec<(ReminderId, Month)> = rows.select((reminders::id, reminders::month)).load(tx.conn())?;
    found.add(
        rows,
        |_| true,
        |(id, month)| Dependent {
            kind: DependentKind::Reminder,
            id: id.0,
            label: format!("relance de {}", month.in_words()),
            path: format!("/v1/reminders/{id}"),
            leads_to: LeadsTo::Nothing,
        },
    );
    Ok(())
}

/// People and batches that its keys and accounts recorded; what it calls records of others is not named.
fn recorded(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let people = candidates::table.filter(candidates::owner_id.eq(id)).order(candidates::id).limit(ROWS);
    let people: Vec<CandidateId> = people.select(candidates::id).load(tx.conn())?;
    found.add(
        people,
        |_| true,
        |id| Dependent {
            kind: DependentKind::Candidate,
            id: id.0,
            label: format!("fiche nº {id}, qu’elle a enregistrée"),
            path: format!("/v1/candidates/{id}"),
            leads_to: LeadsTo::Candidate(id),
        },
    );
    let sent = hours_batches::table.filter(hours_batches::owner_id.eq(id)).order(hours_batches::id).limit(ROWS);
    let sent: Vec<BatchId> = sent.select(hours_batches::id).load(tx.conn())?;
    found.add(
        sent,
        |_| true,
        |id| Dependent {
            kind: DependentKind::Batch,
            id: id.0,
            label: format!("envoi d’heures nº {id}"),
            path: format!("/v1/hours/batches/{id}"),
            leads_to: LeadsTo::Nothing,
        },
    );
    macro_rules! names_one {
        ($table:ident) => {{
            let named = $table::table.filter($table::owner_id.eq(id)).select($table::id);
            let first: Option<i64> = named.first(tx.conn()).optional()?;
            first.is_some()
        }};
    }
    found.others |= names_one!(candidate_references)
        || names_one!(employment_references)
        || names_one!(merged_references)
        || names_one!(merged_candidates);
    Ok(())
}

/// Keys and accounts, which administrators see.
fn access(tx: &mut Tx<'_>, id: OrganisationId, found: &mut Dependents) -> Result<()> {
    let is_admin = tx.scope().role == Role::Admin;
    let keys = api_keys::table.filter(api_keys::organisation_id.eq(id)).order(api_keys::id).limit(ROWS);
    let keys: Vec<(ApiKeyId, String)> = keys.select((api_keys::id, api_keys::name)).load(tx.conn())?;
    found.add(
        keys,
        |_| is_admin,
        |(id, name)| Dependent {
            kind: DependentKind::ApiKey,
            id: id.0,
            label: format!("clé d’API « {name} »"),
            path: format!("/v1/api-keys/{id}"),
            leads_to: LeadsTo::Nothing,
        },
    );
    let accounts = users::table.filter(users::organisation_id.eq(id)).order(users::id).limit(ROWS);
    let accounts: Vec<UserId> = accounts.select(users::id).load(tx.conn())?;
    found.add(
        accounts,
        |_| is_admin,
        |id| Dependent {
            kind: DependentKind::User,
            id: id.0,
            label: format!("compte nº {id}"),
            path: format!("/v1/users/{id}"),
            leads_to: LeadsTo::Nothing,
        },
    );
    Ok(())
}
