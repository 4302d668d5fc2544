//! The roles that each operation allows, in the contract and as a table.

use std::fmt::Write as _;

use actix_web::http::Method;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;

use super::path_items::operations;
use crate::http::handler_probe::RequiredPermission;
use crate::values::Role;

/// The extension: `{"permission": …, "roles": […]}`.
const ACCESS: &str = "x-access";

/// Adds the permission of an operation and the roles that have it.
pub(super) fn declare(operation: &mut Operation, (permission, roles): RequiredPermission) {
    let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
    let access = serde_json::json!({ "permission": permission, "roles": roles });
    let extensions = ExtensionsBuilder::new().add(ACCESS, access).build();
    operation.extensions.get_or_insert_default().merge(extensions);
}

/// A Markdown table of every operation and the roles that it allows.
pub fn roles_table(contract: &mut OpenApi) -> String {
    let roles: Vec<_> = Role::ALL.iter().map(|role| format!(" {role} |")).collect();
    let mut table = format!("| operation | what it does | permission |{}\n", roles.concat());
    table += &format!("|---|---|---|{}\n", ":-:|".repeat(Role::ALL.len()));
    for (path, item) in &mut contract.paths.paths {
        for (method, operation) in operations(item) {
            // Writing into a String cannot fail.
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
    let allows = |role: &Role| access.is_none() || roles.iter().any(|allowed| allowed.as_str() == Some(role.as_str()));
    let marks: Vec<_> = Role::ALL.iter().map(|role| if allows(role) { " ● |" } else { " |" }).collect();
    let permission = permission.map_or_else(|| "none".to_owned(), |name| format!("`{name}`"));
    format!("| `{method} {path}` | {summary} | {permission} |{}", marks.concat())
}
