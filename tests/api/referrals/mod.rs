//! `/v1/candidates/{id}/referrals` and `/v1/referrals`

mod lists;
mod outcome;
mod record;
