//! Records that may be about one person: officers are warned, and find those that partners made too.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::{Client, on_both_databases};

const NAMES: &[&str] = &["last_name", "first_name"];
const ALL: &[&str] = &["last_name", "first_name", "birth_date"];
const FAMILY: &[&str] = &["last_name", "birth_date"];

/// The pairs of records that are found: later, earlier, and the fields that agree.
async fn found(officer: &Client) -> Vec<(i64, i64, Value)> {
    let found = officer.all("/v1/findings?kind=possible_duplicate").await;
    let id = |finding: &Value, field: &str| finding[field].as_i64().unwrap();
    found.iter().map(|one| (id(one, "candidate_id"), id(one, "other_candidate_id"), one["fields"].clone())).collect()
}

async fn record(client: &Client, (last_name, first_name): (&str, &str), born: &str) -> i64 {
    a_candidate().named(last_name, first_name).born(born).create(client).await
}

on_both_databases! {
    async fn names_are_compared_however_they_are_written(app: App) {
        let officer = app.officer();
        for (one, other, same_day, fields) in [
            (("N'Diaye", "Awa"), ("NDIAYE", "Awa"), false, NAMES),
            (("D’Almeida", "Ana"), ("Dalmeida", "Ana"), false, NAMES),
            (("Martel", "Paul"), ("Paul", "Martel"), false, NAMES),
            (("Sørensen", "Åse"), ("Sorensen", "Ase"), true, ALL),
            (("Berger-Dupont", "Claire"), ("Berger", "Claire"), true, FAMILY),
            (("Keïta Koné", "Moussa"), ("Moussa", "Kone"), true, ALL),
            (("Łukasiewicz", "Jan"), ("Lukasiewicz", "Hania"), true, FAMILY),
        ] {
            let first = record(&officer, one, "1984-02-29").await;
            let born = if same_day { "1984-02-29" } else { "1991-07-01" };
            let second = a_candidate().named(other.0, other.1).born(born).send(&officer).await.created();
            assert_eq!(second.at("/warnings/0/candidate_ids"), &json!([first]), "{one:?} {other:?}");
            assert_eq!(found(&officer).await.pop(), Some((second.id(), first, json!(fields))), "{one:?} {other:?}");
        }
        assert_eq!(found(&officer).await.len(), 7);
    }

    async fn people_who_share_less_are_not_found(app: App) {
        let officer = app.officer();
        for person in [
            ("Martin-Dupont", "Claire"), ("Martin-Durand", "Claire"), ("Ben Ali", "Sami"), ("Ben Salah", "Sami"),
            ("Leroy", "Martin"), ("Le Goff", "Anne"), ("Le Fèvre", "Anne"),
        ] {
            record(&officer, person, "1984-02-29").await;
        }
        record(&officer, ("Le Goff", "Yann"), "1985-02-28").await;
        assert_eq!(found(&officer).await, []);
    }

    async fn officers_find_what_a_partner_recorded_twice_and_partners_do_not(app: App) {
        let officer = app.officer();
        let partner = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp]);
        let first = record(&officer, ("N'Diaye", "Awa"), "1984-02-29").await;
        let second = a_candidate().named("Ndiaye", "Awa").born("1984-02-29").without("qualification_level");
        let second = second.send(&partner).await.created();
        assert_eq!(second["warnings"], json!([]));
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        for reader in [&officer, &services] {
            let list = reader.get("/v1/findings").await.ok();
            let [finding] = list.items() else { panic!("not one: {list}") };
            assert_eq!(finding, &json!({
                "id": finding["id"], "kind": "possible_duplicate", "month": null, "sector": null, "hours_id": null,
                "employment_id": null, "lot_id": null, "candidate_id": second.id(), "other_candidate_id": first,
                "fields": ALL, "explanation": finding["explanation"], "noted_at": "2024-03-15T09:00:00Z",
            }));
            let explanation = finding["explanation"].as_str().unwrap();
            assert!(explanation.contains("le nom, le prénom, la date de naissance"), "{finding}");
            // A finding names fields and never shows values.
            assert!(!list.text.contains("Awa") && !list.text.contains("1984"), "{list}");
        }
        assert_eq!(officer.all("/v1/findings?sector=BTP").await, Vec::<Value>::new());
        partner.get("/v1/findings").await.refused(403, "forbidden");
        let page = app.person("claire@example.org", "officer").await.visit("/constats").await.with_status(200);
        assert!(page.text.contains("NDIAYE Awa") && page.text.contains("<span class=\"count\">1</span> personne peut"), "{page}");
        let address = format!("/v1/candidates/{first}");
        let seen = officer.get(&address).await.ok();
        let mended = officer.patch(&address, seen.etag(), &json!({ "last_name": "Sow", "birth_date": "1990-01-01" })).await;
        assert_eq!(mended.ok()["warnings"], json!([]));
        assert_eq!(found(&officer).await, []);
    }

    async fn a_finding_stays_the_same_while_both_records_stay_alike(app: App) {
        let (officer, later) = (app.officer(), app.at("2024-04-02T07:30:00Z"));
        let first = record(&officer, ("Berger", "Claire"), "1984-02-29").await;
        let second = record(&officer, ("Berger", "Clara"), "1984-02-29").await;
        let before = officer.all("/v1/findings").await;
        let change = async |patch: Value| {
            let address = format!("/v1/candidates/{second}");
            let seen = officer.get(&address).await.ok();
            later.officer().patch(&address, seen.etag(), &patch).await.ok();
        };
        change(json!({ "qualification_level": 4 })).await;
        assert_eq!(officer.all("/v1/findings").await, before);
        change(json!({ "first_name": "Claire" })).await;
        assert_eq!(found(&officer).await, [(second, first, json!(ALL))]);
        change(json!({ "birth_date": "1991-07-01" })).await;
        assert_eq!(found(&officer).await, [(second, first, json!(NAMES))]);
        change(json!({ "first_name": "Claude" })).await;
        assert_eq!(found(&officer).await, []);
    }

    async fn letters_without_accents_are_searched_as_people_type_them(app: App) {
        let officer = app.officer();
        for (name, typed) in [
            ("Sørensen", "sorensen"), ("Đorđević", "dordevic"), ("Łukasz", "LUKASZ"), ("Işıl", "isil"),
            ("Weiß", "weiss"), ("Þórdís", "thordis"), ("N’Diaye", "n'diaye"),
        ] {
            let id = record(&officer, (name, "Kim"), "1984-02-29").await;
            for query in [typed, &typed.to_uppercase()] {
                let list = officer.get(&format!("/v1/candidates?q={query}")).await.ok();
                assert_eq!(list.items().iter().map(|one| one["id"].as_i64()).collect::<Vec<_>>(), [Some(id)], "{query}");
            }
            an_organisation().named(name).create(&officer).await;
            assert_eq!(officer.get(&format!("/v1/organisations?q={typed}")).await.ok().items().len(), 1, "{typed}");
        }
    }
}
