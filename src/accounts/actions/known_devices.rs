//! Known devices: the browsers and addresses that an account's owner has signed in from. The login throttle gives them
//! buckets of their own.

use crate::access::{Secret, derived, digest_of, random_token};
use crate::accounts::{ClientOrigin, store};
use crate::db::WriteTx;
use crate::error::Result;
use crate::values::UserId;

/// The stored form of the address: a digest.
pub(super) fn address_digest(origin: &ClientOrigin) -> String {
    derived(&origin.address, "address")
}

/// The stored form of the browser's token, if the browser sent one.
pub(super) fn device_digest(origin: &ClientOrigin) -> Option<String> {
    origin.device.as_ref().map(|device| digest_of(device.expose()))
}

/// Records the browser and the address after the owner has proved their identity, and returns the browser's token: the
/// one it sent if it is known, else a new one.
pub(super) fn record<S>(tx: &mut WriteTx<'_, S>, user: UserId, origin: &ClientOrigin) -> Result<Secret> {
    let sent = Vec::from_iter(device_digest(origin));
    let device = match (&origin.device, store::known_device(tx, user, &sent)?) {
        (Some(device), Some(_)) => device.clone(),
        _ => random_token()?,
    };
    store::record_devices(tx, user, &[digest_of(device.expose()), address_digest(origin)])?;
    Ok(device)
}
