//! Solves the reader's sums as a system of linear equations.

use std::collections::{BTreeSet, HashMap};

use super::Reader;

impl Reader {
    /// The counts that linear combinations of the sums determine (Gauss-Jordan elimination modulo a prime).
    pub fn determined(&self) -> BTreeSet<String> {
        const PRIME: i64 = 2_147_483_647;
        let open: Vec<&String> =
            self.bounds.iter().filter(|(_, (least, most))| least < most).map(|(key, _)| key).collect();
        let columns: HashMap<&String, usize> = open.iter().enumerate().map(|(column, key)| (*key, column)).collect();
        let mut rows: Vec<Vec<i64>> = self
            .sums
            .iter()
            .map(|(whole, parts)| {
                let mut row = vec![0_i64; open.len()];
                let signed = parts.iter().map(|part| (part, 1)).chain([(whole, PRIME - 1)]);
                signed.for_each(|(key, sign)| {
                    if let Some(column) = columns.get(key) {
                        row[*column] = (row[*column] + sign) % PRIME;
                    }
                });
                row
            })
            .collect();
        let power = |base: i64| {
            (0..31)
                .fold((1, base, PRIME - 2), |(all, base, left), _| {
                    (if left % 2 == 1 { all * base % PRIME } else { all }, base * base % PRIME, left / 2)
                })
                .0
        };
        let mut done = 0;
        for column in 0..open.len() {
            let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
            rows.swap(done, pivot);
            let inverse = power(rows[done][column]);
            let leading: Vec<i64> = rows[done].iter().map(|one| one * inverse % PRIME).collect();
            for (at, row) in rows.iter_mut().enumerate() {
                let times = row[column];
                if at == done {
                    row.clone_from(&leading);
                } else if times != 0 {
                    row.iter_mut().zip(&leading).for_each(|(one, lead)| *one = (*one + (PRIME - times) * lead) % PRIME);
                }
            }
            done += 1;
        }
        let determined = rows.iter().filter_map(|row| {
            let mut of = row.iter().enumerate().filter(|(_, one)| **one != 0);
            let (column, _) = of.next()?;
            of.next().is_none().then(|| open[column].clone())
        });
        determined.collect()
    }
}
