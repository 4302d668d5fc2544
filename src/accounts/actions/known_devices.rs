//! Where people come from: what is stored of it, and what makes a browser and an address an owner's own.

use crate::access::{Secret, WriteTx, derived, digest_of, random_token};
use crate::accounts::{Place, store};
use crate::error::Result;
use crate::values::UserId;

/// What is stored of an address.
pub(super) fn of_address(place: &Place) -> String {
    derived(&place.address, "address")
}

/// What is stored of a place: of a browser what it shows, of an address a digest.
pub(super) fn digests(place: &Place) -> Vec<String> {
    place.device.iter().map(|device| digest_of(device.expose())).chain([of_address(place)]).collect()
}

/// Notes that the owner, who has just proved it, is there, and says what their browser shows from now on: a browser keeps
/// what it shows as long as it is known here.
pub(super) fn note(tx: &mut WriteTx<'_>, user: UserId, place: &Place) -> Result<Secret> {
    let shown = place.device.as_ref().map(|device| digest_of(device.expose()));
    let device = match (&place.device, store::own_place(tx, user, &Vec::from_iter(shown))?) {
        (Some(device), Some(_)) => device.clone(),
        _ => random_token()?,
    };
    store::note_places(tx, user, &digests(&Place { device: Some(device.clone()), ..place.clone() }))?;
    Ok(device)
}
