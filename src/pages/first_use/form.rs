//! The form of the first contract.

use chrono::{Datelike as _, NaiveDate};

use super::super::form_errors::FormField;
use crate::awards::{AwardedContract, AwardedLot, NewAward, NewBuyer};
use crate::error::{AppError, Result};
use crate::http::{Fields, Required, SentForm};
use crate::values::{BuyerKind, EmployerKind, Hours, Name, Sector, Title, parse_day};

/// The fields beside which the form shows an error; an award names the holder of a lot, and the form the employer.
pub(super) const FIELDS: &[FormField] = &[
    ("/buyer", "acheteur", "Acheteur"),
    ("/buyer_kind", "nature-acheteur", "Nature de l’acheteur"),
    ("/reference", "reference", "Référence du marché"),
    ("/title", "intitule", "Intitulé"),
    ("/sector", "secteur", "Secteur"),
    ("/starts_on", "du", "Premier jour"),
    ("/ends_on", "au", "Dernier jour"),
    ("/hours_due", "heures", "Heures d’insertion prévues"),
    ("/employer", "employeur", "Entreprise titulaire"),
    ("/lots/0/holder", "employeur", "Entreprise titulaire"),
    ("/employer_kind", "nature-employeur", "Nature de l’entreprise"),
    ("/lots/0/holder_kind", "nature-employeur", "Nature de l’entreprise"),
];

/// The texts of the form.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedContract {
    pub buyer: String,
    pub buyer_kind: String,
    pub reference: String,
    pub title: String,
    pub sector: String,
    pub starts_on: String,
    pub ends_on: String,
    pub hours_due: String,
    pub employer: String,
    pub employer_kind: String,
}

impl TypedContract {
    /// An empty form, for a contract of the year of this day.
    pub fn for_year(today: NaiveDate) -> Self {
        let year = today.year();
        Self { starts_on: format!("{year}-01-01"), ends_on: format!("{year}-12-31"), ..Self::default() }
    }

    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().to_owned();
        Self {
            buyer: text("acheteur"),
            buyer_kind: text("nature-acheteur"),
            reference: text("reference"),
            title: text("intitule"),
            sector: text("secteur"),
            starts_on: text("du"),
            ends_on: text("au"),
            hours_due: text("heures"),
            employer: text("employeur"),
            employer_kind: text("nature-employeur"),
        }
    }

    /// The award that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<NewAward> {
        let mut fields = Fields::default();
        let given = |text: &'_ str| Required(Some(text.to_owned()).filter(|text| !text.is_empty()));
        let buyer = fields.required("/buyer", given(&self.buyer), |text| Name::parse(&text));
        let buyer_kind = fields.required("/buyer_kind", given(&self.buyer_kind), |text| BuyerKind::parse(&text));
        let reference = fields.required("/reference", given(&self.reference), |text| Name::parse(&text));
        let title = fields.required("/title", given(&self.title), |text| Title::parse(&text));
        let sector = fields.required("/sector", given(&self.sector), |text| Sector::parse(&text));
        let starts_on = fields.required("/starts_on", given(&self.starts_on), |text| parse_day(&text));
        let ends_on = fields.required("/ends_on", given(&self.ends_on), |text| parse_day(&text));
        let hours_due = fields.required("/hours_due", given(&self.hours_due), |text| Hours::parse_typed(&text));
        let employer = fields.required("/employer", given(&self.employer), |text| Name::parse(&text));
        let employer_kind =
            fields.required("/employer_kind", given(&self.employer_kind), |text| EmployerKind::parse(&text));
        let number = Name::parse("1").map_err(|invalid| AppError::new(invalid.code))?;
        let values = || {
            Some(NewAward {
                buyer: NewBuyer { name: buyer?, kind: Some(buyer_kind?) },
                contract: AwardedContract::new((reference?, title?), sector?, (starts_on?, ends_on?)),
                lots: vec![AwardedLot {
                    number,
                    title: None,
                    holder: Some(employer?),
                    co_holders: Vec::new(),
                    holder_kind: Some(employer_kind?),
                    penalty: None,
                    hours_due: Some(hours_due?),
                    computation: None,
                }],
            })
        };
        values().ok_or_else(|| fields.refusal())
    }
}
