//! `/lectures`: the register of who read which person's data, the latest first. People are shown by their numbers alone: the
//! register itself is no file.

mod address;
mod view;

use actix_web::{HttpRequest, HttpResponse, get};

use self::address::Address;
use self::view::ReadsPage;
use super::listing::ONE_MORE;
use super::shell::{Place, Shell};
use super::view::page;
use crate::access::{Caller, ReadRegister};
use crate::accounts::{CurrentUser, actions};
use crate::error::Result;
use crate::http::{Handlers, Query, blocking};
use crate::read_log;

#[get("/lectures")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadRegister>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (filter, before) = address.0.read()?;
    let read = move || {
        let reads = read_log::latest(&caller, &filter, before, ONE_MORE)?;
        let names = actions::names_of(&user, reads.iter().map(|read| read.actor.as_str()))?;
        Ok((actions::current(&user)?, reads, names))
    };
    let (user, reads, names) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Reads)?;
    page(&ReadsPage::new(shell, address.0, reads, &names))
}

/// The route of the register.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/lectures").undescribed(show);
}
