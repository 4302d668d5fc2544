//! Who asks for a page without a session signs in and is led back to it, and never anywhere else.

use crate::support::{PASSWORD, field_of, on_both_databases};

on_both_databases! {
    async fn signing_in_leads_back_to_the_page_that_was_asked_for(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        let wanted = "/compte/mot-de-passe?a=1&b=%C3%A9";
        let reply = owner.visit(wanted).await.with_status(303);
        let sign_in = reply.header("location").unwrap().to_owned();
        assert_eq!(sign_in, "/connexion?suite=%2Fcompte%2Fmot-de-passe%3Fa%3D1%26b%3D%25C3%25A9");
        let page = owner.visit(&sign_in).await.ok();
        assert!(page.text.contains("Connectez-vous pour ouvrir la page"), "{page}");
        let suite = field_of(&page, "suite").replace("&#38;", "&");
        assert_eq!(suite, wanted);
        // A wrong password does not lose it.
        let fields = |password| [("email", "camille@example.org"), ("password", password), ("suite", suite.as_str())];
        let page = owner.send("/connexion", &page, &fields("wrong")).await.with_status(401);
        assert_eq!(field_of(&page, "suite").replace("&#38;", "&"), wanted);
        let reply = owner.send("/connexion", &page, &fields(PASSWORD)).await.with_status(303);
        assert_eq!(reply.header("location"), Some(wanted));
        owner.visit(wanted).await.ok();
    }

    async fn signing_in_leads_to_no_other_site(app: App) {
        let owner = app.owner("camille@example.org", "officer").await;
        for elsewhere in [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "https:evil.example",
            "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "evil.example", "@evil.example", "",
        ] {
            let mut browser = owner.clone();
            let query = serde_urlencoded::to_string([("suite", elsewhere)]).unwrap();
            let page = browser.visit(&format!("/connexion?{query}")).await.ok();
            assert_eq!(field_of(&page, "suite"), "/", "{elsewhere:?}");
            let fields = [("email", "camille@example.org"), ("password", PASSWORD), ("suite", elsewhere)];
            let reply = browser.send("/connexion", &page, &fields).await.with_status(303);
            assert_eq!(reply.header("location"), Some("/"), "{elsewhere:?}");
        }
    }

    async fn a_session_that_ended_is_said_to_have_ended(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let cookies = person.cookies.clone();
        person.delete("/v1/session").await.no_content();
        person.cookies = cookies;
        let reply = person.visit("/compte").await.with_status(303);
        let page = person.visit(reply.header("location").unwrap()).await.ok();
        assert!(page.text.contains("Votre session est terminée"), "{page}");
    }
}
