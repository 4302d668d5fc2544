//! `/v1/organisations`

use clauses::values::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::on_both_databases;

const SIRET: &str = "73282932000074";

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["name"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn every_kind_of_employer_is_recorded(app: App) {
        let officer = app.officer();
        let listed = officer.get("/v1/reference/kinds").await.ok();
        let kinds = listed.items().iter().find(|list| list["kind"] == "employer_kind").unwrap();
        let kinds: Vec<_> = kinds["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect();
        assert_eq!(kinds, [
            "company", "EI", "ACI", "ETTI", "AI", "EITI", "GEIQ", "EA", "EATT", "ESAT", "neighbourhood_body", "EPIDE",
            "E2C", "prison_work", "temp_agency", "other",
        ]);
        for kind in kinds {
            let id = an_organisation().employer(kind).create(&officer).await;
            assert_eq!(officer.get(&format!("/v1/organisations/{id}")).await.ok()["employer_kind"], kind);
        }
    }

    async fn nobody_is_an_organisation_of_their_own_accord(app: App) {
        let refused = an_organisation().prescriber("self").send(&app.officer()).await;
        refused.refused_at(422, "unknown_kind", "/prescriber_kind");
    }

    async fn an_organisation_is_recorded_and_shown_as_it_was_given(app: App) {
        let given = json!({
            "name": "Régie des Deux Rives", "siret": "732 829 320 00074", "employer_kind": "ACI",
            "contact_name": "Accueil", "contact_email": "accueil@example.org", "contact_phone": "03 80 00 00 00",
        });
        let reply = app.officer().post("/v1/organisations", &given).await.created();
        let address = format!("/v1/organisations/{}", reply.id());
        assert_eq!(reply.header("location"), Some(address.as_str()));
        let shown = app.officer().get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": reply.id(), "name": "Régie des Deux Rives", "siret": SIRET, "employer_kind": "ACI",
            "prescriber_kind": null, "buyer_kind": null,
            "contact_name": "Accueil", "contact_email": "accueil@example.org", "contact_phone": "03 80 00 00 00",
            "version": 1, "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z",
        }));
        assert_eq!(shown.etag(), reply.etag());
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let given = json!({
            "siret": "73282932000075", "employer_kind": "aci", "buyer_kind": "town", "contact_name": "  ",
            "contact_email": "nowhere", "contact_phone": "12",
        });
        app.officer().post("/v1/organisations", &given).await.refused_fields(&[
            ("/name", "missing"),
            ("/siret", "invalid_siret"),
            ("/employer_kind", "unknown_kind"),
            ("/buyer_kind", "unknown_kind"),
            ("/contact_name", "text_empty"),
            ("/contact_email", "invalid_email"),
            ("/contact_phone", "invalid_phone"),
        ]);
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 0);
    }

    async fn numbers_are_taken_as_they_are_copied(app: App) {
        let officer = app.officer();
        for (siret, phone) in [
            ("732\u{a0}829\u{a0}320\u{a0}00074", "03\u{a0}80\u{a0}00\u{a0}00\u{a0}00"),
            ("\u{202d}732 829 320\u{202f}00074\u{202c}", "\u{202a}03 80 00\u{2009}00 00\u{202c}"),
            ("\u{200e}73282932000074\u{feff}", "\u{200e}03 80 00 00\u{ad} 00"),
        ] {
            let sent = an_organisation().siret(siret).with("contact_phone", phone).send(&officer).await;
            let address = format!("/v1/organisations/{}", sent.created().id());
            let shown = officer.get(&address).await.ok();
            assert_eq!((&shown["siret"], &shown["contact_phone"]), (&json!(SIRET), &json!("03 80 00 00 00")), "{shown}");
            officer.patch(&address, shown.etag(), &json!({ "siret": null })).await.ok();
        }
        let person = a_candidate().with("contact", json!({ "phone": "03\u{a0}80\u{202f}00 00 00" }));
        assert_eq!(person.send(&officer).await.created()["contact"]["phone"], "03 80 00 00 00");
    }

    async fn a_number_that_nobody_has_is_refused_with_what_is_wrong(app: App) {
        let officer = app.officer();
        for (siret, fault) in [
            ("00000000000000", "sa clé de contrôle est fausse"),
            ("73282932100072", "sa clé de contrôle est fausse"),
            ("732 829 320", "c’est un SIREN"),
            ("732829320000741", "il en a 15"),
        ] {
            let refused = an_organisation().siret(siret).send(&officer).await.refused_at(422, "invalid_siret", "/siret");
            let detail = refused["errors"][0]["detail"].as_str().unwrap();
            assert!(detail.contains(siret) && detail.contains(fault), "{detail}");
        }
    }

    async fn a_siret_of_before_the_rule_does_not_stop_other_changes(app: App) {
        let officer = app.officer();
        let id = an_organisation().siret(SIRET).create(&officer).await;
        app.execute(&format!("UPDATE organisations SET siret = '00000010700011' WHERE id = {id}"));
        let address = format!("/v1/organisations/{id}");
        let changed = officer.patch(&address, "\"1\"", &json!({ "name": "Après" })).await.ok();
        assert_eq!((&changed["name"], &changed["siret"]), (&json!("Après"), &json!("00000010700011")));
        let refused = officer.patch(&address, "\"2\"", &json!({ "siret": "00000011400017" })).await;
        refused.refused_at(422, "invalid_siret", "/siret");
        let mended = officer.patch(&address, "\"2\"", &json!({ "siret": SIRET })).await.ok();
        assert_eq!(mended["siret"], SIRET);
    }

    async fn a_siret_belongs_to_one_organisation(app: App) {
        let officer = app.officer();
        let first = an_organisation().siret(SIRET).create(&officer).await;
        let refused = an_organisation().siret(SIRET).send(&officer).await.refused_at(409, "siret_taken", "/siret");
        assert_eq!(refused["existing_id"], first);
        let other = an_organisation().send(&officer).await.created();
        let address = format!("/v1/organisations/{}", other.id());
        let refused = officer.patch(&address, other.etag(), &json!({ "siret": SIRET })).await;
        assert_eq!(refused.refused_at(409, "siret_taken", "/siret")["existing_id"], first);
        assert_eq!(officer.all("/v1/organisations").await.len(), 2);
        assert_eq!(officer.get(&address).await.ok()["siret"], Value::Null);
    }

    async fn a_patch_changes_what_it_names_and_empties_what_is_null(app: App) {
        let (officer, later) = (app.officer(), app.at("2024-04-02T07:30:00Z"));
        let created = an_organisation().named("Avant").siret(SIRET).employer("ACI").send(&officer).await.created();
        let address = format!("/v1/organisations/{}", created.id());
        let patch = json!({ "name": "Après", "employer_kind": null, "buyer_kind": "commune" });
        let changed = later.officer().patch(&address, created.etag(), &patch).await.ok();
        assert_eq!(changed.etag(), "\"2\"");
        let expected = [
            ("name", json!("Après")), ("siret", json!(SIRET)), ("employer_kind", json!(null)),
            ("buyer_kind", json!("commune")), ("version", json!(2)),
            ("created_at", json!("2024-03-15T09:00:00Z")), ("updated_at", json!("2024-04-02T07:30:00Z")),
        ];
        for (field, value) in expected {
            assert_eq!(changed[field], value, "{field}");
        }
        assert_eq!(officer.get(&address).await.ok().json, changed.json);
    }

    async fn a_patch_is_checked_like_a_new_organisation(app: App) {
        let officer = app.officer();
        let created = an_organisation().send(&officer).await.created();
        let address = format!("/v1/organisations/{}", created.id());
        for (patch, code, pointer) in [
            (json!({ "name": null }), "missing", "/name"),
            (json!({ "siret": "1" }), "invalid_siret", "/siret"),
            (json!({ "nom": "Régie" }), "unknown_field", ""),
            (json!(["name"]), "invalid_body", ""),
        ] {
            let refused = officer.patch(&address, created.etag(), &patch).await.refused(422, code);
            assert!(pointer.is_empty() || refused.field_errors() == [(pointer, code)], "{refused}");
        }
        assert_eq!(officer.get(&address).await.ok().json, created.json);
    }

    async fn nobody_changes_a_version_that_they_have_not_seen(app: App) {
        let officer = app.officer();
        let created = an_organisation().named("Avant").send(&officer).await.created();
        let address = format!("/v1/organisations/{}", created.id());
        let (first, second) = (json!({ "name": "Première" }), json!({ "name": "Seconde" }));
        officer.request(Method::PATCH, &address).json(&first).send().await.refused(428, "precondition_required");
        for stale in ["\"0\"", "\"2\"", "W/\"2\"", "\"one\""] {
            officer.patch(&address, stale, &first).await.refused(412, "precondition_failed");
        }
        assert_eq!(officer.get(&address).await.ok()["name"], "Avant");
        officer.patch(&address, created.etag(), &first).await.ok();
        officer.patch(&address, created.etag(), &second).await.refused(412, "precondition_failed");
        assert_eq!(officer.get(&address).await.ok()["name"], "Première");
    }

    async fn an_unknown_organisation_is_not_found(app: App) {
        let officer = app.officer();
        officer.get("/v1/organisations/1").await.refused(404, "not_found");
        officer.patch("/v1/organisations/1", "\"1\"", &json!({})).await.refused(404, "not_found");
    }

    async fn a_list_is_filtered_by_role_name_and_siret(app: App) {
        let officer = app.officer();
        an_organisation().named("Ville de Chenôve").buyer("commune").create(&officer).await;
        an_organisation().named("Régie d'Œuvre").employer("ACI").prescriber("iae_structure").create(&officer).await;
        an_organisation().named("Mission locale").prescriber("mission_locale").siret(SIRET).create(&officer).await;
        for (query, expected) in [
            ("", vec!["Ville de Chenôve", "Régie d'Œuvre", "Mission locale"]),
            ("?kind=buyer", vec!["Ville de Chenôve"]),
            ("?kind=employer", vec!["Régie d'Œuvre"]),
            ("?kind=prescriber", vec!["Régie d'Œuvre", "Mission locale"]),
            ("?q=CHENOVE", vec!["Ville de Chenôve"]),
            ("?q=chen%C3%B4ve", vec!["Ville de Chenôve"]),
            ("?q=regie+d+oeuvre", vec!["Régie d'Œuvre"]),
            ("?q=nowhere", vec![]),
            ("?siret=732+829+320+00074", vec!["Mission locale"]),
            ("?kind=prescriber&q=locale", vec!["Mission locale"]),
            ("?kind=buyer&q=locale", vec![]),
        ] {
            let list = officer.get(&format!("/v1/organisations{query}")).await.ok();
            assert_eq!(names(list.items()), expected, "{query}");
            assert_eq!(list["next_cursor"], Value::Null, "{query}");
        }
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("nmae=x", 400, "invalid_query", "?nmae"),
            ("q=a&q=b", 400, "invalid_query", "?q"),
            ("limit=0", 400, "invalid_query", "?limit"),
            ("limit=501", 400, "invalid_query", "?limit"),
            ("limit=-1", 400, "invalid_query", "?limit"),
            ("limit=many", 400, "invalid_query", "?limit"),
            ("limit=99999999999999999999", 400, "invalid_query", "?limit"),
            ("cursor=1", 400, "invalid_cursor", "?cursor"),
            ("cursor=", 400, "invalid_cursor", "?cursor"),
            ("kind=holder", 422, "unknown_kind", "?kind"),
            ("siret=1", 422, "invalid_siret", "?siret"),
        ] {
            officer.get(&format!("/v1/organisations?{query}")).await.refused_at(status, code, pointer);
        }
    }

    async fn pages_give_every_row_once_even_while_rows_are_added(app: App) {
        let officer = app.officer();
        let mut expected = Vec::new();
        for number in 0..120 {
            expected.push(an_organisation().named(&format!("Organisme {number}")).create(&officer).await);
        }
        let ids = |items: &[Value]| items.iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>();
        let first = officer.get("/v1/organisations").await.ok();
        assert_eq!(first.items().len(), 50);
        expected.push(an_organisation().create(&officer).await);
        let mut seen = ids(first.items());
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = officer.get(&format!("/v1/organisations?limit=500&cursor={cursor}")).await.ok();
        seen.extend(ids(rest.items()));
        assert_eq!(seen, expected);
        assert_eq!(ids(&officer.all("/v1/organisations?limit=7").await), expected);
        assert_eq!(officer.get("/v1/organisations?limit=500").await.ok().items().len(), 121);
        assert_eq!(officer.get("/v1/organisations?limit=121").await.ok()["next_cursor"], Value::Null);
    }

    async fn partners_read_organisations_and_change_none(app: App) {
        let created = an_organisation().send(&app.officer()).await.created();
        let address = format!("/v1/organisations/{}", created.id());
        let partner = app.as_role(Role::Partner, &[]);
        partner.get(&address).await.ok();
        an_organisation().send(&partner).await.refused(403, "forbidden");
        partner.patch(&address, created.etag(), &json!({ "name": "À moi" })).await.refused(403, "forbidden");
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&address).await.refused(403, "forbidden");
            app.as_role(role, &[]).get("/v1/organisations").await.refused(403, "forbidden");
        }
        assert_eq!(app.admin().get(&address).await.ok().json, created.json);
    }
}
