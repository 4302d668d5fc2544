//! What totals can be broken down by, and where each value stands in the database.

use crate::error::ProblemCode;
use crate::values::{
    AgeBracket, BuyerKind, ClauseType, CommuneCode, ContractType, EmployerKind, InvalidValue, Modality, Month,
    PrescriberKind, Sector, Sex, fold,
};

/// Which other tables a dimension needs beside the hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// The lot.
    Lot,
    /// The public contract.
    PublicContract,
    /// The contract's buyer.
    Buyer,
    /// The employer.
    Employer,
}

macro_rules! dimensions {
    ($($variant:ident = $name:literal, $sql:literal, [$($join:ident),*];)+) => {
        /// A way to break totals down.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dimension {
            $(#[doc = $name] $variant,)+
        }

        impl Dimension {
            /// Every dimension.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Its value as text, for one row of hours.
            pub(super) const fn sql(self) -> &'static str {
                match self { $(Self::$variant => $sql),+ }
            }

            /// The tables that its value stands in.
            pub(super) const fn joins(self) -> &'static [Join] {
                match self { $(Self::$variant => &[$(Join::$join),*]),+ }
            }
        }
    };
}

dimensions! {
    Month = "month", "CAST(h.month AS TEXT)", [];
    Quarter = "quarter", "CAST(h.month / 100 AS TEXT) || '-Q' || CAST((h.month % 100 + 2) / 3 AS TEXT)", [];
    Year = "year", "CAST(h.month / 100 AS TEXT)", [];
    Sector = "sector", "h.sector", [];
    ContractType = "contract_type", "h.contract_type", [];
    Modality = "modality", "h.modality", [];
    ClauseType = "clause_type", "c.clause_type", [PublicContract];
    PublicContract = "public_contract", "CAST(h.public_contract_id AS TEXT)", [];
    Lot = "lot", "CAST(h.lot_id AS TEXT)", [];
    Buyer = "buyer", "CAST(c.buyer_id AS TEXT)", [PublicContract];
    BuyerKind = "buyer_kind", "b.buyer_kind", [PublicContract, Buyer];
    Holder = "holder", "CAST(l.holder_id AS TEXT)", [Lot];
    Employer = "employer", "CAST(h.employer_id AS TEXT)", [];
    EmployerKind = "employer_kind", "e.employer_kind", [Employer];
    Commune = "commune", "h.commune_code", [];
    Neighbourhood = "neighbourhood", "CAST(h.neighbourhood_id AS TEXT)", [];
    Qpv = "qpv", "CASE WHEN h.neighbourhood_id IS NULL THEN 'false' ELSE 'true' END", [];
    QpvLegal = "qpv_legal", "CASE WHEN h.qpv_legal THEN 'true' ELSE 'false' END", [];
    Sex = "sex", "h.sex", [];
    AgeBracket = "age_bracket", "h.age_bracket", [];
    QualificationLevel = "qualification_level", "CAST(h.qualification_level AS TEXT)", [];
    Rsa = "rsa", "CASE WHEN h.rsa THEN 'true' ELSE 'false' END", [];
    Source = "source", "h.source", [];
    PrescriberKind = "prescriber_kind", "h.prescriber_kind", [];
}

impl Dimension {
    /// Reads a dimension's name.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(name: &str) -> Result<Self, InvalidValue> {
        Self::ALL.iter().copied().find(|dimension| dimension.name() == name).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|dimension| dimension.name()).collect();
            InvalidValue::new(ProblemCode::UnknownDimension, format!("Dimensions connues : {}.", known.join(", ")))
        })
    }

    /// The codes that always have a row, even where there are no hours.
    pub(super) fn closed_codes(self) -> Option<Vec<String>> {
        fn codes<T: ToString>(all: &[T]) -> Option<Vec<String>> {
            Some(all.iter().map(ToString::to_string).collect())
        }
        match self {
            Self::Sector => codes(Sector::ALL),
            Self::ContractType => codes(ContractType::REPORTED),
            Self::Sex => codes(Sex::ALL),
            Self::AgeBracket => codes(AgeBracket::ALL),
            _ => None,
        }
    }

    /// Whether its values are ids of things that have a name.
    pub(super) const fn is_id(self) -> bool {
        self.labelled_by().is_some()
    }

    /// The table of the things that its values are ids of, and the column of their name.
    pub(super) const fn labelled_by(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::PublicContract => Some(("public_contracts", "reference")),
            Self::Lot => Some(("lots", "title")),
            Self::Buyer | Self::Holder | Self::Employer => Some(("organisations", "name")),
            _ => None,
        }
    }

    /// The codes that dashboards are given all rows of besides: an absent row would tell of a few people.
    pub(super) fn masked_codes(self) -> Option<Vec<String>> {
        match self {
            Self::Qpv | Self::Rsa => Some(vec!["true".to_owned(), "false".to_owned()]),
            Self::QualificationLevel => Some((1..=10).map(|level: i32| level.to_string()).collect()),
            _ => self.closed_codes(),
        }
    }

    /// Whether dashboards may count people by it.
    pub(super) const fn counts_people(self) -> bool {
        matches!(
            self,
            Self::Sector
                | Self::ContractType
                | Self::Sex
                | Self::AgeBracket
                | Self::Neighbourhood
                | Self::Qpv
                | Self::QualificationLevel
                | Self::Rsa
        )
    }

    /// Whether it says nothing of persons.
    pub(super) const fn is_impersonal(self) -> bool {
        matches!(self, Self::Month | Self::Quarter | Self::Year | Self::Sector | Self::ContractType)
    }

    /// A filter's value as it stands in the database; of a neighbourhood its name, whatever its accents, case and dashes.
    ///
    /// # Errors
    /// The refusal of the dimension's own vocabulary.
    pub(super) fn stored(self, value: &str) -> Result<String, InvalidValue> {
        fn code<T: ToString>(parsed: Result<T, InvalidValue>) -> Result<String, InvalidValue> {
            parsed.map(|code| code.to_string())
        }
        let number = || match value.parse::<i64>() {
            Ok(number) if number > 0 => Ok(number.to_string()),
            _ => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Attendu : un nombre entier.")),
        };
        match self {
            Self::Month => Month::parse(value).map(|month| month.number().to_string()),
            Self::Sector => code(Sector::parse(value)),
            Self::ContractType => code(ContractType::parse(value)),
            Self::Modality => code(Modality::parse(value)),
            Self::ClauseType => code(ClauseType::parse(value)),
            Self::BuyerKind => code(BuyerKind::parse(value)),
            Self::EmployerKind => code(EmployerKind::parse(value)),
            Self::PrescriberKind => code(PrescriberKind::parse(value)),
            Self::Sex => code(Sex::parse(value)),
            Self::AgeBracket => code(AgeBracket::parse(value)),
            Self::Commune => code(CommuneCode::parse(value)),
            Self::Qpv | Self::QpvLegal | Self::Rsa => match value {
                "true" | "false" => Ok(value.to_owned()),
                _ => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Attendu : true ou false.")),
            },
            Self::Quarter => match value.split_once("-Q") {
                Some((year, "1" | "2" | "3" | "4")) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
                    Ok(value.to_owned())
                }
                _ => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Un trimestre s'écrit AAAA-Q1 à AAAA-Q4.")),
            },
            Self::Source => Ok(value.to_owned()),
            Self::Neighbourhood => Ok(fold(value)),
            Self::PublicContract
            | Self::Lot
            | Self::Buyer
            | Self::Holder
            | Self::Employer
            | Self::QualificationLevel
            | Self::Year => number(),
        }
    }
}
