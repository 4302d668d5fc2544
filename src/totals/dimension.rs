//! The dimensions of totals. One entry of `dimensions!` defines each of them.

mod values;

use std::collections::BTreeMap;

use serde_json::Value;
use values::{Values, texts};

use crate::disclosure::totals::DashboardUse;
use crate::error::ProblemCode;
use crate::values::{
    AgeBracket, BuyerKind, ClauseType, CommuneCode, ContractType, EmployerKind, InvalidValue, Modality, Month,
    PrescriberKind, Sector, Sex,
};

/// The tables that a dimension may need beside the hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// The lot, as `l`.
    Lot,
    /// The public contract, as `c`.
    PublicContract,
    /// The contract's buyer, as `b`.
    Buyer,
    /// The employer, as `e`.
    Employer,
}

/// What a dimension is.
#[derive(Debug)]
struct Definition {
    /// Its name in the API.
    name: &'static str,
    /// The SQL of its value as text, for one row of hours (`h`).
    sql: &'static str,
    /// The tables that the SQL reads beside the hours.
    joins: &'static [Join],
    /// Its values: how they are parsed, shown and labelled, and which of them always have a row.
    values: Values,
    /// What a dashboard may break down by it.
    dashboards: DashboardUse,
}

macro_rules! dimensions {
    ($($variant:ident = $name:literal, $sql:literal, [$($join:ident),*], $values:expr, $dashboards:ident;)+) => {
        /// A way to break totals down.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dimension {
            $(#[doc = $name] $variant,)+
        }

        impl Dimension {
            /// Every dimension.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            const fn definition(self) -> &'static Definition {
                match self {
                    $(Self::$variant => const { &Definition {
                        name: $name,
                        sql: $sql,
                        joins: &[$(Join::$join),*],
                        values: $values,
                        dashboards: DashboardUse::$dashboards,
                    } },)+
                }
            }
        }
    };
}

/// The codes of a vocabulary; with a list, those that have a row even without hours.
macro_rules! code {
    ($vocabulary:ident) => {
        code!($vocabulary, None)
    };
    ($vocabulary:ident, $always:expr) => {
        Values::Code { parse: |text| $vocabulary::parse(text).map(|code| code.to_string()), always: $always }
    };
}

/// The label of a lot: the contract's reference, its number and its title.
const LOT_LABEL: &str = "(SELECT reference FROM public_contracts WHERE public_contracts.id = lots.public_contract_id) \
    || ', lot ' || lots.number || ' · ' || lots.title";

/// The ids of a table's rows, shown with the text of a column.
macro_rules! id {
    ($table:literal, $label:expr) => {
        Values::Id { table: $table, label: $label }
    };
}

// Name in the API, SQL of the value, joins, values, what dashboards may do with it.
dimensions! {
    Month = "month", "CAST(h.month AS TEXT)", [], Values::Month, Hours;
    Quarter = "quarter", "CAST(h.month / 100 AS TEXT) || '-Q' || CAST((h.month % 100 + 2) / 3 AS TEXT)", [],
        Values::Quarter, Hours;
    Year = "year", "CAST(h.month / 100 AS TEXT)", [], Values::Number, Year;
    Sector = "sector", "h.sector", [], code!(Sector, Some(|| texts(Sector::ALL))), HoursAndPeople;
    ContractType = "contract_type", "h.contract_type", [],
        code!(ContractType, Some(|| texts(ContractType::REPORTED))), HoursAndPeople;
    Modality = "modality", "h.modality", [], code!(Modality), Refused;
    ClauseType = "clause_type", "c.clause_type", [PublicContract], code!(ClauseType), Refused;
    PublicContract = "public_contract", "CAST(h.public_contract_id AS TEXT)", [],
        id!("public_contracts", "reference"), Refused;
    Lot = "lot", "CAST(h.lot_id AS TEXT)", [], id!("lots", LOT_LABEL), Refused;
    Buyer = "buyer", "CAST(c.buyer_id AS TEXT)", [PublicContract], id!("organisations", "name"), Refused;
    BuyerKind = "buyer_kind", "b.buyer_kind", [PublicContract, Buyer], code!(BuyerKind), Refused;
    Holder = "holder", "CAST(l.holder_id AS TEXT)", [Lot], id!("organisations", "name"), Refused;
    Employer = "employer", "CAST(h.employer_id AS TEXT)", [], id!("organisations", "name"), Refused;
    EmployerKind = "employer_kind", "e.employer_kind", [Employer], code!(EmployerKind), Refused;
    Commune = "commune", "h.commune_code", [], code!(CommuneCode), Refused;
    Neighbourhood = "neighbourhood", "CAST(h.neighbourhood_id AS TEXT)", [], Values::Neighbourhood, People;
    Qpv = "qpv", "CASE WHEN h.neighbourhood_id IS NULL THEN 'false' ELSE 'true' END", [], Values::Flag, People;
    QpvLegal = "qpv_legal", "CASE WHEN h.qpv_legal THEN 'true' ELSE 'false' END", [], Values::Flag, Refused;
    Sex = "sex", "h.sex", [], code!(Sex, Some(|| texts(Sex::ALL))), People;
    AgeBracket = "age_bracket", "h.age_bracket", [], code!(AgeBracket, Some(|| texts(AgeBracket::ALL))), People;
    QualificationLevel = "qualification_level", "CAST(h.qualification_level AS TEXT)", [], Values::Level, People;
    Rsa = "rsa", "CASE WHEN h.rsa THEN 'true' ELSE 'false' END", [], Values::Flag, People;
    Source = "source", "h.source", [], Values::Text, Refused;
    PrescriberKind = "prescriber_kind", "h.prescriber_kind", [], code!(PrescriberKind), Refused;
}

