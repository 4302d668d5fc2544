//! The values of the record that stays, filled from the one that goes.

use std::fmt::Display;

use chrono::NaiveDate;

use super::super::super::{Candidate, CandidateDetails, QualificationLevel};
use super::super::model::Conflict;
use crate::values::{Name, day_in_words};

#[derive(Default)]
struct Merged {
    filled: Vec<&'static str>,
    conflicts: Vec<Conflict>,
}

impl Merged {
    fn differ(&mut self, what: &'static str, label: &str, kept: impl Display, other: impl Display) {
        self.conflicts.push(Conflict::new(what, format!("{label} : « {kept} » reste, « {other} » n’est pas repris.")));
    }

    /// The value that stays; the other's if there is none.
    fn take<T: Clone + PartialEq>(
        &mut self,
        (what, label): (&'static str, &str),
        kept: &Option<T>,
        other: &Option<T>,
        shown: impl Fn(&T) -> String,
    ) -> Option<T> {
        match (kept, other) {
            (None, Some(_)) => {
                self.filled.push(what);
                other.clone()
            }
            (Some(one), Some(another)) if one != another => {
                self.differ(what, label, shown(one), shown(another));
                kept.clone()
            }
            _ => kept.clone(),
        }
    }

    /// The day on which the person was informed: the earlier one, from the birth on.
    fn informed_on(&mut self, kept: &Candidate, other: &Candidate) -> Option<NaiveDate> {
        let earlier = other.informed_on.filter(|day| *day >= kept.birth_date);
        let earlier = earlier.filter(|day| kept.informed_on.is_none_or(|own| *day < own));
        if earlier.is_some() {
            self.filled.push("informed_on");
        }
        earlier.or(kept.informed_on)
    }
}

/// The values of the record that stays, the fields that are filled, and what is not taken.
pub(super) fn merged(kept: &Candidate, other: &Candidate) -> (CandidateDetails, Vec<&'static str>, Vec<Conflict>) {
    let mut merged = Merged::default();
    for (what, label, one, another) in [
        ("last_name", "Nom", &kept.last_name, &other.last_name),
        ("first_name", "Prénom", &kept.first_name, &other.first_name),
    ] {
        if one != another {
            merged.differ(what, label, one, another);
        }
    }
    if kept.birth_date != other.birth_date {
        merged.differ("birth_date", "Date de naissance", day_in_words(kept.birth_date), day_in_words(other.birth_date));
    }
    let level = |level: &QualificationLevel| level.number().to_string();
    let day = |day: &NaiveDate| day_in_words(*day);
    let (contact, others_contact) = (&kept.contact, &other.contact);
    let checked = other.right_to_work_checked_on.filter(|day| *day >= kept.birth_date);
    let is_same_owner = kept.owner == other.owner;
    let details = CandidateDetails {
        qualification_level: merged.take(
            ("qualification_level", "Niveau de qualification"),
            &kept.qualification_level,
            &other.qualification_level,
            level,
        ),
        email: merged.take(
            ("contact.email", "Adresse électronique"),
            &contact.email,
            &others_contact.email,
            ToString::to_string,
        ),
        phone: merged.take(("contact.phone", "Téléphone"), &contact.phone, &others_contact.phone, ToString::to_string),
        informed_on: merged.informed_on(kept, other),
        right_to_work_checked_on: merged.take(
            ("right_to_work_checked_on", "Droit au travail vérifié le"),
            &kept.right_to_work_checked_on,
            &checked,
            day,
        ),
        // Another one goes on finding the person, so it is no conflict.
        external_ref: kept.external_ref.clone().or_else(|| reference(&mut merged, other, is_same_owner)),
        ..CandidateDetails::new(kept.last_name.clone(), kept.first_name.clone(), kept.birth_date, kept.sex)
    };
    (details, merged.filled, merged.conflicts)
}

/// The other record's reference, if both are of one owner.
fn reference(merged: &mut Merged, other: &Candidate, is_same_owner: bool) -> Option<Name> {
    let reference = other.external_ref.clone().filter(|_| is_same_owner)?;
    merged.filled.push("external_ref");
    Some(reference)
}
