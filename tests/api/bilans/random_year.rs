//! Random people at work over two years, and a naive model of their hours: what each row carries is written down when it is
//! recorded, and added up in memory.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::disclosure::world::rand_like::Dice;
use crate::support::Client;
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours, waive,
};

const BORN: [&str; 6] = ["2005-07-01", "1997-03-01", "1978-06-15", "1968-01-01", "1960-02-02", "1996-12-31"];
const COMMUNES: [Option<&str>; 4] = [Some("21231"), Some("21166"), None, Some("39198")];
const LEVELS: [Option<i64>; 5] = [Some(3), Some(4), None, Some(9), Some(10)];
const MODALITIES: [&str; 4] = ["direct_hire", "agency_or_loan", "subcontract_or_joint", "reserved"];
const PRESCRIBERS: [Option<&str>; 4] = [Some("mission_locale"), Some("france_travail"), None, Some("self")];

/// What the bilan breaks hours down by.
pub const BREAKDOWNS: [&str; 11] = [
    "employer",
    "buyer",
    "public_contract",
    "modality",
    "commune",
    "age_bracket",
    "sex",
    "age_bracket_and_sex",
    "qualification_level",
    "rsa",
    "prescriber_kind",
];

/// A row of hours.
pub struct Row {
    pub person: i64,
    pub month: String,
    /// In hundredths.
    pub worked: u64,
    pub is_validated: bool,
    pub in_plie: bool,
    pub sector: &'static str,
    /// The code of its line in each breakdown.
    pub codes: BTreeMap<&'static str, String>,
}

/// The places where people work.
pub struct World {
    lots: Vec<Lot>,
    employers: Vec<i64>,
}

struct Lot {
    id: i64,
    contract: i64,
    buyer: i64,
    sector: &'static str,
}

struct Somebody {
    id: i64,
    born: &'static str,
    in_plie: bool,
    codes: BTreeMap<&'static str, String>,
}

impl World {
    pub async fn create(officer: &Client) -> Self {
        let mut lots = Vec::new();
        let shared = an_organisation().buyer("region").create(officer).await;
        for sector in ["BTP", "MS", "BTP", "PI"] {
            let buyer = if lots.len() < 2 { shared } else { an_organisation().buyer("commune").create(officer).await };
            let contract = a_public_contract().with("sector", sector).bought_by(buyer).create(officer).await;
            let id = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await[0]["id"].as_i64().unwrap();
            lots.push(Lot { id, contract, buyer, sector });
        }
        let mut employers = Vec::new();
        for kind in ["ACI", "EI", "company"] {
            employers.push(an_organisation().employer(kind).create(officer).await);
        }
        Self { lots, employers }
    }

    /// Records some people with their hours of 2022 and 2023.
    pub async fn fill(&self, officer: &Client, people: usize, dice: &mut Dice) -> Vec<Row> {
        let mut rows = Vec::new();
        for _ in 0..people {
            let somebody = somebody(officer, dice).await;
            let lot = &self.lots[usize::try_from(dice.below(4)).unwrap()];
            let prescriber = referred(officer, somebody.id, lot.sector, dice).await;
            for employer in &self.employers {
                if dice.percent(45) {
                    continue;
                }
                let modality = dice.one(&MODALITIES);
                let assignment =
                    json!({ "lot_id": lot.id, "modality": modality, "from": "2022-02-01", "to": "2023-12-31" });
                let employment = an_employment(somebody.id).at(*employer).from("2022-02-01").assigned(assignment);
                let employment = employment.create(officer).await;
                for month in ["2022-03", "2022-11", "2023-01", "2023-06", "2023-12"] {
                    if dice.percent(45) {
                        continue;
                    }
                    let (worked, is_validated) = (dice.below(15_000), dice.percent(80));
                    let cell = hours(employment, lot.id, month, &format!("{}.{:02}", worked / 100, worked % 100));
                    let cell = if is_validated { cell.validated() } else { cell };
                    cell.create(officer).await;
                    let mut codes = somebody.codes.clone();
                    let age = age_bracket(somebody.born, month);
                    codes.extend([
                        ("employer", employer.to_string()),
                        ("buyer", lot.buyer.to_string()),
                        ("public_contract", lot.contract.to_string()),
                        ("modality", modality.to_owned()),
                        ("prescriber_kind", prescriber.unwrap_or("none").to_owned()),
                        ("age_bracket", age.to_owned()),
                        ("age_bracket_and_sex", format!("{age}.{}", somebody.codes["sex"])),
                    ]);
                    let (person, in_plie, sector) = (somebody.id, somebody.in_plie, lot.sector);
                    rows.push(Row { person, month: month.to_owned(), worked, is_validated, in_plie, sector, codes });
                }
            }
        }
        rows
    }
}

