//! The table of a person's fields and the roles that see them. Every view of a person is built through it.

use super::Scope;
use crate::error::{ProblemCode, Result};
use crate::values::Role;

macro_rules! person_fields {
    ($($(#[doc = $doc:literal])* $name:ident: $($role:ident)+;)+) => {
        /// A field, or group of fields, of a person's record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum PersonField {
            $($(#[doc = $doc])* $name,)+
        }

        impl PersonField {
            /// All fields.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// The roles that see the field.
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),+]),+ }
            }
        }
    };
}

person_fields! {
    /// Last and first names.
    Names: Admin Officer Partner;
    /// The day of birth.
    BirthDate: Admin Officer Partner;
    /// The sex in the civil register.
    Sex: Admin Officer;
    /// The level of qualification.
    Qualification: Admin Officer;
    /// Electronic address and telephone number.
    Contact: Admin Officer;
    /// The dates at which the person was informed of their rights and the right to work was checked.
    Formalities: Admin Officer;
    /// Present and past addresses.
    Addresses: Admin Officer;
    /// The criteria of eligibility that are not restricted.
    Criteria: Admin Officer;
    /// The restricted criteria: health, origin, family and justice.
    RestrictedCriteria: Admin Officer;
    /// Whether the person is in the PLIE.
    InPlie: Admin Officer;
    /// The day until which the person's hours count for the clause.
    EligibleUntil: Admin Officer Partner;
    /// Possible duplicates of the record.
    PossibleDuplicates: Admin Officer;
    /// An officer's comment on the outcome of a referral.
    OutcomeComment: Admin Officer;
}

impl Scope {
    /// Whether the caller's role sees the field.
    pub fn shows(&self, field: PersonField) -> bool {
        field.roles().contains(&self.role)
    }

    /// The value, if the caller's role sees the field.
    pub fn show<T>(&self, field: PersonField, value: T) -> Option<T> {
        self.shows(field).then_some(value)
    }

    /// Checks that the caller's role sees all these fields.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn must_show(&self, fields: &[PersonField]) -> Result<()> {
        if fields.iter().all(|field| self.shows(*field)) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn dashboards_and_the_plie_service_see_nothing_of_a_person() {
        for role in [Role::Dashboard, Role::Plie] {
            let scope = Scope { role, ..Scope::operator(&Arc::default()) };
            assert!(PersonField::ALL.iter().all(|field| scope.show(*field, ()).is_none()), "{role}");
            assert!(scope.must_show(&[PersonField::Names]).is_err());
        }
    }

    #[test]
    fn partners_see_who_somebody_is_and_until_when_they_are_eligible() {
        let scope = Scope { role: Role::Partner, ..Scope::operator(&Arc::default()) };
        let visible: Vec<_> =
            PersonField::ALL.iter().filter(|field| scope.shows(**field)).map(|field| field.name()).collect();
        assert_eq!(visible, ["Names", "BirthDate", "EligibleUntil"]);
    }
}
