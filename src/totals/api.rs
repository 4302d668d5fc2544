//! `/v1/totals`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::MOST_KEYS;
use super::{Counted, Dimension, Question, Reach, Statuses, TotalsAnswer};
use crate::access::{Caller, ReadTotals};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::csv::{self, Table};
use crate::http::{Conditional, Fields, Format, Handlers, Negotiated, Query, Representation};
use crate::values::{
    AgeBracket, BuyerKind, ClauseType, CommuneCode, ContractType, EmployerKind, InvalidValue, Modality, Month,
    PrescriberKind, Sector, Sex, YEARS, parse_whole,
};

macro_rules! totals_query {
    ($($(#[$doc:meta])* $filter:ident: $dimension:ident;)+) => {
        /// The parameters of a question about totals.
        #[derive(Debug, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct TotalsQuery {
            /// A calendar year, instead of `from` and `to`.
            #[param(example = "2023", pattern = "^(19[0-9]{2}|20[0-9]{2}|2100)$")]
            year: Option<String>,
            /// The first month.
            #[param(value_type = Option<Month>, example = "2023-01")]
            from: Option<String>,
            /// The last month.
            #[param(value_type = Option<Month>, example = "2023-12")]
            to: Option<String>,
            /// Up to four dimensions, separated by commas.
            #[param(example = "sector,contract_type")]
            group_by: Option<String>,
            /// `plie` (default): hours of people whom the PLIE accompanies; `all`: everyone's.
            #[param(example = "plie", pattern = "^(plie|all)$")]
            scope: Option<String>,
            /// `validated` (default), `submitted`, or `any` of both.
            #[param(example = "validated", pattern = "^(validated|submitted|any)$")]
            status: Option<String>,
            /// `true` (default): hours that count for the clause; `false`: those that do not; `any`.
            #[param(example = "true", pattern = "^(true|false|any)$")]
            counted: Option<String>,
            /// `fr`: CSV for French spreadsheets.
            #[param(example = "fr", pattern = "^fr$")]
            locale: Option<String>,
            /// The form, instead of `Accept`: `json`, or `csv` for a table.
            #[param(example = "csv", pattern = "^(json|csv)$")]
            #[serde(rename = "format")]
            _format: Option<String>,
            $($(#[$doc])* $filter: Option<String>,)+
        }

        impl TotalsQuery {
            fn filters(&self, fields: &mut Fields) -> Vec<(Dimension, String)> {
                let given = [$((Dimension::$dimension, self.$filter.as_deref())),+];
                given
                    .into_iter()
                    .filter_map(|(dimension, value)| {
                        let pointer = format!("?{}", dimension.name());
                        Some((dimension, fields.optional(&pointer, value, |value| dimension.parse_value(value))?))
                    })
                    .collect()
            }
        }
    };
}

totals_query! {
    /// Only this month.
    #[param(value_type = Option<Month>)]
    month: Month;
    /// Only this quarter, such as `2023-Q2`.
    #[param(example = "2023-Q2", pattern = "^[0-9]{4}-Q[1-4]$")]
    quarter: Quarter;
    /// Only this sector.
    #[param(value_type = Option<Sector>)]
    sector: Sector;
    /// Only this type of contract.
    #[param(value_type = Option<ContractType>)]
    contract_type: ContractType;
    /// Only this modality.
    #[param(value_type = Option<Modality>)]
    modality: Modality;
    /// Only this type of clause.
    #[param(value_type = Option<ClauseType>)]
    clause_type: ClauseType;
    /// Only this public contract, by id.
    #[param(value_type = Option<i64>, minimum = 1)]
    public_contract: PublicContract;
    /// Only this lot, by id.
    #[param(value_type = Option<i64>, minimum = 1)]
    lot: Lot;
    /// Only this buyer, by id.
    #[param(value_type = Option<i64>, minimum = 1)]
    buyer: Buyer;
    /// Only this kind of buyer.
    #[param(value_type = Option<BuyerKind>)]
    buyer_kind: BuyerKind;
    /// Only this holder, by id.
    #[param(value_type = Option<i64>, minimum = 1)]
    holder: Holder;
    /// Only this employer, by id.
    #[param(value_type = Option<i64>, minimum = 1)]
    employer: Employer;
    /// Only this kind of employer.
    #[param(value_type = Option<EmployerKind>)]
    employer_kind: EmployerKind;
    /// Only this commune, by its INSEE code.
    #[param(value_type = Option<CommuneCode>)]
    commune: Commune;
    /// Only this neighbourhood, by its name.
    #[param(example = "Dijon – Grésilles")]
    neighbourhood: Neighbourhood;
    /// Only people of listed neighbourhoods, or only the others.
    #[param(value_type = Option<bool>)]
    qpv: Qpv;
    /// Only people of neighbourhoods that were legally QPV, or only the others.
    #[param(value_type = Option<bool>)]
    qpv_legal: QpvLegal;
    /// Only this sex.
    #[param(value_type = Option<Sex>)]
    sex: Sex;
    /// Only this bracket of age.
    #[param(value_type = Option<AgeBracket>, inline)]
    age_bracket: AgeBracket;
    /// Only this level.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 10)]
    qualification_level: QualificationLevel;
    /// Only people with RSA, or only the others.
    #[param(value_type = Option<bool>)]
    rsa: Rsa;
    /// Only hours sent by this source.
    #[param(example = "ARIQ")]
    source: Source;
    /// Only this kind of prescriber.
    #[param(value_type = Option<PrescriberKind>)]
    prescriber_kind: PrescriberKind;
}

impl TotalsQuery {
    fn read(self) -> Result<Question> {
        let mut fields = Fields::default();
        let filters = self.filters(&mut fields);
        let period = period(&mut fields, self.year, self.from, self.to);
        let group_by = fields.optional("?group_by", self.group_by, |names| dimensions(&names));
        let reach = fields.optional("?scope", self.scope, |code| Reach::parse(&code));
        let statuses = fields.optional("?status", self.status, |text| match text.as_str() {
            "validated" => Ok(Statuses::Validated),
            "submitted" => Ok(Statuses::Submitted),
            "any" => Ok(Statuses::Any),
            _ => Err(invalid("Attendu : validated, submitted ou any.")),
        });
        let counted = fields.optional("?counted", self.counted, |text| match text.as_str() {
            "true" => Ok(Counted::Yes),
            "false" => Ok(Counted::No),
            "any" => Ok(Counted::Any),
            _ => Err(invalid("Attendu : true, false ou any.")),
        });
        let Some((from, to)) = period else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Question {
            from,
            to,
            group_by: group_by.unwrap_or_default(),
            reach: reach.unwrap_or(Reach::Plie),
            statuses: statuses.unwrap_or(Statuses::Validated),
            counted: counted.unwrap_or(Counted::Yes),
            filters,
        })
    }
}

fn invalid(detail: &str) -> InvalidValue {
    InvalidValue::new(ProblemCode::InvalidQuery, detail)
}

fn dimensions(names: &str) -> std::result::Result<Vec<Dimension>, InvalidValue> {
    let mut dimensions = Vec::new();
    for name in names.split(',').filter(|name| !name.is_empty()) {
        let dimension = Dimension::parse(name)?;
        if dimensions.contains(&dimension) || dimensions.len() == MOST_KEYS {
            return Err(InvalidValue::new(ProblemCode::TooManyDimensions, ProblemCode::TooManyDimensions.meaning()));
        }
        dimensions.push(dimension);
    }
    Ok(dimensions)
}

fn period(
    fields: &mut Fields,
    year: Option<String>,
    from: Option<String>,
    to: Option<String>,
) -> Option<(Month, Month)> {
    match (year, from, to) {
        (Some(year), None, None) => fields.optional("?year", Some(year), |year| {
            let number = parse_whole::<i32>(&year).filter(|number| YEARS.contains(number));
            let months = number.and_then(|year| Some((Month::new(year, 1)?, Month::new(year, 12)?)));
            months.ok_or_else(|| InvalidValue::new(ProblemCode::InvalidYear, ProblemCode::InvalidYear.meaning()))
        }),
        (None, Some(from), Some(to)) => {
            let from = fields.optional("?from", Some(from), |month| Month::parse(&month));
            let to = fields.optional("?to", Some(to), |month| Month::parse(&month));
            let (from, to) = (from?, to?);
            if !super::is_run_of_months(from, to) {
                fields.push(FieldError::new("?to", ProblemCode::InvalidPeriod));
                return None;
            }
            Some((from, to))
        }
        _ => {
            let detail = "Donnez « year » seul, ou « from » et « to ».";
            fields.push(FieldError::new("?year", ProblemCode::InvalidQuery).with_detail(detail));
            None
        }
    }
}

/// Add up hours over a period, by up to four dimensions.
///
/// By default validated hours that count for the clause, of people whom the PLIE accompanies: `status`, `counted` and
/// `scope` ask for others. Series by time and closed vocabularies have their zero rows; `people` counts each person once
/// and is not the sum of its rows. Answers carry an `ETag`; with it in `If-None-Match` the answer is 304 while nothing changed.
/// A `dashboard` may ask for hours by time, sector and contract type, whole and unfiltered, and for people of the PLIE by
/// calendar year (several with `group_by=year`) and one of `sector`, `contract_type`, `sex`, `age_bracket`, `neighbourhood`,
/// `qpv`, `qualification_level` and `rsa` (otherwise `query_not_allowed`). Its counts are rounded to a multiple of five (`counts_rounded_to`), and all
/// withheld if a row is of one to four people (`"masked": "small"`), with the hours in breakdowns by attributes of people.
#[utoipa::path(
    tag = "totals",
    operation_id = "show_totals",
    params(TotalsQuery),
    responses((status = 200, description = "The totals; as CSV one line for each row, or for the whole", content(
        (TotalsAnswer = "application/json"),
        (String = "text/csv"),
    ))),
    extensions(("x-problem-codes" = json!("invalid_commune invalid_month invalid_period invalid_year query_not_allowed \
        too_many_dimensions unknown_age_bracket unknown_clause_type unknown_contract_type \
        unknown_dimension unknown_kind unknown_modality unknown_neighbourhood unknown_sector \
        unknown_sex")))
)]
#[get("/v1/totals")]
async fn totals(
    caller: Caller<ReadTotals>,
    query: Query<TotalsQuery>,
    negotiated: Negotiated,
    conditional: Conditional,
) -> Result<HttpResponse> {
    let negotiated = negotiated.in_locale(query.0.locale.as_deref())?;
    let question = query.0.read()?;
    super::admit(caller.scope().role, &question)?;
    let representation = Representation::of(&format!("totals {question:?}"), caller.scope(), negotiated);
    let work = move |caller: &Caller<ReadTotals>| super::totals_at(caller, &question);
    conditional.answer(caller, representation, work, |answer| response(&answer, negotiated.format)).await
}

fn response(answer: &TotalsAnswer, format: Format) -> Result<HttpResponse> {
    let Format::Csv(locale) = format else { return Ok(HttpResponse::Ok().json(answer)) };
    let mut table = Table::new(locale, answer.columns())?;
    answer.lines().iter().try_for_each(|line| table.add(line))?;
    Ok(csv::attachment("totals").body(table.take()?))
}

/// Adds the routes of totals.
pub fn routes(config: &mut Handlers<'_>) {
    config.takes_password("/v1/totals").service(totals);
}
