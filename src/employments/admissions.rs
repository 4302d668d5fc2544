//! In which sectors a person may be put to work, and why: a validated referral, or a waiver that replaces it
//! (docs/glossary.md, *dérogation*).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::values::{ReferralId, Sector};

/// A validated referral.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validation {
    pub sector: Sector,
    pub referral: ReferralId,
    pub decided_on: NaiveDate,
}

/// Why a person may work on the lots of a sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The referral that was validated first, and the day of its decision.
    Referral(ReferralId, NaiveDate),
    /// A waiver, and the day on which it was granted.
    Waiver(NaiveDate),
}

/// The sectors in which a person may work. A validated referral goes before a waiver.
pub(super) fn admissions(
    mut validations: Vec<Validation>,
    waived: Vec<(Sector, NaiveDate)>,
) -> BTreeMap<Sector, Admission> {
    validations.sort_by_key(|validation| (validation.decided_on, validation.referral));
    let mut admissions = BTreeMap::new();
    for Validation { sector, referral, decided_on } in validations {
        admissions.entry(sector).or_insert(Admission::Referral(referral, decided_on));
    }
    for (sector, granted_on) in waived {
        admissions.entry(sector).or_insert(Admission::Waiver(granted_on));
    }
    admissions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_validated_referral_goes_before_others_and_before_a_waiver() {
        let day = |text: &str| text.parse().unwrap();
        let of = |sector, id, decided_on| Validation { sector, referral: ReferralId(id), decided_on: day(decided_on) };
        let validations =
            vec![of(Sector::Btp, 1, "2023-05-02"), of(Sector::Btp, 3, "2023-02-01"), of(Sector::Btp, 2, "2023-02-01")];
        let waived = vec![(Sector::Btp, day("2022-01-01")), (Sector::Pi, day("2023-03-01"))];
        let expected = [
            (Sector::Btp, Admission::Referral(ReferralId(2), day("2023-02-01"))),
            (Sector::Pi, Admission::Waiver(day("2023-03-01"))),
        ];
        assert_eq!(admissions(validations, waived), BTreeMap::from(expected));
    }
}
