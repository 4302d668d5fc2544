//! `/v1/organisations/{id}/account-links` and what a link opens.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::{a_buyer, account, at_work};
use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::{App, Client, on_both_databases};

async fn issue(client: &Client, buyer: i64) -> (i64, String) {
    let made =
        client.post(&format!("/v1/organisations/{buyer}/account-links"), &json!({ "expires_on": "2024-06-30" })).await;
    let made = made.created();
    (made.id(), made["path"].as_str().unwrap().to_owned())
}

/// Who opened an account by a link.
async fn openings(app: &App) -> Vec<String> {
    app.write_down();
    let reads = app.admin().all("/v1/reads?limit=500").await;
    let opened = reads.iter().filter(|read| read["what"] == "buyer_account");
    opened.map(|read| read["actor"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_link_opens_the_account_of_the_day_without_a_key_and_without_a_few_people(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let lot = account(&officer, buyer, "").await["contracts"][0]["lots"][0]["lot_id"].clone();
        officer.post(&format!("/v1/lots/{lot}/comments"), &json!({ "comment": "Deux embauches en septembre." })).await.created();
        let (id, path) = issue(&officer, buyer).await;
        let page = app.anonymous().get(&path).await.ok();
        for text in ["Ville des Bords de Saône", "250,25", "100,50", "Deux embauches en septembre.", "masqué", "30 juin 2024"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        let names = officer.all("/v1/candidates").await.into_iter().map(|person| person["last_name"].clone());
        assert!(names.into_iter().all(|name| !page.text.contains(name.as_str().unwrap())), "{page}");
        for hidden in ["3\u{a0}personnes", "contrat à durée indéterminée", "href=\"/lots/", "href=\"/marches/"] {
            assert!(!page.text.contains(hidden), "{hidden}: {page}");
        }
        assert_eq!(page.header("cache-control"), Some("no-store"));
        for (form, start) in [("pdf", &b"%PDF"[..]), ("xlsx", b"PK"), ("docx", b"PK"), ("html", b"<!DOCTYPE")] {
            let (_, bytes) = app.anonymous().request(Method::GET, &format!("{path}/{form}")).bytes().await;
            assert!(bytes.starts_with(start), "{form}");
        }
        let html = app.anonymous().get(&format!("{path}/html")).await.ok();
        assert!(html.text.contains("masqué") && !html.text.contains("Contrat à durée indéterminée"), "{html}");
        assert_eq!(openings(&app).await, vec![format!("account_link:{id}"); 6]);
        app.anonymous().get(&format!("{path}/odt")).await.refused(404, "not_found");
    }

    async fn many_people_are_counted_in_fives(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let works = a_public_contract().bought_by(buyer).from("2022-01-01").to("2024-12-31");
        let lots = works.with_lot("1", "1000").with_lot("2", "1000").create_lots(&officer).await;
        for lot in [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1] {
            at_work(&officer, (lots[lot], "BTP"), &[("2023-05", "10")]).await;
        }
        let (_, path) = issue(&officer, buyer).await;
        let page = app.anonymous().get(&path).await.ok();
        for text in ["10\u{a0}personnes", "110,00\u{a0}h en contrat à durée indéterminée", "100,0\u{a0}%"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(!page.text.contains("masqué</td>") && !page.text.contains("11\u{a0}personnes"), "{page}");
        // One more person, on a third lot: no lot says how many worked on it.
        let contract = officer.get(&format!("/v1/lots/{}", lots[0])).await.ok()["public_contract_id"].clone();
        let third = json!({ "number": "3", "title": "Peinture" });
        let third = officer.post(&format!("/v1/public-contracts/{contract}/lots"), &third).await.created().id();
        at_work(&officer, (third, "BTP"), &[("2023-05", "10")]).await;
        let page = app.anonymous().get(&path).await.ok();
        assert_eq!(page.text.matches("data-label=\"Personnes\">masqué</td>").count(), 3, "{page}");
        assert_eq!(page.text.matches("data-label=\"Part QPV\">masqué</td>").count(), 3, "{page}");
    }

    async fn a_link_that_was_revoked_or_has_ended_opens_nothing(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let ((first, revoked), (_, kept)) = (issue(&officer, buyer).await, issue(&officer, buyer).await);
        officer.request(Method::DELETE, &format!("/v1/account-links/{first}")).send().await.no_content();
        officer.request(Method::DELETE, &format!("/v1/account-links/{first}")).send().await.no_content();
        let refused = app.anonymous().get(&revoked).await.refused(404, "not_found");
        assert!(refused.text.contains("Ce lien n’ouvre aucun état d’avancement"), "{refused}");
        app.anonymous().get("/etats/x").await.refused(404, "not_found");
        app.anonymous().get(&kept).await.ok();
        let on_its_last_day = app.at("2024-06-30T21:59:00Z");
        on_its_last_day.anonymous().get(&kept).await.ok();
        let later = app.at("2024-06-30T22:01:00Z");
        later.anonymous().get(&kept).await.refused(404, "not_found");
        let listed = later.officer().all(&format!("/v1/organisations/{buyer}/account-links")).await;
        let revoked: Vec<bool> = listed.iter().map(|link| link["revoked_at"].is_string()).collect();
        assert_eq!(revoked, [true, false]);
        assert!(listed.iter().all(|link| link.get("path").is_none() && link.get("digest").is_none()), "{listed:?}");
    }

    async fn a_link_is_issued_once_and_its_address_is_not_kept(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let send = async || {
            let request = officer.request(Method::POST, &format!("/v1/organisations/{buyer}/account-links"));
            request.header("idempotency-key", "etat-1").json(&json!({ "expires_on": "2024-06-30" })).send().await.created()
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.id(), again.header("idempotency-replayed")), (again.id(), Some("true")));
        let token = first["path"].as_str().unwrap().trim_start_matches("/etats/").to_owned();
        assert!(token.len() == 43 && again.json.get("path").is_none(), "{again}");
        for stored in ["SELECT digest AS text FROM buyer_account_links", "SELECT body AS text FROM idempotent_answers"] {
            assert!(app.column(stored).iter().all(|text| !text.contains(&token)), "{stored}");
        }
    }

    async fn who_does_not_see_every_sector_issues_no_link(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let links = format!("/v1/organisations/{buyer}/account-links");
        let body = json!({ "expires_on": "2024-06-30" });
        for role in [Role::Officer, Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).post(&links, &body).await.refused(403, "forbidden");
            app.as_role(role, &[Sector::Btp]).get(&links).await.refused(403, "forbidden");
        }
        officer.post("/v1/organisations/999999/account-links", &body).await.refused(404, "not_found");
        officer.request(Method::DELETE, "/v1/account-links/999999").send().await.refused(404, "not_found");
        for (day, code) in [("2024-03-14", "date_in_past"), ("2025-03-16", "invalid_date"), ("2024-02-30", "invalid_date")] {
            officer.post(&links, &json!({ "expires_on": day })).await.refused_at(422, code, "/expires_on");
        }
        officer.post(&links, &json!({})).await.refused_at(422, "missing", "/expires_on");
        assert_eq!(officer.all(&links).await, Vec::<Value>::new());
        officer.post(&links, &json!({ "expires_on": "2025-03-15" })).await.created();
    }
}
