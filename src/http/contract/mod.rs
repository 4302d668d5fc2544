//! The OpenAPI contract, finished: what is the same for every operation is added here, once.

mod examples;
mod refusals;
mod roles;
mod schemas;

pub use refusals::problem_codes;
pub(in crate::http) use roles::Asking;
pub use roles::roles_table;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use utoipa::IntoParams as _;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, RefOr, ResponseBuilder};

use super::authenticate::is_public_operation;
use super::csv;
use super::idempotent_body::{HEADER, REPLAYED};
use super::list::ListParameters;

/// POSTs that leave nothing behind, and so may be done as often as they are sent.
const WITHOUT_TRACE: &[&str] = &["/v1/hours-due/computation"];

/// POSTs that answer with a secret, or are about one: nothing of them is kept.
const OF_SECRETS: &[&str] = &[
    "/v1/session",
    "/v1/me/password",
    "/v1/me/second-factor",
    "/v1/me/second-factor/confirmation",
    "/v1/me/second-factor/removal",
    "/v1/users/{id}/links",
];

/// Adds security, the key of POSTs, what lists have in common, the schemas of merge patches, every refusal,
/// examples, and the roles that the handlers let in.
pub fn finish(contract: &mut OpenApi, handlers: impl Fn(&mut ServiceConfig) + Send) {
    let components = contract.components.get_or_insert_default();
    components.schemas.iter_mut().for_each(|(name, schema)| schemas::tidy(name, schema));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("clk_…").build();
    components.security_schemes.insert("api_key".to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    let cookie = ApiKeyValue::with_description(
        "clauses_session",
        "What POST /v1/session sets; changes give its csrf_token in X-CSRF-Token. Behind TLS: __Host-clauses_session.",
    );
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
    components.security_schemes.insert("session".to_owned(), RefOr::T(cookie));
    for (path, item) in &mut contract.paths.paths {
        for (method, operation) in operations(item) {
            let public = is_public_operation(&method, path);
            operation.operation_id = operation.operation_id.take().map(|handler| operation_id(&handler, path));
            if !public {
                operation.security = Some(vec![
                    SecurityRequirement::new("api_key", Vec::<String>::new()),
                    SecurityRequirement::new("session", Vec::<String>::new()),
                ]);
            }
        }
        if let Some(post) = item
            .post
            .as_mut()
            .filter(|_| !WITHOUT_TRACE.contains(&path.as_str()) && !OF_SECRETS.contains(&path.as_str()))
        {
            takes_key(post);
        }
        if let Some(get) = &mut item.get {
            list(get);
            unchanged(get, path);
        }
        if let Some(patch) = &mut item.patch {
            patch_body(patch, components);
        }
        for (method, operation) in operations(item) {
            tags(operation);
            refusals::declare(operation, path, &method);
            examples::add(operation, &components.schemas);
        }
    }
    roles::declare(contract, handlers);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::POST, &mut item.post),
        (Method::PUT, &mut item.put),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The key under which a POST is done once, and the header that tells an answer given again.
fn takes_key(operation: &mut Operation) {
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let parameter = ParameterBuilder::new()
        .name(HEADER)
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::False)
        .description(Some(
            "A name for this request, new for each. Sent again within 24 hours with the same body, the request is not \
             done again but answered as it was.",
        ))
        .schema(Some(key.pattern(Some("^[!-~]{1,255}$"))))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
    let answers = operation.responses.responses.iter_mut().filter(|(status, _)| status.starts_with('2'));
    for (_, answer) in answers {
        let RefOr::T(answer) = answer else { continue };
        let replayed = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Boolean)))
            .description(Some("`true` where the answer is given again; absent where the work was done now."));
        answer.headers.insert(REPLAYED.to_owned(), RefOr::T(replayed.build()));
    }
}

/// Slices name their handlers alike (`list`, `create` …): where one says no more of itself, the words of the address
/// are added. What generated clients call their functions is better said at the handler, such as `list_lots`.
fn operation_id(handler: &str, path: &str) -> String {
    if handler.contains('_') {
        return handler.to_owned();
    }
    let words = path.split('/').filter(|word| !word.is_empty() && *word != "v1" && !word.starts_with('{'));
    words.fold(handler.to_owned(), |id, word| format!("{id}_{}", word.replace('-', "_")))
}

/// Every list is asked for its pages alike, and comes as a table, too.
fn list(operation: &mut Operation) {
    let Some(RefOr::T(shown)) = operation.responses.responses.get_mut("200") else { return };
    let Some(RefOr::T(json)) = shown.content.get("application/json") else { return };
    if !matches!(&json.schema, Some(RefOr::Ref(page)) if page.ref_location.contains("/Page_")) {
        return;
    }
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    shown.content.insert(csv::MEDIA_TYPE.to_owned(), RefOr::T(ContentBuilder::new().schema(Some(text)).build()));
    let common = ListParameters::into_params(|| Some(ParameterIn::Query));
    operation.parameters.get_or_insert_default().extend(common.into_iter().map(RefOr::T));
}

/// Whoever changes something says which version they saw: a tag, quotes included.
fn tags(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if parameter.name == "If-Match" {
            parameter.schema = Some(tag());
        }
    }
}

/// A tag, as an answer gives it.
fn tag() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).examples([serde_json::json!("\"3\"")]).into()
}

/// A caller who has the latest version already is told so, and no more.
fn unchanged(operation: &mut Operation, path: &str) {
    if path.ends_with('}') && path.starts_with("/v1/") || path == "/v1/totals" {
        let tag = ParameterBuilder::new()
            .name("If-None-Match")
            .parameter_in(ParameterIn::Header)
            .description(Some("The ETag that the caller has already"))
            .schema(Some(tag()))
            .build();
        operation.parameters.get_or_insert_default().push(RefOr::T(tag));
        let answer = ResponseBuilder::new().description("The caller has it already").build();
        operation.responses.responses.insert("304".to_owned(), RefOr::T(answer));
    }
}

/// A merge patch has the fields of the thing, none of them compulsory.
fn patch_body(operation: &mut Operation, components: &mut utoipa::openapi::Components) {
    const PREFIX: &str = "#/components/schemas/";
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    let contents = body.content.values_mut();
    for content in contents {
        let RefOr::T(content) = content else { continue };
        let Some(RefOr::Ref(reference)) = &mut content.schema else { continue };
        let name = reference.ref_location.trim_start_matches(PREFIX).to_owned();
        let Some(RefOr::T(Schema::Object(whole))) = components.schemas.get(&name) else { continue };
        let mut part = whole.clone();
        part.required.clear();
        reference.ref_location = format!("{PREFIX}{name}Patch");
        components.schemas.insert(format!("{name}Patch"), RefOr::T(Schema::Object(part)));
    }
}
