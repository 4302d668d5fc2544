//! Every operation lets in the roles that the one table of permissions names, and no others.

use clauses::access::PERMISSIONS;
use clauses::units::Role;

use super::{Operation, operations};
use crate::support::on_both_databases;

/// The permission to read what lies at an address, and the one to change it. The longest address that fits decides.
const NEEDED: &[(&str, &str, &str)] = &[
    ("/v1/api-keys", "EditKeys", "EditKeys"),
    ("/v1/audit/events", "ReadAudit", ""),
    ("/v1/audit/verification", "VerifyAudit", ""),
    ("/v1/bilans", "ReadBilans", ""),
    ("/v1/candidates", "ReadCandidates", "EditCandidates"),
    ("/v1/eligibility-windows", "ReadCandidates", ""),
    ("/v1/employments", "ReadEmployments", "EditEmployments"),
    ("/v1/hours", "ReadHours", "RecordHours"),
    ("/v1/hours/rejections", "", "DecideHours"),
    ("/v1/hours/validations", "", "DecideHours"),
    ("/v1/hours-due", "ReadContracts", "ReadContracts"),
    ("/v1/findings", "ReadFindings", ""),
    ("/v1/lots", "ReadContracts", "EditContracts"),
    ("/v1/me", "UseOwnAccount", "UseOwnAccount"),
    ("/v1/months", "ReadMonths", "StateNil"),
    ("/v1/months/{month}/closures", "", "CloseMonths"),
    ("/v1/months/{month}/evidence", "ReadMonths", "ProveHours"),
    ("/v1/organisations", "ReadOrganisations", "EditOrganisations"),
    ("/v1/plie-periods", "ReadCandidates", "EditCandidates"),
    ("/v1/positive-exits", "ReadExits", "EditExits"),
    ("/v1/public-contracts", "ReadContracts", "EditContracts"),
    ("/v1/reads", "ReadRegister", ""),
    ("/v1/reference", "ReadReference", "EditReference"),
    ("/v1/referrals", "ReadCandidates", "EditCandidates"),
    ("/v1/session", "UseOwnAccount", "UseOwnAccount"),
    ("/v1/settings", "ReadSettings", "EditSettings"),
    ("/v1/totals", "ReadTotals", ""),
    ("/v1/users", "ReadUsers", "EditUsers"),
    ("/v1/waivers", "ReadCandidates", "EditCandidates"),
];

fn admitted(operation: &Operation) -> &'static [Role] {
    let fits = |address: &str| operation.path == address || operation.path.starts_with(&format!("{address}/"));
    let fitting = NEEDED.iter().filter(|(address, ..)| fits(address)).max_by_key(|(address, ..)| address.len());
    let (_, read, change) =
        fitting.unwrap_or_else(|| panic!("{operation}: which permission it needs is not said here"));
    let needed = if operation.method == "GET" { read } else { change };
    let permission = PERMISSIONS.iter().find(|(name, _)| name == needed);
    permission.unwrap_or_else(|| panic!("{operation}: there is no permission {needed}")).1
}

on_both_databases! {
    async fn every_operation_lets_in_the_roles_of_its_permission_before_it_looks_at_anything_else(app: App) {
        for role in Role::ALL {
            let client = app.as_role(*role, &[]);
            for operation in operations().into_iter().filter(|operation| !operation.is_public()) {
                let nonsense = operation.address_with(|_| "nothing");
                let request = client.request(operation.method(), &nonsense).body("text/plain", "{nonsense");
                let reply = request.send().await;
                if admitted(&operation).contains(role) {
                    assert_ne!(reply.status, 403, "{operation} turns {role:?} away: {reply}");
                } else {
                    assert_eq!(reply.status, 403, "{operation} lets {role:?} in: {reply}");
                    reply.refused(403, "forbidden");
                }
            }
        }
    }
}
