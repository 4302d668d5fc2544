//! `/marches`, `/marches/{id}` and `/lots/{id}`: public contracts with how far they have come, a contract with its lots, and
//! the file of a lot.

mod address;
mod contract;
mod csv_table;
mod curve;
mod done;
mod edit;
mod list;
mod lot;
mod words;

pub(super) use self::words::ProgressView;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get};

use self::address::Address;
use self::contract::ContractPage;
use self::csv_table::table;
use self::list::ContractsPage;
use self::lot::LotPage;
use super::shell::{Place, Shell};
use super::view::{After, page};
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, actions};
use crate::error::Result;
use crate::http::{Handlers, Id, Query, blocking};
use crate::values::{LotId, PublicContractId};
use crate::{contract_files, reference};

#[get("/marches")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let (filter, order) = address.0.read()?;
    let (part, asked) = (address.0.part(), filter.clone());
    let read = move || {
        let contracts = contract_files::contracts(&caller.with_right()?, &asked, order, part)?;
        Ok((actions::current(&user)?, contracts))
    };
    let (user, contracts) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Contracts)?.with_notice(address.0.said());
    page(&ContractsPage::new(shell, &sectors, address.0, (&filter, order), contracts))
}

#[get("/marches/{id}")]
async fn show_contract(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let read = move || {
        let communes = reference::actions::communes(&caller.with_right()?)?;
        Ok((actions::current(&user)?, contract_files::contract(&caller.with_right()?, id.0)?, communes))
    };
    let (user, file, communes) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Contracts)?;
    page(&ContractPage::new((shell, done::to_contract(&after.0)), file, &communes))
}

#[get("/lots/{id}")]
async fn show_lot(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || {
        let file = contract_files::lot(&caller.with_right()?, id.0)?;
        let actors = file.hours_due.iter().map(|entry| entry.recorded_by.as_str());
        let names = actions::names_of(&user, actors)?;
        let names: HashMap<String, String> = names.into_iter().map(|(actor, name)| (actor.to_owned(), name)).collect();
        Ok((actions::current(&user)?, file, names))
    };
    let (user, file, names) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Contracts)?;
    page(&LotPage::new((shell, done::to_lot(&after.0)), file, &names, today))
}

/// The routes of contracts and lots.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(edit::routes);
    config.page("/marches").page("/marches/{id}").page("/lots/{id}");
    config.page("/marches.csv").undescribed(table);
    config.undescribed(show_list).undescribed(show_contract).undescribed(show_lot);
}
