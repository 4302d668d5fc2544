//! `/v1/settings`

use std::borrow::Cow;

use actix_web::{HttpResponse, get, put, web};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{AfterChange, Key, SettingChange, SettingEntry, actions};
use crate::access::{Caller, EditSettings, ReadSettings, WriteTx};
use crate::error::{AppError, Result};
use crate::http::{Body, Fields, Handlers, List, NoFilter, Page, Required, blocking};
use crate::values::{FreeText, parse_day};

/// A new value of a setting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingInput {
    /// The setting.
    #[schema(value_type = String, example = "window_months", min_length = 1, max_length = 200)]
    key: Required<String>,
    /// The first day on which it is in force.
    #[schema(value_type = String, format = Date)]
    effective_on: Required<String>,
    /// The value: a text, a number, `true` or `false`.
    #[schema(value_type = RawSetting)]
    value: Required<RawSetting>,
    /// The reason for the change.
    #[schema(example = "Décision du comité de pilotage", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// A value exactly as the client wrote it.
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
            .description(Some("A setting's value: a text, a number, `true` or `false`."))
            .examples([serde_json::json!("24")])
            .into()
    }
}

impl ToSchema for RawSetting {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SettingValue")
    }
}

impl TryFrom<SettingInput> for SettingChange {
    type Error = AppError;

    fn try_from(input: SettingInput) -> Result<Self> {
        let mut fields = Fields::default();
        let key = fields.required("/key", input.key, |text| Key::parse(&text));
        let effective_on = fields.required("/effective_on", input.effective_on, |text| parse_day(&text));
        // The value is validated only if the key is valid.
        let value =
            fields.required("/value", input.value, |raw| key.map_or(Ok(String::new()), |key| key.value(&raw.0)));
        let reason = fields.optional("/reason", input.reason, |text| FreeText::parse(&text));
        let (Some(key), Some(effective_on), Some(value)) = (key, effective_on, value) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        Ok(Self { key, effective_on, value, reason })
    }
}

/// List all values of all settings.
///
/// On a day the latest value that has begun by then is in force. A partner reads those that decide what becomes of what it
/// sends: the cap on weekly hours, the evidence needed, the deadline, what closing needs, and what partners may do.
#[utoipa::path(
    tag = "settings",
    operation_id = "list_settings",
    responses((status = 200, description = "Every setting, dated", body = Page<SettingEntry>))
)]
#[get("/v1/settings")]
async fn list(caller: Caller<ReadSettings>, list: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller)).await?;
    list.view.whole(items)
}

/// Set the value of a setting from a day on.
///
/// Replaces a value of the same day; those of other days stay. What depends on it (until when hours count) is recomputed
/// at once, except in closed months. An unknown key is refused with `unknown_setting`, an invalid value with
/// `invalid_setting`.
#[utoipa::path(
    tag = "settings",
    operation_id = "set_setting",
    request_body = SettingInput,
    responses((status = 200, description = "Set", body = SettingEntry)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_setting invalid_text text_empty text_too_long unknown_setting")))
)]
#[put("/v1/settings")]
async fn set(
    caller: Caller<EditSettings>,
    body: Body<SettingInput>,
    after: web::Data<AfterChange>,
) -> Result<HttpResponse> {
    let change = SettingChange::try_from(body.0)?;
    Ok(HttpResponse::Ok().json(blocking(move || actions::set(&caller, &change, **after)).await?))
}

/// The routes of settings, with what a change triggers in other slices.
pub fn routes(config: &mut Handlers<'_>, after: fn(&mut WriteTx<'_>, Key) -> Result<()>) {
    config.app_data(web::Data::new(AfterChange(after))).service(list).service(set);
}
