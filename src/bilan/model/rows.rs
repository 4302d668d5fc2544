//! Which records are behind a figure, and the address of the list that has them.

use std::fmt::Write as _;

use serde::{Serialize as _, Serializer};

use super::months::MonthRun;
use crate::totals::Reach;
use crate::values::{ExitKind, HoursStatus, Origin, OutcomeKind, Sector};

/// The records behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The months.
    pub run: MonthRun,
    /// The scope of the bilan.
    pub reach: Reach,
    /// What they are.
    pub of: RowsOf,
    /// The key of the figure.
    pub figure: String,
}

/// What the records behind a figure are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowsOf {
    /// Validated and counted hours.
    Hours {
        /// Of this sector.
        sector: Option<Sector>,
        /// With these values, by the codes of the figures' keys; `none` stands for no value.
        by: Vec<(HoursBy, String)>,
    },
    /// Referrals dated in the months.
    Referrals {
        /// Of this origin.
        origin: Option<Origin>,
        /// That ask for this sector.
        sector: Option<Sector>,
        /// With this outcome.
        outcome: Option<OutcomeKind>,
    },
    /// Positive exits met in the months.
    Exits {
        /// Of this kind.
        kind: Option<ExitKind>,
    },
    /// People: no list has the records.
    People,
}

/// What a table breaks hours down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursBy {
    /// The type of contract.
    ContractType,
    /// The employer.
    Employer,
    /// The buyer of the public contract.
    Buyer,
    /// The public contract.
    PublicContract,
    /// The modality of the assignment.
    Modality,
    /// The commune of the person's address.
    Commune,
    /// The person's bracket of age.
    AgeBracket,
    /// The person's sex.
    Sex,
    /// The person's level of qualification.
    Level,
    /// Whether the person has RSA.
    Rsa,
    /// The kind of the prescriber.
    Prescriber,
}

impl Rows {
    /// The address of the list of the API; where no list has the records, that of the people.
    pub fn address(&self) -> String {
        let mut address = match &self.of {
            RowsOf::People => return self.address_of_people(),
            RowsOf::Hours { by, .. } if !by.is_empty() => return self.address_of_people(),
            RowsOf::Hours { .. } => {
                format!("/v1/hours?from={}&to={}&status={}", self.run.from, self.run.to, HoursStatus::Validated)
            }
            RowsOf::Referrals { .. } => self.address_by_days("/v1/referrals"),
            RowsOf::Exits { .. } => self.address_by_days("/v1/positive-exits"),
        };
        let mut filter = |name: &str, code: Option<&'static str>| {
            if let Some(code) = code {
                let _ = write!(address, "&{name}={code}");
            }
        };
        match self.of {
            RowsOf::Hours { sector, .. } => filter("sector", sector.map(Sector::as_str)),
            RowsOf::Referrals { origin, sector, outcome } => {
                filter("origin", origin.map(Origin::as_str));
                filter("sector", sector.map(Sector::as_str));
                filter("outcome", outcome.map(OutcomeKind::as_str));
            }
            RowsOf::Exits { kind } => filter("kind", kind.map(ExitKind::as_str)),
            RowsOf::People => {}
        }
        address
    }

    fn address_by_days(&self, path: &str) -> String {
        format!("{path}?from={}&to={}", self.run.from.first_day(), self.run.to.last_day())
    }

    fn address_of_people(&self) -> String {
        let scope = self.reach.as_str();
        let figure: String = url::form_urlencoded::byte_serialize(self.figure.as_bytes()).collect();
        format!("/v1/bilans/people?from={}&to={}&scope={scope}&figure={figure}", self.run.from, self.run.to)
    }

    pub(super) fn serialize_address<S: Serializer>(rows: &Option<Self>, serializer: S) -> Result<S::Ok, S::Error> {
        rows.as_ref().map(Self::address).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_filters_that_its_list_knows() {
        let run = MonthRun::of_year(2023).unwrap();
        let address = |of| Rows { run, reach: Reach::Plie, of, figure: "hours_by_employer.Été".to_owned() }.address();
        let hours = |sector, by| address(RowsOf::Hours { sector, by });
        assert_eq!(hours(None, Vec::new()), "/v1/hours?from=2023-01&to=2023-12&status=validated");
        let works = hours(Some(Sector::Btp), Vec::new());
        assert!(works.ends_with("&status=validated&sector=BTP"), "{works}");
        let people = "/v1/bilans/people?from=2023-01&to=2023-12&scope=plie&figure=hours_by_employer.%C3%89t%C3%A9";
        assert_eq!(hours(None, vec![(HoursBy::Employer, "7".to_owned())]), people);
        assert_eq!(address(RowsOf::People), people);
        let referrals = address(RowsOf::Referrals {
            origin: Some(Origin::Plie),
            sector: None,
            outcome: Some(OutcomeKind::Pending),
        });
        let expected = "/v1/referrals?from=2023-01-01&to=2023-12-31&origin=PLIE&outcome=pending";
        assert_eq!(referrals, expected);
        let exits = address(RowsOf::Exits { kind: Some(ExitKind::ALL[0]) });
        assert!(exits.starts_with("/v1/positive-exits?from=2023-01-01&to=2023-12-31&kind="), "{exits}");
    }
}
