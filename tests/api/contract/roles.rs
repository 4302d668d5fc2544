//! Every operation allows exactly the roles in the contract, which are those of its permission.

use clauses::access::PERMISSIONS;
use clauses::values::Role;

use super::{Operation, operations};
use crate::support::on_both_databases;

/// The roles of an operation in the contract.
fn allowed_roles(operation: &Operation) -> Vec<&str> {
    let roles = operation.about["x-access"]["roles"].as_array();
    let roles = roles.unwrap_or_else(|| panic!("{operation} asks for no caller with a permission, and is not public"));
    roles.iter().map(|role| role.as_str().unwrap()).collect()
}

#[test]
fn every_operation_that_is_not_public_says_its_permission_and_the_roles_that_have_it() {
    for operation in operations() {
        if operation.is_public() {
            assert!(operation.about["x-access"]["roles"].is_null(), "{operation}");
            continue;
        }
        let needed = operation.about["x-access"]["permission"].as_str().unwrap_or_default();
        let permission = PERMISSIONS.iter().find(|(name, _)| *name == needed);
        let (_, roles) = permission.unwrap_or_else(|| panic!("{operation}: there is no permission {needed}"));
        let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        assert_eq!(allowed_roles(&operation), roles, "{operation}");
    }
}

#[test]
fn every_permission_is_asked_for_somewhere() {
    /// Of the command line, and of the metrics, whose handler checks the role itself.
    const ELSEWHERE: &[&str] = &["LoadDemo", "ReadMetrics"];
    let operations = operations();
    for (name, _) in PERMISSIONS {
        let asked = operations.iter().any(|operation| operation.about["x-access"]["permission"] == *name);
        assert!(asked || ELSEWHERE.contains(name), "{name} opens nothing");
    }
}

#[test]
fn the_table_of_operations_and_roles_is_what_the_handlers_say() {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/roles.md")).unwrap_or_default();
    assert!(
        file == clauses::app::roles_table(),
        "openapi/roles.md: no longer what the API is. If that is meant:\n  \
         cargo run --locked --quiet -- openapi --roles > openapi/roles.md"
    );
}

on_both_databases! {
    async fn every_operation_lets_in_the_roles_it_says_before_it_looks_at_anything_else(app: App) {
        for role in Role::ALL {
            let client = app.as_role(*role, &[]);
            for operation in operations().into_iter().filter(|operation| !operation.is_public()) {
                let nonsense = operation.address_with(|_| "nothing");
                let request = client.request(operation.method(), &nonsense).body("text/plain", "{nonsense");
                let reply = request.send().await;
                if allowed_roles(&operation).contains(&role.as_str()) {
                    assert_ne!(reply.status, 403, "{operation} turns {role:?} away: {reply}");
                } else {
                    assert_eq!(reply.status, 403, "{operation} lets {role:?} in: {reply}");
                    reply.refused(403, "forbidden");
                }
            }
        }
    }
}
