//! Who sees what of a person: the one table of fields and roles. Whatever leaves about a person is built through it.

use super::Scope;
use crate::error::{ProblemCode, Result};
use crate::values::Role;

macro_rules! person_fields {
    ($($(#[doc = $doc:literal])* $name:ident: $($role:ident)+;)+) => {
        /// Something that is recorded of a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum PersonField {
            $($(#[doc = $doc])* $name,)+
        }

        impl PersonField {
            /// Each of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it is called.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// The roles that see it.
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
    /// When they were told their rights, and when their right to work was checked.
    Formalities: Admin Officer;
    /// Where they have lived.
    Addresses: Admin Officer;
    /// The criteria of eligibility that are not restricted.
    Criteria: Admin Officer;
    /// Those about health, origin, family and justice.
    RestrictedCriteria: Admin Officer;
    /// Whether the PLIE accompanies them.
    InPlie: Admin Officer;
    /// Until when their hours count for the clause.
    EligibleUntil: Admin Officer Partner;
    /// Who else may be the same person.
    Doubles: Admin Officer;
    /// What an officer wrote of how a referral ended.
    OutcomeComment: Admin Officer;
}

impl Scope {
    /// Whether they see this of the people that exist for them.
    pub fn shows(&self, field: PersonField) -> bool {
        field.roles().contains(&self.role)
    }

    /// The value of a field, for who sees it.
    pub fn show<T>(&self, field: PersonField, value: T) -> Option<T> {
        self.shows(field).then_some(value)
    }

    /// Goes on only for who sees all of this.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn must_show(&self, fields: &[PersonField]) -> Result<()> {
        if fields.iter().all(|field| self.shows(*field)) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashboards_and_the_plie_service_see_nothing_of_a_person() {
        for role in [Role::Dashboard, Role::Plie] {
            let scope = Scope { role, ..Scope::operator() };
            assert!(PersonField::ALL.iter().all(|field| scope.show(*field, ()).is_none()), "{role}");
            assert!(scope.must_show(&[PersonField::Names]).is_err());
        }
    }

    #[test]
    fn partners_see_who_somebody_is_and_until_when_they_are_eligible() {
        let scope = Scope { role: Role::Partner, ..Scope::operator() };
        let seen: Vec<_> = PersonField::ALL.iter().filter(|field| scope.shows(**field)).map(|one| one.name()).collect();
        assert_eq!(seen, ["Names", "BirthDate", "EligibleUntil"]);
    }
}
