//! The one question about everything that cells depend on: single rows of many tables, most of which say of something or
//! somebody that it was so from one day to another.

use chrono::NaiveDate;
use diesel::query_builder::QueryId;

use super::row::{
    ADDRESS, Columns, DONE, DUE, EMPLOYMENT, IN_SIGHT, LEGAL_QPV, LOT, PLIE, RSA, Row, SETTING, WINDOW, WORKED,
};
use crate::access::WriteTx;
use crate::db::{KeyList, RawQuery};
use crate::error::Result;
use crate::values::{CriterionCode, HoursStatus, NeighbourhoodStatus, Sector};

/// What all rows but employments' leave open.
const NO_ASSIGNMENT: &str = "NULL, NULL, NULL, NULL";

/// The question, in the one text that it has where it matters which employments have work in sight.
#[derive(QueryId)]
struct InSight;

/// The question, in the one text that it has elsewhere.
#[derive(QueryId)]
struct Everywhere;

/// Whom and what is asked about.
pub(super) struct Asked<'a> {
    pub people: KeyList,
    pub employments: KeyList,
    pub lots: KeyList,
    /// People and months whose hours are added up.
    pub lived: KeyList,
    /// Lots of which it is asked what is done and due on them.
    pub measured: KeyList,
    /// The day on which it is.
    pub today: NaiveDate,
    /// The sectors that lots and employments are looked for in; none where all are seen.
    pub sight: Option<&'a [Sector]>,
}

impl Asked<'_> {
    /// Asks, and hands over what is told.
    pub(super) fn tell(&self, tx: &mut WriteTx<'_>, take: impl FnMut(Row) -> Result<()>) -> Result<()> {
        match self.sight {
            Some(_) => self.question::<InSight>().for_each(tx.conn(), take),
            None => self.question::<Everywhere>().for_each(tx.conn(), take),
        }
    }

    /// The question. The branches differ in nothing but where they look; the first one says what the columns are.
    fn question<N>(&self) -> RawQuery<Columns, N> {
        let mut sql = RawQuery::default();
        self.of_people(&mut sql);
        if let Some(sight) = self.sight {
            self.of_employments(&mut sql, sight);
        }
        self.of_lots(&mut sql);
        self.of_sums(&mut sql);
        sql.push(format!(
            " UNION ALL SELECT {SETTING}, 0, effective_on, NULL, key, NULL, id, value, {NO_ASSIGNMENT} FROM settings"
        ));
        sql
    }

    fn of_people(&self, sql: &mut RawQuery<Columns, impl Sized>) {
        // All their employments, for the first assignment under any begins the window. A referral is looked up row by row,
        // for they are few among very many.
        sql.push(format!(
            "SELECT {EMPLOYMENT}, e.candidate_id, e.starts_on, e.ends_on, e.contract_type, e.employer_id, e.id, \
             a.modality, a.starts_on, a.ends_on, a.lot_id, \
             (SELECT r.prescriber_kind FROM referrals r WHERE r.id = a.referral_id)"
        ));
        let employed = "employments e LEFT JOIN assignments a ON a.employment_id = e.id";
        sql.from_matching(employed, "e.candidate_id", self.people.clone());
        let lived = "candidate_id, starts_on, ends_on, commune_code, neighbourhood_id, NULL, NULL";
        self.of_each(sql, format!("{ADDRESS}, {lived}"), "addresses");
        let period = "candidate_id, starts_on, ends_on, NULL, NULL, NULL, NULL";
        self.of_each(sql, format!("{RSA}, {period}"), "eligibility_criteria");
        sql.push(format!(" AND code = '{}'", CriterionCode::Brsa));
        self.of_each(sql, format!("{PLIE}, {period}"), "plie_periods");
        let last = "candidate_id, NULL, ends_on, NULL, NULL, NULL, NULL";
        self.of_each(sql, format!("{WINDOW}, {last}"), "eligibility_windows");
        let qpv = NeighbourhoodStatus::Qpv;
        sql.push(format!(
            " UNION ALL SELECT {LEGAL_QPV}, neighbourhood_id, starts_on, ends_on, NULL, NULL, NULL, NULL, {NO_ASSIGNMENT} \
             FROM neighbourhood_statuses WHERE status = '{qpv}' AND neighbourhood_id IN (SELECT neighbourhood_id"
        ));
        sql.from_matching("addresses", "candidate_id", self.people.clone());
        sql.push(")");
    }

    /// These columns of the rows that are of the people asked about.
    fn of_each(&self, sql: &mut RawQuery<Columns, impl Sized>, columns: String, table: &str) {
        sql.push(format!(" UNION ALL SELECT {columns}, {NO_ASSIGNMENT}"));
        sql.from_matching(table, "candidate_id", self.people.clone());
    }

    fn of_employments(&self, sql: &mut RawQuery<Columns, impl Sized>, sight: &[Sector]) {
        sql.push(format!(
            " UNION ALL SELECT {IN_SIGHT}, a.employment_id, NULL, NULL, NULL, NULL, NULL, NULL, {NO_ASSIGNMENT} \
             FROM assignments a JOIN lots l ON l.id = a.lot_id JOIN public_contracts c ON c.id = l.public_contract_id \
             WHERE a.employment_id"
        ));
        sql.bind_any_of(self.employments.clone());
        sql.push(" AND c.sector");
        sql.bind_any_of(KeyList::texts(sight));
    }

    fn of_lots(&self, sql: &mut RawQuery<Columns, impl Sized>) {
        // Its contract too: joined, all of them would be read.
        sql.push(format!(
            " UNION ALL SELECT {LOT}, id, NULL, NULL, sector, contract, NULL, NULL, {NO_ASSIGNMENT} FROM (SELECT l.id AS id, \
             l.public_contract_id AS contract, \
             (SELECT c.sector FROM public_contracts c WHERE c.id = l.public_contract_id) AS sector"
        ));
        sql.from_matching("lots l", "l.id", self.lots.clone());
        sql.push(") AS placed");
        if let Some(sight) = self.sight {
            sql.push(" WHERE sector");
            sql.bind_any_of(KeyList::texts(sight));
        }
    }

    /// Rows of whole months of people, as a person's sum is more than the cells', and lots as a whole.
    fn of_sums(&self, sql: &mut RawQuery<Columns, impl Sized>) {
        let rejected = HoursStatus::Rejected;
        sql.push(format!(
            " UNION ALL SELECT {WORKED}, employment_id, NULL, NULL, NULL, month, \
             CASE WHEN status = '{rejected}' THEN 0 ELSE worked END, NULL, NULL, NULL, lot_id, NULL"
        ));
        sql.from_matching("hours", "(candidate_id, month)", self.lived.clone());
        sql.push(format!(" UNION ALL SELECT {DONE}, lot_id, NULL, NULL, NULL, NULL, worked, NULL, {NO_ASSIGNMENT}"));
        sql.from_matching("lot_hours", "lot_id", self.measured.clone());
        sql.push(format!(" UNION ALL SELECT {DUE}, d.lot_id, NULL, NULL, NULL, NULL, d.hours, NULL, {NO_ASSIGNMENT}"));
        sql.from_matching("hours_due d", "d.lot_id", self.measured.clone());
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
            people: KeyList::numbers(0..many),
            employments: KeyList::numbers(0..many),
            lots: KeyList::numbers(0..many),
            lived: KeyList::rows((0..many).map(|person| [person; 2])),
            measured: KeyList::numbers(0..many),
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
