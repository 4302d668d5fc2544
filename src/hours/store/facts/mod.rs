//! What cells depend on, loaded in sets: a bounded number of queries, however many cells there are.

mod asked;
mod row;
mod told;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::query_builder::QueryId;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

use self::asked::Asked;
use self::told::Told;
use crate::access::WriteTx;
use crate::db::{KeyList, RawQuery};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::snapshot::{Facts, Person};
use crate::values::{CandidateId, EmploymentId, Sector, Sex};

/// The question about people, which always has the same text.
#[derive(QueryId)]
struct People;

/// Loads what the cells depend on, as far as the caller sees it: lots and employments of other sectors are not among the
/// facts. With it come the sums that they will be added to, over all that there is, as of today.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey], today: NaiveDate) -> Result<Facts> {
    let (sight, sees_all) = (tx.scope().visible_sectors(), tx.scope().sectors.is_all());
    load_of(tx, keys, (keys, today), (!sees_all).then_some(&sight))
}

/// Loads what cells depend on that are there, whoever asks: what rows carry does not depend on who changed its source, nor
/// on any sum.
pub fn load_whole(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    let today = tx.now().date();
    load_of(tx, keys, (&[], today), None)
}

/// Settings, employments and people are held as they are until the transaction ends, so that no date moves away from
/// under hours that are being recorded. Lots of other sectors than those in sight, and employments without any work in them,
/// are not among the facts; sums are those that some of the cells are added to, as of a day.
fn load_of(
    tx: &mut WriteTx<'_>,
    keys: &[CellKey],
    (summed, today): (&[CellKey], NaiveDate),
    sight: Option<&[Sector]>,
) -> Result<Facts> {
    tx.lock_settings()?;
    let employments = employments_of(keys);
    let held = held(tx, employments.clone())?;
    let lived = summed.iter().filter_map(|key| Some([held.whose.get(&key.employment)?.0, i64::from(key.month)]));
    let asked = Asked {
        people: KeyList::numbers(held.people.iter().map(|(id, _)| *id)),
        employments,
        lots: distinct(keys.iter().map(|key| key.lot)),
        lived: KeyList::rows(lived.collect::<BTreeSet<_>>()),
        measured: distinct(summed.iter().map(|key| key.lot)),
        today,
        sight,
    };
    let mut told = Told::default();
    asked.tell(tx, |row| told.take(row))?;
    told.facts(held, sight.is_some())
}

fn distinct<T: Ord + Into<i64>>(ids: impl Iterator<Item = T>) -> KeyList {
    KeyList::numbers(ids.collect::<BTreeSet<_>>())
}

fn employments_of(keys: &[CellKey]) -> KeyList {
    distinct(keys.iter().map(|key| key.employment))
}

/// Holds the people of these cells as they are until the transaction ends, in the order of their ids.
pub fn lock_people(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    held(tx, employments_of(keys)).map(|_| ())
}

/// People who are held, and whose the employments were that led to them.
struct LockedPeople {
    people: Vec<(CandidateId, Person)>,
    whose: HashMap<EmploymentId, CandidateId>,
}

/// The people of these employments, held in the order of their ids. Their employments change only while their person is
/// held alone: all that is said of them is asked for once it is held.
fn held(tx: &mut WriteTx<'_>, employments: KeyList) -> Result<LockedPeople> {
    let rows: Vec<(EmploymentId, CandidateId, NaiveDate, Sex, Option<i32>)> = people_of(employments).load(tx.conn())?;
    let whose = rows.iter().map(|(employment, candidate, ..)| (*employment, *candidate)).collect();
    let people = rows
        .into_iter()
        .map(|(_, id, birth_date, sex, qualification_level)| (id, Person { birth_date, sex, qualification_level }));
    let mut people: Vec<(CandidateId, Person)> = people.collect();
    people.dedup_by_key(|(id, _)| *id);
    Ok(LockedPeople { people, whose })
}

fn people_of(employments: KeyList) -> RawQuery<(BigInt, BigInt, Date, Text, Nullable<Integer>), People> {
    let mut sql = RawQuery::default();
    sql.push("SELECT e.id, c.id, c.birth_date, c.sex, c.qualification_level");
    sql.from_matching("employments e JOIN candidates c ON c.id = e.candidate_id", "e.id", employments);
    sql.push(" ORDER BY c.id");
    sql.share_rows_of("c");
    sql
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;
    use diesel::pg::Pg;
    use diesel::sqlite::Sqlite;

    use super::*;

    /// A statement is found by its name, so its text must not depend on what is asked about.
    #[test]
    fn people_are_asked_for_in_one_text() {
        let texts = |many: i64| {
            let question = people_of(KeyList::numbers(0..many));
            let said = [debug_query::<Pg, _>(&question).to_string(), debug_query::<Sqlite, _>(&question).to_string()];
            said.map(|said| said.split(" -- binds").next().unwrap().to_owned())
        };
        assert_eq!(texts(0), texts(3));
    }
}
