//! Which roles each operation lets in. The handlers are asked themselves: whoever would admit a caller with a permission
//! says which one instead.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpMessage as _, test};
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;

use super::operations;
use crate::access::Permission;
use crate::http::authenticate::is_public_operation;
use crate::values::Role;

/// Where it is said: `{"permission": …, "roles": […]}`.
const ACCESS: &str = "x-access";

/// What a permission is called, and who has it.
type Needed = (&'static str, &'static [Role]);

/// A question in the place of a caller: which permission would one need here?
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct Asking(Rc<Cell<Option<Needed>>>);

impl Asking {
    /// This one.
    pub(in crate::http) fn hear<P: Permission>(&self) {
        self.0.set(Some((P::NAME, P::ROLES)));
    }
}

/// Writes to every operation that is not public which permission it needs, and which roles have it.
pub(super) fn declare(contract: &mut OpenApi, handlers: impl Fn(&mut ServiceConfig) + Send) {
    let mut asked = Vec::new();
    for (path, item) in &mut contract.paths.paths {
        let closed = operations(item).filter(|(method, _)| !is_public_operation(method, path));
        asked.extend(closed.map(|(method, operation)| (method, path.clone(), operation)));
    }
    let addresses: Vec<_> = asked.iter().map(|(method, path, _)| (method.clone(), address(path))).collect();
    let heard = hear(&addresses, handlers);
    for ((_, _, operation), needed) in asked.into_iter().zip(heard) {
        if let Some(needed) = needed {
            note(operation, needed);
        }
    }
}

fn note(operation: &mut Operation, (permission, roles): Needed) {
    let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
    let access = serde_json::json!({ "permission": permission, "roles": roles });
    let said = ExtensionsBuilder::new().add(ACCESS, access).build();
    operation.extensions.get_or_insert_default().merge(said);
}

/// Any address of this pattern.
fn address(path: &str) -> String {
    let whole = |part: &str| if part.starts_with('{') { "x".to_owned() } else { part.to_owned() };
    path.split('/').map(whole).collect::<Vec<_>>().join("/")
}

/// Asks all of them, on a thread of its own: a contract may be generated where something else runs already. The handlers
/// are without anything to work with, and do not come to work.
fn hear(addresses: &[(Method, String)], handlers: impl Fn(&mut ServiceConfig) + Send) -> Vec<Option<Needed>> {
    let ask = async || {
        let app = test::init_service(App::new().configure(handlers)).await;
        let mut heard = Vec::new();
        for (method, address) in addresses {
            let asking = Asking::default();
            let request = test::TestRequest::with_uri(address).method(method.clone()).to_request();
            request.extensions_mut().insert(asking.clone());
            let _refused = test::try_call_service(&app, request).await;
            heard.push(asking.0.get());
        }
        heard
    };
    let asked = std::thread::scope(|scope| scope.spawn(|| actix_web::rt::System::new().block_on(ask())).join());
    asked.unwrap_or_default()
}

/// Every operation with the roles that it lets in, as a table in Markdown.
pub fn roles_table(contract: &mut OpenApi) -> String {
    let roles: Vec<_> = Role::ALL.iter().map(|role| format!(" {role} |")).collect();
    let mut table = format!("| operation | what it does | permission |{}\n", roles.concat());
    table += &format!("|---|---|---|{}\n", ":-:|".repeat(Role::ALL.len()));
    for (path, item) in &mut contract.paths.paths {
        for (method, operation) in operations(item) {
            // A line that cannot be written is one less; the test of the file sees it.
            let _ = writeln!(table, "{}", line(&method, path, operation));
        }
    }
    table
}

fn line(method: &Method, path: &str, operation: &Operation) -> String {
    let summary = operation.summary.as_deref().unwrap_or_default().trim_end_matches('.');
    let access = operation.extensions.as_ref().and_then(|extensions| extensions.get(ACCESS));
    let permission = access.and_then(|access| access.get("permission")?.as_str());
    let roles = access.and_then(|access| access.get("roles")?.as_array()).map(Vec::as_slice).unwrap_or_default();
    let lets_in = |role: &Role| access.is_none() || roles.iter().any(|one| one.as_str() == Some(role.as_str()));
    let marks: Vec<_> = Role::ALL.iter().map(|role| if lets_in(role) { " ● |" } else { " |" }).collect();
    let permission = permission.map_or_else(|| "none".to_owned(), |name| format!("`{name}`"));
    format!("| `{method} {path}` | {summary} | {permission} |{}", marks.concat())
}