async fn somebody(officer: &Client, dice: &mut Dice) -> Somebody {
    let (born, sex, level) = (dice.one(&BORN), dice.one(&["F", "M"]), dice.one(&LEVELS));
    let (commune, has_rsa, in_plie) = (dice.one(&COMMUNES), dice.percent(40), dice.percent(70));
    let mut person = a_candidate().born(born).with("sex", sex);
    person = match level {
        Some(level) => person.with("qualification_level", level),
        None => person.without("qualification_level"),
    };
    if let Some(commune) = commune {
        person = person.living_in(commune, "2020-01-01");
    }
    if has_rsa {
        person = person.eligible_by("BRSA", "2021-01-01");
    }
    if in_plie {
        person = person.in_plie_from("2021-06-01");
    }
    let codes = BTreeMap::from([
        ("sex", sex.to_owned()),
        ("qualification_level", level.map_or("none".to_owned(), |level| level.to_string())),
        ("commune", commune.unwrap_or("none").to_owned()),
        ("rsa", has_rsa.to_string()),
    ]);
    Somebody { id: person.create(officer).await, born, in_plie, codes }
}

/// Refers the person in January 2022, or lets them work by waiver.
async fn referred(officer: &Client, person: i64, sector: &str, dice: &mut Dice) -> Option<&'static str> {
    let prescriber = dice.one(&PRESCRIBERS);
    let referral = a_referral(person).on("2022-01-03").for_sectors(&[sector]).validated(sector, "2022-01-10");
    match prescriber {
        None => waive(officer, person, sector).await,
        Some("self") => drop(referral.create(officer).await),
        Some(kind) => {
            let organisation = an_organisation().prescriber(kind).create(officer).await;
            referral.by(organisation, kind).create(officer).await;
        }
    }
    prescriber
}

/// The bracket of age on the first day of a month.
fn age_bracket(born: &str, month: &str) -> &'static str {
    let number = |text: &str| text.parse::<i32>().unwrap();
    let had_birthday = &born[5..] <= format!("{}-01", &month[5..]).as_str();
    match number(&month[..4]) - number(&born[..4]) - i32::from(!had_birthday) {
        ..26 => "under_26",
        26..45 => "26_44",
        45..55 => "45_54",
        _ => "55_and_over",
    }
}

/// The hours and the people of each line of a breakdown: the lines that have any row.
pub fn sums<'a>(rows: impl Iterator<Item = &'a Row>, by: &str) -> BTreeMap<String, (u64, BTreeSet<i64>)> {
    let mut sums: BTreeMap<String, (u64, BTreeSet<i64>)> = BTreeMap::new();
    for row in rows {
        let code = if by == "month" { row.month.clone() } else { row.codes[by].clone() };
        let (worked, people) = sums.entry(code).or_default();
        *worked += row.worked;
        if row.worked > 0 {
            people.insert(row.person);
        }
    }
    sums
}

/// Hours as the API writes them.
pub fn exact(hundredths: u64) -> Value {
    json!(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}
