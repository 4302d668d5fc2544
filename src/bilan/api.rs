//! `/v1/bilans`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Bilan, MonthRun, Reach, actions, is_run_of_months};
use crate::access::{Caller, ReadBilans};
use crate::documents::Form;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{
    Conditional, DocumentParameters, DocumentQuery, Fields, Format, Handlers, Negotiated, Representation, YearPath,
    blocking, document,
};
use crate::values::Month;

/// The parameters of the bilan of a year.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BilanQuery {
    /// `plie` (default): the people whom the PLIE accompanies; `all`: everyone.
    #[param(example = "plie", pattern = "^(plie|all)$")]
    scope: Option<String>,
}

/// The parameters of the bilan of a run of months.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BilanRunQuery {
    /// The first month.
    #[param(value_type = Month, example = "2023-01")]
    from: Option<String>,
    /// The last month.
    #[param(value_type = Month, example = "2023-06")]
    to: Option<String>,
    /// `plie` (default): the people whom the PLIE accompanies; `all`: everyone.
    #[param(example = "plie", pattern = "^(plie|all)$")]
    scope: Option<String>,
}

fn reach(fields: &mut Fields, scope: Option<&str>) -> Reach {
    fields.optional("?scope", scope, Reach::parse).unwrap_or(Reach::Plie)
}

impl BilanQuery {
    /// The reach that `scope` names.
    ///
    /// # Errors
    /// `invalid_query`.
    pub(super) fn reach(&self) -> Result<Reach> {
        let mut fields = Fields::default();
        let reach = reach(&mut fields, self.scope.as_deref());
        fields.done()?;
        Ok(reach)
    }
}

impl BilanRunQuery {
    fn read(self) -> Result<(MonthRun, Reach)> {
        run_of_months(Fields::default(), (self.from, self.to), self.scope.as_deref())
    }
}

/// The months and the scope of parameters.
///
/// # Errors
/// Those of the fields so far; `missing`, `invalid_month`, `invalid_period`, `invalid_query`.
pub(super) fn run_of_months(
    mut fields: Fields,
    (from, to): (Option<String>, Option<String>),
    scope: Option<&str>,
) -> Result<(MonthRun, Reach)> {
    let reach = reach(&mut fields, scope);
    for (pointer, given) in [("?from", &from), ("?to", &to)] {
        if given.is_none() {
            fields.push(FieldError::new(pointer, ProblemCode::Missing));
        }
    }
    let from = fields.optional("?from", from, |month| Month::parse(&month));
    let to = fields.optional("?to", to, |month| Month::parse(&month));
    let run = from.zip(to).map(|(from, to)| MonthRun { from, to });
    if run.is_some_and(|run| !is_run_of_months(run.from, run.to)) {
        fields.push(FieldError::new("?to", ProblemCode::InvalidPeriod));
    }
    let Some(run) = run else { return Err(fields.refusal()) };
    fields.done()?;
    Ok((run, reach))
}

/// Compute the bilan of a year: every table, with denominators, rules and findings.
///
/// From the current data, so a year changes as long as its data do. Each table has the `rule` by which it was counted, and
/// says whether its lines add up (`additive`); each figure has its denominator, the same figure of a year before
/// (`previous`, only if all months of that year are closed) and the address of the list of its records (`rows`);
/// `findings` name the figures to read with care; `months` say which months are closed, and `provisional` whether one can
/// still change. Answers carry an `ETag`; with it in `If-None-Match` the answer is 304
/// while nothing changed. A `dashboard` reads the bilan of the PLIE's people only (otherwise `query_not_allowed`), with
/// counts rounded to a multiple of five (`counts_rounded_to`) or withheld where a part is of one to four (`masked`), shares
/// of these, and neither findings, key figures, breakdowns of hours by other than sector and type of contract, figures of
/// a year before nor addresses.
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan",
    params(("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023), BilanQuery, DocumentParameters),
    responses((status = 200, description = "The bilan", body = Bilan)),
    extensions(("x-problem-codes" = json!("query_not_allowed")))
)]
#[get("/v1/bilans/{year}")]
async fn show(
    caller: Caller<ReadBilans>,
    year: YearPath,
    request: DocumentQuery<BilanQuery>,
    conditional: Conditional,
) -> Result<HttpResponse> {
    let reach = request.query.reach()?;
    let run = MonthRun::of_year(year.0).ok_or(ProblemCode::InvalidYear)?;
    answer(caller, run, reach, request.negotiated, conditional).await
}

/// Compute the bilan of a run of months.
///
/// The same answer as that of a year, about the months from `from` to `to`; `year` is `null` unless they are a calendar
/// year. Counts by day (referrals, outcomes, assignments, exits) are those of the days of these months. A `dashboard` may
/// ask for calendar years only (otherwise `query_not_allowed`).
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan_of_months",
    params(BilanRunQuery, DocumentParameters),
    responses((status = 200, description = "The bilan", body = Bilan)),
    extensions(("x-problem-codes" = json!("invalid_month invalid_period missing query_not_allowed")))
)]
#[get("/v1/bilans")]
async fn show_months(
    caller: Caller<ReadBilans>,
    request: DocumentQuery<BilanRunQuery>,
    conditional: Conditional,
) -> Result<HttpResponse> {
    let (run, reach) = request.query.read()?;
    answer(caller, run, reach, request.negotiated, conditional).await
}

async fn answer(
    caller: Caller<ReadBilans>,
    run: MonthRun,
    reach: Reach,
    negotiated: Negotiated,
    conditional: Conditional,
) -> Result<HttpResponse> {
    actions::admit(caller.scope().role, run, reach)?;
    let (caller, head) = blocking(move || actions::audit_head(&caller).map(|head| (caller, head))).await?;
    // The day and the audit head are part of the bilan, so its tag must be made from the same ones.
    let today = caller.today();
    let question = format!("bilan {run:?} {reach:?} {today} {:?}", head.as_ref().map(|head| &head.head));
    let representation = Representation::of(&question, caller.scope(), negotiated);
    let form = match negotiated.format {
        Format::Document(form) => Some(form),
        Format::Json | Format::Csv(_) => None,
    };
    // Documents are written where the bilan is computed: off the threads that serve requests.
    let work = move |caller: &Caller<ReadBilans>| {
        let (version, bilan) = actions::bilan_at(caller, run, reach, today, head)?;
        let answer = match form {
            Some(form) => Answer::Document(form, actions::written(&bilan, version, form)?),
            None => Answer::Json(Box::new(bilan)),
        };
        Ok((version, answer))
    };
    let respond = move |answer: Answer| match answer {
        Answer::Json(bilan) => Ok(HttpResponse::Ok().json(bilan)),
        Answer::Document(form, bytes) => Ok(document(form, &file_name(run), bytes)),
    };
    conditional.answer(caller, representation, work, respond).await
}

/// A bilan as it is answered.
enum Answer {
    Json(Box<Bilan>),
    Document(Form, Vec<u8>),
}

/// The name of the file of a bilan, without its extension.
fn file_name(run: MonthRun) -> String {
    match run.year() {
        Some(year) => format!("bilan-{year}"),
        None => format!("bilan-{}-{}", run.from, run.to),
    }
}

/// Adds the routes of bilans.
pub fn routes(config: &mut Handlers<'_>) {
    config.takes_password("/v1/bilans").takes_password("/v1/bilans/{year}");
    config.service(show_months).service(show);
}
