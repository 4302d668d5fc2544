//! The form of the first contract.

use chrono::{Datelike as _, NaiveDate};

use crate::access::{Caller, EditOrganisations, ReadOrganisations};
use crate::contracts::{LotDetails, NewLot, NewPublicContract, PublicContractDetails};
use crate::error::Result;
use crate::http::{Fields, Required, SentForm};
use crate::organisations::{self, Contact, OrganisationDetails, OrganisationFilter};
use crate::values::{
    BuyerKind, ClauseType, ContractStatus, EmployerKind, Hours, Name, OrganisationId, Sector, fold, parse_day,
};

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

    /// The values.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<FirstContractValues> {
        let mut fields = Fields::default();
        let given = |text: &'_ str| Required(Some(text.to_owned()).filter(|text| !text.is_empty()));
        let buyer = fields.required("/buyer", given(&self.buyer), |text| Name::parse(&text));
        let buyer_kind = fields.required("/buyer_kind", given(&self.buyer_kind), |text| BuyerKind::parse(&text));
        let reference = fields.required("/reference", given(&self.reference), |text| Name::parse(&text));
        let title = fields.required("/title", given(&self.title), |text| Name::parse(&text));
        let sector = fields.required("/sector", given(&self.sector), |text| Sector::parse(&text));
        let starts_on = fields.required("/starts_on", given(&self.starts_on), |text| parse_day(&text));
        let ends_on = fields.required("/ends_on", given(&self.ends_on), |text| parse_day(&text));
        let hours_due = fields.required("/hours_due", given(&self.hours_due), |text| Hours::parse_typed(&text));
        let employer = fields.required("/employer", given(&self.employer), |text| Name::parse(&text));
        let employer_kind =
            fields.required("/employer_kind", given(&self.employer_kind), |text| EmployerKind::parse(&text));
        let values = || {
            Some(FirstContractValues {
                buyer: (buyer?, buyer_kind?),
                reference: reference?,
                title: title?,
                sector: sector?,
                starts_on: starts_on?,
                ends_on: ends_on?,
                hours_due: hours_due?,
                employer: (employer?, employer_kind?),
            })
        };
        values().ok_or_else(|| fields.refusal())
    }
}

/// The values of the form.
#[derive(Debug, Clone)]
pub(super) struct FirstContractValues {
    buyer: (Name, BuyerKind),
    reference: Name,
    title: Name,
    sector: Sector,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    hours_due: Hours,
    employer: (Name, EmployerKind),
}

impl FirstContractValues {
    /// The contract with its one lot, which the employer holds.
    pub fn contract(&self, organisations: &Organisations) -> NewPublicContract {
        let details = PublicContractDetails {
            reference: self.reference.clone(),
            title: self.title.clone(),
            buyer_id: organisations.buyer,
            sector: self.sector,
            clause_type: ClauseType::Execution,
            amount: None,
            cpv: None,
            notified_on: None,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            commune_code: None,
            follow_up_body: None,
            status: ContractStatus::Open,
        };
        let lot = Name::parse("1").ok().map(|number| NewLot {
            details: LotDetails {
                number,
                title: None,
                holder_id: Some(organisations.employer),
                co_holder_ids: Vec::new(),
                penalty: None,
            },
            hours_due: Some(self.hours_due),
        });
        NewPublicContract { details, lots: lot.into_iter().collect() }
    }
}

/// The organisations of the contract.
pub(super) struct Organisations {
    buyer: OrganisationId,
    employer: OrganisationId,
}

impl Organisations {
    /// Finds them by their names, or records them.
    ///
    /// # Errors
    /// Those of recording an organisation.
    pub fn record(
        reader: &Caller<ReadOrganisations>,
        editor: &Caller<EditOrganisations>,
        values: &FirstContractValues,
    ) -> Result<Self> {
        let details = |name: &Name| OrganisationDetails {
            name: name.clone(),
            siret: None,
            employer_kind: None,
            prescriber_kind: None,
            buyer_kind: None,
            contact: Contact::default(),
        };
        let find = |new: OrganisationDetails| {
            let filter = OrganisationFilter { name: Some(new.name.to_string()), ..OrganisationFilter::default() };
            let named = organisations::actions::list(reader, &filter, 0, 100)?.into_iter();
            let mut same = named.filter(|found| fold(found.name.as_str()) == fold(new.name.as_str()));
            let usable = same.find(|found| {
                (new.buyer_kind.is_none() || found.buyer_kind.is_some())
                    && (new.employer_kind.is_none() || found.employer_kind.is_some())
            });
            match usable {
                Some(found) => Ok(found.id),
                None => organisations::actions::create(editor, &new)?.executed().map(|created| created.id),
            }
        };
        let (buyer, buyer_kind) = &values.buyer;
        let (employer, employer_kind) = &values.employer;
        Ok(Self {
            buyer: find(OrganisationDetails { buyer_kind: Some(*buyer_kind), ..details(buyer) })?,
            employer: find(OrganisationDetails { employer_kind: Some(*employer_kind), ..details(employer) })?,
        })
    }
}
