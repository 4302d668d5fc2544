//! The reason of a withdrawal.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use utoipa::IntoParams;

use super::fields::Fields;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::query_string::{deserialize, parse};
use crate::values::FreeText;

/// The parameters of a withdrawal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReasonParameters {
    /// Why the record should not have been recorded; required.
    #[param(required = true, example = "Saisi deux fois", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// The reason in `?reason=`; without any the request is refused (`reason_required`).
#[derive(Debug, Clone)]
pub struct Reason(pub FreeText);

impl FromRequest for Reason {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request).map(Self))
    }
}

fn read(request: &HttpRequest) -> Result<FreeText> {
    let parameters: ReasonParameters = deserialize(&parse(request.query_string())?)?;
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", parameters.reason, |text| FreeText::parse(&text));
    fields.done()?;
    reason.ok_or_else(|| {
        let detail = "Dites dans « reason » pourquoi cet enregistrement est retiré.";
        FieldError::new("?reason", ProblemCode::ReasonRequired).with_detail(detail).into()
    })
}
