//! `/v1/reference`

use clauses::values::Role;
use serde_json::{Value, json};

use crate::support::builders::a_candidate;
use crate::support::on_both_databases;

const COMMUNES: &str = "/v1/reference/communes";
const NEIGHBOURHOODS: &str = "/v1/reference/neighbourhoods";

fn texts<'a>(items: &'a [Value], field: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[field].as_str().unwrap()).collect()
}

/// A neighbourhood that the report does not list.
fn a_neighbourhood(name: &str) -> Value {
    json!({ "name": name, "commune_code": "21231", "statuses": [{ "status": "qpv", "from": "2024-01-01" }] })
}

on_both_databases! {
    async fn the_communes_of_the_territory_are_listed_by_name(app: App) {
        let list = app.officer().get(COMMUNES).await.ok();
        let names = texts(list.items(), "name");
        assert_eq!((names.len(), names[0], names[3], names[22]), (23, "Ahuy", "Chenôve", "Talant"));
        let dijon = list.items().iter().find(|commune| commune["name"] == "Dijon").unwrap();
        assert_eq!((dijon, &list["next_cursor"]), (&json!({ "code": "21231", "name": "Dijon" }), &Value::Null));
    }

    async fn the_neighbourhoods_of_the_report_are_listed_with_their_standing(app: App) {
        let list = app.officer().get(NEIGHBOURHOODS).await.ok();
        let expected = [
            ("Dijon – Grésilles", "21231"), ("Dijon – Fontaine d'Ouche", "21231"), ("Chenôve – Le Mail", "21166"),
            ("Longvic – Bief du Moulin", "21355"), ("Talant – Le Belvédère", "21617"), ("Quetigny – Centre", "21515"),
        ];
        let found: Vec<_> = texts(list.items(), "name").into_iter().zip(texts(list.items(), "commune_code")).collect();
        assert_eq!(found, expected);
        for listed in &list.items()[..5] {
            assert_eq!(listed["statuses"], json!([{ "status": "qpv", "from": "2015-01-01", "to": null }]), "{listed}");
            assert_eq!(listed["official_code"], Value::Null, "{listed}");
        }
        assert_eq!(list.items()[5]["statuses"], json!([
            { "status": "watch", "from": "2015-01-01", "to": "2023-12-31" },
            { "status": "qpv", "from": "2024-01-01", "to": null },
        ]));
    }

    async fn a_commune_is_added_once(app: App) {
        let admin = app.admin();
        let created = admin.post(COMMUNES, &json!({ "code": "21054", "name": "Beaune" })).await.with_status(201);
        assert_eq!(created.header("location"), Some(COMMUNES));
        assert_eq!(created.json, json!({ "code": "21054", "name": "Beaune" }));
        let again = admin.post(COMMUNES, &json!({ "code": "21054", "name": "Beaune-la-Belle" })).await;
        again.refused_at(409, "already_exists", "/code");
        let wrong = admin.post(COMMUNES, &json!({ "code": "2105", "name": "" })).await;
        wrong.refused_fields(&[("/code", "invalid_commune"), ("/name", "text_empty")]);
        let nothing = admin.post(COMMUNES, &json!({})).await;
        nothing.refused_fields(&[("/code", "missing"), ("/name", "missing")]);
        admin.post(COMMUNES, &json!({ "code": "2A004", "name": "Ajaccio" })).await.with_status(201);
        let list = admin.get(COMMUNES).await.ok();
        assert_eq!(texts(&list.items()[1..3], "name"), ["Ajaccio", "Beaune"]);
        assert_eq!(list.items().len(), 25);
    }

    async fn a_neighbourhood_is_added_once_and_then_lived_in(app: App) {
        let admin = app.admin();
        let given = json!({
            "name": "Dijon – Toison d'Or", "commune_code": "21231", "official_code": "QN02199X",
            "statuses": [
                { "status": "qpv", "from": "2024-01-01" }, { "status": "watch", "from": "2015-01-01", "to": "2023-12-31" },
            ],
        });
        let created = admin.post(NEIGHBOURHOODS, &given).await.with_status(201);
        assert_eq!(created.header("location"), Some(NEIGHBOURHOODS));
        assert_eq!(created.json, json!({
            "id": created.id(), "name": "Dijon – Toison d'Or", "commune_code": "21231", "official_code": "QN02199X",
            "statuses": [
                { "status": "watch", "from": "2015-01-01", "to": "2023-12-31" },
                { "status": "qpv", "from": "2024-01-01", "to": null },
            ],
        }));
        let again = admin.post(NEIGHBOURHOODS, &a_neighbourhood("DIJON - Toison d’or")).await;
        assert_eq!(again.refused_at(409, "already_exists", "/name")["existing_id"], created.id());
        let mut same_code = a_neighbourhood("Dijon – Stade");
        same_code["official_code"] = json!("QN02199X");
        let again = admin.post(NEIGHBOURHOODS, &same_code).await;
        assert_eq!(again.refused_at(409, "already_exists", "/official_code")["existing_id"], created.id());
        assert_eq!(admin.get(NEIGHBOURHOODS).await.ok().items().len(), 7);
        let home = a_candidate().living_in_neighbourhood("21231", "dijon toison d or", "2024-01-01").send(&admin).await;
        assert_eq!(home.created().at("/addresses/0/neighbourhood"), "Dijon – Toison d'Or");
    }

    async fn every_refused_field_of_a_neighbourhood_is_named_at_once(app: App) {
        let admin = app.admin();
        let given = json!({
            "commune_code": "Dijon", "official_code": "",
            "statuses": [{ "status": "zus", "to": "x" }, { "status": "qpv", "from": "2024-01-01" }],
        });
        admin.post(NEIGHBOURHOODS, &given).await.refused_fields(&[
            ("/name", "missing"),
            ("/commune_code", "invalid_commune"),
            ("/official_code", "text_empty"),
            ("/statuses/0/status", "unknown_status"),
            ("/statuses/0/from", "missing"),
            ("/statuses/0/to", "invalid_date"),
        ]);
        let standing = |from: &str, to: Option<&str>| json!({ "status": "qpv", "from": from, "to": to });
        for (statuses, code, pointer) in [
            (json!(null), "missing", "/statuses"),
            (json!([]), "missing", "/statuses"),
            (json!([standing("2024-01-02", Some("2024-01-01"))]), "invalid_period", "/statuses/0/to"),
            (json!([standing("2015-01-01", None), standing("2024-01-01", None)]), "overlapping_periods", "/statuses/1/from"),
        ] {
            let mut given = a_neighbourhood("Dijon – Stade");
            given["statuses"] = statuses;
            admin.post(NEIGHBOURHOODS, &given).await.refused_at(422, code, pointer);
        }
        assert_eq!(admin.get(NEIGHBOURHOODS).await.ok().items().len(), 6);
    }

    async fn the_vocabularies_say_which_codes_need_care(app: App) {
        let officer = app.officer();
        let reasons = officer.get("/v1/reference/reasons").await.ok();
        let in_words: Vec<_> = reasons.items().iter().filter(|reason| reason["comment_required"] == true).collect();
        assert_eq!((reasons.items().len(), in_words.len(), &in_words[0]["code"]), (10, 1, &json!("other")));
        let kinds = officer.get("/v1/reference/kinds").await.ok();
        let codes = |kind: &str, mark: &str| {
            let list = kinds.items().iter().find(|list| list["kind"] == kind).unwrap();
            let codes = list["codes"].as_array().unwrap().iter().filter(|code| mark.is_empty() || code[mark] == true);
            codes.map(|code| code["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(codes("sector", ""), ["BTP", "MS", "PI"]);
        assert_eq!(codes("contract_type", ""), ["CDDI", "CTTI", "CDI", "CPRO", "CDD", "CTT", "CAPP", "CUI"]);
        assert_eq!(codes("contract_type", "reported"), ["CDDI", "CTTI", "CDI", "CPRO", "CDD"]);
        assert_eq!(codes("qualification_level", "local"), ["9", "10"]);
        let mut restricted = codes("criterion", "restricted");
        restricted.sort_unstable();
        let expected = [
            "AAH", "ASE", "DISABILITY_PENSION", "HEALTH", "PERSONAL_CRITERION_VERIFIED", "REFUGEE", "RQTH",
            "SINGLE_PARENT", "WIDOW_ALLOWANCE",
        ];
        assert_eq!(restricted, expected);
    }

    async fn every_role_reads_reference_data_and_administrators_add_to_them(app: App) {
        for role in [Role::Officer, Role::Partner, Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            for list in ["communes", "neighbourhoods", "reasons", "kinds"] {
                client.get(&format!("/v1/reference/{list}")).await.ok();
            }
            let commune = json!({ "code": "21054", "name": "Beaune" });
            client.post(COMMUNES, &commune).await.refused(403, "forbidden");
            client.post(NEIGHBOURHOODS, &a_neighbourhood("Dijon – Stade")).await.refused(403, "forbidden");
        }
        assert_eq!(app.admin().get(COMMUNES).await.ok().items().len(), 23);
        assert_eq!(app.admin().get(NEIGHBOURHOODS).await.ok().items().len(), 6);
        app.admin().post("/v1/reference/reasons", &json!({})).await.refused(405, "method_not_allowed");
        app.admin().get("/v1/reference/streets").await.refused(404, "not_found");
    }
}
