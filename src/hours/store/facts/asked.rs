//! The one question about everything that cells depend on: single rows of many tables, which all say of something or
//! somebody that it was so from one day to another.

use chrono::NaiveDate;
use diesel::query_builder::QueryId;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

use crate::access::WriteTx;
use crate::db::{Fragment, Keys};
use crate::error::Result;
use crate::units::{CriterionCode, HoursStatus, NeighbourhoodStatus, Sector};

/// What a row says, of somebody.
pub(super) const ADDRESS: i32 = 1;
pub(super) const RSA: i32 = 2;
pub(super) const PLIE: i32 = 3;
pub(super) const WINDOW: i32 = 4;
pub(super) const EMPLOYMENT: i32 = 5;
/// Said of a neighbourhood: it is one of the legal list.
pub(super) const LEGAL_QPV: i32 = 6;
/// Said of a lot: its contract and the contract's sector.
pub(super) const LOT: i32 = 7;
/// Said of an employment: where and how it works, and by whose referral.
pub(super) const ASSIGNMENT: i32 = 8;
/// Said of an employment: it has work in a sector in sight.
pub(super) const IN_SIGHT: i32 = 9;
/// Said of nobody: a setting and its value.
pub(super) const SETTING: i32 = 10;
/// Said of an employment: what it worked on a lot in a month, nothing if that was rejected.
pub(super) const WORKED: i32 = 11;
/// Said of a lot: what counts on it in a month.
pub(super) const DONE: i32 = 12;
/// Said of a lot: what is due on it.
pub(super) const DUE: i32 = 13;

type Columns = (
    Integer,
    BigInt,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<Text>,
);

/// Of what kind, of whom, from when, until when, a code, where, by which row or how many hundredths of hours, and another
/// code.
pub(super) type Row =
    (i32, i64, Option<NaiveDate>, Option<NaiveDate>, Option<String>, Option<i64>, Option<i64>, Option<String>);

/// The question, in the one text that it has where it matters which employments have work in sight.
#[derive(QueryId)]
struct InSight;

/// The question, in the one text that it has elsewhere.
#[derive(QueryId)]
struct Everywhere;

/// Whom and what is asked about.
pub(super) struct Asked<'a> {
    pub people: Keys,
    pub employments: Keys,
    pub lots: Keys,
    /// People and months whose hours are added up.
    pub lived: Keys,
    /// Lots of which it is asked what is done and due on them.
    pub measured: Keys,
    /// The day on which it is.
    pub today: NaiveDate,
    /// The sectors that lots and employments are looked for in; none where all are seen.
    pub sight: Option<&'a [Sector]>,
}

