//! Which accounts a list shows, and in which order. A carrier has so few that they are read whole.

use std::cmp::Ordering;

use super::model::User;
use crate::values::{Role, SearchText, fold, french_order};

/// Whether an account is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Its owner has not chosen a password yet.
    Invited,
    /// Its owner may sign in.
    Active,
    /// Signing in is refused.
    Disabled,
}

/// Which accounts are asked for.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// A part of name or e-mail address.
    pub text: Option<SearchText>,
    /// The role.
    pub role: Option<Role>,
    /// The state.
    pub state: Option<AccountState>,
}

/// The order of a list of accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// By name.
    #[default]
    Name,
    /// By name, from Z to A.
    NameBackwards,
    /// By role, then name.
    Role,
    /// The latest change first.
    Changed,
}

impl User {
    /// Whether the account is in use.
    pub const fn state(&self) -> AccountState {
        match (self.disabled, self.has_password) {
            (true, _) => AccountState::Disabled,
            (false, true) => AccountState::Active,
            (false, false) => AccountState::Invited,
        }
    }
}

impl UserFilter {
    fn has(&self, user: &User) -> bool {
        let text = || fold(&format!("{} {}", user.name, user.email));
        self.role.is_none_or(|role| user.role == role)
            && self.state.is_none_or(|state| user.state() == state)
            && self.text.as_ref().is_none_or(|search| search.is_in(&text()))
    }
}

/// The accounts that are asked for, in their order.
pub(super) fn searched(mut users: Vec<User>, filter: &UserFilter, order: UserOrder) -> Vec<User> {
    users.retain(|user| filter.has(user));
    let by_name = |user: &User| (french_order(user.name.as_str()), user.id.0);
    users.sort_by_cached_key(by_name);
    match order {
        UserOrder::Name => {}
        UserOrder::NameBackwards => users.reverse(),
        UserOrder::Role => users.sort_by_key(|user| user.role),
        UserOrder::Changed => users.sort_by(|one, other| match other.updated_at.cmp(&one.updated_at) {
            Ordering::Equal => other.id.0.cmp(&one.id.0),
            earlier_or_later => earlier_or_later,
        }),
    }
    users
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Email, Name, Sectors, UserId};

    fn user(id: i64, name: &str, role: Role, has_password: bool, day: &str) -> User {
        let at = format!("{day}T10:00:00Z").parse().unwrap();
        User {
            id: UserId(id),
            email: Email::parse(&format!("n{id}@example.org")).unwrap(),
            name: Name::parse(name).unwrap(),
            role,
            sectors: Sectors::all(),
            organisation_id: None,
            disabled: id == 3,
            has_password,
            second_factor: false,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn ids(filter: &UserFilter, order: UserOrder) -> Vec<i64> {
        let users = vec![
            user(1, "Zoé Œuvrard", Role::Officer, true, "2024-01-01"),
            user(2, "Élise Bon", Role::Admin, false, "2024-01-03"),
            user(3, "Adam Cor", Role::Officer, true, "2024-01-02"),
        ];
        searched(users, filter, order).iter().map(|user| user.id.0).collect()
    }

    #[test]
    fn accounts_are_sorted_as_french_readers_expect() {
        let all = UserFilter::default();
        assert_eq!(ids(&all, UserOrder::Name), [3, 2, 1]);
        assert_eq!(ids(&all, UserOrder::NameBackwards), [1, 2, 3]);
        assert_eq!(ids(&all, UserOrder::Role), [2, 3, 1]);
        assert_eq!(ids(&all, UserOrder::Changed), [2, 3, 1]);
    }

    #[test]
    fn accounts_are_found_by_text_role_and_state() {
        let text = |text: &str| UserFilter { text: SearchText::read(text), ..UserFilter::default() };
        assert_eq!(ids(&text("OEUVRARD"), UserOrder::Name), [1]);
        assert_eq!(ids(&text("n2@"), UserOrder::Name), [2]);
        assert_eq!(ids(&text("?"), UserOrder::Name), Vec::<i64>::new());
        let role = UserFilter { role: Some(Role::Officer), ..UserFilter::default() };
        assert_eq!(ids(&role, UserOrder::Name), [3, 1]);
        for (state, expected) in [(AccountState::Invited, 2), (AccountState::Active, 1), (AccountState::Disabled, 3)] {
            let filter = UserFilter { state: Some(state), ..UserFilter::default() };
            assert_eq!(ids(&filter, UserOrder::Name), [expected]);
        }
    }
}
