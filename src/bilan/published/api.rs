//! `/v1/bilans/{year}/proofreading`

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::actions::{Proofreading, proofread};
use super::findings::Finding;
use super::set::PublishedSet;
use crate::access::{Caller, ProofreadBilans};
use crate::bilan::api::BilanQuery;
use crate::error::{AppError, Result, french};
use crate::http::{Body, Handlers, Query, YearPath, blocking};

/// The figures of a published bilan. Numbers are read as they are written.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct PublishedBilan(Box<RawValue>);

impl PartialSchema for PublishedBilan {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .description(Some(
                "The figures by their keys, a point for each level: `{\"hours\": {\"total\": \"42437.89\"}}` is `hours.total`. \
                 Hours and counts are strings or numbers with at most two decimals; `reasons_named` is a list. `shares` has \
                 the shares printed beside them: `figure`, `printed_percent`, and the paths `numerator` and `denominator`, in \
                 which `*` stands for any name but `total`. `source` and names that begin with `_` are no figures; `year` must \
                 be the year asked about.",
            ))
            .examples([serde_json::json!({
                "year": 2023,
                "hours": { "total": "42437.89", "by_sector": { "BTP": "19784.11", "MS": "22653.78" } },
                "employees": { "total": 80, "BTP": 33, "MS": 48 },
                "qpv": { "employees": { "total": 30 } },
                "shares": [{
                    "figure": "qpv_share_of_employees", "printed_percent": "24", "numerator": "qpv.employees.total",
                    "denominator": "employees.total",
                }],
            })])
            .into()
    }
}

impl ToSchema for PublishedBilan {}

/// What proofreading a published bilan found.
#[derive(Debug, Serialize, ToSchema)]
pub struct BilanProofreading {
    /// What was found.
    findings: Vec<PublishedFinding>,
    /// How many times a figure was compared, with the data or with its neighbours.
    #[schema(example = 130)]
    checked: usize,
}

/// A published figure that is wrong, or may surprise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "does_not_follow", "figure": "shares.qpv_share_of_employees", "published": "24", "computed": "37.5",
    "explanation": "30 sur 80 font 37,5 %, et non 24 %.",
}))]
pub struct PublishedFinding {
    /// `differs` (not what the data say), `does_not_follow` (not what its own neighbours say), `not_additive` (rightly not the
    /// sum of its parts), `neighbourhood_not_in_force` (counted before it was a legal QPV).
    #[schema(
        example = "does_not_follow",
        pattern = "^(differs|does_not_follow|not_additive|neighbourhood_not_in_force)$"
    )]
    kind: &'static str,
    /// The path of the figure, or of its row.
    #[schema(example = "shares.qpv_share_of_employees")]
    figure: String,
    /// As published, `0` for a row that is left out; `null` for a remark on a name.
    #[schema(example = "24", required = true)]
    published: Option<String>,
    /// What the data or the neighbours give; `null` if they have no such figure.
    #[schema(example = "37.5", required = true)]
    computed: Option<String>,
    /// Why, in French.
    #[schema(example = "30 sur 80 font 37,5 %, et non 24 %.")]
    explanation: String,
}

impl From<Proofreading> for BilanProofreading {
    fn from(found: Proofreading) -> Self {
        let view = |finding: Finding| PublishedFinding {
            kind: finding.kind.name(),
            figure: finding.figure,
            published: finding.published,
            computed: finding.computed,
            explanation: french(&finding.explanation),
        };
        Self { findings: found.findings.into_iter().map(view).collect(), checked: found.checked }
    }
}

/// Proofread the figures of a published bilan.
///
/// Each published figure is compared with the data of the year, and with its own neighbours: totals with their parts, parts
/// with their whole, printed shares with the figures that they name, at their own number of decimals, rounded or cut. A row
/// that the set leaves out of a table counts as zero. An officer of single sectors is refused (`forbidden`): a published
/// bilan counts them all. Nothing is stored, so an `Idempotency-Key` has no effect.
#[utoipa::path(
    tag = "bilans",
    operation_id = "proofread_bilan",
    params(("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023), BilanQuery),
    request_body(content = PublishedBilan, description = "The figures"),
    responses((status = 200, description = "The findings", body = BilanProofreading)),
    extensions(("x-problem-codes" = json!("hours_malformed")))
)]
#[post("/v1/bilans/{year}/proofreading")]
async fn proofread_bilan(
    caller: Caller<ProofreadBilans>,
    year: YearPath,
    query: Query<BilanQuery>,
    body: Body<PublishedBilan>,
) -> Result<HttpResponse> {
    let reach = query.0.reach()?;
    let work = move || {
        let set = PublishedSet::parse(&body.0.0).map_err(AppError::from_field_errors)?;
        proofread(&caller, year.0, reach, &set)
    };
    let found = blocking(work).await?;
    Ok(HttpResponse::Ok().json(BilanProofreading::from(found)))
}

/// Adds the route of proofreading.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(proofread_bilan);
}
