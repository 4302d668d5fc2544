//! Completes the OpenAPI contract that is generated from the handlers: adds what all operations have in common.

mod examples;
mod path_items;
mod probe;
mod refusal_examples;
mod refusals;
mod roles;
mod schemas;

pub use refusals::problem_codes;
pub use roles::roles_table;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use utoipa::IntoParams as _;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, RefOr, ResponseBuilder};

use self::path_items::operations;
use super::access_rules::AccessRules;
use super::csv;
use super::extractors::{IDEMPOTENCY_KEY, ListParameters, REPLAYED};
use super::negotiation::FORMAT;
use crate::documents::Form;

/// Adds the security schemes, the `Idempotency-Key` of POSTs, the parameters of lists, the schemas of merge patches,
/// all refusals, examples, and the roles that the handlers allow.
pub fn finish(contract: &mut OpenApi, rules: &AccessRules, handlers: impl Fn(&mut ServiceConfig) + Send) {
    let probed = probe::probe(contract, rules, handlers);
    let components = contract.components.get_or_insert_default();
    components.schemas.iter_mut().for_each(|(name, schema)| schemas::tidy(name, schema));
    add_security_schemes(components);
    for (path, item) in &mut contract.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = operation.operation_id.take().map(|handler| operation_id(&handler, path));
            if !rules.is_public(&method, path) {
                let scheme = |name| SecurityRequirement::new(name, Vec::<String>::new());
                let password = rules.takes_password(&method, path).then(|| scheme("dashboard_password"));
                operation.security = Some([scheme("api_key"), scheme("session")].into_iter().chain(password).collect());
            }
            let findings = probed.get(&(method.clone(), path.clone())).copied().unwrap_or_default();
            if findings.takes_idempotency_key {
                add_idempotency_key(operation);
            }
            if method == Method::GET {
                complete_list(operation);
                complete_document(operation);
                add_if_none_match(operation, path);
            }
            if method == Method::PATCH {
                use_patch_schema(operation, components);
            }
            complete_if_match(operation);
            refusals::declare(operation, path, &method, rules, components);
            examples::add(operation, &components.schemas);
            if let Some(permission) = findings.permission {
                roles::declare(operation, permission);
            }
        }
    }
}

fn add_security_schemes(components: &mut Components) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("clk_…").build();
    components.security_schemes.insert("api_key".to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    let cookie = ApiKeyValue::with_description(
        "clauses_session",
        "What POST /v1/session sets; changes give its csrf_token, which GET /v1/me repeats, in X-CSRF-Token. Behind TLS: \
         __Host-clauses_session.",
    );
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
    components.security_schemes.insert("session".to_owned(), RefOr::T(cookie));
    let basic = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some("The key of a dashboard as the password of any user, for tools that take an address alone."))
        .build();
    components.security_schemes.insert("dashboard_password".to_owned(), RefOr::T(SecurityScheme::Http(basic)));
}

/// Adds the `Idempotency-Key` of a POST, and the response header that marks a replay.
fn add_idempotency_key(operation: &mut Operation) {
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let parameter = ParameterBuilder::new()
        .name(IDEMPOTENCY_KEY)
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::False)
        .description(Some(
            "A key that is unique to this request. If it is sent again within 24 hours with the same body, the request \
             is not executed again: the stored response is returned.",
        ))
        .schema(Some(key.pattern(Some("^[!-~]{1,255}$"))))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
    let successes = operation.responses.responses.iter_mut().filter(|(status, _)| status.starts_with('2'));
    for (_, response) in successes {
        let RefOr::T(response) = response else { continue };
        let replayed = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Boolean)))
            .description(Some("`true` for a stored response; absent if the request was executed now."));
        response.headers.insert(REPLAYED.to_owned(), RefOr::T(replayed.build()));
    }
}

/// A unique operation id: a handler's name of one word (`list`) gets the words of the path.
fn operation_id(handler: &str, path: &str) -> String {
    if handler.contains('_') {
        return handler.to_owned();
    }
    let words = path.split('/').filter(|word| !word.is_empty() && *word != "v1" && !word.starts_with('{'));
    words.fold(handler.to_owned(), |id, word| format!("{id}_{}", word.replace('-', "_")))
}

/// Adds the common parameters and the CSV format to a list.
fn complete_list(operation: &mut Operation) {
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else { return };
    let Some(RefOr::T(json)) = response.content.get("application/json") else { return };
    if !matches!(&json.schema, Some(RefOr::Ref(page)) if page.ref_location.contains("/Page_")) {
        return;
    }
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    response.content.insert(csv::MEDIA_TYPE.to_owned(), RefOr::T(ContentBuilder::new().schema(Some(text)).build()));
    let common = ListParameters::into_params(|| Some(ParameterIn::Query));
    operation.parameters.get_or_insert_default().extend(common.into_iter().map(RefOr::T));
}

/// Adds the forms of a document to an operation whose `format` chooses one.
fn complete_document(operation: &mut Operation) {
    let parameters = operation.parameters.iter().flatten();
    let mut names = parameters
        .filter_map(|parameter| if let RefOr::T(parameter) = parameter { Some(&parameter.name) } else { None });
    if !names.any(|name| name == FORMAT) {
        return;
    }
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else { return };
    // Of lists and totals, `format` chooses a table.
    if response.content.contains_key(csv::MEDIA_TYPE) {
        return;
    }
    for form in Form::ALL {
        let bytes = ObjectBuilder::new().schema_type(Type::String);
        let schema =
            if form == Form::Html { bytes } else { bytes.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))) };
        let content = ContentBuilder::new().schema(Some(schema.build())).build();
        response.content.insert(form.media_type().to_owned(), RefOr::T(content));
    }
}

/// Gives `If-Match` its schema.
fn complete_if_match(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if parameter.name == "If-Match" {
            parameter.schema = Some(tag_schema());
        }
    }
}

/// A version's tag, with its quotes.
fn tag_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).examples([serde_json::json!("\"3\"")]).into()
}

/// The paths whose `ETag` changes with all that they answer.
const COMPUTED: [&str; 6] = [
    "/v1/bilans",
    "/v1/bilans/{year}",
    "/v1/months/{month}",
    "/v1/months/{month}/sheet",
    "/v1/plie/participants/{number}/hours",
    "/v1/totals",
];

/// Adds `If-None-Match` and 304 to a GET with an `ETag` that is not a version.
fn add_if_none_match(operation: &mut Operation, path: &str) {
    if COMPUTED.contains(&path) {
        let tag = ParameterBuilder::new()
            .name("If-None-Match")
            .parameter_in(ParameterIn::Header)
            .description(Some("The ETag of the client's copy"))
            .schema(Some(tag_schema()))
            .build();
        operation.parameters.get_or_insert_default().push(RefOr::T(tag));
        let response = ResponseBuilder::new().description("The client's copy is current").build();
        operation.responses.responses.insert("304".to_owned(), RefOr::T(response));
    }
}

/// Gives a merge patch its schema: that of the request type, with no field required.
fn use_patch_schema(operation: &mut Operation, components: &mut Components) {
    const PREFIX: &str = "#/components/schemas/";
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        let Some(RefOr::Ref(reference)) = &mut content.schema else { continue };
        let name = reference.ref_location.trim_start_matches(PREFIX).to_owned();
        let Some(RefOr::T(Schema::Object(whole))) = components.schemas.get(&name) else { continue };
        let mut patch = whole.clone();
        patch.required.clear();
        reference.ref_location = format!("{PREFIX}{name}Patch");
        components.schemas.insert(format!("{name}Patch"), RefOr::T(Schema::Object(patch)));
    }
}
