//! The address of a bilan: its year, or other months, and its scope.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField};
use crate::bilan::{MonthRun, Reach, is_run_of_months};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{InvalidValue, Month, YEARS, parse_whole};

/// What the address says beside the year.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    de: AddressField,
    a: AddressField,
    portee: AddressField,
}

/// Everyone, accompanied by the PLIE or not, as the field `portee` says it.
const EVERYBODY: &str = "toutes";

impl Address {
    /// The months and the scope. Other months than those of the year are given by the first or the last of them.
    ///
    /// # Errors
    /// `invalid_year`, `invalid_month`, `invalid_period`, `invalid_query`.
    pub fn read(&self, year: i32) -> Result<(MonthRun, Reach)> {
        let mut fields = Fields::default();
        let from = fields.optional("?de", self.de.given(), Month::parse);
        let to = fields.optional("?a", self.a.given(), Month::parse);
        let reach = fields.optional("?portee", self.portee.given(), |text| match text {
            EVERYBODY => Ok(Reach::All),
            "plie" => Ok(Reach::Plie),
            _ => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Attendu : plie ou toutes.")),
        });
        let months = from.or(to).zip(to.or(from)).map(|(from, to)| MonthRun { from, to });
        if months.is_some_and(|run| !is_run_of_months(run.from, run.to)) {
            fields.push(FieldError::new("?a", ProblemCode::InvalidPeriod));
        }
        fields.done()?;
        let run = months.or_else(|| MonthRun::of_year(year)).ok_or(ProblemCode::InvalidYear)?;
        Ok((run, reach.unwrap_or(Reach::Plie)))
    }

    fn of(run: Option<MonthRun>, reach: Reach) -> Self {
        let month = |month: fn(MonthRun) -> Month| run.map(|run| month(run).to_string()).unwrap_or_default().into();
        let portee = if reach == Reach::All { EVERYBODY } else { "" };
        Self { de: month(|run| run.from), a: month(|run| run.to), portee: portee.into() }
    }
}

/// The address of the bilan of these months.
pub(super) fn path(run: MonthRun, reach: Reach) -> String {
    let months = run.year().is_none().then_some(run);
    listing::address(&format!("/bilan/{}", run.from.year()), &Address::of(months, reach))
}

/// The field of a figure's key.
const FIGURE: &str = "chiffre";

/// The address of the people behind a figure.
pub(super) fn people_path(run: MonthRun, reach: Reach, figure: &str) -> String {
    let portee = if reach == Reach::All { EVERYBODY } else { "" };
    let fields = [("de", run.from.to_string()), ("a", run.to.to_string()), ("portee", portee.to_owned())];
    let fields: Vec<(&str, String)> = fields.into_iter().chain([(FIGURE, figure.to_owned())]).collect();
    listing::address(&format!("/bilan/{}/personnes", run.from.year()), &fields)
}

/// What the address of the people behind a figure says beside the year.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct OfFigure {
    de: AddressField,
    a: AddressField,
    portee: AddressField,
    chiffre: String,
}

impl OfFigure {
    /// The months, the scope, and the key of the figure.
    ///
    /// # Errors
    /// Those of [`Address::read`].
    pub fn read(self, year: i32) -> Result<((MonthRun, Reach), String)> {
        let Self { de, a, portee, chiffre } = self;
        Ok((Address { de, a, portee }.read(year)?, chiffre))
    }
}

/// What the forms choose.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Chosen {
    annee: AddressField,
    de: AddressField,
    a: AddressField,
    portee: AddressField,
}

impl Chosen {
    /// The address of what is chosen.
    ///
    /// # Errors
    /// Those of [`Address::read`].
    pub fn address(&self, usual: i32) -> Result<String> {
        let mut fields = Fields::default();
        let year = fields.optional("?annee", self.annee.given(), |text| {
            let year = parse_whole::<i32>(text).filter(|year| YEARS.contains(year));
            year.ok_or_else(|| InvalidValue::new(ProblemCode::InvalidYear, ProblemCode::InvalidYear.meaning()))
        });
        fields.done()?;
        let address = Address { de: self.de.clone(), a: self.a.clone(), portee: self.portee.clone() };
        let (run, reach) = address.read(year.unwrap_or(usual))?;
        Ok(path(run, reach))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_leads_to_its_address_which_says_the_same() {
        let chosen = |annee: &str, de: &str, a: &str, portee: &str| {
            let [annee, de, a, portee] = [annee, de, a, portee].map(AddressField::from);
            Chosen { annee, de, a, portee }.address(2023)
        };
        assert_eq!(chosen("", "", "", "").unwrap(), "/bilan/2023");
        assert_eq!(chosen("2022", "", "", "toutes").unwrap(), "/bilan/2022?portee=toutes");
        assert_eq!(chosen("", "2022-11", "2023-02", "plie").unwrap(), "/bilan/2022?de=2022-11&a=2023-02");
        assert_eq!(chosen("", "2022-01", "2022-12", "").unwrap(), "/bilan/2022");
        assert_eq!(chosen("", "2022-03", "", "").unwrap(), "/bilan/2022?de=2022-03&a=2022-03");
        for (annee, de, a, portee) in
            [("1", "", "", ""), ("", "x", "", ""), ("", "2023-02", "2023-01", ""), ("", "", "", "x")]
        {
            assert!(chosen(annee, de, a, portee).is_err(), "{annee} {de} {a} {portee}");
        }
    }
}
