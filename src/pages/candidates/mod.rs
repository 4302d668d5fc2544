//! `/candidats`: the people, searched and filtered. `/candidats/{id}`: one person's file.

mod address;
mod file;
mod list;
mod timeline;
mod words;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get};

use self::address::Address;
use self::file::FilePage;
use self::list::{ListPage, MOST};
use super::shell::{Place, Shell};
use super::view::page;
use super::withdrawal::Done;
use crate::access::{Caller, ReadCandidates, ReadEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::candidates::actions as candidates;
use crate::error::Result;
use crate::http::{Handlers, Id, Query, blocking};
use crate::person_file::person_file;
use crate::reference::actions as reference;
use crate::values::{self, CandidateId};

#[get("/candidats")]
async fn people(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (address, sectors) = (address.0, caller.scope().visible_sectors());
    let (filter, after) = address.read(caller.today())?;
    let asked = filter.clone();
    let read = move || {
        let readers = caller.with_right::<ReadCandidates>()?.showing(MOST);
        let found = candidates::list(&readers, &asked, values::Place::Position(after), MOST + 1)?;
        let neighbourhoods = reference::neighbourhoods(&caller.with_right()?)?;
        Ok((actions::current(&user)?, found, neighbourhoods))
    };
    let (user, found, neighbourhoods) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Candidates)?.with_notice(address.said());
    page(&ListPage::new(shell, (&address, &filter), (&sectors, neighbourhoods), found))
}

#[get("/candidats/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    id: Id<CandidateId>,
    done: Query<Done>,
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || {
        let file = person_file(&caller, id.0)?;
        let names = actions::names_of(&user, file.changes.iter().map(|change| change.actor.as_str()))?;
        let names: HashMap<String, String> = names.into_iter().map(|(actor, name)| (actor.to_owned(), name)).collect();
        Ok((actions::current(&user)?, file, names))
    };
    let (user, file, names) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Candidates)?.with_notice(done.0.said());
    page(&FilePage::new(shell, file, &names, today))
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/candidats").undescribed(people);
    config.page("/candidats/{id}").undescribed(show);
}
