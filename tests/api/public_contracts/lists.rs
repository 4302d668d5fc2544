//! Lists of public contracts, and which callers see them.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::as_read;
use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::{hides, hides_from_changes, on_both_databases};

fn references(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["reference"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn a_list_is_filtered_by_sector_status_buyer_and_text(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let school = a_public_contract().bought_by(buyer).referenced("A-1").with("title", "Groupe scolaire d'Ahuy");
        school.create(&officer).await;
        a_public_contract().ms().bought_by(buyer).referenced("A-2").with("title", "Nettoyage").create(&officer).await;
        a_public_contract().pi().referenced("B-3").with("title", "Étude").with("status", "closed").create(&officer).await;
        for (query, expected) in [
            (String::new(), vec!["A-1", "A-2", "B-3"]),
            ("?sector=MS".to_owned(), vec!["A-2"]),
            ("?status=open".to_owned(), vec!["A-1", "A-2"]),
            ("?status=closed".to_owned(), vec!["B-3"]),
            (format!("?buyer_id={buyer}"), vec!["A-1", "A-2"]),
            ("?buyer_id=987654321".to_owned(), vec![]),
            ("?q=ETUDE".to_owned(), vec!["B-3"]),
            ("?q=a+2".to_owned(), vec!["A-2"]),
            ("?q=%25".to_owned(), vec![]),
            ("?q=".to_owned(), vec!["A-1", "A-2", "B-3"]),
            ("?q=scolaire_d".to_owned(), vec!["A-1"]),
            (format!("?sector=MS&buyer_id={buyer}&status=open"), vec!["A-2"]),
        ] {
            let list = officer.get(&format!("/v1/public-contracts{query}")).await.ok();
            assert_eq!(references(list.items()), expected, "{query}");
        }
        let shown = officer.get("/v1/public-contracts?q=nettoyage").await.ok();
        assert_eq!(shown.at("/items/0/lots/0/title"), "Nettoyage");
        assert_eq!(references(&officer.all("/v1/public-contracts?limit=1").await), ["A-1", "A-2", "B-3"]);
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("sector=btp", 422, "unknown_sector", "?sector"),
            ("status=running", 422, "unknown_status", "?status"),
            ("buyer_id=one", 400, "invalid_query", "?buyer_id"),
            ("buyer_id=-1", 400, "invalid_query", "?buyer_id"),
            ("limit=0", 400, "invalid_query", "?limit"),
            ("holder_id=1", 400, "invalid_query", "?holder_id"),
            ("cursor=x", 400, "invalid_cursor", "?cursor"),
        ] {
            officer.get(&format!("/v1/public-contracts?{query}")).await.refused_at(status, code, pointer);
        }
        let both = officer.get("/v1/public-contracts?sector=btp&status=running").await;
        both.refused_fields(&[("?sector", "unknown_sector"), ("?status", "unknown_status")]);
    }

    async fn a_contract_of_another_sector_does_not_exist(app: App) {
        let (officer, services) = (app.officer(), app.as_role(Role::Officer, &[Sector::Ms]));
        let works = a_public_contract().referenced("W").create(&officer).await;
        let own = a_public_contract().ms().referenced("S").create(&officer).await;
        hides(&services, "/v1/public-contracts/{id}", works).await;
        hides(&services, "/v1/public-contracts/{id}/lots", works).await;
        hides_from_changes(&services, "/v1/public-contracts/{id}", works).await;
        let lot = json!({ "number": "2" });
        services.post(&format!("/v1/public-contracts/{works}/lots"), &lot).await.refused(404, "not_found");
        for query in ["", "?sector=BTP", "?q=w"] {
            let list = services.get(&format!("/v1/public-contracts{query}")).await.ok();
            assert!(!references(list.items()).contains(&"W"), "{list}");
        }
        assert_eq!(references(&services.all("/v1/public-contracts").await), ["S"]);
        a_public_contract().bought_by(an_organisation().buyer("state").create(&officer).await).send(&services).await
            .refused_at(422, "unknown_sector", "/sector");
        let address = format!("/v1/public-contracts/{own}");
        let seen = services.get(&address).await.ok();
        services.patch(&address, seen.etag(), &json!({ "sector": "BTP" })).await
            .refused_at(422, "unknown_sector", "/sector");
        assert_eq!(officer.get(&format!("/v1/public-contracts/{works}")).await.ok()["version"], 1);
    }

    async fn partners_read_the_contracts_of_their_sectors_and_change_none(app: App) {
        let officer = app.officer();
        let works = a_public_contract().send(&officer).await.created();
        let services = a_public_contract().ms().create(&officer).await;
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        let address = format!("/v1/public-contracts/{}", works.id());
        assert_eq!(partner.get(&address).await.ok().json, as_read(&works));
        hides(&partner, "/v1/public-contracts/{id}", services).await;
        partner.patch(&address, works.etag(), &json!({ "title": "À moi" })).await.refused(403, "forbidden");
        partner.post("/v1/public-contracts", &json!({})).await.refused(403, "forbidden");
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&address).await.refused(403, "forbidden");
        }
    }
}
