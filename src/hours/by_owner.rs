//! Values of many owners, each owner's together: one list in order, where a table of lists would be a list for each.

/// Values, found by their owner.
#[derive(Debug, Default)]
pub struct ByOwner<K, V> {
    owners: Vec<K>,
    values: Vec<V>,
}

impl<K: Ord, V> ByOwner<K, V> {
    /// The values of an owner, in the order in which they came.
    pub fn of(&self, owner: &K) -> &[V] {
        let before = self.owners.partition_point(|one| one < owner);
        let own = self.owners.iter().skip(before).take_while(|one| *one == owner).count();
        self.values.get(before..before + own).unwrap_or_default()
    }

    /// The value of an owner who has one.
    pub fn one(&self, owner: &K) -> Option<&V> {
        self.of(owner).first()
    }

    /// Whether the owner has any.
    pub fn has(&self, owner: &K) -> bool {
        self.one(owner).is_some()
    }
}

impl<K, V> ByOwner<K, V> {
    /// Keeps the values of those owners alone.
    pub fn retain(&mut self, keeps: impl Fn(&K) -> bool) {
        let mut of = self.owners.iter();
        self.values.retain(|_| of.next().is_some_and(&keeps));
        self.owners.retain(keeps);
    }
}

impl<K: Ord, V> From<Vec<(K, V)>> for ByOwner<K, V> {
    fn from(mut pairs: Vec<(K, V)>) -> Self {
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (owners, values) = pairs.into_iter().unzip();
        Self { owners, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_owner_has_their_own_in_the_order_they_came() {
        let mut values = ByOwner::from(vec![(2, 'b'), (1, 'z'), (4, 'd'), (2, 'a')]);
        assert_eq!([values.of(&1), values.of(&2), values.of(&4)], [&['z'][..], &['b', 'a'], &['d']]);
        assert_eq!([0, 3, 5].map(|nobody| values.has(&nobody)), [false; 3]);
        values.retain(|owner| *owner > 1);
        assert_eq!([values.of(&1), values.of(&2), values.of(&4)], [&[][..], &['b', 'a'], &['d']]);
        assert_eq!((values.one(&2), values.one(&3)), (Some(&'b'), None));
    }
}
