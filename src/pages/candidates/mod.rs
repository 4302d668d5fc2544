//! `/candidats`: the people, searched and filtered. `/candidats/{id}`: one person's file.

mod address;
mod csv_table;
mod done;
mod edit;
mod file;
mod list;
mod timeline;
mod words;

use actix_web::{HttpRequest, HttpResponse, get};

use self::address::Address;
use self::csv_table::table;
use self::done::done;
use self::file::FilePage;
use self::list::ListPage;
use super::shell::{Place, Shell};
use super::view::{After, page};
use crate::access::{Caller, ReadEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::candidates::actions as candidates;
use crate::error::Result;
use crate::http::{Handlers, Id, Query, blocking};
use crate::person_file::person_file;
use crate::reference::actions as reference;
use crate::values::CandidateId;

#[get("/candidats")]
async fn people(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (address, sectors) = (address.0, caller.scope().visible_sectors());
    let asked = address.read(caller.today())?;
    let (wanted, part) = (asked.clone(), address.part());
    let read = move || {
        let found = candidates::people(&caller, &wanted.filter, wanted.ending_within, wanted.order, part)?;
        let neighbourhoods = reference::neighbourhoods(&caller.with_right()?)?;
        let communes = reference::communes(&caller.with_right()?)?;
        Ok((actions::current(&user)?, found, neighbourhoods, communes))
    };
    let (user, found, neighbourhoods, communes) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Candidates)?.with_notice(address.said());
    page(&ListPage::new(shell, (address, &asked), &sectors, (&neighbourhoods, &communes), found))
}

#[get("/candidats/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    id: Id<CandidateId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || {
        let file = person_file(&caller, id.0)?;
        let names = actions::names_of(&user, file.changes.iter().map(|change| change.actor.as_str()))?;
        let communes = reference::communes(&caller.with_right()?)?;
        Ok((actions::current(&user)?, file, names, communes))
    };
    let (user, file, names, communes) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Candidates)?;
    page(&FilePage::new((shell, done(&after.0)), file, (&names, &communes), today))
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(edit::routes);
    config.page("/candidats").undescribed(people);
    config.page("/candidats.csv").undescribed(table);
    config.page("/candidats/{id}").undescribed(show);
}
