//! People, jobs and lots for random hours. They are defined in full here, so that the test can compute totals without
//! the database.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation, waive};

/// The months at work, from November 2022 to August 2023; questions reach one month further on either side.
pub const MONTHS: [(i32, u32); 10] =
    [(2022, 11), (2022, 12), (2023, 1), (2023, 2), (2023, 3), (2023, 4), (2023, 5), (2023, 6), (2023, 7), (2023, 8)];

/// The first and last day, as `YYYY-MM-DD`, which compare like the days.
pub type Days = (&'static str, &'static str);

pub const FOREVER: &str = "9999-12-31";

pub struct Person {
    pub sex: &'static str,
    pub born: &'static str,
    pub level: Option<i64>,
    pub homes: &'static [(Days, &'static str, Option<&'static str>)],
    pub rsa: &'static [Days],
    pub plie: &'static [Days],
    /// Who sent them for works, services and intellectual services; `None` for a waiver.
    pub sent_by: [Option<&'static str>; 3],
}

pub const PEOPLE: [Person; 5] = [
    Person {
        sex: "F",
        born: "1997-03-01",
        level: Some(3),
        homes: &[
            (("2020-01-01", "2023-01-31"), "21231", Some("Dijon – Grésilles")),
            (("2023-02-01", FOREVER), "21515", Some("Quetigny – Centre")),
        ],
        rsa: &[("2022-01-01", "2023-04-30")],
        plie: &[("2022-01-01", "2022-12-15"), ("2023-03-31", FOREVER)],
        sent_by: [Some("mission_locale"), Some("self"), None],
    },
    Person {
        sex: "M",
        born: "1968-06-15",
        level: None,
        homes: &[(("2023-05-02", FOREVER), "21166", Some("Chenôve – Le Mail"))],
        rsa: &[],
        plie: &[("2023-02-28", "2023-02-28")],
        sent_by: [Some("france_travail"), None, None],
    },
    Person {
        sex: "F",
        born: "1978-01-01",
        level: Some(9),
        homes: &[(("2020-01-01", FOREVER), "39198", None)],
        rsa: &[("2022-12-01", "2023-01-01"), ("2023-03-02", "2023-03-31")],
        plie: &[],
        sent_by: [None, Some("france_travail"), Some("self")],
    },
    Person {
        sex: "M",
        born: "2005-01-01",
        level: Some(1),
        homes: &[(("2020-01-01", FOREVER), "21231", None)],
        rsa: &[],
        plie: &[("2020-01-01", FOREVER)],
        sent_by: [Some("self"), Some("mission_locale"), Some("mission_locale")],
    },
    Person {
        sex: "F",
        born: "1985-07-20",
        level: Some(10),
        homes: &[(("2020-01-01", FOREVER), "21355", Some("Longvic – Bief du Moulin"))],
        rsa: &[("2023-06-02", FOREVER)],
        plie: &[("2023-06-30", FOREVER)],
        sent_by: [None, None, None],
    },
];

/// The day from which each neighbourhood that is lived in is legally QPV.
pub const LEGAL_SINCE: [(&str, &str); 4] = [
    ("Dijon – Grésilles", "2015-01-01"),
    ("Chenôve – Le Mail", "2015-01-01"),
    ("Longvic – Bief du Moulin", "2015-01-01"),
    ("Quetigny – Centre", "2024-01-01"),
];

pub const EMPLOYERS: [&str; 3] = ["ACI", "ETTI", "company"];
pub const BUYERS: [&str; 2] = ["commune", "department"];

pub struct Contract {
    pub sector: &'static str,
    pub clause_type: &'static str,
    pub buyer: usize,
}

pub const CONTRACTS: [Contract; 3] = [
    Contract { sector: "BTP", clause_type: "execution", buyer: 0 },
    Contract { sector: "MS", clause_type: "award_criterion", buyer: 1 },
    Contract { sector: "PI", clause_type: "reserved_iae", buyer: 0 },
];

/// The contract of each lot, and whether the lot has a holder.
pub const LOTS: [(usize, bool); 4] = [(0, true), (0, false), (1, false), (2, true)];

pub struct Job {
    pub person: usize,
    pub employer: usize,
    pub contract_type: &'static str,
    pub days: Days,
    pub modality: &'static str,
    pub lots: &'static [usize],
    /// The last day on which the person's hours count: by hand from domain rule 7, over all of their jobs.
    pub counts_until: &'static str,
}

pub const JOBS: [Job; 8] = [
    job(0, 0, "CDDI", ("2022-11-01", "2023-08-31"), "direct_hire", &[0, 2], "2024-11-01"),
    job(1, 1, "CTTI", ("2021-03-10", "2023-12-31"), "agency_or_loan", &[0], "2023-05-15"),
    job(1, 2, "CDI", ("2022-05-15", FOREVER), "direct_hire", &[1], "2023-05-15"),
    job(2, 2, "CPRO", ("2020-09-01", "2023-06-30"), "subcontract_or_joint", &[2, 3], "2023-06-30"),
    job(2, 0, "CDD", ("2022-11-01", "2023-08-31"), "reserved", &[3], "2023-06-30"),
    job(3, 0, "CTTI", ("2022-11-15", "2023-08-02"), "direct_hire", &[3, 1], "2024-11-15"),
    job(3, 1, "CDD", ("2023-01-01", "2023-08-31"), "agency_or_loan", &[2], "2024-11-15"),
    job(4, 2, "CUI", ("2023-01-31", "2023-08-31"), "direct_hire", &[2], "2025-01-31"),
];

const fn job(
    person: usize,
    employer: usize,
    contract_type: &'static str,
    days: Days,
    modality: &'static str,
    lots: &'static [usize],
    counts_until: &'static str,
) -> Job {
    Job { person, employer, contract_type, days, modality, lots, counts_until }
}

/// The ids in the database.
pub struct Ids {
    pub employers: Vec<i64>,
    pub buyers: Vec<i64>,
    pub holder: i64,
    pub contracts: Vec<i64>,
    pub lots: Vec<i64>,
    pub people: Vec<i64>,
    pub jobs: Vec<i64>,
    pub sender: i64,
}

fn until(to: &str) -> Value {
    if to == FOREVER { Value::Null } else { json!(to) }
}

pub async fn record(officer: &Client) -> Ids {
    let mut ids = Ids {
        employers: Vec::new(),
        buyers: Vec::new(),
        holder: an_organisation().create(officer).await,
        contracts: Vec::new(),
        lots: Vec::new(),
        people: Vec::new(),
        jobs: Vec::new(),
        sender: an_organisation().named("ARIQ").create(officer).await,
    };
    for kind in EMPLOYERS {
        ids.employers.push(an_organisation().employer(kind).create(officer).await);
    }
    for kind in BUYERS {
        ids.buyers.push(an_organisation().buyer(kind).create(officer).await);
    }
    for (place, contract) in CONTRACTS.iter().enumerate() {
        let lots = LOTS.iter().enumerate().filter(|(_, (of, _))| *of == place).map(
            |(number, (_, held))| json!({ "number": number.to_string(), "holder_id": held.then_some(ids.holder) }),
        );
        let new = a_public_contract().bought_by(ids.buyers[contract.buyer]).with("sector", contract.sector);
        let new = new.with("clause_type", contract.clause_type).with("lots", lots.collect::<Value>());
        let id = new.create(officer).await;
        let lots = officer.all(&format!("/v1/public-contracts/{id}/lots")).await;
        ids.contracts.push(id);
        ids.lots.extend(lots.iter().map(|lot| lot["id"].as_i64().unwrap()));
    }
    let prescriber = an_organisation().prescriber("other").create(officer).await;
    for person in &PEOPLE {
        ids.people.push(record_person(officer, person, prescriber).await);
    }
    for job in &JOBS {
        let assignments = job.lots.iter().map(|lot| {
            let (from, to) = (job.days.0, until(job.days.1));
            json!({ "lot_id": ids.lots[*lot], "modality": job.modality, "from": from, "to": to })
        });
        let new = an_employment(ids.people[job.person]).at(ids.employers[job.employer]).from(job.days.0);
        let new = new.with("contract_type", job.contract_type).with("ends_on", until(job.days.1));
        ids.jobs.push(new.with("assignments", assignments.collect::<Value>()).create(officer).await);
    }
    ids
}

async fn record_person(officer: &Client, person: &Person, prescriber: i64) -> i64 {
    let homes = person.homes.iter().map(|((from, to), commune, neighbourhood)| {
        json!({ "commune_code": commune, "neighbourhood": neighbourhood, "from": from, "to": until(to) })
    });
    let rsa = person.rsa.iter().map(|(from, to)| json!({ "code": "BRSA", "from": from, "to": until(to) }));
    let new = a_candidate().with("sex", person.sex).born(person.born).with("qualification_level", person.level);
    let new = new.with("addresses", homes.collect::<Value>()).with("eligibility", rsa.collect::<Value>());
    let id = new.create(officer).await;
    for (from, to) in person.plie {
        let period = json!({ "from": from, "to": until(to) });
        officer.post(&format!("/v1/candidates/{id}/plie-periods"), &period).await.created();
    }
    for (contract, sent_by) in CONTRACTS.iter().zip(person.sent_by) {
        let referral = a_referral(id).on("2020-01-02").for_sectors(&[contract.sector]);
        let referral = referral.validated(contract.sector, "2020-01-03");
        match sent_by {
            None => waive(officer, id, contract.sector).await,
            Some("self") => drop(referral.create(officer).await),
            Some(kind) => drop(referral.by(prescriber, kind).create(officer).await),
        }
    }
    id
}
