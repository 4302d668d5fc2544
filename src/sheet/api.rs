//! `/v1/months/{month}/sheet`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Sheet, SheetFilter};
use crate::access::{Caller, ReadHours};
use crate::error::Result;
use crate::http::{Fields, Handlers, MonthPath, Negotiated, Query, blocking, with_content_tag};
use crate::values::{Month, SearchText, Sector};

/// The filter of a sheet.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// Only this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only this lot.
    #[param(value_type = Option<i64>, minimum = 1)]
    lot_id: Option<String>,
    /// Only people whom this organisation employs.
    #[param(value_type = Option<i64>, minimum = 1)]
    employer_id: Option<String>,
    /// Only rows whose person, employer, lot or contract contains this, whatever the accents, capitals and punctuation.
    #[param(example = "belkacem")]
    q: Option<String>,
}

impl SheetQuery {
    fn read(self) -> Result<SheetFilter> {
        let mut fields = Fields::default();
        let filter = SheetFilter {
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            lot_id: fields.id("?lot_id", self.lot_id),
            employer_id: fields.id("?employer_id", self.employer_id),
            text: self.q.as_deref().and_then(SearchText::read),
        };
        fields.done()?;
        Ok(filter)
    }
}

/// Show the sheet of a month: who works on which lot, last month's hours, and what is recorded for this one.
///
/// One row for each employment on a lot whose assignment overlaps the month: what a sender has to send, and what became
/// of what it sent. `version` is the `If-Match` of the row's cell. Lots have their progress and their standing; without
/// a filter by `employer_id` or `q` also those from which hours are expected and on which nobody works. Partners see
/// their sectors only.
#[utoipa::path(
    tag = "hours",
    operation_id = "show_sheet",
    params(("month" = Month, Path, description = "The month", example = "2023-06"), SheetQuery),
    responses((status = 200, description = "The sheet", body = Sheet)),
    extensions(("x-problem-codes" = json!("unknown_sector")))
)]
#[get("/v1/months/{month}/sheet")]
async fn show(
    caller: Caller<ReadHours>,
    month: MonthPath,
    query: Query<SheetQuery>,
    negotiated: Negotiated,
) -> Result<HttpResponse> {
    let filter = query.0.read()?;
    let sheet = blocking(move || super::sheet(&caller, month.0, &filter)).await?;
    with_content_tag(&sheet, negotiated)
}

/// Adds the route of the sheet.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show);
}
