//! Accounts in the database: people, credentials, links, second factors and known devices.
//!
//! Functions generic over the scope serve sign-in, one-time links and the first set-up, whose visitors have no rights.
//! The others need the scope of an authenticated caller.

mod devices;
mod factors;
mod links;
mod people;

pub(super) use devices::{delete_stale_devices, is_known_address, known_device, record_devices};
pub(super) use factors::{
    SecondFactor, confirm_second_factor, count_wrong_code, delete_second_factor, save_second_factor, second_factor,
    use_step,
};
pub(super) use links::{
    ValidLink, delete_expired_links, find_valid_link, insert_link, use_link, void_links, void_second_steps,
};
pub(super) use people::{
    KeyEnd, StoredCredentials, any_admin_key, any_user, bump_version, buyer_of_link, count_active_admins,
    credentials_by_email, credentials_of, end_of_key, find, find_by_email, insert, key_name, list, lock_credentials,
    set_password, update, user_name,
};
