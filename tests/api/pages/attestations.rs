//! The pages of attestations: the officer's lists, and what anybody with a code reads.

use reqwest::Method;
use thirtyfour::prelude::*;

use crate::attestations::{a_held_lot, correct};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn an_officer_issues_an_attestation_and_anybody_with_its_code_reads_it(app: App) {
        let (officer, lot, holder) = a_held_lot(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        assert!(claire.visit(&format!("/lots/{lot}")).await.ok().text.contains(&format!("/lots/{lot}/attestations")));
        assert!(claire.visit(&format!("/structures/{holder}")).await.ok().text.contains(&format!("/structures/{holder}/attestations")));
        for of in [format!("/lots/{lot}"), format!("/structures/{holder}")] {
            let path = format!("{of}/attestations");
            let page = claire.visit(&path).await.ok();
            assert!(page.text.contains("Aucune attestation n’est encore délivrée"), "{page}");
            let fields = [("cle", &*format!("une-cle-assez-longue-{}", of.len())), ("au", "2022-11-30")];
            let issued = claire.send(&path, &page, &fields).await.with_status(303);
            let location = issued.header("location").unwrap().to_owned();
            // Sent again, the form issues no other one.
            assert_eq!(claire.send(&path, &page, &fields).await.with_status(303).header("location"), Some(&*location));
            let page = claire.visit(&location).await.ok();
            let code = location.rsplit('=').next().unwrap();
            for text in ["L’attestation est délivrée", "30,00&nbsp;h", "30 novembre 2022", code, "format=pdf"] {
                assert!(page.text.contains(text), "{text}: {page}");
            }
            assert_eq!(page.text.matches("format=pdf").count(), 1, "{page}");
            let asked = app.anonymous().request(Method::GET, &format!("/verification/{code}"));
            let shown = asked.header("accept", "text/html").send().await.ok();
            for text in ["Attestation authentique", "30,00&nbsp;h", "Bâtir en Bourgogne", "sont enregistrées aujourd’hui"] {
                assert!(shown.text.contains(text), "{text}: {shown}");
            }
            assert_eq!(shown.header("cache-control"), Some("no-store"));
        }
        let page = claire.visit(&format!("/lots/{lot}/attestations")).await.ok();
        let later = [("cle", "une-cle-assez-longue-3"), ("au", "2024-03-16")];
        let refused = claire.send(&format!("/lots/{lot}/attestations"), &page, &later).await.with_status(422);
        assert!(refused.text.contains("n’est pas encore venu") && refused.text.contains("value=\"2024-03-16\""), "{refused}");
        correct(&officer, lot, "2022-02", "29.5").await;
        let code = officer.get(&format!("/v1/lots/{lot}/attestation")).await.ok()["code"].as_str().unwrap().to_owned();
        let asked = app.anonymous().request(Method::GET, &format!("/verification/{code}")).header("accept", "text/html");
        let shown = asked.send().await.ok();
        assert!(shown.text.contains("29,50\u{a0}h sur 100,50\u{a0}h prévues") && shown.text.contains("a changé sur 1 lot"), "{shown}");
    }

    async fn a_typed_code_leads_to_its_attestation(app: App) {
        let (officer, lot, _) = a_held_lot(&app).await;
        let issued = officer.post(&format!("/v1/lots/{lot}/attestations"), &serde_json::json!({})).await.created();
        let code = issued["code"].as_str().unwrap().to_owned();
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        page.goto(at("/verification")).await.unwrap();
        is_sound(&page).await;
        fill(&page, &[("code", "7K3M")]).await;
        says(&page, "main", "Ce n’est pas un code de vérification").await;
        is_sound(&page).await;
        page.find(By::Name("code")).await.unwrap().clear().await.unwrap();
        fill(&page, &[("code", &code.to_lowercase().replace('-', " "))]).await;
        says(&page, "h1", "Attestation authentique").await;
        is_sound(&page).await;
        page.goto(at("/verification/0000-0000-0000-0000")).await.unwrap();
        says(&page, "main", "Aucune attestation n’a ce code").await;
        is_sound(&page).await;
        page.goto(at(&format!("/connexion?suite=/lots/{lot}/attestations"))).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Attestations d’heures").await;
        is_sound(&page).await;
    }
}