impl Dimension {
    /// Whether hours may have no value of it, which dashboards are shown as a row of its own.
    pub(super) const fn has_row_of_none(self) -> bool {
        matches!(self, Self::Neighbourhood | Self::QualificationLevel)
    }

    /// The value of a month's hours, as the database has it; none for a dimension that is not of time.
    pub(super) fn period_of(self, month: Month) -> Option<String> {
        match self {
            Self::Month => Some(month.number().to_string()),
            Self::Quarter => Some(format!("{}-Q{}", month.year(), (month.number() % 100 + 2) / 3)),
            Self::Year => Some(month.year().to_string()),
            _ => None,
        }
    }

    /// Parses a dimension's name.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(name: &str) -> Result<Self, InvalidValue> {
        Self::ALL.iter().copied().find(|dimension| dimension.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|dimension| dimension.name()).collect();
            InvalidValue::new(ProblemCode::UnknownDimension, format!("Dimensions connues : {}.", names.join(", ")))
        })
    }

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        self.definition().name
    }

    /// The SQL of its value as text, for one row of hours.
    pub(super) const fn sql(self) -> &'static str {
        self.definition().sql
    }

    /// The tables that the SQL reads beside the hours.
    pub(super) const fn joins(self) -> &'static [Join] {
        self.definition().joins
    }

    /// What a dashboard may break down by it.
    pub(super) const fn dashboards(self) -> DashboardUse {
        self.definition().dashboards
    }

    /// The table of the rows that its values are ids of, and the column of their label.
    pub(super) const fn labelled_by(self) -> Option<(&'static str, &'static str)> {
        match self.definition().values {
            Values::Id { table, label } => Some((table, label)),
            _ => None,
        }
    }

    /// Whether its values are ids with a label.
    pub(super) const fn is_id(self) -> bool {
        self.labelled_by().is_some()
    }

    /// The values that have a row even without hours.
    pub(super) fn closed_codes(self) -> Option<Vec<String>> {
        self.definition().values.closed_codes()
    }

    /// The values that have a row in a dashboard's answer even without hours.
    pub(super) fn closed_codes_for_dashboards(self) -> Option<Vec<String>> {
        self.definition().values.closed_codes_for_dashboards()
    }

    /// Parses a filter's value; returns it as the database has it, for a neighbourhood its folded name.
    ///
    /// # Errors
    /// Those of the vocabulary, `invalid_query`.
    pub(super) fn parse_value(self, text: &str) -> Result<String, InvalidValue> {
        self.definition().values.parse(text)
    }

    /// A value of the database as the API shows it; `neighbourhoods` are names by id.
    pub(super) fn value(self, stored: &str, neighbourhoods: &BTreeMap<String, String>) -> Value {
        self.definition().values.json(stored, neighbourhoods)
    }
}
