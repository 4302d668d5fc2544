//! Random small years, each with people of its own in one sector.

use clauses::values::Sector;
use rand_like::Dice;

use crate::support::Client;
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours};

pub mod rand_like {
    /// A pseudo-random generator with a seed.
    pub struct Dice(pub u64);

    impl Dice {
        /// From zero to one below a number.
        pub fn below(&mut self, many: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % many
        }

        pub fn percent(&mut self, many: u64) -> bool {
            self.below(100) < many
        }

        /// One of several, the first ones more often.
        pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
            let place = (0..of.len() - 1).find(|_| self.percent(60)).unwrap_or(of.len() - 1);
            of[place]
        }
    }
}

const HOMES: [Option<(&str, &str)>; 5] = [
    None,
    Some(("21231", "Dijon – Grésilles")),
    Some(("21231", "Dijon – Fontaine d'Ouche")),
    Some(("21166", "Chenôve – Le Mail")),
    Some(("21515", "Quetigny – Centre")),
];

/// Organisations and the lot on which everybody works.
pub struct Place {
    employer: i64,
    prescribers: [i64; 3],
}

impl Place {
    pub async fn create(officer: &Client) -> Self {
        let employer = an_organisation().employer("EI").create(officer).await;
        let mut prescribers = [0; 3];
        for prescriber in &mut prescribers {
            *prescriber = an_organisation().prescriber("france_travail").create(officer).await;
        }
        Self { employer, prescribers }
    }

    /// Fills a year of a sector with some twenty people at most.
    pub async fn fill(&self, officer: &Client, sector: Sector, year: u64, dice: &mut Dice) {
        let contract = a_public_contract().with("sector", sector.as_str());
        let (first, last) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let lot = contract.from(&first).to(&last).create_lot(officer).await;
        for _ in 0..4 + dice.below(16) {
            let employment = self.somebody(officer, sector, (year, lot), dice).await;
            if let Some(employment) = employment.filter(|_| dice.percent(90)) {
                let worked = format!("{}.{:02}", 10 + dice.below(100), dice.below(100));
                hours(employment, lot, &format!("{year}-06"), &worked).validated().create(officer).await;
            }
        }
    }

    /// A person with a referral, and an employment if it is validated.
    async fn somebody(
        &self,
        officer: &Client,
        sector: Sector,
        (year, lot): (u64, i64),
        dice: &mut Dice,
    ) -> Option<i64> {
        let (first, last, day) = (format!("{year}-01-01"), format!("{year}-12-31"), format!("{year}-02-03"));
        let mut person = a_candidate().in_plie(&first, &last).with("sex", dice.one(&["M", "F"]));
        let born = format!("{}-01-01", year - dice.one(&[30, 22, 40, 51, 57]));
        person = person.born(&born).with("qualification_level", dice.one(&[3, 4, 5, 6]));
        person = match dice.one(&HOMES) {
            Some((commune, neighbourhood)) => person.living_in_neighbourhood(commune, neighbourhood, &born),
            None => person.living_in("21231", &born),
        };
        if dice.percent(30) {
            person = person.eligible_by("BRSA", &first);
        }
        let person = person.create(officer).await;
        let referral = a_referral(person).on(&day).for_sectors(&[sector.as_str()]);
        let referral = if dice.percent(50) {
            referral.of_plie()
        } else {
            referral.by(dice.one(&self.prescribers), "france_travail")
        };
        match dice.below(10) {
            0 => drop(referral.create(officer).await),
            1 => drop(referral.not_integrated(dice.one(&["no_position", "unreachable"]), &day).create(officer).await),
            _ => {
                referral.validated(sector.as_str(), &day).create(officer).await;
                let employment = an_employment(person).at(self.employer).from(&day).to(&last);
                let employment = employment.with("contract_type", dice.one(&["CDDI", "CTTI", "CDD"]));
                return Some(employment.on(lot).create(officer).await);
            }
        }
        None
    }
}
