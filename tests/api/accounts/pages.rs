//! Pages for people who have signed in.

use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn whoever_has_not_signed_in_is_led_to_where_they_do(app: App) {
        let mut browser = app.nobody("");
        for path in ["/", "/compte/mot-de-passe", "/compte/second-facteur"] {
            let reply = browser.visit(path).await.with_status(303);
            assert!(reply.header("location").unwrap().starts_with("/connexion"), "{reply}");
        }
        app.anonymous().get("/").await.refused(401, "unauthenticated");
    }

    async fn one_signs_in_changes_the_password_and_signs_out(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        let fields = [("email", "camille@example.org"), ("password", PASSWORD)];
        let reply = owner.fill("/connexion", &fields).await.with_status(303);
        assert_eq!(reply.header("location"), Some("/"));
        let home = owner.visit("/").await.ok();
        assert!(home.text.contains("Dominique Essai") && home.header("cache-control") == Some("no-store"), "{home}");
        let new = "parapluie bleu au grenier";
        let path = "/compte/mot-de-passe";
        let wrong = [("current", "faux"), ("password", new), ("again", new)];
        let page = owner.fill(path, &wrong).await.with_status(422);
        assert!(page.text.contains("id=\"current-faute\""), "{page}");
        let right = [("current", PASSWORD), ("password", new), ("again", new)];
        assert!(owner.fill(path, &right).await.ok().text.contains("est enregistré"));
        let page = owner.fill("/compte/second-facteur", &[("password", new)]).await.ok();
        assert!(page.text.contains("id=\"secret\""), "{page}");
        let home = owner.visit("/").await.ok();
        owner.send("/compte/deconnexion", &home, &[("partout", "oui")]).await.with_status(303);
        assert!(!owner.cookies.contains_key("clauses_session"));
        owner.visit("/").await.with_status(303);
    }
}
