//! A number in an address, a parameter, a header or a text is written one way.

use serde_json::json;

use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::on_both_databases;

/// Other ways to write a number; `{}` stands for its digits.
const OTHER_WAYS: &[&str] = &["0{}", "00{}", "%2B{}", "-{}", "{}.0", "{}.", "{}e0", "%20{}", "{}%20", "0x{}"];

on_both_databases! {
    async fn an_address_has_one_spelling(app: App) {
        let officer = app.officer();
        let id = an_organisation().create(&officer).await;
        officer.get(&format!("/v1/organisations/{id}")).await.ok();
        officer.get("/v1/bilans/2023").await.ok();
        for way in OTHER_WAYS {
            let spelled = |number: &str| way.replace("{}", number);
            officer.get(&format!("/v1/organisations/{}", spelled(&id.to_string()))).await.with_status(404);
            let year = officer.get(&format!("/v1/bilans/{}", spelled("2023"))).await;
            assert!([404, 422].contains(&year.status), "{year}");
        }
    }

    async fn a_parameter_has_one_spelling(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        for (address, number) in [
            ("/v1/organisations?limit={}", 5),
            ("/v1/employments?candidate_id={}", placed.candidate),
            ("/v1/totals?group_by=sector&year={}", 2023),
            ("/v1/totals?group_by=sector&year=2023&lot={}", placed.lot),
            ("/v1/eligibility-windows?ending_within={}", 60),
        ] {
            officer.get(&address.replace("{}", &number.to_string())).await.ok();
            for way in OTHER_WAYS {
                let other = officer.get(&address.replace("{}", &way.replace("{}", &number.to_string()))).await;
                assert!([400, 422].contains(&other.status), "{other}");
            }
        }
    }

    async fn a_version_has_one_spelling(app: App) {
        let officer = app.officer();
        let address = format!("/v1/organisations/{}", an_organisation().create(&officer).await);
        for etag in ["\"01\"", "\"+1\"", "\"1.0\"", "\"\""] {
            officer.patch(&address, etag, &json!({ "name": "Régie" })).await.refused(412, "precondition_failed");
        }
        officer.patch(&address, "\"1\"", &json!({ "name": "Régie" })).await.ok();
    }

    async fn a_setting_has_one_spelling(app: App) {
        let admin = app.admin();
        for (key, value, others) in [
            ("window_months", "24", ["024", "+24", "24.0"]),
            ("weekly_cap_hours", "35.5", ["035.5", "+35.5", "35."]),
            ("labour_share", "0.5", ["00.5", ".5", "5e-1"]),
            ("hourly_labour_cost", "30", ["030", "+30", "3e1"]),
        ] {
            let set = |value: &str| {
                let body = json!({ "key": key, "effective_on": "2030-01-01", "value": value, "reason": "Essai" });
                let admin = admin.clone();
                async move { admin.put("/v1/settings", &body).await }
            };
            for other in others {
                set(other).await.refused_at(422, "invalid_setting", "/value");
            }
            set(value).await.ok();
        }
    }
}
