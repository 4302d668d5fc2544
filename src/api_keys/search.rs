//! Which keys a list shows, and in which order. There are so few that they are read whole.

use chrono::NaiveDate;

use super::model::ApiKey;
use crate::values::{Role, SearchText, fold, french_order};

/// Whether a key still authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It does.
    Active,
    /// Its last day has passed.
    Expired,
    /// It was revoked.
    Revoked,
}

/// Which keys are asked for.
#[derive(Debug, Clone, Default)]
pub struct KeyFilter {
    /// A part of the name, or the first characters of a secret.
    pub text: Option<SearchText>,
    /// The role.
    pub role: Option<Role>,
    /// The state.
    pub state: Option<KeyState>,
}

/// The order of a list of keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyOrder {
    /// By name.
    #[default]
    Name,
    /// The latest use first, then those that were never used.
    LastUse,
    /// The next expiry first, then those that do not expire.
    Expiry,
    /// The latest first.
    Created,
}

impl ApiKey {
    /// Whether it still authenticates on this day.
    pub fn state(&self, today: NaiveDate) -> KeyState {
        match (self.revoked_at, self.expires_on) {
            (Some(_), _) => KeyState::Revoked,
            (None, Some(last)) if last < today => KeyState::Expired,
            _ => KeyState::Active,
        }
    }
}

impl KeyFilter {
    fn has(&self, key: &ApiKey, today: NaiveDate) -> bool {
        let prefixes = || key.secrets.iter().map(|secret| secret.prefix.as_str()).collect::<Vec<_>>().join(" ");
        self.role.is_none_or(|role| key.role == role)
            && self.state.is_none_or(|state| key.state(today) == state)
            && self.text.as_ref().is_none_or(|search| search.is_in(&fold(&format!("{} {}", key.name, prefixes()))))
    }
}

/// The keys that are asked for, in their order.
pub(super) fn searched(mut keys: Vec<ApiKey>, filter: &KeyFilter, order: KeyOrder, today: NaiveDate) -> Vec<ApiKey> {
    keys.retain(|key| filter.has(key, today));
    keys.sort_by_cached_key(|key| (french_order(key.name.as_str()), key.id.0));
    match order {
        KeyOrder::Name => {}
        KeyOrder::LastUse => keys.sort_by_key(|key| std::cmp::Reverse(key.last_used_at)),
        KeyOrder::Expiry => keys.sort_by_key(|key| (key.expires_on.is_none(), key.expires_on)),
        KeyOrder::Created => keys.sort_by_key(|key| std::cmp::Reverse(key.id.0)),
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ApiKeyId, Name, Sectors};

    fn key(id: i64, name: &str, used: Option<&str>, expires: Option<&str>) -> ApiKey {
        let moment = |day: &str| format!("{day}T10:00:00Z").parse().unwrap();
        ApiKey {
            id: ApiKeyId(id),
            name: Name::parse(name).unwrap(),
            prefix: "clk_0vfAaM3x".to_owned(),
            role: Role::Partner,
            sectors: Sectors::all(),
            organisation_id: None,
            expires_on: expires.map(|day| day.parse().unwrap()),
            created_at: moment("2024-01-01"),
            last_used_at: used.map(moment),
            revoked_at: (id == 3).then(|| moment("2024-02-01")),
            secrets: Vec::new(),
            version: 1,
        }
    }

    fn ids(filter: &KeyFilter, order: KeyOrder) -> Vec<i64> {
        let keys = vec![
            key(1, "Élan", Some("2024-01-02"), None),
            key(2, "Zone", None, Some("2024-03-14")),
            key(3, "ARIQ", Some("2024-01-05"), Some("2024-03-15")),
        ];
        searched(keys, filter, order, "2024-03-15".parse().unwrap()).iter().map(|key| key.id.0).collect()
    }

    #[test]
    fn keys_are_sorted_by_name_use_expiry_and_age() {
        let all = KeyFilter::default();
        assert_eq!(ids(&all, KeyOrder::Name), [3, 1, 2]);
        assert_eq!(ids(&all, KeyOrder::LastUse), [3, 1, 2]);
        assert_eq!(ids(&all, KeyOrder::Expiry), [2, 3, 1]);
        assert_eq!(ids(&all, KeyOrder::Created), [3, 2, 1]);
    }

    #[test]
    fn a_key_works_to_the_end_of_its_last_day_unless_it_is_revoked() {
        for (state, expected) in [(KeyState::Active, 1), (KeyState::Expired, 2), (KeyState::Revoked, 3)] {
            let filter = KeyFilter { state: Some(state), ..KeyFilter::default() };
            assert_eq!(ids(&filter, KeyOrder::Name), [expected]);
        }
        let filter = KeyFilter { text: SearchText::read("elan"), ..KeyFilter::default() };
        assert_eq!(ids(&filter, KeyOrder::Name), [1]);
        let filter = KeyFilter { role: Some(Role::Plie), ..KeyFilter::default() };
        assert_eq!(ids(&filter, KeyOrder::Name), Vec::<i64>::new());
    }
}
