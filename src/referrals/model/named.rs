//! Referrals with the names beside their ids, and the lists of them that pages show.

use chrono::NaiveDate;

use super::partner_view::ReferralView;
use crate::values::{Name, NameOrder};

/// The order of a list of referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferralOrder {
    /// By the day the person was sent, the first day first.
    Oldest,
    /// By the day the person was sent, the last day first.
    Newest,
    /// By the day of the decision, the first day first; the pending ones at the end.
    DecidedFirst,
    /// By the day of the decision, the last day first; the pending ones at the end.
    DecidedLast,
    /// By the name of the person.
    OfPerson(NameOrder),
}

/// Who the person of a referral is.
#[derive(Debug, Clone)]
pub struct PersonOfReferral {
    /// The last name.
    pub last_name: Name,
    /// The first name.
    pub first_name: Name,
    /// The birth date.
    pub birth_date: NaiveDate,
}

/// A referral with the names beside its ids.
#[derive(Debug, Clone)]
pub struct NamedReferral {
    /// The referral.
    pub referral: ReferralView,
    /// Its person.
    pub person: PersonOfReferral,
    /// The name of its prescriber; none if the person is self-referred.
    pub prescriber: Option<Name>,
}
