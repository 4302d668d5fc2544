//! Queries of the hours in detail. They group by the values that rows of hours carry, so that they read the rows of the
//! months asked for and no others; names are looked up afterwards, for the records that occur.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Tx;
use crate::bilan::facts::{Contract, Details, Names, Worked};
use crate::db::schema::{communes, hours, organisations, public_contracts};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::settings;
use crate::totals::{Question, Reach};
use crate::values::{
    AgeBracket, CandidateId, CommuneCode, Hours, HoursStatus, Modality, Month, OrganisationId, PrescriberKind,
    PublicContractId, Sex,
};

/// The rows of the question in the caller's sectors: validated and counted.
macro_rules! counted {
    ($tx:expr, $question:expr, $table:expr) => {{
        let sectors = &$tx.scope().sectors;
        let mut query = $table
            .filter(hours::month.between($question.from, $question.to))
            .filter(hours::status.eq(HoursStatus::Validated))
            .filter(hours::counted.eq(true))
            .into_boxed();
        if $question.reach == Reach::Plie {
            query = query.filter(hours::in_plie.eq(true));
        }
        if !sectors.is_all() {
            query = query.filter(hours::sector.eq_any(sectors.iter().collect::<Vec<_>>()));
        }
        query
    }};
}

const SUM: &str = "CAST(SUM(hours.worked) AS BIGINT)";

/// Loads the details of the question's hours.
pub(super) fn load(tx: &mut Tx<'_>, question: &Question) -> Result<Details> {
    let worked = worked(tx, question)?;
    let contracts = contracts(tx, worked.iter().map(|worked| worked.contract).collect())?;
    let buyers = contracts.values().map(|contract| contract.buyer);
    let organisations: BTreeSet<OrganisationId> = worked.iter().map(|worked| worked.employer).chain(buyers).collect();
    let communes: Vec<(CommuneCode, String)> =
        communes::table.select((communes::code, communes::name)).load(tx.conn())?;
    let months = std::iter::successors(Some(question.from), |month| Some(month.next()));
    let names = Names { organisations: names(tx, organisations)?, contracts, communes: communes.into_iter().collect() };
    Ok(Details {
        months: months.take_while(|month| *month <= question.to).collect(),
        fte_divisor: settings::in_force(tx, question.to.last_day())?.fte_divisor,
        names: Arc::new(names),
        worked,
    })
}

type Who = (CandidateId, Option<CommuneCode>, AgeBracket, Sex, Option<i32>, bool);
type What = (Month, OrganisationId, PublicContractId, Modality, Option<PrescriberKind>);

fn worked(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<Worked>> {
    let grouped = hours::table
        .group_by((
            hours::candidate_id,
            hours::commune_code,
            hours::age_bracket,
            hours::sex,
            hours::qualification_level,
            hours::rsa,
            hours::month,
            hours::employer_id,
            hours::public_contract_id,
            hours::modality,
            hours::prescriber_kind,
        ))
        .select((
            (
                hours::candidate_id,
                hours::commune_code,
                hours::age_bracket,
                hours::sex,
                hours::qualification_level,
                hours::rsa,
            ),
            (hours::month, hours::employer_id, hours::public_contract_id, hours::modality, hours::prescriber_kind),
            sql::<BigInt>(SUM),
        ));
    let rows: Vec<(Who, What, i64)> = counted!(tx, question, grouped).load(tx.conn())?;
    Ok(rows.into_iter().map(of_row).collect())
}

fn of_row((who, what, sum): (Who, What, i64)) -> Worked {
    let (candidate, commune, age, sex, level, has_rsa) = who;
    let (month, employer, contract, modality, prescriber) = what;
    let hours = Hours::from_hundredths(sum);
    Worked { month, candidate, employer, contract, modality, commune, age, sex, level, has_rsa, prescriber, hours }
}

fn contracts(tx: &mut Tx<'_>, ids: BTreeSet<PublicContractId>) -> Result<HashMap<PublicContractId, Contract>> {
    let rows: Vec<(PublicContractId, String, String, OrganisationId)> = public_contracts::table
        .filter(public_contracts::id.in_list(KeyList::numbers(ids)))
        .select((
            public_contracts::id,
            public_contracts::reference,
            public_contracts::title,
            public_contracts::buyer_id,
        ))
        .load(tx.conn())?;
    let contract = |(id, reference, title, buyer)| (id, Contract { reference, title, buyer });
    Ok(rows.into_iter().map(contract).collect())
}

fn names(tx: &mut Tx<'_>, ids: BTreeSet<OrganisationId>) -> Result<HashMap<OrganisationId, String>> {
    let rows: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::id.in_list(KeyList::numbers(ids)))
        .select((organisations::id, organisations::name))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}
