//! A browser clicks its way in and out, as people do; the documentation opens in it, too.

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn somebody_is_invited_chooses_a_password_signs_in_and_out(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let page = Browser::open().await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        page.goto(at(&link)).await.unwrap();
        is_sound(&page).await;
        fill(&page, &[("password", PASSWORD), ("again", PASSWORD)]).await;
        // Who chooses a password is signed in.
        says(&page, "h1", "Février 2024").await;
        page.goto(at("/docs/")).await.unwrap();
        page.query(By::Css(".opblock-tag")).first().await.expect("the documentation does not draw its tags");
        page.goto(at("/")).await.unwrap();
        page.find(By::Css(".menu-button")).await.unwrap().click().await.unwrap();
        page.find(By::Css("form.sign-out button")).await.unwrap().click().await.unwrap();
        says(&page, "h1", "Connexion").await;
        fill(&page, &[("email", "camille@example.org"), ("password", "autre chose")]).await;
        says(&page, "[role=alert]", "ou mot de passe incorrect").await;
        is_sound(&page).await;
        page.goto(at("/compte")).await.unwrap();
        says(&page, "h1", "Connexion").await;
        // Back to where one wanted to go.
        fill(&page, &[("email", "camille@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Mon compte").await;
    }

    async fn every_page_holds_at_every_width_and_loads_nothing_from_elsewhere(app: App) {
        app.owner("camille@example.org", "officer").await;
        let page = Browser::open().await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        for path in ["/problems/hours_over_calendar", "/invitation/none", "/problems/none", "/connexion?suite=/compte"] {
            page.goto(at(path)).await.unwrap();
            is_sound(&page).await;
        }
        fill(&page, &[("email", "camille@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Mon compte").await;
        for path in ["/compte", "/", "/compte/mot-de-passe", "/compte/second-facteur", "/nowhere"] {
            page.goto(at(path)).await.unwrap();
            is_sound(&page).await;
        }
        // The stylesheet is let through by the page's own policy, and the icons are drawn.
        page.goto(at("/")).await.unwrap();
        let paint = page.find(By::Css(".side")).await.unwrap().css_value("background-color").await.unwrap();
        assert!(paint.contains("255, 255, 255"), "{paint}");
    }

    async fn the_keyboard_reaches_the_content_and_on_a_telephone_the_menu(app: App) {
        app.owner("camille@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/connexion", app.address)).await.unwrap();
        fill(&page, &[("email", "camille@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Février 2024").await;
        page.press(Key::Tab).await;
        assert_eq!(page.active_element().await.unwrap().text().await.unwrap(), "Aller au contenu");
        page.press(Key::Enter).await;
        assert_eq!(page.active_element().await.unwrap().id().await.unwrap().as_deref(), Some("contenu"));
        page.set_window_rect(0, 0, 500, 800).await.unwrap();
        let menu = page.find(By::Id("menu")).await.unwrap();
        assert!(!menu.is_displayed().await.unwrap());
        let button = page.find(By::Css(".menu-button")).await.unwrap();
        button.send_keys(Key::Enter + "").await.unwrap();
        assert!(menu.is_displayed().await.unwrap());
        page.press(Key::Escape).await;
        assert!(!menu.is_displayed().await.unwrap());
    }
}