impl Asked<'_> {
    /// Asks.
    pub(super) fn load(&self, tx: &mut WriteTx<'_>) -> Result<Vec<Row>> {
        Ok(match self.sight {
            Some(_) => self.question::<InSight>().load(tx.conn())?,
            None => self.question::<Everywhere>().load(tx.conn())?,
        })
    }

    /// The question. The branches differ in nothing but where they look; the first one says what the columns are.
    fn question<N>(&self) -> Fragment<Columns, N> {
        let mut sql = Fragment::default();
        self.of_people(&mut sql);
        if let Some(sight) = self.sight {
            self.of_employments(&mut sql, sight);
        }
        self.of_lots(&mut sql);
        self.of_sums(&mut sql);
        sql.push(format!(" UNION ALL SELECT {SETTING}, 0, effective_on, NULL, key, NULL, id, value FROM settings"));
        sql
    }

    fn of_people(&self, sql: &mut Fragment<Columns, impl Sized>) {
        self.of_each(
            sql,
            format!(
                "{ADDRESS}, candidate_id, starts_on, ends_on, commune_code, neighbourhood_id, \
            CAST(NULL AS BIGINT), CAST(NULL AS TEXT)"
            ),
            "addresses",
        );
        let period = "candidate_id, starts_on, ends_on, NULL, NULL, NULL, NULL";
        sql.push(" UNION ALL ");
        self.of_each(sql, format!("{RSA}, {period}"), "eligibility_criteria");
        sql.push(format!(" AND code = '{}' UNION ALL ", CriterionCode::Brsa));
        self.of_each(sql, format!("{PLIE}, {period}"), "plie_periods");
        sql.push(" UNION ALL ");
        self.of_each(
            sql,
            format!("{WINDOW}, candidate_id, NULL, ends_on, NULL, NULL, NULL, NULL"),
            "eligibility_windows",
        );
        sql.push(" UNION ALL ");
        self.of_each(
            sql,
            format!("{EMPLOYMENT}, candidate_id, starts_on, ends_on, contract_type, employer_id, id, NULL"),
            "employments",
        );
        let qpv = NeighbourhoodStatus::Qpv;
        sql.push(format!(
            " UNION ALL SELECT {LEGAL_QPV}, neighbourhood_id, starts_on, ends_on, NULL, NULL, NULL, NULL \
             FROM neighbourhood_statuses WHERE status = '{qpv}' AND neighbourhood_id IN ("
        ));
        self.of_each(sql, "neighbourhood_id".to_owned(), "addresses");
        sql.push(") UNION ALL ");
        // Those of all their employments, for the first one begins the window. A referral is looked up row by row, for
        // they are few among very many.
        let assigned = format!(
            "{ASSIGNMENT}, a.employment_id, a.starts_on, a.ends_on, a.modality, a.lot_id, a.id, \
             (SELECT r.prescriber_kind FROM referrals r WHERE r.id = a.referral_id)"
        );
        self.of_each(sql, assigned, "employments JOIN assignments a ON a.employment_id = employments.id");
        sql.push(" UNION ALL ");
    }

    /// These columns of the rows that are of the people asked about.
    fn of_each(&self, sql: &mut Fragment<Columns, impl Sized>, columns: String, table: &str) {
        sql.push(format!("SELECT {columns}"));
        sql.from_holding(table, "candidate_id", self.people.clone());
    }

    fn of_employments(&self, sql: &mut Fragment<Columns, impl Sized>, sight: &[Sector]) {
        sql.push(format!(
            "SELECT {IN_SIGHT}, a.employment_id, NULL, NULL, NULL, NULL, NULL, NULL FROM assignments a \
             JOIN lots l ON l.id = a.lot_id JOIN public_contracts c ON c.id = l.public_contract_id \
             WHERE a.employment_id"
        ));
        sql.bind_any_of(self.employments.clone());
        sql.push(" AND c.sector");
        sql.bind_any_of(Keys::texts(sight));
        sql.push(" UNION ALL ");
    }

    fn of_lots(&self, sql: &mut Fragment<Columns, impl Sized>) {
        // Its contract too: joined, all of them would be read.
        sql.push(format!(
            "SELECT {LOT}, id, NULL, NULL, sector, contract, NULL, NULL FROM (SELECT l.id AS id, \
             l.public_contract_id AS contract, \
             (SELECT c.sector FROM public_contracts c WHERE c.id = l.public_contract_id) AS sector"
        ));
        sql.from_holding("lots l", "l.id", self.lots.clone());
        sql.push(") AS placed");
        if let Some(sight) = self.sight {
            sql.push(" WHERE sector");
            sql.bind_any_of(Keys::texts(sight));
        }
    }

    /// Rows of whole months of people, as a person's sum is more than the cells', and lots as a whole.
    fn of_sums(&self, sql: &mut Fragment<Columns, impl Sized>) {
        let rejected = HoursStatus::Rejected;
        sql.push(format!(
            " UNION ALL SELECT {WORKED}, employment_id, NULL, NULL, CAST(month AS TEXT), lot_id, \
             CASE WHEN status = '{rejected}' THEN 0 ELSE worked END, NULL"
        ));
        sql.from_holding("hours", "(candidate_id, month)", self.lived.clone());
        sql.push(format!(" UNION ALL SELECT {DONE}, lot_id, NULL, NULL, NULL, NULL, worked, NULL"));
        sql.from_holding("lot_hours", "lot_id", self.measured.clone());
        sql.push(format!(" UNION ALL SELECT {DUE}, d.lot_id, NULL, NULL, NULL, NULL, d.hours, NULL"));
        sql.from_holding("hours_due d", "d.lot_id", self.measured.clone());
        // The latest promise is the one that holds.
        sql.push(" AND d.effective_on <= ");
        sql.bind_date(self.today);
        sql.push(
            " AND NOT EXISTS (SELECT 1 FROM hours_due l WHERE l.lot_id = d.lot_id \
              AND (l.effective_on, l.id) > (d.effective_on, d.id) AND l.effective_on <= ",
        );
        sql.bind_date(self.today);
        sql.push(")");
    }
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;
    use diesel::pg::Pg;
    use diesel::sqlite::Sqlite;

    use super::*;

    /// A statement is found by its name, so its text must not depend on what is asked about.
    #[test]
    fn each_name_has_one_text() {
        let asked = |many: i64, sight| Asked {
            people: Keys::numbers(0..many),
            employments: Keys::numbers(0..many),
            lots: Keys::numbers(0..many),
            lived: Keys::rows((0..many).map(|person| [person; 2])),
            measured: Keys::numbers(0..many),
            today: NaiveDate::MIN,
            sight,
        };
        let texts = |asked: Asked<'_>| {
            let question = asked.question::<Everywhere>();
            let said = [debug_query::<Pg, _>(&question).to_string(), debug_query::<Sqlite, _>(&question).to_string()];
            said.map(|said| said.split(" -- binds").next().unwrap().to_owned())
        };
        let some: &[Sector] = &[Sector::Btp];
        assert_eq!(texts(asked(0, None)), texts(asked(3, None)));
        assert_eq!(texts(asked(0, Some(&[]))), texts(asked(3, Some(some))));
        assert_ne!(texts(asked(3, None)), texts(asked(3, Some(some))), "they need not have two names");
    }
}
