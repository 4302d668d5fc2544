//! `POST /v1/bilans/{year}/proofreading`: who may, what is no set of figures, and what figures say of each other. The report
//! of 2023 is in `demo::proofreading`.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::figure;
use super::year::a_year;
use crate::support::{Client, Reply, on_both_databases};

const PATH: &str = "/v1/bilans/2023/proofreading";

/// The kinds and figures of what was found.
fn found(reply: &Reply) -> Vec<(&str, &str)> {
    let findings = reply["findings"].as_array().unwrap().iter();
    findings.map(|finding| (finding["kind"].as_str().unwrap(), finding["figure"].as_str().unwrap())).collect()
}

async fn proofread(client: &Client, set: Value) -> Reply {
    client.post(PATH, &set).await.ok()
}

on_both_databases! {
    async fn figures_are_compared_with_the_data_and_absent_rows_are_zero(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let bilan = officer.get("/v1/bilans/2023").await.ok();
        let of = |key: &str| figure(&bilan, key)["value"].clone();
        let sectors = |btp: Value| json!({ "hours": { "by_sector": { "BTP": btp, "MS": of("hours.by_sector.MS") } } });
        assert_eq!(found(&proofread(&officer, sectors(of("hours.by_sector.BTP"))).await), []);
        let differs = [("differs", "hours.by_sector.BTP")];
        let reply = proofread(&officer, sectors(json!(99.25))).await;
        assert_eq!(found(&reply), differs);
        assert_eq!((reply.at("/findings/0/published"), reply.at("/findings/0/computed")), (&json!("99.25"), &of("hours.by_sector.BTP")));
        let without = json!({ "hours": { "by_sector": { "MS": of("hours.by_sector.MS") } } });
        let reply = proofread(&officer, without).await;
        assert_eq!((found(&reply).as_slice(), reply.at("/findings/0/published")), (&differs[..], &json!("0")));
        let without_names = json!({ "outcomes": { "PLIE": { "not_integrated": of("outcomes.PLIE.not_integrated") } } });
        assert!(!found(&proofread(&officer, without_names).await).iter().any(|(_, figure)| figure.ends_with("reasons_named")));
        let named = json!({ "ponts": { "total": 3 } });
        let reply = proofread(&officer, named).await;
        assert_eq!((found(&reply).as_slice(), reply.at("/findings/0/computed")), (&[("differs", "ponts.total")][..], &Value::Null));
        assert_eq!(app.stored_answers(), (0, 0));
    }

    async fn the_scope_is_the_question_s(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let all = officer.get("/v1/bilans/2023?scope=all").await.ok();
        let set = json!({ "hours": { "total": figure(&all, "hours.total")["value"] } });
        let plie = proofread(&officer, set.clone()).await;
        assert_eq!(found(&plie), [("differs", "hours.total")]);
        let reply = officer.post(&format!("{PATH}?scope=all"), &set).await.ok();
        assert_eq!(found(&reply), []);
    }

    async fn figures_are_compared_with_each_other(app: App) {
        let officer = app.officer();
        let neighbours = async |set: Value| {
            let reply = proofread(&officer, set).await;
            let others = found(&reply).into_iter().filter(|(kind, _)| *kind != "differs");
            others.map(|(kind, figure)| format!("{kind} {figure}")).collect::<Vec<_>>()
        };
        let cases = [
            (
                json!({ "referrals": { "TOTAL": { "referrals": 91, "BTP": 91 }, "AUTRES": { "referrals": 67, "BTP": 68 } } }),
                "not_additive referrals.AUTRES",
            ),
            (json!({ "hours": { "total": "10.01", "by_sector": { "BTP": "7", "MS": "3" } } }), "does_not_follow hours.total"),
            (json!({ "referrals": { "PLIE": { "qpv": 1 }, "AUTRES": { "qpv": 2 }, "TOTAL": { "qpv": 4 } } }), "does_not_follow referrals.TOTAL.qpv"),
            (json!({ "referrals": { "PLIE": { "referrals": 3, "qpv": 4 } } }), "does_not_follow referrals.PLIE.qpv"),
            (json!({ "referrals": { "PLIE": { "referrals": 3, "BTP": 1, "MS": 1 } } }), "does_not_follow referrals.PLIE"),
            (json!({ "referrals": { "PLIE": { "referrals": 3, "BTP": 3, "MS": 1 } } }), "not_additive referrals.PLIE"),
            (
                json!({ "referrals": { "PLIE": { "referrals": 3 } }, "outcomes": { "PLIE": { "not_integrated": 2, "validated": { "MS": 2 } } } }),
                "does_not_follow referrals.PLIE.referrals",
            ),
            (json!({ "prescribers_other_than_plie": { "S.A.R.L. Dupont": 4, "total": 5 } }), "does_not_follow prescribers_other_than_plie.total"),
            (json!({ "employees": { "total": 80, "women": 17, "men": 62 } }), "does_not_follow employees.total"),
            (json!({ "employees": { "total": 80, "BTP": 33, "MS": 46 } }), "does_not_follow employees"),
            (json!({ "employees": { "total": 80, "BTP": 33, "MS": 48 } }), "not_additive employees"),
            (json!({ "qpv": { "employees": { "Les Toits": 2, "total": 3 } } }), "does_not_follow qpv.employees.total"),
            (json!({ "qpv": { "validated": { "Les Toits": 3 }, "referred": { "Les Toits": 2 } } }), "does_not_follow qpv.validated.Les Toits"),
            (json!({ "positive_exits": { "total": 9, "CDI": 7, "CPRO": 1 } }), "does_not_follow positive_exits.total"),
            (
                json!({
                    "employees": { "total": 80 }, "qpv": { "employees": { "total": 30 } },
                    "shares": [{ "figure": "part", "printed_percent": "37.6", "numerator": "qpv.employees.total", "denominator": "employees.total" }],
                }),
                "does_not_follow shares.part",
            ),
        ];
        for (set, expected) in cases {
            assert_eq!(neighbours(set.clone()).await, [expected], "{set}");
        }
    }

    async fn what_is_no_figure_is_refused_at_its_place(app: App) {
        let officer = app.officer();
        let share = |member: &str, value: &str| {
            let mut share = json!({ "figure": "part", "printed_percent": "24", "numerator": "hours.total", "denominator": "hours.total" });
            share[member] = json!(value);
            json!({ "hours": { "total": "10" }, "shares": [share] })
        };
        for (set, code, pointer) in [
            (json!({ "hours": { "total": "beaucoup" } }), "hours_malformed", "/hours/total"),
            (json!({ "hours": { "total": "1.001" } }), "hours_malformed", "/hours/total"),
            (json!({ "hours": { "total": null } }), "hours_malformed", "/hours/total"),
            (json!({ "hours": { "a/b": -1 } }), "hours_malformed", "/hours/a~1b"),
            (json!({ "a": { "b": { "c": { "d": { "e": { "f": { "g": 1 } } } } } } }), "hours_malformed", "/a/b/c/d/e/f"),
            (json!({ "year": 2022, "hours": { "total": 1 } }), "invalid_year", "/year"),
            (json!({ "shares": [1] }), "invalid_body", "/shares"),
            (share("printed_percent", "24 %"), "invalid_body", "/shares/0/printed_percent"),
            (share("numerator", "ponts.total"), "invalid_body", "/shares/0/numerator"),
        ] {
            officer.post(PATH, &set).await.refused_at(422, code, pointer);
        }
        let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        officer.request(Method::POST, PATH).body("application/json", deep).send().await.refused(422, "hours_malformed");
        let many: serde_json::Map<String, Value> = (0..2_001).map(|number| (format!("Quartier {number}"), json!(number))).collect();
        officer.post(PATH, &json!({ "qpv": { "validated": many } })).await.refused(422, "invalid_body");
        let long = json!({ "a".repeat(400_000): { "b": 1, "c": 2 } });
        officer.post(PATH, &long).await.refused(422, "invalid_body");
        let twice = r#"{"hours": {"total": 1, "total": 2}}"#;
        officer.request(Method::POST, PATH).body("application/json", twice).send().await.refused_at(422, "invalid_body", "/hours");
        officer.request(Method::POST, PATH).body("application/json", "[1]").send().await.refused(422, "invalid_body");
    }

    async fn only_who_sees_every_sector_proofreads(app: App) {
        let set = json!({ "hours": { "total": "0" } });
        app.as_role(Role::Officer, &[Sector::Btp]).post(PATH, &set).await.refused(403, "forbidden");
        app.as_role(Role::Dashboard, &[]).post(PATH, &set).await.refused(403, "forbidden");
        app.admin().post(PATH, &set).await.ok();
    }
}
