//! `/v1/settings`

use std::borrow::Cow;

use actix_web::{HttpResponse, get, put, web};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{AfterChange, Change, Entry, Key, actions};
use crate::access::{Caller, EditSettings, ReadSettings, WriteTx};
use crate::error::{AppError, Result};
use crate::http::{Body, Fields, Handlers, List, Must, NoFilter, Page, blocking};
use crate::values::{FreeText, parse_day};

/// What a setting is to be from a day on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingInput {
    /// Which setting.
    #[schema(value_type = String, example = "window_months", min_length = 1, max_length = 200)]
    key: Must<String>,
    /// The first day that it is in force.
    #[schema(value_type = String, format = Date)]
    effective_on: Must<String>,
    /// Its value: a text, or a number, `true` or `false` as they stand.
    #[schema(value_type = RawSetting)]
    value: Must<RawSetting>,
    /// Why.
    #[schema(example = "Décision du comité de pilotage", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// A value as its sender wrote it, digit for digit.
#[derive(Debug)]
struct RawSetting(String);

impl<'de> Deserialize<'de> for RawSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get() {
            text if text.starts_with('"') => serde_json::from_str(text).map(Self).map_err(serde::de::Error::custom),
            text if text.starts_with(['{', '[']) => Err(serde::de::Error::custom("invalid type: expected a value")),
            text => Ok(Self(text.to_owned())),
        }
    }
}

impl PartialSchema for RawSetting {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]))
            .description(Some("A setting's value: a text, or a number, `true` or `false` as they stand."))
            .examples([serde_json::json!("24")])
            .into()
    }
}

impl ToSchema for RawSetting {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SettingValue")
    }
}

impl TryFrom<SettingInput> for Change {
    type Error = AppError;

    fn try_from(input: SettingInput) -> Result<Self> {
        let mut fields = Fields::default();
        let key = fields.must("/key", input.key, |text| Key::parse(&text));
        let effective_on = fields.must("/effective_on", input.effective_on, |text| parse_day(&text));
        // A value only means something for a setting that exists.
        let value = fields.must("/value", input.value, |raw| key.map_or(Ok(String::new()), |key| key.value(&raw.0)));
        let reason = fields.may("/reason", input.reason, |text| FreeText::parse(&text));
        let (Some(key), Some(effective_on), Some(value)) = (key, effective_on, value) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        Ok(Self { key, effective_on, value, reason })
    }
}

/// List every setting through time.
///
/// The one in force on a day is the latest that began by then.
#[utoipa::path(
    tag = "settings",
    operation_id = "list_settings",
    responses((status = 200, description = "Every setting, dated", body = Page<Entry>))
)]
#[get("/v1/settings")]
async fn list(caller: Caller<ReadSettings>, asked: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller)).await?;
    asked.view.whole(items)
}

/// Set a setting from a day on.
///
/// Said again for the same day, it replaces what was said before; entries of other days stay. What follows from it
/// (until when hours count) is computed anew at once, except in closed months. A name that is none is refused with
/// `unknown_setting`, a value that does not fit with `invalid_setting`.
#[utoipa::path(
    tag = "settings",
    operation_id = "set_setting",
    request_body = SettingInput,
    responses((status = 200, description = "Set", body = Entry)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_setting invalid_text text_empty text_too_long unknown_setting")))
)]
#[put("/v1/settings")]
async fn set(
    caller: Caller<EditSettings>,
    body: Body<SettingInput>,
    after: web::Data<AfterChange>,
) -> Result<HttpResponse> {
    let change = Change::try_from(body.0)?;
    Ok(HttpResponse::Ok().json(blocking(move || actions::set(&caller, &change, **after)).await?))
}

/// The addresses of settings, with what follows from a change elsewhere.
pub fn routes(config: &mut Handlers<'_>, after: fn(&mut WriteTx<'_>, Key) -> Result<()>) {
    config.app_data(web::Data::new(AfterChange(after))).service(list).service(set);
}
